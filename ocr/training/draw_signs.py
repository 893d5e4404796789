"""Windows of currency signs printed before amounts, which line networks take for figures: drawn where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from ocr import strips
from ocr.closer_look import WINDOW, places, window
from ocr.engine import AMOUNT
from ocr.models import Network
from ocr.strips import Ink, digit_strip
from ocr.training import draw_digits
from ocr.training.forms import signed, stamp
from ocr.training.hands import Hands
from ocr.training.paper import Chance, smooth

Shares = npt.NDArray[np.float32]

MARGIN = 6
"""Pixels kept on either side of a window, so that training may move it."""

NOTHING = 0
"""The class of what is no symbol; others are the place in the alphabet and one."""

_NEAR = 10
"""Pixels within which what the line network saw is the sign."""


def sign_windows(hands: Hands, network: Network, doubts: Shares, chance: Chance) -> Iterator[tuple[Ink, int, Shares]]:
    """Yield windows of signs without end, each with its class and the opinion that a closer look is to correct.

    Args:
        hands: who write the amounts.
        network: the line network.
        doubts: opinions it had of digits it doubted, shape (n, symbols + 1); one of them stands where it saw no sign.
        chance: of everything.
    """
    while True:
        height = float(chance.uniform(15, 46))
        ink = draw_digits.written(draw_digits.random_parts(chance), hands, height, chance)
        if chance.random() < 0.6:
            ink, form, sign = _with_rupee(ink, height, chance)
        else:
            ink, form, sign = signed(ink, height, chance)
        wide = int(np.flatnonzero(form.max(axis=0) > 0.1)[-1]) + 1
        first = int(np.flatnonzero(ink.max(axis=0) > 0.1)[0])
        ink, form = draw_digits.laid_out(ink, form, height, chance)
        left = int(np.flatnonzero(ink.max(axis=0) > 0.1)[0]) - first
        middle = (left + wide / 2) / ink.shape[1]
        strip = digit_strip(draw_digits.scanned(ink, form, height, chance))
        across = strips.MARGIN + middle * (strip.shape[1] - 2 * strips.MARGIN)
        shares = network.run(strip[None, None])
        seen = next((one for one in places(shares) if abs(one.middle - across) < _NEAR), None)
        rows = doubts[[int(chance.integers(len(doubts)))]] if seen is None else shares[seen.first : seen.end]
        row = rows[int(rows[:, 0].argmin())]
        middle = across if seen is None else seen.middle
        yield window(strip, middle, WINDOW + 2 * MARGIN), AMOUNT.index(sign) + 1 if sign else NOTHING, row


def _with_rupee(ink: Ink, height: float, chance: Chance) -> tuple[Ink, Ink, str]:
    """Print a rupee sign before an amount, as banks draw it in many widths and weights."""
    tall = height * float(chance.uniform(0.6, 1.6))
    bar, foot = chance.uniform(0.2, 0.36), chance.uniform(0.5, 0.66)
    bulge = chance.uniform(0.6, 0.85)
    bowl = smooth(np.array([[0, 0], [0.4, 0], [bulge, bar], [0.4, foot - 0.02], [0.02, foot]]), 6)
    lines = [np.array([[0, 0], [1, 0]]), np.array([[0, bar], [1, bar]]), bowl, np.array([[0.1, foot], [bulge, 1.0]])]
    scale = np.array([tall * chance.uniform(0.5, 0.8), tall])
    thick = max(1, round(tall * chance.uniform(0.05, 0.16)))
    size = np.ceil(scale).astype(int) + 2 * thick + 2
    sign = np.zeros((size[1], size[0]), np.float32)
    for line in lines:
        points = np.round((line * scale + thick + 1) * 8).astype(np.int32)
        cv2.polylines(sign, [points], False, 1.0, thick, cv2.LINE_AA, 3)
    gap = int(chance.uniform(0.05, 0.8) * height)
    taller = max(0, sign.shape[0] - ink.shape[0])
    ink = np.pad(ink, ((taller // 2, taller - taller // 2), (sign.shape[1] + gap, 0)))
    form = np.zeros_like(ink)
    play = max(1, ink.shape[0] - sign.shape[0] + 1)
    shade = float(chance.uniform(0.4, 1))
    stamp(form, (sign * shade).astype(np.float32), 0, int(chance.integers(0, play)))
    return ink, form, ""
