"""Draws small checks of several forms with known places of all ink, for the tests of field location."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lockbox.records import Box, Zone
from ocr.engine import Gray, LineRead
from samples.e13b import draw_line, on_positions
from samples.fonts import Fonts, find_fonts


@dataclass(frozen=True)
class Blind:
    """A print reader that cannot read anything, and counts what it is asked."""

    name: str = "blind"
    fingerprint: str = "0" * 64
    asked: list[int] = field(default_factory=list)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        self.asked.append(len(crops))
        return tuple(LineRead("", 0) for _ in crops)


@cache
def fonts() -> Fonts:
    return find_fonts()


class Page:
    """A sheet measured in inches; what is written is remembered as a mask per zone."""

    def __init__(self, width: float, height: float, dpi: int = 200, paper: int = 250) -> None:
        self.dpi = dpi
        self._image = Image.new("L", (round(width * dpi), round(height * dpi)), paper)
        self._pen = ImageDraw.Draw(self._image)
        self.ink: dict[Zone, np.ndarray] = {}
        self.labels: dict[Zone, np.ndarray] = {}

    def put(self, place: tuple[float, float], text: str, size: float, font: Path, tone: int = 40) -> np.ndarray:
        """Set text with its baseline at a place, ``size`` inches an em; return the mask of its pixels."""
        mask = Image.new("L", self._image.size, 0)
        face = ImageFont.truetype(str(font), round(size * self.dpi))
        ImageDraw.Draw(mask).text((place[0] * self.dpi, place[1] * self.dpi), text, 255, face, "ls")
        self._image.paste(tone, (0, 0), mask)
        return np.asarray(mask) > 100

    def write(self, zone: Zone, place: tuple[float, float], text: str, hand: tuple[Path, float]) -> None:
        self.ink[zone] = self.put(place, text, hand[1], hand[0])

    def label(self, zone: Zone, place: tuple[float, float], text: str, size: float = 0.09) -> None:
        mask = self.put(place, text, size, fonts().print_path("sans"), 60)
        self.labels[zone] = self.labels.get(zone, np.zeros_like(mask)) | mask

    def rule(self, left: float, right: float, y: float, tone: int = 90, dotted: bool = False) -> None:
        x, end, row = round(left * self.dpi), round(right * self.dpi), round(y * self.dpi)
        step = 4 if dotted else end - x
        for start in range(x, end, step):
            self._pen.line((start, row, min(end, start + (step // 2 if dotted else step)), row), tone, 1)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        self._pen.rectangle([round(v * self.dpi) for v in (left, top, right, bottom)], None, 80, 2)

    def micr(self) -> None:
        text = on_positions((43, "A011075150A"), (31, "998877665C 1025"))
        cover = draw_line(text, self._image.size, self.dpi)
        pixels = np.array(self._image, np.float32)
        self._image = Image.fromarray((pixels * (1 - cover[: pixels.shape[0], : pixels.shape[1]])).astype(np.uint8))
        self._pen = ImageDraw.Draw(self._image)

    def gray(self, pattern: float = 0.0, seed: int = 1) -> Gray:
        """The page, with a printed dot pattern of the given depth and a little noise."""
        pixels = np.array(self._image, np.float32)
        rows, columns = np.indices(pixels.shape)
        pixels -= pattern * ((rows // 3 + columns // 3) % 2)
        pixels += np.random.default_rng(seed).normal(0, 3, pixels.shape)
        return np.clip(pixels, 0, 255).astype(np.uint8)


def share_inside(mask: np.ndarray, box: Box) -> float:
    """The share of a mask's pixels that lie in a box."""
    inside = mask[box.top : box.top + box.height, box.left : box.left + box.width]
    return float(inside.sum() / max(1, mask.sum()))


