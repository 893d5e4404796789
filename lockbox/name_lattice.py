"""Known names and phrases read off a lattice: which of a few the ink may be, whatever stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from lockbox.grammar import Grammar, Rows, Step, Way
from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice
from lockbox.walk import Limits, Symbols, walk

_SYMBOLS = Symbols("abcdefghijklmnopqrstuvwxyz0123456789& ", other=" ")
_SPACE = _SYMBOLS.column(" ")
_JUNK = "~"
_STRAY = 8
"""Price in 1/16 nat of a letter beside the name: printed labels often run into what is written."""
_BEST = 960
_PER_NAT = 380


@lru_cache(maxsize=64)
def fit_names(lattice: Lattice, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return the names that the ink may be, with confidence 0 to 1000, best first.

    The confidence falls with the cost a letter; a name that more than one nat a letter speaks
    against is left out.
    """
    fits = []
    for name, letters, cost in _stand_there(lattice, names, _STRAY, 100):
        nats = cost / UNITS_PER_NAT / letters
        fits.append((name, round(_BEST - _PER_NAT * nats) if nats <= 1 else 0))
    best = dict(sorted(fits, key=lambda fit: fit[1]))
    return tuple(sorted(((name, fit) for name, fit in best.items() if fit), key=lambda fit: (-fit[1], fit[0])))


def find_in_ink(lattice: Lattice, phrases: Sequence[str], dearest: int = 100) -> tuple[tuple[str, int], ...]:
    """Return the phrases that may stand anywhere in a line, with what a letter of each costs in 1/100 nat.

    Args:
        lattice: the ink.
        phrases: what to look for.
        dearest: what a letter may cost at most.
    """
    costs: dict[str, int] = {}
    for phrase, _, cost in _stand_there(lattice, tuple(phrases), 0, dearest):
        a_letter = 100 * cost // UNITS_PER_NAT // len(phrase)
        if a_letter <= dearest:
            costs[phrase] = min(a_letter, costs.get(phrase, a_letter))
    return tuple(sorted(costs.items(), key=lambda found: (found[1], found[0])))


def _stand_there(lattice: Lattice, names: tuple[str, ...], stray: int, dearest: int) -> Iterator[tuple[str, int, int]]:
    """Yield names that may stand in a line, the letters walked and the cost in 1/16 nat.

    A letter beside the name costs ``stray``; names whose letters cost more than ``dearest`` each, in
    1/100 nat, are left out.
    """
    tree = _tree(names, UNITS_PER_NAT * dearest // 100)
    rows = _SYMBOLS.rows_of_lattice(lattice, lambda _: stray)
    if tree.may_stand(rows):
        for (place, _), cost in walk(rows, tree.grammar, (None, lambda *_: ()), Limits(dearest=0)).items():
            yield tree.names[place.rstrip(_JUNK)], len(place), cost + tree.credit * len(place)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9&]+", name.lower()))


class _Tree:
    """The beginnings of some names; a place is the part of a name read so far, junk around it as ``~``.

    Every letter brings a credit, so that a name whose letters cost no more on the whole costs nothing.
    """

    def __init__(self, names: tuple[str, ...], credit: int) -> None:
        self.names = {_plain(name): name for name in reversed(names)}
        self.credit = credit
        self._letters_of = np.zeros((len(self.names), _SYMBOLS.anything + 1), np.int32)
        nexts: dict[str, dict[str, None]] = {}
        for number, name in enumerate(self.names):
            for place, character in enumerate(name):
                nexts.setdefault(name[:place], {})[character] = None
                self._letters_of[number, _SYMBOLS.column(character)] += character != " "
        self._next = {beginning: tuple(characters) for beginning, characters in nexts.items()}
        self._credits = credit * np.array([len(name) + 2 for name in self.names], np.int32)
        self.grammar = Grammar("", self._way)

    def may_stand(self, rows: Rows) -> bool:
        """Say whether the letters of any name may all be there, wherever in the line, for no more than their credit."""
        return bool(len(rows) and self.names and (self._letters_of @ rows.min(axis=0) <= self._credits).any())

    def _way(self, place: str) -> Way:
        end = 0 if place.rstrip(_JUNK) in self.names else IMPOSSIBLE
        if place.endswith(_JUNK):
            return Way(_SYMBOLS.anything, True, end, self._letters("") if place == _JUNK else ())
        steps = self._letters(place)
        if not place or place in self.names:
            steps.append(Step(_SYMBOLS.anything, -self.credit if place else 0, place + _JUNK))
        return Way(_SYMBOLS.column(place[-1]) if place else 0, place.endswith(" "), end, steps)

    def _letters(self, place: str, skipped: int = 0) -> list[Step]:
        """Return the steps to the next letter; the blank between two words may be missing."""
        steps = []
        for character in self._next.get(place, ()):
            steps.append(Step(_SYMBOLS.column(character), -self.credit * (1 + skipped), place + character))
            if character == " ":
                steps += self._letters(place + " ", 1)
        return steps


_tree = lru_cache(maxsize=16)(_Tree)
