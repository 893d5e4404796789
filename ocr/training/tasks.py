"""What can be trained: the alphabet, the size, what draws examples and what is kept to measure with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr.engine import AMOUNT, MICR
from ocr.strips import DIGIT_HEIGHT, MICR_HEIGHT, digit_strip, straight_strip
from ocr.training import draw_digits, draw_micr
from ocr.training.hands import load_hands
from ocr.training.judge import held_out_numbers
from ocr.training.network import Shape
from ocr.training.paper import Chance, Ink

Example = tuple[Ink, str]


@dataclass(frozen=True, slots=True)
class Task:
    """One network to train.

    Attributes:
        alphabet: characters of the classes after the blank.
        shape: size of the network.
        rate: highest learning rate.
        draw: makes one example.
        held_out: sets of examples to measure with, never drawn from.
    """

    alphabet: str
    shape: Shape
    rate: float
    draw: Callable[[Chance], Example]
    held_out: dict[str, list[Example]]


def micr(data: Path) -> Task:
    """E-13B lines: half of them drawn, half real ones worn further."""
    glyphs = draw_micr.load_glyphs(data / "micr" / "glyphs")
    real = draw_micr.load_real(data / "micr")
    groups: dict[str, list[draw_micr.Line]] = {}
    for line, group in real:
        if not draw_micr.held_out(group):
            groups.setdefault(group, []).append(line)
    names = sorted(groups)
    weights = np.array([np.sqrt(len(groups[name])) for name in names])
    shares = weights / weights.sum()

    def draw(chance: Chance) -> Example:
        if chance.random() < 0.5:
            image, text = draw_micr.draw_line(chance, glyphs)
        else:
            lines = groups[names[int(chance.choice(len(names), p=shares))]]
            image, text = draw_micr.wear_real(chance, lines[int(chance.integers(len(lines)))])
        return straight_strip(image), text

    kept = [(straight_strip(image), text) for (image, text), group in real if draw_micr.held_out(group)]
    fixed = np.random.default_rng(20_26)
    drawn = [(straight_strip(image), text) for image, text in (draw_micr.draw_line(fixed, glyphs) for _ in range(200))]
    return Task(MICR, Shape(MICR_HEIGHT, (16, 32, 48, 96)), 3e-3, draw, {"real": kept, "drawn": drawn})


def digits(data: Path) -> Task:
    """Handwritten digits, amounts and dates."""
    hands = load_hands(data)

    def draw(chance: Chance) -> Example:
        image, text = draw_digits.draw_line(chance, hands)
        return digit_strip(image), text

    kept = {
        condition: [(digit_strip(image), text) for image, text in lines]
        for condition, lines in held_out_numbers(data, 100).items()
    }
    fixed = np.random.default_rng(20_26)
    kept["drawn"] = [draw(fixed) for _ in range(200)]
    return Task(AMOUNT, Shape(DIGIT_HEIGHT, (16, 32, 96, 160)), 3e-3, draw, kept)


TASKS: dict[str, Callable[[Path], Task]] = {"digits": digits, "micr": micr}
