"""What the books know of a payer: payments to a subscriber's plans, and envelopes paid from the same bank account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, Table, func, or_, select, union

from lockbox.books.known import split_member
from lockbox.books.ledger import Place
from lockbox.books.rows import entry_of
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION
from lockbox.records import Coverage
from lockbox.settlement import Account, Allocation, Entry

_MOST = 24


@dataclass(frozen=True, slots=True)
class PastEnvelope:
    """An earlier instrument of the same bank account."""

    place: Place
    confirmation: str
    received_on: dt.date
    exception: str


def paid(connection: Connection, member_ids: Iterable[str]) -> tuple[Allocation, ...]:
    """Return what stands posted to some subscribers' bills, less what was taken back."""
    sums: dict[tuple[str, str], int] = {}
    for member_id in member_ids:
        accounts = _accounts(member_id)
        for side, sign in ((ENTRY.c.credit, 1), (ENTRY.c.debit, -1)):
            query = select(side, ENTRY.c.coverage_month, func.sum(ENTRY.c.cents)).where(side.in_(accounts))
            for account, month, cents in connection.execute(query.group_by(side, ENTRY.c.coverage_month)):
                sums[account, month] = sums.get((account, month), 0) + sign * int(cents)
    return tuple(
        Allocation(*split_member(one), month, cents) for (one, month), cents in sorted(sums.items()) if cents > 0
    )


def last_payments(connection: Connection, member_id: str, most: int = 8) -> tuple[Entry, ...]:
    """Return the last entries on a subscriber's accounts, newest first, those taken back among them."""
    accounts = _accounts(member_id)
    query = select(ENTRY).where(or_(ENTRY.c.credit.in_(accounts), ENTRY.c.debit.in_(accounts)))
    rows = connection.execute(query.order_by(ENTRY.c.posted_on.desc(), ENTRY.c.id).limit(most)).mappings()
    return tuple(entry_of(row) for row in rows)


def same_payer(connection: Connection, place: Place) -> tuple[PastEnvelope, ...]:
    """Return the other instruments of the bank account that one was drawn on, newest first."""
    key = _account_key(connection, place)
    if not key:
        return ()
    places = union(*(_of_account(table, key) for table in (ENTRY, EXCEPTION))).subquery()
    query = (
        select(places, BATCH.c.received_on)
        .join(BATCH, BATCH.c.id == places.c.batch)
        .order_by(BATCH.c.received_on.desc(), places.c.envelope, places.c.item)
        .limit(_MOST)
    )
    found: dict[Place, PastEnvelope] = {}
    for row in connection.execute(query):
        where = Place(row.batch, row.envelope, row.item)
        if where != place:
            open_id = select(EXCEPTION.c.id).where(where.rows(EXCEPTION)).order_by(EXCEPTION.c.step.desc()).limit(1)
            named = connection.execute(open_id).scalar_one_or_none() or ""
            found[where] = PastEnvelope(where, row.confirmation, dt.date.fromisoformat(row.received_on), named)
    return tuple(found.values())


def _account_key(connection: Connection, place: Place) -> str:
    for table in (EXCEPTION, ENTRY):
        query = select(table.c.account_key).where(place.rows(table), table.c.account_key != "").limit(1)
        if key := connection.execute(query).scalar_one_or_none():
            return str(key)
    return ""


def _of_account(table: Table, key: str) -> Select[tuple[object, ...]]:
    columns = (table.c.batch, table.c.envelope, table.c.item, table.c.confirmation)
    return select(*columns).where(table.c.account_key == key)


def _accounts(member_id: str) -> tuple[str, ...]:
    return tuple(Account.member(member_id, coverage) for coverage in Coverage)
