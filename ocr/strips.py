"""From a crop to what the line networks see: ink on paper, straight, and of one height."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Gray

Ink = npt.NDArray[np.float32]
"""How dark each pixel is, 0 paper to 1 ink, shape (height, width)."""

Mask = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]
"""Marks, shape (n, 4): left, top, width, height."""

VERSION = 3
"""Raised when a strip changes: it is part of the fingerprint of every reader that uses strips."""

MICR_HEIGHT = 32
CHARACTER_HEIGHT = 18
DIGIT_HEIGHT = 40
WORD_HEIGHT = 40
_STEP = 8
_MOST_WIDTH = 2400
_SMALLEST = 6
_STEEPEST = 0.08
_ENDS = 1.5 * CHARACTER_HEIGHT
_FARTHEST_STRAY = 1.0
MARGIN = 8
"""Pixels of paper put before and behind a line of writing."""

_AIR, _WORD_AIR = 0.4, 0.28
_NARROWED = 0.8
_EDGE_AIR = 0.12
_LOOSE = 0.8
_FEWEST_MARKS = 3
_LINE_WITHIN = 8
"""Marks within a crop from which those that reach over its edge, as frames do, do not tell the row's height."""

_PAPER_SHARE = 80  # percentile of levels that is paper
_LIT_STEPS, _LIT_WINDOW = 4, 7  # stretches a row's height is parted into, and how many tell the paper's level
_SHADED, _BLACKEST = 0.85, 0.28
"""Shares of the brightest paper: below the one a row lies in shadow, below the other no paper is."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row of characters runs in a crop, in pixels.

    Attributes:
        top: upper edge of the characters, at the left edge of the crop.
        height: of a character.
        slope: how far the row sinks per pixel to the right.
        path: shape (n, 2), from the left end of the row to its right end: place across, and how far the row
            lies below the straight line there. Amounts are printed later than the rest, by another printer.
    """

    top: float
    height: float
    slope: float
    path: npt.NDArray[np.float64]


def straight_strip(crop: Gray) -> Ink:
    """Return the row of characters of a crop as the network wants it, shape (MICR_HEIGHT, multiple of 8)."""
    ink = inked(_evenly_lit(crop))
    return cut(ink, find_row(ink))


def digit_strip(crop: Gray) -> Ink:
    """Return a crop of handwriting as the digit network wants it, shape (DIGIT_HEIGHT, multiple of 8).

    Paper and print well above and below the writing are cut off, all else is left as it is.
    """
    return _scaled(crop, DIGIT_HEIGHT, _AIR)


def word_strip(crop: Gray) -> Ink:
    """Return a crop of words as the word network wants it, shape (WORD_HEIGHT, multiple of 8).

    There is less air above and below than around digits, and the line is a fifth narrower than it is.
    """
    return _scaled(crop, WORD_HEIGHT, _WORD_AIR, _NARROWED)


