from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lockbox.micr import Micr
from lockbox.reasons import Disposition, Reason
from lockbox.records import (
    Field,
    InstrumentKind,
    MarkKind,
    MentionKind,
    PageKind,
    Remittance,
    Side,
    Stray,
)
from lockbox.settings import Policy, Rule
from tests.matching.papers import (
    ANN,
    BOB,
    DAY,
    EVE,
    EVES,
    NOBODY,
    UNREAD,
    check,
    company,
    context,
    field,
    line,
    mail,
    mark,
    only,
    page,
    reasons,
    said,
    slip,
    wrote_id,
)

# --- what is held ------------------------------------------------------------------------------------

R = Reason
TREASURY = field(Micr("", routing="000000518", account="12", serial="7"))
POSTAL = field(Micr("", routing="000000204", account="", serial="123"))
OLD = DAY - dt.timedelta(days=181)

SIGNED_BACK = line("Michael Pirez", page=1)

HELD: dict[str, tuple[Remittance, set[Reason], Disposition]] = {
    "no code line": (mail(check(micr=UNREAD), slip()), {R.MICR_UNREADABLE}, Disposition.DEPOSIT),
    "an uncertain code line": (
        mail(check(micr=field(Micr("", "021000021", "1", "2"), 400)), slip()),
        {R.MICR_UNREADABLE},
        Disposition.DEPOSIT,
    ),
    "a wrong routing number": (
        mail(check(micr=field(Micr("", "021000022", "1", "2"))), slip()),
        {R.MICR_UNREADABLE},
        Disposition.DEPOSIT,
    ),
    "no account": (
        mail(check(micr=field(Micr("", "021000021", "", "2"))), slip()),
        {R.MICR_UNREADABLE},
        Disposition.DEPOSIT,
    ),
    "a bad image": (
        mail(check(), slip(), pages=(page(PageKind.CHECK, 0, faults=("dark: 91 of 100",)),)),
        {R.IMAGE_QUALITY},
        Disposition.HOLD,
    ),
    "no back where backs are scanned": (
        mail(check(), slip(page=2), pages=(page(PageKind.BLANK, 3, Side.BACK),)),
        {R.IMAGE_MISSING},
        Disposition.HOLD,
    ),
    "neither figures nor words": (
        mail(check(courtesy_amount=UNREAD, legal_amount=UNREAD), slip()),
        {R.AMOUNT_UNREAD},
        Disposition.DEPOSIT,
    ),
    "figures that nothing agrees with": (
        mail(check(40000, legal_amount=Field(text="scrawl")), slip()),
        {R.AMOUNT_UNREAD},
        Disposition.DEPOSIT,
    ),
    "words that nothing agrees with": (
        mail(check(courtesy_amount=Field(text="?"), legal_amount=field(40000)), slip()),
        {R.AMOUNT_UNREAD},
        Disposition.DEPOSIT,
    ),
    "no words and illegible figures": (
        mail(check(legal_amount=UNREAD, courtesy_amount=Field(text="4?")), slip()),
        {R.AMOUNT_UNREAD, R.AMOUNT_WORDS_MISSING},
        Disposition.HOLD,
    ),
    "no figures and illegible words": (
        mail(check(courtesy_amount=UNREAD, legal_amount=Field(text="four")), slip()),
        {R.AMOUNT_UNREAD},
        Disposition.DEPOSIT,
    ),
    "figures that are the tail of what words and slip say": (
        mail(check(courtesy_amount=field(1250, 400)), slip()),
        {R.AMOUNT_UNREAD},
        Disposition.DEPOSIT,
    ),
    "nothing is paid": (mail(check(0), slip()), {R.AMOUNT_UNREAD}, Disposition.DEPOSIT),
    "figures and words disagree": (
        mail(check(courtesy_amount=field(41520)), slip()),
        {R.AMOUNT_MISMATCH},
        Disposition.DEPOSIT,
    ),
    "the encoding disagrees": (
        mail(check(micr=field(Micr("", "021000021", "1", "2", amount_cents=500))), slip()),
        {R.AMOUNT_MISMATCH},
        Disposition.DEPOSIT,
    ),
    "no words": (mail(check(legal_amount=UNREAD), slip()), {R.AMOUNT_WORDS_MISSING}, Disposition.HOLD),
    "less than the slip": (
        mail(check(41000), slip()),
        {R.UNDERPAID, R.AMOUNT_VS_SLIP},
        Disposition.DEPOSIT,
    ),
    "more than the slip": (mail(check(42000), slip()), {R.OVERPAID, R.AMOUNT_VS_SLIP}, Disposition.DEPOSIT),
    "less than the bill": (mail(check(41000), wrote_id(ANN)), {R.UNDERPAID}, Disposition.DEPOSIT),
    "nobody is named": (mail(check(**NOBODY)), {R.NO_ID}, Disposition.DEPOSIT),
    "only a name": (mail(check()), {R.NO_ID, R.LOW_CONFIDENCE}, Disposition.DEPOSIT),
    "an illegible id": (mail(check(), wrote_id("73")), {R.NO_ID, R.LOW_CONFIDENCE}, Disposition.DEPOSIT),
    "the id of nobody": (mail(check(**NOBODY), wrote_id("999988887777")), {R.ID_NOT_FOUND}, Disposition.DEPOSIT),
    "the account of nobody": (
        mail(check(**NOBODY), said(MentionKind.BILLING_ACCOUNT, "712345678")),
        {R.ID_NOT_FOUND},
        Disposition.DEPOSIT,
    ),
    "the slip of nobody": (mail(check(**NOBODY), slip("999988887777")), {R.ID_NOT_FOUND}, Disposition.DEPOSIT),
    "an id and another subscriber's name": (
        mail(check(10300), wrote_id(BOB)),
        {R.ID_NAME_CONFLICT, R.LOW_CONFIDENCE},
        Disposition.DEPOSIT,
    ),
    "an id and a stranger's name": (
        mail(check(**NOBODY), wrote_id(ANN)),
        {R.ID_NAME_CONFLICT, R.LOW_CONFIDENCE},
        Disposition.DEPOSIT,
    ),
    "an id, and only the amount agrees": (
        mail(check(payer=UNREAD, payer_address=UNREAD), wrote_id(ANN)),
        {R.LOW_CONFIDENCE},
        Disposition.DEPOSIT,
    ),
    "an id, and a business elsewhere pays": (
        mail(check(payer=field("Elm Garage Inc"), payer_address=UNREAD), wrote_id(ANN)),
        {R.LOW_CONFIDENCE},
        Disposition.DEPOSIT,
    ),
    "a slip and another subscriber's name in writing": (
        mail(check(**NOBODY), slip(), line("for Eve Marlow")),
        {R.ID_NAME_CONFLICT},
        Disposition.DEPOSIT,
    ),
    "a slip and another subscriber's id": (
        mail(check(**NOBODY), slip(), wrote_id(BOB)),
        {R.MULTIPLE_CANDIDATES},
        Disposition.DEPOSIT,
    ),
    "a slip whose reads contradict each other": (
        mail(check(), replace(slip(), payload=Field(candidates=(("1", 500), ("2", 500)))), wrote_id(ANN, page=1)),
        {R.MULTIPLE_CANDIDATES},
        Disposition.DEPOSIT,
    ),
    "an id alone": (
        mail(check(40000, payer=UNREAD, payer_address=UNREAD), wrote_id(ANN)),
        {R.LOW_CONFIDENCE, R.UNDERPAID},
        Disposition.DEPOSIT,
    ),
    "an id with a digit misread, and a relative's name": (
        mail(check(payer=field("Zoe Baker")), wrote_id(ANN[:-1] + "6")),
        {R.LOW_CONFIDENCE},
        Disposition.DEPOSIT,
    ),
    "medical or dental": (mail(check(23500, **EVES), wrote_id(EVE)), {R.COVERAGE_AMBIGUOUS}, Disposition.DEPOSIT),
    "the slip says medical, the check dental": (
        mail(check(23500, **EVES), slip(EVE, 23500), said(MentionKind.COVERAGE, "dental")),
        {R.COVERAGE_AMBIGUOUS},
        Disposition.DEPOSIT,
    ),
    "a plan they do not have": (
        mail(check(), wrote_id(ANN), said(MentionKind.COVERAGE, "dental")),
        {R.COVERAGE_AMBIGUOUS},
        Disposition.DEPOSIT,
    ),
    "both plans, unnamed": (mail(check(27700, **EVES), wrote_id(EVE)), {R.COMBINED_COVERAGES}, Disposition.DEPOSIT),
    "both plans, not their sum": (
        mail(check(27000, **EVES), wrote_id(EVE), company("WellSense"), company("Altus")),
        {R.COMBINED_COVERAGES, R.SPLIT_NEEDED},
        Disposition.DEPOSIT,
    ),
    "another company": (mail(check(), wrote_id(ANN), company("Tufts")), {R.CARRIER_MISMATCH}, Disposition.DEPOSIT),
    "two slips that do not add up": (
        mail(check(50000), slip(), slip(BOB, 10300, page=2)),
        {R.SPLIT_NEEDED, R.AMOUNT_VS_SLIP},
        Disposition.DEPOSIT,
    ),
    "figures that differ from words and slip": (
        mail(check(49374, courtesy_amount=field(48474)), slip(cents=49374)),
        {R.AMOUNT_MISMATCH, R.OVERPAID},
        Disposition.DEPOSIT,
    ),
    "payable to a company": (
        mail(check(payee=field("Tufts Health Plan")), slip()),
        {R.PAYEE_NOT_ACCEPTABLE},
        Disposition.HOLD,
    ),
    "payable to a person": (
        mail(check(payee=field("Ann Baker")), slip()),
        {R.PAYEE_NOT_ACCEPTABLE, R.THIRD_PARTY},
        Disposition.HOLD,
    ),
    "payable to somebody who signed the back": (
        mail(check(payee=Field(text="Kichael perez"), back=1), slip(page=2), line("Nr. 12", page=1), SIGNED_BACK),
        {R.PAYEE_NOT_ACCEPTABLE, R.THIRD_PARTY},
        Disposition.HOLD,
    ),
    "payable to somebody whose name is not on the back": (
        mail(check(payee=Field(text="Harvrd Pilgm"), back=1), slip(page=2), SIGNED_BACK),
        {R.PAYEE_NOT_ACCEPTABLE},
        Disposition.HOLD,
    ),
    "a payee that was not read well": (
        mail(check(payee=field("Health Connector", 300)), slip()),
        {R.PAYEE_NOT_ACCEPTABLE},
        Disposition.HOLD,
    ),
    "a payee nobody read": (
        mail(check(payee=Field(text="Hrv Pgm")), slip()),
        {R.PAYEE_NOT_ACCEPTABLE},
        Disposition.HOLD,
    ),
    "no payee": (mail(check(payee=Field()), slip()), {R.PAYEE_NOT_ACCEPTABLE}, Disposition.HOLD),
    "endorsed over": (mail(check(), slip(), mark(MarkKind.THIRD_PARTY)), {R.THIRD_PARTY}, Disposition.RETURN),
    "too old": (mail(check(check_date=field(OLD)), slip()), {R.STALE_DATED}, Disposition.HOLD),
    "perhaps too old": (
        mail(check(check_date=Field(text="5/ /26", candidates=(("2025-05-09", 640), ("2026-03-09", 20)))), slip()),
        {R.STALE_DATED},
        Disposition.HOLD,
    ),
    "dated tomorrow": (
        mail(check(check_date=field(DAY + dt.timedelta(days=1))), slip()),
        {R.POST_DATED},
        Disposition.HOLD,
    ),
    "unsigned": (mail(check(signature=field(False)), slip()), {R.NO_SIGNATURE}, Disposition.HOLD),
    "altered": (mail(check(), slip(), mark(MarkKind.ALTERED, "")), {R.ALTERED}, Disposition.HOLD),
    "foreign": (mail(check(), slip(), mark(MarkKind.FOREIGN)), {R.FOREIGN}, Disposition.RETURN),
    "paid in full": (mail(check(), slip(), mark(MarkKind.PAID_IN_FULL)), {R.PAID_IN_FULL}, Disposition.HOLD),
    "void": (mail(check(), slip(), mark(MarkKind.VOID)), {R.NON_PAYMENT}, Disposition.RETURN),
    "a copy": (mail(check(), slip(), mark(MarkKind.COPY)), {R.NON_PAYMENT}, Disposition.RETURN),
    "a gift card": (mail(check(), slip(), mark(MarkKind.GIFT_CARD)), {R.NON_PAYMENT}, Disposition.RETURN),
    "a copy, unsigned": (
        mail(check(signature=field(False)), slip(), mark(MarkKind.COPY)),
        {R.NON_PAYMENT, R.NO_SIGNATURE},
        Disposition.HOLD,
    ),
    "a note of death": (mail(check(), slip(), mark(MarkKind.DECEASED, page=4)), {R.DECEASED}, Disposition.HOLD),
    "an estate": (mail(check(payer=field("Estate of Ann Baker")), slip()), {R.DECEASED}, Disposition.HOLD),
    "returned by the bank": (mail(check(), slip(), mark(MarkKind.RETURNED)), {R.RETURNED_ITEM}, Disposition.DEPOSIT),
    "a warrant": (
        mail(check(kind=InstrumentKind.WARRANT, check_date=field(OLD)), slip()),
        {R.GOVERNMENT_WARRANT},
        Disposition.DEPOSIT,
    ),
    "a Treasury check": (mail(check(micr=TREASURY), slip()), {R.GOVERNMENT_WARRANT}, Disposition.DEPOSIT),
    "an odd money order": (
        mail(check(kind=InstrumentKind.MONEY_ORDER, micr=POSTAL), slip()),
        {R.MONEY_ORDER_ANOMALY},
        Disposition.HOLD,
    ),
    "cash": (mail(check(), slip(), mark(MarkKind.CASH)), {R.CASH}, Disposition.HOLD),
    "a card": (mail(check(), slip(), said(MentionKind.CARD, "4111")), {R.CARD_DATA}, Disposition.RETURN),
    "a social security number": (
        mail(check(), slip(), said(MentionKind.SSN, "078")),
        {R.SSN_FOUND},
        Disposition.DEPOSIT,
    ),
    "a file that is no page": (
        mail(check(), slip(), strays=(Stray("x.tif", "0", "empty"),)),
        {R.NOT_A_PAGE},
        Disposition.DEPOSIT,
    ),
    "a reader failed": (
        mail(check(), slip(), pages=(page(PageKind.OTHER, failure="timed out"),)),
        {R.READER_FAILED},
        Disposition.DEPOSIT,
    ),
}


