"""The queue: what waits for a clerk, found by filter, by id or by confirmation number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from lockbox.books.ledger import Place
from lockbox.books.rows import exception_of, ruling_of
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION, OPEN_EXCEPTION, RULING
from lockbox.errors import NotFoundError
from lockbox.identity import confirmation, confirmation_holds, normalise_confirmation
from lockbox.reasons import Disposition, Reason
from lockbox.settlement import ExceptionItem, Ruling

_ID = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which open exceptions to list; what is None or empty does not narrow.

    Attributes:
        batch: a batch id or its beginning.
        on: hide what was suspended until a later day than this.
        proposed: only what waits for a second clerk (True), or only what does not (False).
        largest_first: order by money, else by age.
    """

    batch: str = ""
    reason: Reason | None = None
    disposition: Disposition | None = None
    least_cents: int | None = None
    most_cents: int | None = None
    opened_before: dt.date | None = None
    on: dt.date | None = None
    proposed: bool | None = None
    largest_first: bool = False
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class QueuedItem:
    """An open exception as a clerk finds it, with the proposals that wait for a second."""

    item: ExceptionItem
    received_on: dt.date
    proposals: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One instrument with its exceptions, oldest first; none if it was posted by itself."""

    place: Place
    exceptions: tuple[ExceptionItem, ...]
    named: ExceptionItem | None = None

    @property
    def confirmation(self) -> str:
        """The number told to the member."""
        return confirmation(self.place.batch, self.place.envelope, self.place.item)

    @property
    def last(self) -> ExceptionItem | None:
        """The exception that counts now."""
        return self.exceptions[-1] if self.exceptions else None


def open_exceptions(connection: Connection, narrow: QueueFilter) -> tuple[QueuedItem, ...]:
    """Return the queue, oldest or largest first."""
    table = OPEN_EXCEPTION
    money = table.c.cents.desc()
    order = (money, table.c.opened_on) if narrow.largest_first else (table.c.opened_on, money)
    query = (
        select(table, BATCH.c.received_on)
        .join(BATCH, BATCH.c.id == table.c.batch)
        .where(*_conditions(narrow))
        .order_by(*order, table.c.envelope, table.c.item, table.c.id)
        .limit(narrow.limit)
        .offset(narrow.offset)
    )
    rows = connection.execute(query).mappings().all()
    waiting = proposals(connection, [row["id"] for row in rows])
    return tuple(
        QueuedItem(exception_of(row), dt.date.fromisoformat(row["received_on"]), waiting.get(row["id"], ()))
        for row in rows
    )


def _conditions(narrow: QueueFilter) -> list[ColumnElement[bool]]:
    table = OPEN_EXCEPTION
    found: list[ColumnElement[bool]] = []
    if narrow.batch:
        found.append(begins(table.c.batch, narrow.batch))
    if narrow.reason:
        found.append((";" + table.c.reasons + ";").contains(f";{narrow.reason.value};", autoescape=True))
    if narrow.disposition:
        found.append(table.c.disposition == narrow.disposition.value)
    if narrow.least_cents is not None:
        found.append(table.c.cents >= narrow.least_cents)
    if narrow.most_cents is not None:
        found.append(table.c.cents <= narrow.most_cents)
    if narrow.opened_before:
        found.append(table.c.opened_on < narrow.opened_before.isoformat())
    if narrow.on:
        found.append(or_(table.c.wait_until.is_(None), table.c.wait_until <= narrow.on.isoformat()))
    if narrow.proposed is not None:
        some = select(RULING.c.id).where(RULING.c.exception == table.c.id).exists()
        found.append(some if narrow.proposed else ~some)
    return found


def proposals(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Ruling, ...]]:
    """Return the proposals made for exceptions, oldest first, by exception."""
    found: dict[str, tuple[Ruling, ...]] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(RULING)
            .where(RULING.c.exception.in_(ids[start : start + 500]))
            .order_by(RULING.c.ruled_at, RULING.c.id)
        )
        for row in connection.execute(query).mappings():
            if row["settles"] is None:
                found[row["exception"]] = (*found.get(row["exception"], ()), ruling_of(row))
    return found


def rulings_of(connection: Connection, place: Place) -> tuple[Ruling, ...]:
    """Return every ruling on an instrument, proposals too, in the order they were made."""
    query = (
        select(RULING)
        .join(EXCEPTION, EXCEPTION.c.id == RULING.c.exception)
        .where(place.rows(EXCEPTION))
        .order_by(EXCEPTION.c.step, RULING.c.ruled_at, RULING.c.settles.is_not(None), RULING.c.id)
    )
    return tuple(ruling_of(row) for row in connection.execute(query).mappings())


def settling(connection: Connection, exception: str) -> Ruling | None:
    """Return the final ruling on an exception, None while it is open."""
    row = connection.execute(select(RULING).where(RULING.c.settles == exception)).mappings().one_or_none()
    return ruling_of(row) if row else None


def find(connection: Connection, number: str) -> Found:
    """Return the instrument that an exception id, its unique beginning or a confirmation number names.

    Raises:
        NotFoundError: nothing or more than one thing is named so.
    """
    text = number.strip()
    if confirmation_holds(text):
        place = _by_confirmation(connection, normalise_confirmation(text))
        if place:
            return _found(connection, place, None)
    if not _ID.fullmatch(text.lower()):
        raise NotFoundError(
            f"{number!r} is neither an exception nor a confirmation number",
            hint="An exception is named by at least 4 characters of its id, as printed by: lockbox queue",
        )
    rows = connection.execute(select(EXCEPTION).where(begins(EXCEPTION.c.id, text.lower())).limit(3)).mappings().all()
    if not rows:
        raise NotFoundError(f"there is no exception {number}", hint="List what is open with: lockbox queue")
    if len(rows) > 1:
        some = ", ".join(row["id"][: len(text) + 4] for row in rows)
        raise NotFoundError(f"several exceptions begin with {number}: {some}", hint="Give more of the id.")
    named = exception_of(rows[0])
    return _found(connection, Place(named.batch, named.envelope, named.item), named)


def _found(connection: Connection, place: Place, named: ExceptionItem | None) -> Found:
    query = select(EXCEPTION).where(place.rows(EXCEPTION)).order_by(EXCEPTION.c.step)
    exceptions = tuple(exception_of(row) for row in connection.execute(query).mappings())
    return Found(place, exceptions, named)


def _by_confirmation(connection: Connection, number: str) -> Place | None:
    for table in (ENTRY, EXCEPTION):
        query = select(table.c.batch, table.c.envelope, table.c.item).where(table.c.confirmation == number).limit(1)
        row = connection.execute(query).one_or_none()
        if row:
            return Place(row.batch, row.envelope, row.item)
    return None


def begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Match hex ids by their beginning, in a way that an index serves."""
    return and_(column >= prefix, column < prefix + "g")
