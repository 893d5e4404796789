"""What rulings of one day brought to the bank's clearing account, instrument by instrument: the day's later deposit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from lockbox.books.ledger import Place
from lockbox.books.schema import BATCH, ENTRY
from lockbox.settlement import Account

_RUN = "run"


@dataclass(frozen=True, slots=True)
class Cleared:
    """What one day's rulings moved between the clearing account and the rest for one instrument.

    Attributes:
        number: of its batch, in the order of posting.
        cents: what the day brought, negative where it took back more.
        presented: it had gone to the bank before that day, so that it must not go a second time.
    """

    place: Place
    run: str
    number: int
    cents: int
    presented: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """A posted batch by its number in the order of posting, and how many of its day were posted before it."""

    number: int
    before: int


def cleared(connection: Connection, day: dt.date) -> tuple[Cleared, ...]:
    """Return what a day's rulings and their reversals moved in clearing, by batch number, envelope and item."""
    place = (ENTRY.c.batch, ENTRY.c.envelope, ENTRY.c.item)
    moved = (
        select(*place, BATCH.c.run, BATCH.c.number, func.sum(_signed()).label("cents"))
        .join(BATCH, BATCH.c.id == ENTRY.c.batch)
        .where(ENTRY.c.posted_on == day.isoformat(), _by_ruling(), _touches())
        .group_by(*place, BATCH.c.run, BATCH.c.number)
        .order_by(BATCH.c.number, ENTRY.c.envelope, ENTRY.c.item)
    )
    found = []
    for row in connection.execute(moved):
        where = Place(row.batch, row.envelope, row.item)
        if row.cents:
            found.append(Cleared(where, row.run, row.number, int(row.cents), _presented(connection, where, day)))
    return tuple(found)


def numbered(connection: Connection, batch: str) -> Numbered:
    """Return a posted batch's number and its place among the batches of its day."""
    number, day = connection.execute(select(BATCH.c.number, BATCH.c.received_on).where(BATCH.c.id == batch)).one()
    earlier = and_(BATCH.c.received_on == day, BATCH.c.number < number)
    return Numbered(number, connection.execute(select(func.count()).select_from(BATCH).where(earlier)).scalar_one())


def _presented(connection: Connection, place: Place, day: dt.date) -> bool:
    """Say whether an instrument went to the bank with its night, or with a deposit of an earlier day."""
    earlier = or_(ENTRY.c.origin == _RUN, and_(ENTRY.c.posted_on < day.isoformat(), _by_ruling()))
    query = select(func.count()).select_from(ENTRY).where(place.rows(ENTRY), ENTRY.c.debit == Account.CLEARING, earlier)
    return bool(connection.execute(query).scalar_one())


def _signed() -> ColumnElement[int]:
    return case((ENTRY.c.debit == Account.CLEARING, ENTRY.c.cents), else_=-ENTRY.c.cents)


def _touches() -> ColumnElement[bool]:
    return or_(ENTRY.c.debit == Account.CLEARING, ENTRY.c.credit == Account.CLEARING)


def _by_ruling() -> ColumnElement[bool]:
    """Entries of rulings and of what these take back; what the bank returns has an origin of its own."""
    return or_(ENTRY.c.origin.like("ruling:%"), ENTRY.c.origin.like("reversal:%"))
