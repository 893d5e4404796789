from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.identity import account_key, item_key
from lockbox.micr import Micr
from lockbox.reasons import FLAGS, Disposition, Reason
from lockbox.records import (
    Field,
    InstrumentKind,
    MarkKind,
    MentionKind,
    PageFacts,
    PageKind,
    Remittance,
    Side,
    SlipPayload,
    Stray,
)
from lockbox.settings import Policy, Rule, Stop
from lockbox.settlement import Allocation, Bill, Decision, Known, Verdict
from lockbox.slips import encode_payload
from matching.decide import BATCH_CHECKS, ENVELOPE_CHECKS, INSTRUMENT_CHECKS, Context
from tests.matching.papers import (
    ANN,
    BOB,
    DAY,
    DENTAL,
    EVE,
    MEDICAL,
    PEOPLE,
    bill,
    check,
    company,
    context,
    damaged,
    decided,
    field,
    ink,
    line,
    mail,
    mark,
    member,
    reasons,
    said,
    slip,
    wrote_id,
)

NOBODY = {"payer": field("Zed Nobody"), "payer_address": Field()}
UNREAD = Field()
EVES = {"payer": field("Eve Marlow"), "payer_address": Field()}


def only(remittance: Remittance, world: Context | None = None) -> Decision:
    (decision,) = decided(remittance, world)
    return decision


def page(kind: PageKind, number: int = 5, side: Side = Side.UNKNOWN, **more: object) -> PageFacts:
    return PageFacts(number, kind, side, **more)


# --- what posts ------------------------------------------------------------------------------------

ANNS = Allocation(ANN, MEDICAL, "2026-04", 41250)
BOBS = Allocation(BOB, MEDICAL, "2026-04", 10300)
EVES_MEDICAL, EVES_DENTAL = Allocation(EVE, MEDICAL, "2026-04", 23500), Allocation(EVE, DENTAL, "2026-04", 4200)

