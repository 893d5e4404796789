"""What moved in a night and on a day, and what waited at its end: for posting files, reports and their agreement.

The books only grow, so what they say of a day that is over never changes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from lockbox.books.rows import entry_of, exception_of, ruling_of
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION, RULING
from lockbox.settlement import Entry, ExceptionItem, Ruling

_RUN = "run"


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one business day after the nights themselves, in a fixed order.

    Attributes:
        entries: what rulings and returns moved; ``reversed``: the entries that some of these take back, by id.
        exceptions: what came back to a clerk.
        rulings: what clerks did, proposals too, each with the exception it is about.
    """

    entries: tuple[Entry, ...]
    reversed: dict[str, Entry]
    exceptions: tuple[ExceptionItem, ...]
    rulings: tuple[tuple[Ruling, ExceptionItem], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An exception that waited at the end of a day, and when its mail was received."""

    item: ExceptionItem
    received_on: dt.date


def night_entries(connection: Connection, batch: str) -> tuple[Entry, ...]:
    """Return what a night itself moved, by envelope and item."""
    order = (ENTRY.c.envelope, ENTRY.c.item, ENTRY.c.position)
    query = select(ENTRY).where(ENTRY.c.batch == batch, ENTRY.c.origin == _RUN).order_by(*order)
    return tuple(entry_of(row) for row in connection.execute(query).mappings())


def day(connection: Connection, on: dt.date) -> Day:
    """Return what happened on a day besides the nights posted on it."""
    entries = _entries(connection, on)
    taken_back = {entry.reverses for entry in entries if entry.reverses}
    query = select(ENTRY).where(ENTRY.c.id.in_(select(ENTRY.c.reverses).where(ENTRY.c.posted_on == on.isoformat())))
    before = {row["id"]: entry_of(row) for row in connection.execute(query).mappings()}
    assert taken_back <= before.keys()
    came_back = (
        select(EXCEPTION)
        .where(EXCEPTION.c.opened_on == on.isoformat(), EXCEPTION.c.step > 0)
        .order_by(EXCEPTION.c.batch, EXCEPTION.c.envelope, EXCEPTION.c.item, EXCEPTION.c.step)
    )
    exceptions = tuple(exception_of(row) for row in connection.execute(came_back).mappings())
    return Day(entries, before, exceptions, _rulings(connection, on))


def waiting(connection: Connection, on: dt.date) -> tuple[Waiting, ...]:
    """Return what was open at the end of a day, oldest mail first."""
    settled = select(RULING.c.settles).where(RULING.c.settles.is_not(None), on.isoformat() >= _ruled_on())
    query = (
        select(EXCEPTION, BATCH.c.received_on)
        .join(BATCH, BATCH.c.id == EXCEPTION.c.batch)
        .where(EXCEPTION.c.opened_on <= on.isoformat(), EXCEPTION.c.id.not_in(settled))
        .order_by(BATCH.c.received_on, EXCEPTION.c.batch, EXCEPTION.c.envelope, EXCEPTION.c.item)
    )
    rows = connection.execute(query).mappings()
    return tuple(Waiting(exception_of(row), dt.date.fromisoformat(row["received_on"])) for row in rows)


def _entries(connection: Connection, on: dt.date) -> tuple[Entry, ...]:
    order = (ENTRY.c.batch, ENTRY.c.envelope, ENTRY.c.item, ENTRY.c.origin, ENTRY.c.position)
    query = select(ENTRY).where(ENTRY.c.posted_on == on.isoformat(), ENTRY.c.origin != _RUN).order_by(*order)
    return tuple(entry_of(row) for row in connection.execute(query).mappings())


def _rulings(connection: Connection, on: dt.date) -> tuple[tuple[Ruling, ExceptionItem], ...]:
    query = select(RULING).where(_ruled_on() == on.isoformat()).order_by(RULING.c.ruled_at, RULING.c.id)
    rulings = [ruling_of(row) for row in connection.execute(query).mappings()]
    about = select(EXCEPTION).where(EXCEPTION.c.id.in_(select(RULING.c.exception).where(_ruled_on() == on.isoformat())))
    items = {row["id"]: exception_of(row) for row in connection.execute(about).mappings()}
    return tuple((one, items[one.exception]) for one in rulings)


def _ruled_on() -> ColumnElement[str]:
    """Return the business day of a ruling: its local time begins with it."""
    return func.substr(RULING.c.ruled_at, 1, 10)
