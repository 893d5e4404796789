"""The printed form around handwriting: rules, frames, combs of boxes, and print that is not to be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.training.paper import Chance, Ink

WORDS = (
    "DATE", "DOLLARS", "D D M M Y Y Y Y", "M M D D Y Y Y Y", "MEMO", "PAY", "AMOUNT", "Date", "Dollars", "For",
    "Rs", "US", "₹", "₹", "£", "€", "USD", "Member ID", "Account", "AMOUNT ENCLOSED", "Void after days", "VALID",
    "months only", "Total due", "to the order of", "Details on back", "PAYABLE", "A/C No",
)  # fmt: skip
"""Print beside, above and below fields; without digits, for what is printed here is never read."""


SIGNS = ("$", "$", "$", "₹", "₹", "₹", "£", "€", "Rs", "USD", "US $")
FACES = ("Sans", "Sans-Bold", "Serif", "Serif-Bold", "SansMono")


@dataclass(frozen=True, slots=True)
class Ruling:
    """Where the writing lies on the piece of form, in pixels."""

    top: int
    bottom: int
    left: int
    right: int


def ruled(form: Ink, place: Ruling, height: float, chance: Chance) -> None:
    """Draw guide lines, most of them under the writing, some of them through its foot."""
    for _ in range(int(chance.integers(1, 3))):
        y = int(place.bottom + chance.uniform(-0.15, 0.3) * height)
        _rule(form, (0, y), (form.shape[1], y), height, chance)
    if chance.random() < 0.2:
        y = int(place.top - chance.uniform(0, 0.4) * height)
        _rule(form, (0, y), (form.shape[1], y), height, chance)


def framed(form: Ink, place: Ruling, height: float, chance: Chance) -> None:
    """Draw some sides of a frame around the writing."""
    reach = chance.uniform(-0.05, 0.4, 4) * height
    left, right = int(place.left - reach[0]), int(place.right + reach[1])
    top, bottom = int(place.top - reach[2]), int(place.bottom + reach[3])
    sides = [
        ((left, top), (right, top)), ((left, bottom), (right, bottom)),
        ((left, top), (left, bottom)), ((right, top), (right, bottom)),
    ]  # fmt: skip
    for start, end in sides:
        if chance.random() < 0.85:
            _rule(form, start, end, height, chance)


def printed_words(form: Ink, place: Ruling, height: float, chance: Chance) -> None:
    """Print words that are not to be read, above, below, or to the left where there is room."""
    word = _printed(
        str(chance.choice(WORDS)), max(7, round(height * chance.uniform(0.35, 1.0))), int(chance.integers(2))
    )
    side = chance.random()
    if side < 0.35:
        x, y = (
            int(chance.uniform(-0.2, 0.8) * form.shape[1]),
            int(place.top - word.shape[0] - chance.uniform(0, 0.2) * height),
        )
    elif side < 0.65:
        x, y = int(chance.uniform(-0.2, 0.8) * form.shape[1]), int(place.bottom + chance.uniform(0, 0.2) * height)
    else:
        x = int(place.left - word.shape[1] - chance.uniform(0.05, 0.4) * height)
        y = int((place.top + place.bottom - word.shape[0]) / 2)
    stamp(form, word * float(chance.uniform(0.4, 1)), x, y)


def signed(ink: Ink, height: float, chance: Chance) -> tuple[Ink, Ink, str]:
    """Print a currency sign before an amount.

    Returns:
        The writing moved to the right, the sign, and how the sign is read: a dollar sign, or not at all.
    """
    word = str(chance.choice(SIGNS))
    sign = _printed(word, max(8, round(height * chance.uniform(0.6, 1.5))), int(chance.integers(len(FACES))))
    wide = max(4, round(sign.shape[1] * chance.uniform(0.75, 1.35)))
    sized = np.pad(cv2.resize(sign, (wide, sign.shape[0]), interpolation=cv2.INTER_AREA), 1)
    bold = 2 if chance.random() < 0.3 else 1
    sign = cv2.dilate(sized, np.ones((bold, bold), np.uint8)).astype(np.float32)
    gap = int(chance.uniform(0.05, 0.8) * height)
    taller = max(0, sign.shape[0] - ink.shape[0])
    ink = np.pad(ink, ((taller // 2, taller - taller // 2), (sign.shape[1] + gap, 0)))
    form = np.zeros_like(ink)
    play = max(1, ink.shape[0] - sign.shape[0] + 1)
    stamp(form, sign * float(chance.uniform(0.4, 1)), 0, int(chance.integers(0, play)))
    return ink, form, "$" if "$" in word else ""


def comb(digits: list[Ink], height: float, chance: Chance) -> tuple[Ink, Ink]:
    """Write one digit to a box; return the writing and the boxes with a little form around them."""
    cell_high = height * chance.uniform(1.15, 1.9)
    cell_wide = cell_high * chance.uniform(0.6, 1.1)
    gap = cell_wide * chance.uniform(0.1, 0.3) if chance.random() < 0.3 else 0.0
    room = (chance.uniform(0, 0.9, 4) * height).astype(int)
    size = (int(cell_high + room[0] + room[1]) + 2, int((cell_wide + gap) * len(digits) + room[2] + room[3]) + 2)
    ink, form = np.zeros(size, np.float32), np.zeros(size, np.float32)
    top, foot = int(room[0]), int(room[0] + cell_high)
    shade, thick = float(chance.uniform(0.25, 1)), max(1, round(height * chance.uniform(0.02, 0.09)))
    play = chance.uniform(0, 0.14)
    for place, digit in enumerate(digits):
        left, right = (int(room[2] + (cell_wide + gap) * place + side * cell_wide) for side in (0, 1))
        cv2.rectangle(form, (left, top), (right, foot), shade, thick, cv2.LINE_AA)
        scale = min(height * chance.uniform(0.8, 1.1) / digit.shape[0], 1.15 * cell_wide / digit.shape[1])
        small = cv2.resize(digit, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
        x = (left + right - small.shape[1]) / 2 + chance.normal(0, play) * cell_wide
        y = (top + foot - small.shape[0]) / 2 + chance.normal(0, play) * cell_high
        stamp(ink, small, int(x), int(y))
    if chance.random() < 0.4:
        printed_words(form, Ruling(top, foot, int(room[2]), size[1] - int(room[3])), height, chance)
    return ink, form


def stamp(canvas: Ink, ink: Ink, x: int, y: int) -> None:
    """Lay ink on a canvas at a corner; what falls outside is lost."""
    if x >= canvas.shape[1] or y >= canvas.shape[0] or x + ink.shape[1] <= 0 or y + ink.shape[0] <= 0:
        return
    part = ink[max(0, -y) : canvas.shape[0] - y, max(0, -x) : canvas.shape[1] - x]
    target = canvas[max(0, y) : max(0, y) + part.shape[0], max(0, x) : max(0, x) + part.shape[1]]
    np.maximum(target, part, out=target)


def _rule(form: Ink, start: tuple[int, int], end: tuple[int, int], height: float, chance: Chance) -> None:
    """Draw one line of the form, solid or broken into dots."""
    shade, thick = float(chance.uniform(0.25, 1)), max(1, round(height * chance.uniform(0.02, 0.1)))
    layer = np.zeros_like(form)
    cv2.line(layer, start, end, shade, thick, cv2.LINE_AA)
    if chance.random() < 0.2:
        period = int(chance.integers(3, 9))
        layer[:, np.arange(form.shape[1]) % period < period // 2] = 0
    np.maximum(form, layer, out=form)


@lru_cache(maxsize=4096)
def _printed(word: str, size: int, style: int) -> Ink:
    face = ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVu{FACES[style]}.ttf"), size)
    left, top, right, bottom = (round(edge) for edge in face.getbbox(word))
    image = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(image).text((-left, -top), word, font=face, fill=255)
    return (np.asarray(image) / 255).astype(np.float32)
