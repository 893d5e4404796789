"""From a crop to what the line networks see: ink on paper, straight, and of one height."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Gray

Ink = npt.NDArray[np.float32]
"""How dark each pixel is, 0 paper to 1 ink, shape (height, width)."""

MICR_HEIGHT = 32
CHARACTER_HEIGHT = 18
DIGIT_HEIGHT = 48
_STEP = 8
_MOST_WIDTH = 2400
_SMALLEST = 6
_STEEPEST = 0.08
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row of characters runs in a crop, in pixels.

    Attributes:
        top: upper edge of the characters, at the left edge of the crop.
        height: of a character.
        slope: how far the row sinks per pixel to the right.
        left: left end of the row.
        right: right end of the row.
    """

    top: float
    height: float
    slope: float
    left: float
    right: float


def straight_strip(crop: Gray) -> Ink:
    """Return the row of characters of a crop as the network wants it, shape (MICR_HEIGHT, multiple of 8)."""
    ink = inked(crop)
    return cut(ink, find_row(ink))


def digit_strip(crop: Gray) -> Ink:
    """Return a crop of handwriting scaled to the digit network's height, shape (DIGIT_HEIGHT, multiple of 8)."""
    scale = DIGIT_HEIGHT / crop.shape[0]
    width = min(_MOST_WIDTH, max(1, round(crop.shape[1] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(inked(crop), (width, DIGIT_HEIGHT), interpolation=method)
    strip = np.zeros((DIGIT_HEIGHT, -(-(width + 2 * _MARGIN) // _STEP) * _STEP), np.float32)
    strip[:, _MARGIN : _MARGIN + width] = small
    return strip


def inked(crop: Gray) -> Ink:
    """Return how dark each pixel is between the crop's paper and its ink."""
    sample = crop[::2, ::2] if crop.size > 20_000 else crop
    dark, paper = np.percentile(sample, (2, 80))
    span = max(32.0, float(paper) - float(dark))
    ink: Ink = np.clip((float(paper) - crop.astype(np.float32)) / span, 0, 1)
    return ink


def find_row(ink: Ink) -> Row:
    """Find the row of like-sized marks that most of the crop's ink forms; the whole crop if there is none."""
    height, width = ink.shape
    _, _, stats, centres = cv2.connectedComponentsWithStats((ink > 0.5).astype(np.uint8), connectivity=8)
    boxes, middles = stats[1:], centres[1:, 0]
    tall = boxes[:, cv2.CC_STAT_HEIGHT] >= max(_SMALLEST, 0.15 * height)
    narrow = boxes[:, cv2.CC_STAT_WIDTH] <= np.maximum(12 * boxes[:, cv2.CC_STAT_HEIGHT], 24)
    boxes, middles = boxes[tall & narrow], middles[tall & narrow]
    if len(boxes) < 3:
        return Row(0.1 * height, 0.8 * height, 0.0, 0.0, float(width))
    sizes = boxes[:, cv2.CC_STAT_HEIGHT].astype(np.float64)
    across = boxes[:, cv2.CC_STAT_LEFT] + boxes[:, cv2.CC_STAT_WIDTH] / 2
    down = boxes[:, cv2.CC_STAT_TOP] + sizes / 2
    slope = _slope(across, down, sizes)
    level = down - slope * across
    alike = (np.abs(level[:, None] - level) < 0.2 * sizes) & (np.abs(sizes[:, None] - sizes) < 0.2 * sizes)
    members = alike[:, int(np.argmax(alike.sum(axis=0) * sizes))]
    size, centre = float(np.median(sizes[members])), float(np.median(level[members]))
    in_row = np.abs(level - centre) < 0.6 * size
    left = float(boxes[in_row, cv2.CC_STAT_LEFT].min())
    right = float((boxes[in_row, cv2.CC_STAT_LEFT] + boxes[in_row, cv2.CC_STAT_WIDTH]).max())
    return Row(centre - size / 2, size, slope, left, right)


def cut(ink: Ink, row: Row) -> Ink:
    """Return a row cut out, levelled and scaled to ``CHARACTER_HEIGHT``, shape (MICR_HEIGHT, multiple of 8)."""
    scale = CHARACTER_HEIGHT / row.height
    small = cv2.resize(
        ink,
        (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    margin = CHARACTER_HEIGHT
    start = row.left * scale - margin
    span = (row.right - row.left) * scale + 2 * margin
    width = min(_MOST_WIDTH, max(_STEP, -(-round(span) // _STEP) * _STEP))
    top = (row.top + row.slope * row.left) * scale - row.slope * margin - (MICR_HEIGHT - CHARACTER_HEIGHT) / 2
    back = np.array([[1.0, 0.0, start], [row.slope, 1.0, top]])
    return cv2.warpAffine(
        small, back, (width, MICR_HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT
    ).astype(np.float32)


def _slope(across: npt.NDArray[np.float64], down: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64]) -> float:
    """Return the median slope between neighbouring marks of like size."""
    distance = across - across[:, None]
    alike = np.abs(sizes - sizes[:, None]) < 0.2 * sizes
    near = (distance > 0.5 * sizes) & (distance < 10 * sizes) & alike
    slopes = (down - down[:, None])[near] / distance[near]
    slopes = slopes[np.abs(slopes) < _STEEPEST]
    return float(np.median(slopes)) if len(slopes) > 2 else 0.0
