"""From the probabilities of a line recogniser to a line: text, confidence, alternatives and lattice.

Everything after the quantised lattice is computed from its integers, so a recorded lattice gives the
same line on every machine.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lockbox.lattice import UNITS_PER_NAT, WORST, Lattice, best_texts, from_probabilities
from ocr.engine import LineRead

Probabilities = npt.NDArray[np.floating]

Curve = tuple[tuple[float, float], ...]
"""Corners of a rising curve from the share of probability a text holds to how often it is right."""

STRAIGHT: Curve = ((0.0, 0.0), (1.0, 1.0))

_UNLIKELY = 7 * UNITS_PER_NAT
_ALTERNATIVES = 5
_BEAM = 12


def restrict(probabilities: Probabilities, characters: str, alphabet: str) -> Probabilities:
    """Keep only the characters a field may hold.

    Args:
        probabilities: shape (steps, len(characters) + 1), CTC blank first.
        characters: what the recogniser knows, in the order of its columns.
        alphabet: what the field may hold; a character the recogniser does not know gets nothing.

    Returns:
        Shape (steps, len(alphabet) + 1), blank first, every row summing to one.
    """
    kept = np.zeros((len(probabilities), len(alphabet) + 1))
    places = [0, *(characters.find(character) + 1 for character in alphabet)]
    known = [column for column, place in enumerate(places) if place or not column]
    kept[:, known] = probabilities[:, [places[column] for column in known]]
    total = kept.sum(axis=1, keepdims=True)
    empty = total[:, 0] <= 0
    kept[empty, 0] = 1
    total[empty] = 1
    shares: Probabilities = kept / total
    return shares


def decode(probabilities: Probabilities, alphabet: str, curve: Curve = STRAIGHT) -> LineRead:
    """Read a line off CTC probabilities of shape (steps, len(alphabet) + 1), blank first.

    The text is the one of the best alignment; its confidence is the probability of all its
    alignments, put through the reader's calibration. The alternatives include the text itself.
    """
    return read_off(from_probabilities(probabilities, alphabet), curve)


def read_off(lattice: Lattice, curve: Curve = STRAIGHT) -> LineRead:
    """Read a line off a lattice, as ``decode`` does."""
    texts = best_texts(_without_the_unlikely(lattice), limit=_ALTERNATIVES, beam=_BEAM)
    best, cost = texts[0]
    share = probability(lattice, best)
    confidence = calibrate(share, curve)
    rest = max(0.0, 1.0 - share)
    alternatives = [(best, confidence)]
    for text, other in texts[1:]:
        fair = min(share * float(np.exp((cost - other) / UNITS_PER_NAT)), rest)
        alternatives.append((text, min(calibrate(fair, curve), 1000 - confidence, alternatives[-1][1])))
    return LineRead(best, confidence, tuple(alternatives), lattice)


def probability(lattice: Lattice, text: str) -> float:
    """Return the probability of a text: the sum over all its alignments (CTC forward algorithm)."""
    weights = np.exp(-lattice.rows() / UNITS_PER_NAT)
    weights /= weights.sum(axis=1, keepdims=True)
    symbols = np.zeros(2 * len(text) + 1, np.intp)
    symbols[1::2] = [lattice.alphabet.index(character) + 1 for character in text]
    skip = np.zeros(len(symbols))
    skip[3::2] = symbols[3::2] != symbols[1:-2:2]
    reached = np.zeros(len(symbols))
    reached[0] = 1
    for row in weights[:, symbols]:
        before = reached.copy()
        reached[1:] += before[:-1]
        reached[2:] += before[:-2] * skip[2:]
        reached *= row
    return float(min(1.0, reached[-2:].sum()))


def calibrate(share: float, curve: Curve) -> int:
    """Return a confidence of 0 to 1000 for a share of probability."""
    places, heights = zip(*curve, strict=True)
    return int(np.clip(np.floor(np.interp(share, places, heights) * 1000), 0, 1000))


def _without_the_unlikely(lattice: Lattice) -> Lattice:
    """Bar what no text worth listing would use, so that the search stays short."""
    rows = lattice.rows()
    rows[rows > rows.min(axis=1, keepdims=True) + _UNLIKELY] = WORST
    return Lattice(lattice.alphabet, rows.astype(np.uint8).tobytes())
