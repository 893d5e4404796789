"""Training lines of handwritten digits and amounts: ids, amounts, dates, on forms, patterns and plain paper."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.engine import DIGITS, Gray
from ocr.training.forms import Ruling, comb, framed, printed_words, ruled, signed
from ocr.training.hands import Glyph, Hand, Hands, zeros
from ocr.training.paper import Chance, Ink, broken, patterned, photographed, scribbled, smooth, specked, turned

Line = tuple[Gray, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Characters written alike: their size and rise in digit heights, the gap before them, the text they stand for."""

    text: str
    label: str
    size: float = 1.0
    rise: float = 0.0
    gap: float = 0.0
    underlined: bool = False


def draw_line(chance: Chance, hands: Hands) -> Line:
    """Draw one line of writing on some form and scan it."""
    parts = random_parts(chance)
    height = float(chance.uniform(15, 46))
    boxed = chance.random() < 0.2
    if boxed:
        text = "".join(part.label for part in parts if part.label not in ".-/")
        digits = "".join(character for character in text if character in DIGITS)[:14] or "0"
        parts = [Part(digits, digits)]
        ink, form = comb([_penned(hands, digit, chance) for digit in digits], height, chance)
    else:
        ink = written(parts, hands, height, chance)
    label = "".join(part.label for part in parts)
    if not boxed:
        form = np.zeros_like(ink)
        if "$" not in label and chance.random() < 0.22:
            ink, form, sign = signed(ink, height, chance)
            label = sign + label
        ink, form = laid_out(ink, form, height, chance)
    return scanned(ink, form, height, chance), label


def written(parts: list[Part], hands: Hands, height: float, chance: Chance) -> Ink:
    """Write parts one after the other at a digit height in pixels; the ink fills the image."""
    digits, font = hands.pick(chance)
    spacing, play = _spacing(chance), chance.uniform(0, 0.09)
    pen, slant = float(chance.uniform(0.2, 0.6)), float(chance.normal(0, 0.12))
    placed: list[tuple[Ink, float, float]] = []
    joining = chance.uniform(0.3, 1.0) if chance.random() < 0.18 else 0.0
    run = 0.35 if chance.random() < 0.5 else 0.0
    x = 0.0
    for part in parts:
        x += part.gap * height
        start = x
        before = ""
        for character in _strokes(part.text, run, chance):
            glyph = _by(digits, font, hands, character, chance)
            ink = _sized(glyph, height * part.size * chance.uniform(1 - play, 1 + play), pen, chance)
            y = (glyph.top * part.size - part.rise + chance.normal(0, play * 0.6)) * height
            if before and character in DIGITS and chance.random() < joining:
                if before == character == "0":
                    x -= chance.uniform(0, 0.2) * height * part.size
                placed.insert(-1, _join(placed[-1], (ink, x, y), chance))
            before = character if character in DIGITS else ""
            placed.append((ink, x, y))
            x += ink.shape[1] + (spacing + chance.normal(0, 0.04)) * height * part.size
        if part.underlined:
            placed.append((_underline(x - start, height, chance), start, (part.size - part.rise + 0.12) * height))
    return _slanted(_assembled(placed), slant)


def random_parts(chance: Chance) -> list[Part]:
    """Return what to write: an id, an amount or a date, in one of the ways people write it."""
    choice = chance.random()
    if choice < 0.45:
        return _number(chance)
    if choice < 0.82:
        return _amount(chance)
    return _date(chance)


def _number(chance: Chance) -> list[Part]:
    length = int(chance.choice([12, 12, 12, 9, 8, 10, 4, 6, int(chance.integers(1, 17))]))
    text = "".join(map(str, chance.integers(0, 10, length)))
    if chance.random() < 0.3:
        text = str(chance.choice(["73", "7", "0", "1", "100", "555"])) + text[3:] or "7"
    if chance.random() < 0.65:
        return [Part(text, text)]
    group = int(chance.choice([3, 4, 3, 4, 2, 6]))
    pieces = [text[start : start + group] for start in range(0, len(text), group)]
    if chance.random() < 0.4:
        joined = "-".join(pieces)
        return [Part(joined, joined)]
    gap = float(chance.uniform(0.3, 1.5))
    return [Part(piece, piece, gap=gap if place else 0.0) for place, piece in enumerate(pieces)]