@pytest.mark.parametrize("case", HELD)
def test_what_is_not_certain_is_held_for_its_reasons(case: str) -> None:
    remittance, wanted, disposition = HELD[case]
    decision = only(remittance)
    assert reasons(decision) == wanted, decision.findings
    assert decision.disposition is disposition
    assert all(finding.detail for finding in decision.findings)


NOTHING_INSIDE: dict[str, tuple[Remittance, set[Reason], Disposition]] = {
    "nothing": (mail(), {R.ENVELOPE_EMPTY}, Disposition.NONE),
    "blank paper": (
        mail(pages=(page(PageKind.BLANK, faults=("dark: 1",)), page(PageKind.ENVELOPE, 6))),
        {R.ENVELOPE_EMPTY},
        Disposition.NONE,
    ),
    "a slip": (mail(slip()), {R.SLIP_ONLY}, Disposition.NONE),
    "a bill": (mail(pages=(page(PageKind.BILL),)), {R.SLIP_ONLY}, Disposition.NONE),
    "a letter": (mail(pages=(page(PageKind.LETTER),)), {R.CORRESPONDENCE}, Disposition.NONE),
    "some paper": (mail(pages=(page(PageKind.OTHER),)), {R.CORRESPONDENCE}, Disposition.NONE),
    "a back": (mail(pages=(page(PageKind.CHECK_BACK),)), {R.IMAGE_MISSING}, Disposition.HOLD),
    "a check of which nothing was read": (
        mail(pages=(page(PageKind.CHECK, faults=("blur: 9",)),)),
        {R.IMAGE_QUALITY},
        Disposition.HOLD,
    ),
    "a slip whose image is bad": (
        mail(slip(), pages=(page(PageKind.SLIP, 1, faults=("dark: 91",)),)),
        {R.SLIP_ONLY, R.IMAGE_QUALITY},
        Disposition.HOLD,
    ),
    "a page no reader could read, and a stray": (
        mail(pages=(page(PageKind.OTHER, failure="crashed"),), strays=(Stray("x", "0", "locked"),)),
        {R.READER_FAILED, R.NOT_A_PAGE},
        Disposition.DEPOSIT,
    ),
    "a stray": (mail(strays=(Stray("x", "0", "locked"),)), {R.NOT_A_PAGE}, Disposition.NONE),
    "a page no reader could read": (
        mail(pages=(page(PageKind.OTHER, failure="crashed"),)),
        {R.READER_FAILED},
        Disposition.DEPOSIT,
    ),
    "a letter with a card": (
        mail(said(MentionKind.CARD, "4111"), pages=(page(PageKind.LETTER),)),
        {R.CARD_DATA, R.CORRESPONDENCE},
        Disposition.RETURN,
    ),
    "a letter with a social security number": (
        mail(said(MentionKind.SSN, "078"), pages=(page(PageKind.LETTER),)),
        {R.SSN_FOUND, R.CORRESPONDENCE},
        Disposition.NONE,
    ),
    "cash and a slip": (mail(slip(), mark(MarkKind.CASH)), {R.CASH, R.SLIP_ONLY}, Disposition.HOLD),
}


@pytest.mark.parametrize("case", NOTHING_INSIDE)
def test_an_envelope_without_payment_is_a_clerks(case: str) -> None:
    remittance, wanted, disposition = NOTHING_INSIDE[case]
    decision = only(remittance)
    assert (decision.item, decision.amount_cents, decision.disposition) == (0, None, disposition)
    assert reasons(decision) == wanted


def test_an_envelope_without_payment_is_a_clerks_even_if_no_reason_blocks() -> None:
    lax = Policy(reasons=(Rule(R.SLIP_ONLY, False, Disposition.NONE),))
    assert reasons(only(mail(slip()), context(policy=lax))) == {R.CORRESPONDENCE}
    assert reasons(only(mail(slip(), said(MentionKind.CARD, "4111")), context(policy=lax))) == {R.CARD_DATA}
