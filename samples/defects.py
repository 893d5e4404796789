"""What goes wrong with a page in the scanner: each defect of the image tests, drawn on a picture of a page."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A page, height x width or height x width x 3, 0 black to 255 white."""

_BED = 12
"""Level of the dark bed behind the paper."""


def torn_corner(page: Pixels, dpi: int, rng: random.Random, inches: float = 1.5, corner: int | None = None) -> Pixels:
    """Tear a corner off, so that the bed shows; corners count from the upper left, clockwise."""
    which = rng.randrange(4) if corner is None else corner
    done = _turned(page, which)
    legs = [round(inches * rng.uniform(0.85, 1.15) * dpi) for _ in range(2)]
    points = [(-1, -1), (legs[0], -1), *_ragged((legs[0], 0), (0, legs[1]), 0.03 * dpi, rng), (-1, legs[1])]
    return _turned(_fill(done, points, _BED), -which)


def folded_corner(page: Pixels, dpi: int, rng: random.Random, inches: float = 1.0, corner: int | None = None) -> Pixels:
    """Fold a corner over: the bed shows where it was, and the blank back of it covers what is beside."""
    which = rng.randrange(4) if corner is None else corner
    done = _turned(page, which)
    leg = round(inches * dpi)
    done = _fill(done, [(leg, 0), (leg, leg), (0, leg)], 238)
    done = _line(done, (leg, 0), (leg, leg), 150, dpi)
    done = _line(done, (0, leg), (leg, leg), 150, dpi)
    return _turned(_fill(done, [(-1, -1), (leg, -1), (-1, leg)], _BED), -which)


def torn_edge(page: Pixels, dpi: int, rng: random.Random, inches: float = 0.8) -> Pixels:
    """Tear a piece out of a side, away from its corners."""
    which = rng.choice((0, 0, 0, 1, 2, 3))
    done = _turned(page, which)
    width, depth = round(rng.uniform(1.0, 1.5) * inches * dpi), round(inches * dpi)
    room = done.shape[1] - 2 * round(0.4 * dpi) - width
    left = round(0.4 * dpi) + rng.randrange(max(1, room))
    middle = (left + width * rng.uniform(0.3, 0.7), depth)
    rim = [*_ragged((left, 0), middle, 0.03 * dpi, rng), *_ragged(middle, (left + width, 0), 0.03 * dpi, rng)]
    return _turned(_fill(done, [(left, -1), *rim, (left + width, -1)], _BED), -which)


def framed(page: Pixels, dpi: int, rng: random.Random, inches: float = 0.5) -> Pixels:
    """Lay the page on a larger bed that shows on one side or all around."""
    top, bottom, left, right = rng.sample((1.0, *(rng.choice((0.2, 1.0, 1.5)) for _ in range(3))), 4)
    height, width = page.shape[:2]
    tall, wide = (round(length * dpi * inches) for length in (top + bottom, left + right))
    grain = np.random.default_rng(rng.getrandbits(40))
    bed = grain.integers(0, 24, (height + tall, width + wide), np.uint8)
    done = np.ascontiguousarray(bed if page.ndim == 2 else np.repeat(bed[:, :, None], 3, axis=2))
    above, beside = round(top * inches * dpi), round(left * inches * dpi)
    done[above : above + height, beside : beside + width] = page
    return done


def skewed(page: Pixels, dpi: int, rng: random.Random, degrees: float = 6.0) -> Pixels:
    """Feed the page askew: its corners are cut off, and the bed shows in the corners of the picture."""
    del dpi
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.choice((-1, 1)) * degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=(_BED, _BED, _BED)), np.uint8)


def streaked(page: Pixels, dpi: int, rng: random.Random, count: int = 4, inches: float = 0.012) -> Pixels:
    """Draw the lines that dirt on the glass leaves, dark or light, from edge to edge along the feed."""
    which = rng.choice((0, 0, 0, 1))
    done = _turned(page, which).copy()
    thick = max(1, round(inches * dpi))
    for _ in range(count):
        row = rng.randrange(round(0.2 * dpi), len(done) - round(0.2 * dpi))
        done[row : row + thick] = rng.choice((0, 20, 60))
    return _turned(done, -which)


def spotted(page: Pixels, dpi: int, rng: random.Random, an_inch: int = 250) -> Pixels:
    """Strew specks over the page, so many a square inch."""
    done, (height, width) = page.copy(), page.shape[:2]
    for _ in range(round(an_inch * height * width / dpi**2)):
        size = max(1, round(rng.choice((0.005, 0.008, 0.012)) * dpi))
        x, y = rng.randrange(width), rng.randrange(height)
        done[y : y + size, x : x + size] = rng.randrange(60)
    return done


