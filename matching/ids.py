"""Written ids held against the whole roster: ink by its lattice, text by the slips that pens and readers make."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
_DIGITS = "0123456789"

REACH = 9 * UNITS_PER_NAT
"""Ids whose ink costs this much more than the cheapest reading are not what was written."""
CROWD = 4096
"""Where more beginnings of ids than this fit the ink, it tells nothing, and only the best are followed."""

_TWINS = {"0": "OoQ", "1": "lIi/", "2": "Zz", "5": "Ss", "6": "b", "8": "B", "9": "gq"}
"""Letters that readers of text take digits for."""
_TWIN_COST = 16
"""Cost in 1/16 nat of a letter that stands for a digit."""
_APART = " -.,"
"""Signs by which people part the digits of an id."""

CONFUSED = frozenset({"17", "71", "49", "94", "38", "83", "56", "65", "06", "60", "27", "72", "35", "53", "08", "80"})
"""Digits that readers take for one another in handwriting."""

_CONFUSED_COST, _WRONG_COST, _SWAPPED_COST, _MISSING_COST = 450, 700, 650, 600
_SLIP_COSTS = np.array(
    [[_CONFUSED_COST if f"{seen}{meant}" in CONFUSED else _WRONG_COST for seen in range(10)] for meant in range(10)],
    np.int32,
)
"""What it costs that one digit (row) was meant and another (column) seen."""


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
        numbers: the ids as numbers, ascending; int64.
    """

    digits: npt.NDArray[np.uint8]
    starts: tuple[npt.NDArray[np.uint32], ...]
    numbers: npt.NDArray[np.int64]

    @classmethod
    def of(cls, digits: npt.NDArray[np.uint8]) -> IdTree:
        """Build the tree of ascending rows of digits."""
        return cls.over(columns_of_tree(digits))

    @classmethod
    def over(cls, columns: Columns) -> IdTree:
        """Return the tree that ``columns_of_tree`` laid out."""
        starts = tuple(columns[f"beginnings.{place}"] for place in range(sum("beginnings" in name for name in columns)))
        digits = columns["digits"].reshape(-1, len(starts))
        powers = 10 ** np.arange(len(starts) - 1, -1, -1, dtype=np.int64)
        return cls(digits, starts, digits @ powers)

    def places_of(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """Return the row of each number, -1 where it is no id."""
        rows = np.searchsorted(self.numbers, numbers)
        there = rows < len(self.numbers)
        there[there] = self.numbers[rows[there]] == numbers[there]
        return np.where(there, rows, -1)

    def near(self, lattice: Lattice, reach: int = REACH) -> tuple[Places, Costs]:
        """Return the rows whose id the ink may spell, and what each costs above the cheapest reading.

        The costs are those of ``lockbox.lattice.score_many``, less the cost of the cheapest symbol at
        every step. Beginnings that cannot lead to an id within reach are given up, so the answer is
        exact and the work is that of the few ids that look like the ink. Where the reader's alphabet has
        letters the id may stand anywhere in the line, its digits parted and taken for letters like them.

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
        cost = ink.ended(np.minimum(blank, sign))
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
        within: whether other words may stand before and after the id.
    """

    signs: Moments
    blanks: Moments
    rest: Moments
    onward: Moments
    within: bool

    @classmethod
    def of(cls, lattice: Lattice) -> _Ink:
        costs = lattice.rows()
        digits, blank = _columns(costs, lattice.alphabet)
        signs = np.ascontiguousarray(_sums(digits).T)
        rest = _sums(costs.min(axis=1)[::-1])[::-1]
        onward = np.full(signs.shape, IMPOSSIBLE, np.int32)
        left = np.minimum.accumulate((signs + rest)[:, ::-1], axis=1)[:, ::-1]
        onward[:, :-1] = left[:, 1:] - signs[:, :-1]
        return cls(signs, _sums(blank), rest, onward, len(lattice.alphabet) > len(_DIGITS))

    def start(self) -> tuple[Moments, Moments]:
        """Return the costs of having written nothing of the id, ending blank and ending on a sign."""
        before = self.rest[0] - self.rest if self.within else self.blanks
        return before[None, :], np.full((1, len(before)), IMPOSSIBLE, np.int32)

    def ended(self, either: Moments) -> Costs:
        """Return the cost above the cheapest reading of whole ids, of which ``either`` is told at every moment."""
        least: Costs = (either + self.rest).min(axis=1) if self.within else either[:, -1]
        above: Costs = least - self.rest[0]
        return above

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


def _columns(costs: Costs, alphabet: str) -> tuple[Costs, Costs]:
    """Return what each digit costs at every step, shape (steps, 10), and what a blank does."""
    at = {sign: place for place, sign in enumerate(alphabet, start=1)}
    digits = costs[:, [at[digit] for digit in _DIGITS]]
    for digit, letters in _TWINS.items():
        twins = [at[letter] for letter in letters if letter in at]
        if twins:
            other = costs[:, twins].min(axis=1) + np.int32(_TWIN_COST)
            digits[:, int(digit)] = np.minimum(digits[:, int(digit)], other)
    between = [0, *(at[sign] for sign in _APART if sign in at)]
    return digits, costs[:, between].min(axis=1)


def _sums(steps: Costs) -> Costs:
    """Return what the first steps cost together: none of them, one, two, ... all."""
    sums = np.zeros((len(steps) + 1, *steps.shape[1:]), np.int32)
    np.cumsum(steps, axis=0, dtype=np.int32, out=sums[1:])
    return sums


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


def fit_ids(found: Field[str], tree: IdTree) -> dict[int, int]:
    """Return the places of the roster that a written id may mean, with the cost of each in 1/100 nat.

    The ink's own lattice counts where there is one; the texts that readers made of it count with the
    slips of pen and reader: a digit taken for another, two neighbours swapped, one missing or too many.
    """
    fits: dict[int, int] = {}
    if found.lattice is not None and set(_DIGITS) <= set(found.lattice.alphabet):
        rows, costs = tree.near(found.lattice)
        fits = {int(row): int(cost) * 100 // UNITS_PER_NAT for row, cost in zip(rows, costs, strict=True)}
    for text, confidence in readings(found):
        doubt = -round(100 * math.log(max(confidence, 1) / 1000))
        numbers, slips = near_numbers(text)
        places = tree.places_of(numbers)
        for place, slip in zip(places[places >= 0].tolist(), slips[places >= 0].tolist(), strict=True):
            fits[place] = min(fits.get(place, IMPOSSIBLE), slip + doubt)
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
    numbers, costs = near_numbers(text)
    yield from ((f"{number:012d}", cost) for number, cost in zip(numbers.tolist(), costs.tolist(), strict=True))


def near_numbers(text: str) -> tuple[npt.NDArray[np.int64], Costs]:
    """Return the ids, as numbers, that one slip would turn into ``text``, and the cost of each slip.

    Twelve digits may be right, have one wrong or two neighbours swapped; eleven lack one, thirteen have one too many.
    """
    if len(text) not in (11, 12, 13):
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    digits = np.array([int(digit) for digit in text], np.int64)
    powers = 10 ** np.arange(len(text) - 1, -1, -1, dtype=np.int64)
    number = digits @ powers
    if len(text) == 12:
        wrong = number + (np.arange(10)[:, None] - digits) * powers
        swapped = number + np.diff(digits) * (powers[:-1] - powers[1:])
        is_wrong, is_swapped = wrong != number, swapped != number
        costs = (_SLIP_COSTS[:, digits][is_wrong], np.full(int(is_swapped.sum()), _SWAPPED_COST, np.int32))
        return np.r_[number, wrong[is_wrong], swapped[is_swapped]], np.concatenate(([np.int32(0)], *costs))
    if len(text) == 11:
        after = 10 ** np.arange(11, -1, -1, dtype=np.int64)
        near = number // after * after * 10 + np.arange(10)[:, None] * after + number % after
    else:
        near = number // (powers * 10) * powers + number % powers
    return near.ravel(), np.full(near.size, _MISSING_COST, np.int32)
