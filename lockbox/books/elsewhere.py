"""Payments by other channels in the books: facts as told, each once, for the nights and lists that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from lockbox.books.rows import add
from lockbox.books.schema import Row, sealed
from lockbox.books.schema_bank import OTHER_PAYMENT, payment_id
from lockbox.errors import LockboxError
from lockbox.money import display_dollars
from lockbox.records import Coverage
from lockbox.settlement import Allocation, OtherPayment


class OtherPaymentError(LockboxError):
    """A payment of that channel and reference was loaded before, and said something else."""

    hint = "Nothing was loaded. A payment that was taken back is a line of its own with a negative amount."


@dataclass(frozen=True, slots=True)
class LoadedPayments:
    """What loading a file did: payments that were new, their sum, and those known before."""

    new: int
    cents: int
    known: int


def take_payments(
    connection: Connection, payments: Sequence[OtherPayment], file: str, by: tuple[str, str]
) -> LoadedPayments:
    """Write payments that the books do not have yet; those they have change nothing.

    Args:
        connection: a writing transaction.
        payments: the payments of one file.
        file: SHA-256 of the file, which the archive keeps.
        by: who loads it, and when.

    Raises:
        OtherPaymentError: naming every payment whose channel and reference stand for another one.
    """
    rows = [_row(one, file, by) for one in payments]
    before: dict[str, OtherPayment] = {}
    for start in range(0, len(rows), 500):
        ids = [str(row["id"]) for row in rows[start : start + 500]]
        query = select(OTHER_PAYMENT).where(OTHER_PAYMENT.c.id.in_(ids))
        before |= {row["id"]: _payment(dict(row)) for row in connection.execute(query).mappings()}
    changed = [
        f"{one.channel} {one.reference}: {_said(before[str(row['id'])])} before, {_said(one)} now"
        for one, row in zip(payments, rows, strict=True)
        if before.get(str(row["id"]), one) != one
    ]
    if changed:
        raise OtherPaymentError(
            f"payments loaded before say something else now ({len(changed)}):\n  " + "\n  ".join(changed[:50])
        )
    new = [row for row in rows if row["id"] not in before]
    add(connection, OTHER_PAYMENT, new)
    return LoadedPayments(len(new), sum(int(row["cents"] or 0) for row in new), len(before))


def elsewhere(connection: Connection, month: str) -> tuple[OtherPayment, ...]:
    """Return the payments to bills of a month (YYYY-MM) or a later one, sorted by member."""
    query = select(OTHER_PAYMENT).where(OTHER_PAYMENT.c.coverage_month >= month)
    found = (_payment(dict(row)) for row in connection.execute(query).mappings())
    return tuple(sorted(found, key=lambda one: (one.member_id, one.coverage, one.coverage_month, one.reference)))


def paid_elsewhere(connection: Connection, month: str, day: dt.date) -> tuple[Allocation, ...]:
    """Return what came by other channels to each bill by the end of a day, sorted by member."""
    table = OTHER_PAYMENT.c
    bill = (table.member_id, table.coverage, table.coverage_month)
    query = (
        select(*bill, func.sum(table.cents))
        .where(table.coverage_month >= month, table.paid_on <= day.isoformat())
        .group_by(*bill)
    )
    rows = sorted((row[0], row[1], row[2], int(row[3])) for row in connection.execute(query))
    return tuple(Allocation(member, Coverage(coverage), of, cents) for member, coverage, of, cents in rows if cents)


def _row(one: OtherPayment, file: str, by: tuple[str, str]) -> Row:
    row: Row = {
        "id": payment_id(one.channel, one.reference),
        "member_id": one.member_id,
        "coverage": one.coverage.value,
        "coverage_month": one.coverage_month,
        "cents": one.cents,
        "paid_on": one.paid_on.isoformat(),
        "channel": one.channel,
        "reference": one.reference,
        "file": file,
        "clerk": " ".join(by[0].split()),
        "loaded_at": by[1],
    }
    return sealed(OTHER_PAYMENT, row)


def _payment(row: Row) -> OtherPayment:
    return OtherPayment(
        str(row["member_id"]),
        Coverage(str(row["coverage"])),
        str(row["coverage_month"]),
        int(row["cents"] or 0),
        dt.date.fromisoformat(str(row["paid_on"])),
        str(row["channel"]),
        str(row["reference"]),
    )


def _said(one: OtherPayment) -> str:
    return (
        f"{display_dollars(one.cents)} of {one.paid_on} for {one.member_id} {one.coverage.value} {one.coverage_month}"
    )
