"""Held-out lines to measure with: 12-digit numbers of real digits never trained on, in four conditions."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from ocr.engine import Gray
from ocr.training.forms import comb
from ocr.training.hands import RealDigits, load_held_out
from ocr.training.paper import Chance, Ink

Line = tuple[Gray, str]
CONDITIONS = ("clean", "noisy", "touching", "boxed")
_HEIGHT = 32


def held_out_numbers(data: Path, count: int, seed: int = 2026) -> dict[str, list[Line]]:
    """Return ``count`` lines for each condition, the same for the same seed.

    ``clean`` is even spacing on white; ``noisy`` is underlined, skewed by up to 3 degrees, blurred and grainy;
    ``touching`` digits overlap; ``boxed`` digits stand in a comb of boxes.
    """
    hand = load_held_out(data)
    chance = np.random.default_rng(seed)
    return {condition: [_line(condition, hand, chance) for _ in range(count)] for condition in CONDITIONS}


def _line(condition: str, hand: RealDigits, chance: Chance) -> Line:
    text = "".join(map(str, chance.integers(0, 10, 12)))
    digits = [_sized(hand.write(digit, chance).ink) for digit in text]
    if condition == "boxed":
        ink, form = comb(digits, _HEIGHT, chance)
        return _grey(np.maximum(ink, form), chance, 6.0), text
    spacing = (-0.12, 0.0) if condition == "touching" else (0.1, 0.35)
    ink = _joined(digits, spacing, chance)
    if condition == "noisy":
        foot = ink.shape[0] - 10
        cv2.line(ink, (0, foot), (ink.shape[1], foot + int(chance.integers(-3, 4))), 0.7, 2, cv2.LINE_AA)
        turn = np.tan(np.radians(chance.uniform(-3, 3)))
        lift = int(abs(turn) * ink.shape[1] / 2)
        ink = np.pad(ink, ((lift, lift), (0, 0)))
        matrix = np.array([[1, 0, 0], [turn, 1, -turn * ink.shape[1] / 2]])
        ink = cv2.warpAffine(ink, matrix, (ink.shape[1], ink.shape[0])).astype(np.float32)
        ink = cv2.GaussianBlur(ink, (0, 0), chance.uniform(0.4, 1.0)).astype(np.float32)
        return _grey(ink, chance, 18.0), text
    return _grey(ink, chance, 4.0), text


def _sized(ink: Ink) -> Ink:
    scale = _HEIGHT / ink.shape[0]
    size = (max(3, round(ink.shape[1] * scale)), _HEIGHT)
    return np.clip(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC), 0, 1).astype(np.float32)


def _joined(digits: list[Ink], spacing: tuple[float, float], chance: Chance) -> Ink:
    width = sum(digit.shape[1] for digit in digits) + round(13 * max(0.4, spacing[1]) * _HEIGHT) + 20
    canvas = np.zeros((_HEIGHT + 24, width), np.float32)
    x = 10.0
    for digit in digits:
        y = 12 + int(chance.integers(-2, 3))
        target = canvas[y : y + _HEIGHT, int(x) : int(x) + digit.shape[1]]
        np.maximum(target, digit, out=target)
        x += digit.shape[1] + chance.uniform(*spacing) * _HEIGHT
    return canvas[:, : int(x) + 10].copy()


def _grey(ink: Ink, chance: Chance, noise: float) -> Gray:
    grey = 235 - 190 * ink + chance.normal(0, noise, ink.shape)
    return np.clip(grey, 0, 255).astype(np.uint8)
