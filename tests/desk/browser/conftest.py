"""A desk that is served, and Debian's Chromium before it; whatever a page asks for stays on this machine."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from batches.desk.app import make_app
from batches.desk.world import World
from batches.site import Site
from bench.desk_night import AT, Held, crowd, post_night
from lockbox.books.books import open_books
from lockbox.errors import NotFoundError
from lockbox.identity import confirmation
from lockbox.reasons import Reason
from lockbox.settlement import Ruling
from tests.desk.conftest import PASSWORD, list_people

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOK_MS = 450
PLAN = [(None, True)] * 4 + [(reason, True) for reason in Reason] + [(Reason("LOW_CONFIDENCE"), True)] * 16


@dataclass(frozen=True)
class Served:
    """A desk at an address, and what is true of its night."""

    address: str
    world: World
    held: tuple[Held, ...]
    run: str
    batch: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a desk with a posted night that has an item of every reason."""
    site = Site.create(tmp_path_factory.mktemp("served") / "site", "ab" * 32)
    site.load_roster(crowd(60), AT)
    report, held = post_night(site, PLAN)
    with closing(open_books(site.books_url)) as books, closing(socket.socket()) as door:
        list_people(books)
        door.bind(("127.0.0.1", 0))
        world = World(site, books, _now, lambda: secrets.token_hex(32))
        config = uvicorn.Config(make_app(world), log_level="error", ws="none", server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield Served(f"http://127.0.0.1:{door.getsockname()[1]}", world, held, report.run, report.batch)
        server.should_exit = True
        thread.join()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


class Visits:
    """Browsers before the desk; each one's requests are written down, and what its script complains about."""

    def __init__(self, chromium: Browser, served: Served) -> None:
        self.chromium, self.served = chromium, served
        self.contexts: list[BrowserContext] = []
        self.strangers: list[str] = []
        self.complaints: list[str] = []

    def page(self, dark: bool = False, size: tuple[int, int] = (1366, 768)) -> Page:
        """Open a fresh browser window."""
        context = self.chromium.new_context(
            base_url=self.served.address,
            color_scheme="dark" if dark else "light",
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(15_000)
        context.on("request", self._asked)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def sign_in(self, name: str, page: Page | None = None) -> Page:
        """Sign somebody in by keyboard."""
        page = page or self.page()
        page.goto("/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def open_next(self, page: Page, queue: str = "reason=LOW_CONFIDENCE") -> str:
        """Open the next item of a queue, and return its id."""
        page.goto(f"/next?{queue}")
        expect(page.locator("#desk")).to_be_attached()
        return str(page.locator("#desk").get_attribute("data-item"))

    @staticmethod
    def send(page: Page) -> None:
        """Do what is shown, by keyboard, after a look: at once after an item came up the desk does not believe it."""
        page.wait_for_timeout(LOOK_MS)
        page.keyboard.press("Alt+Enter")

    def rulings(self, item: str) -> tuple[Ruling, ...]:
        """Return what was ruled on an item, by the books."""
        return tuple(one for one in self.served.world.books.exception(item).rulings if one.exception == item)

    def items(self) -> list[str]:
        """Return the exceptions of the night, open or settled, by the envelopes it is known to have held."""
        books, batch = self.served.world.books, self.served.batch
        numbers = (confirmation(batch, one.envelope, at) for one in self.served.held if one.reason for at in (0, 1))
        found: list[str] = []
        for number in numbers:
            with suppress(NotFoundError):
                found += [one.id for one in books.exception(number).exceptions]
        return found

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith(("data:", "blob:")):
            self.strangers.append(request.url)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.strangers == []
        assert self.complaints == []


@pytest.fixture
def visits(chromium: Browser, served: Served) -> Iterator[Visits]:
    made = Visits(chromium, served)
    yield made
    made.close()
