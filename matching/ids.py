"""Written ids held against the whole roster: ink by its lattice, text by the slips that pens and readers make."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice
from lockbox.records import Field
from matching.columns import Array, Columns

Places = npt.NDArray[np.uint32]
Costs = npt.NDArray[np.int32]
Moments = npt.NDArray[np.int32]
"""Costs at every moment of the ink, one row a beginning."""
_Longer = tuple[npt.NDArray[np.intp], npt.NDArray[np.uint8], npt.NDArray[np.bool_]]
"""For beginnings one digit longer: the row each grows from, its digit, and whether that repeats the one before."""

ID_DIGITS = 12

REACH = 9 * UNITS_PER_NAT
"""Ids whose ink costs this much more than the cheapest reading are not what was written."""
CROWD = 4096
"""Where more beginnings of ids than this fit the ink, it tells nothing, and only the best are followed."""

CONFUSED = frozenset({"17", "71", "49", "94", "38", "83", "56", "65", "06", "60", "27", "72", "35", "53", "08", "80"})
"""Digits that readers take for one another in handwriting."""

_CONFUSED_COST, _WRONG_COST, _SWAPPED_COST, _MISSING_COST = 450, 700, 650, 600


def digits_of_ids(ids: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return ids of 12 digits as an array of shape (ids, 12)."""
    digits = np.frombuffer("".join(ids).encode("ascii"), np.uint8) - ord("0")
    assert int(digits.max(initial=0)) <= 9, "an id is not digits"
    return digits.reshape(-1, ID_DIGITS)


def columns_of_tree(digits: npt.NDArray[np.uint8]) -> dict[str, Array]:
    """Return ascending rows of digits as the columns that ``IdTree`` reads."""
    new = np.ones(len(digits), bool)
    new[1:] = False
    columns: dict[str, Array] = {"digits": digits.ravel()}
    for place in range(digits.shape[1]):
        new[1:] |= digits[1:, place] != digits[:-1, place]
        columns[f"beginnings.{place}"] = np.append(np.flatnonzero(new), len(digits)).astype(np.uint32)
    return columns


