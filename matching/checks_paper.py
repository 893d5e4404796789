"""Checks of the paper itself: is this a check that may be deposited, and for how much."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from lockbox.carriers import find_carriers
from lockbox.dates import usualness
from lockbox.micr import routing_number_holds
from lockbox.money import display_dollars
from lockbox.reasons import Reason
from lockbox.records import InstrumentKind, Mark, MarkKind, MentionKind, PageFacts, PageKind, Side
from matching.amounts import Notice
from matching.case import Case
from matching.clues import foreign_pages
from matching.ids import digits_of
from matching.names import fold, is_business

_TREASURY = "000000518"
_POSTAL = frozenset({"000000204", "000008002"})
_SIGNED = frozenset({InstrumentKind.CHECK, InstrumentKind.CASHIERS_CHECK})
_ISSUED = frozenset({InstrumentKind.MONEY_ORDER, InstrumentKind.WARRANT})

_PAPERS = {
    PageKind.CHECK: "the check",
    PageKind.CHECK_BACK: "the check's back",
    PageKind.MONEY_ORDER: "the money order",
    PageKind.SLIP: "the payment slip",
    PageKind.BILL: "the bill",
    PageKind.ENVELOPE: "the envelope",
    PageKind.LETTER: "a letter",
}

_LEGIBLE, _SAME_NAME = 8, 80
"""Letters from which two names that were not read well may be called the same, and their least likeness."""
_FAIR_GUESS = 100
"""How likely the likeliest date must be, of 1000, for guesses to count where none was read."""
_MAY_WELL_BE = 0.1
"""Share of the guesses, each by how usual such a date is, from which a check may well be stale or post-dated."""

_MARKED: tuple[tuple[MarkKind, Reason, str], ...] = (
    (MarkKind.ALTERED, Reason.ALTERED, "signs of change"),
    (MarkKind.THIRD_PARTY, Reason.THIRD_PARTY, "endorsed over"),
    (MarkKind.FOREIGN, Reason.FOREIGN, "foreign bank or currency"),
    (MarkKind.PAID_IN_FULL, Reason.PAID_IN_FULL, "a note that would settle a dispute"),
    (MarkKind.VOID, Reason.NON_PAYMENT, "the check is void"),
    (MarkKind.COPY, Reason.NON_PAYMENT, "this is a copy, no check"),
    (MarkKind.GIFT_CARD, Reason.NON_PAYMENT, "this is no check"),
    (MarkKind.DECEASED, Reason.DECEASED, "somebody has died"),
    (MarkKind.RETURNED, Reason.RETURNED_ITEM, "stamped by the bank that sent it back"),
)


def code_line_is_read(case: Case) -> Iterator[Notice]:
    """Routing and account are read, and the routing number's check digit holds."""
    field = case.instrument.micr
    micr = field.value
    if micr is None or field.confidence < case.context.settings.reading.micr_bound:
        yield Notice(
            Reason.MICR_UNREADABLE, f"the code line was not read with certainty: {field.text or 'nothing seen'}"
        )
    elif not routing_number_holds(micr.routing):
        yield Notice(Reason.MICR_UNREADABLE, f"the routing number {micr.routing or '(none)'} fails its check digit")
    elif not micr.account and case.instrument.kind not in _ISSUED:
        yield Notice(Reason.MICR_UNREADABLE, "the account number was not read")


def image_notices(facts: PageFacts) -> Iterator[Notice]:
    """Say what is wrong with the image of a page; what leaves it safe to read is only reported."""
    name = f"page {facts.page + 1}, {_PAPERS.get(facts.kind, 'a paper')}"
    yield from (Notice(Reason.IMAGE_QUALITY, f"{name}: {fault}") for fault in facts.faults)
    yield from (Notice(Reason.IMAGE_QUALITY, f"{name}: {remark}", mild=True) for remark in facts.remarks)


def image_is_good(case: Case) -> Iterator[Notice]:
    """The images of front and back pass the image tests."""
    for facts in case.facts(case.instrument.front, case.instrument.back):
        yield from image_notices(facts)


