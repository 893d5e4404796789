from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.reasons import Reason
from lockbox.records import Field, MarkKind, PageKind, Remittance
from lockbox.settlement import Candidate, Evidence, Finding, Verdict
from matching.corrections import see
from matching.decide import ENVELOPE_CHECKS, INSTRUMENT_CHECKS, decide
from matching.explain import Explanation, explain, said_allocation, suspects, times
from matching.match import find_payer
from tests.matching.papers import (
    ANN,
    ANNS,
    BOB,
    EVE,
    EVES,
    EVES_DENTAL,
    NOBODY,
    PEOPLE,
    UNREAD,
    check,
    context,
    decided,
    field,
    ink,
    line,
    mail,
    mark,
    member,
    page,
    slip,
    wrote_id,
)


def explained(*papers: object, world: object = None) -> Explanation:
    world, remittance = world or context(), mail(*papers)
    (explanation,) = explain(remittance, decided(remittance, world), world)
    return explanation


def posting(explanation: Explanation) -> dict[str, str]:
    return {one.words: "; ".join(map(said_allocation, one.allocations)) for one in explanation.changes}


def test_a_posted_check_says_who_how_sure_and_what_would_hold_it() -> None:
    said = explained(check(), slip())
    assert (said.verdict, said.allocations, said.tried) == (Verdict.POST, (ANNS,), 6)
    first = said.suspects[0]
    assert (first.member_id, first.name) == (ANN, "Ann Baker")
    assert first.says == "more than a million times likelier than nobody on the roster"
    grounds = {one.rule: (one.seen, one.known, one.says) for one in first.grounds}
    assert grounds["name"] == ("Ann Baker", "Ann Baker", "makes it ten thousand times likelier")
    assert grounds["slip"][:2] == (ANN, ANN)
    assert {one.words: one.reasons for one in said.changes} == {
        "the amount were a cent less": (Reason.AMOUNT_VS_SLIP, Reason.UNDERPAID),
        "there were no slip": (Reason.NO_ID, Reason.LOW_CONFIDENCE),
        "the check were not signed": (Reason.NO_SIGNATURE,),
    }


def test_every_check_is_listed_in_order_with_what_it_asks_and_found() -> None:
    said = explained(check(signature=field(False)), slip())
    names = [one.__name__.replace("_", " ") for one in (*ENVELOPE_CHECKS, *INSTRUMENT_CHECKS)]
    assert [one.name for one in said.checks] == names
    assert all(one.asks.endswith(".") for one in said.checks)
    assert [one.name for one in said.checks if one.findings] == ["is signed"]


def test_a_held_check_names_the_single_changes_that_would_post_it() -> None:
    unsigned = explained(check(signature=field(False)), slip())
    assert posting(unsigned) == {"the check were signed": said_allocation(ANNS)}
    unnamed = explained(check())
    assert f"{ANN} were surely written" in posting(unnamed)
    assert posting(unnamed)[f"the slip of {ANN} for medical 2026-04 lay with it"] == said_allocation(ANNS)
    short = explained(check(40000), wrote_id(ANN))
    assert posting(short)["the amount were surely $412.50, the medical bill of 2026-04"] == said_allocation(ANNS)
    either = explained(check(4200, **EVES), wrote_id(EVE))
    assert posting(either)["'dental' were clearly written"] == said_allocation(EVES_DENTAL)
    marked = explained(check(), slip(), mark(MarkKind.PAID_IN_FULL))
    assert list(posting(marked)) == ["there were no mark of paid in full"]


def test_where_no_single_change_helps_those_that_come_nearest_are_named() -> None:
    said = explained(check(signature=field(False), payee=field("Bob's Diner")), slip())
    assert said.changes == ()
    assert said.nearest[0].reasons == (Reason.NO_SIGNATURE,)
    assert "payable to" in said.nearest[0].words


def test_what_only_the_batch_showed_holds_under_every_change() -> None:
    world, remittance = context(), mail(check(), slip())
    (decision,) = decided(remittance, world)
    twice = Finding(Reason.DUPLICATE_ITEM, "the same check as E0001/1", blocks=True)
    held = replace(decision, verdict=Verdict.HOLD, allocations=(), findings=(twice,))
    (said,) = explain(remittance, (held,), world)
    assert said.later == (twice,)
    assert said.changes == ()