def _scaled(crop: Gray, height: int, air: float, narrowed: float = 1.0) -> Ink:
    """Return the rows of a crop that hold the writing, with some air, at a height in pixels."""
    ink = inked(crop)
    top, bottom = _writing(ink, air)
    ink = ink[top:bottom]
    scale = height / ink.shape[0]
    width = min(_MOST_WIDTH, max(1, round(ink.shape[1] * scale * narrowed)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    strip = np.zeros((height, -(-(width + 2 * MARGIN) // _STEP) * _STEP), np.float32)
    strip[:, MARGIN : MARGIN + width] = cv2.resize(ink, (width, height), interpolation=method)
    return strip


def inked(crop: Gray) -> Ink:
    """Return how dark each pixel is between the crop's paper and its ink."""
    sample = crop[::2, ::2] if crop.size > 20_000 else crop
    dark, paper = np.percentile(sample, (2, 80))
    span = max(32.0, float(paper) - float(dark))
    ink: Ink = np.clip((float(paper) - crop.astype(np.float32)) / span, 0, 1)
    return ink


def _evenly_lit(crop: Gray) -> Gray:
    """Return a row on paper of one level from end to end; as it is where no shadow lies on it.

    In every column of a code line's row there is more paper than ink.
    """
    height, width = crop.shape
    step = max(1, height // _LIT_STEPS)
    columns = crop[:, : width - width % step].reshape(height, -1, step)
    if columns.shape[1] < _LIT_WINDOW:
        return crop
    levels = np.percentile(columns.transpose(1, 0, 2).reshape(columns.shape[1], -1), _PAPER_SHARE, axis=1)
    padded = np.pad(levels, _LIT_WINDOW // 2, mode="edge")
    paper = np.median(np.lib.stride_tricks.sliding_window_view(padded, _LIT_WINDOW), axis=1)
    brightest = float(paper.max())
    lit = paper >= _BLACKEST * brightest
    if paper[lit].min() >= _SHADED * brightest:
        return crop
    paper = np.where(lit, paper, brightest)
    along = np.interp(np.arange(width), (np.arange(len(paper)) + 0.5) * step, paper)
    return np.asarray(np.clip(crop * (brightest / along), 0, 255), np.uint8)


def find_row(ink: Ink) -> Row:
    """Find the row of like-sized marks that most of the crop's ink forms; the whole crop if there is none."""
    height, width = ink.shape
    boxes = _marks(ink)
    if len(boxes) < 3:
        return Row(0.1 * height, 0.8 * height, 0.0, np.array([[0.0, 0.0], [float(width), 0.0]]))
    left, top, wide, tall = boxes.T
    across, down = left + wide / 2, top + tall / 2
    slope = _slope(across, down, tall)
    level = down - slope * across
    alike = (np.abs(level[:, None] - level) < 0.2 * tall) & (np.abs(tall[:, None] - tall) < 0.2 * tall)
    inside = (top > 0) & (top + tall < height)
    plain = inside if np.count_nonzero(inside) >= _LINE_WITHIN else np.ones_like(inside)
    members = alike[:, int(np.argmax(alike.sum(axis=0) * tall * plain))]
    size, centre = float(np.median(tall[members])), float(np.median(level[members]))
    strays = level - centre
    full = (np.abs(strays) < _FARTHEST_STRAY * size) & (np.abs(tall - size) < 0.25 * size)
    course = _smoothed(across[full], strays[full])
    astray = np.abs(strays - np.interp(across, course[:, 0], course[:, 1]))
    near = (astray < 0.7 * size) & (tall < 1.4 * size)
    if inside[members].all():
        near &= inside  # what comes in over the crop's edge is no character of this row
    ends = float(left[near].min()), float((left + wide)[near].max())
    path = np.concatenate(([[ends[0], course[0, 1]]], course, [[ends[1], course[-1, 1]]]))
    return Row(centre - size / 2, size, slope, path)


def cut(ink: Ink, row: Row) -> Ink:
    """Return a row cut out, levelled and scaled to ``CHARACTER_HEIGHT``, shape (MICR_HEIGHT, multiple of 8)."""
    scale = CHARACTER_HEIGHT / row.height
    small = cv2.resize(
        ink,
        (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    left, right = row.path[0, 0], row.path[-1, 0]
    span = (right - left) * scale + 2 * _ENDS
    width = min(_MOST_WIDTH, max(_STEP, -(-round(span) // _STEP) * _STEP))
    x = np.arange(width, dtype=np.float32) + (left * scale - _ENDS)
    course = row.top + row.slope * x / scale + np.interp(x / scale, row.path[:, 0], row.path[:, 1])
    y = course * scale - (MICR_HEIGHT - CHARACTER_HEIGHT) / 2 + np.arange(MICR_HEIGHT)[:, None]
    across = np.broadcast_to(x, y.shape).astype(np.float32)
    return cv2.remap(small, across, y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT).astype(
        np.float32
    )


def _marks(ink: Ink) -> Boxes:
    """Return the connected marks that may be characters of a code line, rules left out."""
    boxes = _boxes(_without_rules((ink > 0.5).astype(np.uint8), max(48, 2 * ink.shape[0]), 0))
    tall = boxes[:, 3] >= max(_SMALLEST, 0.15 * ink.shape[0])
    narrow = boxes[:, 2] <= np.maximum(12 * boxes[:, 3], 24)
    marks: Boxes = boxes[tall & narrow]
    return marks


def _writing(ink: Ink, air: float) -> tuple[int, int]:
    """Return the rows between which the writing lies, with some air; all rows with ink where that is not plain."""
    height, width = ink.shape
    dark = (ink > 0.4).astype(np.uint8)
    boxes = _boxes(_without_rules(dark, max(40, int(1.2 * height)), max(20, int(0.6 * height))))
    _, top, wide, tall = boxes.T
    inside = (top > 0) & (top + tall < height) & (tall >= 0.15 * height) & (wide < 0.5 * width)
    top, tall = top[inside], tall[inside]
    if len(top) >= _FEWEST_MARKS:
        middle = top + tall / 2
        near = np.abs(middle - np.median(middle)) < 0.6 * np.median(tall)
        if near.sum() >= _FEWEST_MARKS:
            upper, lower = np.percentile(top[near], 15), np.percentile((top + tall)[near], 85)
            rows = max(0, int(upper - air * (lower - upper))), min(height, int(lower + air * (lower - upper)))
            if _SMALLEST < rows[1] - rows[0] <= _LOOSE * height:
                return rows
    inked_rows = np.flatnonzero(dark.sum(axis=1) >= 2)
    if len(inked_rows) == 0 or inked_rows[-1] - inked_rows[0] < _SMALLEST:
        return 0, height
    margin = _EDGE_AIR * (inked_rows[-1] - inked_rows[0])
    return max(0, int(inked_rows[0] - margin)), min(height, int(inked_rows[-1] + margin) + 2)


def _without_rules(dark: Mask, across: int, down: int) -> Mask:
    """Return marks without the straight lines that are at least so long; no length, no look."""
    kept = dark.copy()
    height, width = dark.shape
    for length, room, line, beside in ((across, width, (1, across), (3, 1)), (down, height, (down, 1), (1, 3))):
        if 0 < length < room:
            rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(line, np.uint8))
            kept[cv2.dilate(rules, np.ones(beside, np.uint8)) > 0] = 0
    return kept


def _boxes(dark: Mask) -> Boxes:
    """Return left, top, width and height of every connected mark."""
    _, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return found[1:, :4].astype(np.float64)


def _smoothed(across: npt.NDArray[np.float64], strays: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how far the row strays from straight along its course: running medians of five, shape (n, 2)."""
    order = np.argsort(across, kind="stable")
    padded = np.pad(strays[order], 2, mode="edge")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    course: npt.NDArray[np.float64] = np.stack((across[order], medians), axis=1)
    return course


def _slope(across: npt.NDArray[np.float64], down: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64]) -> float:
    """Return the median slope between neighbouring marks of like size."""
    distance = across - across[:, None]
    alike = np.abs(sizes - sizes[:, None]) < 0.2 * sizes
    near = (distance > 0.5 * sizes) & (distance < 10 * sizes) & alike
    slopes = (down - down[:, None])[near] / distance[near]
    slopes = slopes[np.abs(slopes) < _STEEPEST]
    return float(np.median(slopes)) if len(slopes) > 2 else 0.0
