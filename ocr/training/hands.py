"""Hands to write training lines with: real digits, redrawn pen strokes, and handwriting fonts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import DIGITS
from ocr.training.paper import Chance, Ink, smooth

HELD_OUT_MNIST = 10_000
"""The last digits of the MNIST file are kept to measure with."""

FOR_JUDGING = ("caveat", "zeyada", "shadows-into-light", "coming-soon", "rock-salt")
SYMBOLS = "$,.-/xX*#"

_TALL = 64


@dataclass(frozen=True, slots=True)
class Glyph:
    """One written character, cut to its ink.

    Attributes:
        ink: coverage; its height is ``tall`` digit heights.
        top: of the ink, in digit heights below the top of the digits.
        tall: height in digit heights.
    """

    ink: Ink
    top: float
    tall: float


class Hand(Protocol):
    """Someone, or something, that writes characters."""

    def write(self, character: str, chance: Chance) -> Glyph:
        """Return a character as this hand writes it this time."""


class RealDigits:
    """Digits cut from real paper."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        """Take images of shape (n, height, width), ink high, and what they show."""
        self._by_digit = [[_cropped(image) for image in images[labels == digit]] for digit in range(10)]

    def write(self, character: str, chance: Chance) -> Glyph:
        """Return one of the digits, as it was written."""
        ones = self._by_digit[int(character)]
        return Glyph(_coverage(ones[int(chance.integers(len(ones)))]), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Restless:
    """A hand that never writes a digit twice alike: each is leaned, turned and bent a little."""

    hand: Hand

    def write(self, character: str, chance: Chance) -> Glyph:
        """Return a digit of the hand, bent."""
        glyph = self.hand.write(character, chance)
        return replace(glyph, ink=bent(glyph.ink, chance))


class PenStrokes:
    """Digits recorded as pen points, drawn anew with a pen of any width."""

    def __init__(self, strokes: np.ndarray, labels: np.ndarray) -> None:
        """Take points of shape (n, 8, 2), y upwards in 0 to 100, and what they draw."""
        self._by_digit = [strokes[labels == digit] for digit in range(10)]

    def write(self, character: str, chance: Chance) -> Glyph:
        """Draw one of the digits."""
        ones = self._by_digit[int(character)]
        points = ones[int(chance.integers(len(ones)))].copy()
        points[:, 1] = 100 - points[:, 1]
        points += chance.normal(0, 1.5, points.shape)
        return Glyph(_stroke(points * 0.6, float(chance.uniform(3, 9))), 0.0, 1.0)


class Font:
    """A handwriting font; ``has`` says which characters it can write."""

    def __init__(self, path: Path) -> None:
        """Draw every character once."""
        face = ImageFont.truetype(str(path), _TALL)
        _, top, _, bottom = face.getbbox("0")
        self._glyphs: dict[str, Glyph] = {}
        for character in DIGITS + SYMBOLS:
            drawn = _drawn(face, character)
            if drawn is not None:
                ink, above = drawn
                self._glyphs[character] = Glyph(ink, (above - top) / (bottom - top), ink.shape[0] / (bottom - top))
        self.has = frozenset(self._glyphs)

    def write(self, character: str, chance: Chance) -> Glyph:
        """Return the character."""
        return self._glyphs[character]


class Marks:
    """Points, commas, dashes, slashes, crosses and number signs, drawn stroke by stroke."""

    has = frozenset(",.-/xX#")

    def write(self, character: str, chance: Chance) -> Glyph:
        """Draw the mark."""
        jolt = lambda *size: chance.normal(0, 0.04, size)  # noqa: E731
        pen = float(chance.uniform(4, 9))
        if character == ".":
            dot = np.array([[0, 0], [chance.uniform(0, 5), chance.uniform(0, 5)]])
            return _placed(_stroke(dot, float(chance.uniform(5, 11))), 1.0 - chance.uniform(0, 0.12))
        if character == "," and chance.random() < 0.3:
            return _long_comma(pen, chance)
        if character == ",":
            length, lean = chance.uniform(0.15, 0.4), chance.uniform(-0.2, 0.1)
            points = np.array([[0.05, 0.0], [0.08, length / 2], [lean, length]]) * _TALL
            return _placed(_stroke(points, pen), 1.0 + length - chance.uniform(0.05, 0.2))
        if character == "-":
            long = chance.uniform(0.25, 0.9) if chance.random() < 0.8 else chance.uniform(0.9, 2.0)
            points = (
                np.array([[0, 0], [long / 2, chance.uniform(-0.05, 0.05)], [long, chance.uniform(-0.1, 0.1)]]) * _TALL
            )
            return _placed(_stroke(points, pen), chance.uniform(0.4, 0.7))
        if character == "/":
            tall, lean = chance.uniform(1.0, 1.7), chance.uniform(0.05, 0.7)
            points = (np.array([[lean, 0], [lean / 2, tall / 2], [0, tall]]) + jolt(3, 2)) * _TALL
            return _placed(_stroke(points, pen), 0.5 + tall / 2 + chance.uniform(-0.1, 0.2))
        size = chance.uniform(0.4, 0.7) if character == "x" else chance.uniform(0.8, 1.0)
        wide = size * chance.uniform(0.7, 1.2)
        if character == "#":
            lines = [[[0.3, 0], [0.2, 1]], [[0.7, 0], [0.6, 1]], [[0, 0.35], [1, 0.3]], [[0, 0.7], [1, 0.65]]]
        else:
            lines = [[[0, 0], [1, 1]], [[1, 0], [0, 1]]]
        scaled = [(np.array(line) + jolt(2, 2)) * (wide * _TALL, size * _TALL) for line in lines]
        return _placed(_stroke(scaled[0], pen, scaled[1:]), 1.0 + chance.uniform(-0.1, 0.1))


@dataclass(frozen=True, slots=True)
class Hands:
    """All hands: those of digits by kind, fonts, and the drawn marks."""

    real: tuple[Hand, ...]
    fonts: tuple[Font, ...]
    marks: Marks

    def pick(self, chance: Chance) -> tuple[Hand, Font]:
        """Return who writes the digits of a line and who writes the other characters."""
        font = self.fonts[int(chance.integers(len(self.fonts)))]
        if chance.random() < 0.22:
            return font, font
        return self.real[int(chance.choice(len(self.real), p=(0.74, 0.1, 0.16)))], font


def load_hands(data: Path) -> Hands:
    """Return the hands to train with, from folders ``digits`` and ``fonts``."""
    mnist = np.load(data / "digits" / "mnist_train.npz")
    usps = np.load(data / "digits" / "usps_train.npz")
    pen = np.loadtxt(data / "digits" / "pendigits_pendigits.tra", delimiter=",")
    real = (
        Restless(RealDigits(mnist["images"][:-HELD_OUT_MNIST], mnist["labels"][:-HELD_OUT_MNIST])),
        Restless(RealDigits(usps["images"], usps["labels"])),
        PenStrokes(pen[:, :16].reshape(-1, 8, 2), pen[:, 16].astype(int)),
    )
    paths = sorted((data / "fonts").glob("*.ttf"))
    fonts = [Font(path) for path in paths if not path.stem.startswith(FOR_JUDGING)]
    return Hands(real, tuple(font for font in fonts if set(DIGITS) <= font.has), Marks())


def load_held_out(data: Path) -> RealDigits:
    """Return the real digits kept to measure with."""
    mnist = np.load(data / "digits" / "mnist_train.npz")
    return RealDigits(mnist["images"][-HELD_OUT_MNIST:], mnist["labels"][-HELD_OUT_MNIST:])


def bent(ink: Ink, chance: Chance) -> Ink:
    """Return ink leaned, turned and locally displaced, cut to what is left of it."""
    height, width = ink.shape
    scale = max(1.0, 40 / height)
    size = round(height * scale) + 12, round(width * scale) + 12
    turn, lean = chance.normal(0, 0.08, 2)
    pull = chance.normal(0, 0.022 * size[0], (2, 4, 4)).astype(np.float32)
    y, x = np.mgrid[: size[0], : size[1]].astype(np.float32)
    down, across = y - size[0] / 2, x - size[1] / 2
    shift = [cv2.resize(layer, (size[1], size[0]), interpolation=cv2.INTER_CUBIC) for layer in pull]
    to_x = (across + (lean + turn) * down + shift[0]) / scale + (width - 1) / 2
    to_y = (down - turn * across + shift[1]) / scale + (height - 1) / 2
    moved = cv2.remap(ink, to_x.astype(np.float32), to_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
    dark = moved > 0.25
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if len(rows) < 2 or len(columns) == 0:
        return ink
    kept: Ink = moved[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    return kept


def zeros(count: int, chance: Chance) -> Glyph:
    """Draw several zeros without lifting the pen: round, pulled apart to waves, or open at the top."""
    pitch, wide, tall = chance.uniform(0.45, 0.8), chance.uniform(0.12, 0.36), chance.uniform(0.55, 1.0)
    hurried, overshoot = chance.uniform(0, 1), chance.uniform(-0.6, 0.9)
    turns = np.linspace(0, 2 * np.pi * count + overshoot, 10 * count + 1)
    whole, part = np.divmod(turns / (2 * np.pi), 1)
    late = np.clip((part - 0.7) / 0.3, 0, 1)
    across = pitch * (hurried * turns / (2 * np.pi) + (1 - hurried) * (whole + late**2 * (3 - 2 * late)))
    sizes = np.interp(turns, 2 * np.pi * np.arange(count + 1), chance.normal(1, 0.12, count + 1))
    lean = chance.normal(0, 0.12)
    down = -0.5 * tall * sizes * np.cos(turns) + chance.normal(0, 0.03) * turns / 6
    x = across - wide * sizes * np.sin(turns) - lean * down
    points = np.stack((x, down), axis=1) * _TALL
    ink = _stroke(points, float(chance.uniform(3, 8)))
    return _placed(ink, 1.0 + chance.uniform(-0.15, 0.05))


def _long_comma(pen: float, chance: Chance) -> Glyph:
    """Draw a comma that begins well above the line: straight, or bent to either side like a bracket."""
    length, lean, bend = chance.uniform(0.35, 0.85), chance.uniform(-0.35, 0.05), chance.normal(0, 0.12)
    points = np.array([[0.0, 0.0], [lean / 2 + bend, length / 2], [lean, length]]) * _TALL
    return _placed(_stroke(points, pen), 1.0 + chance.uniform(0.2, 0.7) * length)


def _placed(ink: Ink, bottom: float) -> Glyph:
    """Return drawn ink whose lower edge lies ``bottom`` digit heights below the top of the digits."""
    tall = ink.shape[0] / _TALL
    return Glyph(ink, bottom - tall, tall)


def _stroke(points: np.ndarray, pen: float, more: list[np.ndarray] | None = None) -> Ink:
    """Draw curves through points (pixels) with a round pen, cut to the ink."""
    lines = [smooth(line, 6) for line in (points, *(more or []))]
    corner = np.min([line.min(axis=0) for line in lines], axis=0) - pen
    extent = np.max([line.max(axis=0) for line in lines], axis=0) - corner + pen
    canvas = np.zeros((int(extent[1]) + 2, int(extent[0]) + 2), np.uint8)
    for line in lines:
        cv2.polylines(canvas, [np.round((line - corner) * 8).astype(np.int32)], False, 255, round(pen), cv2.LINE_AA, 3)
    return _coverage(_cropped(canvas))


def _coverage(image: np.ndarray) -> Ink:
    return (image / 255).astype(np.float32)


def _cropped(image: np.ndarray) -> np.ndarray:
    """Cut an image to its ink."""
    rows, columns = np.flatnonzero(image.max(axis=1) > 60), np.flatnonzero(image.max(axis=0) > 60)
    if not len(rows):
        return image[:1, :1]
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _drawn(face: ImageFont.FreeTypeFont, character: str) -> tuple[Ink, int] | None:
    """Return a character of a font cut to its ink, and how far down the ink begins; none if it has no such."""
    left, top, right, bottom = (round(edge) for edge in face.getbbox(character))
    if right - left < 2 or bottom - top < 2:
        return None
    image = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(image).text((-left, -top), character, font=face, fill=255)
    ink = np.asarray(image)
    return (_coverage(ink), top) if ink.max() > 128 else None
