"""What stands on a postal money order: a form of its own, machine-printed above and written on rules below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lockbox.records import Box, Sighting, Zone
from ocr.engine import AMOUNT, TEXT
from ocr.layout import Rect, TextLine
from ocr.rules import INCH, Rule
from ocr.sheet import Sheet

_COLUMN_GAP = 0.22  # inches between words from which they belong to different fields
_WRITING = 0.34  # inches above a rule in which what stands on it is written
_BELOW = 0.06
_LEAST_HEIGHT = 0.06  # inches; smaller print is labels
_LEFT_ROWS = (Zone.PAYEE, Zone.WRITTEN, Zone.MEMO)
_FIGURES = re.compile(r"[$S]?\*{0,3}\d{1,4}[.,]\d{2}\*{0,3}")
_DAY = re.compile(r"20\d\d[-/ ]?\d\d[-/ ]?\d\d")
_SERIAL = re.compile(r"\d{10,11}")
_WORDS = re.compile(r"\b(?:and|hundred|dollars?)\b|/\s*1\S\S", re.IGNORECASE)


def read_postal_order(sheet: Sheet) -> tuple[Sighting, ...]:
    """Read the fields of an upright postal money order but its MICR band; nothing where its rules are not found."""
    rows = _rows(sheet)
    if len(rows) != len(_LEFT_ROWS):
        return ()
    written: list[tuple[Box, Sighting]] = []
    for left_zone, (left, right) in zip(_LEFT_ROWS, rows, strict=True):
        for zone, rule in ((left_zone, left), (Zone.PAYER, right)):
            box = sheet.layout.to_page(_above(rule))
            written += ((box, seen) for seen in sheet.see_surely(zone, [box], sheet.engines.words, TEXT) if seen.text)
    return (*_printed(sheet, rows[0][0].middle), *(seen for _, seen in written), *sheet.see_ids(written))


def _rows(sheet: Sheet) -> list[tuple[Rule, Rule]]:
    """Return the pairs of rules, left and right, that are written on; a row may have lost one of them in the scan."""
    width, height = sheet.layout.width, sheet.layout.height
    rules = sorted((r for r in sheet.layout.rules if 0.3 * height < r.middle < 0.85 * height), key=lambda r: r.middle)
    left = [rule for rule in rules if rule.right < 0.56 * width and rule.width > 0.2 * width]
    right = [rule for rule in rules if rule.left > 0.5 * width and rule.width > 0.2 * width]
    if not left or not right:
        return []
    levels: list[float] = []
    for rule in sorted([*left, *right], key=lambda rule: rule.middle):
        if not levels or rule.middle - levels[-1] > _WRITING * INCH / 2:
            levels.append(rule.middle)
    return [(_at(level, left), _at(level, right)) for level in levels]


def _at(level: float, column: Sequence[Rule]) -> Rule:
    """Return a rule at a height, as wide as the rules of its column."""
    start, end, y = min(rule.left for rule in column), max(rule.right for rule in column), round(level)
    return Rule(start, end, y, y)


def _above(rule: Rule) -> Rect:
    y = round(rule.middle)
    return Rect(rule.left, y - round(_WRITING * INCH), rule.right, y + round(_BELOW * INCH))


def _printed(sheet: Sheet, foot: float) -> tuple[Sighting, ...]:
    """Read what a machine printed above the first rule, each field by what it turns out to be."""
    boxes = [
        sheet.layout.to_page(part.grown(4, 4))
        for line in sheet.layout.lines
        if line.box.middle < foot - _WRITING * INCH / 2
        for part in _fields(line)
        if part.height >= _LEAST_HEIGHT * INCH
    ]
    seen: list[Sighting] = []
    for box, first in zip(boxes, sheet.see(Zone.PRINTED, boxes, sheet.engines.second, TEXT), strict=True):
        zone = _zone_of(first.text)
        if zone is Zone.COURTESY:
            seen += sheet.see_twice(zone, [box], sheet.engines.digits, AMOUNT)
        elif zone is Zone.PRINTED:
            seen += sheet.see_print(zone, [box])
        else:
            seen += sheet.see_surely(zone, [box], sheet.engines.words, TEXT)
    return tuple(seen)


def _fields(line: TextLine) -> list[Rect]:
    """Return a line's words joined into fields: a wide gap parts them."""
    fields: list[Rect] = []
    for word in line.words:
        if fields and word.left - fields[-1].right <= _COLUMN_GAP * INCH:
            fields[-1] = fields[-1].union(word)
        else:
            fields.append(word)
    return fields


def _zone_of(text: str) -> Zone:
    """Return what a printed text must be."""
    squeezed = text.replace(" ", "")
    if _FIGURES.fullmatch(squeezed):
        return Zone.COURTESY
    if _DAY.fullmatch(squeezed):
        return Zone.DATE
    if _SERIAL.fullmatch(squeezed):
        return Zone.SERIAL
    return Zone.LEGAL if len(_WORDS.findall(text)) >= 2 else Zone.PRINTED