def back_is_there(case: Case) -> Iterator[Notice]:
    """The back was scanned, where the scanner says that it scans backs."""
    if case.instrument.back >= 0 or not any(facts.side is Side.BACK for facts in case.remittance.pages):
        return
    if not any(facts.side is Side.BACK for facts in case.facts(case.instrument.front + 1)):
        yield Notice(Reason.IMAGE_MISSING, f"the back of page {case.instrument.front + 1} is not there")


def amount_is_proven(case: Case) -> Iterator[Notice]:
    """Two independent readings agree on the amount."""
    yield from case.amount.notices


def amount_is_within_limit(case: Case) -> Iterator[Notice]:
    """The amount is not above what posts by itself."""
    limit = case.context.policy.post_limit_cents
    if case.amount.cents is not None and case.amount.cents > limit:
        detail = f"{display_dollars(case.amount.cents)} is above {display_dollars(limit)}"
        yield Notice(Reason.OVER_LIMIT, detail)


def payee_is_ours(case: Case) -> Iterator[Notice]:
    """The check is payable to a name on the list, spelled in any reasonable way, and that was read with certainty."""
    settings, payee = case.context.settings, case.instrument.payee
    if payee.value is None or payee.confidence < settings.reading.payee_bound:
        seen = f"the payee was not read with certainty: {payee.text!r}" if payee.text else "no payee was seen"
        yield Notice(Reason.PAYEE_NOT_ACCEPTABLE, seen)
    elif not _may_be_ours(payee.value, case):
        yield Notice(Reason.PAYEE_NOT_ACCEPTABLE, f"payable to {payee.value!r}")


def payee_did_not_endorse(case: Case) -> Iterator[Notice]:
    """The check is not made out to somebody else, who alone could have passed it on to us.

    That is so where the payee is read as a person, or where the name that was not read with
    certainty stands on the back once more.
    """
    payee = case.instrument.payee
    if payee.value and not _may_be_ours(payee.value, case) and _names_a_person(payee.value, case):
        yield Notice(Reason.THIRD_PARTY, f"made out to {payee.value!r}")
    elif payee.value is None and len(fold(payee.text)) >= _LEGIBLE:
        for line in _written_on(case, case.instrument.back):
            if len(fold(line)) >= _LEGIBLE and fuzz.partial_ratio(fold(line), fold(payee.text)) >= _SAME_NAME:
                yield Notice(Reason.THIRD_PARTY, f"made out to {payee.text!r} and signed {line!r} on the back")
                return


def _may_be_ours(payee: str, case: Case) -> bool:
    settings = case.context.settings
    likeness = max((_likeness(payee, name) for name in settings.acceptable_payees), default=0.0)
    return likeness >= (85 if find_carriers(payee, settings.carriers) else 72)


def _names_a_person(payee: str, case: Case) -> bool:
    plain = re.fullmatch(r"[a-z]{2,}( [a-z]+){1,3}", fold(payee)) is not None
    return plain and not is_business(payee) and not find_carriers(payee, case.context.settings.carriers)


def _written_on(case: Case, page: int) -> tuple[str, ...]:
    lines = (mention.found for mention in case.remittance.mentions if mention.kind is MentionKind.TEXT)
    return tuple(line.value or line.text for line in lines if line.page == page >= 0)


def _likeness(seen: str, name: str) -> float:
    """Return 0 to 100: how well a payee fits a name; words before and after the name do not count."""
    one, other = fold(seen).replace(" ", ""), fold(name).replace(" ", "")
    inside = fuzz.partial_ratio(one, other) if len(one) > len(other) else 0.0
    return max(fuzz.ratio(one, other), inside)


