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
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from lockbox.grammar import Grammar, Rows, ToGo
from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice

N = TypeVar("N", bound=Hashable)
C = TypeVar("C", bound=Hashable)
V = TypeVar("V")

Fold = Callable[[C, Any], Iterable[C]]
"""What is known after something more was told: nothing where that cannot be, several where it may mean several."""
_Key = tuple[int, C]
_Costs = dict[_Key[C], int]
_Indices = npt.NDArray[np.intp]
_Kept = tuple[_Key[C], int, int]
"""A place and what is known there, with its costs if a blank came last and if its character did."""

EDIT = 80
LOOKALIKE = 44
MOST_COST = 96
STRAY = 40
TWIN = 16
"""Prices in 1/16 nat: another letter, a similar one, the most a step may cost, a stray letter, a twin."""

_LOOKALIKES = ("oac0e", "il1tf/j", "nuvrmw", "hbkn", "gyq9", "s5", "z2", "ec", "dcl")
_SPAN = 128
_MOST_SPAN = 1024
_NO_WEIGHT = 122
"""In 1/16 nat: how much dearer than the best a way may be at first and at last, and from where that shows in no
confidence."""


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
        places, firsts, columns = _folding(self, lattice.alphabet)
        if len(columns):
            rows[:, columns] = np.minimum(np.minimum.reduceat(seen[:, places], firsts, axis=1), MOST_COST)
        if lattice.alphabet:
            prices = np.array([stray(character) for character in lattice.alphabet], np.int32)
            rows[:, -1] = np.minimum((seen[:, 1:] + prices).min(axis=1), MOST_COST)
        for seen_as, meant, price in self.twins:
            least = rows[:, [self.column(c) for c in seen_as]].min(axis=1, keepdims=True) + price
            others = [self.column(c) for c in meant]
            rows[:, others] = np.minimum(rows[:, others], least)
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


@lru_cache(maxsize=64)
def _folding(symbols: Symbols, alphabet: str) -> tuple[_Indices, _Indices, _Indices]:
    """Return how characters fold into columns: their places in a lattice by column, the first of each, the columns."""
    pairs = ((symbols.column(character.lower()), place) for place, character in enumerate(alphabet, 1))
    folded = np.array(sorted(pair for pair in pairs if pair[0]), np.intp).reshape(-1, 2)
    columns, firsts = np.unique(folded[:, 0], return_index=True)
    return folded[:, 1], firsts, columns


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a walk looks.

    Attributes:
        beam: how many ways are kept after each step.
        doubt: what a meaning may cost besides its ink, in 1/16 nat.
        dearest: what a way may cost at most; None for as much as can weigh beside the best.
    """

    beam: int = 48
    doubt: int = 0
    dearest: int | None = None


def walk(rows: Rows, grammar: Grammar[N], knowing: tuple[C, Fold[C]], limits: Limits) -> dict[tuple[N, C], int]:
    """Return where the rows may end and what was told on the way, each with its least cost, the end's price included.

    Ways that cannot end well are left early, for the grammar says what is still to pay at least. Where
    it promised too much, all is walked once more with more patience.

    Args:
        rows: what it costs to read each symbol at each step.
        grammar: the places and what leads from one to another.
        knowing: what is known before the first step, and what after something more was told.
        limits: how far to look.
    """
    to_go = grammar.to_go(rows)
    least, span = int(to_go.blank[0, 0]), _SPAN + limits.doubt
    walker = _Walker(rows, grammar, to_go, knowing)
    if limits.dearest is not None:
        return walker.ends(limits.dearest, limits.beam) if least <= limits.dearest else {}
    while True:
        ends = walker.ends(least + span, limits.beam)
        found = min(ends.values(), default=IMPOSSIBLE)
        if found + _NO_WEIGHT + limits.doubt <= least + span or span > _MOST_SPAN:
            return ends
        span *= 2


@dataclass(frozen=True, slots=True)
class _Walker(Generic[N, C]):
    """One lattice, one grammar."""

    rows: Rows
    grammar: Grammar[N]
    to_go: ToGo
    knowing: tuple[C, Fold[C]]

    def ends(self, most: int, beam: int) -> dict[tuple[N, C], int]:
        """Return the ends of all ways that cost no more than ``most`` in all."""
        kept: list[_Kept[C]] = [((0, self.knowing[0]), 0, IMPOSSIBLE)]
        ranked: list[tuple[int, int, _Kept[C]]] = []
        for number, row in enumerate(self.rows.tolist()):
            blanks, characters = self._ahead(kept, number, row, most)
            after_blank = memoryview(self.to_go.blank[number + 1])
            after_character = memoryview(self.to_go.character[number + 1])
            ranked = []
            for key, end in characters.items():
                blank, place = blanks.get(key, IMPOSSIBLE), key[0]
                cost = min(blank + after_blank[place], end + after_character[place])
                if cost <= most:
                    ranked.append((cost, len(ranked), (key, blank, end)))
            if len(ranked) > beam:
                ranked = sorted(ranked)[:beam]
            kept = [one for _, _, one in ranked]
        return {(self.grammar.places[place], known): cost for cost, _, ((place, known), _, _) in ranked}

    def _ahead(self, kept: list[_Kept[C]], number: int, row: list[int], most: int) -> tuple[_Costs[C], _Costs[C]]:
        """Return what the keys cost after one more row, if it is a blank and if it is their character."""
        blanks: _Costs[C] = {}
        characters: _Costs[C] = {}
        grammar, fold = self.grammar, self.knowing[1]
        ahead, steps = memoryview(self.to_go.ahead[number]), memoryview(self.to_go.steps[number])
        for key, blank, end in kept:
            place, known = key
            (own, loops), either = grammar.columns[place], min(blank, end)
            blanks[key] = either + row[0]
            again = (either if loops else end) + row[own] if own else IMPOSSIBLE
            if again < characters.get(key, IMPOSSIBLE + 1):
                characters[key] = again
            if either + ahead[place] > most:
                continue
            legs = [(0, known, place)]
            for price, after, told in grammar.links[place]:
                legs += [(price, more, after) for more in ((known,) if told is None else fold(known, told))]
            for extra, so_far, start in legs:
                first, last = grammar.spans[start]
                afford = most - either - extra
                for step, rest in enumerate(steps[first:last].tolist(), first):
                    if rest > afford:
                        continue
                    column, price, after, told = grammar.steps[step]
                    cost = (blank if column == own else either) + extra + price + row[column]
                    for more in (so_far,) if told is None else fold(so_far, told):
                        if cost < characters.get((after, more), IMPOSSIBLE):
                            characters[after, more] = cost
        return blanks, characters


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