@dataclass(frozen=True, slots=True, eq=False)
class IdTree:
    """All ids in ascending order, and where each beginning of an id starts.

    Attributes:
        digits: shape (ids, length), dtype uint8, rows ascending.
        starts: for each length of beginning, the rows where a new one starts, and the number of rows; uint32.
    """

    digits: npt.NDArray[np.uint8]
    starts: tuple[npt.NDArray[np.uint32], ...]

    @classmethod
    def of(cls, digits: npt.NDArray[np.uint8]) -> IdTree:
        """Build the tree of ascending rows of digits."""
        return cls.over(columns_of_tree(digits))

    @classmethod
    def over(cls, columns: Columns) -> IdTree:
        """Return the tree that ``columns_of_tree`` laid out."""
        starts = tuple(columns[f"beginnings.{place}"] for place in range(sum("beginnings" in name for name in columns)))
        return cls(columns["digits"].reshape(-1, len(starts)), starts)

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
        rows, ends = np.zeros(1, np.uint32), np.full(1, len(self.digits), np.uint32)
        last, (blank, sign) = np.full(1, 10, np.uint8), ink.start()
        for place, starts in enumerate(self.starts):
            parents, rows, ends = _children(starts, rows, ends)
            digit = self.digits[rows, place]
            repeats = digit == last[parents]
            bound = ink.bound((blank, sign), (parents, digit, repeats), reach)
            keep = np.flatnonzero(bound <= reach)
            if len(keep) > CROWD:
                keep = np.sort(keep[np.argsort(bound[keep], kind="stable")[:CROWD]])
            rows, ends, last = rows[keep], ends[keep], digit[keep]
            blank, sign = ink.extend((blank, sign), (parents[keep], last, repeats[keep]))
        cost = np.minimum(blank[:, -1], sign[:, -1]) - ink.rest[0]
        fits = cost <= reach
        return rows[fits], cost[fits]


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """A lattice prepared for growing ids digit by digit, all arrays over steps + 1 moments.

    What a beginning costs is told by two rows: that of having ended on a blank, and on a sign. A
    longer beginning is told by the row of the one it grows from, its digit, and whether that repeats.

    Attributes:
        signs: summed cost of staying on each digit, shape (10, steps + 1).
        blanks: summed cost of staying blank, shape (steps + 1,).
        rest: least cost of all that is still to come at each moment.
        onward: least cost of entering each digit at each moment and of all that is still to come.
    """

    signs: Moments
    blanks: Moments
    rest: Moments
    onward: Moments

    @classmethod
    def of(cls, lattice: Lattice) -> _Ink:
        costs = lattice.rows()
        columns = [lattice.alphabet.index(digit) + 1 for digit in "0123456789"]
        sums = np.vstack((np.zeros((1, costs.shape[1]), np.int32), np.cumsum(costs, axis=0, dtype=np.int32)))
        least = costs.min(axis=1)
        rest = np.append(np.cumsum(least[::-1], dtype=np.int32)[::-1], np.int32(0))
        signs = np.ascontiguousarray(sums[:, columns].T)
        onward = np.full(signs.shape, IMPOSSIBLE, np.int32)
        left = np.minimum.accumulate((signs + rest)[:, ::-1], axis=1)[:, ::-1]
        onward[:, :-1] = left[:, 1:] - signs[:, :-1]
        return cls(signs, sums[:, 0], rest, onward)

    def start(self) -> tuple[Moments, Moments]:
        """Return the costs of having written nothing, ending blank and ending on a sign."""
        return self.blanks[None, :], np.full((1, len(self.blanks)), IMPOSSIBLE, np.int32)

    def bound(self, ends: tuple[Moments, Moments], longer: _Longer, reach: int) -> Costs:
        """Return the least cost above the cheapest reading to which each longer beginning leads, where within reach.

        It is exact, as nothing after the digit can be cheaper than the cheapest of all that is still to
        come. Only moments that some beginning passes within reach are looked at.
        """
        blank, sign = ends
        parents, digit, repeats = longer
        either = np.minimum(blank, sign)
        passed = np.flatnonzero((either + self.rest).min(axis=0, initial=IMPOSSIBLE) - self.rest[0] <= reach)
        if not passed.size:
            return np.full(len(digit), IMPOSSIBLE, np.int32)
        when = slice(int(passed[0]), int(passed[-1]) + 1)
        onward = self.onward[:, when]
        least: Costs = (either[:, when][parents] + onward[digit]).min(axis=1)
        least[repeats] = (blank[:, when][parents[repeats]] + onward[digit[repeats]]).min(axis=1)
        least -= self.rest[0]
        return least

    def extend(self, ends: tuple[Moments, Moments], longer: _Longer) -> tuple[Moments, Moments]:
        """Return the costs of beginnings, each one digit longer; a repeat needs a blank before it."""
        (blank, sign), (parents, digit, repeats) = ends, longer
        before = blank[parents]
        enter = np.where(repeats[:, None], before, np.minimum(before, sign[parents]))
        grown = _stay(enter, self.signs[digit])
        return _stay(grown, self.blanks[None, :]), grown


def _stay(enter: Moments, sums: Moments) -> Moments:
    """Return the cost at each moment of having entered a symbol earlier and stayed on it since."""
    stayed = np.full(enter.shape, IMPOSSIBLE, np.int32)
    stayed[:, 1:] = sums[:, 1:] + np.minimum.accumulate(enter[:, :-1] - sums[:, :-1], axis=1)
    return np.minimum(stayed, IMPOSSIBLE)


def _children(starts: Places, rows: Places, ends: Places) -> tuple[npt.NDArray[np.intp], Places, Places]:
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
