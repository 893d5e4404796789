"""Posting tables, CSV and Parquet: postings, exceptions and rulings of a night or a day, and how they are read back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from batches.archive import Archive
from batches.exports import plain_type
from batches.tally import outcomes_of
from lockbox.formats.faults import Fault
from lockbox.formats.postings import Postings
from lockbox.identifiers import redact
from lockbox.identity import confirmation
from lockbox.manifest import Manifest
from lockbox.money import parse_dollars
from lockbox.reasons import Disposition
from lockbox.settlement import Decision, ExceptionItem, Ruling, Verdict


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One part of one payment, posted (or, with an amount below zero, taken back); ``posted_on`` is its business day.

    ``coverage_month`` is None for money kept as credit.
    """

    batch: str
    envelope: str
    item: int
    confirmation: str
    posted_on: dt.date
    member_id: str
    coverage: str
    carrier: str | None
    coverage_month: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception as it was opened; ``step`` 0 by the night.

    Attributes:
        amount: what the instrument is worth, None where that is not certain.
        suspense: what of it was deposited and rests in Suspense.
        reasons: codes, flags too, joined by ``;``.
    """

    batch: str
    envelope: str
    item: int
    confirmation: str
    opened_on: dt.date
    step: int
    disposition: str
    reasons: str
    amount: Decimal | None
    suspense: Decimal


@dataclass(frozen=True, slots=True)
class RulingRow:
    """One clerk's act; ``final`` is ``no`` for a proposal, ``seconds`` the proposal that it agrees with."""

    ruling: str
    exception: str
    batch: str
    envelope: str
    item: int
    confirmation: str
    kind: str
    clerk: str
    ruled_at: str
    final: str
    seconds: str | None
    amount: Decimal
    note: str | None


TableRow = PostingRow | ExceptionRow | RulingRow
Cells = Mapping[str, Any]
"""One row as it was read, by column: amounts as cents, None where there is nothing."""


def posting_rows(postings: Postings) -> tuple[PostingRow, ...]:
    """Return a row for every part of every payment."""
    return tuple(
        PostingRow(
            *(one.batch, one.envelope, one.item, one.confirmation, postings.day, part.member_id, part.coverage.value),
            carrier=part.carrier or None,
            coverage_month=part.coverage_month or None,
            amount=_dollars(part.cents),
        )
        for one in postings.payments
        for part in one.parts
    )


def night_exceptions(archive: Archive, manifest: Manifest, batch: str) -> tuple[ExceptionRow, ...]:
    """Return a row for everything that a sealed night held, from the archive alone."""
    day = manifest.inputs.received_on
    return tuple(
        _held(batch, outcome.envelope, decision, day)
        for outcome in outcomes_of(archive, manifest)
        for decision in outcome.decisions
        if decision.verdict is Verdict.HOLD
    )


def _held(batch: str, envelope: str, decision: Decision, day: dt.date) -> ExceptionRow:
    cents, deposited = decision.amount_cents, decision.disposition is Disposition.DEPOSIT
    return ExceptionRow(
        *(batch, envelope, decision.item, confirmation(batch, envelope, decision.item), day, 0),
        disposition=decision.disposition.value,
        reasons=";".join(dict.fromkeys(finding.reason.value for finding in decision.findings)),
        amount=None if cents is None else _dollars(cents),
        suspense=_dollars((cents or 0) if deposited else 0),
    )


def exception_rows(items: Iterable[ExceptionItem]) -> tuple[ExceptionRow, ...]:
    """Return a row for every exception of the books."""
    return tuple(
        ExceptionRow(
            *(one.batch, one.envelope, one.item, one.confirmation, one.opened_on, one.step),
            disposition=one.disposition.value,
            reasons=";".join(dict.fromkeys(reason.value for reason in one.reasons)),
            amount=None if one.amount_cents is None else _dollars(one.amount_cents),
            suspense=_dollars(one.cents),
        )
        for one in items
    )


def ruling_rows(rulings: Iterable[tuple[Ruling, ExceptionItem]]) -> tuple[RulingRow, ...]:
    """Return a row for every ruling with the exception it is about; numbers nobody may see are masked in notes."""
    return tuple(
        RulingRow(
            *(one.id, one.exception, item.batch, item.envelope, item.item, item.confirmation),
            *(one.kind.value, one.clerk, one.ruled_at, "yes" if one.final else "no", one.seconds or None),
            amount=_dollars(one.cents),
            note=redact(one.note) or None,
        )
        for one, item in rulings
    )


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


# --- Reading -------------------------------------------------------------------------------------


def read_csv(kind: type[TableRow], data: bytes) -> tuple[tuple[Cells, ...], tuple[Fault, ...]]:
    """Return the rows of one of our CSV files, by column, amounts in cents, and what is wrong; never raises."""
    faults: list[Fault] = []
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        faults.append(Fault(0, "", "holds bytes that are not UTF-8"))
    rows = []
    try:
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        names = tuple(field.name for field in fields(kind))
        header = tuple(next(lines, ()))
        if header != names:
            return (), (*faults, Fault(1, "header", f"is not {','.join(names)}"))
        for number, line in enumerate(lines, 2):
            if len(line) != len(names):
                faults.append(Fault(number, "", f"has {len(line)} columns, not {len(names)}"))
                continue
            rows.append(dict(_values(kind, number, zip(names, line, strict=True), faults)))
    except csv.Error as error:
        faults.append(Fault(len(rows) + 2, "", f"is no CSV: {error}"))
    return tuple(rows), tuple(faults)


def read_parquet(kind: type[TableRow], data: bytes) -> tuple[tuple[Cells, ...], tuple[Fault, ...]]:
    """Return the rows of one of our Parquet files, as ``read_csv`` does."""
    faults: list[Fault] = []
    try:
        table = pq.read_table(io.BytesIO(data))
        names = [field.name for field in fields(kind)]
        if table.column_names != names:
            return (), (Fault(0, "columns", f"are not {', '.join(names)}"),)
        found = [
            dict(_values(kind, number, ((name, _text(value)) for name, value in row.items()), faults))
            for number, row in enumerate(table.to_pylist(), 1)
        ]
    except (pa.ArrowException, OSError, ValueError) as error:
        return (), (Fault(0, "", f"is no Parquet: {str(error)[:80]}"),)
    return tuple(found), tuple(faults)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _values(
    kind: type[TableRow], number: int, cells: Iterable[tuple[str, str]], faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    """Yield each column's value: cents for amounts, days, whole numbers, text; None where there is none."""
    hints = get_type_hints(kind)
    for name, text in cells:
        wanted = plain_type(hints[name])
        optional = wanted is not hints[name]
        try:
            yield name, None if optional and not text else _PARSE[wanted](text)
        except ValueError:
            faults.append(Fault(number, name, f"is no {_SAID[wanted]}: {text[:40]!r}"))
            yield name, None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


_PARSE: dict[type, Any] = {Decimal: parse_dollars, dt.date: dt.date.fromisoformat, int: _whole, str: str}
_SAID = {Decimal: "amount", dt.date: "day", int: "whole number", str: "text"}


def total(rows: Sequence[Cells], column: str) -> int:
    """Return what a column of amounts comes to, in cents."""
    return sum(row[column] or 0 for row in rows)
