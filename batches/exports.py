"""What leaves for other systems: what a sealed night decided, a row for each instrument and each part.

An export is drawn from the archive alone and says what the night decided. What clerks ruled since is in
the books and changes no export: the same batch gives the same rows for ever.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

import pandas as pd
import pyarrow as pa

from batches.archive import Archive
from batches.rosters import shared_roster
from batches.tally import batch_of, outcomes_of
from lockbox.identity import batch_id, confirmation
from lockbox.records import Field, Instrument
from lockbox.settlement import Allocation, Decision, Match, Member, Outcome, Verdict

Carriers = Mapping[tuple[str, str], str]
"""The company of a subscriber's plan, by member id and coverage."""

MORE_LIKELY_THAN_NOT = 500


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One instrument, or one envelope without one (``item`` 0); None where nothing is certain.

    Attributes:
        instrument: kind of paper, None where there is none.
        reasons: every code, flags too, joined by ``;``.
        amount: dollars, as are the other two amounts: what is deposited, figures, words.
        account_last4: the last four digits; the whole number leaves in deposit files only.
        member_id: whom the money was posted to; of an exception the best candidate, if it is more likely
            than not. Of a payment for several plans all are named, joined by ``;``, as in the next three.
        confidence: 0 to 1000, that the best candidate is the right one.
    """

    batch: str
    envelope: str
    item: int
    instrument: str | None
    outcome: str
    disposition: str
    reasons: str
    amount: Decimal | None
    courtesy_amount: Decimal | None
    legal_amount: Decimal | None
    check_date: dt.date | None
    routing: str | None
    account_last4: str | None
    serial: str | None
    member_id: str | None
    coverage: str | None
    carrier: str | None
    coverage_month: str | None
    id_source: str | None
    confidence: int
    confirmation: str


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One part of a posted payment; ``coverage_month`` is None for money kept as credit."""

    batch: str
    envelope: str
    item: int
    member_id: str
    coverage: str
    coverage_month: str | None
    amount: Decimal


def results_rows(batch: str, outcomes: Iterable[Outcome], roster: Sequence[Member]) -> tuple[ResultRow, ...]:
    """Return a row for every decision of a night, in the order of its envelopes."""
    carriers = {
        (bill.member_id, bill.coverage.value): bill.carrier for member in roster for bill in reversed(member.bills)
    }
    rows = []
    for outcome in outcomes:
        instruments = {one.item: one for one in outcome.remittance.instruments}
        matches = {one.item: one for one in outcome.matches}
        for decision in outcome.decisions:
            case = _Case(batch, outcome.envelope, decision, instruments.get(decision.item), matches.get(decision.item))
            rows.append(_result(case, carriers))
    return tuple(rows)


def allocation_rows(batch: str, outcomes: Iterable[Outcome]) -> tuple[AllocationRow, ...]:
    """Return a row for every part of every payment that the night posted."""
    return tuple(
        AllocationRow(
            batch=batch,
            envelope=outcome.envelope,
            item=decision.item,
            member_id=part.member_id,
            coverage=part.coverage.value,
            coverage_month=part.coverage_month or None,
            amount=Decimal(part.cents).scaleb(-2),
        )
        for outcome in outcomes
        for decision in outcome.decisions
        for part in decision.allocations
    )


def to_csv(kind: type[Any], rows: Sequence[Any]) -> str:
    """Return rows, records of one kind, as CSV with a header, empty where there is nothing to say."""
    return _frame(kind, rows).to_csv(index=False, lineterminator="\n")


def to_parquet(kind: type[Any], rows: Sequence[Any]) -> bytes:
    """Return rows as Parquet: text as text, amounts as decimals, days as dates."""
    out = io.BytesIO()
    hints = get_type_hints(kind)
    schema = pa.schema([(field.name, _PARQUET[plain_type(hints[field.name])]) for field in fields(kind)])
    _frame(kind, rows).to_parquet(out, engine="pyarrow", index=False, schema=schema)
    return out.getvalue()


def export(kind: str, archive: Archive, run: str) -> bytes:
    """Return one of KINDS of exports of a sealed run.

    Raises:
        NotFoundError: no such run is sealed.
        DamagedError: something it names is missing or altered.
    """
    return KINDS[kind](archive, run)


