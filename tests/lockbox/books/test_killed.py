"""A process killed at any statement leaves a transaction that never was, or one that is whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lockbox.books.books import open_books
from lockbox.books.plan import Act
from lockbox.settings import Policy
from lockbox.settlement import RulingKind
from tests.lockbox.books.nights import held, night, part, posted

ROOT = Path(__file__).parents[3]

KILLED_AT_EVERY_STATEMENT = """
import os, shutil, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.lockbox.books import test_killed as told

def child(file, countdown):
    def step(*_):
        nonlocal countdown
        countdown -= 1
        if countdown < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    books = told.open_books("sqlite:///" + file)
    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, step)
    told.WORK[sys.argv[2]](books)
    os._exit(0)

before, kind = sys.argv[1:]
for countdown in range(200):
    file = f"{before}.{countdown}"
    shutil.copy(before, file)
    pid = os.fork()
    if pid == 0:
        child(file, countdown)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        print(countdown)
        break
"""

NIGHT = night(posted("e1", part(41250), part(99)), held("e2", 9900), held("e3", None), name="killed")
RETURN = {"kind": RulingKind.RETURN, "clerk": "ann", "at": "2026-03-05T09:00:00Z"}
SUSPEND = {"kind": RulingKind.SUSPEND, "clerk": "ann", "at": "2026-03-05T09:00:00Z"}
WORK = {
    "post": lambda books: books.post(NIGHT),
    "rule": lambda books: books.rule(Act(target=target(books), **SUSPEND), Policy()),
    "second": lambda books: books.second(target(books), "bob", "2026-03-05T09:10:00Z"),
}


def target(books: object) -> str:
    return books.open_exceptions()[0].item.id  # type: ignore[attr-defined]


def rows(file: Path) -> list[list[tuple[object, ...]]]:
    plain = sqlite3.connect(file)
    tables = ("batch", "entry", "exception_item", "ruling")
    found = [plain.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables]  # noqa: S608
    plain.close()
    return found


@pytest.mark.parametrize("kind", WORK)
def test_all_or_nothing(file: Path, kind: str) -> None:
    books = open_books(f"sqlite:///{file}")
    if kind != "post":
        books.post(NIGHT)
    if kind == "second":
        books.rule(Act(target=target(books), **RETURN), Policy())  # type: ignore[arg-type]
    books.close()
    before = rows(file)
    command = [sys.executable, "-c", KILLED_AT_EVERY_STATEMENT, str(file), kind]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    kills = int(said.stdout)
    assert kills > 10
    after = rows(Path(f"{file}.{kills}"))
    assert after != before
    found = [rows(Path(f"{file}.{countdown}")) for countdown in range(kills)]
    assert all(one in (before, after) for one in found)
    assert before in found
    resumed = open_books(f"sqlite:///{file}.{kills - 1}")
    if kind == "post":
        resumed.post(NIGHT)
        assert rows(Path(f"{file}.{kills - 1}")) == after
    assert resumed.verify() == ()
    resumed.close()
