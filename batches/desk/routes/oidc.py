"""The other door: sign-in by an identity provider, where the settings name one."""

from __future__ import annotations

import datetime as dt
import hmac
import importlib
from types import ModuleType

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from batches.desk.pages import page
from batches.desk.routes.sign_in import inner
from batches.desk.security import HOME, let_in
from batches.desk.world import Here, World
from lockbox.books.desk import SignIn
from lockbox.books.sessions import SignInError
from lockbox.errors import NotFoundError, SettingsError
from lockbox.settings_desk import OidcSettings

router = APIRouter()

_COOKIE, _PATH, _MINUTES = "lockbox_errand", "/sign-in/oidc", 10


@router.get(_PATH)
def go(request: Request, world: Here, next: str = "") -> Response:  # noqa: A002 - its name in the address
    """Send a browser to the identity provider."""
    settings, oidc = _settings(world), _oidc()
    errand = oidc.Errand(world.chance(), world.chance(), world.chance(), inner(next))
    fetch = getattr(request.app.state, "fetch", oidc.fetch_json)
    response = RedirectResponse(oidc.away(settings, errand, _back(request, world), fetch), 303)
    held = {"max_age": 60 * _MINUTES, "path": _PATH, "httponly": True, "samesite": "lax"}
    response.set_cookie(_COOKIE, errand.text(), secure=world.site.desk.https, **held)  # type: ignore[arg-type]
    return response


@router.get(f"{_PATH}/back")
def come(request: Request, world: Here, code: str = "", state: str = "") -> Response:
    """Let somebody in for whom the provider vouches.

    The page leads on by itself: a redirect would still count as coming from the provider, and carry no cookie.
    """
    settings, oidc = _settings(world), _oidc()
    try:
        errand = oidc.Errand.of(request.cookies.get(_COOKIE, ""))
        if not code or not hmac.compare_digest(state.encode(), errand.state.encode()):
            raise SignInError("this sign-in was not begun here", hint="Begin it again.")
        now = int(dt.datetime.fromisoformat(world.now()).timestamp())
        fetch = getattr(request.app.state, "fetch", oidc.fetch_json)
        name = oidc.name_of(settings, errand, (code, _back(request, world), now), fetch)
        token, address = world.chance(), request.client.host if request.client else ""
        who = world.desk.sign_in_known(SignIn(name, "", address, world.now(), token), world.site.desk)
    except SignInError as trouble:
        said = {"trouble": str(trouble), "hint": trouble.hint, "name": "", "next": ""}
        return page(request, "sign_in.html", 403, oidc=settings, **said)
    response = page(request, "onward.html", to=errand.next or HOME[who.role])
    response.delete_cookie(_COOKIE, path=_PATH)
    let_in(response, world, token)
    return response


def _settings(world: World) -> OidcSettings:
    if world.site.desk.oidc is None:
        raise NotFoundError("no identity provider is set here", hint="See [desk.oidc] of lockbox.toml.")
    return world.site.desk.oidc


def _back(request: Request, world: World) -> str:
    return f"{'https' if world.site.desk.https else 'http'}://{request.headers['host']}{_PATH}/back"


def _oidc() -> ModuleType:
    """Return ``batches.desk.oidc``, which needs packages that only this setting does."""
    try:
        return importlib.import_module("batches.desk.oidc")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"OpenID Connect needs a package: {error.name}", hint="pip install 'lockbox[oidc]'"
        ) from error
