"""What can be trained: the alphabet, the size, what draws examples and what is kept to measure with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from ocr.engine import AMOUNT, MICR, TEXT
from ocr.strips import DIGIT_HEIGHT, MICR_HEIGHT, WORD_HEIGHT, digit_strip, straight_strip, word_strip
from ocr.training import draw_digits, draw_micr, draw_words
from ocr.training.faces import Pens, load_pens
from ocr.training.hands import Hands, load_hands, load_held_out
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
        unseen: makes one example out of ink that ``draw`` never uses, to calibrate with.
        held_out: sets of examples to measure with, never drawn from.
        rise: lines shown until the rate is at its highest.
        closer: the weights that look again at what it doubts.
    """

    alphabet: str
    shape: Shape
    rate: float
    draw: Callable[[Chance], Example]
    unseen: Callable[[Chance], Example]
    held_out: dict[str, list[Example]]
    rise: int = 20_000
    closer: str = ""


def micr(data: Path) -> Task:
    """E-13B lines: half of them drawn, half real ones worn further."""
    glyphs = draw_micr.load_glyphs(data / "micr" / "glyphs")
    real = draw_micr.load_real(data / "micr")
    known, unknown = _by_group(real, kept=False), _by_group(real, kept=True)

    def drawing(groups: list[list[draw_micr.Line]]) -> Callable[[Chance], Example]:
        weights = np.sqrt([len(lines) for lines in groups])
        shares = weights / weights.sum()

        def draw(chance: Chance) -> Example:
            if chance.random() < 0.5:
                image, text = draw_micr.draw_line(chance, glyphs)
            else:
                lines = groups[int(chance.choice(len(groups), p=shares))]
                image, text = draw_micr.wear_real(chance, lines[int(chance.integers(len(lines)))])
            return straight_strip(image), text

        return draw

    kept = [(straight_strip(image), text) for (image, text), group in real if draw_micr.held_out(group)]
    fixed = np.random.default_rng(20_26)
    drawn = [(straight_strip(image), text) for image, text in (draw_micr.draw_line(fixed, glyphs) for _ in range(200))]
    shape = Shape(MICR_HEIGHT, (16, 32, 48, 96))
    return Task(MICR, shape, 3e-3, drawing(known), drawing(unknown), {"real": kept, "drawn": drawn})


def digits(data: Path) -> Task:
    """Handwritten digits, amounts and dates."""
    hands = load_hands(data)
    strangers = replace(hands, real=(load_held_out(data),) * 3)

    def draw(chance: Chance, hands: Hands = hands) -> Example:
        image, text = draw_digits.draw_line(chance, hands)
        return digit_strip(image), text

    kept = {
        condition: [(digit_strip(image), text) for image, text in lines]
        for condition, lines in held_out_numbers(data, 100).items()
    }
    fixed = np.random.default_rng(20_26)
    kept["drawn"] = [draw(fixed) for _ in range(200)]
    shape = Shape(DIGIT_HEIGHT, (16, 32, 64, 128), deep=1)
    return Task(AMOUNT, shape, 3e-3, draw, partial(draw, hands=strangers), kept, closer="symbols")


def words(data: Path) -> Task:
    """Handwritten and printed words, numbers among them."""
    known, unknown = load_pens(data), load_pens(data, kept=True)

    def draw(chance: Chance, pens: Pens = known) -> Example:
        image, text = draw_words.draw_line(chance, pens)
        return word_strip(image), text

    fixed = np.random.default_rng(20_26)
    kept = {name: [draw(fixed, pens) for _ in range(200)] for name, pens in (("drawn", known), ("kept", unknown))}
    shape = Shape(WORD_HEIGHT, (32, 32, 64, 128), context=6, reach=11, deep=1, strided=True)
    return Task(TEXT, shape, 3e-3, draw, partial(draw, pens=unknown), kept)


def _by_group(real: list[tuple[draw_micr.Line, str]], kept: bool) -> list[list[draw_micr.Line]]:
    """Return the real lines of the groups kept for measuring, or of the others, group by group."""
    groups: dict[str, list[draw_micr.Line]] = {}
    for line, group in real:
        if draw_micr.held_out(group) == kept:
            groups.setdefault(group, []).append(line)
    return [groups[name] for name in sorted(groups)]


TASKS: dict[str, Callable[[Path], Task]] = {"digits": digits, "micr": micr, "words": words}
