"""The log of the desk: every view of an item and every act, chained row to row so that a missing one shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, select

from lockbox.books.moments import utc
from lockbox.books.people import Role
from lockbox.books.schema_desk import ACT, append

TERMINAL = "terminal"


class ActKind(StrEnum):
    """What somebody did."""

    SIGN_IN = "sign in"
    SIGN_IN_FAILED = "sign in failed"
    SIGN_OUT = "sign out"
    PERSON = "person"
    VIEW = "view"
    SEARCH = "search"
    RELEASE = "release"
    RULE = "rule"
    PROPOSE = "propose"
    REMARK = "remark"
    AUDIT = "audit"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at work: name, role, from which address, in which session (empty at the terminal)."""

    name: str
    role: Role
    address: str = TERMINAL
    session: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of the log.

    Attributes:
        at: moment, ISO 8601 in UTC.
        subject: id of an exception, or what else it was about.
        said: the rest, in words.
    """

    number: int
    at: str
    who: str
    kind: ActKind
    subject: str
    said: str
    address: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Which lines to list, newest first; what is empty does not narrow. ``before`` is a number to go on from."""

    who: str = ""
    kind: ActKind | None = None
    subject: str = ""
    since: str = ""
    before: int | None = None
    limit: int = 100


def log(connection: Connection, who: Who, at: str, kind: ActKind, about: tuple[str, str] = ("", "")) -> None:
    """Write one line: who, when, what kind, and about which subject with which words."""
    newest = select(ACT.c.content).order_by(ACT.c.number.desc()).limit(1)
    append(
        connection,
        ACT,
        {
            "at": utc(at),
            "who": who.name,
            "kind": kind.value,
            "subject": about[0],
            "said": about[1],
            "address": who.address,
            "session": who.session or None,
            "previous": connection.execute(newest).scalar_one_or_none() or "",
        },
    )


def acts(connection: Connection, narrow: ActFilter) -> tuple[ActRow, ...]:
    """Return lines of the log, newest first."""
    query = select(ACT).order_by(ACT.c.number.desc()).limit(narrow.limit)
    if narrow.who:
        query = query.where(ACT.c.who == narrow.who)
    if narrow.kind:
        query = query.where(ACT.c.kind == narrow.kind.value)
    if narrow.subject:
        query = query.where(ACT.c.subject == narrow.subject)
    if narrow.since:
        query = query.where(ACT.c.at >= utc(narrow.since))
    if narrow.before is not None:
        query = query.where(ACT.c.number < narrow.before)
    return tuple(_act(row) for row in connection.execute(query).mappings())


def log_faults(connection: Connection) -> Iterator[str]:
    """Say where the log is no longer whole: a line that is missing, or does not follow the one before it."""
    query = select(ACT.c.number, ACT.c.previous, ACT.c.content).order_by(ACT.c.number)
    expected, previous = 1, ""
    for number, said, content in connection.execute(query.execution_options(yield_per=1000)):
        if number != expected or said != previous:
            yield f"the log of acts is broken before line {number}"
        expected, previous = number + 1, content


def _act(row: RowMapping) -> ActRow:
    return ActRow(
        row["number"],
        row["at"],
        row["who"],
        ActKind(row["kind"]),
        row["subject"],
        row["said"],
        row["address"],
        row["session"] or "",
    )
