"""What a clerk keys from the paper, put in the place of what was read, so that the match can be seen again at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from lockbox.records import Coverage, Field, Instrument, Mention, MentionKind, Remittance
from lockbox.settlement import Allocation, Bill, Decision, Match, Member
from matching.apply import Order, apply_in_order, in_order
from matching.case import Case, Context, lay_out
from matching.clues import KEYED
from matching.decide import decide
from matching.match import find_payer

T = TypeVar("T")
_NUMBERS = (MentionKind.MEMBER_ID, MentionKind.BILLING_ACCOUNT)
_PLANS = (MentionKind.CARRIER, MentionKind.COVERAGE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was keyed, as far as it was: the amount in cents, a Member ID, the payer's name, the plan."""

    cents: int | None = None
    member_id: str = ""
    payer: str = ""
    coverage: Coverage | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was keyed."""
        return self == Correction()


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One instrument judged: who may have paid, the case laid out, and what would be decided."""

    match: Match
    case: Case
    decision: Decision


def corrected(remittance: Remittance, item: int, keyed: Correction) -> Remittance:
    """Return an envelope with what was keyed in the place of what was read on one of its instruments."""
    mentions = remittance.mentions
    if keyed.member_id:
        mentions = _in_place_of(_NUMBERS, MentionKind.MEMBER_ID, keyed.member_id, mentions)
    if keyed.coverage:
        mentions = _in_place_of(_PLANS, MentionKind.COVERAGE, keyed.coverage.value, mentions)
    instruments = tuple(_on(one, keyed) if one.item == item else one for one in remittance.instruments)
    return replace(remittance, instruments=instruments, mentions=mentions)


def see(remittance: Remittance, item: int, context: Context) -> Seen | None:
    """Judge one instrument of an envelope; None if the envelope has no such instrument."""
    matches = find_payer(remittance, context.roster, context.known, context.settings)
    cases = {one.instrument.item: one for one in lay_out(remittance, matches, context)}
    case = cases.get(item)
    if case is None:
        return None
    decision = next(one for one in decide(remittance, matches, context) if one.item == item)
    return Seen(case.match, case, decision)


def allot(
    cents: int, member: Member, owed: tuple[Bill, ...], named: tuple[tuple[Coverage, ...], Order]
) -> tuple[Allocation, ...]:
    """Return how a payment would meet a subscriber's open bills, for a clerk to look at.

    The plan the papers name comes first; where they name none, a bill or a sum of bills that is exactly the
    payment; else the plan that is owed longest. What is left is credit of the last plan paid.

    Args:
        cents: the payment.
        member: the subscriber.
        owed: the open bills, oldest first.
        named: the plans that the papers name, and the order of application.
    """
    coverages, order = named
    mine = tuple(bill for bill in owed if bill.coverage in coverages) or owed
    exact = [bill for bill in mine if bill.due_cents == cents]
    if exact:
        chosen = tuple(exact[:1])
    elif sum(bill.due_cents for bill in owed) == cents:
        chosen = owed
    elif mine:
        first = mine[0].coverage
        chosen = tuple(bill for bill in mine if bill.coverage is first or len(coverages) > 1)
    else:
        chosen = ()
    plans = [bill.coverage for bill in (*chosen, *member.bills)] or list(coverages)
    if not plans:
        return ()
    return apply_in_order(cents, in_order(chosen, order), (member.member_id, plans[0]))


def _on(instrument: Instrument, keyed: Correction) -> Instrument:
    if keyed.cents is not None:
        sure = _sure(keyed.cents, instrument.front)
        instrument = replace(instrument, courtesy_amount=sure, legal_amount=sure)
    if keyed.payer:
        instrument = replace(instrument, payer=_sure(keyed.payer, instrument.front))
    return instrument


def _in_place_of(
    gone: tuple[MentionKind, ...], kind: MentionKind, text: str, mentions: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    return (*(one for one in mentions if one.kind not in gone), Mention(kind, _sure(text, 0)))


def _sure(value: T, page: int) -> Field[T]:
    return Field(value, 1000, str(value), KEYED, page)
