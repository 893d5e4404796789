"""Words stamped large on a page, such as VOID: by their thick strokes, or as even rows of capitals."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from lockbox.records import Box, Sighting, Zone
from ocr.components import components
from ocr.engine import TEXT, Gray, tag
from ocr.layout import Layout
from ocr.rules import INCH, PAPER, Rect
from ocr.sheet import Sheet, trusted_read

_THICK = 0.055  # inches: strokes of print, pens and E-13B are thinner
_INK = 30  # levels below paper
_LEAST_WIDTH, _LEAST_HEIGHT = 0.9, 0.25  # inches of a stamped word
_LEAST_LETTER = 0.25
_LEAST_CAPITAL, _MOST_CAPITAL = 0.1, 1.0  # inches of height of stamped capitals
_UNEVEN = 0.06  # of their height, by which heads and feet may differ
_PATTERN = 600  # so many marks as tall as capitals are a printed pattern
_LEAST_ROW = 0.5  # inches of width
_EDGE = 0.05  # of the page at each side, where frames and shadows are
_WIDEST, _HELD = 1.3, 0.8
_CLEAR = 400
_FEWEST = 3


def read_stamps(sheet: Sheet, taken: Sequence[Box]) -> tuple[Sighting, ...]:
    """Read the words stamped on a page, clear ones only.

    Args:
        sheet: the page.
        taken: boxes of fields that other readers look at anyway.
    """
    found: list[tuple[Rect, Gray]] = []
    for rect in even_rows(sheet.layout):
        box = sheet.layout.to_page(rect.grown(6, 6))
        if not any(_overlap(box, other) for other in taken):
            found.append((rect, sheet.crop(box)))
    thick = thick_word(sheet.layout)
    if thick is not None and not any(_crosses(thick[0], rect) for rect, _ in found):
        found.append(thick)
    reads = trusted_read(sheet.engines.words, [image for _, image in found], TEXT)
    return tuple(
        sheet.sighting(Zone.PRINTED, sheet.layout.to_page(rect), read, tag(sheet.engines.words))
        for (rect, _), read in zip(found, reads, strict=True)
        if read.confidence >= _CLEAR and sum(character.isalpha() for character in read.text) >= _FEWEST
    )


def even_rows(layout: Layout) -> tuple[Rect, ...]:
    """Return rows of at least three large marks that share head and foot, as capitals of a stamp do."""
    rows: list[list[Rect]] = []
    capitals = sorted(m for m in layout.marks if _LEAST_CAPITAL * INCH <= m.height <= _MOST_CAPITAL * INCH)
    if len(capitals) > _PATTERN:
        return ()
    for mark in capitals:
        near = _UNEVEN * mark.height
        for row in rows:
            last = row[-1]
            even = abs(mark.top - last.top) <= near and abs(mark.bottom - last.bottom) <= near
            if even and -near <= mark.left - last.right <= mark.height and mark.width < 2 * mark.height:
                row.append(mark)
                break
        else:
            rows.append([mark])
    whole = [Rect(_start(row[0]), min(m.top for m in row), row[-1].right, max(m.bottom for m in row)) for row in rows]
    wide = [rect for row, rect in zip(rows, whole, strict=True) if len(row) >= _FEWEST]
    return tuple(rect for rect in wide if rect.width >= _LEAST_ROW * INCH and not _in_band(rect, layout.micr))


def thick_word(layout: Layout) -> tuple[Rect, Gray] | None:
    """Return where thick strokes form something as large as a stamped word, and those strokes, black on white."""
    size = round(_THICK * INCH)
    dark = (layout.flat < PAPER - _INK).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    edge = round(_EDGE * layout.height)
    thick[:edge], thick[layout.height - edge :] = 0, 0
    thick[:, :edge], thick[:, layout.width - edge :] = 0, 0
    labels, stats = components(np.asarray(thick, np.uint8))
    tall = stats[:, cv2.CC_STAT_HEIGHT] >= _LEAST_LETTER * INCH
    tall[0] = False
    if not tall.any():
        return None
    left, top = (int(stats[tall, side].min()) for side in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP))
    right = int((stats[tall, cv2.CC_STAT_LEFT] + stats[tall, cv2.CC_STAT_WIDTH]).max())
    bottom = int((stats[tall, cv2.CC_STAT_TOP] + stats[tall, cv2.CC_STAT_HEIGHT]).max())
    rect = Rect(left, top, right, bottom)
    if rect.width < _LEAST_WIDTH * INCH or rect.height < _LEAST_HEIGHT * INCH:
        return None
    core = tall[labels].astype(np.uint8)
    grown = cv2.dilate(core, np.ones((size, size), np.uint8))
    strokes = ((grown > 0) & (dark > 0))[top:bottom, left:right]
    image = np.pad(np.where(strokes, 0, 255).astype(np.uint8), size, constant_values=255)
    return rect, np.asarray(image, np.uint8)


def _start(first: Rect) -> int:
    """Return where a row begins: what is wider than a capital is one that runs into the print before it."""
    return max(first.left, first.right - first.height) if first.width > _WIDEST * first.height else first.left


def _in_band(rect: Rect, band: Rect | None) -> bool:
    """Say whether a row is part of the code line, whose characters are as even as capitals."""
    return band is not None and band.top < rect.middle < band.bottom and band.left <= rect.left < band.right


def _overlap(one: Box, other: Box) -> bool:
    """Say whether the second box holds the first: its middle, and most of its length."""
    across, down = one.left + one.width / 2, one.top + one.height / 2
    level = other.top <= down <= other.top + other.height
    return level and other.left <= across and one.left + _HELD * one.width <= other.left + other.width


def _crosses(one: Rect, other: Rect) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
