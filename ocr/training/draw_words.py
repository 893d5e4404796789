"""Training lines of words, written by hand or printed, on forms, patterns and plain paper."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.engine import DIGITS, Gray
from ocr.training.draw_digits import Part, written
from ocr.training.faces import Face, Inked, Pens
from ocr.training.forms import Ruling, printed_words, ruled, stamp
from ocr.training.hands import SYMBOLS, Hands
from ocr.training.paper import Chance, Ink, broken, patterned, photographed, scribbled, smooth, specked, turned
from ocr.training.texts import random_text

Line = tuple[Gray, str]

_SIZES = (28, 36, 46)
_BESIDE = ("Memo", "For", "DATE", "PAY", "Pay to", "ORDER OF", "Re", "MEMO", "Date", "FOR", "Name")


def draw_line(chance: Chance, pens: Pens) -> Line:
    """Draw one line of words on some form and scan it."""
    text = random_text(chance, pens.book)
    if chance.random() < 0.2:
        size = int(chance.choice(_SIZES))
        face = _any(chance, pens.printed)
        ink = _assembled(_typed(text, face, size, chance))
        if chance.random() < 0.5:
            ink = _bent(ink, size, 0.25, chance)
    else:
        ink, text, size = _by_hand(text, pens, chance)
    ink, form, text = _with_print(ink, text, size, pens, chance)
    ink, form = _laid_out(ink, form, size, chance)
    if chance.random() < 0.1:
        form = _with_neighbour(form, ink.shape[0], size, pens, chance)
    return _scanned(ink, form, size, chance), text


def _by_hand(text: str, pens: Pens, chance: Chance) -> tuple[Ink, str, int]:
    """Write a text in some hand; return the ink, the text, and about how tall its capitals are in pixels."""
    face = _any(chance, pens.written)
    capitals = sum(character.isupper() for character in text) > 0.4 * len(text)
    if face.ornate and (capitals or chance.random() < 0.6):
        face = _any(chance, [one for one in pens.written if not one.ornate])
    size = int(chance.choice(_SIZES))
    other = _any(chance, [one for one in pens.written if not one.joined]) if chance.random() < 0.3 else face
    if (face.joined and not capitals and chance.random() < 0.8) or chance.random() < 0.35:
        placed = _in_words(text, face, size, pens.hands, chance)
    else:
        placed = _in_letters(text, (face, other), size, pens.hands, chance)
    ink = _bent(_assembled(placed), size, float(chance.uniform(0.1, 0.9)), chance)
    if chance.random() < 0.18:
        ink = _to_the_end(ink, size, chance)
    return _inked_anew(ink, size, chance), text, size


def _typed(text: str, face: Face, size: int, chance: Chance) -> list[tuple[Ink, float, float]]:
    """Print a text letter by letter, a little apart or close."""
    spacing = float(chance.uniform(-0.04, 0.12)) * size * float(chance.random() < 0.6)
    placed, x = [], 0.0
    for character in text:
        drawn = face.write(character, size) if character != " " else None
        if drawn is None:
            x += 0.3 * size + spacing
            continue
        placed.append((drawn.ink, x, drawn.top))
        x += drawn.advance + spacing
    return placed


def _in_words(text: str, face: Face, size: int, hands: Hands, chance: Chance) -> list[tuple[Ink, float, float]]:
    """Write word by word, as one pen stroke after the other where the font's letters join."""
    gap, play = float(chance.uniform(0.15, 0.6)) * size, chance.uniform(0, 0.06) * size
    strange = chance.random() < 0.6
    placed, x = [], 0.0
    for word in text.split(" "):
        drawn = _figures(word, size, hands, chance) if strange else None
        drawn = drawn or face.write(word, size)
        if drawn is None:
            continue
        placed.append((drawn.ink, x, drawn.top + chance.normal(0, play)))
        x += drawn.advance + gap * chance.uniform(0.6, 1.4)
    return placed


