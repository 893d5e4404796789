"""What machines print for machines on a payment slip: the bar code and the scan line."""

from __future__ import annotations

from lockbox.records import Box, Sighting, Zone
from lockbox.slips import carried
from ocr.engine import DIGITS, LineRead, tag
from ocr.layout import Rect
from ocr.sheet import Sheet

SLIP_DIGITS = 20
"""A machine read of fewer digits is no slip's."""

_MOST_DIGITS = 60
_LOWER_PART = 0.4  # of the page, above which no scan line is looked for
_LEAST_LENGTH = 1.5  # inches
_TRIED = 3


def read_codes(sheet: Sheet) -> tuple[Sighting, ...]:
    """Return every bar code of the page, of one that also says things to people the slip's digits alone."""
    engine = tag(sheet.engines.codes)
    return tuple(
        sheet.sighting(Zone.BARCODE, code.box, LineRead(carried(code.text), 1000), engine) for code in sheet.codes
    )


def read_scan_line(sheet: Sheet) -> tuple[Sighting, ...]:
    """Read the line of digits near the foot; one that confirms the bar code is enough."""
    coded = {carried(code.text) for code in sheet.codes if is_slip_length(carried(code.text))}
    boxes = _candidates(sheet)
    for box in boxes if coded else ():
        (quick,) = sheet.see(Zone.SCAN_LINE, [box], sheet.engines.digits, DIGITS)
        if quick.text in coded:
            return (quick,)
    seen = sheet.see(Zone.SCAN_LINE, boxes, sheet.engines.print, DIGITS)
    if not coded:
        seen += sheet.see(Zone.SCAN_LINE, boxes, sheet.engines.second, DIGITS)
    return tuple(sighting for sighting in seen if is_slip_length(sighting.text))


def is_slip_length(text: str) -> bool:
    """Say whether a machine read has digits enough to be a slip's."""
    return SLIP_DIGITS <= sum(character.isdigit() for character in text) <= _MOST_DIGITS


def _candidates(sheet: Sheet) -> list[Box]:
    """Return the lowest long rows of even characters."""
    layout = sheet.layout
    rows: list[Rect] = [
        line.box
        for line in layout.lines
        if SLIP_DIGITS <= line.letters <= _MOST_DIGITS and line.box.height <= 2.2 * line.letter_height
    ]
    if layout.micr is not None and not any(layout.micr.top < row.middle < layout.micr.bottom for row in rows):
        rows.append(layout.micr)
    boxes = [layout.to_page(row.grown(4, 4)) for row in sorted(rows, key=lambda row: -row.bottom)]
    length = _LEAST_LENGTH * sheet.upright.dpi
    low = _LOWER_PART * sheet.gray.shape[0]
    return [box for box in boxes if box.width >= length and box.top >= low][:_TRIED]