def personal(seed: int, dpi: int = 200) -> Page:
    """A personal check: rows, ends, label styles and hands vary; the amount stands in a box or on nothing."""
    rng = random.Random(seed)
    page = Page(6.0, 2.75, dpi)
    hand = (rng.choice(fonts().hands).path, rng.uniform(0.2, 0.27))
    dotted, boxed = rng.random() < 0.4, rng.random() < 0.5
    left, payee, legal = rng.uniform(0.2, 0.35), rng.uniform(1.02, 1.2), rng.uniform(1.4, 1.56)
    low, date, end = rng.uniform(2.1, 2.2), rng.uniform(0.6, 0.72), rng.uniform(4.4, 4.75)
    page.put((left, 0.35), "ROSA M SAMPLE", 0.12, fonts().print_path("sans-bold"))
    page.put((left, 0.49), "14 ELM STREET, LOWELL MA", 0.1, fonts().print_path("sans"))
    page.put((5.3, 0.38), "1025", 0.17, fonts().print_path("sans-bold"))
    page.label(Zone.DATE, (3.55, date), "DATE")
    page.rule(3.9, 5.2, date, dotted=dotted)
    page.write(Zone.DATE, (4.0, date - 0.03), rng.choice(("11/24/2025", "3-8-26", "Jan 5 2026")), hand)
    page.label(Zone.PAYEE, (left, payee - 0.1), "PAY TO THE")
    page.label(Zone.PAYEE, (left, payee), "ORDER OF")
    page.rule(left + 0.7, end, payee, dotted=dotted)
    page.write(Zone.PAYEE, (left + 0.8, payee - 0.03), "Health Connector", hand)
    page.put((end + 0.1, payee), "$", 0.24, fonts().print_path("serif-bold"))
    if boxed:
        page.frame(end + 0.28, payee - 0.24, 5.8, payee + 0.08)
    page.write(Zone.COURTESY, (end + 0.35, payee - 0.02), rng.choice(("412.50", "75.00", "88.19")), hand)
    page.rule(left, 4.9, legal, dotted=dotted)
    page.write(Zone.LEGAL, (left + 0.1, legal - 0.03), rng.choice(("Four hundred twelve 50/100", "Seventy five")), hand)
    page.label(Zone.LEGAL, (4.95, legal), "DOLLARS")
    page.label(Zone.MEMO, (left, low), rng.choice(("MEMO", "FOR")))
    page.rule(left + 0.4, 2.7, low, dotted=dotted)
    page.write(Zone.MEMO, (left + 0.5, low - 0.03), "7300 2144 8815", (hand[0], 0.18))
    page.rule(3.3, 5.8, low, dotted=dotted)
    page.write(Zone.SIGNATURE, (3.6, low - 0.04), "Rosa Sample", (fonts().signatures[0].path, 0.4))
    page.micr()
    return page


def computer(seed: int) -> Page:
    """A business check printed by a machine: the amount in words comes first, the payee below it."""
    rng = random.Random(seed)
    page = Page(8.5, 3.5)
    face = (fonts().print_path("grotesk"), 0.15)
    words, payee, low = rng.uniform(1.25, 1.4), rng.uniform(1.75, 1.9), 2.75
    page.put((0.4, 0.45), "EXAMPLE FLOWERS INC", 0.14, fonts().print_path("sans-bold"))
    page.label(Zone.LEGAL, (0.4, words), "PAY", 0.12)
    page.rule(0.8, 6.4, words)
    page.write(Zone.LEGAL, (0.9, words - 0.03), "Four hundred twelve and 50/100", face)
    page.label(Zone.PAYEE, (0.4, payee - 0.1), "TO THE", 0.1)
    page.label(Zone.PAYEE, (0.4, payee), "ORDER OF", 0.1)
    page.rule(1.2, 6.4, payee)
    page.write(Zone.PAYEE, (1.3, payee - 0.03), "Massachusetts Health Connector", face)
    page.put((6.6, words), "$", 0.24, fonts().print_path("serif-bold"))
    page.write(Zone.COURTESY, (6.9, words - 0.02), "412.50", face)
    page.rule(5.2, 8.2, low)
    page.write(Zone.SIGNATURE, (5.6, low - 0.04), "Rosa Sample", (fonts().signatures[0].path, 0.4))
    page.micr()
    return page


def order(seed: int) -> Page:
    """A money order: labels before and below its lines, everything elsewhere than on a check."""
    rng = random.Random(seed)
    page = Page(6.0, 3.25)
    hand = (rng.choice(fonts().hands).path, 0.2)
    machine = fonts().print_path("ocr-b")
    payee, memo = rng.uniform(1.3, 1.45), rng.uniform(2.0, 2.1)
    page.put((0.3, 0.35), "MONEY ORDER", 0.2, fonts().print_path("serif-bold"))
    page.write(Zone.COURTESY, (4.3, 0.75), "$412.50", (machine, 0.16))
    page.write(Zone.LEGAL, (0.9, 0.95), "FOUR HUNDRED TWELVE AND 50/100", (machine, 0.13))
    page.label(Zone.PAYEE, (0.3, payee), "PAY TO", 0.11)
    page.rule(0.8, 3.1, payee)
    page.write(Zone.PAYEE, (0.9, payee - 0.03), "Health Connector", hand)
    page.label(Zone.MEMO, (0.3, memo), "MEMO", 0.11)
    page.rule(0.8, 3.1, memo)
    page.write(Zone.MEMO, (0.9, memo - 0.03), "7300 2144 8815", hand)
    page.label(Zone.PAYER, (3.3, payee), "FROM", 0.11)
    page.rule(3.8, 5.7, payee)
    page.write(Zone.PAYER, (3.9, payee - 0.03), "Rosa Sample", hand)
    page.micr()
    return page


FORMS: dict[str, Callable[[int], Page]] = {"personal": personal, "computer": computer, "order": order}
