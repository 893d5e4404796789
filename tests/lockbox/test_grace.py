"""The rules of delinquency: the examples of their sources, and what must hold of every bill."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.grace import RULES, GraceRule, GraceState, Track, due_on, tracks
from lockbox.settings_unpaid import PUBLISHED, Unpaid

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
DAYS = st.dates(dt.date(2025, 12, 1), dt.date(2027, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def one(month: str, unpaid: list[str], subsidised: bool, on: str, status: str = "active") -> Track:
    (track,) = tracks(month, unpaid, (subsidised, status), day(on), PUBLISHED)
    return track


def test_a_premium_is_due_on_the_23rd_of_the_month_before() -> None:
    assert due_on("2026-04", PUBLISHED) == day("2026-03-23")
    assert due_on("2026-01", PUBLISHED) == day("2025-12-23")
    assert due_on("2026-03", Unpaid(due_day=31)) == day("2026-02-28")


def test_the_example_of_the_subsidised_rule() -> None:
    """Missed March 23 and April 23: termination in June, effective April 30."""
    missed = ["2026-04", "2026-05"]
    track = one("2026-04", missed, True, "2026-05-10")
    assert track.state is GraceState.NOTICE
    assert track.coverage_ends == day("2026-04-30")
    assert track.pay_by is not None
    assert track.pay_by - track.notice_on >= dt.timedelta(days=35)
    assert one("2026-05", missed, True, "2026-06-01").state is GraceState.TERMINATION
    assert track.rules == ("due-23rd", "delinquent", "subsidised", "reinstated")


def test_one_month_missed_by_a_subsidised_member_is_only_delinquent() -> None:
    track = one("2026-04", ["2026-04"], True, "2026-05-20")
    assert track.state is GraceState.DELINQUENT
    assert track.notice_on == day("2026-05-24") - dt.timedelta(days=30)
    assert one("2026-06", ["2026-04", "2026-06"], True, "2026-06-10").state is GraceState.DELINQUENT


def test_without_a_subsidy_coverage_ends_with_the_last_month_paid() -> None:
    assert one("2026-04", ["2026-04"], False, "2026-03-23").state is GraceState.NOT_DUE
    assert one("2026-04", ["2026-04"], False, "2026-03-24").state is GraceState.NOTICE
    track = one("2026-05", ["2026-04", "2026-05"], False, "2026-05-01")
    assert track.state is GraceState.TERMINATION
    assert track.coverage_ends == day("2026-03-31")


def test_a_binder_enrols_nobody_and_the_ended_stay_ended() -> None:
    assert one("2026-04", ["2026-04"], True, "2026-03-24", "pending").rules == ("due-23rd", "binder")
    assert one("2026-04", ["2026-04"], False, "2026-03-24", "terminated").state is GraceState.NOT_ENROLLED


@given(st.sets(st.sampled_from(MONTHS), min_size=1), DAYS, st.sampled_from([True, False, None]))
def test_every_bill_has_its_way_or_both(months: set[str], on: dt.date, subsidised: bool | None) -> None:
    names = {rule.name for rule in RULES}
    for month in sorted(months):
        ways = tracks(month, months, (subsidised, "active"), on, PUBLISHED)
        assert [way.subsidised for way in ways] == ([False, True] if subsidised is None else [subsidised])
        for way in ways:
            assert (way.state is GraceState.NOT_DUE) == (on <= due_on(month, PUBLISHED))
            assert set(way.rules) <= names
            if way.pay_by:
                assert way.notice_on <= way.pay_by < way.reinstate_by
                assert (way.state is GraceState.TERMINATION) <= (on > way.pay_by)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_names_its_source(rule: GraceRule) -> None:
    assert rule.says.endswith(".")
    assert rule.source
