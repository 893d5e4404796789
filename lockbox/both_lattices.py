"""Two readers' lattices of one line put together: what both say of a character counts more than either alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lockbox.lattice import UNITS_PER_NAT, WORST, Costs, Lattice

_WEIGHT = 0.5
"""What a second reader's opinion is worth: readers of one line share some of their mistakes."""

_MOST = 5 * UNITS_PER_NAT
"""A second reader alone rules nothing out."""

_OTHER = 3
"""In halves: two different characters in the same place are less alike than one left out and one put in."""


class Run(NamedTuple):
    """The steps, from ``first`` to before ``end``, at which one character is the cheapest, and its column."""

    first: int
    end: int
    column: int


def both(one: Lattice, other: Lattice) -> Lattice:
    """Return the first reader's lattice with what the second makes of each of its characters weighed in.

    Where the second saw no character, and of blanks, the first is believed alone.

    Args:
        one: of the reader that is the better at such lines.
        other: of a reader of another kind, with the same alphabet; its steps may be others.
    """
    assert one.alphabet == other.alphabet, "two readers of one line have one alphabet"
    rows, second = one.rows(), other.rows()
    joined = rows.copy()
    for place, seen in _pairs(_runs(rows), _runs(second)):
        opinion = second[seen.first : seen.end]
        said = opinion[int(opinion[:, 0].argmax()), 1:]
        steps = rows[place.first : place.end, 1:]
        weighed = steps + _WEIGHT * np.minimum(said - said.min(), _MOST)
        change = _total(steps) - _total(weighed)  # what a character costs is shared out anew, not changed
        joined[place.first : place.end, 1:] = np.clip(np.rint(weighed + change), 0, WORST)
    return Lattice(one.alphabet, joined.astype(np.uint8).tobytes())


def _total(costs: npt.NDArray[np.floating] | Costs) -> npt.NDArray[np.float64]:
    """Return what any of the characters costs at each step, shape (steps, 1)."""
    total: npt.NDArray[np.float64] = np.log(np.exp(-costs / UNITS_PER_NAT).sum(axis=1, keepdims=True))
    return -UNITS_PER_NAT * total


def _runs(rows: Costs) -> list[Run]:
    cheapest = rows.argmin(axis=1)
    edges = np.flatnonzero(np.diff(cheapest, prepend=0, append=0)).tolist()
    return [Run(first, end, int(cheapest[first])) for first, end in pairwise(edges) if cheapest[first]]


def _pairs(ones: list[Run], others: list[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield the runs that stand in the same place, as few left over or different as can be."""
    if len(ones) == len(others):
        yield from zip(ones, others, strict=True)
        return
    costs = np.zeros((len(ones) + 1, len(others) + 1), np.intp)
    costs[:, 0], costs[0] = np.arange(len(ones) + 1) * 2, np.arange(len(others) + 1) * 2
    for first, one in enumerate(ones, 1):
        for second, other in enumerate(others, 1):
            together = costs[first - 1, second - 1] + _OTHER * (one.column != other.column)
            costs[first, second] = min(together, costs[first - 1, second] + 2, costs[first, second - 1] + 2)
    first, second = len(ones), len(others)
    while first and second:
        one, other = ones[first - 1], others[second - 1]
        if costs[first, second] == costs[first - 1, second - 1] + _OTHER * (one.column != other.column):
            first, second = first - 1, second - 1
            yield one, other
        elif costs[first, second] == costs[first - 1, second] + 2:
            first -= 1
        else:
            second -= 1
