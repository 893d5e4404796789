from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.identity import account_key
from lockbox.records import Field, Instrument, InstrumentKind, MentionKind, PageFacts, PageKind, Remittance, Side, Slip
from lockbox.settings import Policy, Settings
from lockbox.settlement import Candidate, Evidence, Known, Match
from lockbox.slips import SlipProfile, encode_payload
from matching.evidence import EVIDENCE
from matching.match import KEPT, MOST_CERTAIN, certainty, confidence, find_payer, named_by_slips, pair_slips
from matching.mending import mend
from matching.roster import Roster
from matching.weights import TABLES
from tests.matching.papers import (
    ANN,
    BOB,
    DENTAL,
    EVE,
    MEDICAL,
    NOTHING_KNOWN,
    PEOPLE,
    bill,
    check,
    company,
    context,
    damaged,
    field,
    ink,
    line,
    mail,
    member,
    said,
    slip,
    wrote_id,
)

STRANGER = {"payer": field("Zed Nobody"), "payer_address": Field()}
KEY = "a1" * 16
WEIGHTS = TABLES[Policy().match]


def match(remittance: Remittance, *people: object, known: Known = NOTHING_KNOWN) -> Match:
    return find_payer(remittance, Roster.of(people or PEOPLE), known, Settings(fingerprint_key=KEY))[0]


def best(remittance: Remittance, *people: object, known: Known = NOTHING_KNOWN) -> str:
    found = match(remittance, *people, known=known)
    return found.candidates[0].member_id if found.candidates else ""


def weights(remittance: Remittance, known: Known = NOTHING_KNOWN) -> dict[str, int]:
    return {piece.rule: piece.weight for piece in match(remittance, known=known).candidates[0].evidence}


@pytest.mark.parametrize(
    ("remittance", "who"),
    [
        (mail(check(**STRANGER), slip(BOB)), BOB),
        (mail(check(**STRANGER), wrote_id(BOB)), BOB),
        (mail(check(**STRANGER), wrote_id(BOB, lattice=ink(BOB))), BOB),
        (mail(check(**STRANGER), wrote_id("", lattice=ink(BOB))), BOB),
        (mail(check(**STRANGER), line("73O9551ZOO67", lattice=ink(BOB))), BOB),
        (mail(check(**STRANGER), line("73O9551ZOO67", lattice=ink("999999999999"))), ""),
        (mail(check(**STRANGER), line("73O9551ZOO67")), ""),
        (mail(check(**STRANGER), line("for Bob Quincy")), BOB),
        (mail(check(**STRANGER), line("7 Oak Lane, 01002")), BOB),
        (mail(check(payer=field("Quincy R"), payer_address=Field())), BOB),
        (mail(check(10300, payer=field("Sue Quincy"), payer_address=Field())), BOB),
        (mail(check(9999, payer=field("Sue Quincy"), payer_address=Field())), ""),
        (mail(check(payer=field("Zed Nobody"), payer_address=field("7 Oak Lane 01002"))), BOB),
        (mail(check(**STRANGER)), ""),
        (mail(check(payer=Field(), payer_address=Field())), ""),
        (mail(check(), slip(BOB)), BOB),
    ],
)
def test_whoever_is_pointed_to_comes_first(remittance: Remittance, who: str) -> None:
    assert best(remittance) == who


def test_a_billing_account_names_its_member() -> None:
    people = (*PEOPLE[:1], replace(PEOPLE[1], billing_account="712345678"))
    wrote = said(MentionKind.BILLING_ACCOUNT, "7-1234-5678")
    assert best(mail(check(**STRANGER), wrote), *people) == BOB
    assert weights(mail(check(), wrote)).keys() >= {"name"}
    other = said(MentionKind.BILLING_ACCOUNT, "799999999")
    found = match(mail(check(payer=field("Bob Quincy"), payer_address=Field()), other), *people)
    evidence = {one.rule: one.weight for one in found.candidates[0].evidence}
    assert evidence["billing_account"] == WEIGHTS["billing_account.other"]


