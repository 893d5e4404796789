"""The desk's application: pages hung in, trouble turned into pages, everything behind the shell of ``security``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from batches.desk.pages import STATIC, page
from batches.desk.routes import audit, item, night, oidc, papers, queue, settle, sign_in
from batches.desk.security import ForgedError, NotForYouError, Shell, let_out
from batches.desk.shelf import Shelf
from batches.desk.world import World
from lockbox.books.sessions import SessionEndedError
from lockbox.errors import DamagedError, LockboxError, NotFoundError

ROUTERS = (
    sign_in.router,
    oidc.router,
    queue.router,
    item.router,
    settle.router,
    papers.router,
    audit.router,
    night.router,
)
"""Every file of ``routes``, in the order in which their paths are tried."""


def make_app(world: World) -> FastAPI:
    """Return the desk of a site as an ASGI application."""
    app = FastAPI(title="Lockbox desk", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_served)
    app.state.world = world
    app.state.shelf = Shelf.of(world)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_exception_handler(SessionEndedError, _sign_in_again)
    app.add_exception_handler(NotForYouError, _not_for_you)
    app.add_exception_handler(ForgedError, _forged)
    app.add_exception_handler(LockboxError, _trouble)
    app.add_exception_handler(HTTPException, _no_such_page)
    app.add_middleware(Shell, settings=world.site.desk)
    return app


@asynccontextmanager
async def _served(app: FastAPI) -> AsyncIterator[None]:
    """Make ready in the background what takes seconds; stop at the end what is still at work."""
    app.state.shelf.warm()
    yield
    app.state.shelf.close()


def wants_data(request: Request) -> bool:
    """Say whether the desk's own script asks, which takes JSON and shows it."""
    return request.headers.get("x-desk") == "1"


def _sign_in_again(request: Request, _trouble: Exception) -> Response:
    if wants_data(request):
        return JSONResponse({"trouble": "Your session has ended.", "kind": "session"}, 401)
    path = request.url.path if request.method == "GET" else ""
    query = f"?{request.url.query}" if path and request.url.query else ""
    onward = quote(f"{path}{query}", safe="/")
    response = RedirectResponse(f"/sign-in?next={onward}" if path not in ("", "/") else "/sign-in", 303)
    let_out(response)
    return response


def _not_for_you(request: Request, _trouble: Exception) -> Response:
    return _said(request, 403, "This page is for somebody else", "Your role does not see it.")


def _forged(request: Request, _trouble: Exception) -> Response:
    return _said(request, 403, "This form is from another session", "Open the page again and send it from there.")


def _trouble(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, LockboxError)
    status = 404 if isinstance(trouble, NotFoundError) else 500 if isinstance(trouble, DamagedError) else 409
    return _said(request, status, str(trouble), trouble.hint)


def _no_such_page(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, HTTPException)
    words = "There is no such page" if trouble.status_code == 404 else trouble.detail
    return _said(request, trouble.status_code, words, "")


def _said(request: Request, status: int, words: str, hint: str) -> Response:
    if wants_data(request):
        return JSONResponse({"trouble": words, "hint": hint, "kind": "trouble"}, status)
    return page(request, "trouble.html", status, words=words, hint=hint)
