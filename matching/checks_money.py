"""Checks of the money: for which plan and bills it is, whether it settles them, and whether it came before."""

from __future__ import annotations

from collections.abc import Iterator

from lockbox.identity import item_key
from lockbox.money import display_dollars
from lockbox.reasons import Reason
from lockbox.records import Coverage, Instrument
from lockbox.settlement import Allocation
from matching.amounts import Notice
from matching.apply import Fit
from matching.case import Case
from matching.clues import likely_cents
from matching.earlier import elsewhere, filed, payments, pictured, same_picture


def amount_is_the_slips(case: Case) -> Iterator[Notice]:
    """What was paid is what the slips ask for."""
    if case.asked_cents is not None and case.paid_cents is not None and case.paid_cents != case.asked_cents:
        detail = f"paid {display_dollars(case.paid_cents)}, the slip asks for {display_dollars(case.asked_cents)}"
        yield Notice(Reason.AMOUNT_VS_SLIP, detail)


def plan_is_certain(case: Case) -> Iterator[Notice]:
    """Slip, company or words say whether it is for medical or dental, or there is only one plan."""
    if case.members and not case.plan.coverages:
        yield Notice(Reason.COVERAGE_AMBIGUOUS, case.plan.doubt)


def plans_are_apart(case: Case) -> Iterator[Notice]:
    """Medical and dental come as separate checks; one check for both must name both and be exactly their sum."""
    plans = {(bill.member_id, bill.coverage) for bill in case.named}
    people = {member_id for member_id, _ in plans}
    if len(plans) > len(people) or (len(case.members) == 1 and len(case.plan.coverages) > 1):
        exact = case.settlement is not None and case.settlement.fit is Fit.EXACT
        unnamed = "" if case.plan.named else ", and the papers do not name both"
        yield Notice(
            Reason.COMBINED_COVERAGES, f"one check for medical and dental{unnamed}", mild=exact and case.plan.named
        )


def something_is_due(case: Case) -> Iterator[Notice]:
    """The subscriber owes something for this plan, and no other payment has settled it."""
    if not case.members or not case.plan.coverages:
        return
    settled = list(_paid_before(case))
    if settled:
        yield Notice(Reason.PAID_ELSEWHERE, f"paid already: {', '.join(settled)}")
    if not case.owed:
        yield Notice(Reason.NOTHING_DUE, f"{case.members[0].member_id} owes nothing for {case.plan.coverages[0].value}")


def bill_is_settled(case: Case) -> Iterator[Notice]:
    """The money is exactly what the bills it is for ask for."""
    if case.settlement is None or case.paid_cents is None:
        return
    paid, due = display_dollars(case.paid_cents), display_dollars(case.settlement.due_cents)
    if case.settlement.fit is Fit.UNDER:
        yield Notice(Reason.UNDERPAID, f"paid {paid} of {due}")
    elif case.settlement.fit is Fit.OVER:
        yield Notice(Reason.OVERPAID, f"paid {paid} for {due}")
    elif case.settlement.fit is Fit.SPLIT:
        yield Notice(Reason.SPLIT_NEEDED, f"paid {paid}; {len(case.named)} bills named ask for {due}")


def is_new(case: Case) -> Iterator[Notice]:
    """This check was not seen in an earlier batch: by routing, account, serial and amount, else by its picture."""
    known, key = case.context.known, own_key(case)
    places = filed(known.items, key) if key else pictured(known, case.instrument.picture)
    if places:
        yield Notice(Reason.DUPLICATE_ITEM, f"seen before: {', '.join(places)}")


def own_key(case: Case) -> str:
    """Return the keyed hash by which the check is known again, empty where it lacks account, serial or amount."""
    micr, cents = case.instrument.micr.value, case.amount.cents
    if micr is None or cents is None or not (micr.routing and micr.account and micr.serial):
        return ""
    return item_key(bytes.fromhex(case.context.settings.fingerprint_key), micr, cents)


def code_line(instrument: Instrument) -> tuple[str, str, str] | None:
    """Return routing, account and serial by which a check is told from every other, None if one is missing."""
    micr = instrument.micr.value
    if micr is None or not (micr.routing and micr.account and micr.serial):
        return None
    return micr.routing, micr.account, micr.serial.lstrip("0")


def look_alike(one: Instrument, other: Instrument) -> bool:
    """Say whether two instruments are the same piece of paper by their pictures and amounts."""
    amounts = {likely_cents(one), likely_cents(other)} - {None}
    return len(amounts) <= 1 and same_picture(one.picture, other.picture)


def _paid_before(case: Case) -> Iterator[str]:
    """Yield the months that the payment is for and that something else has paid."""
    asked = [(one.member_id, one.coverage, one.coverage_month, one.amount_due_cents) for one in case.clues.asked]
    billed = [
        (bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents)
        for member in case.members
        for bill in member.bills
        if bill.coverage in case.plan.coverages and not case.owed
    ]
    flagged = {member.member_id for member in case.members if member.status == "paid"}
    for member_id, coverage, month, cents in dict.fromkeys(asked or billed):
        earlier = payments(case.context.known, member_id)
        parts = [part.cents for part in earlier if _pays(part, (member_id, coverage, month))]
        if member_id in flagged or 0 < cents <= sum(parts):
            how = [
                f"{one.channel} on {one.paid_on}"
                for one in elsewhere(case.context.known, member_id)
                if (one.coverage, one.coverage_month) == (coverage, month) and one.cents > 0
            ]
            yield f"{coverage.value} {month}" + (f" ({', '.join(how)})" if how else "")


def _pays(part: Allocation, bill: tuple[str, Coverage, str]) -> bool:
    return (part.member_id, part.coverage, part.coverage_month) == bill
