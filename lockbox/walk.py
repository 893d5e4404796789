"""Walking a lattice with a grammar in hand: the best meaning is sought, not the best letters.

A grammar is a set of states and the characters that lead from one to the next. The walk follows the
CTC rule through the rows of a lattice, keeps the cheapest states, and never leaves the grammar.
Costs are capped, so a letter that the reader missed or misread is mended at a price; noisy text
without a lattice is walked the same way, each letter being itself at no cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice

S = TypeVar("S", bound=Hashable)
V = TypeVar("V")

Rows = npt.NDArray[np.int32]
"""Costs, shape (steps, len(symbols) + 2): blank, the symbols, and last any character at all."""

EDIT = 80
LOOKALIKE = 44
MOST_COST = 96
STRAY = 40
TWIN = 16
"""Prices in 1/16 nat: another letter, a similar one, the most a step may cost, a stray letter, a twin."""

_LOOKALIKES = ("oac0e", "il1tf/j", "nuvrmw", "hbkn", "gyq9", "s5", "z2", "ec", "dcl")
_BEAM = 48
_SPAN = 160


class Step(NamedTuple):
    """A character that may come next: its column, what it costs besides the ink, and where it leads."""

    column: int
    cost: int
    state: Any


class Stand(NamedTuple):
    """How a state goes on: the column it was reached by (0 at the start), and its steps.

    ``loops`` says that the column's character may come again and again, as blanks between words do.
    """

    column: int
    loops: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """The characters of a grammar.

    Attributes:
        other: stands for every character that is not among them.
        twins: characters drawn alike, which only the grammar can tell apart: those seen, those that
            may have been meant, and the price of taking one for the other.
    """

    characters: str
    other: str = ""
    twins: tuple[tuple[str, str, int], ...] = (("0o", "0o", TWIN), ("1il", "1il", TWIN), ("5s", "5s", TWIN))

    def column(self, character: str) -> int:
        """Return the column of a character; that of ``other`` if it is not known, 0 if nothing stands for it."""
        return self.characters.find(character if character in self.characters else self.other or "\0") + 1

    @property
    def anything(self) -> int:
        """The column of any character at all."""
        return len(self.characters) + 1

    def rows_of_lattice(self, lattice: Lattice, stray: Callable[[str], int] = lambda _: STRAY) -> Rows:
        """Return a lattice's costs over these symbols, case folded, capped, and 0 for the best of every step.

        Args:
            lattice: what a reader saw.
            stray: the price of a character that belongs to nothing that is sought.
        """
        seen = lattice.rows()
        seen -= seen.min(axis=1, keepdims=True)
        rows = np.full((len(seen), len(self.characters) + 2), MOST_COST, np.int32)
        rows[:, 0] = np.minimum(seen[:, 0], MOST_COST)
        for place, character in enumerate(lattice.alphabet, 1):
            for column in {self.column(character.lower()), self.anything} - {0}:
                price = stray(character) if column == self.anything else 0
                rows[:, column] = np.minimum(rows[:, column], seen[:, place] + price)
        for seen_as, meant, price in self.twins:
            least = rows[:, [self.column(c) for c in seen_as]].min(axis=1, keepdims=True) + price
            columns = [self.column(c) for c in meant]
            rows[:, columns] = np.minimum(rows[:, columns], least)
        return rows

    def rows_of_text(self, text: str, stray: Callable[[str], int] = lambda _: STRAY) -> Rows:
        """Return a text as costs: every letter may be another, none at all, or have lost a neighbour."""
        rows = np.full((2 * len(text) + 1, len(self.characters) + 2), EDIT, np.int32)
        rows[::2, 0] = 0
        for place, character in enumerate(text.lower()):
            row = rows[2 * place + 1]
            for other in _alike(character):
                if other in self.characters:
                    row[self.column(other)] = LOOKALIKE
            if self.column(character):
                row[self.column(character)] = 0
            row[0] = LOOKALIKE if character == " " else EDIT
            row[-1] = stray(character)
        return rows


def walk(rows: Rows, start: S, stand: Callable[[S], Stand], beam: int = _BEAM) -> Mapping[S, int]:
    """Return the states in which the rows may end, each with the cost of the cheapest way there.

    Args:
        rows: what it costs to read each symbol at each step.
        start: the state before the first step.
        stand: says how a state goes on.
        beam: how many states are kept after each step.
    """
    beams: dict[S, tuple[int, int]] = {start: (0, IMPOSSIBLE)}
    for row in rows.tolist():
        bound = min(map(min, beams.values())) + min(row) + _SPAN
        following: dict[S, tuple[int, int]] = {}
        for state, (ends_blank, ends_character) in beams.items():
            either = min(ends_blank, ends_character)
            column, loops, steps = stand(state)
            again = (either if loops else ends_character) + row[column] if column else IMPOSSIBLE
            _offer(following, state, either + row[0], again)
            for column_after, price, state_after in steps:
                cost = (ends_blank if column_after == column else either) + price + row[column_after]
                if cost <= bound:
                    _offer(following, state_after, IMPOSSIBLE, cost)
        ranked = sorted((min(ends), place) for place, ends in enumerate(following.values()))
        states = tuple(following.items())
        beams = dict(states[place] for cost, place in ranked[:beam] if cost <= ranked[0][0] + _SPAN)
    return {state: min(ends) for state, ends in beams.items()}


def confidences(costs: Mapping[V, int], letters: int, most: int = 6) -> tuple[tuple[V, int], ...]:
    """Return values with confidence 0 to 1000, best first: how far the best leads, and how much had to be mended.

    Args:
        costs: the cheapest cost of every value.
        letters: about how many letters were read.
        most: how many values to return.
    """
    if not costs:
        return ()
    ranked = sorted(costs.items(), key=lambda item: (item[1], str(item[0])))[:most]
    least = ranked[0][1]
    weights = [math.exp((least - cost) / UNITS_PER_NAT) for _, cost in ranked]
    fit = min(1.0, max(0.0, 1.3 - 3.0 * least / EDIT / max(letters, 1)))
    total = sum(weights)
    return tuple((value, round(999 * fit * weight / total)) for (value, _), weight in zip(ranked, weights, strict=True))


def cheapest(costs: Iterable[tuple[V, int]]) -> dict[V, int]:
    """Return the least cost of every value."""
    best: dict[V, int] = {}
    for value, cost in costs:
        best[value] = min(best.get(value, IMPOSSIBLE), cost)
    return best


@lru_cache(maxsize=256)
def _alike(character: str) -> frozenset[str]:
    return frozenset(other for group in _LOOKALIKES if character in group for other in group)


def _offer(beams: dict[S, tuple[int, int]], state: S, blank: int, character: int) -> None:
    """Keep the cheaper of what a state already costs and a new way to it."""
    old = beams.get(state)
    beams[state] = (blank, character) if old is None else (min(old[0], blank), min(old[1], character))
