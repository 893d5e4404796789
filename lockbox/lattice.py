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
    beams = [("", 0, IMPOSSIBLE)]
    for row in lattice.rows():
        blank = int(row[0])
        usable = [(lattice.alphabet[i], int(row[i + 1])) for i in np.flatnonzero(row[1:] < WORST)]
        following: dict[str, tuple[int, int]] = {}
        longer: dict[str, int] = {}
        for text, ends_blank, ends_character in beams:
            either, again, last = min(ends_blank, ends_character), IMPOSSIBLE, text[-1:]
            for character, cost in usable:
                if character == last:
                    again = ends_character + cost
                    longer[text + character] = ends_blank + cost
                else:
                    longer[text + character] = either + cost
            following[text] = (either + blank, again)
        for text, cost in longer.items():
            ends = following.get(text, (IMPOSSIBLE, IMPOSSIBLE))
            following[text] = (ends[0], min(ends[1], cost))
        ranked = sorted((min(ends), text, ends) for text, ends in following.items())
        beams = [(text, *ends) for least, text, ends in ranked[:beam] if least < IMPOSSIBLE]
    return tuple((text, min(ends)) for text, *ends in beams[:limit])


def greedy(lattice: Lattice) -> str:
    """Return the text of the cheapest symbol at every step, repeats merged and blanks dropped."""
    return _merge(lattice.rows().argmin(axis=1).tolist(), lattice.alphabet)


def _merge(columns: Sequence[int], alphabet: str) -> str:
    return "".join(alphabet[now - 1] for before, now in pairwise((0, *columns)) if now and now != before)
