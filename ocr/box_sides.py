"""Takes the sides of a drawn box out of a crop, which digit readers take for ones."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.components import components
from ocr.engine import Gray

_PAPER = 255
_INK = 170
_EDGE = 0.12  # share of the crop's width, at either end, where a side may stand
_SLIM = 0.16  # width over height of a side, however skewed
_TALL = 0.6  # of the crop's height
_BEYOND = 0.1  # of the writing's height, by which a side passes all of it above and below, as no one does
_LEAST_WRITING = 0.25  # of the crop's height; smaller marks are points and dashes


def without_sides(crop: Gray) -> Gray:
    """Return a crop of an amount, white around its ink, without the upright sides of the box it stands in."""
    height, width = crop.shape
    labels, stats = components(crop < _INK)
    left, top, wide, tall = stats[:, : cv2.CC_STAT_AREA].T
    slim = (tall >= _TALL * height) & (wide <= _SLIM * tall)
    slim[0] = False
    first = slim & (left + wide <= max(_EDGE * width, 8))
    last = slim & (left >= width - max(_EDGE * width, 8))
    writing = (tall >= _LEAST_WRITING * height) & ~first & ~last
    writing[0] = False
    if not writing.any():
        return crop
    head, foot = top[writing].min(), (top + tall)[writing].max()
    beyond = np.minimum(head - top, top + tall - foot)
    sides = (first | last) & (beyond >= _BEYOND * (foot - head))
    if not sides.any():
        return crop
    clean = crop.copy()
    clean[cv2.dilate(sides[labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = _PAPER
    rows, columns = np.nonzero(clean < _INK)
    margin = max(3, height // 12)
    top, bottom = max(0, rows.min() - margin), rows.max() + margin + 1
    return np.ascontiguousarray(clean[top:bottom, max(0, columns.min() - margin) : columns.max() + margin + 1])
