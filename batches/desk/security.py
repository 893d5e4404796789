"""What keeps the desk shut: headers on every answer, hosts it answers to, session cookies, tokens on every form."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batches.desk.world import Here, World
from lockbox.books.acts import Who
from lockbox.books.people import Role
from lockbox.books.sessions import SessionEndedError
from lockbox.settings_desk import DeskSettings

COOKIE = "lockbox_desk"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
_LARGEST = 200_000
"""Bytes that a form may have."""


class NotForYouError(Exception):
    """A page that this role does not see."""


class ForgedError(Exception):
    """A form without this session's token, or sent from elsewhere."""


class Shell:
    """Wraps the application: refuses strange hosts and foreign or oversized forms, and puts headers on every answer."""

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        """Take the application and the desk's settings."""
        self._app = app
        self._hosts = frozenset((*_OWN_NAMES, *settings.hosts))
        self._https = settings.https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answer[name] = value
                answer.setdefault("cache-control", "no-store")
                if self._https:
                    answer["strict-transport-security"] = "max-age=31536000"
            await send(message)

        fault = self._fault(scope["method"], headers)
        inner = PlainTextResponse(fault, 400) if fault else self._app
        await inner(scope, receive, sealed)

    def _fault(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if host.rpartition(":")[0] not in self._hosts and host not in self._hosts:
            return "The desk does not go by this name; see [desk] hosts in lockbox.toml."
        if method in ("GET", "HEAD"):
            return ""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "This form came from another place."
        origin = headers.get("origin")
        if origin and origin.partition("://")[2] != host:
            return "This form came from another place."
        length = headers.get("content-length", "0")
        return "" if length.isdigit() and int(length) <= _LARGEST else "This form is too large."


# --- sessions ------------------------------------------------------------------------------------


def let_in(response: Response, world: World, token: str) -> None:
    """Give the browser a session's cookie."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=world.site.desk.https, path="/")


def let_out(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def form_token(request: Request) -> str:
    """Return the token that every form of this session carries; it tells nothing of the cookie."""
    cookie = request.cookies.get(COOKIE, "")
    return hmac.new(cookie.encode(), b"lockbox form", hashlib.sha256).hexdigest()


def signed_in(request: Request, world: Here) -> Who:
    """Return who asks.

    Raises:
        SessionEndedError: nobody who is signed in.
    """
    token = request.cookies.get(COOKIE, "")
    who = world.desk.visitor(token, world.now(), world.site.desk.idle_minutes) if token else None
    if who is None:
        raise SessionEndedError
    request.state.who = who
    return who


async def visitor(request: Request, who: Annotated[Who, Depends(signed_in)]) -> Who:
    """Return who asks; what they send bears their session's token.

    Raises:
        ForgedError: a form without it.
    """
    if request.method not in ("GET", "HEAD"):
        given = request.headers.get("x-form-token") or str((await request.form()).get("form_token", ""))
        if not hmac.compare_digest(given.encode(), form_token(request).encode()):
            raise ForgedError
    return who


Visitor = Annotated[Who, Depends(visitor)]
"""A route's parameter: who asks, whatever their role."""


def only(*roles: Role) -> Callable[[Who], Awaitable[Who]]:
    """Return a dependency that lets some roles in."""

    async def check(who: Visitor) -> Who:
        if who.role not in roles:
            raise NotForYouError
        return who

    return check


Clerk = Annotated[Who, Depends(only(Role.CLERK, Role.SUPERVISOR))]
Supervisor = Annotated[Who, Depends(only(Role.SUPERVISOR))]
Auditor = Annotated[Who, Depends(only(Role.AUDITOR, Role.SUPERVISOR))]
Operator = Annotated[Who, Depends(only(Role.OPERATOR, Role.SUPERVISOR))]
Looker = Annotated[Who, Depends(only(Role.CLERK, Role.SUPERVISOR, Role.AUDITOR))]
"""Whoever may see an item."""

HOME = {
    Role.CLERK: "/queue",
    Role.SUPERVISOR: "/queue",
    Role.AUDITOR: "/audit",
    Role.OPERATOR: "/night",
}
"""Where each role begins."""
