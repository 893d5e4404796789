"""One page on the reading desk: put straight, its structure and codes known, ready for readers to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lockbox.records import Box, Sighting, Zone
from ocr import ink
from ocr.box_sides import without_sides
from ocr.engine import DIGITS, TEXT, CodeRead, Engines, Gray, LineRead, LineReader, tag
from ocr.layout import Layout, Rect, find_layout
from ocr.micr_band import band_of
from ocr.number_runs import number_runs
from ocr.page import PageImage
from ocr.quality import with_contrast
from ocr.turn import Upright, sense, stands_on_head, straighten

_ABOUT = 2.2  # characters by which a place told from shares of ink may be off
_SURE = 900  # below this a second reader looks at a written line too
_SURE_OF = {Zone.PAYEE: 300}  # a payee is held against a short list of names
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

    def with_rules(self) -> Sheet:
        """Return the sheet with its rules and boxes found."""
        return replace(self, layout=find_layout(self.gray, self.upright.dpi))

    def crop(self, box: Box) -> Gray:
        """Return a field's ink on white, its neighbours and guide rules taken out."""
        return ink.crop(self.gray, box, self.layout)

    def see(self, zone: Zone, boxes: Sequence[Box], reader: LineReader, alphabet: str) -> tuple[Sighting, ...]:
        """Have one reader read one line in each box."""
        dpi = self.upright.dpi
        if zone is Zone.MICR:
            crops = [band_of(self.gray, box, dpi) for box in boxes]
        elif zone is Zone.COURTESY:
            crops = [without_sides(ink.crop(self.gray, box, self.layout, pale_ends=True)) for box in boxes]
        else:
            crops = [self.crop(box) for box in boxes]
        reads = trusted_read(reader, crops, alphabet)
        return tuple(self.sighting(zone, box, read, tag(reader)) for box, read in zip(boxes, reads, strict=True))

    def see_twice(self, zone: Zone, boxes: Sequence[Box], reader: LineReader, alphabet: str) -> tuple[Sighting, ...]:
        """Have a reader and then the second one read each box; once only where they are the same engine."""
        seen = self.see(zone, boxes, reader, alphabet)
        second = self.engines.second
        return seen if second.fingerprint == reader.fingerprint else (*seen, *self.see(zone, boxes, second, alphabet))

    def see_surely(self, zone: Zone, boxes: Sequence[Box], reader: LineReader, alphabet: str) -> tuple[Sighting, ...]:
        """Have a reader read each box, and the second one those of which it is not sure enough for its zone."""
        seen = self.see(zone, boxes, reader, alphabet)
        sure = _SURE_OF.get(zone, _SURE)
        unsure = [box for box, one in zip(boxes, seen, strict=True) if one.confidence < sure]
        return (*seen, *self.see(zone, unsure, self.engines.second, alphabet))

    def sighting(self, zone: Zone, box: Box, read: LineRead, engine: str) -> Sighting:
        """Return what a reader saw in a box as a record, its box in pixels of the scan."""
        place = self.upright.to_scan(box)
        return Sighting(zone, place, read.text, read.confidence, engine, read.alternatives, read.lattice)

    def see_print(self, zone: Zone, boxes: Sequence[Box]) -> tuple[Sighting, ...]:
        """Read printed lines; where the print reader is unsure, the second reader's view if it is surer."""
        seen = self.see(zone, boxes, self.engines.print, TEXT)
        doubtful = [place for place, one in enumerate(seen) if one.confidence < _CLEAR_PRINT]
        again = self.see(zone, [boxes[place] for place in doubtful], self.engines.second, TEXT)
        surer = dict(zip(doubtful, again, strict=True))
        return tuple(
            max(one, surer.get(place, one), key=lambda view: view.confidence) for place, one in enumerate(seen)
        )

    def see_ids(self, lines: Iterable[tuple[Box, Sighting]]) -> tuple[Sighting, ...]:
        """Read again, digit by digit, every run in lines of text that could be a member or account number."""
        places: list[Box] = []
        for box, seen in lines:
            for run in number_runs(seen.text):
                place = self._place_of(box, seen.text, run)
                if not any(_same_place(place, other) for other in places):
                    places.append(place)
        return self.see_twice(Zone.MEMBER_ID, places, self.engines.digits, DIGITS)

    def _place_of(self, box: Box, text: str, run: tuple[int, int]) -> Box:
        """Return where a run of characters stands in a line's box: its share of the ink, moved to gaps of words."""
        scale = self.layout.scale
        rows = slice(round((box.top + 0.1 * box.height) * scale), round((box.top + 0.65 * box.height) * scale))
        columns = slice(round(box.left * scale), round((box.left + box.width) * scale))
        inked = np.asarray(self.layout.ink[rows, columns].any(axis=0), np.bool_)
        after = run[1] if text[run[1] :].strip(" .,;") else len(text)
        start, end = (_parting(inked, text, place) / scale for place in (run[0], after))
        left, right = box.left + int(start), min(box.left + box.width, box.left + round(end))
        return Box(left, box.top, right - left, box.height) if right - left > box.height else box


def lay_out(page: PageImage, engines: Engines) -> Sheet:
    """Put a page straight and find its codes and its structure, which may wait for its rules where there are codes."""
    page = replace(page, gray=with_contrast(page.gray))
    sheet = _laid(straighten(page), engines)
    if sheet.upright.doubtful:
        sheet = _more_legible(sheet, _laid(straighten(page, 90 - sheet.upright.rotation), engines))
    if not page.words and stands_on_head(sheet.upright, sheet.layout, sheet.codes, engines):
        return _laid(straighten(page, (sheet.upright.rotation + 180) % 360), engines)
    return sheet


def _more_legible(sheet: Sheet, across: Sheet) -> Sheet:
    """Return the page as its largest lines make more sense, as it lies or across."""
    one, other = (sense(view.upright, view.layout, view.engines.print) for view in (sheet, across))
    return across if other > one else sheet


def _laid(upright: Upright, engines: Engines) -> Sheet:
    codes = engines.codes.read(upright.gray)
    return Sheet(upright, find_layout(upright.gray, upright.dpi, ruled=not codes), codes, engines)


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


def _parting(inked: npt.NDArray[np.bool_], text: str, place: int) -> int:
    """Return the column that parts a line's ink before character ``place``: the widest gap about there."""
    before, whole = len(text[:place].replace(" ", "")), len(text.replace(" ", ""))
    along = np.cumsum(inked)
    if before == 0 or along[-1] == 0:
        return 0
    if before == whole:
        return len(inked)
    there = int(np.searchsorted(along, along[-1] * before / whole))
    reach = _ABOUT * len(inked) / max(1, len(text))
    bare = np.flatnonzero(~inked)
    gaps = [gap for gap in np.split(bare, np.flatnonzero(np.diff(bare) > 1) + 1) if len(gap)]
    near = [(len(gap), int(gap.mean())) for gap in gaps if abs(gap.mean() - there) <= reach]
    return max(near, default=(0, there))[1]


def _same_place(one: Box, other: Box) -> bool:
    """Say whether two boxes of one line cover mostly the same stretch."""
    shared = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    level = abs(one.top - other.top) < 0.5 * one.height
    return level and shared > 0.6 * max(one.width, other.width)
