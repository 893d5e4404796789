"""No plain connection can change the books, and whoever gets around that is found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lockbox.books.acts import Who
from lockbox.books.books import Books, open_books
from lockbox.books.database import BooksUnavailableError
from lockbox.books.desk import SignIn
from lockbox.books.people import Listing, Role
from lockbox.books.plan import Act
from lockbox.books.remarks import RemarkKind
from lockbox.errors import DamagedError, SettingsError
from lockbox.settings import Policy
from lockbox.settings_desk import PLAIN_DESK
from lockbox.settlement import RulingKind
from tests.lockbox.books.nights import held, night, part, posted

NIGHT = night(posted("e1", part(41250)), held("e2", 9900), held("e3", 500_000))
TABLES = ("batch", "entry", "exception_item", "ruling", "person", "session", "claim", "remark", "act")


@pytest.fixture
def books(books: Books) -> Books:
    books.post(NIGHT)
    first = books.status(books.open_exceptions()[0].item.id)[0].confirmation
    books.rule(Act(first, RulingKind.RETURN, "ann", "2026-03-05T09:00:00Z"), Policy())
    books.second(first, "bob", "2026-03-05T09:10:00Z")
    straight = books.status("730021448815")[0].confirmation
    books.rule(Act(straight, RulingKind.REVERSE, "ann", "2026-03-05T09:00:00Z", "x"), Policy())
    door = SignIn("ann", "", "127.0.0.1", "2026-03-05T09:20:00Z", "token")
    books.desk.list_person(Listing("ann", Role.CLERK, "", b"", "root", door.at), Who("root", Role.NONE))
    who = books.desk.sign_in_known(door, PLAIN_DESK)
    item = books.open_exceptions()[0].item.id
    books.desk.take(item, who, door.at, 15)
    books.desk.remark(item, RemarkKind.NOTE, who, (door.at, "look at the back"))
    return books


@pytest.fixture
def plain(books: Books, file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)


def contents(plain: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [plain.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES]  # noqa: S608


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_for_ever(plain: sqlite3.Connection, table: str) -> None:
    before = contents(plain)
    copy = f"SELECT * FROM {table}"  # noqa: S608
    for forbidden in (
        f"UPDATE {table} SET content = ''",  # noqa: S608
        f"UPDATE OR REPLACE {table} SET id = (SELECT MIN(id) FROM {table})",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"CREATE TEMP TABLE other AS {copy}",
        "UPDATE other SET content = 'forged'",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM other",  # noqa: S608
        f"REPLACE INTO {table} SELECT * FROM other",  # noqa: S608
        "UPDATE other SET id = 'new' || id",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM other",  # noqa: S608
    ):
        if "other" in forbidden and not forbidden.startswith(("INSERT", "REPLACE")):
            plain.execute(forbidden)
            continue
        if table == "entry" and "INSERT" in forbidden:
            plain.execute("DELETE FROM other WHERE reverses IS NULL")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            plain.execute(forbidden)
    plain.execute(f"INSERT OR REPLACE INTO {table} {copy}")
    assert contents(plain) == before


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE entry SET cents = cents + 1 WHERE code = 'post'", "content hash"),
        ("DELETE FROM exception_item WHERE envelope = 'e3'", "that is not there"),
        ("DELETE FROM exception_item WHERE envelope = 'e2'", "Suspense holds"),
        ("DELETE FROM entry WHERE envelope = 'e1'", "items were declared"),
        ("DELETE FROM entry WHERE code = 'return'", "Suspense holds"),
        ("DELETE FROM ruling WHERE seconds IS NOT NULL", "never made"),
        ("UPDATE ruling SET clerk = 'ann'", "no second clerk"),
        ("UPDATE entry SET position = 7 WHERE code = 'post'", "does not follow from its place"),
        ("UPDATE person SET role = 'supervisor'", "person"),
        ("DELETE FROM act WHERE kind = 'sign in'", "log of acts is broken"),
        ("DROP VIEW balance", "view balance is missing"),
        ("UPDATE entry SET cents = cents + 1 WHERE reverses IS NOT NULL", "does not mirror"),
    ],
)
def test_whoever_drops_a_trigger_is_found(books: Books, plain: sqlite3.Connection, damage: str, words: str) -> None:
    assert books.verify() == ()
    triggers = plain.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    plain.execute("PRAGMA foreign_keys = OFF")
    for name, _ in triggers:
        plain.execute(f"DROP TRIGGER {name}")
    plain.execute(damage)
    assert "trigger entry_no_update is missing from the books" in books.verify()
    for _, sql in triggers:
        plain.execute(sql)
    assert any(words in fault for fault in books.verify()), books.verify()


def test_a_night_that_no_longer_says_what_the_archive_says(books: Books, plain: sqlite3.Connection) -> None:
    assert books.differences(NIGHT) == ()
    other = night(posted("e1", part(41251)), held("e2", 9900), held("e4", 500_000))
    found = books.differences(other)
    assert sum("differs" in one for one in found) == 1
    assert sum("is missing" in one for one in found) == 2
    assert sum("is not of this night" in one for one in found) == 2
    assert "was posted by run" in books.differences(night(run="f" * 64))[0]
    assert "is not in the books" in books.differences(night(name="never"))[0]


def test_a_write_that_would_not_balance_is_rolled_back(books: Books, plain: sqlite3.Connection) -> None:
    plain.execute("DROP TRIGGER entry_no_delete")
    plain.execute("PRAGMA foreign_keys = OFF")
    plain.execute("DELETE FROM entry WHERE envelope = 'e2'")
    before = contents(plain)
    item = next(one.item for one in books.open_exceptions() if one.item.envelope == "e2")
    with pytest.raises(DamagedError, match="would not balance"):
        books.rule(Act(item.id, RulingKind.SUSPEND, "ann", "2026-03-05T10:00:00Z"), Policy())
    assert contents(plain) == before


def test_what_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "books.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(DamagedError, match="damaged"):
        open_books(f"sqlite:///{tmp_path}/books.db")
    with pytest.raises(BooksUnavailableError):
        open_books(f"sqlite:///{tmp_path}/no/such/folder/books.db")
    with pytest.raises(SettingsError):
        open_books("books.db")


def test_books_of_a_later_release_are_refused(books: Books, plain: sqlite3.Connection, file: Path) -> None:
    plain.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DamagedError, match="later release"):
        open_books(f"sqlite:///{file}")