def test_an_id_that_was_taken_for_a_billing_account_is_still_held_against_the_roster() -> None:
    wrote = said(MentionKind.BILLING_ACCOUNT, BOB[:9], confidence=400, candidates=((BOB, 380),))
    assert best(mail(check(**STRANGER), wrote)) == BOB


def test_a_bank_account_that_paid_before_points_to_whom_it_paid_for() -> None:
    known = Known(accounts=((account_key(bytes.fromhex(KEY), "021000021", "998877"), EVE),))
    assert best(mail(check(**STRANGER)), known=known) == EVE
    assert best(mail(check(kind=InstrumentKind.BILL_PAY, **STRANGER)), known=known) == ""
    assert best(mail(check(micr=Field(), **STRANGER)), known=known) == ""


@pytest.mark.parametrize(
    ("remittance", "rule", "key"),
    [
        (mail(check(), slip()), "slip", "slip.names"),
        (mail(check(), slip(BOB), wrote_id(ANN)), "slip", "slip.names"),
        (mail(check()), "name", "name.full"),
        (mail(check(payer=field("A Baker"))), "name", "name.initial"),
        (mail(check(payer=field("Zoe Baker")), slip()), "name", "name.family"),
        (mail(check(**STRANGER), slip()), "name", "name.other"),
        (mail(check()), "address", "address.whole"),
        (mail(check(payer_address=field("12 Elm Street"))), "address", "address.street"),
        (mail(check(payer_address=field("Boston 02118"))), "address", "address.zip"),
        (mail(check(), company("Well Sense")), "carrier", "carrier.enrolled"),
        (mail(check(), company("Tufts")), "carrier", "carrier.other"),
        (mail(check()), "amount", "amount.due"),
        (mail(check(41200)), "amount", "amount.other"),
    ],
)
def test_evidence_weighs_what_the_table_says(remittance: Remittance, rule: str, key: str) -> None:
    assert weights(remittance)[rule] == WEIGHTS[key]


def test_a_business_or_no_payer_at_all_says_nothing_about_the_name() -> None:
    for payer in (field("Nobody Plumbing LLC"), Field()):
        assert "name" not in weights(mail(check(payer=payer), slip()))


def test_an_amount_that_was_not_read_says_nothing() -> None:
    assert "amount" not in weights(mail(check(courtesy_amount=Field(), legal_amount=Field())))


def test_an_id_of_nobody_speaks_against_everybody() -> None:
    assert weights(mail(check(), wrote_id("999999999999")))["written_id"] == WEIGHTS["written_id.other"]
    assert "written_id" not in weights(mail(check(), wrote_id("99")))


def test_every_rule_explains_itself_and_says_what_was_seen_and_known() -> None:
    assert all(rule.__doc__ and len(rule.__doc__.split()) > 8 for rule in EVIDENCE)
    for piece in match(mail(check(), wrote_id(ANN), company("WellSense"))).candidates[0].evidence:
        assert piece.known
        assert piece.seen or piece.rule == "prior"


def test_ranking_does_not_depend_on_the_order_of_the_roster() -> None:
    remittance = mail(check(), wrote_id(BOB), line("Eve Marlow"))
    assert match(remittance, *PEOPLE) == match(remittance, *reversed(PEOPLE))
    assert len(match(remittance).candidates) == 3


def test_only_the_best_candidates_are_kept_but_everybody_whom_slips_name() -> None:
    people = [member(f"{number:012d}", "Ann Baker") for number in range(20)]
    assert len(match(mail(check()), *people).candidates) == KEPT
    slips = [slip(f"{number:012d}", page=number + 1) for number in range(12)]
    named = match(mail(check(), *slips), *people)
    assert [one.member_id for one in named.candidates] == [f"{number:012d}" for number in range(12)]
    assert confidence(named) >= 999