def test_an_envelope_without_a_check_lists_its_checks_only() -> None:
    world, letter = context(), mail(pages=(page(PageKind.LETTER),))
    (said,) = explain(letter, decided(letter, world), world)
    assert (said.item, said.suspects, said.tried) == (0, (), 0)
    assert len(said.checks) == len(ENVELOPE_CHECKS)


def test_ink_is_told_against_every_other_id() -> None:
    alone = explained(check(), wrote_id(ANN)).suspects[0]
    assert [one.says for one in alone.grounds if one.rule == "written_id"] == [
        "the written id fits it and no other id on the roster"
    ]
    twin = member(ANN[:-1] + "6", "Amy Baker")
    both = context(*PEOPLE, twin)
    doubtful = Field(text="", lattice=ink(ANN, {11: ("6", 0.4)}), page=0)
    said = explained(check(), replace(wrote_id(ANN), found=doubtful), world=both)
    fits = [one.says for suspect in said.suspects for one in suspect.grounds if one.rule == "written_id"]
    assert fits[0].startswith("the written id fits it")
    assert fits[1].startswith("the written id fits another id")


def test_ink_that_fits_two_ids_is_said_to_fit_both() -> None:
    both = context(*PEOPLE, member(ANN[:-1] + "6", "Amy Baker"))
    even = Field(text="", lattice=ink(ANN, {11: ("6", 0.5)}), page=0)
    said = explained(check(), replace(wrote_id(ANN), found=even), world=both)
    fits = [one.says for suspect in said.suspects for one in suspect.grounds if one.rule == "written_id"]
    assert fits == ["the written id fits another id on the roster as well"] * 2


def test_evidence_that_hardly_weighs_is_said_to_tell_nothing() -> None:
    candidate = Candidate(ANN, 5, (Evidence("carrier", 5, "WellSense", "WellSense"),))
    case = see(mail(check(), slip()), 1, context())
    assert case
    (suspect,) = suspects(replace(case.case, match=replace(case.match, candidates=(candidate,))))
    assert suspect.says == "as likely as nobody on the roster"
    assert suspect.grounds[0].says == "tells next to nothing"


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (69, "twice"),
        (-110, "3 times"),
        (230, "ten times"),
        (461, "a hundred times"),
        (692, "a thousand times"),
        (900, "8,000 times"),
        (1382, "a million times"),
        (-12000, "more than a million times"),
    ],
)
def test_weights_are_said_in_round_words(weight: int, words: str) -> None:
    assert times(weight) == words


PAPERS = st.tuples(
    st.sampled_from((41250, 4200, 100, None)),
    st.sampled_from(({}, NOBODY, EVES, {"signature": field(False)}, {"payer": UNREAD}, {"check_date": UNREAD})),
    st.lists(st.sampled_from((slip(), wrote_id(ANN), wrote_id(BOB), wrote_id("73"), line("Eve Marlow"))), max_size=2),
)


@given(PAPERS)
@settings(deadline=None, max_examples=40)
def test_a_change_that_is_said_to_post_would_post(drawn: tuple[int | None, dict[str, object], list[object]]) -> None:
    cents, fields, others = drawn
    said = explained(check(cents, **fields), *others)
    for change in (*said.changes, *said.nearest):
        assert change.posts is bool(change.allocations)
        assert change.posts is not bool(change.reasons)
    assert all(one.posts is (said.verdict is Verdict.HOLD) for one in said.changes)


def test_explaining_decides_what_was_decided() -> None:
    world = context()
    remittance: Remittance = mail(check(), check(10300, payer=field("Robert Quincy")), slip(), slip(BOB, 10300, page=2))
    decisions = decide(remittance, find_payer(remittance, world.roster, world.known, world.settings), world)
    for said, decision in zip(explain(remittance, decisions, world), decisions, strict=True):
        assert (said.item, said.verdict, said.findings) == (decision.item, decision.verdict, decision.findings)
        assert said.later == ()
