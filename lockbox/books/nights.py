"""The posted batches in figures, for the report and the operator."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Label, RowMapping, case, func, select

from lockbox.books.exception_queue import begins
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION, OPEN_EXCEPTION
from lockbox.errors import NotFoundError
from lockbox.reasons import Reason
from lockbox.settlement import Account


@dataclass(frozen=True, slots=True)
class Night:
    """One posted batch in figures; money in cents as the night itself posted it.

    Attributes:
        open_items: exceptions of the batch that still wait, with ``open_cents`` of their money.
    """

    batch: str
    run: str
    manifest_sha256: str
    received_on: dt.date
    posted_on: dt.date
    items: int
    posted: int
    deposit_cents: int
    medical_cents: int
    dental_cents: int
    suspense_cents: int
    open_items: int
    open_cents: int


def nights(connection: Connection, last: int, batch: str = "") -> tuple[Night, ...]:
    """Return the last posted batches in figures, newest first; ``batch`` narrows to ids that begin so."""
    held = select(func.count()).where(EXCEPTION.c.batch == BATCH.c.id, EXCEPTION.c.step == 0).scalar_subquery()
    waiting = OPEN_EXCEPTION.c.batch == BATCH.c.id
    open_items = select(func.count()).select_from(OPEN_EXCEPTION).where(waiting).scalar_subquery()
    open_cents = select(func.sum(OPEN_EXCEPTION.c.cents)).where(waiting).scalar_subquery()
    query = (
        select(
            BATCH,
            held.label("held"),
            _credited("member:%:medical", "medical"),
            _credited("member:%:dental", "dental"),
            _credited(Account.SUSPENSE, "suspense"),
            open_items.label("open_items"),
            open_cents.label("open_cents"),
        )
        .where(begins(BATCH.c.id, batch))
        .order_by(BATCH.c.number.desc())
        .limit(last)
    )
    return tuple(_night(row) for row in connection.execute(query).mappings())


def night(connection: Connection, batch: str) -> Night:
    """Return one posted batch by its id, the beginning of it, or ``latest``.

    Raises:
        NotFoundError: no batch, or more than one, is named so.
    """
    found = nights(connection, *((1, "") if batch == "latest" else (2, batch.lower())))
    if not found:
        raise NotFoundError(f"no batch {batch} is posted", hint="Name one by its id, its beginning, or: latest")
    if len(found) > 1:
        raise NotFoundError(f"several batches begin with {batch}", hint="Give more of the id.")
    return found[0]


def reasons(connection: Connection, batches: Sequence[str]) -> dict[str, tuple[tuple[Reason, int], ...]]:
    """Return how many items of each night a reason was given for, most frequent first, by batch."""
    query = (
        select(EXCEPTION.c.batch, EXCEPTION.c.reasons, func.count())
        .where(EXCEPTION.c.step == 0, EXCEPTION.c.batch.in_(batches))
        .group_by(EXCEPTION.c.batch, EXCEPTION.c.reasons)
    )
    counts: dict[str, Counter[Reason]] = {batch: Counter() for batch in batches}
    for batch, codes, count in connection.execute(query):
        for code in dict.fromkeys(code for code in codes.split(";") if code):
            counts[batch][Reason(code)] += count
    return {batch: tuple(sorted(found.items(), key=lambda one: (-one[1], one[0]))) for batch, found in counts.items()}


def _credited(pattern: str, name: str) -> Label[int]:
    """Return what the night itself credited to accounts of a pattern."""
    money = func.sum(case((ENTRY.c.credit.like(pattern), ENTRY.c.cents), else_=0))
    return select(money).where(ENTRY.c.batch == BATCH.c.id, ENTRY.c.origin == "run").scalar_subquery().label(name)


def _night(row: RowMapping) -> Night:
    return Night(
        batch=row["id"],
        run=row["run"],
        manifest_sha256=row["manifest_sha256"],
        received_on=dt.date.fromisoformat(row["received_on"]),
        posted_on=dt.date.fromisoformat(row["posted_on"]),
        items=row["items"],
        posted=row["items"] - row["held"],
        deposit_cents=row["deposit_cents"],
        medical_cents=int(row["medical"] or 0),
        dental_cents=int(row["dental"] or 0),
        suspense_cents=int(row["suspense"] or 0),
        open_items=row["open_items"],
        open_cents=int(row["open_cents"] or 0),
    )
