"""Rows of the books from records, and records from rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, insert

from lockbox.books.schema import ENTRY, EXCEPTION, RULING, Row, sealed
from lockbox.canonical import decode, encode
from lockbox.reasons import Disposition, Reason
from lockbox.settlement import Allocation, Entry, ExceptionItem, Posting, Ruling, RulingKind


@dataclass(frozen=True, slots=True)
class Keys:
    """The hashes by which an instrument is found again, empty where the paper gave none."""

    item_key: str = ""
    account_key: str = ""
    picture: str = ""

    @staticmethod
    def of(posting: Posting) -> Keys:
        """Return the keys that a posting carries."""
        return Keys(posting.item_key, posting.account_key, posting.picture)


NO_KEYS = Keys()


def add(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, whatever their number."""
    found = [dict(row) for row in rows]
    if found:
        connection.execute(insert(table), found)


def entry_row(entry: Entry, keys: Keys = NO_KEYS) -> Row:
    """Return the sealed row of an entry; the keys go with what the night posted."""
    row: Row = {
        "id": entry.id,
        "batch": entry.batch,
        "envelope": entry.envelope,
        "item": entry.item,
        "debit": entry.debit,
        "credit": entry.credit,
        "cents": entry.cents,
        "code": entry.code,
        "coverage_month": entry.coverage_month,
        "posted_on": entry.posted_on.isoformat(),
        "confirmation": entry.confirmation,
        "reverses": entry.reverses or None,
        "origin": entry.origin,
        "position": entry.position,
    }
    return sealed(ENTRY, {**row, **_key_columns(keys)})


def entry_of(row: RowMapping) -> Entry:
    """Return the entry that a row says."""
    return Entry(
        id=row["id"],
        batch=row["batch"],
        envelope=row["envelope"],
        item=row["item"],
        debit=row["debit"],
        credit=row["credit"],
        cents=row["cents"],
        code=row["code"],
        coverage_month=row["coverage_month"],
        posted_on=dt.date.fromisoformat(row["posted_on"]),
        confirmation=row["confirmation"],
        reverses=row["reverses"] or "",
        origin=row["origin"],
        position=row["position"],
    )


def exception_row(item: ExceptionItem, keys: Keys = NO_KEYS) -> Row:
    """Return the sealed row of an exception; the keys go with what the night held."""
    row: Row = {
        "id": item.id,
        "batch": item.batch,
        "envelope": item.envelope,
        "item": item.item,
        "step": item.step,
        "cents": item.cents,
        "amount_cents": item.amount_cents,
        "disposition": item.disposition.value,
        "reasons": ";".join(item.reasons),
        "details": json.dumps(item.details, ensure_ascii=False),
        "opened_on": item.opened_on.isoformat(),
        "wait_until": item.wait_until.isoformat() if item.wait_until else None,
        "confirmation": item.confirmation,
    }
    return sealed(EXCEPTION, {**row, **_key_columns(keys)})


def exception_of(row: RowMapping) -> ExceptionItem:
    """Return the exception that a row says."""
    return ExceptionItem(
        id=row["id"],
        batch=row["batch"],
        envelope=row["envelope"],
        item=row["item"],
        cents=row["cents"],
        disposition=Disposition(row["disposition"]),
        reasons=tuple(Reason(code) for code in row["reasons"].split(";") if code),
        details=tuple(json.loads(row["details"])),
        opened_on=dt.date.fromisoformat(row["opened_on"]),
        confirmation=row["confirmation"],
        amount_cents=row["amount_cents"],
        step=row["step"],
        wait_until=_day(row["wait_until"]),
    )


def ruling_row(ruling: Ruling) -> Row:
    """Return the sealed row of a ruling."""
    row: Row = {
        "id": ruling.id,
        "exception": ruling.exception,
        "kind": ruling.kind.value,
        "cents": ruling.cents,
        "allocations": encode(ruling.allocations).decode(),
        "clerk": ruling.clerk,
        "note": ruling.note,
        "ruled_at": ruling.ruled_at,
        "until": ruling.until.isoformat() if ruling.until else None,
        "seconds": ruling.seconds or None,
        "settles": ruling.exception if ruling.final else None,
    }
    return sealed(RULING, row)


def ruling_of(row: RowMapping) -> Ruling:
    """Return the ruling that a row says."""
    return Ruling(
        id=row["id"],
        exception=row["exception"],
        kind=RulingKind(row["kind"]),
        allocations=decode(tuple[Allocation, ...], row["allocations"].encode()),
        clerk=row["clerk"],
        note=row["note"],
        ruled_at=row["ruled_at"],
        seconds=row["seconds"] or "",
        cents=row["cents"],
        until=_day(row["until"]),
        final=row["settles"] is not None,
    )


def _key_columns(keys: Keys) -> Row:
    return {"item_key": keys.item_key, "account_key": keys.account_key, "picture": keys.picture}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
