"""The queue as the desk shows it: filtered, sorted, a page at a time, with who has what and how fast it goes."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, literal, or_, select

from lockbox.books import claims
from lockbox.books.acts import Who
from lockbox.books.claims import Claim
from lockbox.books.exception_queue import begins, proposals
from lockbox.books.people import Role
from lockbox.books.remarks import RemarkKind
from lockbox.books.rows import exception_of
from lockbox.books.schema import BATCH, EXCEPTION, OPEN_EXCEPTION, RULING
from lockbox.books.schema_desk import REMARK
from lockbox.reasons import Reason
from lockbox.settlement import ExceptionItem, Ruling

SORTS = ("age", "amount", "reason", "cut-off")
SHOWS = ("open", "mine", "second", "supervisor", "later", "all")
_LOOKED_AT = 60
"""Rows that are looked at, at a time, for one that is free."""

_T = OPEN_EXCEPTION.c


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Which open items to list; what is empty or None does not narrow.

    Attributes:
        at: now, ISO 8601; ``clerk`` whose claims are "mine".
        show: open (what can be settled now), mine, second (waits for a second person), supervisor, later, all.
        received_before: only what came before this day.
        after: the key of the row to go on behind (``DeskRow.key``), empty for the top.
    """

    at: str
    clerk: str = ""
    show: str = "open"
    sort: str = "age"
    reason: Reason | None = None
    batch: str = ""
    least_cents: int | None = None
    most_cents: int | None = None
    received_before: dt.date | None = None
    after: str = ""
    limit: int = 50

    def __post_init__(self) -> None:
        """Sorts and shows are those there are."""
        assert self.sort in SORTS
        assert self.show in SHOWS

    @property
    def today(self) -> str:
        """The day, where the desk stands."""
        return self.at[:10]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One open item as the queue shows it; ``key`` says where the list goes on behind it."""

    item: ExceptionItem
    received_on: dt.date
    key: str
    claim: Claim | None
    proposals: tuple[Ruling, ...]
    with_supervisor: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are open, with how much money; ``by_reason`` the most frequent first."""

    items: int
    cents: int
    by_reason: tuple[tuple[Reason, int], ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """What was settled since a moment: by one clerk, by all, and how many seconds that clerk takes an item."""

    mine: int
    all: int
    seconds_an_item: int | None


def rows(connection: Connection, narrow: DeskFilter) -> tuple[DeskRow, ...]:
    """Return a page of the queue."""
    taken = claims.live(connection, narrow.at)
    query = _sorted(_narrowed(narrow, taken), narrow)
    if narrow.after:
        query = query.where(_behind(narrow, tuple(json.loads(narrow.after))))
    found = connection.execute(query.limit(narrow.limit)).mappings().all()
    ids, key = [row["id"] for row in found], [f"key_{place}" for place in range(len(_order(narrow.sort)))]
    waiting, handed = proposals(connection, ids), _handed(connection, ids)
    return tuple(
        DeskRow(
            exception_of(row),
            dt.date.fromisoformat(row["received_on"]),
            json.dumps([row[part] for part in key]),
            taken.get(row["id"]),
            waiting.get(row["id"], ()),
            row["id"] in handed,
        )
        for row in found
    )


def counts(connection: Connection, narrow: DeskFilter) -> Counts:
    """Return how many items are open in a queue and by reason; of the filters, only ``show`` and ``batch`` count."""
    wide = DeskFilter(narrow.at, narrow.clerk, narrow.show, batch=narrow.batch)
    inner = _narrowed(wide, claims.live(connection, narrow.at)).subquery()
    query = select(inner.c.reasons, func.count(), func.sum(inner.c.cents)).group_by(inner.c.reasons)
    items = cents = 0
    by_reason: Counter[Reason] = Counter()
    for reasons, count, money in connection.execute(query):
        items, cents = items + count, cents + int(money or 0)
        for reason in {Reason(code) for code in reasons.split(";") if code}:
            by_reason[reason] += count
    ordered = sorted(by_reason.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts(items, cents, tuple(ordered))


def pace(connection: Connection, clerk: str, since: str, at: str) -> Pace:
    """Return how much was settled since a moment; what is kept in Suspense to look again later counts as well."""
    query = select(RULING.c.clerk, RULING.c.ruled_at).where(RULING.c.ruled_at >= since, RULING.c.ruled_at <= at)
    made = [(row.clerk, dt.datetime.fromisoformat(row.ruled_at)) for row in connection.execute(query)]
    mine = sorted(moment for name, moment in made if name == clerk)
    gaps = sorted((later - earlier).total_seconds() for earlier, later in pairwise(mine))
    return Pace(len(mine), len(made), round(gaps[len(gaps) // 2]) if gaps else None)


def next_free(connection: Connection, narrow: DeskFilter, who: Who, after: str) -> str:
    """Return the id of the next item of a queue that somebody can settle, empty if there is none.

    What others have, what waits for somebody else's second look, and what waits for a supervisor is passed over.
    """
    key = _key_of(connection, narrow, after) if after else ""
    while True:
        page = rows(connection, replace(narrow, after=key, limit=_LOOKED_AT))
        for row in page:
            if row.item.id != after and _is_free(row, who, narrow.show):
                return row.item.id
        if len(page) < _LOOKED_AT:
            return ""
        key = page[-1].key


def _is_free(row: DeskRow, who: Who, show: str) -> bool:
    if row.claim and row.claim.clerk != who.name:
        return False
    if any(proposal.clerk == who.name for proposal in row.proposals):
        return False
    return not row.with_supervisor or who.role is Role.SUPERVISOR or show == "supervisor"


def _narrowed(narrow: DeskFilter, taken: dict[str, Claim]) -> Select[tuple[object, ...]]:
    order = [expression.label(f"key_{place}") for place, (expression, _) in enumerate(_order(narrow.sort))]
    query = select(OPEN_EXCEPTION, BATCH.c.received_on, *order).join(BATCH, BATCH.c.id == _T.batch)
    return query.where(*_conditions(narrow, taken))


def _conditions(narrow: DeskFilter, taken: dict[str, Claim]) -> list[ColumnElement[bool]]:
    found = [_shown(narrow, taken)]
    if narrow.batch:
        found.append(begins(_T.batch, narrow.batch))
    if narrow.reason:
        found.append((";" + _T.reasons + ";").contains(f";{narrow.reason.value};", autoescape=True))
    if narrow.least_cents is not None:
        found.append(narrow.least_cents <= _money(OPEN_EXCEPTION))
    if narrow.most_cents is not None:
        found.append(narrow.most_cents >= _money(OPEN_EXCEPTION))
    if narrow.received_before:
        found.append(BATCH.c.received_on < narrow.received_before.isoformat())
    return found


def _shown(narrow: DeskFilter, taken: dict[str, Claim]) -> ColumnElement[bool]:
    later = and_(_T.wait_until.is_not(None), _T.wait_until > narrow.today)
    proposed = select(RULING.c.id).where(RULING.c.exception == _T.id).exists()
    if narrow.show == "mine":
        return _T.id.in_([one for one, claim in taken.items() if claim.clerk == narrow.clerk])
    if narrow.show == "second":
        return proposed
    if narrow.show == "supervisor":
        return _with_supervisor()
    if narrow.show == "later":
        return later
    if narrow.show == "open":
        return and_(~later, ~proposed, ~_with_supervisor())
    return literal(1) == 1


def _with_supervisor() -> ColumnElement[bool]:
    """Say of a row whether its last hand-over or hand-back is a hand-over."""
    later = REMARK.alias()
    overtaken = select(later.c.id).where(
        later.c.subject == REMARK.c.subject,
        later.c.kind == RemarkKind.HAND_BACK.value,
        later.c.number > REMARK.c.number,
    )
    over = REMARK.c.kind == RemarkKind.HAND_OVER.value
    return select(REMARK.c.id).where(REMARK.c.subject == _T.id, over, ~overtaken.exists()).exists()


def _handed(connection: Connection, ids: list[str]) -> frozenset[str]:
    query = select(_T.id).where(_T.id.in_(ids), _with_supervisor())
    return frozenset(connection.execute(query).scalars())


def _money(table: FromClause) -> ColumnElement[int]:
    return case((table.c.cents > 0, table.c.cents), else_=func.coalesce(table.c.amount_cents, 0))


def _order(sort: str, table: FromClause = OPEN_EXCEPTION) -> tuple[tuple[ColumnElement[Any], bool], ...]:
    """Return what a queue is sorted by, and whether downwards; the last is unique."""
    age: tuple[ColumnElement[Any], bool] = (table.c.opened_on, False)
    money: tuple[ColumnElement[Any], bool] = (_money(table), True)
    rest = ((table.c.envelope, False), (table.c.item, False), (table.c.id, False))
    first: dict[str, tuple[tuple[ColumnElement[Any], bool], ...]] = {
        "age": (age, money),
        "amount": (money, age),
        "reason": ((table.c.reasons, False), age, money),
        "cut-off": ((BATCH.c.received_on, False), money),
    }
    return (*first[sort], *rest)


def _sorted(query: Select[tuple[object, ...]], narrow: DeskFilter) -> Select[tuple[object, ...]]:
    return query.order_by(*(part.desc() if down else part.asc() for part, down in _order(narrow.sort)))


def _behind(narrow: DeskFilter, key: tuple[object, ...]) -> ColumnElement[bool]:
    """Return the condition that a row comes behind the one of a key."""
    found: list[ColumnElement[bool]] = []
    order = _order(narrow.sort)
    for place, ((part, down), value) in enumerate(zip(order, key, strict=True)):
        same = [one == said for (one, _), said in zip(order[:place], key[:place], strict=True)]
        found.append(and_(*same, part < value if down else part > value))
    return or_(*found)


def _key_of(connection: Connection, narrow: DeskFilter, exception: str) -> str:
    """Return the key of an item, open or not any more, empty if there is no such item."""
    parts = (part for part, _ in _order(narrow.sort, EXCEPTION))
    query = select(*parts).join_from(EXCEPTION, BATCH, BATCH.c.id == EXCEPTION.c.batch)
    found = connection.execute(query.where(EXCEPTION.c.id == exception)).one_or_none()
    return json.dumps(list(found)) if found else ""
