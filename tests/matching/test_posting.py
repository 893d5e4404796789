from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.clopper_pearson import interval, most_likely
from lockbox.reasons import Reason
from lockbox.settings import Policy
from lockbox.settlement import Verdict
from matching import posting
from matching.curves import CURVES
from matching.posting import least_score, together
from matching.weights import TABLES
from tests.matching.papers import ANN, check, context, mail, only, reasons, slip, wrote_id


def test_there_is_a_curve_for_every_table_from_everything_down() -> None:
    assert CURVES.keys() == TABLES.keys()
    for points in CURVES.values():
        if not points:
            continue
        scores, posted, wrong = zip(*points, strict=True)
        assert list(scores) == sorted(set(scores))
        assert list(posted) == sorted(posted, reverse=True)
        assert list(wrong) == sorted(wrong, reverse=True)


def test_the_least_score_is_the_first_that_the_curve_bears_out(monkeypatch: pytest.MonkeyPatch) -> None:
    points = ((0, 60_000, 30), (100, 40_000, 1), (200, 30_000, 0), (300, 100, 0))
    monkeypatch.setattr(posting, "CURVES", {"test": points})
    least_score.cache_clear()
    assert [least_score("test", one_in) for one_in in (1, 1_000, 5_000, 10_000, 10_100)] == [0, 0, 100, 200, None]
    least_score.cache_clear()


@given(st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_doubts_add_up(one: int, other: int) -> None:
    odds = together(one, other)
    assert odds == together(other, one) <= min(one, other)
    doubt = sum(math.exp(-value / 100) for value in (one, other))
    assert odds == pytest.approx(-100 * math.log(doubt), abs=1)


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    assert most_likely(0, 29_956) < 1e-4 < most_likely(0, 29_955)
    assert most_likely(0, 0) == most_likely(3, 3) == 1.0
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(5, 10) == pytest.approx((0.187, 0.813), abs=1e-3)
    assert interval(10, 10)[1] == 1.0
    assert most_likely(5, 10) == pytest.approx(0.7776, abs=1e-3)


def test_a_bound_that_no_curve_bears_out_posts_nothing() -> None:
    decision = only(mail(check(), slip()), context(policy=Policy(wrong_posting_bound=10**9)))
    assert reasons(decision) == {Reason.LOW_CONFIDENCE}
    assert "no score is known" in decision.findings[0].detail


def test_what_scores_too_low_together_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "CURVES", dict.fromkeys(TABLES, ((2_500, 60_000, 0),)))
    least_score.cache_clear()
    decision = only(mail(check(), wrote_id(ANN)), context())
    assert reasons(decision) == {Reason.LOW_CONFIDENCE}
    assert "postings below 2500 were wrong too often" in decision.findings[0].detail
    monkeypatch.setattr(posting, "CURVES", dict.fromkeys(TABLES, ((-1_000, 60_000, 0),)))
    least_score.cache_clear()
    assert only(mail(check(), wrote_id(ANN)), context()).verdict is Verdict.POST
    least_score.cache_clear()