def faded(page: Pixels, dpi: int, rng: random.Random, left: float = 0.08) -> Pixels:
    """Scan the page too light: of its ink only a share is left."""
    del dpi, rng
    return np.asarray(np.rint(255 - (255 - page.astype(np.float32)) * left), np.uint8)


def darkened(page: Pixels, dpi: int, rng: random.Random, left: float = 0.15) -> Pixels:
    """Scan the page too dark: of its light only a share is left."""
    del dpi, rng
    return np.asarray(np.rint(page * np.float32(left)), np.uint8)


def blurred(page: Pixels, dpi: int, rng: random.Random, inches: float = 0.025) -> Pixels:
    """Scan the page out of focus, by so much of standard deviation."""
    del rng
    return np.asarray(cv2.GaussianBlur(page, (0, 0), inches * dpi), np.uint8)


def carbon_strip(page: Pixels, dpi: int, rng: random.Random, inches: float = 0.5) -> Pixels:
    """Blacken a band across the page, as the carbon on the back of a form shows."""
    done = page.copy()
    top = rng.randrange(round(0.3 * dpi), len(done) - round((0.3 + inches) * dpi))
    band = done[top : top + round(inches * dpi)]
    band[:] = np.minimum(band, 30)
    return done


def cut_off(page: Pixels, dpi: int, rng: random.Random, share: float = 0.45) -> Pixels:
    """Lose a part of the page, on the right or on the left."""
    del dpi
    kept = round(page.shape[1] * (1 - share))
    return page[:, :kept] if rng.random() < 0.5 else page[:, -kept:]


def on_a_larger_sheet(page: Pixels, dpi: int, rng: random.Random, inches: tuple[float, float] = (11.0, 8.5)) -> Pixels:
    """Scan the page together with the sheet of white paper it lies on."""
    size = [max(side, round(length * dpi)) for side, length in zip(page.shape[1::-1], inches, strict=True)]
    sheet = np.full((size[1], size[0], *page.shape[2:]), 252, np.uint8)
    top, left = rng.randrange(len(sheet) - len(page) + 1), rng.randrange(size[0] - page.shape[1] + 1)
    sheet[top : top + len(page), left : left + page.shape[1]] = page
    return sheet


def piggyback(page: Pixels, dpi: int, rng: random.Random, other: Pixels) -> Pixels:
    """Feed another paper with the page, partly over it: its edge runs across, with the shadow that it casts."""
    height, width = page.shape[:2]
    right, down = round(width * rng.uniform(0.25, 0.7)), round(height * rng.uniform(-0.15, 0.25))
    tilt = rng.gauss(0, 2.0)
    turn = cv2.getRotationMatrix2D((0, 0), tilt, 1.0)
    up = max(0, -down) + round(abs(np.sin(np.radians(tilt))) * other.shape[1]) + 2
    turn[:, 2] += (right, down + up)
    across = round(right + other.shape[1] + 0.2 * dpi)
    tall = round(up + max(height, down + other.shape[0] + abs(np.sin(np.radians(tilt))) * other.shape[1]))
    done = np.full((tall, max(width, across), *page.shape[2:]), _BED, np.uint8)
    done[up : up + height, :width] = page
    laid = cv2.warpAffine(other, turn, (done.shape[1], tall))
    cover = cv2.warpAffine(np.full(other.shape[:2], 255, np.uint8), turn, (done.shape[1], tall)) > 127
    shadow = cv2.dilate(cover.view(np.uint8), np.ones((max(3, round(0.03 * dpi)),) * 2, np.uint8)) > 0
    done[shadow] = (done[shadow] * 0.45).astype(np.uint8)
    done[cover] = laid[cover]
    return done


def _turned(page: Pixels, quarter: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(page, quarter))


def _ragged(
    start: tuple[float, float], end: tuple[float, float], wander: float, rng: random.Random
) -> list[tuple[float, float]]:
    """Return the points of a torn rim between two places."""
    along = [step / 16 for step in range(17)]
    rims = ((start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t) for t in along)
    return [(x + rng.gauss(0, wander), y + rng.gauss(0, wander)) for x, y in rims]


def _fill(page: Pixels, points: list[tuple[float, float]], level: int) -> Pixels:
    done = page.copy()
    cv2.fillPoly(done, [np.rint(np.array(points)).astype(np.int32)], (level, level, level))
    return done


def _line(page: Pixels, start: tuple[int, int], end: tuple[int, int], level: int, dpi: int) -> Pixels:
    done = page.copy()
    cv2.line(done, start, end, (level, level, level), max(1, round(0.01 * dpi)))
    return done
