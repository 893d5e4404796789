"""One night goes into the books whole, once, and only once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from lockbox.books.books import Books
from lockbox.books.post import ChainMovedError
from lockbox.canonical import digest
from lockbox.errors import AlreadyPostedError
from lockbox.reasons import Disposition, Reason
from lockbox.settlement import Known
from tests.lockbox.books.nights import ANN_ID, BOB_ID, DAY, DENTAL, held, night, part, posted

NIGHT = night(
    posted("e1", part(41250)),
    posted("e2", part(30000), part(2500, coverage=DENTAL)),
    held("e3", 9900),
    held("e4", 20000, Disposition.HOLD, Reason.NO_SIGNATURE),
    held("e5", None),
    held("e6", None, Disposition.NONE, Reason.CORRESPONDENCE, item=0),
)


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    return sqlite3.connect(file).execute(query).fetchall()


def test_a_night_is_entries_suspense_and_exceptions(books: Books, file: Path) -> None:
    result = books.post(NIGHT)
    assert (result.new, result.deposit_cents, result.posted_cents, result.suspense_cents) == (True, 83650, 73750, 9900)
    assert (result.posted, result.held) == (2, 4)
    assert rows(file, "SELECT account, balance FROM balance ORDER BY account") == [
        ("bank:clearing", -83650),
        (f"member:{ANN_ID}:dental", 2500),
        (f"member:{ANN_ID}:medical", 71250),
        ("suspense", 9900),
    ]
    assert rows(file, "SELECT envelope, cents, amount_cents, reasons FROM open_exception ORDER BY envelope") == [
        ("e3", 9900, 9900, "NO_ID"),
        ("e4", 0, 20000, "NO_SIGNATURE"),
        ("e5", 0, None, "NO_ID"),
        ("e6", 0, None, "CORRESPONDENCE"),
    ]
    assert books.head() == NIGHT.manifest_sha256


def test_the_same_run_again_changes_nothing(books: Books, file: Path) -> None:
    first = books.post(NIGHT)
    before = rows(file, "SELECT * FROM entry UNION ALL SELECT id, * FROM exception_item ORDER BY 1")
    again = books.post(NIGHT)
    assert again == dataclasses.replace(first, new=False)
    assert rows(file, "SELECT * FROM entry UNION ALL SELECT id, * FROM exception_item ORDER BY 1") == before


def test_another_run_of_the_same_mail_is_refused(books: Books) -> None:
    books.post(NIGHT)
    with pytest.raises(AlreadyPostedError, match=NIGHT.run[:12]):
        books.post(dataclasses.replace(NIGHT, run=digest("other")))


def test_a_night_sealed_behind_another_head_is_refused(books: Books) -> None:
    books.post(dataclasses.replace(NIGHT, previous=""))
    later = night(held("e1", 5), name="b")
    with pytest.raises(ChainMovedError):
        books.post(dataclasses.replace(later, previous=""))
    books.post(dataclasses.replace(later, previous=NIGHT.manifest_sha256))
    assert books.head() == later.manifest_sha256


def test_known_is_what_other_batches_left(any_books: Books) -> None:
    books = any_books
    books.post(NIGHT)
    assert books.known(NIGHT.batch) == Known()
    other = night(posted("e1", part(500, member=BOB_ID)), name="b")
    books.post(other)
    known = books.known(other.batch)
    where = [f"{NIGHT.batch}/e{n}/1" for n in range(1, 6)]
    assert known.items == tuple(sorted((digest(("item", f"e{n}")), where[n - 1]) for n in range(1, 6)))
    assert {place for _, place in known.pictures} == set(where)
    assert known.accounts == tuple(sorted((digest(("account", f"e{n}")), ANN_ID) for n in (1, 2)))
    assert known.paid == (part(2500, coverage=DENTAL), part(71250))
    assert books.known(NIGHT.batch).paid == (part(500, member=BOB_ID),)


def test_what_is_known_goes_back_to_a_day_and_a_month(any_books: Books) -> None:
    books = any_books
    old, late = DAY - dt.timedelta(days=800), DAY - dt.timedelta(days=1)
    books.post(night(posted("e1", part(300, month="2023-12"), part(200, month="2024-03")), name="old", day=old))
    books.post(night(posted("e22", part(500, member=BOB_ID)), held("e333", 700), name="late", day=late))
    everything = books.known("", (old, "2023-12"))
    assert everything == books.known("")
    recent = books.known("", (late, "2024-03"))
    assert recent.items == tuple(pair for pair in everything.items if "e1/" not in pair[1])
    assert recent.pictures == tuple(pair for pair in everything.pictures if "e1/" not in pair[1])
    assert recent.accounts == ((digest(("account", "e22")), BOB_ID),)
    assert recent.paid == (part(200, month="2024-03"), part(500, member=BOB_ID))