POSTS = {
    "a slip": (mail(check(), slip()), "barcode", ANNS),
    "a slip by its scan line": (mail(check(), replace(slip(), barcode=UNREAD)), "scan_line", ANNS),
    "a slip, and a stranger pays": (mail(check(**NOBODY), slip()), "barcode", ANNS),
    "a slip, and a subscriber's spouse who is one too pays": (
        mail(check(payer=field("Bob Quincy"), payer_address=field("7 Oak Lane 01002")), slip(), line("Bob Quincy")),
        "barcode",
        ANNS,
    ),
    "a slip, and a business pays": (mail(check(payer=field("Baker Plumbing LLC")), slip()), "barcode", ANNS),
    "a damaged slip": (
        mail(check(**NOBODY), damaged(encode_payload(slip().payload.value)[:-1] + "x")),
        "scan_line",
        ANNS,
    ),
    "a written id and name": (mail(check(), wrote_id(ANN)), "written_id", ANNS),
    "ink and name": (mail(check(), wrote_id("", lattice=ink(ANN))), "written_id", ANNS),
    "an id, and the amount agrees": (
        mail(check(payer=UNREAD, payer_address=UNREAD), wrote_id(ANN)),
        "written_id",
        ANNS,
    ),
    "an id, and a business pays": (
        mail(check(payer=field("Elm Garage Inc"), payer_address=UNREAD), wrote_id(ANN)),
        "written_id",
        ANNS,
    ),
    "an id, and a relative pays": (mail(check(payer=field("Zoe Baker")), wrote_id(ANN)), "written_id", ANNS),
    "an id with a digit misread, and the name": (mail(check(), wrote_id(ANN[:-1] + "6")), "written_id", ANNS),
    "the company says dental": (mail(check(4200, **EVES), wrote_id(EVE), company("Altus")), "written_id", EVES_DENTAL),
    "a word says dental": (
        mail(check(4200, memo=field("teeth"), **EVES), wrote_id(EVE)),
        "written_id",
        EVES_DENTAL,
    ),
    "a money order without signature": (
        mail(check(kind=InstrumentKind.MONEY_ORDER, signature=field(False)), slip()),
        "barcode",
        ANNS,
    ),
    "a bill-pay check without signature": (
        mail(check(kind=InstrumentKind.BILL_PAY, signature=field(False)), slip()),
        "barcode",
        ANNS,
    ),
    "a letter beside it": (mail(check(), slip(), pages=(page(PageKind.LETTER),)), "barcode", ANNS),
    "no date": (mail(check(check_date=UNREAD), slip()), "barcode", ANNS),
    "no figures": (mail(check(courtesy_amount=UNREAD), slip()), "barcode", ANNS),
    "illegible words, and the slip agrees with the figures": (
        mail(check(legal_amount=Field(text="scrawl")), slip()),
        "barcode",
        ANNS,
    ),
    "illegible words, and the bill agrees with the figures": (
        mail(check(legal_amount=Field(text="scrawl")), wrote_id(ANN)),
        "written_id",
        ANNS,
    ),
    "illegible figures, but the first guess agrees": (
        mail(check(41250, courtesy_amount=Field(text="4?2.50", candidates=(("412.50", 400),))), slip(cents=41250)),
        "barcode",
        ANNS,
    ),
    "two slips of two people": (
        mail(check(51550), slip(), slip(BOB, 10300, page=2)),
        "barcode",
        (ANNS, BOBS),
    ),
    "the same slip twice": (mail(check(), slip(), slip(page=2)), "barcode", ANNS),
    "slips for both plans": (
        mail(check(27700, **EVES), slip(EVE, 23500), slip(EVE, 4200, DENTAL, page=2)),
        "barcode",
        (EVES_MEDICAL, EVES_DENTAL),
    ),
    "both companies named": (
        mail(check(27700, **EVES), wrote_id(EVE), company("WellSense"), company("Altus Dental")),
        "written_id",
        (EVES_MEDICAL, EVES_DENTAL),
    ),
    "a payee spelled oddly": (mail(check(payee=field("Mass. Heatlh Conector")), slip()), "barcode", ANNS),
    "a payee with more words": (
        mail(check(payee=field("Massachusetts Health Connector Boston")), slip()),
        "barcode",
        ANNS,
    ),
    "a payee that was not read well": (mail(check(payee=field("Tufts", 300)), slip()), "barcode", ANNS),
    "a payee nobody read": (mail(check(payee=UNREAD), slip()), "barcode", ANNS),
}


@pytest.mark.parametrize("case", POSTS)
def test_what_is_certain_posts(case: str) -> None:
    remittance, source, parts = POSTS[case]
    decision = only(remittance)
    assert decision.verdict is Verdict.POST, decision.findings
    assert decision.allocations == (parts if isinstance(parts, tuple) else (parts,))
    assert decision.id_source == source
    assert decision.confidence >= 990
    assert decision.disposition is Disposition.DEPOSIT
    assert reasons(decision, blocking=False) <= FLAGS | {Reason.CORRESPONDENCE, Reason.COMBINED_COVERAGES}


def test_flags_are_told_with_a_posting() -> None:
    assert reasons(only(POSTS["no date"][0]), blocking=False) == {Reason.DATE_MISSING}
    assert reasons(only(POSTS["no figures"][0]), blocking=False) == {Reason.AMOUNT_FIGURES_MISSING}
    assert reasons(only(POSTS["a letter beside it"][0]), blocking=False) == {Reason.CORRESPONDENCE}
    assert reasons(only(POSTS["both companies named"][0]), blocking=False) == {Reason.COMBINED_COVERAGES}


# --- what is held ------------------------------------------------------------------------------------

