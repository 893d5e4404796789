"""Figures are what the answers come to, and their intervals are those of Clopper and Pearson."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.outcomes import Answer, Outcome, bins, bounds, figure


def answer(said: str | None, true: str | None, confidence: int, accepted: bool) -> Answer:
    return Answer("one", said, true, confidence, accepted, 2.0)


ANSWERS = (
    answer("1", "1", 995, True),
    answer("2", "1", 992, True),
    answer("3", "3", 950, True),
    answer("4", "5", 400, False),
    answer(None, None, 0, False),
)


def test_a_figure_counts_what_was_accepted_and_what_was_right() -> None:
    one = figure(Outcome("set", "real", "field", "reader", ANSWERS))
    assert (one.n, one.exact, one.read, one.right, one.wrong) == (5, 0.6, 0.6, 2, 1)
    assert (one.error, one.sure, one.sure_wrong, one.milliseconds) == (pytest.approx(1 / 3), 2, 1, 2.0)


def test_nothing_accepted_promises_nothing() -> None:
    one = figure(Outcome("set", "real", "field", "reader", ANSWERS[3:]))
    assert (one.read, one.error, one.error_most) == (0, 0, 1)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (1, 100, 0.00025, 0.0545), (0, 0, 0.0, 1.0)],
)
def test_bounds_are_those_of_the_tables(hits: int, count: int, low: float, high: float) -> None:
    assert bounds(hits, count) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(1, 400), st.data())
@settings(max_examples=30, deadline=None)
def test_bounds_hold_the_share_that_was_seen(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    low, high = bounds(hits, count)
    assert 0 <= low <= hits / count <= high <= 1


def test_every_answer_falls_into_one_bin() -> None:
    found = bins(ANSWERS, (0, 500, 990))
    assert [count for _, _, count in found] == [2, 1, 2]
    assert found[2] == (pytest.approx(0.9935), 1, 2)
