"""A line reader's full opinion: the cost of every character at every step, as small integers.

Costs are negative natural logarithms in units of 1/16 nat, clipped to 255. All arithmetic is on
integers, so a score is the same on every machine. Scores are those of the best alignment (Viterbi)
under the CTC rule: repeats of a character merge unless a blank stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

UNITS_PER_NAT = 16
WORST = 255
IMPOSSIBLE = 1 << 24

Costs = npt.NDArray[np.int32]
_Beam = tuple[int, str, int, int]
"""A text by its cost: the cost, the text, and what it costs if a blank came last and if its last character did."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Costs of ``len(alphabet) + 1`` symbols at each step; column 0 is the CTC blank.

    Attributes:
        alphabet: the characters of columns 1 and up, each once.
        costs: ``steps * (len(alphabet) + 1)`` bytes, row by row.
    """

    alphabet: str
    costs: bytes

    def __post_init__(self) -> None:
        """Check that the bytes form whole rows."""
        assert len(set(self.alphabet)) == len(self.alphabet), "alphabet repeats a character"
        assert len(self.costs) % (len(self.alphabet) + 1) == 0, "costs are not whole rows"

    def rows(self) -> Costs:
        """Return the costs as an int32 array of shape (steps, len(alphabet) + 1)."""
        return np.frombuffer(self.costs, np.uint8).reshape(-1, len(self.alphabet) + 1).astype(np.int32)


def from_probabilities(probabilities: npt.NDArray[np.floating], alphabet: str) -> Lattice:
    """Quantise CTC probabilities of shape (steps, len(alphabet) + 1), blank first, to a lattice.

    Neighbouring steps that are surely blank are kept once: they carry no other information.
    """
    safe = np.maximum(probabilities.astype(np.float64), 1e-12)
    costs = np.clip(np.rint(-np.log(safe) * UNITS_PER_NAT), 0, WORST).astype(np.uint8)
    blank = costs[:, 0] == 0
    keep = ~(blank & np.concatenate(([False], blank[:-1])))
    return Lattice(alphabet, costs[keep].tobytes())


def score(lattice: Lattice, text: str) -> int:
    """Return the cost of the best way to read ``text`` off the lattice; IMPOSSIBLE if there is none."""
    if any(character not in lattice.alphabet for character in text):
        return IMPOSSIBLE
    columns = np.array([[lattice.alphabet.index(character) + 1 for character in text]], np.intp)
    return int(score_many(lattice, columns)[0])


def score_many(lattice: Lattice, columns: npt.NDArray[np.intp]) -> Costs:
    """Return the best-path cost of many texts of one length.

    Args:
        lattice: what the reader saw.
        columns: shape (texts, length), each entry a lattice column (alphabet index + 1).
    """
    rows = lattice.rows()
    count, length = columns.shape
    states = 2 * length + 1
    symbols = np.zeros((count, states), np.intp)
    symbols[:, 1::2] = columns
    skip = np.zeros((count, states), bool)
    skip[:, 3::2] = columns[:, 1:] != columns[:, :-1]
    best = np.full((count, states), IMPOSSIBLE, np.int32)
    best[:, 0] = 0
    for row in rows:
        reach = best.copy()
        reach[:, 1:] = np.minimum(reach[:, 1:], best[:, :-1])
        reach[:, 2:] = np.where(skip[:, 2:], np.minimum(reach[:, 2:], best[:, :-2]), reach[:, 2:])
        best = np.minimum(reach + row[symbols], IMPOSSIBLE)
    last: Costs = best[:, -1] if length == 0 else np.minimum(best[:, -1], best[:, -2])
    return last


def best_texts(lattice: Lattice, limit: int = 5, beam: int = 24) -> tuple[tuple[str, int], ...]:
    """Return up to ``limit`` texts with their best-path costs, cheapest first (CTC beam search)."""
    beams = [(0, "", 0, IMPOSSIBLE)]
    rows = lattice.rows()
    usable: list[list[tuple[str, int]]] = [[] for _ in rows]
    for step, place in np.argwhere(rows[:, 1:] < WORST).tolist():
        usable[step].append((lattice.alphabet[place], int(rows[step, place + 1])))
    for blank, characters in zip(rows[:, 0].tolist(), usable, strict=True):
        beams = _after_step(beams, blank, characters, beam)
    return tuple((text, least) for least, text, *_ in beams[:limit])


def _after_step(beams: list[_Beam], blank: int, characters: list[tuple[str, int]], most: int) -> list[_Beam]:
    """Return the cheapest texts after one more step, at most so many, given what a blank and characters cost."""
    if not characters:
        return [(least + blank, text, least + blank, IMPOSSIBLE) for least, text, *_ in beams]
    dearest = beams[-1][0] + blank if len(beams) == most else IMPOSSIBLE - 1
    following: dict[str, tuple[int, int]] = {}
    longer: dict[str, int] = {}
    known = {text for _, text, *_ in beams}
    for least, text, ends_blank, ends_character in beams:
        again, last = IMPOSSIBLE, text[-1:]
        for character, cost in characters:
            if character == last:
                again = ends_character + cost
                whole = ends_blank + cost
            else:
                whole = least + cost
            if whole <= dearest or text + character in known:
                longer[text + character] = whole
        following[text] = (least + blank, again)
    for text, cost in longer.items():
        ends = following.get(text, (IMPOSSIBLE, IMPOSSIBLE))
        following[text] = (ends[0], min(ends[1], cost))
    ranked = sorted((min(ends), text, *ends) for text, ends in following.items())
    return [one for one in ranked[:most] if one[0] < IMPOSSIBLE]


def greedy(lattice: Lattice) -> str:
    """Return the text of the cheapest symbol at every step, repeats merged and blanks dropped."""
    return _merge(lattice.rows().argmin(axis=1).tolist(), lattice.alphabet)


def _merge(columns: Sequence[int], alphabet: str) -> str:
    return "".join(alphabet[now - 1] for before, now in pairwise((0, *columns)) if now and now != before)
