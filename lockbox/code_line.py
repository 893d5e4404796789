"""The characters of a code line one by one: where each stands and how sure it is, from the reader's lattice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lockbox.lattice import UNITS_PER_NAT, Lattice
from lockbox.micr import UNREAD

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a line.

    Attributes:
        symbol: as read.
        confidence: 0 to 1000, that this stretch of the line holds this character and nothing else.
        step: of the lattice, where it is seen most clearly.
    """

    symbol: str
    confidence: int
    step: int


def characters(lattice: Lattice, text: str) -> tuple[Character, ...]:
    """Part a lattice into one stretch for each character of its text, and say how surely each holds it.

    The line is parted where blank is likeliest between two neighbours. A stretch's confidence is the
    probability that CTC gives the one character in it, all alignments together; what may have been
    missed between two characters is doubt of both stretches.

    Args:
        lattice: what the reader saw.
        text: the reader's best text; every character is in the lattice's alphabet.
    """
    if not text:
        return ()
    shares = np.exp(-lattice.rows() / UNITS_PER_NAT)
    shares /= shares.sum(axis=1, keepdims=True)
    columns = [lattice.alphabet.index(character) + 1 for character in text]
    peaks = _peaks(lattice, columns)
    cuts = [0, *(_parting(shares, one, other) for one, other in pairwise(peaks)), len(shares)]
    return tuple(
        Character(symbol, round(1000 * _alone(shares[start:end, 0], shares[start:end, column])), peak)
        for symbol, column, peak, (start, end) in zip(text, columns, peaks, pairwise(cuts), strict=True)
    )


def marked(line: tuple[Character, ...], bound: int) -> str:
    """Return a line's text with ``UNREAD`` for every character whose confidence is below ``bound``."""
    return "".join(one.symbol if one.confidence >= bound else UNREAD for one in line)


def sureness(line: tuple[Character, ...], bound: int) -> int:
    """Return 0 to 1000: how sure it is that all characters of at least ``bound`` are right."""
    kept = [one.confidence / 1000 for one in line if one.confidence >= bound]
    return round(1000 * float(np.prod(kept))) if kept else 0


def _peaks(lattice: Lattice, columns: list[int]) -> list[int]:
    """Return the step at which each character is cheapest, along the best alignment of them all (Viterbi)."""
    rows = lattice.rows()
    symbols = np.zeros(2 * len(columns) + 1, np.intp)
    symbols[1::2] = columns
    skip = np.zeros(len(symbols), bool)
    skip[3::2] = symbols[3::2] != symbols[1:-2:2]
    far = 1 << 24
    best = np.full(len(symbols), far)
    best[0] = 0
    moves = np.zeros((len(rows), len(symbols)), np.intp)
    for step, row in enumerate(rows):
        one = np.concatenate(([far], best[:-1]))
        two = np.where(skip, np.concatenate(([far, far], best[:-2]))[: len(best)], far)
        ways = np.stack((best, one, two))
        moves[step] = ways.argmin(axis=0)
        best = np.minimum(ways.min(axis=0) + row[symbols], far)
    place = len(symbols) - 1 if len(symbols) < 2 or best[-1] <= best[-2] else len(symbols) - 2
    peaks = [0] * len(columns)
    clearest = [far] * len(columns)
    for step in range(len(rows) - 1, -1, -1):
        if place % 2 and rows[step, symbols[place]] <= clearest[place // 2]:
            peaks[place // 2], clearest[place // 2] = step, int(rows[step, symbols[place]])
        place -= int(moves[step, place])
    return peaks


def _parting(shares: Shares, one: int, other: int) -> int:
    """Return the step from which the later of two neighbouring characters has the line to itself."""
    return one + 1 + int(shares[one + 1 : other + 1, 0].argmax()) if other > one else other


def _alone(blank: Shares, character: Shares) -> float:
    """Return the probability that a stretch holds one character once: blanks, the character, blanks."""
    before, within, after = 1.0, 0.0, 0.0
    for none, some in zip(blank.tolist(), character.tolist(), strict=True):
        after = (after + within) * none
        within = (within + before) * some
        before *= none
    return min(1.0, within + after)
