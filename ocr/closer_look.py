"""Looks once more, symbol by symbol, at what a line network wrote down: where it saw one, and what that may be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ocr.models import fingerprint, model_bytes, open_network
from ocr.strips import DIGIT_HEIGHT, Ink

Shares = npt.NDArray[np.float32]
"""Probabilities of a line network, shape (steps, symbols + 1), CTC blank first."""

WINDOW = 40
"""Width of what is looked at around a symbol, in pixels of a strip of ``DIGIT_HEIGHT``."""

SURE = 0.995
"""A symbol that the line network gives so large a share is not looked at again."""

_STEP = 4
_SEEN = 0.5
"""Less than this share for the blank: a symbol stands at a step."""

_NOTHING = 0.003
"""How often what a line network wrote down is no symbol at all: a rule, print, a sign it was not taught."""

_LEAST = 1e-5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line network saw one symbol: the steps from ``first`` to before ``end``, and its middle in pixels."""

    first: int
    end: int
    middle: float


def places(shares: Shares) -> tuple[Place, ...]:
    """Return where the symbols of a line are: runs of steps whose likeliest symbol is the same."""
    ink = 1 - shares[:, 0]
    symbols = np.where(ink > _SEEN, shares[:, 1:].argmax(axis=1) + 1, 0)
    edges = np.flatnonzero(np.diff(symbols, prepend=0, append=0))
    runs = [(first, end) for first, end in pairwise(edges.tolist()) if symbols[first]]
    return tuple(Place(first, end, _middle(ink, first, end)) for first, end in runs)


def _middle(ink: npt.NDArray[np.float32], first: int, end: int) -> float:
    steps = np.arange(first, end)
    return float(_STEP * ((steps * ink[first:end]).sum() / ink[first:end].sum() + 0.5))


def window(strip: Ink, middle: float, width: int = WINDOW) -> Ink:
    """Return what stands around a place of a strip, shape (DIGIT_HEIGHT, width), paper beyond the ends."""
    left = round(middle - width / 2)
    cut = np.zeros((DIGIT_HEIGHT, width), np.float32)
    first, end = max(0, left), min(strip.shape[1], left + width)
    if end > first:
        cut[:, first - left : end - left] = strip[:, first:end]
    return cut


def opinion(row: Shares) -> Shares:
    """Return what a line network makes of one symbol: logarithms, shape (..., symbols + 1), nothing first.

    Args:
        row: its shares at the step where it is surest that a symbol stands there, the blank's first.
    """
    symbols = row[..., 1:] * ((1 - _NOTHING) / row[..., 1:].sum(axis=-1, keepdims=True))
    nothing = np.full_like(row[..., :1], _NOTHING)
    logarithms: Shares = np.log(np.concatenate((nothing, symbols), axis=-1) + _LEAST)
    return logarithms


def in_doubt(row: Shares) -> npt.NDArray[np.bool_]:
    """Say whether a line network is not sure which symbol stands at a step: the share of its likeliest, blank aside."""
    doubt: npt.NDArray[np.bool_] = row[..., 1:].max(axis=-1) < SURE * row[..., 1:].sum(axis=-1)
    return doubt


class CloserLook:
    """A network that sees one symbol and its neighbours at a time, asked where the line network wavers.

    It was taught what to add to the line network's opinion, in logarithms, so that both together are right.
    What both call nothing goes to the blank.
    """

    def __init__(self, name: str) -> None:
        """Load the weights ``name``.onnx.

        Raises:
            ModelMissingError: the weights are not installed.
        """
        self._network = open_network(model_bytes("ocr.models", f"{name}.onnx"))
        self.alphabet = self._network.notes["alphabet"]
        self.fingerprint = fingerprint(self._network.digest, sure=SURE)

    def again(self, strip: Ink, shares: Shares) -> Shares:
        """Return the shares of a line after a closer look at the symbols in doubt; blanks between them stay.

        Args:
            strip: what the line network saw.
            shares: what it made of it, its symbols those of ``alphabet`` in that order.
        """
        changed = shares.copy()
        for place in places(shares):
            rows = shares[place.first : place.end]
            surest = rows[int(rows[:, 0].argmin())]
            if in_doubt(surest):
                more = self._network.run(window(strip, place.middle)[None, None])
                changed[place.first : place.end] = _together(rows, opinion(surest) + more)
        return changed


def _together(rows: Shares, logarithms: Shares) -> Shares:
    """Return the rows of one symbol with the shares that both networks give it."""
    both = np.exp(logarithms - logarithms.max())
    both /= both.sum()
    ink = (1 - rows[:, :1]) * (1 - both[0])
    return np.concatenate((1 - ink, ink * both[1:] / both[1:].sum()), axis=1)