# --- confidence ----------------------------------------------------------------------------------


def weighing(*heights: int, rule: str = "name") -> Match:
    return Match(1, tuple(Candidate(f"{n:012d}", w, (Evidence(rule, w, "", ""),)) for n, w in enumerate(heights)))


def test_confidence_counts_nobody_as_a_hypothesis() -> None:
    assert confidence(weighing()) == 0
    assert confidence(weighing(0)) == 500
    assert confidence(weighing(-460)) == 9
    assert confidence(weighing(1000, 1000)) == 499
    assert confidence(weighing(5000)) in {999, 1000}


def test_slips_of_several_members_share_their_confidence() -> None:
    both = weighing(1000, 1000, rule="slip")
    assert confidence(both) == 999
    assert len(named_by_slips(both)) == 2
    assert named_by_slips(weighing(500)) == ()


@given(st.lists(st.integers(-5000, 9000), max_size=8))
@settings(max_examples=100)
def test_confidence_is_a_share_that_falls_with_every_rival(heights: list[int]) -> None:
    ordered = sorted(heights, reverse=True)
    shares = [confidence(weighing(*ordered[:count])) for count in range(1, len(ordered) + 1)]
    assert all(0 <= share <= 1000 for share in shares)
    assert shares == sorted(shares, reverse=True)


def test_a_larger_roster_makes_every_single_subscriber_less_likely() -> None:
    crowd = [member(f"5{number:011d}", "Zed Other", street="") for number in range(300)]
    few, many = (
        next(piece.weight for piece in match(mail(check()), *people).candidates[0].evidence if piece.rule == "prior")
        for people in (PEOPLE, (*PEOPLE, *crowd))
    )
    assert many < few


# --- slips and checks ------------------------------------------------------------------------------


def checks(*amounts: int | None) -> list[Instrument]:
    return [check(cents) if cents else check(courtesy_amount=Field(), legal_amount=Field()) for cents in amounts]


def slips(*amounts: int | None) -> list[Slip]:
    return [slip(cents=cents) if cents else damaged("") for cents in amounts]


@pytest.mark.parametrize(
    ("paid", "asked", "pairs"),
    [
        ((), (100,), ()),
        ((100,), (), ((),)),
        ((300,), (100, 200), ((0, 1),)),
        ((100, 200), (300,), ((0,), (0,))),
        ((100, 200), (200, 100), ((1,), (0,))),
        ((100, 100), (100, 100), ((0,), (1,))),
        ((100, 250), (200, 100), ((1,), (0,))),
        ((100, None), (None, 100), ((1,), (0,))),
        ((100, 200, 300), (200, 150), ((), (0,), ())),
        ((100, 200), (200, 150, 150), ((), (0,))),
        ((100, 200), (), ((), ())),
    ],
)
def test_slips_go_with_checks(paid: tuple[int | None, ...], asked: tuple[int | None, ...], pairs: object) -> None:
    assert pair_slips(checks(*paid), slips(*asked)) == pairs


def test_what_stands_on_one_check_says_nothing_of_another() -> None:
    second = check(10300, front=2, payer=field("Bob Quincy"), payer_address=Field())
    remittance = mail(
        check(), slip(ANN, page=1), second, slip(BOB, 10300, page=3), wrote_id(EVE, page=2), line("Eve Marlow", page=4)
    )
    first, other = find_payer(remittance, Roster.of(PEOPLE), NOTHING_KNOWN, Settings())
    assert (first.slips, other.slips) == ((0,), (1,))
    assert "written_id" not in {piece.rule for piece in first.candidates[0].evidence}
    assert EVE in {one.member_id for one in other.candidates}
    assert EVE in {one.member_id for one in first.candidates}


