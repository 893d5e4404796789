"""Written ids held against the whole roster: ink by its lattice, text by the slips that pens and readers make."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice
from lockbox.records import Field

Places = npt.NDArray[np.intp]
Costs = npt.NDArray[np.int32]

REACH = 9 * UNITS_PER_NAT
"""Ids whose ink costs this much more than the cheapest reading are not what was written."""
CROWD = 4096
"""Where more beginnings of ids than this fit the ink, it tells nothing, and only the best are followed."""

CONFUSED = frozenset({"17", "71", "49", "94", "38", "83", "56", "65", "06", "60", "27", "72", "35", "53", "08", "80"})
"""Digits that readers take for one another in handwriting."""

_CONFUSED_COST, _WRONG_COST, _SWAPPED_COST, _MISSING_COST = 450, 700, 650, 600


@dataclass(frozen=True, slots=True, eq=False)
class IdTree:
    """All ids in ascending order, and where each beginning of an id starts.

    Attributes:
        digits: shape (ids, length), dtype uint8, rows ascending.
        starts: for each length of beginning, the rows where a new one starts, and the number of rows.
    """

    digits: npt.NDArray[np.uint8]
    starts: tuple[Places, ...]

    @classmethod
    def of(cls, digits: npt.NDArray[np.uint8]) -> IdTree:
        """Build the tree of ascending rows of digits."""
        new = np.ones(len(digits), bool)
        new[1:] = False
        starts = []
        for place in range(digits.shape[1]):
            new[1:] |= digits[1:, place] != digits[:-1, place]
            starts.append(np.append(np.flatnonzero(new), len(digits)))
        return cls(digits, tuple(starts))

    def near(self, lattice: Lattice, reach: int = REACH) -> tuple[Places, Costs]:
        """Return the rows whose id the ink may spell, and what each costs above the cheapest reading.

        The costs are those of ``lockbox.lattice.score_many``, less the cost of the cheapest symbol at
        every step. Beginnings that cannot lead to an id within reach are given up, so the answer is
        exact and the work is that of the few ids that look like the ink.

        Args:
            lattice: what the reader saw; its alphabet must hold all ten digits.
            reach: greatest cost above the cheapest reading, in units of 1/16 nat.
        """
        ink = _Ink.of(lattice)
        rows, ends = np.zeros(1, np.intp), np.full(1, len(self.digits), np.intp)
        blank, sign = ink.start()
        last = np.full(1, 10, np.intp)
        for place, starts in enumerate(self.starts):
            parents, rows, ends = _children(starts, rows, ends)
            digit = self.digits[rows, place].astype(np.intp)
            blank, sign = ink.extend(blank[parents], sign[parents], digit, digit == last[parents])
            bound = ink.bound(blank, sign)
            keep = np.flatnonzero(bound <= reach)
            if len(keep) > CROWD:
                keep = np.sort(keep[np.argsort(bound[keep], kind="stable")[:CROWD]])
            rows, ends, last, blank, sign = rows[keep], ends[keep], digit[keep], blank[keep], sign[keep]
        cost = np.minimum(blank[:, -1], sign[:, -1]) - ink.rest[0]
        fits = cost <= reach
        return rows[fits], cost[fits].astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """A lattice prepared for growing ids digit by digit, all arrays over steps + 1 moments.

    Attributes:
        signs: summed cost of staying on each digit, shape (10, steps + 1).
        blanks: summed cost of staying blank, shape (steps + 1,).
        rest: least cost of all that is still to come at each moment.
    """

    signs: npt.NDArray[np.int64]
    blanks: npt.NDArray[np.int64]
    rest: npt.NDArray[np.int64]

    @classmethod
    def of(cls, lattice: Lattice) -> _Ink:
        costs = lattice.rows().astype(np.int64)
        columns = [lattice.alphabet.index(digit) + 1 for digit in "0123456789"]
        sums = np.vstack((np.zeros((1, costs.shape[1]), np.int64), np.cumsum(costs, axis=0)))
        least = costs.min(axis=1)
        rest = np.append(np.cumsum(least[::-1])[::-1], 0)
        return cls(sums[:, columns].T, sums[:, 0], rest)

    def start(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the costs of having written nothing, ending blank and ending on a sign."""
        return self.blanks[None, :], np.full((1, len(self.blanks)), IMPOSSIBLE, np.int64)

    def extend(
        self,
        blank: npt.NDArray[np.int64],
        sign: npt.NDArray[np.int64],
        digit: npt.NDArray[np.intp],
        repeats: npt.NDArray[np.bool_],
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the costs of beginnings, each one digit longer; a repeat needs a blank before it."""
        enter = np.where(repeats[:, None], blank, np.minimum(blank, sign))
        longer = _stay(enter, self.signs[digit])
        return _stay(longer, self.blanks[None, :]), longer

    def bound(self, blank: npt.NDArray[np.int64], sign: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the least cost above the cheapest reading to which each beginning can lead."""
        least: npt.NDArray[np.int64] = (np.minimum(blank, sign) + self.rest).min(axis=1) - self.rest[0]
        return least


def _stay(enter: npt.NDArray[np.int64], sums: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the cost at each moment of having entered a symbol earlier and stayed on it since."""
    stayed = np.full(enter.shape, IMPOSSIBLE, np.int64)
    stayed[:, 1:] = sums[:, 1:] + np.minimum.accumulate(enter[:, :-1] - sums[:, :-1], axis=1)
    return np.minimum(stayed, IMPOSSIBLE)


def _children(starts: Places, rows: Places, ends: Places) -> tuple[Places, Places, Places]:
    """Return for every longer beginning the index of the one it grows from, its first row and its end."""
    first, after = np.searchsorted(starts, rows), np.searchsorted(starts, ends)
    counts = after - first
    parents = np.repeat(np.arange(len(rows)), counts)
    offsets = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = first[parents] + offsets
    return parents, starts[at], starts[at + 1]


def fit_ids(found: Field[str], tree: IdTree, ids: Mapping[str, int]) -> dict[int, int]:
    """Return the places of the roster that a written id may mean, with the cost of each in 1/100 nat.

    The ink's own lattice counts where there is one; the texts that readers made of it count with the
    slips of pen and reader: a digit taken for another, two neighbours swapped, one missing or too many.
    """
    fits: dict[int, int] = {}
    if found.lattice is not None and set("0123456789") <= set(found.lattice.alphabet):
        rows, costs = tree.near(found.lattice)
        fits = {int(row): int(cost) * 100 // UNITS_PER_NAT for row, cost in zip(rows, costs, strict=True)}
    for text, confidence in readings(found):
        doubt = -round(100 * math.log(max(confidence, 1) / 1000))
        for meant, cost in near_texts(text):
            place = ids.get(meant)
            if place is not None:
                fits[place] = min(fits.get(place, IMPOSSIBLE), cost + doubt)
    return fits


def readings(found: Field[str]) -> tuple[tuple[str, int], ...]:
    """Return the digits of every text that readers made of a written number, with confidences."""
    texts = ((found.value or found.text, found.confidence), *found.candidates)
    return tuple((digits_of(text), confidence) for text, confidence in texts if digits_of(text))


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return "".join(c for c in text if c in "0123456789")


def near_texts(text: str) -> Iterator[tuple[str, int]]:
    """Yield the 12-digit ids that one slip would turn into ``text``, with the cost of the slip."""
    if len(text) == 12:
        yield text, 0
        yield from _wrong(text)
        yield from _swapped(text)
    elif len(text) == 11:
        yield from ((text[:at] + digit + text[at:], _MISSING_COST) for at in range(12) for digit in "0123456789")
    elif len(text) == 13:
        yield from ((text[:at] + text[at + 1 :], _MISSING_COST) for at in range(13))


def _wrong(text: str) -> Iterator[tuple[str, int]]:
    for at, digit in enumerate(text):
        for other in "0123456789":
            if other != digit:
                cost = _CONFUSED_COST if digit + other in CONFUSED else _WRONG_COST
                yield text[:at] + other + text[at + 1 :], cost


def _swapped(text: str) -> Iterator[tuple[str, int]]:
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :], _SWAPPED_COST
