"""The truth table of a sample night: what every instrument is, and what should become of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields

from lockbox.money import format_dollars
from lockbox.settlement import Allocation

POSTED, EXCEPTION, EITHER = "posted", "exception", "either"


@dataclass(frozen=True, slots=True)
class Truth:
    """One instrument, or one envelope without any (``item`` 0); all texts as the CSV has them.

    Attributes:
        envelope: name of the envelope; ``item`` counts its instruments from 1.
        scenario: name of the row in ``scenarios.SCENARIOS``.
        instrument: kind of paper, empty without one.
        amount: what it is good for, decimal dollars.
        courtesy_amount: what its figures say, empty if it has none; ``legal_amount`` its words.
        check_date: ISO, empty if it bears none.
        member_id: who is meant, empty if nobody on the roster is.
        has_slip: ``yes`` where a coupon for it lies in the envelope.
        slip_damaged: ``yes`` where neither bars nor scan line can be read.
        expected_outcome: ``posted``, ``exception``, or ``either`` where both are right.
        expected_reasons: codes that must be among the reasons of an exception, joined by ``;``.
        allocations: where the money belongs, ``id:coverage:month:amount`` joined by ``;``.
    """

    envelope: str
    item: int
    scenario: str
    instrument: str = ""
    amount: str = ""
    courtesy_amount: str = ""
    legal_amount: str = ""
    check_date: str = ""
    routing: str = ""
    account: str = ""
    serial: str = ""
    member_id: str = ""
    coverage: str = ""
    coverage_month: str = ""
    has_slip: str = "no"
    slip_damaged: str = "no"
    expected_outcome: str = EXCEPTION
    expected_reasons: str = ""
    allocations: str = ""


def truth_csv(rows: Sequence[Truth]) -> str:
    """Return the truth table as CSV, rows in their order."""
    out = io.StringIO(newline="")
    names = [one.name for one in fields(Truth)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in rows)
    return out.getvalue()


def spell_allocations(parts: Sequence[Allocation]) -> str:
    """Return allocations as the table has them."""
    return ";".join(
        f"{part.member_id}:{part.coverage.value}:{part.coverage_month}:{format_dollars(part.cents)}" for part in parts
    )