def _in_letters(
    text: str, faces: tuple[Face, Face], size: int, hands: Hands, chance: Chance
) -> list[tuple[Ink, float, float]]:
    """Write letter by letter, no two alike: each a little larger, turned, raised; letters of two hands may mix."""
    first, second = faces
    lent = {character for character in set(text) if chance.random() < 0.5}
    gap, spacing = float(chance.uniform(0.2, 0.7)) * size, float(chance.normal(0.02, 0.06)) * size
    play, loose = chance.uniform(0.01, 0.07), chance.uniform(0, 0.04) * size
    strange = chance.random() < 0.6
    placed, x = [], 0.0
    for word in text.split(" "):
        figures = _figures(word, size, hands, chance) if strange else None
        if figures is not None:
            placed.append((figures.ink, x, figures.top))
            x += figures.advance
        for character in word if figures is None else "":
            drawn = (second if character in lent else first).write(character, size) or first.write(character, size)
            if drawn is None:
                continue
            wide, tall, lean = 1 + chance.normal(0, play), 1 + chance.normal(0, play), chance.normal(0, play)
            placed.append((_leaned(drawn.ink, wide, tall, lean), x, drawn.top * tall + chance.normal(0, loose)))
            x += max(0.1 * size, drawn.advance * wide + spacing + chance.normal(0, 0.02) * size)
        x += gap * chance.uniform(0.6, 1.5)
    return placed


def _figures(word: str, size: int, hands: Hands, chance: Chance) -> Inked | None:
    """Return a number in real digits, a fraction perhaps with its denominator below; nothing for other words."""
    if not set(DIGITS) & set(word) or not set(word) <= set(DIGITS + SYMBOLS) or len(word) > 14:
        return None
    tall = size * float(chance.uniform(0.5, 0.8))
    over, _, under = word.partition("/")
    if over and under in ("100", "xx", "XX") and chance.random() < 0.4:
        ink = _stacked(over, under, tall, hands, chance)
        return Inked(ink, -0.75 * ink.shape[0], ink.shape[1])
    ink = written([Part(word, word)], hands, tall, chance)
    return Inked(ink, -float(max(0.85 * ink.shape[0], min(tall, ink.shape[0]))), ink.shape[1])


def _stacked(over: str, under: str, tall: float, hands: Hands, chance: Chance) -> Ink:
    """Return a fraction with its bar between."""
    upper, lower = (written([Part(one, one)], hands, tall * 0.62, chance) for one in (over, under))
    thick = max(1, round(tall * chance.uniform(0.05, 0.1)))
    width = max(upper.shape[1], lower.shape[1]) + round(0.2 * tall)
    rise, drop = (round(tall * chance.uniform(0.05, 0.15)) for _ in range(2))
    canvas = np.zeros((upper.shape[0] + lower.shape[0] + rise + drop + thick + 2, width), np.float32)
    stamp(canvas, upper, int((width - upper.shape[1]) * chance.uniform(0.2, 0.8)), 0)
    bar = upper.shape[0] + rise
    cv2.line(canvas, (0, bar + int(chance.integers(-2, 3))), (width, bar), 1.0, thick, cv2.LINE_AA)
    stamp(canvas, lower, int((width - lower.shape[1]) * chance.uniform(0.2, 0.8)), bar + thick + drop)
    return canvas


def _leaned(ink: Ink, wide: float, tall: float, lean: float) -> Ink:
    height, width = ink.shape
    room = int(abs(lean) * height) + 1
    size = max(2, round(width * wide) + 2 * room), max(2, round(height * tall))
    matrix = np.array([[wide, -lean * wide, room + lean * height / 2], [0, tall, 0]])
    return cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)


