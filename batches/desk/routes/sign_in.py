"""The door: sign in, sign out, and to each role its own first page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from batches.desk.pages import page
from batches.desk.security import HOME, Visitor, let_in, let_out
from batches.desk.world import Here
from lockbox.books.desk import SignIn
from lockbox.books.sessions import SignInError

router = APIRouter()


@router.get("/")
def home(who: Visitor) -> Response:
    """Go to where this role begins."""
    return RedirectResponse(HOME[who.role], 303)


@router.get("/sign-in")
def ask(request: Request, world: Here, next: str = "") -> Response:  # noqa: A002 - its name in the address
    """Ask for name and password."""
    return page(request, "sign_in.html", trouble="", hint="", name="", next=inner(next), oidc=world.site.desk.oidc)


@router.post("/sign-in")
def sign_in(
    request: Request,
    world: Here,
    name: Annotated[str, Form(max_length=80)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002
) -> Response:
    """Let somebody in."""
    token, address = world.chance(), request.client.host if request.client else ""
    try:
        who = world.desk.sign_in(SignIn(name, password, address, world.now(), token), world.site.desk)
    except SignInError as trouble:
        said = {"trouble": str(trouble), "hint": trouble.hint, "name": name, "next": inner(next)}
        return page(request, "sign_in.html", 403, oidc=world.site.desk.oidc, **said)
    response = RedirectResponse(inner(next) or HOME[who.role], 303)
    let_in(response, world, token)
    return response


@router.post("/sign-out")
def sign_out(who: Visitor, world: Here) -> Response:
    """End the session."""
    world.desk.sign_out(who, world.now())
    response = RedirectResponse("/sign-in", 303)
    let_out(response)
    response.headers["clear-site-data"] = '"cache"'
    return response


def inner(path: str) -> str:
    """Return a path of this desk, empty where somebody would be led elsewhere."""
    good = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-")) and path.isprintable()
    return path if good else ""
