from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.micr import Micr
from lockbox.reasons import FLAGS, Disposition, Reason
from lockbox.records import (
    Field,
    InstrumentKind,
    MarkKind,
    PageKind,
    Side,
    SlipPayload,
)
from lockbox.settings import Policy, Rule
from lockbox.settlement import Allocation, Verdict
from lockbox.slips import encode_payload
from matching.decide import BATCH_CHECKS, ENVELOPE_CHECKS, INSTRUMENT_CHECKS
from tests.matching.papers import (
    ANN,
    ANNS,
    BOB,
    BOBS,
    DAY,
    DENTAL,
    EVE,
    EVES,
    EVES_DENTAL,
    EVES_MEDICAL,
    MEDICAL,
    NOBODY,
    UNREAD,
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
    only,
    page,
    reasons,
    slip,
    wrote_id,
)

R = Reason


# --- what posts ------------------------------------------------------------------------------------

POSTS = {
    "a slip": (mail(check(), slip()), "barcode", ANNS),
    "a slip by its scan line": (mail(check(), replace(slip(), barcode=UNREAD)), "scan_line", ANNS),
    "two slips, one of them by its scan line": (
        mail(check(27700, **EVES), replace(slip(EVE, 23500), barcode=UNREAD), slip(EVE, 4200, DENTAL, page=2)),
        "barcode",
        (EVES_MEDICAL, EVES_DENTAL),
    ),
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
    "an id, and the address agrees": (mail(check(payer=UNREAD), wrote_id(ANN)), "written_id", ANNS),
    "an id, and a business at the subscriber's address pays": (
        mail(check(payer=field("Elm Garage Inc")), wrote_id(ANN)),
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
    "a date whose year may be misread": (
        mail(check(check_date=Field(text="3/13/202", candidates=(("2026-03-13", 430), ("2024-03-13", 356)))), slip()),
        "barcode",
        ANNS,
    ),
    "no date": (mail(check(check_date=UNREAD), slip()), "barcode", ANNS),
    "a date that is probably good": (
        mail(check(check_date=Field(text="3/?/26", candidates=((DAY.isoformat(), 400),))), slip()),
        "barcode",
        ANNS,
    ),
    "a date of which nothing can be made": (
        mail(check(check_date=Field(text="3/?", candidates=(("3/?", 400),))), slip()),
        "barcode",
        ANNS,
    ),
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
    return Policy(reasons=tuple(Rule(reason, False, Disposition.HOLD) for reason in which))


def test_settings_turn_a_reason_into_a_flag_and_back() -> None:
    over = only(mail(check(42000), slip()), context(policy=lax(R.OVERPAID, R.AMOUNT_VS_SLIP)))
    assert over.allocations == (ANNS, Allocation(ANN, MEDICAL, "", 750))
    assert over.disposition is Disposition.DEPOSIT
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
    for confidence, cents, more in ((990, 41250, set()), (200, None, {R.AMOUNT_UNREAD})):
        held = only(mail(check(legal_amount=UNREAD, courtesy_amount=field(41250, confidence)), slip()))
        assert (held.amount_cents, reasons(held)) == (cents, {R.AMOUNT_WORDS_MISSING} | more)


def test_a_guess_that_is_no_amount_agrees_with_nothing() -> None:
    odd = Field(text="?", candidates=(("twelve", 900),))
    assert reasons(only(mail(check(40000, legal_amount=odd), slip()))) == {R.AMOUNT_UNREAD}


def guesses(*candidates: tuple[str, int]) -> Field:
    return Field(text="?", candidates=candidates)


@pytest.mark.parametrize(
    ("figures", "words", "proven"),
    [
        (guesses(("412.50", 405), ("4125.00", 100)), guesses(("412.05", 539), ("412.50", 528)), True),
        (guesses(("12.50", 422), ("412.50", 84)), guesses(("412.50", 969)), True),
        (guesses(("12.50", 422), ("412.50", 84)), guesses(("412.05", 500), ("412.50", 400)), False),
        (guesses(("12.50", 422), ("412.50", 40)), guesses(("412.50", 969)), True),
        (guesses(("412.60", 500), ("412.50", 400)), guesses(("412.60", 500), ("412.50", 400)), False),
        (guesses(("412.60", 500), ("412.50", 400)), guesses(("many", 9)), False),
        (guesses(("1412.50", 600), ("412.50", 300)), guesses(("412.50", 900)), True),
        (guesses(("412.50", 405), ("412.05", 400)), guesses(("412.05", 539), ("412.50", 300)), True),
        (guesses(("412.50", 300), ("412.05", 300)), guesses(("412.05", 500), ("412.50", 500)), True),
        (guesses(("412.50", 405)), field(41205, candidates=(("412.50", 100),)), False),
        (guesses(("412.50", 405)), field(41250, 500), True),
        (guesses(("400.00", 405)), guesses(("400.00", 405)), False),
        (guesses(("412.50", 900)), guesses(("many", 9)), True),
    ],
)
def test_weak_figures_weak_words_and_what_was_asked_for_prove_an_amount_together(
    figures: Field, words: Field, proven: bool
) -> None:
    decision = only(mail(check(courtesy_amount=figures, legal_amount=words), slip()))
    assert decision.amount_cents == (41250 if proven else None)
    assert reasons(decision) == (set() if proven else {R.AMOUNT_UNREAD})


def test_figures_that_hardly_rule_out_what_was_asked_for_are_not_against_certain_words() -> None:
    barely = guesses(("417.50", 475), ("419.50", 216), ("412.50", 19))
    assert only(mail(check(courtesy_amount=barely), slip())).amount_cents == 41250
    against = guesses(("417.50", 475), ("419.50", 216))
    assert only(mail(check(courtesy_amount=against), slip())).amount_cents is None


@pytest.mark.parametrize("words", [{"148.75": 546, "148.15": 370}, {"822.00": 529, "822.01": 383}])
def test_words_that_waver_between_other_amounts_are_against_clear_figures_and_slip(words: dict[str, int]) -> None:
    item = check(courtesy_amount=guesses(("412.50", 990)), legal_amount=guesses(*words.items()))
    assert only(mail(item, slip())).amount_cents is None


def test_words_that_rather_say_another_amount_are_against_clear_figures_and_slip() -> None:
    words = guesses(("412.00", 644), *((f"412.{tens}0", 32) for tens in range(1, 10)))
    item = check(courtesy_amount=guesses(("412.50", 973), ("2.50", 12)), legal_amount=words)
    assert only(mail(item, slip())).amount_cents is None


def test_an_amount_that_ink_does_not_tell_from_what_was_asked_for_waits() -> None:
    figures, words = guesses(("412.90", 912), ("412.50", 63)), guesses(("412.90", 934), ("412.50", 25))
    decision = only(mail(check(courtesy_amount=figures, legal_amount=words), slip()))
    assert decision.amount_cents is None
    assert reasons(decision) == {R.AMOUNT_UNREAD}


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
    st.sampled_from([ANN, EVE, ANN[:-1] + "6", "", "12"]),
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
