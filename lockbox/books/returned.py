"""Whose checks the bank did not pay: bank accounts and members whose next check a clerk looks at."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, literal, or_, select

from lockbox.books.plan import CHARGEBACK
from lockbox.books.schema import ENTRY
from lockbox.money import display_dollars
from lockbox.records import Coverage
from lockbox.settlement import Account


@dataclass(slots=True)
class _Bounced:
    """One returned check: when, its bank account's key, the members it paid for, its money."""

    day: str
    account_key: str
    members: set[str] = field(default_factory=set)
    cents: int = 0


def returned(connection: Connection, batch: str, day: str) -> tuple[tuple[str, str], ...]:
    """Return account keys and members with the last check of theirs that came back since ``day``, in words.

    A payment of the same account or member that was posted later, and stands, ends that.
    """
    found: dict[tuple[str, str, int], _Bounced] = {}
    first = ENTRY.alias()
    query = (
        select(ENTRY, first.c.account_key.label("drawn_on"))
        .join_from(ENTRY, first, first.c.id == ENTRY.c.reverses)
        .where(ENTRY.c.code == CHARGEBACK, ENTRY.c.batch != batch, ENTRY.c.posted_on >= day)
    )
    for row in connection.execute(query).mappings():
        place = (row["batch"], row["envelope"], row["item"])
        one = found.setdefault(place, _Bounced(row["posted_on"], row["drawn_on"]))
        one.account_key = one.account_key or row["drawn_on"]
        if row["debit"].startswith("member:"):
            one.members.add(row["debit"].split(":")[1])
        if row["credit"] == Account.CLEARING:
            one.cents += row["cents"]
    last: dict[str, str] = {}
    for one in sorted(found.values(), key=lambda bounced: (bounced.day, bounced.cents)):
        if not _paid_since(connection, one):
            said = f"{display_dollars(one.cents)}, returned {one.day}"
            last |= dict.fromkeys((key for key in (one.account_key, *one.members) if key), said)
    return tuple(sorted(last.items()))


def _paid_since(connection: Connection, one: _Bounced) -> bool:
    """Say whether the account or one of the members has paid since by something that stands."""
    reversing = ENTRY.alias()
    accounts = [Account.member(member, coverage) for member in one.members for coverage in Coverage]
    drawn = (ENTRY.c.account_key == one.account_key) & ENTRY.c.credit.like("member:%")
    theirs = or_(ENTRY.c.credit.in_(accounts), drawn) if one.account_key else ENTRY.c.credit.in_(accounts)
    query = (
        select(literal(1))
        .where(theirs, ENTRY.c.posted_on > one.day, ENTRY.c.reverses.is_(None))
        .where(~select(literal(1)).where(reversing.c.reverses == ENTRY.c.id).exists())
        .limit(1)
    )
    return connection.execute(query).one_or_none() is not None
