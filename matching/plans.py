"""Medical or dental: which of a subscriber's plans the money is for, decided only where the evidence decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from matching.clues import Clues


@dataclass(frozen=True, slots=True)
class Plan:
    """The plans that a payment is for, medical first; none where that is not certain.

    Attributes:
        named: whether the papers themselves name each of them.
        doubt: why none is certain, in words for the clerk.
    """

    coverages: tuple[Coverage, ...]
    named: bool = True
    doubt: str = ""


def choose_plan(clues: Clues, member: Member, owed: Sequence[Bill]) -> Plan:
    """Return what the money is for: what slips say, else companies and words, else the only plan there is.

    A subscriber with both plans open and no word which is never decided by the amount alone. Where
    words and slip name different plans, nothing is certain.

    Args:
        clues: what the papers say.
        member: the subscriber who is paid for.
        owed: the subscriber's open bills.
    """
    said = clues.coverages
    slips = {payload.coverage for payload in clues.asked if payload.member_id == member.member_id}
    if slips:
        if said and not said & slips:
            return Plan((), doubt=f"the slip is for {_list(slips)}, the check says {_list(said)}")
        return Plan(_sorted(slips))
    enrolled = {bill.coverage for bill in member.bills}
    if said:
        doubt = f"the check says {_list(said)}, the subscriber has {_list(enrolled) or 'no plan'}"
        return Plan(_sorted(said)) if said <= enrolled else Plan((), doubt=doubt)
    plans = {bill.coverage for bill in owed} or enrolled
    if len(plans) == 1 or (clues.cents is not None and clues.cents in _pair_sums(owed)):
        return Plan(_sorted(plans), named=False)
    return Plan((), doubt="medical and dental are both open, and nothing says which is meant")


def _pair_sums(owed: Sequence[Bill]) -> frozenset[int]:
    """Return what one medical and one dental bill add up to, for each such pair, and what all bills do."""
    pairs = {
        one.due_cents + other.due_cents
        for one in owed
        for other in owed
        if one.coverage is Coverage.MEDICAL and other.coverage is Coverage.DENTAL
    }
    return frozenset(pairs | {sum(bill.due_cents for bill in owed)})


def _sorted(coverages: Iterable[Coverage]) -> tuple[Coverage, ...]:
    return tuple(coverage for coverage in Coverage if coverage in set(coverages))


def _list(coverages: Iterable[Coverage]) -> str:
    return " and ".join(coverage.value for coverage in _sorted(coverages))
