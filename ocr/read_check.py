"""What stands on the face of a check or money order: each field looked at by the readers that know its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from lockbox.records import Box, Sighting, Zone
from ocr import ink
from ocr.engine import DATE, DIGITS, MICR, TEXT, LineRead
from ocr.layout import Rect
from ocr.micr_band import candidate_rows, in_order, outline
from ocr.read_amounts import read_amounts
from ocr.rules import INCH
from ocr.sheet import Sheet
from ocr.sideways import part, read_sideways
from ocr.stamps import read_stamps
from ocr.struck import struck_out
from ocr.zones import locate

_WRITTEN = (Zone.PAYEE, Zone.DATE, Zone.MEMO, Zone.WRITTEN)
_FILLED = (Zone.COURTESY, Zone.LEGAL, Zone.DATE, Zone.PAYEE, Zone.PAYER, Zone.SERIAL, Zone.WRITTEN)
_INK = "ink:1"  # the tests for signature and struck figures are no engines: they weigh strokes
_FIGURES_WIDTH, _AROUND = 2.0, 0.1  # inches from the right edge, and about the payee's height, where figures stand
_LEAST_WIDTH, _LEAST_HEIGHT = 0.5, 0.045  # inches; smaller print says nothing that matters
_MOST_LINES = 30
_STRUCK = 950
_MONTH = 3  # letters of the shortest name
_DATE_SURE = 700  # of a date, below which it is read a second time
_CLEAR = 900  # of print, from which no reader of handwriting looks at it
_TWO_LINES = 0.34  # inches of height from which a box may hold two written lines
_BARE = 0.5  # ink of the row between them, as a share of the fuller rows of either line


def read_check(sheet: Sheet) -> tuple[Sighting, ...]:
    """Read every field of an upright check or money order but its MICR band."""
    parted = part(sheet)
    sheet = parted.level
    places: dict[Zone, list[Box]] = {zone: [] for zone in Zone}
    cut: set[Box] = set()
    for found in locate(sheet.gray, sheet.upright.dpi, sheet.layout, sheet.engines.print):
        *above, line = _lines_in(sheet, found.box) if found.zone is Zone.PAYEE else [found.box]
        places[found.zone].append(line)
        places[Zone.WRITTEN] += above
        cut |= {line} if found.cut else set()
    engines = sheet.engines
    taken = [box for zone in _FILLED for box in places[zone]]
    lines: list[tuple[Box, Sighting]] = []
    for zone in _WRITTEN:
        for box in places[zone][:_MOST_LINES]:
            lines += ((box, seen) for seen in _written(sheet, zone, box) if seen.text)
    payer = [box for box in places[Zone.PAYER] if _matters(sheet, box)][:_MOST_LINES]
    lines += ((box, seen) for box, seen in zip(payer, sheet.see_print(Zone.PAYER, payer), strict=True) if seen.text)
    labels = [box for box in places[Zone.PRINTED] if _matters(sheet, box)][:_MOST_LINES]
    seen_labels = sheet.see(Zone.PRINTED, labels, engines.print, TEXT)
    lines += ((box, seen) for box, seen in zip(labels, seen_labels, strict=True) if seen.text)
    return (
        *read_amounts(sheet, places[Zone.COURTESY], places[Zone.LEGAL], cut),
        *(sighting for _, sighting in lines),
        *sheet.see(Zone.SERIAL, places[Zone.SERIAL], engines.print, DIGITS),
        *read_stamps(sheet, taken),
        *(_signature(sheet, box) for box in places[Zone.SIGNATURE]),
        *_struck(sheet, places[Zone.COURTESY], places[Zone.PAYEE]),
        *sheet.see_ids((box, seen) for box, seen in lines if seen.zone is not Zone.DATE),
        *read_sideways(parted),
    )


def find_band(sheet: Sheet) -> tuple[Sheet, tuple[Sighting, ...]]:
    """Find the E-13B line and read it; without one, the sheet as it was and nothing seen."""
    seen: dict[Rect, tuple[Sighting, ...]] = {}

    def readings() -> Iterator[tuple[Rect, str]]:
        for row in candidate_rows(sheet.layout):
            seen[row] = sheet.see(Zone.MICR, [sheet.layout.to_page(row)], sheet.engines.micr, MICR)
            yield row, outline(seen[row][0])

    row = in_order(readings())
    if row is None:
        return sheet, ()
    return (sheet if row == sheet.layout.micr else sheet.with_band(row)), seen[row]


def _written(sheet: Sheet, zone: Zone, box: Box) -> tuple[Sighting, ...]:
    """Have a line read that may be written by hand."""
    if zone is Zone.DATE:
        return _date(sheet, box)
    clear = _clear_print(sheet, box) if zone is Zone.WRITTEN else ()
    return clear or sheet.see_surely(zone, [box], sheet.engines.words, TEXT)


def _date(sheet: Sheet, box: Box) -> tuple[Sighting, ...]:
    """Have a date read, one in figures by the reader of digits too; a second time where neither settles it."""
    views = sheet.see(Zone.DATE, [box], sheet.engines.words, TEXT)
    (first,) = views
    in_figures = () if _in_words(first.text) else sheet.see(Zone.DATE, [box], sheet.engines.digits, DATE)
    agreed = any(_figures(one.text) == _figures(first.text) for one in in_figures)
    if first.confidence < _DATE_SURE and not agreed:
        views += sheet.see(Zone.DATE, [box], sheet.engines.second, TEXT)
    if _in_words(max(views, key=lambda seen: seen.confidence).text):
        return views
    return (*views, *(in_figures or sheet.see(Zone.DATE, [box], sheet.engines.digits, DATE)))


def _figures(date: str) -> str:
    return re.sub("[^0-9]", "", date)


def _in_words(date: str) -> bool:
    """Say whether a date has letters enough for the name of a month, its label aside."""
    return sum(character.isalpha() for character in re.sub("(?i)date", "", date)) >= _MONTH


def _clear_print(sheet: Sheet, box: Box) -> tuple[Sighting, ...]:
    """Return the words of a line that is clearly print, as a bank's name is; nothing where it may be written."""
    (seen,) = sheet.see(Zone.WRITTEN, [box], sheet.engines.print, TEXT)
    clear = seen.confidence >= _CLEAR and not any(character.isdigit() for character in seen.text)
    return (seen,) if clear else ()