# --- One row -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """One decision with the paper it is about and who may have sent that."""

    batch: str
    envelope: str
    decision: Decision
    instrument: Instrument | None
    match: Match | None


def _result(case: _Case, carriers: Carriers) -> ResultRow:
    decision, instrument = case.decision, case.instrument
    micr = instrument.micr.value if instrument else None
    parts = decision.allocations
    serial = instrument.serial.value if instrument else None
    return ResultRow(
        batch=case.batch,
        envelope=case.envelope,
        item=decision.item,
        instrument=instrument.kind.value if instrument else None,
        outcome=decision.verdict.value,
        disposition=decision.disposition.value,
        reasons=";".join(dict.fromkeys(finding.reason.value for finding in decision.findings)),
        amount=_dollars(decision.amount_cents),
        courtesy_amount=_dollars(_value(instrument.courtesy_amount) if instrument else None),
        legal_amount=_dollars(_value(instrument.legal_amount) if instrument else None),
        check_date=instrument.check_date.value if instrument else None,
        routing=(micr.routing or None) if micr else None,
        account_last4=_last4(micr.account) if micr else None,
        serial=serial or (micr.serial if micr else "") or None,
        member_id=_joined(part.member_id for part in parts) or _likely(case),
        coverage=_joined(part.coverage.value for part in parts),
        carrier=_joined(_carrier(part, carriers) for part in parts),
        coverage_month=_joined(part.coverage_month for part in parts),
        id_source=decision.id_source or None,
        confidence=decision.confidence,
        confirmation=confirmation(case.batch, case.envelope, decision.item),
    )


def _likely(case: _Case) -> str | None:
    """Return the best candidate of a held payment, if it is more likely the right one than not."""
    held = case.decision.verdict is Verdict.HOLD and case.decision.confidence >= MORE_LIKELY_THAN_NOT
    return case.match.candidates[0].member_id if held and case.match and case.match.candidates else None


def _carrier(part: Allocation, carriers: Carriers) -> str:
    return carriers.get((part.member_id, part.coverage.value), "")


def _last4(account: str) -> str | None:
    """Return the last four digits of an account number, nothing of one so short that these were all."""
    return account[-4:] if len(account) > 4 else None


def _value(field: Field[int]) -> int | None:
    return field.value


def _dollars(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def _joined(values: Iterable[str]) -> str | None:
    """Return different values once each, in order, joined by ``;``."""
    return ";".join(dict.fromkeys(value for value in values if value)) or None


_PARQUET = {str: pa.string(), int: pa.int64(), Decimal: pa.decimal128(14, 2), dt.date: pa.date32()}


def plain_type(hint: object) -> type:
    """Return the type of a column, ``str`` for ``str | None``."""
    kinds = [kind for kind in (get_args(hint) or (hint,)) if kind is not NoneType]
    return cast("type", kinds[0])


# --- A whole run -------------------------------------------------------------------------------


def _frame(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    """Return rows as a table of objects, so that no identifier or amount becomes a float."""
    names = [field.name for field in fields(kind)]
    return pd.DataFrame([astuple(row) for row in rows], columns=names, dtype=object)


def _results(archive: Archive, run: str) -> tuple[ResultRow, ...]:
    manifest = archive.manifest(run)
    members = shared_roster(archive, manifest.inputs.roster_sha256).members
    return results_rows(batch_id(batch_of(archive, manifest)), outcomes_of(archive, manifest), members)


def _allocations(archive: Archive, run: str) -> tuple[AllocationRow, ...]:
    manifest = archive.manifest(run)
    return allocation_rows(batch_id(batch_of(archive, manifest)), outcomes_of(archive, manifest))


KINDS: dict[str, Callable[[Archive, str], bytes]] = {
    "results": lambda archive, run: to_csv(ResultRow, _results(archive, run)).encode("utf-8"),
    "allocations": lambda archive, run: to_csv(AllocationRow, _allocations(archive, run)).encode("utf-8"),
    "parquet": lambda archive, run: to_parquet(ResultRow, _results(archive, run)),
}
"""Every export by its name."""
