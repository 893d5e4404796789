"""The application of money: which bills a payment settles, and what is left over; whole cents only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from lockbox.records import Coverage
from lockbox.settlement import Allocation, Bill, Member

Order = Literal["oldest_first", "current_first"]
Purse = tuple[str, Coverage]
"""A subscriber's plan: the account that money without a bill is kept for."""


class Fit(StrEnum):
    """How a payment meets what is owed."""

    EXACT = "exact"
    UNDER = "under"
    OVER = "over"
    SPLIT = "split"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a payment meets the bills it is for, and where each cent goes."""

    fit: Fit
    due_cents: int
    allocations: tuple[Allocation, ...]


def open_bills(member: Member, paid: Sequence[Allocation]) -> tuple[Bill, ...]:
    """Return what a subscriber still owes, oldest first: bills less what was posted to them before."""
    posted: dict[tuple[Coverage, str], int] = {}
    for part in paid:
        if part.member_id == member.member_id:
            key = (part.coverage, part.coverage_month)
            posted[key] = posted.get(key, 0) + part.cents
    left = (
        replace(bill, due_cents=bill.due_cents - posted.get((bill.coverage, bill.coverage_month), 0))
        for bill in member.bills
    )
    return tuple(sorted((bill for bill in left if bill.due_cents > 0), key=bill_age))


def settle(
    cents: int, named: Sequence[Bill], owed: Sequence[Bill], policy: tuple[Order, int], purse: Purse
) -> Settlement:
    """Return how ``cents`` meet the bills that the payment names.

    A payment that is exactly what the named bills ask for (within the tolerance) settles those. Any
    other goes to everything owed in the order of application, and what is left is kept as credit.

    Args:
        cents: the amount paid, above 0.
        named: the bills that slips name, or the one next in order; a subset of ``owed``.
        owed: all open bills of the plans that are paid for.
        policy: the order of application and the tolerance in cents.
        purse: the plan whose credit takes what settles no bill.
    """
    order, tolerance = policy
    due = sum(bill.due_cents for bill in named)
    if not named:
        return Settlement(Fit.NOTHING_DUE, 0, apply_in_order(cents, in_order(owed, order), purse))
    if abs(cents - due) <= tolerance:
        return Settlement(Fit.EXACT, due, apply_in_order(cents, named, purse))
    spread = apply_in_order(cents, in_order(owed, order), purse)
    if len(named) > 1 or cents in _running_sums(owed):
        return Settlement(Fit.SPLIT, due, spread)
    return Settlement(Fit.UNDER if cents < due else Fit.OVER, due, spread)


def in_order(bills: Sequence[Bill], order: Order) -> tuple[Bill, ...]:
    """Return bills in the order of application: oldest month first, or the newest and then the oldest."""
    oldest = sorted(bills, key=bill_age)
    if order == "oldest_first" or not oldest:
        return tuple(oldest)
    current = oldest[-1].coverage_month
    return tuple(sorted(oldest, key=lambda bill: bill.coverage_month != current))


def apply_in_order(cents: int, bills: Sequence[Bill], purse: Purse) -> tuple[Allocation, ...]:
    """Pay bills one after the other until the money is used up; what is left is credit of ``purse``."""
    parts = []
    left = cents
    for bill in bills:
        part = min(left, bill.due_cents)
        if part > 0:
            parts.append(Allocation(bill.member_id, bill.coverage, bill.coverage_month, part))
            left -= part
    if left > 0:
        parts.append(Allocation(*purse, "", left))
    return tuple(parts)


def share(allocations: Sequence[Allocation], before: int, cents: int) -> tuple[Allocation, ...]:
    """Return the part of a common payment that one of its checks bears: ``cents`` after the first ``before``."""
    parts = []
    start = 0
    for whole in allocations:
        low, high = max(start, before), min(start + whole.cents, before + cents)
        if low < high:
            parts.append(replace(whole, cents=high - low))
        start += whole.cents
    return tuple(parts)


def _running_sums(bills: Sequence[Bill]) -> frozenset[int]:
    """Return what the two, three, ... oldest of some bills add up to."""
    sums, total = [], 0
    for count, bill in enumerate(sorted(bills, key=bill_age), start=1):
        total += bill.due_cents
        if count > 1:
            sums.append(total)
    return frozenset(sums)


def bill_age(bill: Bill) -> tuple[str, bool]:
    """Return what orders bills: oldest month first, medical before dental."""
    return bill.coverage_month, bill.coverage is Coverage.DENTAL
