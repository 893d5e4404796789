"""Known names and phrases read off a lattice: which of a few the ink may be, whatever stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lockbox.lattice import UNITS_PER_NAT, Lattice
from lockbox.walk import Stand, Step, Symbols, walk

_SYMBOLS = Symbols("abcdefghijklmnopqrstuvwxyz0123456789& ", other=" ")
_SPACE = _SYMBOLS.column(" ")
_JUNK = "~"
_STRAY = 8
"""Price in 1/16 nat of a letter beside the name: printed labels often run into what is written."""
_BEST = 960
_PER_NAT = 380


def fit_names(lattice: Lattice, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the names that the ink may be, with confidence 0 to 1000, best first.

    The confidence falls with the cost a letter; a name that more than one nat a letter speaks
    against is left out.
    """
    fits = []
    for name, letters, cost in _stand_there(lattice, tuple(names), _STRAY):
        nats = cost / UNITS_PER_NAT / letters
        fits.append((name, round(_BEST - _PER_NAT * nats) if nats <= 1 else 0))
    best = dict(sorted(fits, key=lambda fit: fit[1]))
    return tuple(sorted(((name, fit) for name, fit in best.items() if fit), key=lambda fit: (-fit[1], fit[0])))


def find_in_ink(lattice: Lattice, phrases: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the phrases that may stand anywhere in a line, with what a letter of each costs in 1/100 nat."""
    costs: dict[str, int] = {}
    for phrase, _, cost in _stand_there(lattice, tuple(phrases), 0):
        a_letter = 100 * cost // UNITS_PER_NAT // len(phrase)
        costs[phrase] = min(a_letter, costs.get(phrase, a_letter))
    return tuple(sorted(costs.items(), key=lambda found: (found[1], found[0])))


def _stand_there(lattice: Lattice, names: tuple[str, ...], stray: int) -> Iterator[tuple[str, int, int]]:
    """Yield names that may stand in a line, the letters walked and the cost in 1/16 nat; a letter beside it costs."""
    known, tree = _known(names)
    for state, cost in walk(_SYMBOLS.rows_of_lattice(lattice, lambda _: stray), "", tree.stand).items():
        name = known.get(state.rstrip(_JUNK))
        if name:
            yield name, len(state), cost


@lru_cache(maxsize=16)
def _known(names: tuple[str, ...]) -> tuple[dict[str, str], _Tree]:
    known = {_plain(name): name for name in reversed(names)}
    return known, _Tree(tuple(known))


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9&]+", name.lower()))


class _Tree:
    """The beginnings of some names; a state is the part of a name read so far, junk around it as ``~``."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._whole = frozenset(names)
        nexts: dict[str, dict[str, None]] = {}
        for name in names:
            for place, character in enumerate(name):
                nexts.setdefault(name[:place], {})[character] = None
        self._next = {beginning: tuple(characters) for beginning, characters in nexts.items()}
        self.stand = lru_cache(maxsize=4096)(self._stand)

    def _stand(self, state: str) -> Stand:
        if state.endswith(_JUNK):
            steps = self._letters("") if state == _JUNK else []
            return Stand(_SYMBOLS.anything, True, tuple(steps))
        steps = self._letters(state)
        if not state or state in self._whole:
            steps.append(Step(_SYMBOLS.anything, 0, state + _JUNK))
        return Stand(_SYMBOLS.column(state[-1]) if state else 0, state.endswith(" "), tuple(steps))

    def _letters(self, state: str) -> list[Step]:
        """Return the steps to the next letter; the blank between two words may be missing."""
        steps = []
        for character in self._next.get(state, ()):
            steps.append(Step(_SYMBOLS.column(character), 0, state + character))
            if character == " ":
                steps += self._letters(state + " ")
        return steps
