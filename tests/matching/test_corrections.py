"""What a clerk keys takes the place of what was read, and money is laid on the bills it fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Coverage
from lockbox.settlement import Verdict
from matching.corrections import Correction, allot, corrected, see
from tests.matching.papers import (
    ANN,
    BOB,
    DENTAL,
    EVE,
    EVES,
    MEDICAL,
    NOBODY,
    PEOPLE,
    UNREAD,
    bill,
    check,
    company,
    context,
    mail,
    member,
    slip,
    wrote_id,
)

ANYBODY = {one.member_id: one for one in PEOPLE}


def test_nothing_keyed_changes_nothing() -> None:
    remittance = mail(check(), slip())
    assert Correction().says_nothing
    assert corrected(remittance, 1, Correction()) == remittance


def test_an_amount_that_is_keyed_lets_a_check_post() -> None:
    remittance = mail(check(courtesy_amount=UNREAD, legal_amount=UNREAD), slip())
    before, keyed = see(remittance, 1, context()), Correction(cents=41250)
    after = see(corrected(remittance, 1, keyed), 1, context())
    assert before
    assert after
    assert (before.decision.verdict, after.decision.verdict) == (Verdict.HOLD, Verdict.POST)
    assert after.decision.amount_cents == 41250


def test_a_member_that_is_keyed_leads() -> None:
    remittance = corrected(mail(check()), 1, Correction(member_id=BOB))
    seen = see(remittance, 1, context())
    assert seen
    assert seen.match.candidates[0].member_id == BOB
    assert see(remittance, 9, context()) is None


def test_a_plan_that_is_keyed_takes_the_place_of_the_one_read() -> None:
    remittance = mail(check(4000, **EVES), wrote_id(EVE), company("WellSense"))
    for keyed, plan in ((Correction(), MEDICAL), (Correction(coverage=DENTAL), DENTAL)):
        seen = see(corrected(remittance, 1, keyed), 1, context())
        assert seen
        assert seen.case.plan.coverages == (plan,)


def test_a_payer_that_is_keyed_stands_on_the_check_meant_alone() -> None:
    keyed = corrected(mail(check(**NOBODY), check(**NOBODY)), 2, Correction(payer="Robert Quincy"))
    assert [one.payer.value for one in keyed.instruments] == ["Zed Nobody", "Robert Quincy"]
    seen = see(keyed, 2, context())
    assert seen
    assert seen.match.candidates[0].member_id == BOB


@pytest.mark.parametrize(
    ("cents", "named", "parts"),
    [
        (23500, (), [(MEDICAL, "2026-04", 23500)]),
        (4200, (), [(DENTAL, "2026-04", 4200)]),
        (27700, (), [(MEDICAL, "2026-04", 23500), (DENTAL, "2026-04", 4200)]),
        (4200, (MEDICAL,), [(MEDICAL, "2026-04", 4200)]),
        (5000, (DENTAL,), [(DENTAL, "2026-04", 4200), (DENTAL, "", 800)]),
        (100, (), [(MEDICAL, "2026-04", 100)]),
    ],
)
def test_money_is_laid_on_the_bills_it_fits(
    cents: int, named: tuple[Coverage, ...], parts: list[tuple[Coverage, str, int]]
) -> None:
    eve = ANYBODY[EVE]
    found = allot(cents, eve, eve.bills, (named, "oldest_first"))
    assert [(one.coverage, one.coverage_month, one.cents) for one in found] == parts


def test_who_owes_nothing_has_credit_and_who_has_no_plan_nothing() -> None:
    ann = ANYBODY[ANN]
    assert [(one.coverage_month, one.cents) for one in allot(500, ann, (), ((), "oldest_first"))] == [("", 500)]
    assert allot(500, replace(ann, bills=()), (), ((DENTAL,), "oldest_first"))[0].coverage is DENTAL
    assert allot(500, replace(ann, bills=()), (), ((), "oldest_first")) == ()


@given(
    st.integers(1, 200_000),
    st.lists(
        st.tuples(st.integers(1, 60_000), st.sampled_from(Coverage), st.integers(1, 9)),
        max_size=5,
        unique_by=lambda one: one[1:],
    ),
    st.sets(st.sampled_from(Coverage)),
)
def test_no_cent_is_lost_or_made(cents: int, owed: list[tuple[int, Coverage, int]], named: set[Coverage]) -> None:
    bills = tuple(bill(ANN, due, coverage, f"2026-0{month}") for due, coverage, month in owed)
    parts = allot(cents, member(ANN, "Ann Baker", *bills), bills, (tuple(sorted(named)), "oldest_first"))
    assert sum(one.cents for one in parts) == cents
    assert all(one.cents > 0 for one in parts)
