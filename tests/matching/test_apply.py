from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.records import Coverage
from lockbox.settlement import Allocation, Bill
from matching.apply import Fit, Order, apply_in_order, bill_age, in_order, open_bills, settle, share
from tests.matching.papers import ANN, BOB, DENTAL, MEDICAL, bill, member

PURSE = (ANN, MEDICAL)
OLDEST: tuple[Order, int] = ("oldest_first", 0)

MONTHS = st.sampled_from([f"2026-{month:02d}" for month in range(1, 7)])
BILLS = st.dictionaries(st.tuples(MONTHS, st.sampled_from(Coverage)), st.integers(1, 90_000), max_size=6).map(
    lambda owed: tuple(bill(ANN, cents, coverage, month) for (month, coverage), cents in owed.items())
)
ORDERS = st.sampled_from(["oldest_first", "current_first"])
CENTS = st.integers(1, 400_000)


@given(CENTS, BILLS, ORDERS, st.integers(0, 300), st.data())
@settings(max_examples=200)
def test_nothing_is_lost_nothing_invented_and_no_bill_overpaid(
    cents: int, owed: tuple[Bill, ...], order: Order, tolerance: int, data: st.DataObject
) -> None:
    named = tuple(data.draw(st.lists(st.sampled_from(owed), unique=True))) if owed else ()
    done = settle(cents, named, owed, (order, tolerance), PURSE)
    assert sum(part.cents for part in done.allocations) == cents
    assert all(isinstance(part.cents, int) and part.cents > 0 for part in done.allocations)
    assert done.due_cents == sum(one.due_cents for one in named)
    due = {(one.coverage, one.coverage_month): one.due_cents for one in owed}
    paid = {(part.coverage, part.coverage_month): part.cents for part in done.allocations}
    assert len(paid) == len(done.allocations)
    assert all(part <= due[key] for key, part in paid.items() if key[1])
    credit = sum(part.cents for part in done.allocations if not part.coverage_month)
    if done.fit is not Fit.EXACT:
        assert credit == max(0, cents - sum(due.values()))
    assert (done.fit is Fit.EXACT) == (bool(named) and abs(cents - done.due_cents) <= tolerance)


@given(BILLS, ORDERS, st.randoms(use_true_random=False))
def test_bills_are_in_order_whatever_order_they_come_in(owed: tuple[Bill, ...], order: Order, chance: Random) -> None:
    mixed = chance.sample(owed, len(owed))
    found = [(one.coverage_month, one.coverage) for one in in_order(mixed, order)]
    newest = max((month for month, _ in found), default="")
    first = [one for one in found if one[0] == newest] if order == "current_first" else []
    assert found == [*first, *sorted((one for one in found if one not in first), key=by_month)]
    assert first == sorted(first, key=by_month)
    assert open_bills(replace(member(), bills=tuple(mixed)), ()) == in_order(owed, "oldest_first")


def by_month(plan: tuple[str, Coverage]) -> tuple[str, int]:
    """Order plans by month, medical before dental."""
    return plan[0], (MEDICAL, DENTAL).index(plan[1])


@given(CENTS, BILLS, ORDERS)
@settings(max_examples=100)
def test_a_bill_is_paid_only_after_every_one_before_it(cents: int, owed: tuple[Bill, ...], order: Order) -> None:
    ordered = in_order(owed, order)
    assert sorted(ordered, key=bill_age) == sorted(owed, key=bill_age)
    parts = {(part.coverage, part.coverage_month): part.cents for part in apply_in_order(cents, ordered, PURSE)}
    left = [one.due_cents - parts.get((one.coverage, one.coverage_month), 0) for one in ordered]
    still_open = [amount > 0 for amount in left]
    touched = [(one.coverage, one.coverage_month) in parts for one in ordered]
    for place in range(1, len(ordered)):
        assert not (touched[place] and still_open[place - 1])


@given(st.lists(st.integers(1, 500), min_size=1, max_size=5), st.lists(st.integers(1, 500), min_size=1, max_size=4))
@settings(max_examples=100)
def test_checks_that_pay_together_bear_parts_that_add_up(dues: list[int], checks: list[int]) -> None:
    owed = tuple(bill(ANN, cents, month=f"2026-{month:02d}") for month, cents in enumerate(dues, start=1))
    whole = apply_in_order(sum(checks), owed, PURSE)
    totals: dict[str, int] = {}
    before = 0
    for cents in checks:
        parts = share(whole, before, cents)
        assert sum(part.cents for part in parts) == cents
        assert all(isinstance(part.cents, int) and part.cents > 0 for part in parts)
        for part in parts:
            totals[part.coverage_month] = totals.get(part.coverage_month, 0) + part.cents
        before += cents
    assert totals == {part.coverage_month: part.cents for part in whole}


def test_what_was_posted_before_is_no_longer_owed() -> None:
    march, april, dental = bill(cents=100, month="2026-03"), bill(cents=200), bill(cents=50, coverage=DENTAL)
    ann = member(ANN, "Ann Baker", april, march, dental)
    paid = (
        Allocation(ANN, MEDICAL, "2026-03", 60),
        Allocation(ANN, MEDICAL, "2026-03", 40),
        Allocation(ANN, MEDICAL, "2026-04", 199),
        Allocation(BOB, DENTAL, "2026-04", 50),
        Allocation(ANN, DENTAL, "", 50),
    )
    assert [(one.coverage, one.due_cents) for one in open_bills(ann, paid)] == [(MEDICAL, 1), (DENTAL, 50)]


def test_fits() -> None:
    march, april = bill(cents=100, month="2026-03"), bill(cents=120)
    owed = (march, april)

    def fit(cents: int, *named: Bill) -> Fit:
        return settle(cents, named, owed, OLDEST, PURSE).fit

    assert fit(100, march) is Fit.EXACT
    assert fit(120, april) is Fit.EXACT
    assert fit(99, march) is Fit.UNDER
    assert fit(101, march) is Fit.OVER
    assert fit(220, march) is Fit.SPLIT
    assert fit(220, march, april) is Fit.EXACT
    assert fit(150, march, april) is Fit.SPLIT
    assert fit(100) is Fit.NOTHING_DUE
    assert fit(100, april) is Fit.UNDER
    three = (april, bill(cents=700, month="2026-05"), march)
    assert settle(220, (april,), three, OLDEST, PURSE).fit is Fit.SPLIT
    assert settle(820, (april,), three, OLDEST, PURSE).fit is Fit.OVER


def test_a_named_month_is_paid_if_exact_and_the_oldest_if_not() -> None:
    march, april = bill(cents=100, month="2026-03"), bill(cents=120)
    exact = settle(120, (april,), (march, april), OLDEST, PURSE)
    assert exact.allocations == (Allocation(ANN, MEDICAL, "2026-04", 120),)
    short = settle(110, (april,), (march, april), OLDEST, PURSE)
    assert [part.coverage_month for part in short.allocations] == ["2026-03", "2026-04"]
    current = settle(110, (april,), (march, april), ("current_first", 0), PURSE)
    assert [part.coverage_month for part in current.allocations] == ["2026-04"]
    over = settle(300, (april,), (march, april), OLDEST, PURSE)
    assert over.allocations[-1] == Allocation(ANN, MEDICAL, "", 80)
