"""Which way up a page is and how far askew, and the page put straight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import Box
from ocr.components import components, median_level
from ocr.engine import MICR, TEXT, CodeRead, Engines, Gray, LineReader
from ocr.layout import Layout, Rect
from ocr.micr_band import band_of, candidate_rows, routing_holds
from ocr.page import PageImage
from ocr.sort import phrase_likeness, phrase_points

Points = npt.NDArray[np.float64]

MOST_DPI = 300
"""Finer scans are brought down to this before reading; no reader gains from more."""

_GRID_DPI = 100  # letters are sought on the page shrunk to this
_PAPER = 200  # level of bare paper once the background is evened out
_INK = 40  # how much darker ink is
_LETTER = (5, 34)  # longer side of a letter on the grid
_FEW_MARKS = 12  # with fewer letters a page has no telling direction
_RULE, _STRAIGHT, _ALIKE = 60, 1.0, 0.5  # of a rule: width and mean bend on the grid; degrees by which two may differ
_MOST_POINTS = 3000
_SPAN = 12.0  # degrees of skew looked for either way
_STEPS = (1.0, 0.1)  # coarse, then fine
_LEAST_SKEW = 0.12  # degrees left as they are: a pixel over the width of a check
_ACROSS = 1.15  # how much sharper columns must be than rows for a page to lie on its side
_ACROSS_WIDE, _ACROSS_TALL = 2.3, 0.9  # the same of a small paper that is scanned wide, or tall
_NO_SURER = 1.35  # times that much either way, within which lines read must tell
_SMALL = 5.3, 9.8  # inches of the sides of the largest check, coupon or envelope
_CHECK_SHAPE, _NEAR_EDGE = 1.6, 0.25  # width over height; how far from the middle the band must lie, of the height
_SURER = 100  # lead in confidence of a code line that reads both ways, as rows of zeros do
_PLAIN, _DISTINCT = 600, 6  # confidence and different characters from which it cannot read the other way as well
_LEAST_LETTERS = 10  # neighbours that must speak before their shapes decide
_MOST_ASKED = 1500  # letters whose neighbours are looked at
_LINES_TRIED, _PRINT_TRIED, _LONG = 5, 2, 3  # lines read both ways, as print too; of how many letter heights
_KNOWN = 1_000_000  # worth of a known phrase beside any number of letters
_NO_SENSE = 500  # worth that is no sense
_LIKE, _LIKER = 55, 12  # likeness to a known phrase that then tells, and its lead
_WORD, _SENSE, _CLEARER = 4, 750, 200  # characters and confidence of a line that makes sense, and its lead


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A page put straight for reading, and the way back to the page as scanned and turned.

    Attributes:
        gray: the straight page, at most ``MOST_DPI`` fine.
        dpi: its resolution.
        rotation: clockwise degrees (0, 90, 180, 270) that made the scan upright.
        skew: degrees it was then still askew, positive where lines ran down to the right.
        width: of the scan after its turn, in its own pixels; ``height`` likewise.
        back: projective map, shape (3, 3), from pixels of ``gray`` to those pixels.
        doubtful: whether lines were hardly sharper one way than across, so that the page may lie on its side.
    """

    gray: Gray
    dpi: int
    rotation: int
    skew: float
    width: int
    height: int
    back: npt.NDArray[np.float64]
    doubtful: bool = False

    def to_scan(self, box: Box) -> Box:
        """Return a box of the straight page in pixels of the scan after its turn, clipped to it."""
        right, bottom = box.left + box.width, box.top + box.height
        corners = np.array([(x, y, 1.0) for x in (box.left, right) for y in (box.top, bottom)])
        places = corners @ self.back.T
        places = places[:, :2] / places[:, 2:]
        (left, top), (far, low) = np.rint(places.min(axis=0)), np.rint(places.max(axis=0))
        left, top = min(max(0, int(left)), self.width - 1), min(max(0, int(top)), self.height - 1)
        return Box(left, top, max(1, min(int(far), self.width) - left), max(1, min(int(low), self.height) - top))


class _Slant(NamedTuple):
    """How far rows of ink are askew, and how sharply they part at that angle."""

    degrees: float
    sharpness: float