def date_is_good(case: Case) -> Iterator[Notice]:
    """The check is dated, not too long ago and not after it came.

    Of a date that was not read with certainty, every guess counts by how likely it is and how usual such a date is: a
    check that may well be too old is for a clerk, one that may be undated is not.
    """
    field, received_on = case.instrument.check_date, case.context.received_on
    if field.value is not None and field.confidence >= case.context.settings.reading.date_bound:
        yield from _day_is_good(case, field.value, f"dated {field.value}")
        return
    yield Notice(Reason.DATE_MISSING, f"no date was read: {field.text}" if field.text else "no date was seen")
    guesses = {guess: sure for text, sure in reversed(field.candidates) if (guess := _as_date(text))}
    guesses |= {field.value: field.confidence} if field.value else {}
    if max(guesses.values(), default=0) < _FAIR_GUESS:
        return
    odds = {guess: sure * usualness(guess, received_on) for guess, sure in guesses.items()}
    bad = [guess for guess in odds if any(_day_is_good(case, guess, ""))]
    if bad and sum(odds[guess] for guess in bad) >= _MAY_WELL_BE * sum(odds.values()):
        likeliest = max(bad, key=odds.__getitem__)
        yield from _day_is_good(case, likeliest, f"perhaps dated {likeliest}")


def _day_is_good(case: Case, dated: dt.date, said: str) -> Iterator[Notice]:
    age = (case.context.received_on - dated).days
    if age < 0:
        yield Notice(Reason.POST_DATED, f"{said}, received {case.context.received_on}")
    if age > case.context.policy.stale_days and case.instrument.kind is not InstrumentKind.WARRANT:
        yield Notice(Reason.STALE_DATED, f"{said}, {age} days before it was received")


def _as_date(text: str) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date.fromisoformat(text)
    return None


def is_signed(case: Case) -> Iterator[Notice]:
    """Somebody signed, where a signature is needed: not on bill-pay checks and money orders."""
    if case.instrument.kind in _SIGNED and case.instrument.signature.value is False:
        yield Notice(Reason.NO_SIGNATURE, "nothing stands on the signature line")


def bears_no_mark(case: Case) -> Iterator[Notice]:
    """Nothing written on check or letter changes what may be done with it."""
    marks = marks_with(case)
    for kind, reason, meaning in _MARKED:
        for mark in marks:
            if mark.kind is kind:
                yield Notice(reason, f"{meaning}: {mark.text!r}" if mark.text else meaning)


def marks_with(case: Case) -> tuple[Mark, ...]:
    """Return the marks of this instrument and of papers that belong to no other one."""
    foreign = foreign_pages(case.remittance, case.instrument, case.match.slips)
    return tuple(mark for mark in case.remittance.marks if mark.page not in foreign)


def payer_is_alive(case: Case) -> Iterator[Notice]:
    """Neither the payer's printed name nor the roster says that somebody has died."""
    if re.search(r"\bestate of\b", fold(case.clues.payer)):
        yield Notice(Reason.DECEASED, f"the payer is an estate: {case.clues.payer!r}")
    for member in case.members:
        if member.status == "deceased":
            yield Notice(Reason.DECEASED, f"the roster says that {member.member_id} has died")


def is_no_warrant(case: Case) -> Iterator[Notice]:
    """The instrument is not a Treasury check or state warrant, which have rules of their own."""
    micr = case.instrument.micr.value
    if case.instrument.kind is InstrumentKind.WARRANT or (micr and micr.routing == _TREASURY):
        yield Notice(Reason.GOVERNMENT_WARRANT, "drawn on the Treasury or a state")


def money_order_is_sound(case: Case) -> Iterator[Notice]:
    """A money order is within its issuer's maximum, and a postal one has a serial of 10 or 11 digits."""
    if case.instrument.kind is not InstrumentKind.MONEY_ORDER:
        return
    most = case.context.policy.money_order_maximum_cents
    if case.amount.cents is not None and case.amount.cents > most:
        yield Notice(
            Reason.MONEY_ORDER_ANOMALY, f"{display_dollars(case.amount.cents)} is above {display_dollars(most)}"
        )
    micr = case.instrument.micr.value
    printed = case.instrument.serial.value or ""
    serials = [text for text in (printed, *((micr.serial, micr.account) if micr else ())) if digits_of(text)]
    if micr and micr.routing in _POSTAL and serials and not any(10 <= len(digits_of(text)) <= 11 for text in serials):
        yield Notice(Reason.MONEY_ORDER_ANOMALY, f"the serial {serials[0]} is no postal one")