R = Reason
TREASURY = field(Micr("", routing="000000518", account="12", serial="7"))
POSTAL = field(Micr("", routing="000000204", account="", serial="123"))
OLD = DAY - dt.timedelta(days=181)

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
        {R.ID_NAME_CONFLICT},
        Disposition.DEPOSIT,
    ),
    "an id and a stranger's name": (mail(check(**NOBODY), wrote_id(ANN)), {R.ID_NAME_CONFLICT}, Disposition.DEPOSIT),
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
    "payable to a company": (
        mail(check(payee=field("Tufts Health Plan")), slip()),
        {R.PAYEE_NOT_ACCEPTABLE},
        Disposition.HOLD,
    ),
    "payable to a person": (mail(check(payee=field("Ann Baker")), slip()), {R.PAYEE_NOT_ACCEPTABLE}, Disposition.HOLD),
    "endorsed over": (mail(check(), slip(), mark(MarkKind.THIRD_PARTY)), {R.THIRD_PARTY}, Disposition.RETURN),
    "too old": (mail(check(check_date=field(OLD)), slip()), {R.STALE_DATED}, Disposition.HOLD),
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
    "returned by the bank": (mail(check(), slip(), line("RETURNED NSF")), {R.RETURNED_ITEM}, Disposition.DEPOSIT),
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


# --- who, in view of the roster and the books ----------------------------------------------------------


def ann(*bills: Bill, **more: str) -> Context:
    return context(member(ANN, "Ann Baker", *bills, **more), *PEOPLE[1:])


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("terminated", {R.NOT_ENROLLED}),
        ("never enrolled", {R.NOT_ENROLLED}),
        ("pending", set()),
        ("stop", {R.STOP_LIST}),
        ("deceased", {R.DECEASED}),
        ("paid", {R.PAID_ELSEWHERE}),
    ],
)
def test_status_of_a_subscriber(status: str, wanted: set[Reason]) -> None:
    assert reasons(only(mail(check(), slip()), ann(status=status))) == wanted


def test_a_first_payment_must_come_by_the_23rd() -> None:
    world = ann(status="pending")
    for day, wanted in ((dt.date(2026, 3, 23), set()), (dt.date(2026, 3, 24), {R.NOT_ENROLLED})):
        assert reasons(only(mail(check(), slip()), replace(world, received_on=day))) == wanted


def test_who_owes_nothing() -> None:
    world = ann(bill(cents=0))
    assert reasons(only(mail(check(), wrote_id(ANN)), world)) == {R.NOTHING_DUE}
    told = only(mail(check(), slip()), ann(bill(cents=0), status="paid"))
    assert reasons(told) == {R.NOTHING_DUE, R.PAID_ELSEWHERE}


def test_what_the_books_know_as_paid_is_not_owed_again() -> None:
    known = Known(paid=(Allocation(ANN, MEDICAL, "2026-04", 41250),))
    for papers in (mail(check(), slip()), mail(check(), wrote_id(ANN))):
        assert reasons(only(papers, context(known=known))) == {R.PAID_ELSEWHERE, R.NOTHING_DUE}
    part = Known(paid=(Allocation(ANN, MEDICAL, "2026-04", 250),))
    assert reasons(only(mail(check(41000), wrote_id(ANN)), context(known=part))) == set()
    assert reasons(only(mail(check(), wrote_id(ANN)), context(known=part))) == {R.OVERPAID}


def test_a_slip_paid_before_that_the_roster_no_longer_bills() -> None:
    known = Known(paid=(Allocation(ANN, MEDICAL, "2026-03", 41250),))
    assert reasons(only(mail(check(), slip(month="2026-03")), context(known=known))) == {R.PAID_ELSEWHERE}
    assert reasons(only(mail(check(), slip(month="2026-03")))) == set()


def test_two_months_of_one_plan() -> None:
    world = ann(bill(cents=10000, month="2026-03"), bill(cents=20000))
    assert only(mail(check(10000), wrote_id(ANN)), world).allocations == (Allocation(ANN, MEDICAL, "2026-03", 10000),)
    assert only(mail(check(20000), slip(cents=20000)), world).allocations == (
        Allocation(ANN, MEDICAL, "2026-04", 20000),
    )
    assert reasons(only(mail(check(30000), wrote_id(ANN)), world)) == {R.SPLIT_NEEDED}
    assert reasons(only(mail(check(20000), wrote_id(ANN)), world)) == {R.OVERPAID}
    both = mail(check(30000), slip(cents=20000), slip(cents=10000, month="2026-03", page=2))
    assert {(one.coverage_month, one.cents) for one in only(both, world).allocations} == {
        ("2026-03", 10000),
        ("2026-04", 20000),
    }


