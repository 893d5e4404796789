"""Sealed nights are opened once, and every case is the one that the terminal shows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from batches.case import case_of
from batches.desk.papers import Last, Nights
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.ledger import Place
from lockbox.errors import NotFoundError


def test_a_case_is_the_one_that_the_terminal_shows(site: Site, night: RunReport) -> None:
    nights = Nights(site.archive)
    for envelope, item in (("003", 1), ("004", 0)):
        place = Place(night.batch, envelope, item)
        assert nights.case(night.run, place) == case_of(site.archive, place)


def test_an_envelope_comes_with_what_was_read_in_it(site: Site, night: RunReport) -> None:
    papers = Nights(site.archive).papers(night.run, "000")
    assert (papers.envelope.name, papers.outcome.envelope, papers.night.id) == ("000", "000", night.batch)
    assert len(papers.reading.pages) == len(papers.envelope.scans) == 3


def test_what_is_sealed_is_read_once(site: Site, night: RunReport) -> None:
    nights = Nights(site.archive)
    first = nights.papers(night.run, "000")
    for path in (site.root / "archive" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()
    assert nights.papers(night.run, "000") is first


def test_what_is_not_sealed_is_not_found(site: Site, night: RunReport) -> None:
    nights = Nights(site.archive)
    with pytest.raises(NotFoundError, match="no envelope 999"):
        nights.papers(night.run, "999")
    with pytest.raises(NotFoundError, match="no run"):
        nights.night("0" * 64)


def test_the_things_used_last_are_kept() -> None:
    last = Last[str](4, len)
    made: list[str] = []

    def get(key: str) -> str:
        return last.get(key, lambda: (made.append(key), key)[1])

    for key in ("aa", "bb", "aa", "cc", "aa", "bb"):
        get(key)
    assert made == ["aa", "bb", "cc", "bb"]


def test_what_many_want_at_once_is_made_once() -> None:
    last, made = Last[str](9), list[str]()
    started, go = threading.Barrier(5), threading.Event()

    def make() -> str:
        made.append("one")
        go.wait(5)
        return "one"

    def want() -> str:
        started.wait(5)
        return last.get("key", make)

    with ThreadPoolExecutor(4) as pool:
        wanted = [pool.submit(want) for _ in range(4)]
        started.wait(5)
        go.set()
        assert [one.result(5) for one in wanted] == ["one"] * 4
    assert made == ["one"]


def test_a_failure_is_not_kept() -> None:
    last = Last[str](9)

    def fail() -> str:
        raise NotFoundError("not there")

    with pytest.raises(NotFoundError):
        last.get("key", fail)
    assert last.get("key", lambda: "there") == "there"
