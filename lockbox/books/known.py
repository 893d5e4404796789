"""What the books know of other batches, for a night about to be read."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Select, func, literal, select
from sqlalchemy import Text as SqlText
from sqlalchemy import cast as sql_cast

from lockbox.books.elsewhere import elsewhere
from lockbox.books.returned import returned
from lockbox.books.schema import BATCH, ENTRY, INSTRUMENT
from lockbox.records import Coverage
from lockbox.settlement import Allocation, Known

_MEMBER = "member:%"


EVERYTHING = (dt.date.min, "")


def known(connection: Connection, batch: str, back_to: tuple[dt.date, str] = EVERYTHING) -> Known:
    """Return what every batch but this one has left behind; its own mail must not look like a repeat.

    It is sorted here and not by the database, whose order depends on its locale: the record is sealed.

    Args:
        connection: the open books.
        batch: the one about to be read.
        back_to: the day of the oldest batches whose checks and payers count, and the oldest coverage month
            (YYYY-MM) whose payments do. What came to a bill of that month or a later one is whole.
    """
    day, month = back_to[0].isoformat(), back_to[1]
    return Known(
        items=_pairs(connection, _seen("item_key", batch, day)),
        pictures=_pairs(connection, _seen("picture", batch, day)),
        accounts=_pairs(connection, _payers(batch, day)),
        paid=_paid(connection, batch, month),
        returned=returned(connection, batch, day),
        elsewhere=elsewhere(connection, month),
    )


def split_member(account: str) -> tuple[str, Coverage]:
    """Return member and coverage of an account's name, ``member:730021448815:medical``."""
    _, member_id, coverage = account.split(":")
    return member_id, Coverage(coverage)


def _pairs(connection: Connection, query: Select[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((first, second) for first, second in connection.execute(query)))


def _seen(key: str, batch: str, day: str) -> Select[str, str]:
    found = INSTRUMENT.c[key]
    where = INSTRUMENT.c.batch + "/" + INSTRUMENT.c.envelope + "/" + sql_cast(INSTRUMENT.c.item, SqlText)
    recent = select(BATCH.c.id).where(BATCH.c.received_on >= day)
    return select(found, where).where(INSTRUMENT.c.batch != batch, found != "", INSTRUMENT.c.batch.in_(recent))


def _payers(batch: str, day: str) -> Select[str, str]:
    """Bank accounts and the members they paid for, by postings that stand."""
    reversing = ENTRY.alias()
    same = (
        (INSTRUMENT.c.batch == ENTRY.c.batch)
        & (INSTRUMENT.c.envelope == ENTRY.c.envelope)
        & (INSTRUMENT.c.item == ENTRY.c.item)
    )
    member = func.substr(ENTRY.c.credit, 8, 12)
    return (
        select(INSTRUMENT.c.account_key, member)
        .join_from(ENTRY, INSTRUMENT, same)
        .where(ENTRY.c.credit.like(_MEMBER), ENTRY.c.batch != batch, INSTRUMENT.c.account_key != "")
        .where(ENTRY.c.posted_on >= day)
        .where(~select(literal(1)).where(reversing.c.reverses == ENTRY.c.id).exists())
        .distinct()
    )


def paid_until(connection: Connection, month: str, day: dt.date) -> tuple[Allocation, ...]:
    """Return what was posted to each bill of a month or a later one by the end of a day, less what was taken back."""
    return _paid(connection, "", month, day)


def _paid(connection: Connection, batch: str, month: str, until: dt.date = dt.date.max) -> tuple[Allocation, ...]:
    """What came to each bill by the end of a day, less what was taken back."""
    sides = (
        select(account.label("account"), ENTRY.c.coverage_month, (sign * ENTRY.c.cents).label("cents")).where(
            account.like(_MEMBER),
            ENTRY.c.batch != batch,
            ENTRY.c.coverage_month >= month,
            ENTRY.c.posted_on <= until.isoformat(),
        )
        for account, sign in ((ENTRY.c.credit, 1), (ENTRY.c.debit, -1))
    )
    credit, debit = sides
    moved = credit.union_all(debit).subquery()
    total = func.sum(moved.c.cents)
    query = (
        select(moved.c.account, moved.c.coverage_month, total)
        .group_by(moved.c.account, moved.c.coverage_month)
        .having(total > 0)
    )
    return tuple(
        Allocation(*split_member(account), month, int(cents))
        for account, month, cents in sorted((row[0], row[1], row[2]) for row in connection.execute(query))
    )
