"""What the night's report says, gathered: what came, where it went, how well it was read, what waits and since when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from batches.tally import PlanTotal, RunReport
from lockbox.reasons import Disposition, Reason
from lockbox.records import Coverage, Instrument, InstrumentKind
from lockbox.settlement import Decision, ExceptionItem, Outcome, Verdict

AGES = ((0, "this night"), (2, "1 to 2 days"), (5, "3 to 5 days"), (10, "6 to 10 days"), (None, "longer"))
"""Most days since the mail was received, and what the report calls that."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where paper went: how much of it and what it is worth; ``cents`` is None where that is not known."""

    figure: str
    label: str
    count: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class Read:
    """How often one thing on checks was read with certainty, of ``count``."""

    label: str
    sure: int
    count: int

    @property
    def share(self) -> str:
        """In per cent."""
        return f"{100 * self.sure / self.count:.1f} %" if self.count else "–"


@dataclass(frozen=True, slots=True)
class Aged:
    """What waits for one reason (None: everything, each exception once), by age as in AGES, and its money."""

    reason: Reason | None
    by_age: tuple[int, ...]
    suspense_cents: int

    @property
    def count(self) -> int:
        """How many wait."""
        return sum(self.by_age)


@dataclass(frozen=True, slots=True)
class CoverageTotal:
    """What was posted to plans of one coverage, by company."""

    coverage: Coverage
    plans: tuple[PlanTotal, ...]

    @property
    def count(self) -> int:
        """Parts of payments."""
        return sum(plan.count for plan in self.plans)

    @property
    def cents(self) -> int:
        """Their sum."""
        return sum(plan.cents for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Facts:
    """A night's report without its words; ``ages`` begins with everything that waits."""

    night: RunReport
    came: tuple[tuple[str, int], ...]
    ways: tuple[Way, ...]
    plans: tuple[CoverageTotal, ...]
    reads: tuple[Read, ...]
    payers: tuple[tuple[str, int], ...]
    ages: tuple[Aged, ...]


Waiting = Sequence[tuple[ExceptionItem, dt.date]]
"""Exceptions that waited at the end of a day, each with the day its mail was received."""


def gather(night: RunReport, outcomes: Sequence[Outcome], waiting: Waiting) -> Facts:
    """Return the facts of a sealed night; every one is counted from what is handed in."""
    decisions = [decision for outcome in outcomes for decision in outcome.decisions]
    instruments = [instrument for outcome in outcomes for instrument in outcome.remittance.instruments]
    kinds = Counter(one.kind for one in instruments)
    facts = Facts(
        night=night,
        came=(
            ("envelopes", night.envelopes),
            ("pages", sum(len(outcome.remittance.pages) for outcome in outcomes)),
            *((_KINDS[kind], kinds[kind]) for kind in InstrumentKind if kinds[kind]),
            ("payment slips", sum(len(outcome.remittance.slips) for outcome in outcomes)),
            ("envelopes without a payment", sum(not one.item for one in decisions)),
        ),
        ways=tuple(_ways(night, decisions)),
        plans=tuple(
            CoverageTotal(coverage, own)
            for coverage in Coverage
            if (own := tuple(plan for plan in night.by_plan if plan.coverage is coverage))
        ),
        reads=tuple(Read(label, sum(map(is_sure, instruments)), len(instruments)) for label, is_sure in _FIELDS),
        payers=tuple(_payers(decisions)),
        ages=tuple(_ages(waiting, night.received_on)),
    )
    assert sum(one.cents for one in facts.plans) == night.posted_cents, "the plans are not what was posted"
    return facts


def _ways(night: RunReport, decisions: Sequence[Decision]) -> Iterable[Way]:
    """Yield where paper went: every decision is in exactly one way."""
    held = [one for one in decisions if one.verdict is Verdict.HOLD]

    def way(figure: str, label: str, chosen: Sequence[Decision], known: bool = True) -> Way:
        cents = sum(one.amount_cents or 0 for one in chosen)
        return Way(figure, label, len(chosen), cents if known else None)

    def of(disposition: Disposition) -> list[Decision]:
        return [one for one in held if one.disposition is disposition]

    posted = [one for one in decisions if one.verdict is Verdict.POST]
    to_bank = of(Disposition.DEPOSIT)
    yield way("posted", "Posted without a clerk", posted)
    yield way("suspense", "Deposited to Suspense, for a clerk", [one for one in to_bank if one.amount_cents])
    yield way("unread", "Not deposited until the amount is known", [o for o in to_bank if not o.amount_cents], False)
    yield way("held", "Held, not deposited", of(Disposition.HOLD))
    yield way("returned", "To be returned to the sender", of(Disposition.RETURN))
    yield way("none", "No payment in the envelope", of(Disposition.NONE), False)
    assert night.posted + night.held == len(decisions)


_KINDS = {
    InstrumentKind.CHECK: "checks",
    InstrumentKind.CASHIERS_CHECK: "cashier's checks",
    InstrumentKind.BILL_PAY: "bill-pay checks",
    InstrumentKind.MONEY_ORDER: "money orders",
    InstrumentKind.WARRANT: "warrants",
}

_FIELDS: tuple[tuple[str, Callable[[Instrument], bool]], ...] = (
    ("MICR line", lambda one: one.micr.value is not None),
    ("amount in figures", lambda one: one.courtesy_amount.value is not None),
    ("amount in words", lambda one: one.legal_amount.value is not None),
    ("date", lambda one: one.check_date.value is not None),
    ("payee", lambda one: one.payee.value is not None),
    ("signature", lambda one: one.signature.value is not None),
)


def _payers(decisions: Sequence[Decision]) -> Iterable[tuple[str, int]]:
    """Yield what named the payer of posted payments, most frequent first."""
    posted = [one.id_source or "other clues" for one in decisions if one.verdict is Verdict.POST]
    return ((source.replace("_", " "), count) for source, count in Counter(posted).most_common())


def _ages(waiting: Waiting, on: dt.date) -> Iterable[Aged]:
    """Yield everything that waits, then each reason, most frequent first."""
    reasons = Counter(reason for item, _ in waiting for reason in dict.fromkeys(item.reasons))
    for reason in (None, *(one for one, _ in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))):
        chosen = [(item, day) for item, day in waiting if reason is None or reason in item.reasons]
        counts = Counter(_age((on - day).days) for _, day in chosen)
        by_age = tuple(counts[place] for place in range(len(AGES)))
        yield Aged(reason, by_age, sum(item.cents for item, _ in chosen))


def _age(days: int) -> int:
    return next(place for place, (most, _) in enumerate(AGES) if most is None or days <= most)