def test_a_plan_that_owes_nothing_is_not_meant() -> None:
    world = context(member(EVE, "Eve Marlow", bill(EVE, 23500), bill(EVE, 0, DENTAL)))
    assert only(mail(check(23500, **EVES), wrote_id(EVE)), world).allocations == (EVES_MEDICAL,)


def test_a_subscriber_without_bills_is_asked_about() -> None:
    world = context(replace(PEOPLE[0], bills=()))
    assert R.COVERAGE_AMBIGUOUS in reasons(only(mail(check(), wrote_id(ANN)), world))


def test_over_the_limit_and_the_most_of_a_money_order() -> None:
    rich = ann(bill(cents=600_000))
    assert reasons(only(mail(check(600_000), slip(cents=600_000)), rich)) == {R.OVER_LIMIT}
    order = check(150_000, kind=InstrumentKind.MONEY_ORDER)
    assert reasons(only(mail(order, slip(cents=150_000)), ann(bill(cents=150_000)))) == {R.MONEY_ORDER_ANOMALY}


@pytest.mark.parametrize(
    "stop",
    [
        Stop(member_id=ANN, instruction="call first"),
        Stop(payer="ann baker"),
        Stop(account_key=account_key(bytes.fromhex("a1" * 16), "021000021", "998877")),
    ],
)
def test_stop_list(stop: Stop) -> None:
    world = context(policy=Policy(stop_list=(Stop(member_id=BOB), stop)))
    decision = only(mail(check(), slip()), world)
    assert reasons(decision) == {R.STOP_LIST}
    assert decision.findings[0].detail == (stop.instruction or "payer or member is on the stop list")
    bobs = check(10300, **NOBODY, micr=field(Micr("", "021000021", "5", "6")))
    assert reasons(only(mail(bobs, slip(BOB, 10300)), world)) == {R.STOP_LIST}


def test_a_check_seen_in_another_batch() -> None:
    micr = check().micr.value
    key = item_key(bytes.fromhex("a1" * 16), micr, 41250)
    world = context(known=Known(items=((key, "feb/007/1"),), pictures=(("00ff00ff00ff00fe", "feb/009/1"),)))
    decision = only(mail(check(), slip()), world)
    assert reasons(decision) == {R.DUPLICATE_ITEM}
    assert "feb/007/1" in decision.findings[0].detail
    assert reasons(only(mail(check(micr=field(replace(micr, serial="1205"))), slip()), world)) == set()
    by_picture = only(mail(check(micr=UNREAD), slip()), world)
    assert "seen before: feb/009/1" in [finding.detail for finding in by_picture.findings]
    assert R.DUPLICATE_ITEM not in reasons(only(mail(check(micr=UNREAD, picture=""), slip()), world))


# --- near neighbours -----------------------------------------------------------------------------------

NEAR = ANN[:-1] + "6"


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("neighbour", ["Ann Baker", "Abe Baker", "Ann Baker Jr"])
@pytest.mark.parametrize("payer", ["Ann Baker", "Abe Baker", "Zoe Baker", ""])
def test_doubtful_ink_never_posts_between_relatives(share: float, neighbour: str, payer: str) -> None:
    world = context(PEOPLE[0], member(NEAR, neighbour))
    item = check(payer=field(payer) if payer else UNREAD)
    decision = only(mail(item, wrote_id("", lattice=ink(ANN, {11: ("6", share)}))), world)
    assert decision.verdict is Verdict.HOLD
    assert R.MULTIPLE_CANDIDATES in reasons(decision)


def test_a_number_between_two_relatives_never_posts() -> None:
    world = context(PEOPLE[0], member(NEAR, "Ann Baker"))
    assert R.MULTIPLE_CANDIDATES in reasons(only(mail(check(), wrote_id(ANN[:-1] + "3")), world))