def _amount(chance: Chance) -> list[Part]:
    dollars = _grouped(_whole(chance), chance)
    if chance.random() < 0.3:
        dollars = str(chance.choice(["$", "$", "*", "**", "#"])) + dollars
    cents = str(
        chance.choice(
            ["00", "00", "50", "xx", "XX", f"{chance.integers(0, 100):02d}", f"{chance.integers(0, 100):02d}"]
        )
    )
    choice = chance.random()
    if choice < 0.42:
        cents = cents.replace("x", "0").replace("X", "0")
        tail = str(chance.choice(["", "", "", "-", "/", "/-", "**", "*", "#"]))
        return [Part(f"{dollars}.{cents}{tail}", f"{dollars}.{cents}{tail}")]
    if choice < 0.62:
        size = float(chance.uniform(0.5, 0.8))
        point = str(chance.choice(["", "", ".", "-"]))
        raised = Part(cents, (point or ".") + cents, size, float(chance.uniform(0.1, 0.3)), 0.12, chance.random() < 0.7)
        return [Part(dollars, dollars), Part(point + cents, raised.label, size, raised.rise, 0.12, raised.underlined)]
    if choice < 0.82:
        if chance.random() < 0.15:
            cents = str(chance.choice(["0", "no"])).replace("no", "00")
        link = str(chance.choice(["", "", ".", "-"]))
        size = float(chance.choice([1.0, chance.uniform(0.6, 0.95)]))
        fraction = f"{link}{cents}/100"
        gap = float(chance.uniform(0.35, 1.1))
        return [Part(dollars, dollars), Part(fraction, fraction if link else f".{fraction}", size, 0.0, gap)]
    tail = str(chance.choice(["", "", "/-", "-", "/", "/xx", "-xx", ".-"]))
    return [Part(dollars + tail, dollars + tail)]


def _whole(chance: Chance) -> str:
    """Return whole dollars of any size, a third of them round."""
    amount = int(10 ** chance.uniform(0, 5.2))
    if chance.random() < 0.35:
        amount = int(chance.integers(1, 1000)) * 10 ** int(chance.integers(1, 6))
    return str(amount)


def _grouped(digits: str, chance: Chance) -> str:
    """Return whole dollars with their thousands set apart by commas, or points, as people do here and elsewhere."""
    if len(digits) <= 3 or chance.random() < 0.3:
        return digits
    size = 2 if chance.random() < 0.3 else 3
    head, tail = digits[:-3], digits[-3:]
    first = len(head) % size
    pieces = [head[:first], *(head[start : start + size] for start in range(first, len(head), size)), tail]
    return ("." if chance.random() < 0.08 else ",").join(piece for piece in pieces if piece)


def _date(chance: Chance) -> list[Part]:
    month, day, year = int(chance.integers(1, 13)), int(chance.integers(1, 32)), int(chance.integers(1970, 2036))
    pad = chance.random() < 0.5
    first = f"{month:02d}" if pad else str(month)
    second = f"{day:02d}" if pad else str(day)
    third = str(year) if chance.random() < 0.5 else f"{year % 100:02d}"
    if chance.random() < 0.3:
        gap = float(chance.uniform(0.2, 1.2))
        return [Part(first, first), Part(second, second, gap=gap), Part(third, third, gap=gap)]
    mark = str(chance.choice(["/", "/", "-", "."]))
    text = mark.join((first, second, third))
    return [Part(text, text)]


def _spacing(chance: Chance) -> float:
    """Return the space between characters in digit heights; below zero they touch."""
    choice = chance.random()
    if choice < 0.25:
        return float(chance.uniform(-0.12, 0.02))
    return float(chance.uniform(0.03, 0.25) if choice < 0.85 else chance.uniform(0.25, 0.8))


def _strokes(text: str, share: float, chance: Chance) -> list[str]:
    """Cut a text into what is written in one go: single characters, and some runs of zeros."""
    pieces = re.findall("0{2,}|.", text)
    return [one for piece in pieces for one in ([piece] if len(piece) > 1 and chance.random() < share else piece)]


def _by(digits: Hand, font: Hand, hands: Hands, character: str, chance: Chance) -> Glyph:
    """Let the right hand write a character, or zeros in one stroke."""
    if len(character) > 1:
        return zeros(len(character), chance)
    if character in DIGITS:
        return digits.write(character, chance)
    if character in hands.marks.has and (chance.random() < 0.7 or character not in getattr(font, "has", "")):
        return hands.marks.write(character, chance)
    if character in getattr(font, "has", ""):
        return font.write(character, chance)
    able = [other for other in hands.fonts if character in other.has]
    return able[int(chance.integers(len(able)))].write(character, chance)


def _penned(hands: Hands, digit: str, chance: Chance) -> Ink:
    """Return one digit for a comb of boxes."""
    hand, _ = hands.pick(chance)
    return _sized(hand.write(digit, chance), 48.0, float(chance.uniform(0.25, 0.5)), chance)


def _sized(glyph: Glyph, height: float, pen: float, chance: Chance) -> Ink:
    """Return a glyph at a digit height, its strokes thinner or thicker by where the edge is set."""
    tall = max(2, round(height * glyph.tall))
    wide = max(2, round(glyph.ink.shape[1] * tall / glyph.ink.shape[0] * chance.uniform(0.85, 1.2)))
    method = cv2.INTER_AREA if tall < glyph.ink.shape[0] else cv2.INTER_CUBIC
    ink = cv2.resize(glyph.ink, (wide, tall), interpolation=method)
    if glyph.tall < 0.35:
        return np.clip(ink, 0, 1).astype(np.float32)
    return np.clip((ink - pen) * 3 + 0.5, 0, 1).astype(np.float32)


