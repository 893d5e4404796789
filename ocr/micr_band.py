"""Which row of a page is its E-13B line: the rows that could be, read one after the other until one holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import cv2
import numpy as np

from lockbox.code_line import characters, marked
from lockbox.micr import routing_number_holds
from lockbox.records import Box, Sighting
from ocr.engine import MICR, Gray, LineReader
from ocr.layout import Layout, Rect
from ocr.rules import INCH

_ROUTING = re.compile(r"A(\d{9})A")
_POSTAL = ("A000008002A", "A000000204A")  # transit fields of postal money orders
_EDGE = 0.25  # share of the height, at head and foot, where a band may lie
_LETTERS = 10
_HEIGHTS = (14, 38)  # of E-13B characters on the working grid, with room for poor scans
_MOST_HEIGHT = 0.35  # inches, of a whole row that is not quite level
_LEAST_LENGTH = 1.6
_TALLEST_PAPER = 5.5  # inches; on a letter only a regular band is believed
_MOST_ROWS = 4
_AIR = 0.07  # inches left above and below a row
_RATHER = 500  # confidence of a character that is rather right than not
_PLAIN, _DISTINCT = 600, 6  # confidence and different characters from which a mirrored line is taken for one


def candidate_rows(layout: Layout) -> tuple[Rect, ...]:
    """Return the rows that may be the band: the most regular one, then long rows near foot and head."""
    rows = [] if layout.micr is None else [layout.micr]
    if layout.height > _TALLEST_PAPER * INCH:
        return tuple(rows)
    near = [
        line.box
        for line in layout.lines
        if abs(line.box.middle / layout.height - 0.5) > 0.5 - _EDGE
        and line.letters >= _LETTERS
        and _HEIGHTS[0] <= line.letter_height <= _HEIGHTS[1]
        and line.box.height <= _MOST_HEIGHT * INCH
        and line.box.width >= _LEAST_LENGTH * INCH
    ]
    near.sort(key=lambda box: (-box.middle, box.left))
    return tuple([*rows, *(box for box in near if not any(_same_row(box, row) for row in rows))][:_MOST_ROWS])


def band_of(gray: Gray, box: Box, dpi: int) -> Gray:
    """Return a row from edge to edge of the page, with whatever runs into it, at the working resolution or less.

    Strokes and stamps across a character are the reader's to bear: taken out they take the character along,
    and what is left reads like blank paper.

    Args:
        gray: the page.
        box: where the row was found, in page pixels; its height counts, for marks at its ends may be missed.
        dpi: of the page.
    """
    air = round(_AIR * dpi)
    band = gray[max(0, box.top - air) : box.top + box.height + air]
    if dpi <= INCH:
        return np.ascontiguousarray(band)
    size = (round(band.shape[1] * INCH / dpi), max(1, round(band.shape[0] * INCH / dpi)))
    return np.asarray(cv2.resize(band, size, interpolation=cv2.INTER_AREA), np.uint8)


def reads_mirrored(gray: Gray, dpi: int, layout: Layout, reader: LineReader) -> bool:
    """Say whether the most regular row, which is no code line as it stands, is one in a mirror, either way up."""
    if layout.micr is None:
        return False
    band = band_of(gray, layout.to_page(layout.micr), dpi)
    views = [np.ascontiguousarray(view) for view in (np.fliplr(band), np.flipud(band))]
    return any(
        routing_holds(one.text) and one.confidence >= _PLAIN and len(set(one.text)) >= _DISTINCT
        for one in reader.read(views, MICR)
    )


def routing_holds(text: str) -> bool:
    """Say whether a code line has a routing number between transit symbols whose check digit holds."""
    return any(routing_number_holds(found) for found in _ROUTING.findall(text))


def is_code_line(text: str) -> bool:
    """Say whether a reading can only be a code line's: a routing number in its symbols, or several symbols."""
    symbols = sum(character in "ABCD" for character in text)
    digits = sum(character.isdigit() for character in text)
    return bool(_ROUTING.search(text)) or (symbols >= 3 and digits >= 9)


def outline(sighting: Sighting) -> str:
    """Return a code line's text with ``UNREAD`` for characters that are rather not what they were read as.

    Letters and figures of other rows are read as some code line too, but hardly one of them surely.
    """
    if sighting.lattice is None:
        return sighting.text
    return marked(characters(sighting.lattice, sighting.text), _RATHER)


def is_postal(text: str) -> bool:
    """Say whether a code line is a postal money order's."""
    return any(transit in text for transit in _POSTAL)


def in_order(readings: Iterator[tuple[Rect, str]]) -> Rect | None:
    """Return the first row whose routing number holds, else the first that reads like a code line."""
    plausible: Rect | None = None
    for row, text in readings:
        if routing_holds(text):
            return row
        if plausible is None and is_code_line(text):
            plausible = row
    return plausible


def _same_row(one: Rect, other: Rect) -> bool:
    return other.top < one.middle < other.bottom
