"""What stands on the face of a check or money order: each field looked at by the readers that know its kind."""

from __future__ import annotations

from collections.abc import Iterator

from lockbox.records import Box, Sighting, Zone
from ocr import ink
from ocr.engine import AMOUNT, DIGITS, MICR, TEXT, LineRead, LineReader
from ocr.layout import Rect
from ocr.micr_band import candidate_rows, in_order
from ocr.sheet import Sheet
from ocr.zones import locate

_WRITTEN = (Zone.PAYEE, Zone.DATE, Zone.MEMO, Zone.WRITTEN)
_PRINTED = (Zone.PAYER, Zone.PRINTED)
_INK = "ink:1"  # the signature test is no engine: it weighs strokes
_LEAST_WIDTH, _LEAST_HEIGHT = 0.25, 0.045  # inches; smaller print says nothing that matters
_MOST_LINES = 30


def read_check(sheet: Sheet) -> tuple[Sighting, ...]:
    """Read every field of an upright check or money order but its MICR band."""
    places: dict[Zone, list[Box]] = {zone: [] for zone in Zone}
    for found in locate(sheet.gray, sheet.upright.dpi, sheet.layout, sheet.engines.print):
        places[found.zone].append(found.box)
    engines = sheet.engines
    lines: list[tuple[Box, Sighting]] = []
    for zone in _WRITTEN:
        boxes = places[zone][:_MOST_LINES]
        lines += zip(boxes, sheet.see(zone, boxes, engines.words, TEXT), strict=True)
    for zone in _PRINTED:
        boxes = [box for box in places[zone] if _matters(sheet, box)][:_MOST_LINES]
        lines += zip(boxes, sheet.see_print(zone, boxes), strict=True)
    return (
        *_two_views(sheet, Zone.COURTESY, places[Zone.COURTESY], (engines.digits, AMOUNT)),
        *_two_views(sheet, Zone.LEGAL, places[Zone.LEGAL], (engines.words, TEXT)),
        *(sighting for _, sighting in lines),
        *sheet.see(Zone.SERIAL, places[Zone.SERIAL], engines.print, DIGITS),
        *(_signature(sheet, box) for box in places[Zone.SIGNATURE]),
        *sheet.see_ids(lines),
    )


def find_band(sheet: Sheet) -> tuple[Sheet, tuple[Sighting, ...]]:
    """Find the E-13B line and read it; without one, the sheet as it was and nothing seen."""
    seen: dict[Rect, tuple[Sighting, ...]] = {}

    def readings() -> Iterator[tuple[Rect, str]]:
        for row in candidate_rows(sheet.layout):
            seen[row] = sheet.see(Zone.MICR, [sheet.layout.to_page(row)], sheet.engines.micr, MICR)
            yield row, seen[row][0].text

    row = in_order(readings())
    if row is None:
        return sheet, ()
    return (sheet if row == sheet.layout.micr else sheet.with_band(row)), seen[row]


def _two_views(sheet: Sheet, zone: Zone, boxes: list[Box], first: tuple[LineReader, str]) -> tuple[Sighting, ...]:
    """Read a zone by its reader and by the second one; one view where both are the same engine."""
    reader, alphabet = first
    seen = sheet.see(zone, boxes, reader, alphabet)
    second = sheet.engines.second
    if second.fingerprint == reader.fingerprint:
        return seen
    return (*seen, *sheet.see(zone, boxes, second, alphabet))


def _matters(sheet: Sheet, box: Box) -> bool:
    inch = sheet.upright.dpi
    return box.width >= _LEAST_WIDTH * inch and box.height >= _LEAST_HEIGHT * inch


def _signature(sheet: Sheet, box: Box) -> Sighting:
    present, confidence = ink.signature_present(sheet.gray, box, sheet.layout)
    return sheet.sighting(Zone.SIGNATURE, box, LineRead("present" if present else "absent", confidence), _INK)