def _lines_in(sheet: Sheet, box: Box) -> list[Box]:
    """Part a box of two written lines at the barest row between them: people squeeze a number in above the payee."""
    scale = sheet.layout.scale
    rows, columns = _grid(box.top, box.height, scale), _grid(box.left, box.width, scale)
    if rows.stop - rows.start < _TWO_LINES * INCH:
        return [box]
    weight = np.convolve(sheet.layout.ink[rows, columns].sum(axis=1), np.ones(3), mode="same")
    third = len(weight) // 3
    cut = third + int(np.argmin(weight[third : 2 * third]))
    if weight[cut] > _BARE * min(weight[:cut].max(), weight[cut:].max()):
        return [box]
    above = round(cut / scale)
    return [
        Box(box.left, box.top, box.width, above),
        Box(box.left, box.top + above, box.width, box.height - above),
    ]


def _grid(start: int, length: int, scale: float) -> slice:
    return slice(round(start * scale), round((start + length) * scale))


def _matters(sheet: Sheet, box: Box) -> bool:
    inch = sheet.upright.dpi
    return box.width >= _LEAST_WIDTH * inch and box.height >= _LEAST_HEIGHT * inch


def _signature(sheet: Sheet, box: Box) -> Sighting:
    present, confidence = ink.signature_present(sheet.gray, box, sheet.layout)
    return sheet.sighting(Zone.SIGNATURE, box, LineRead("present" if present else "absent", confidence), _INK)


def _struck(sheet: Sheet, figures: Sequence[Box], payees: Sequence[Box]) -> tuple[Sighting, ...]:
    """Tell where figures were struck out: in their box, or right of the payee where struck figures hide it."""
    inch, width = sheet.upright.dpi, int(sheet.gray.shape[1])
    around = round(_AROUND * inch)
    beside = []
    for payee in payees:
        left = max(payee.left + payee.width // 2, width - round(_FIGURES_WIDTH * inch))
        top = max(0, payee.top - around)
        beside.append(Box(left, top, max(1, width - left), payee.top + payee.height + around - top))
    found = next((box for box in (*figures, *beside) if struck_out(sheet.layout, box)), None)
    return () if found is None else (sheet.sighting(Zone.STRUCK, found, LineRead("struck out", _STRUCK), _INK),)
