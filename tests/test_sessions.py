"""Command sessions as a person types them: each file under sessions/ is run and its output compared.

A line that begins with ``$`` is a command; what follows is what it prints, with ``...`` for anything,
and ``[exit N]`` where the exit code is not 0. Log lines are left out.
"""

from __future__ import annotations

import datetime as dt
import doctest
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from batches.counter.surroundings import Surroundings
from cli import main

SESSIONS = sorted((Path(__file__).parent / "sessions").glob("*.txt"))


def surroundings() -> Surroundings:
    """Return a world whose clock stands still, and whose terminal is 140 columns wide."""
    noon = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
    return Surroundings(
        now=noon.isoformat,
        today=noon.date,
        epoch=lambda: 4e9,
        ticks=lambda: 1.0,
        sleep=lambda _seconds: None,
        chance=lambda: "ab" * 32,
        user="pat",
        host="mailroom",
        out=Console(width=140, highlight=False, color_system=None),
        err=Console(width=140, highlight=False, color_system=None, stderr=True),
    )


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command with the output that is expected of it."""
    command, wanted = "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            if command:
                yield command, wanted
            command, wanted = line[2:].strip(), ""
        elif command:
            wanted += line
    yield command, wanted


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_session(session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    checker, ids = doctest.OutputChecker(), {"": ""}
    for command, wanted in steps(session.read_text("utf-8")):
        program, *words = shlex.split(command)
        assert program == "lockbox", command
        result = CliRunner().invoke(main, [ids.get(word, word) for word in words], obj=surroundings())
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        spoken = [line for line in result.output.splitlines(keepends=True) if not line.startswith('{"at"')]
        printed = "".join(spoken) + (f"[exit {result.exit_code}]\n" if result.exit_code else "")
        same = checker.check_output(wanted, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        assert same, f"$ {command}\nwanted:\n{wanted}\nprinted:\n{printed}"
        ids |= {f"ID{place}": row.split()[1] for place, row in enumerate(_rows(printed), 1)}


def _rows(printed: str) -> list[str]:
    """Return the rows of a table whose first cell is an id, so that a session can name it as ID1, ID2, …"""
    return [line for line in printed.splitlines() if line.startswith("│ ") and len(line.split()[1]) == 12]
