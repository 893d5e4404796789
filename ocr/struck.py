"""Whether written figures were struck out: long straight strokes that run through several of their signs."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import Box
from ocr.layout import Layout
from ocr.rules import INCH, PAPER

_INK = 40  # levels below paper
_LONG = 0.3  # inches that a stroke runs straight
_SLANT = 3  # pixels by which it may leave its row on the way
_DEEP = 0.025  # inches that a sign reaches beyond the stroke on either side
_FEWEST = 3  # strokes of signs that it runs through
_FRAME = 4  # pixels about the sides of a printed box


def struck_out(layout: Layout, box: Box) -> bool:
    """Say whether the writing in a box was struck out.

    A stroke that cancels figures runs through them: the strokes of several signs go on above and
    below it. Box sides and guide rules touch signs at their feet, and a dash ends beside them.

    Args:
        layout: the structure of the page.
        box: the field, in page pixels.
    """
    top, left = round(box.top * layout.scale), round(box.left * layout.scale)
    height, width = round(box.height * layout.scale), round(box.width * layout.scale)
    dark = (layout.flat[top : top + height, left : left + width] < PAPER - _INK).astype(np.uint8)
    if not dark.size:
        return False
    thick = cv2.dilate(dark, np.ones((_SLANT, 1), np.uint8))
    straight = np.asarray(
        cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, round(_LONG * INCH)), np.uint8)), np.uint8
    )
    straight &= dark
    for side in (edge for frame in layout.boxes for edge in (frame.top, frame.bottom)):
        straight[max(0, side - top - _FRAME) : max(0, side - top + _FRAME + 1)] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(straight, connectivity=8)
    strokes = (labels == one for one in range(1, len(stats)) if stats[one, cv2.CC_STAT_WIDTH] >= _LONG * INCH)
    return any(_signs_crossed(stroke, dark) >= _FEWEST for stroke in strokes)


def _signs_crossed(stroke: npt.NDArray[np.bool_], dark: npt.NDArray[np.uint8]) -> int:
    """Return how many strokes of signs go on above and below a long stroke."""
    deep = round(_DEEP * INCH)
    columns = np.flatnonzero(stroke.any(axis=0))
    heads = stroke[:, columns].argmax(axis=0)
    feet = len(stroke) - 1 - stroke[::-1, columns].argmax(axis=0)
    padded = np.pad(dark, ((deep, deep), (0, 0)))
    steps = range(1, deep + 1)
    above = np.asarray(np.all([padded[heads + deep - step, columns] for step in steps], axis=0), np.bool_)
    below = np.asarray(np.all([padded[feet + deep + step, columns] for step in steps], axis=0), np.bool_)
    crossed = _spread(above) & _spread(below)
    return int(np.count_nonzero(np.diff(np.concatenate(([False], crossed)).astype(np.int8)) == 1))


def _spread(columns: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Widen runs of columns: a slanting stroke leaves elsewhere than it enters."""
    return np.asarray(np.convolve(columns, np.ones(7), mode="same") > 0, np.bool_)