def _join(left: tuple[Ink, float, float], right: tuple[Ink, float, float], chance: Chance) -> tuple[Ink, float, float]:
    """Return the stroke of a pen not lifted between two characters, with its place."""
    (ink, x, y), (next_ink, next_x, next_y) = left, right
    level = chance.choice([0.02, 0.1, 0.5, 0.9], 2, p=[0.35, 0.3, 0.2, 0.15]) + chance.uniform(0, 0.08, 2)
    start = x + _edge(ink, level[0], last=True), y + level[0] * ink.shape[0]
    end = next_x + _edge(next_ink, level[1], last=False), next_y + level[1] * next_ink.shape[0]
    corner = min(start[0], end[0]) - 4, min(start[1], end[1]) - 4 - 0.15 * ink.shape[0]
    sag = chance.uniform(-0.12, 0.12) * ink.shape[0]
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag
    points = smooth(np.array([start, middle, end]) - corner, 5)
    room = np.ceil(points.max(axis=0)).astype(int) + 5
    canvas = np.zeros((room[1], room[0]), np.float32)
    thick = max(1, round(ink.shape[0] * chance.uniform(0.04, 0.1)))
    cv2.polylines(canvas, [np.round(points * 8).astype(np.int32)], False, 1.0, thick, cv2.LINE_AA, 3)
    return canvas, *corner


def _edge(ink: Ink, level: float, last: bool) -> int:
    """Return the column of the outermost ink of a character at a level, a share of its height."""
    row = min(ink.shape[0] - 1, int(level * ink.shape[0]))
    dark = np.flatnonzero(ink[row] > 0.4)
    if not len(dark):
        return ink.shape[1] // 2
    return int(dark[-1 if last else 0])


def _underline(length: float, height: float, chance: Chance) -> Ink:
    thick = max(1, round(height * chance.uniform(0.04, 0.1)))
    canvas = np.zeros((thick + 4, max(4, round(length))), np.float32)
    tilt = int(chance.integers(0, 4))
    cv2.line(canvas, (0, 2 + tilt // 2), (canvas.shape[1], 2), 1.0, thick, cv2.LINE_AA)
    return canvas


def _assembled(placed: list[tuple[Ink, float, float]]) -> Ink:
    """Lay inks at their places on the smallest canvas that holds them."""
    top = min(y for _, _, y in placed)
    left = min(x for _, x, _ in placed)
    bottom = max(y + ink.shape[0] for ink, _, y in placed)
    right = max(x + ink.shape[1] for ink, x, _ in placed)
    canvas = np.zeros((int(bottom - top) + 2, int(right - left) + 2), np.float32)
    for ink, x, y in placed:
        row, column = int(y - top), int(x - left)
        target = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(target, ink, out=target)
    return canvas


def _slanted(ink: Ink, slant: float) -> Ink:
    height, width = ink.shape
    room = int(abs(slant) * height) + 1
    matrix = np.array([[1, -slant, slant * height / 2 + room], [0, 1, 0]])
    return cv2.warpAffine(ink, matrix, (width + 2 * room, height), flags=cv2.INTER_LINEAR).astype(np.float32)


def laid_out(ink: Ink, form: Ink, height: float, chance: Chance) -> tuple[Ink, Ink]:
    """Put writing on a piece of form: room around it, rules, frames, print beside it."""
    room = chance.uniform(0, 0.5, 4) if chance.random() < 0.6 else chance.uniform(0, 1.3, 4)
    above, below, before, after = (int(share * height) for share in room)
    ink, form = (np.pad(layer, ((above, below), (before, after))) for layer in (ink, form))
    place = Ruling(above, ink.shape[0] - below, before, ink.shape[1] - after)
    if chance.random() < 0.35:
        ruled(form, place, height, chance)
    if chance.random() < 0.3:
        framed(form, place, height, chance)
    if chance.random() < 0.3:
        printed_words(form, place, height, chance)
    if chance.random() < 0.1:
        ink = scribbled(ink, chance, max(1, round(height / 12)))
    return ink, form


def scanned(ink: Ink, form: Ink, height: float, chance: Chance) -> Gray:
    """Wear the writing, lay it over the form, turn the paper a little and scan it."""
    ink = ink * float(chance.uniform(0.35, 1.0))
    if chance.random() < 0.15:
        ink = broken(ink, chance)
    both = np.maximum(ink, form)
    if chance.random() < 0.5:
        lift = int(min(both.shape[1] * 0.04, height * 0.3))
        both = turned(np.pad(both, ((lift, lift), (0, 0))), chance, 2.5)
    if chance.random() < 0.15:
        both = specked(both, chance)
    tint = patterned((both.shape[0], both.shape[1]), chance) if chance.random() < 0.3 else None
    return photographed(both, chance, tint)