def test_what_a_bill_prints_is_not_what_the_payer_says() -> None:
    page = PageFacts(1, PageKind.BILL, Side.UNKNOWN)
    remittance = mail(check(), slip(), company("Tufts", page=1), pages=(page,))
    assert "carrier" not in weights(remittance)
    unread = mail(check(), damaged(""), company("Tufts", page=1), pages=(page,))
    assert weights(unread)["carrier"] == WEIGHTS["carrier.other"]


# --- damaged slips -----------------------------------------------------------------------------------

LINE = encode_payload(slip().payload.value)
PROFILES = context().settings.slip_profiles


def mended(text: str, *people: object) -> str:
    found = mend(damaged(text), Roster.of(people or PEOPLE), PROFILES)
    return found.member_id if found else ""


@pytest.mark.parametrize("place", range(30))
def test_one_wrong_digit_anywhere_is_mended(place: int) -> None:
    wrong = str((int(LINE[place]) + 3) % 10)
    assert mended(LINE[:place] + wrong + LINE[place + 1 :]) == ANN


def test_what_is_not_plain_is_not_mended() -> None:
    assert mended("x" + LINE[1:5] + "\u0663") == ""
    assert mended("0" + LINE[1:20] + "99" + LINE[22:]) == ""
    assert mended("") == ""
    neighbour = member(ANN[:-1] + "6", "Abe Baker")
    between = LINE[:12] + "6" + LINE[13:]
    assert mended(between, PEOPLE[0]) == ANN
    assert mended(between, PEOPLE[0], neighbour) == ""


def test_a_slip_with_a_valid_read_is_never_mended() -> None:
    roster = Roster.of(PEOPLE)
    torn = damaged(LINE)
    assert mend(torn, roster, PROFILES) is not None
    assert mend(slip(), roster, PROFILES) is None
    assert mend(replace(torn, barcode=field("another payload")), roster, PROFILES) is None
    contradiction = Field(candidates=((LINE, 500), (LINE[::-1], 500)))
    assert mend(replace(torn, payload=contradiction), roster, PROFILES) is None
    assert mend(torn, roster, (SlipProfile("theirs", r"\d+"),)) is None


def test_reads_that_mend_to_different_bills_are_not_mended() -> None:
    other = encode_payload(slip(BOB, 10300).payload.value)
    torn = replace(damaged(LINE), barcode=Field(text=other, confidence=400))
    assert mend(torn, Roster.of(PEOPLE), PROFILES) is None


def test_a_mended_slip_names_its_member_and_speaks_against_others() -> None:
    found = match(mail(check(**STRANGER), damaged(LINE[:-1] + "x"), line("Bob Quincy")))
    assert [one.member_id for one in found.candidates] == [ANN, BOB]
    assert found.candidates[0].evidence[0].weight == WEIGHTS["slip.nearly"]
    assert found.candidates[1].evidence[0].weight == WEIGHTS["slip.names_other"]


def test_bills_of_both_plans_are_told_apart_by_the_mended_digits() -> None:
    dental = encode_payload(slip(EVE, 4200, DENTAL).payload.value)
    medical = encode_payload(slip(EVE, 23500, MEDICAL).payload.value)
    assert mended(dental[:3] + "0" + dental[4:]) == mended(medical[:3] + "0" + medical[4:]) == EVE
    assert bill(EVE, 4200, DENTAL) in PEOPLE[2].bills


def test_certainty_is_the_log_odds_of_confidence() -> None:
    def found(*weights: int) -> Match:
        return Match(1, tuple(Candidate(str(place), weight, ()) for place, weight in enumerate(weights)))

    assert certainty(found()) == -MOST_CERTAIN
    assert certainty(found(0)) == 0
    assert certainty(found(460)) == 460
    assert certainty(found(460, 460)) == -1
    assert certainty(found(-50, -80)) < -50
    assert certainty(found(10**6)) == MOST_CERTAIN
    slips = tuple(Candidate(one, 12_000, (Evidence("slip", 12_000, "", ""),)) for one in "ab")
    assert certainty(Match(1, (*slips, Candidate("c", 300, ())))) == MOST_CERTAIN
