"""What stands on backs, letters, envelopes and bills: all their lines, printed and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lockbox.records import Box, Sighting, Zone
from ocr.engine import TEXT, LineRead
from ocr.page import TextWord
from ocr.sheet import Sheet
from ocr.sideways import part, read_sideways
from ocr.sort import are_of_back, are_of_slip, phrase_points
from ocr.zones import text_lines

_MOST_LINES = 60
_MOST_SMALL_PRINT = 3  # on backs and envelopes, where it only tells what the paper is; a slip's says whose it is
_SENSE, _MOST_SENSELESS = 300, 8
_SURE = 850  # of a line of print, from which no reader of handwriting looks at it
_TALL = 5.5  # inches of height from which a page is a letter's or a bill's
_LEAST_WIDTH, _LEAST_HEIGHT = 0.25, 0.045  # inches
_TEXT_LAYER = "pdf-text"


def read_lines(sheet: Sheet) -> tuple[Sighting, ...]:
    """Read every line of a page, and again digit by digit what could be a member number."""
    parted = part(sheet)
    sheet = parted.level
    inch = sheet.upright.dpi
    found = [
        place
        for place in text_lines(sheet.layout)
        if place.box.width >= _LEAST_WIDTH * inch and place.box.height >= _LEAST_HEIGHT * inch
    ][:_MOST_LINES]
    written = [place.box for place in found if place.zone is Zone.WRITTEN]
    printed = [place.box for place in found if place.zone is Zone.PRINTED]
    small = sheet.gray.shape[0] < _TALL * inch
    lines = _legible(sheet, Zone.WRITTEN, written, _is_known if small else _is_clear)  # most letters are typed
    if small and not are_of_slip([seen.text for _, seen in lines]):
        printed = sorted(printed, key=lambda box: -box.width)[:_MOST_SMALL_PRINT]
    if not (small and _bare_back(lines)):
        lines += _legible(sheet, Zone.PRINTED, printed)
    return (*(sighting for _, sighting in lines), *sheet.see_ids(lines), *read_sideways(parted))


def _legible(
    sheet: Sheet, zone: Zone, boxes: Sequence[Box], clear: Callable[[Sighting], bool] | None = None
) -> list[tuple[Box, Sighting]]:
    """Read lines until so many in a row make no sense that they are a pattern.

    Where it is said what print is ``clear``, the reader of handwriting looks at every line that is not.
    """
    lines: list[tuple[Box, Sighting]] = []
    senseless = 0
    for box in boxes:
        (seen,) = sheet.see(zone, [box], sheet.engines.print, TEXT)
        if clear is not None and not clear(seen):
            (seen,) = sheet.see(zone, [box], sheet.engines.words, TEXT)
        if seen.text:
            lines.append((box, seen))
        senseless = 0 if seen.confidence >= _SENSE else senseless + 1
        if senseless == _MOST_SENSELESS:
            break
    return lines


def _is_clear(print_seen: Sighting) -> bool:
    return print_seen.confidence >= _SURE


def _bare_back(lines: Sequence[tuple[Box, Sighting]]) -> bool:
    """Say whether a paper is the back of a check with nothing written or stamped on it."""
    return all(_is_known(seen) for _, seen in lines) and are_of_back([seen.text for _, seen in lines])


def _is_known(print_seen: Sighting) -> bool:
    """Say whether a line is what papers of its size have printed on them; elsewhere on those people write."""
    return print_seen.confidence >= _SURE and bool(phrase_points([print_seen.text]))


def read_text_layer(sheet: Sheet, words: Sequence[TextWord]) -> tuple[Sighting, ...]:
    """Return the lines of a document's own text, which needs no reader."""
    return tuple(
        sheet.sighting(Zone.PRINTED, _around(line), LineRead(" ".join(word.text for word in line), 1000), _TEXT_LAYER)
        for line in _lines_of(words)
    )


def _lines_of(words: Sequence[TextWord]) -> list[list[TextWord]]:
    """Group words into lines: level with one another and not far apart."""
    lines: list[list[TextWord]] = []
    for word in sorted(words, key=lambda word: (word.box.top + word.box.height, word.box.left)):
        for line in lines:
            last = line[-1].box
            level = abs(word.box.top + word.box.height - last.top - last.height) <= 0.4 * word.box.height
            if level and 0 <= word.box.left - last.left - last.width <= 1.5 * word.box.height:
                line.append(word)
                break
        else:
            lines.append([word])
    return lines


def _around(words: Sequence[TextWord]) -> Box:
    left, top = min(word.box.left for word in words), min(word.box.top for word in words)
    right = max(word.box.left + word.box.width for word in words)
    bottom = max(word.box.top + word.box.height for word in words)
    return Box(left, top, right - left, bottom - top)
