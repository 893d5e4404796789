"""Which insurance company a line of writing names, by its ink: the closed list against all other writing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from lockbox.carriers import CARRIERS, Carrier, CarrierSeen, find_carriers
from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice, greedy
from lockbox.phrases import words

_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTERS, _LONG = 26, 6
"""Letters among the symbols, and steps of figures from which they are a long number."""
_NUMBER = re.compile(rf"^[0-9]{{{_LONG},}}|[0-9]{{{_LONG},}}$")
_LETTER = 2.5
"""What a letter of other writing tells in nats: about the entropy of letters in English names."""
_DECLINED, _APART = -100, 400
"""Log-odds in 1/100 nat below which a line is other writing, and the lead over the next company that it needs."""
_EXACT, _SHORT = 1000, 6
"""Likeness of a name spelled right; letters up to which one that is not is declined where the ink favours another."""
_FROM_INK = 900
"""How sure a company is that only the ink names, 0 to 1000."""
_LIKE, _KEPT = 34, 16
"""Likeness, of 100, below which a name is not tried, and how many are."""

Costs = npt.NDArray[np.int32]
Names = tuple[tuple[str, str], ...]


def read_carriers(
    text: str, lattice: Lattice | None, carriers: tuple[Carrier, ...] = CARRIERS, rivals: tuple[str, ...] = ()
) -> tuple[CarrierSeen, ...]:
    """Return the companies that a line names: the one that the whole of its ink is, else those found in its text.

    Args:
        text: what a reader made of the line.
        lattice: its ink.
        carriers: the companies.
        rivals: names that stand on the same papers, such as the payee's: ink that may be one of them names nobody.
    """
    found = find_carriers(text, carriers)
    if lattice is None or len(found) > 1 or (found and found[0].likeness == _EXACT):
        return found
    known = (*carriers, *(Carrier(rival, (), ()) for rival in rivals))
    best, *others = weigh_carriers(lattice, known) or (("", _DECLINED - 1),)
    if found:
        doubted = best[0] and best[0] != found[0].name and best[1] > dict(others).get(found[0].name, best[1] - 1)
        return () if doubted and len(found[0].text) <= _SHORT else found
    if best[1] < _DECLINED or (others and best[1] - others[0][1] < _APART):
        return ()
    company = next(carrier for carrier in known if carrier.name == best[0])
    if company.name in rivals:
        return ()
    return (CarrierSeen(company.name, company.coverages, text, _FROM_INK),)


def weigh_carriers(lattice: Lattice, carriers: tuple[Carrier, ...]) -> tuple[tuple[str, int], ...]:
    """Return the companies that a line may name, each with the log-odds in 1/100 nat that it is no other writing.

    Other writing spells the ink as it looks best, at the price that letters have in names. A company's name spells
    itself, letters run together or apart, and what its ink costs above that speaks against it, as does the length of
    the list. Best first.
    """
    seen = _NUMBER.sub("", "".join(words(greedy(lattice))))
    names = _names(carriers)
    likeness = [fuzz.ratio(seen, name) for name, _ in names]
    near = sorted(range(len(names)), key=lambda place: (-likeness[place], place))[:_KEPT]
    tried = [names[place] for place in near if likeness[place] >= _LIKE]
    if not tried:
        return ()
    weights: dict[str, int] = {}
    for (name, company), cost in zip(tried, _costs(lattice, [name for name, _ in tried]), strict=True):
        weight = round(100 * (_LETTER * len(name) - math.log(len(names)) - int(cost) / UNITS_PER_NAT))
        weights[company] = max(weight, weights.get(company, weight))
    return tuple(sorted(weights.items(), key=lambda found: (-found[1], found[0])))


@lru_cache(maxsize=16)
def _names(carriers: tuple[Carrier, ...]) -> Names:
    """Return every name in capitals and figures, nothing between, with its company; a name of two is nobody's."""
    owners: dict[str, set[str]] = {}
    for carrier in carriers:
        for alias in (carrier.name, *carrier.aliases):
            letters = "".join(character for character in alias.upper() if character in _SYMBOLS)
            owners.setdefault(letters, set()).add(carrier.name)
    return tuple((name, min(companies)) for name, companies in owners.items() if len(companies) == 1)


def _costs(lattice: Lattice, names: Sequence[str]) -> Costs:
    """Return what each name costs above the cheapest reading, in 1/16 nat: best alignment under the CTC rule."""
    rows = _without_number(_folded(lattice))
    longest = max(map(len, names))
    symbols = np.zeros((len(names), 2 * longest + 1), np.intp)
    for place, name in enumerate(names):
        symbols[place, 1 : 2 * len(name) : 2] = [_SYMBOLS.index(letter) + 1 for letter in name]
    skip = np.zeros(symbols.shape, bool)
    skip[:, 3::2] = symbols[:, 3::2] != symbols[:, 1:-2:2]
    best = np.full(symbols.shape, IMPOSSIBLE, np.int32)
    best[:, 0] = 0
    for row in rows:
        reach = best.copy()
        reach[:, 1:] = np.minimum(reach[:, 1:], best[:, :-1])
        reach[:, 2:] = np.where(skip[:, 2:], np.minimum(reach[:, 2:], best[:, :-2]), reach[:, 2:])
        best = np.minimum(reach + row[symbols], IMPOSSIBLE)
    ends = np.array([2 * len(name) for name in names])
    each = np.arange(len(names))
    least: Costs = np.minimum(best[each, ends], best[each, ends - 1])
    return least


def _without_number(rows: Costs) -> Costs:
    """Return the steps without those of a long number before or behind all letters, as a member's is in a memo."""
    best = rows.argmin(axis=1)
    letters, figures = np.flatnonzero((best > 0) & (best <= _LETTERS)), best > _LETTERS
    if not len(letters):
        return rows
    first, last = int(letters[0]), int(letters[-1]) + 1
    start = first if figures[:first].sum() >= _LONG else 0
    end = last if figures[last:].sum() >= _LONG else len(rows)
    return rows[start:end]


def _folded(lattice: Lattice) -> Costs:
    """Return costs above the cheapest of each step: blank, then the symbols, case folded; gaps and signs are blank."""
    seen = lattice.rows()
    seen -= seen.min(axis=1, keepdims=True)
    rows = np.full((len(seen), len(_SYMBOLS) + 1), 255, np.int32)
    rows[:, 0] = seen[:, 0]
    for place, character in enumerate(lattice.alphabet, 1):
        column = _SYMBOLS.find(character.upper()) + 1
        rows[:, column] = np.minimum(rows[:, column], seen[:, place])
    return rows
