"""A desk to try: a site with books, a clock that is set by hand, and people who can sign in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from batches.desk.app import make_app
from batches.desk.world import World
from batches.site import Site
from lockbox.books.acts import Who
from lockbox.books.books import Books, open_books
from lockbox.books.people import Listing, Role
from lockbox.settings_desk import DeskSettings

PASSWORD = "a long enough one"
PEOPLE = {"ann": Role.CLERK, "bob": Role.CLERK, "sue": Role.SUPERVISOR, "aud": Role.AUDITOR, "ops": Role.OPERATOR}
NOW = "2026-03-05T09:00:00+00:00"


@dataclass
class Clock:
    """A clock that is set by hand, and chance that counts."""

    now: str = NOW
    drawn: int = field(default=0)

    def chance(self) -> str:
        self.drawn += 1
        return f"{self.drawn:064x}"


@dataclass
class Door:
    """The desk, and browsers that sign in at it."""

    app: FastAPI
    world: World
    clock: Clock

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url="http://127.0.0.1:8250", follow_redirects=False)

    def sign_in(self, name: str) -> TestClient:
        browser = self.browser()
        answer = browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        browser.headers["x-form-token"] = token_of(browser.get(answer.headers["location"]).text)
        return browser


def token_of(page: str) -> str:
    found = re.search(r'name="form-token" content="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def list_people(books: Books) -> None:
    """List one person of each role, and a second clerk."""
    for name, role in PEOPLE.items():
        listing = Listing(name, role, PASSWORD, b"0123456789abcdef", "root", NOW)
        books.desk.list_person(listing, Who("root", Role.NONE))


@pytest.fixture
def open_door(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    """Return what opens a desk under some settings."""
    opened: list[Books] = []

    def make(desk: DeskSettings | None = None) -> Door:
        site = Site.create(tmp_path / f"site{len(opened)}", "ab" * 32)
        if desk:
            site = Site(site.root, site.settings, site.machine, site.bank, desk)
        books, clock = open_books(site.books_url), Clock()
        opened.append(books)
        list_people(books)
        world = World(site, books, lambda: clock.now, clock.chance)
        return Door(make_app(world), world, clock)

    yield make
    for books in opened:
        books.close()


@pytest.fixture
def door(open_door: Callable[..., Door]) -> Door:
    return open_door()
