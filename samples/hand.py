"""A person's handwriting: one hand with its own pen, slant and unsteadiness, no letter twice the same."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.fonts import Face, Fonts, sized
from samples.paper import Colour, Ink, Paper, Place, as_ink

INKS: tuple[Colour, ...] = ((20, 24, 60), (28, 44, 120), (16, 16, 20), (40, 40, 48), (52, 58, 130), (70, 30, 34))


@dataclass(frozen=True, slots=True)
class Digits:
    """Real handwritten digits: ``images`` n x 28 x 28 (ink is 255) and their ``labels``."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    @staticmethod
    def load(path: Path) -> Digits:
        """Read an .npz with arrays ``images`` and ``labels``, as MNIST is often kept."""
        with np.load(path) as arrays:
            return Digits(arrays["images"], arrays["labels"])

    def pick(self, digit: str, rng: random.Random) -> Ink:
        """Return one writer's ``digit`` cut to its ink, coverage 0 to 1."""
        places = np.flatnonzero(self.labels == int(digit))
        image = self.images[int(places[rng.randrange(len(places))])]
        rows, columns = np.flatnonzero(image.max(1) > 40), np.flatnonzero(image.max(0) > 40)
        cut: Ink = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32) / 255
        return cut


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes.

    Attributes:
        slant: horizontal shift for each pixel of height.
        wander: how far the baseline strays, in fractions of the writing height.
        pen: threshold of the pen: small is a broad stroke, large a fine one.
        tremor: how far each point of a letter is displaced, in fractions of the writing height.
        capitals: whether this person writes all in capitals.
        digits: real digits to use in place of the font's, or None.
    """

    face: Face
    signature: Face
    ink: Colour
    slant: float
    wander: float
    pen: float
    tremor: float
    capitals: bool
    digits: Digits | None = None


def any_hand(fonts: Fonts, rng: random.Random, digits: Digits | None = None) -> Hand:
    """Return the hand of some person."""
    face = rng.choice(fonts.hands)
    return Hand(
        face=face,
        signature=rng.choice(fonts.signatures),
        ink=rng.choice(INKS),
        slant=rng.uniform(-0.12, 0.22),
        wander=rng.uniform(0.01, 0.05),
        pen=rng.uniform(0.36, 0.54),
        tremor=rng.uniform(0.008, 0.026),
        capitals=rng.random() < 0.2 and not face.joined,
        digits=digits,
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """A person with a hand, about to write: ``rng`` is the chance that makes each letter differ."""

    hand: Hand
    rng: random.Random

    def write(self, paper: Paper, place: Place, text: str, size: float = 0.2, width: float = 9.0) -> None:
        """Write ``text`` with its baseline starting at ``place``.

        Args:
            paper: what to write on.
            place: start of the baseline in inches.
            text: what to write; digits are real ones where the hand has them.
            size: height of a capital in inches, roughly.
            width: inches there are; longer texts are written smaller.
        """
        moved, baseline = self._line(paper.dpi, text, size, width)
        x, y = place
        paper.lay(moved, (round(x * paper.dpi) - _MARGIN, round(y * paper.dpi) - baseline), self.hand.ink)

    def write_upright(self, paper: Paper, place: Place, text: str, room: tuple[float, float], *, down: bool) -> None:
        """Write ``text`` with the paper turned on its side, as along an edge.

        Args:
            paper: what to write on.
            place: start of the baseline in inches.
            text: what to write.
            room: height of a capital, roughly, and how long the line may be, in inches.
            down: the line runs from top to bottom and not from bottom to top.
        """
        moved, baseline = self._line(paper.dpi, text, *room)
        x, y = (round(value * paper.dpi) for value in place)
        if down:
            corner = x - (moved.shape[0] - baseline), y - _MARGIN
        else:
            corner = x - baseline, y + _MARGIN - moved.shape[1]
        paper.lay(as_ink(np.rot90(moved, 3 if down else 1)), corner, self.hand.ink)

    def _line(self, dpi: int, text: str, size: float, width: float) -> tuple[Ink, int]:
        """Return a line of writing at most ``width`` inches long, and its baseline row."""
        hand = self.hand
        if hand.capitals:
            text = text.upper()
        pixels = size * dpi * 1.35 * hand.face.scale
        natural = _natural_width(text, hand, pixels)
        if natural > width * dpi:
            pixels *= width * dpi / natural
        line, baseline = _set_line(text, hand, max(8, round(pixels)), self.rng)
        return _unsteady(line, hand, pixels, self.rng), baseline

    def sign(self, paper: Paper, place: Place, name: str, width: float = 2.0) -> None:
        """Sign ``name`` at ``place``, larger, steeper and less legible than the same hand writes."""
        quick = replace(
            self.hand,
            face=self.hand.signature,
            slant=self.hand.slant + 0.15,
            tremor=self.hand.tremor * 1.2,
            wander=self.hand.wander * 1.8,
            capitals=False,
            digits=None,
        )
        Writer(quick, self.rng).write(paper, place, name, self.rng.uniform(0.22, 0.32), width)
        _flourish(paper, place, self)


_MARGIN = 24
_DIGIT_WIDTH = 1.0
"""Room a real digit takes at most with its gap, as a part of its height."""


_STROKES = {
    ".": ((0.12, 0.04), (0.14, 0.02), 0.3),
    ",": ((0.14, 0.04), (0.08, -0.14), 0.3),
    "/": ((0.06, -0.08), (0.46, 1.05), 0.56),
    "-": ((0.06, 0.42), (0.42, 0.44), 0.52),
}
"""How signs between real digits are drawn, in heights of a digit: from, to, and the room they take."""


def _natural_width(text: str, hand: Hand, pixels: float) -> float:
    """Return about how wide a text will be, in pixels."""
    font = sized(hand.face.path, max(8, round(pixels)))
    if hand.digits is None:
        return float(font.getlength(text)) * 1.04
    cap = float(-font.getbbox("H", anchor="ls")[1])
    digits = sum(character.isdigit() for character in text)
    letters = "".join(character for character in text if not character.isdigit())
    return float(font.getlength(letters)) * 1.04 + digits * cap * _DIGIT_WIDTH


def _set_line(text: str, hand: Hand, pixels: int, rng: random.Random) -> tuple[Ink, int]:
    """Return a line of letters, each a little larger, smaller, higher or nearer, and its baseline row."""
    font = sized(hand.face.path, pixels)
    ascent, descent = font.getmetrics()
    length = round(font.getlength(text) * 1.12) + 2 * _MARGIN + 3 * pixels
    baseline = ascent + _MARGIN
    image = Image.new("L", (length, baseline + descent + _MARGIN), 0)
    pen = ImageDraw.Draw(image)
    x = float(_MARGIN)
    cap = round(-font.getbbox("H", anchor="ls")[1])
    for character in text:
        lift = rng.gauss(0, 0.025) * pixels
        if character.isdigit() and hand.digits is not None:
            x = _paste_digit(image, hand.digits.pick(character, rng), (x, baseline + lift), cap)
            continue
        if character in _STROKES and hand.digits is not None:
            x = _draw_stroke(pen, character, (x, baseline + lift), cap)
            continue
        varied = sized(hand.face.path, max(8, round(pixels * rng.uniform(0.95, 1.06))))
        pen.text((x, baseline + lift), character, 255, varied, "ls")
        x += varied.getlength(character) + rng.gauss(0, 0.012) * pixels
    line = as_ink(image)[:, : round(x) + _MARGIN + pixels] / np.float32(255)
    return as_ink(line), baseline


def _paste_digit(image: Image.Image, ink: Ink, place: tuple[float, float], cap: int) -> float:
    """Lay a real digit as high as a capital on the baseline; return where the next one starts."""
    rows, columns = ink.shape
    width: int = max(3, min(round(cap * 1.1), round(columns * cap / rows)))
    grown = cv2.resize(ink, (width, cap), interpolation=cv2.INTER_CUBIC)
    mask = Image.fromarray((np.clip(grown, 0, 1) ** 1.8 * 255).astype(np.uint8))
    image.paste(255, (round(place[0]), round(place[1]) - cap), mask)
    return place[0] + width + cap * 0.14


def _draw_stroke(pen: ImageDraw.ImageDraw, sign: str, place: tuple[float, float], cap: int) -> float:
    """Draw a sign between real digits with a pen as broad as theirs; return where the next one starts."""
    x, y = place
    (left, top), (right, bottom), room = _STROKES[sign]
    broad = max(2, round(cap * 0.12))
    ends = (x + left * cap, y - top * cap, x + right * cap, y - bottom * cap)
    pen.line(ends, 255, broad)
    pen.ellipse((ends[0] - broad / 2, ends[1] - broad / 2, ends[0] + broad / 2, ends[1] + broad / 2), 255)
    return x + room * cap


def _unsteady(line: Ink, hand: Hand, pixels: float, rng: random.Random) -> Ink:
    """Slant, bend and shake a line, then draw it with the hand's pen."""
    rows, columns = line.shape
    chance = np.random.default_rng(rng.getrandbits(48))
    grain = max(3, round(pixels * 0.3))
    coarse = chance.standard_normal((2, rows // grain + 3, columns // grain + 3)).astype(np.float32)
    shake = [cv2.resize(field, (columns, rows), interpolation=cv2.INTER_CUBIC) for field in coarse]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    bend = chance.standard_normal(columns // max(1, round(pixels * 2)) + 3).astype(np.float32)
    course = cv2.resize(bend[None, :], (columns, 1), interpolation=cv2.INTER_CUBIC)
    from_x = x - (rows * 0.7 - y) * hand.slant + shake[0] * hand.tremor * pixels
    from_y = y + course * hand.wander * pixels + shake[1] * hand.tremor * pixels
    moved = cv2.remap(line, from_x, from_y, cv2.INTER_LINEAR, borderValue=0)
    soft = _evenly_inked(cv2.GaussianBlur(moved, (0, 0), max(0.6, pixels * 0.018)))
    pressure = 0.85 + 0.15 * course / (1 + np.abs(course))
    drawn: Ink = (np.clip((soft - hand.pen + 0.22) * 3.2, 0, 1) * pressure).astype(np.float32)
    return drawn


def _evenly_inked(soft: object) -> Ink:
    """Bring hairlines up to the darkness of a pen: a font may be thin, ink on paper is not."""
    line = as_ink(soft)
    inked = line[line > 0.08]
    strength = float(np.quantile(inked, 0.75)) if inked.size else 1.0
    return as_ink(line * np.float32(0.85 / max(0.3, min(0.85, strength))))


def _flourish(paper: Paper, place: Place, writer: Writer) -> None:
    """Underline a signature with one quick stroke, as many people do."""
    rng = writer.rng
    if rng.random() < 0.5:
        return
    dpi = paper.dpi
    start = (place[0] + rng.uniform(0, 0.5), place[1] + rng.uniform(0.02, 0.08))
    end = (place[0] + rng.uniform(1.3, 2.0), place[1] + rng.uniform(-0.05, 0.05))
    steps = np.linspace(0, 1, 24)
    points = np.stack(
        [
            start[0] + (end[0] - start[0]) * steps,
            start[1] + (end[1] - start[1]) * steps + 0.05 * np.sin(steps * np.pi * rng.uniform(0.8, 1.6)),
        ],
        axis=1,
    )
    width, height = paper.size
    canvas = np.zeros((height, width), np.uint8)
    cv2.polylines(canvas, [(points * dpi * 8).astype(np.int32)], False, 255, max(1, dpi // 100), cv2.LINE_AA, 3)
    paper.lay(as_ink(canvas) / np.float32(255), (0, 0), writer.hand.ink)
