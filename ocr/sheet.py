"""One page on the reading desk: put straight, its structure and codes known, ready for readers to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lockbox.records import Box, Sighting, Zone
from ocr import ink
from ocr.engine import DIGITS, TEXT, CodeRead, Engines, Gray, LineRead, LineReader, tag
from ocr.layout import Layout, Rect, find_layout
from ocr.page import PageImage
from ocr.turn import Upright, stands_on_head, straighten

_ID_LENGTHS = range(10, 15)  # a 12-digit number, with a digit or two lost or doubled in reading
_ID_RUN = re.compile(r"[0-9OoIl|SsBZ](?:[ .-]{0,2}[0-9OoIl|SsBZ])+")
_CLEAR_PRINT = 700  # below this a second reader looks at a printed line too


class EngineLiedError(Exception):
    """A reader handed back what its protocol forbids."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as its readers see it. Boxes given to its methods are in pixels of the straight page."""

    upright: Upright
    layout: Layout
    codes: tuple[CodeRead, ...]
    engines: Engines

    @property
    def gray(self) -> Gray:
        """The straight page."""
        return self.upright.gray

    def with_band(self, row: Rect) -> Sheet:
        """Return the sheet with another row as its MICR band."""
        return replace(self, layout=replace(self.layout, micr=row))

    def crop(self, box: Box) -> Gray:
        """Return a field's ink on white, its neighbours and guide rules taken out."""
        return ink.crop(self.gray, box, self.layout)

    def see(self, zone: Zone, boxes: Sequence[Box], reader: LineReader, alphabet: str) -> tuple[Sighting, ...]:
        """Have one reader read one line in each box."""
        reads = trusted_read(reader, [self.crop(box) for box in boxes], alphabet)
        return tuple(self.sighting(zone, box, read, tag(reader)) for box, read in zip(boxes, reads, strict=True))

    def sighting(self, zone: Zone, box: Box, read: LineRead, engine: str) -> Sighting:
        """Return what a reader saw in a box as a record, its box in pixels of the scan."""
        place = self.upright.to_scan(box)
        return Sighting(zone, place, read.text, read.confidence, engine, read.alternatives, read.lattice)

    def see_print(self, zone: Zone, boxes: Sequence[Box]) -> tuple[Sighting, ...]:
        """Read printed lines; where the print reader is unsure the second reader's view is kept if it is surer."""
        crops = [self.crop(box) for box in boxes]
        first = trusted_read(self.engines.print, crops, TEXT)
        doubtful = [place for place, read in enumerate(first) if read.confidence < _CLEAR_PRINT]
        second = trusted_read(self.engines.second, [crops[place] for place in doubtful], TEXT)
        better = {
            place: read
            for place, read in zip(doubtful, second, strict=True)
            if read.confidence > first[place].confidence
        }
        return tuple(
            self.sighting(
                zone,
                box,
                better.get(place, first[place]),
                tag(self.engines.second if place in better else self.engines.print),
            )
            for place, box in enumerate(boxes)
        )

    def see_ids(self, lines: Iterable[tuple[Box, Sighting]]) -> tuple[Sighting, ...]:
        """Read again, digit by digit, every run in lines of text that could be a 12-digit member number."""
        places = [self._place_of(box, seen.text, run) for box, seen in lines for run in number_runs(seen.text)]
        return self.see(Zone.MEMBER_ID, places, self.engines.digits, DIGITS)

    def _place_of(self, box: Box, text: str, run: tuple[int, int]) -> Box:
        """Return where a run of characters stands in a line's box, drawn out to the nearest gaps between words."""
        start = box.left + box.width * run[0] / len(text)
        end = box.left + box.width * run[1] / len(text)
        words = [
            (place.left, place.left + place.width)
            for line in self.layout.lines
            for place in (self.layout.to_page(word) for word in line.words)
            if box.top <= place.top + place.height / 2 <= box.top + box.height and place.left < box.left + box.width
        ]
        start = min((left for left, _ in words), key=lambda left: abs(left - start), default=start)
        end = min((right for _, right in words), key=lambda right: abs(right - end), default=end)
        left, right = max(box.left, int(start) - 3), min(box.left + box.width, int(end) + 3)
        return Box(left, box.top, right - left, box.height) if right - left > box.height else box


def lay_out(page: PageImage, engines: Engines) -> Sheet:
    """Put a page straight and find its structure and its codes."""
    upright = straighten(page)
    layout, codes = find_layout(upright.gray, upright.dpi), engines.codes.read(upright.gray)
    if not page.words and stands_on_head(upright, layout, codes, engines):
        upright = straighten(page, (upright.rotation + 180) % 360)
        layout, codes = find_layout(upright.gray, upright.dpi), engines.codes.read(upright.gray)
    return Sheet(upright, layout, codes, engines)


def trusted_read(reader: LineReader, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
    """Read crops and hold the reader to its protocol.

    Raises:
        EngineLiedError: a wrong number of lines, a foreign character, or a confidence out of range.
    """
    if not crops:
        return ()
    reads = tuple(reader.read([np.ascontiguousarray(crop) for crop in crops], alphabet))
    allowed = frozenset(alphabet)
    whole = len(reads) == len(crops) and all(
        0 <= read.confidence <= 1000 and allowed.issuperset(read.text) for read in reads
    )
    if not whole:
        raise EngineLiedError(reader.name)
    return reads


def number_runs(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of every run that could be a 12-digit number, however grouped and misread."""
    runs = []
    for found in _ID_RUN.finditer(text):
        characters = [character for character in found[0] if character.isalnum() or character == "|"]
        digits = sum(character.isdigit() for character in characters)
        if len(characters) in _ID_LENGTHS and digits >= 0.7 * len(characters):
            runs.append(found.span())
    return tuple(runs)
