"""From the bound that the operator sets to the least score that posts: read off a calibration curve."""

from __future__ import annotations

import functools
import math

from lockbox.clopper_pearson import most_likely
from matching.curves import CURVES


def together(one: int, other: int) -> int:
    """Return the log-odds (1/100 nat) that two things are both so, from those of each; doubts add up."""
    low, high = sorted((one, other))
    return low - round(100 * math.log1p(math.exp((low - high) / 100)))


@functools.lru_cache(maxsize=64)
def least_score(table: str, one_in: int) -> int | None:
    """Return the least score from which on the postings of the curve were wrong less often than once in ``one_in``.

    Upper bound of Clopper and Pearson at 95 %, for the mix of envelopes that docs/matching.md describes. None
    where the curve bears no score out: then nothing posts by itself.
    """
    kept = (score for score, posted, wrong in CURVES[table] if most_likely(wrong, posted) * one_in <= 1)
    return min(kept, default=None)