def test_clear_ink_tells_neighbours_apart() -> None:
    world = context(PEOPLE[0], member(NEAR, "Zed Other"))
    decision = only(mail(check(), wrote_id(ANN, lattice=ink(ANN))), world)
    assert decision.allocations == (ANNS,)


@given(st.integers(0, 11), st.integers(1, 9), st.floats(0.15, 0.85), st.sampled_from(["Ann Baker", "Zed Other", ""]))
@settings(max_examples=60, deadline=None)
def test_ink_between_two_ids_posts_to_neither_without_the_name(place: int, step: int, share: float, payer: str) -> None:
    other = str((int(ANN[place]) + step) % 10)
    near = ANN[:place] + other + ANN[place + 1 :]
    world = context(PEOPLE[0], member(near, "Zed Other", street="5 Far Road", zip="01002"))
    item = check(payer=field(payer) if payer else UNREAD, payer_address=UNREAD)
    decision = only(mail(item, wrote_id("", lattice=ink(ANN, {place: (other, share)}))), world)
    right = {"Ann Baker": ANN, "Zed Other": near}.get(payer)
    assert decision.verdict is Verdict.HOLD or {part.member_id for part in decision.allocations} == {right}


# --- several checks ------------------------------------------------------------------------------------


def test_two_checks_pay_one_slip_together() -> None:
    first, second = decided(mail(check(40000), check(1250, front=2), slip()))
    assert (first.allocations[0].cents, second.allocations[0].cents) == (40000, 1250)
    assert {part.coverage_month for part in (*first.allocations, *second.allocations)} == {"2026-04"}


def test_if_one_of_two_checks_waits_the_other_waits_too() -> None:
    first, second = decided(mail(check(40000), check(1250, front=2, signature=field(False)), slip()))
    assert (reasons(first), reasons(second)) == ({R.UNDERPAID}, {R.NO_SIGNATURE})
    assert first.disposition is Disposition.DEPOSIT
    unread, known = decided(mail(check(courtesy_amount=UNREAD, legal_amount=UNREAD), check(1250, front=2), slip()))
    assert unread.amount_cents is None
    assert known.verdict is Verdict.HOLD


def test_two_checks_with_their_own_slips_go_their_own_ways() -> None:
    bobs = check(10300, front=2, signature=field(False), payer=field("Bob Quincy"))
    first, second = decided(mail(check(), slip(), bobs, slip(BOB, 10300, page=3)))
    assert first.verdict is Verdict.POST
    assert reasons(second) == {R.NO_SIGNATURE}


def test_marks_on_one_check_do_not_touch_the_other() -> None:
    first, second = decided(
        mail(check(), slip(), check(10300, front=2, **NOBODY), slip(BOB, 10300, page=3), mark(MarkKind.VOID, page=2))
    )
    assert first.verdict is Verdict.POST
    assert reasons(second) == {R.NON_PAYMENT}


def test_a_back_that_the_scanner_names_is_there() -> None:
    back = page(PageKind.BLANK, 1, Side.BACK)
    assert reasons(only(mail(check(), slip(page=2), pages=(back,)))) == set()
    assert reasons(only(mail(check(back=1), slip(page=2), pages=(back,)))) == set()


# --- settings -------------------------------------------------------------------------------------------


def lax(*which: Reason) -> Policy:
    return Policy(reasons=tuple(Rule(reason, False, Disposition.DEPOSIT) for reason in which))


def test_settings_turn_a_reason_into_a_flag_and_back() -> None:
    over = only(mail(check(42000), slip()), context(policy=lax(R.OVERPAID, R.AMOUNT_VS_SLIP)))
    assert over.allocations == (ANNS, Allocation(ANN, MEDICAL, "", 750))
    assert reasons(over, blocking=False) == {R.OVERPAID, R.AMOUNT_VS_SLIP}
    strict = Policy(reasons=(Rule(R.CORRESPONDENCE, True, Disposition.NONE),))
    letter = mail(check(), slip(), pages=(page(PageKind.LETTER),))
    held = only(letter, context(policy=strict))
    assert (reasons(held), held.disposition) == ({R.CORRESPONDENCE}, Disposition.DEPOSIT)