def _assembled(placed: list[tuple[Ink, float, float]]) -> Ink:
    """Lay inks at their places, left and top in pixels, on the smallest canvas that holds them."""
    if not placed:
        return np.zeros((8, 8), np.float32)
    left, top = min(x for _, x, _ in placed), min(y for _, _, y in placed)
    right = max(x + ink.shape[1] for ink, x, _ in placed)
    bottom = max(y + ink.shape[0] for ink, _, y in placed)
    canvas = np.zeros((int(bottom - top) + 2, int(right - left) + 2), np.float32)
    for ink, x, y in placed:
        stamp(canvas, ink, int(x - left), int(y - top))
    return canvas


def _bent(ink: Ink, size: int, strength: float, chance: Chance) -> Ink:
    """Return a line slanted, its base line wandering, stretched here and squeezed there, its strokes bent."""
    height, width = ink.shape
    room = round(0.35 * size)
    tall, wide = height + 2 * room, width + 2 * room
    slant = chance.normal(0, 0.22) * strength
    across = np.arange(wide, dtype=np.float32)[None, :]
    down = np.arange(tall, dtype=np.float32)[:, None]
    letters = max(2, wide // size)
    drift = _wave(chance, (1, max(2, letters // 3)), (1, wide), 0.1 * size * strength)
    stretch = _wave(chance, (1, max(2, letters // 2)), (1, wide), 0.25 * size * strength)
    coarse = 3, 2 * letters
    bend_x = _wave(chance, coarse, (tall, wide), 0.035 * size * strength)
    bend_y = _wave(chance, coarse, (tall, wide), 0.035 * size * strength)
    fine = 5, 5 * letters
    to_x = (
        across - room + slant * (down - tall / 2) + stretch + bend_x + _wave(chance, fine, (tall, wide), 0.012 * size)
    )
    to_y = down - room + drift + bend_y + 0 * across
    return cv2.remap(ink, to_x.astype(np.float32), to_y.astype(np.float32), cv2.INTER_LINEAR).astype(np.float32)


def _wave(chance: Chance, cells: tuple[int, int], shape: tuple[int, int], size: float) -> Ink:
    """Return a smooth field of random displacements in pixels."""
    coarse = chance.normal(0, size, cells).astype(np.float32)
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).reshape(shape).astype(np.float32)


def _inked_anew(ink: Ink, size: int, chance: Chance) -> Ink:
    """Return strokes of another width: blurred, and cut at another darkness."""
    scale = float(chance.uniform(0.55, 1.15))
    stretch = float(chance.uniform(0.8, 1.35))
    wide = max(4, round(ink.shape[1] * scale * stretch))
    sized = cv2.resize(ink, (wide, max(4, round(ink.shape[0] * scale))), interpolation=cv2.INTER_AREA)
    if chance.random() < 0.3:
        return sized.astype(np.float32)
    soft = cv2.GaussianBlur(sized, (0, 0), size * scale * float(chance.uniform(0.012, 0.035)) + 0.3)
    level = float(chance.uniform(0.22, 0.5)) * max(0.3, float(soft.max()))
    return np.clip((soft - level) * 4 + 0.5, 0, 1).astype(np.float32)


def _to_the_end(ink: Ink, size: int, chance: Chance) -> Ink:
    """Draw a line from the last word on, so that nothing can be added."""
    start, long = ink.shape[1] + int(chance.uniform(0, 0.5) * size), int(chance.uniform(2.2, 9) * size)
    ink = np.pad(ink, ((0, 0), (0, long + size)))
    count = int(chance.integers(2, 7))
    x = np.linspace(start, start + long, count)
    middle = ink.shape[0] * chance.uniform(0.4, 0.65)
    y = middle + chance.normal(0, 0.12 * size * float(chance.random() < 0.6), count)
    curve = smooth(np.stack((x, y), axis=1), 8)
    thick = max(1, round(size * chance.uniform(0.03, 0.08)))
    cv2.polylines(ink, [np.round(curve * 8).astype(np.int32)], False, 1.0, thick, cv2.LINE_AA, 3)
    return ink


def _with_print(ink: Ink, text: str, size: int, pens: Pens, chance: Chance) -> tuple[Ink, Ink, str]:
    """Print a word of the form on the same line, before or after the writing; it is read with it."""
    form = np.zeros_like(ink)
    choice = chance.random()
    after = choice < 0.05 and "ollar" not in text
    if not after and not 0.05 <= choice < 0.09:
        return ink, form, text
    word = str(chance.choice(("DOLLARS", "Dollars", "DOLLARS"))) if after else str(chance.choice(_BESIDE))
    drawn = _any(chance, pens.printed).write(word, int(chance.choice((14, 18, 22))))
    if drawn is None or drawn.ink.shape[0] > ink.shape[0]:
        return ink, form, text
    gap = int(chance.uniform(0.15, 1.5 if after else 0.6) * size)
    pad = (0, drawn.ink.shape[1] + gap) if after else (drawn.ink.shape[1] + gap, 0)
    ink = np.pad(ink, ((0, 0), pad))
    form = np.zeros_like(ink)
    y = int((ink.shape[0] - drawn.ink.shape[0]) * chance.uniform(0.45, 0.8))
    stamp(form, drawn.ink * float(chance.uniform(0.5, 1)), ink.shape[1] - drawn.ink.shape[1] if after else 0, y)
    return ink, form, f"{text} {word}" if after else f"{word} {text}"


def _laid_out(ink: Ink, form: Ink, size: int, chance: Chance) -> tuple[Ink, Ink]:
    """Put a line on a piece of form: room around it, rules, frames, print above or below."""
    height = 0.6 * size
    room = chance.uniform(0, 0.4, 4) if chance.random() < 0.6 else chance.uniform(0, 1.0, 4)
    above, below, before, after = (int(share * height) for share in room)
    ink, form = (np.pad(layer, ((above, below), (before, after))) for layer in (ink, form))
    place = Ruling(above, ink.shape[0] - below, before, ink.shape[1] - after)
    if chance.random() < 0.35:
        lifted = Ruling(place.top, place.bottom - round(chance.uniform(0, 0.5) * height), place.left, place.right)
        ruled(form, lifted, height, chance)
    if chance.random() < 0.2:
        printed_words(form, Ruling(place.top, place.bottom, 0, place.right), height, chance)
    if chance.random() < 0.06:
        ink = scribbled(ink, chance, max(1, round(height / 12)))
    return ink, form


def _with_neighbour(form: Ink, tall: int, size: int, pens: Pens, chance: Chance) -> Ink:
    """Let parts of the line above or below reach in."""
    drawn = _any(chance, pens.written).write(str(chance.choice(("Fifty", "paying", "lily", "Boston", "gypsy"))), size)
    if drawn is None:
        return form
    reach = float(chance.uniform(0.05, 0.3))
    y = int(-drawn.ink.shape[0] * (1 - reach)) if chance.random() < 0.6 else int(tall - reach * drawn.ink.shape[0])
    stamp(form, drawn.ink, int(chance.uniform(-0.1, 0.9) * form.shape[1]), y)
    return form


def _scanned(ink: Ink, form: Ink, size: int, chance: Chance) -> Gray:
    """Wear the writing, lay it over the form, turn the paper a little and scan it."""
    ink = ink * float(chance.uniform(0.4, 1.0))
    if chance.random() < 0.04:
        ink = broken(ink, chance)
    both = np.maximum(ink, form)
    if chance.random() < 0.4:
        lift = int(min(both.shape[1] * 0.02, 0.3 * size))
        both = turned(np.pad(both, ((lift, lift), (0, 0))), chance, 1.2)
    if chance.random() < 0.12:
        both = specked(both, chance)
    tint = patterned((both.shape[0], both.shape[1]), chance) if chance.random() < 0.12 else None
    return photographed(both, chance, tint)


def _any(chance: Chance, faces: Sequence[Face]) -> Face:
    return faces[int(chance.integers(len(faces)))]
