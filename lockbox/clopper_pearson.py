"""Exact bounds on a share that was seen so many times of so many (Clopper and Pearson, 1934)."""

from __future__ import annotations

import math
from collections.abc import Callable

LEVEL = 0.95
"""Of a hundred bounds so computed, how many hold."""

_STEPS = 60


def interval(hits: int, count: int) -> tuple[float, float]:
    """Return the two-sided 95 % interval of a share of which ``hits`` of ``count`` were seen."""
    if not count:
        return 0.0, 1.0
    tail = (1 - LEVEL) / 2
    low = 0.0 if hits == 0 else _solve(lambda share: 1 - _at_most(hits - 1, count, share) > tail)
    high = 1.0 if hits == count else _solve(lambda share: _at_most(hits, count, share) <= tail)
    return low, high


def most_likely(hits: int, count: int) -> float:
    """Return the upper 95 % bound of a share, all the doubt on that side: none of 29,956 is just under 1 in 10,000."""
    if hits == count:
        return 1.0
    return _solve(lambda share: _at_most(hits, count, share) <= 1 - LEVEL)


def _solve(holds: Callable[[float], bool]) -> float:
    """Return the least share between 0 and 1 for which a test holds that holds for all greater ones."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_most(hits: int, count: int, share: float) -> float:
    """Return the chance of at most so many hits, each of ``count`` being one with a chance of ``share``."""
    assert 0 < share < 1, share
    whole = math.lgamma(count + 1)
    yes, no = math.log(share), math.log1p(-share)
    terms = (
        whole - math.lgamma(k + 1) - math.lgamma(count - k + 1) + k * yes + (count - k) * no for k in range(hits + 1)
    )
    return min(1.0, math.fsum(map(math.exp, terms)))