def test_money_without_a_place_to_go_never_posts() -> None:
    everything = context(policy=lax(*Reason))
    for papers in (mail(check(**NOBODY)), mail(check(courtesy_amount=UNREAD, legal_amount=UNREAD), slip())):
        assert reasons(only(papers, everything)) == {R.LOW_CONFIDENCE}


def test_tolerance_makes_near_payments_exact() -> None:
    near = context(policy=Policy(tolerance_cents=100))
    decision = only(mail(check(41200), wrote_id(ANN)), near)
    assert decision.allocations == (Allocation(ANN, MEDICAL, "2026-04", 41200),)


def test_the_amount_of_a_mismatch_is_that_of_certain_words() -> None:
    sure = only(mail(check(courtesy_amount=field(1), legal_amount=field(41250)), slip()))
    unsure = only(mail(check(courtesy_amount=field(1), legal_amount=field(41250, 500)), slip()))
    assert (sure.amount_cents, unsure.amount_cents) == (41250, None)


def test_figures_alone_are_the_amount_where_they_are_certain() -> None:
    for confidence, cents in ((990, 41250), (500, None)):
        held = only(mail(check(legal_amount=UNREAD, courtesy_amount=field(41250, confidence)), slip()))
        assert (held.amount_cents, reasons(held)) == (cents, {R.AMOUNT_WORDS_MISSING})


def test_a_guess_that_is_no_amount_agrees_with_nothing() -> None:
    odd = Field(text="?", candidates=(("twelve", 900),))
    assert reasons(only(mail(check(40000, legal_amount=odd), slip()))) == {R.AMOUNT_UNREAD}


def test_the_encoded_amount_bears_figures_out() -> None:
    micr = field(Micr("", "021000021", "1", "2", amount_cents=40000))
    item = check(40000, legal_amount=Field(text="scrawl"), micr=micr)
    assert only(mail(item, slip())).amount_cents == 40000


def test_checks_are_named_and_explained() -> None:
    checks = (*ENVELOPE_CHECKS, *INSTRUMENT_CHECKS, *BATCH_CHECKS)
    assert len(set(checks)) == len(checks)
    assert all(one.__doc__ for one in checks)


CENTS = st.one_of(st.none(), st.sampled_from([0, 1, 4200, 10300, 23500, 27700, 41250, 51550, 10**7]))


@given(
    st.lists(st.tuples(CENTS, CENTS), max_size=3),
    st.lists(
        st.tuples(st.sampled_from([ANN, BOB, EVE, "000000000000"]), st.sampled_from([MEDICAL, DENTAL])), max_size=3
    ),
    st.sampled_from([ANN, EVE, NEAR, "", "12"]),
    st.sampled_from(["Ann Baker", "Eve Marlow", "Zed", ""]),
)
@settings(max_examples=150, deadline=None)
def test_every_decision_keeps_its_promises(amounts: list, named: list, written: str, payer: str) -> None:
    items = [
        check(
            courtesy_amount=field(one) if one is not None else UNREAD,
            legal_amount=field(two) if two is not None else UNREAD,
        )
        for one, two in amounts
    ]
    items = [replace(one, front=2 * place, payer=field(payer) if payer else UNREAD) for place, one in enumerate(items)]
    slips = [
        slip(who, 41250 if plan is MEDICAL else 4200, plan, page=20 + place) for place, (who, plan) in enumerate(named)
    ]
    decisions = decided(mail(*items, *slips, *([wrote_id(written)] if written else [])))
    assert len(decisions) == max(1, len(items))
    for decision in decisions:
        assert decision.verdict is Verdict.HOLD or decision.confidence >= 990
        assert all(part.cents > 0 for part in decision.allocations)


def test_slip_payload_is_what_the_tests_think() -> None:
    assert slip().payload.value == SlipPayload("connector-1", ANN, MEDICAL, "2026-04", 41250)