def straighten(page: PageImage, rotation: int | None = None) -> Upright:
    """Turn a page so that its lines run level; whether it stands on its head is not yet asked.

    Args:
        page: as decoded; the text layer's own direction is believed where there is one.
        rotation: clockwise degrees to turn by, where they are known.
    """
    if page.words:
        return _upright(page, rotation or 0, 0.0)
    points, extent, marks = _letter_points(page.gray, page.dpi)
    if marks < _FEW_MARKS:
        lies = page.gray.shape[0] > 1.5 * page.gray.shape[1] and page.gray.shape[0] < 9.5 * page.dpi
        rotation = (90 if lies else 0) if rotation is None else rotation
        return _upright(
            page, rotation, _rules_slant(np.ascontiguousarray(np.rot90(page.gray, -(rotation // 90))), page.dpi)
        )
    level, upright = _slant(points), _slant(points[:, ::-1])
    across = upright.sharpness * extent[0] / (_needed(page) * level.sharpness * extent[1])
    tall = _needed(page) == _ACROSS_TALL and across < 1  # small papers are wide: what is written on may lie across
    doubtful = rotation is None and (tall or 1 / _NO_SURER < across < _NO_SURER)
    if rotation is None:
        rotation = 90 if across > 1 else 0
    straight = _upright(page, rotation, -upright.degrees if rotation in {90, 270} else level.degrees)
    return replace(straight, doubtful=doubtful)


def _needed(page: PageImage) -> float:
    """Return how much sharper columns must be than rows for a page to lie on its side: small papers are wide."""
    height, width = page.gray.shape
    if min(height, width) > _SMALL[0] * page.dpi or max(height, width) > _SMALL[1] * page.dpi:
        return _ACROSS
    return _ACROSS_WIDE if width > height else _ACROSS_TALL


def stands_on_head(upright: Upright, layout: Layout, codes: Sequence[CodeRead], engines: Engines) -> bool:
    """Say whether a straightened page is upside down, by the surest witness that speaks.

    In order: the direction a bar code reads in; which way a code line gives a routing number that
    holds; the shapes of letters, whose feet stand on one line while their heads do not; on a check, at
    which edge the band lies; a known phrase in print; lines read both ways.
    """
    if codes:
        return sum(code.turned == 180 for code in codes) * 2 > len(codes)
    witness = _code_line_stands(upright, layout, engines.micr)
    if witness is not None:
        return not witness
    heads, feet = level_neighbours(layout.marks)
    if heads + feet >= _LEAST_LETTERS and max(heads, feet) >= 2 * min(heads, feet):
        return heads > feet
    if layout.micr is not None and layout.width >= _CHECK_SHAPE * layout.height:
        place = layout.micr.middle / layout.height
        if abs(place - 0.5) > _NEAR_EDGE:
            return place < 0.5
    lines = _telling_lines(upright.gray, layout)
    known = _known_phrase_turned(lines[:_PRINT_TRIED], engines.print)
    return _reads_better_turned(lines, engines.words) if known is None else known


def sense(upright: Upright, layout: Layout, reader: LineReader) -> int:
    """Return how much sense the largest lines of a page make, the better way up; a known phrase more than all else."""
    worth = [0, 0]
    for line in _telling_lines(upright.gray, layout):
        for turned, read in enumerate(reader.read(line, TEXT)):
            worth[turned] += read.confidence * len(read.text) + _KNOWN * bool(phrase_points([read.text]))
    return max(worth)


def cut_out(gray: Gray, box: Box) -> Gray:
    """Return the part of an image inside a box."""
    return gray[box.top : box.top + box.height, box.left : box.left + box.width]


def level_neighbours(marks: Sequence[Rect]) -> tuple[int, int]:
    """Count neighbouring marks of which only the heads, and only the feet, are level.

    Latin letters stand on one line and rise to several heights, so feet win where text is upright.
    """
    if not marks:
        return 0, 0
    left, top, right, bottom = np.array(sorted(marks), np.int32).T
    high = bottom - top
    heads = feet = 0
    for i in np.flatnonzero((high >= 9) & (high <= 70))[:_MOST_ASKED]:
        shared = np.minimum(bottom, bottom[i]) - np.maximum(top, top[i])
        beside = (left >= right[i] - 4) & (left - right[i] < 1.2 * high[i]) & (shared > 0.3 * high)
        alike = (high <= 2.6 * high[i]) & (high[i] <= 2.6 * high)
        following = np.flatnonzero(beside)
        if len(following) == 0 or not alike[following[0]]:
            continue
        head, foot = abs(top[following[0]] - top[i]), abs(bottom[following[0]] - bottom[i])
        even, uneven = max(2, 0.08 * high[i]), max(5, 0.2 * high[i])
        heads += bool(head <= even and foot >= uneven)
        feet += bool(foot <= even and head >= uneven)
    return heads, feet


def _upright(page: PageImage, rotation: int, skew: float) -> Upright:
    gray = np.ascontiguousarray(np.rot90(page.gray, -(rotation // 90)))
    height, width = gray.shape
    dpi = min(page.dpi, MOST_DPI)
    scale = dpi / page.dpi
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        gray = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    back = np.array([[width / gray.shape[1], 0, 0], [0, height / gray.shape[0], 0], [0, 0, 1]])
    if abs(skew) >= _LEAST_SKEW:
        middle = (gray.shape[1] / 2, gray.shape[0] / 2)
        forth = cv2.getRotationMatrix2D(middle, skew, 1.0)
        paper = int(median_level(gray[::4, ::4]))
        gray = np.asarray(
            cv2.warpAffine(
                gray,
                forth,
                (gray.shape[1], gray.shape[0]),
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=paper,
            ),
            np.uint8,
        )
        back = back @ np.vstack([cv2.invertAffineTransform(forth), (0, 0, 1)])
    else:
        skew = 0.0
    return Upright(gray, dpi, rotation, skew, width, height, back)


def _rules_slant(gray: Gray, dpi: int) -> float:
    """Return the angle of the rules of a page with hardly a letter, as the backs of checks are; 0 unless two agree."""
    labels, stats = components(_grid_ink(gray, dpi))
    angles = []
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= _RULE):
        left, top, width, height = stats[label, :4]
        y, x = np.nonzero(labels[top : top + height, left : left + width] == label)
        if label == 0 or height > width / 2:
            continue
        slope, foot = np.polyfit(x, y, 1)
        if float(np.abs(y - slope * x - foot).mean()) <= _STRAIGHT:
            angles.append(float(np.degrees(np.arctan(slope))))
    middle = float(np.median(angles)) if len(angles) >= 2 else 0.0
    agreed = sum(abs(angle - middle) <= _ALIKE for angle in angles) >= 2
    return middle if agreed and abs(middle) <= _SPAN else 0.0


def _grid_ink(gray: Gray, dpi: int) -> npt.NDArray[np.bool_]:
    """Return where there is ink on the page shrunk to the grid."""
    scale = min(1.0, _GRID_DPI / dpi)
    small = gray if scale == 1 else cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    half = cv2.medianBlur(cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 15)
    paper = cv2.resize(half, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.GaussianBlur(cv2.divide(small, np.maximum(paper, 40), scale=_PAPER), (0, 0), 0.7)
    return np.asarray(flat < _PAPER - _INK)


def _letter_points(gray: Gray, dpi: int) -> tuple[Points, tuple[int, int], int]:
    """Return pixels (x, y) of letter-sized marks on the grid, the grid's width and height, and how many marks."""
    inked = _grid_ink(gray, dpi)
    labels, stats = components(inked)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    letters = (longer >= _LETTER[0]) & (longer <= _LETTER[1]) & (stats[:, cv2.CC_STAT_AREA] >= 8)
    letters[0] = False
    rows, columns = np.nonzero(np.take(letters, labels))
    step = max(1, len(rows) // _MOST_POINTS)
    points = np.stack([columns[::step], rows[::step]], axis=1).astype(np.float64)
    return points, (inked.shape[1], inked.shape[0]), int(letters.sum())


def _slant(points: Points) -> _Slant:
    """Return the angle at which rows of ink part most sharply."""
    best = _Slant(0.0, 0.0)
    reach = _SPAN
    for step in _STEPS:
        angles = best.degrees + np.arange(-reach, reach + step / 2, step)
        sharpness = _row_sharpness(points, angles)
        peak = int(np.argmax(sharpness))
        best = _Slant(float(angles[peak]), float(sharpness[peak]))
        reach = step
    return best


def _row_sharpness(points: Points, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how unevenly ink falls into rows at each angle: the sum of squares of the rows' shares."""
    angles = np.radians(degrees)[:, None]
    rows = np.rint(points[:, 1] * np.cos(angles) - points[:, 0] * np.sin(angles)).astype(np.intp)
    rows -= rows.min()
    span = int(rows.max()) + 1
    rows += span * np.arange(len(degrees))[:, None]
    counts = np.bincount(rows.ravel(), minlength=span * len(degrees)).reshape(len(degrees), span).astype(np.float64)
    return np.asarray((counts**2).sum(axis=1) / len(points) ** 2, np.float64)


def _code_line_stands(upright: Upright, layout: Layout, reader: LineReader) -> bool | None:
    """Say whether a code line reads as the page stands (True) or turned over (False); None where neither is surer."""
    for row in candidate_rows(layout):
        band = band_of(upright.gray, layout.to_page(row), upright.dpi)
        (way,) = reader.read([band], MICR)
        if routing_holds(way.text) and way.confidence >= _PLAIN and len(set(way.text)) >= _DISTINCT:
            return True
        (other,) = reader.read([np.ascontiguousarray(np.rot90(band, 2))], MICR)
        stands, turned = (one.confidence if routing_holds(one.text) else -1 for one in (way, other))
        if max(stands, turned) >= 0 and abs(stands - turned) > _SURER:
            return stands > turned
    return None


def _telling_lines(gray: Gray, layout: Layout) -> list[tuple[Gray, Gray]]:
    """Return the largest lines of a page, each as it stands and turned over.

    The letters of small or pale print run together, so lines of few marks are among them too.
    """
    lines = [line for line in layout.lines if line.box.width >= _LONG * line.letter_height]
    lines.sort(
        key=lambda line: (-min(line.box.width, _LONG * _WORD * line.letter_height) * line.letter_height, line.box)
    )
    crops = [cut_out(gray, layout.to_page(line.box.grown(6, 4))) for line in lines[:_LINES_TRIED]]
    return [(np.ascontiguousarray(crop), np.ascontiguousarray(np.rot90(crop, 2))) for crop in crops]


def _known_phrase_turned(lines: Sequence[tuple[Gray, Gray]], reader: LineReader) -> bool | None:
    """Say whether it is turned over that a line reads as a phrase printed on such papers; None where none does."""
    for line in lines:
        for turned, crop in enumerate(line):
            (read,) = reader.read([crop], TEXT)
            if phrase_points([read.text]):
                return bool(turned)
    return None


def _reads_better_turned(lines: Sequence[tuple[Gray, Gray]], reader: LineReader) -> bool:
    """Read lines both ways until one way gives a known phrase, or makes clearly more sense; else is more like a phrase.

    Sense one way alone proves nothing: capitals upside down read as other capitals.
    """
    worth = turned_worth = likeness = turned_likeness = 0
    for line in lines:
        read, turned = reader.read(line, TEXT)
        better, worse = (turned, read) if turned.confidence > read.confidence else (read, turned)
        clear = better.confidence >= max(_SENSE, worse.confidence + _CLEARER) and len(better.text) >= _WORD
        if clear or phrase_points([better.text]):
            return better is turned
        worth += read.confidence * len(read.text)
        turned_worth += turned.confidence * len(turned.text)
        likeness = max(likeness, phrase_likeness(read.text))
        turned_likeness = max(turned_likeness, phrase_likeness(turned.text))
    liker = max(likeness, turned_likeness)
    if max(worth, turned_worth) < _NO_SENSE and liker >= max(_LIKE, min(likeness, turned_likeness) + _LIKER):
        return turned_likeness == liker
    return turned_worth > 1.5 * worth
