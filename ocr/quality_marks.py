"""What lies on a page that nobody wrote or printed: streaks, specks, black bands, the edge of another paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from lockbox.records import Box, ImageTest, Measure
from ocr.components import components
from ocr.engine import Gray
from ocr.quality_paper import Mask, find_bed
from ocr.quality_proof import Proof

_THIN = 0.12  # inches: what is lower is a line, what is higher a band
_STEP = 30  # levels by which a line differs from what is beside it
_BLOCKS, _UNBROKEN = 16, 0.8  # parts of a line, each of which it must fill this far to be a streak
_MOSTLY = 0.75  # of a line, filled less than which no streak can be
_MARGIN = 0.15  # inches at the page's edges, where shadows and printed frames look like streaks
_BLACK = 0.3  # of the paper's level, below which a band is one
_BAND_SHARE = 0.6  # of the page's width that a black band covers
_SPECK = 0.02  # inches: what is no larger is a speck
_DARKER = 60  # levels below the paper from which a speck is one
_ACROSS, _LEVEL = 0.9, 6  # of the page's width, and pixels of height, with which a line is a streak
_THICK = 0.06  # inches from which a stroke is a letter's and no edge
_STRAIGHT, _BREAK = 0.15, 0.1  # inches of a paper's edge without a break, and of the breaks between
_LEAST_EDGE = 0.75  # inches of a paper's edge that is looked at
_WANDER = 0.015  # inches by which it may wander
_NEAR = 0.06  # inches
_REACH, _WRITTEN = 0.75, 0.005  # inches beside an edge, and the share of ink there that is writing
_LEAST_STRIP = 0.25  # inches of paper there must be beside an edge; what is nearer the paper's side is its own


class _Way(NamedTuple):
    """The coarse page as it stands, or on its side: its levels, its ink, and the bed around it."""

    page: Gray
    ink: Mask
    bed: Mask

    def aside(self) -> _Way:
        """Return rows and columns exchanged."""
        return _Way(
            np.asarray(cv2.transpose(self.page), np.uint8),
            np.ascontiguousarray(self.ink.T),
            np.ascontiguousarray(self.bed.T),
        )


def mark_tests(proof: Proof) -> Iterator[Measure]:
    """Measure streaks, lone specks, black bands, and the edge of another paper."""
    yield streaks(proof)
    yield spot_noise(proof)
    yield carbon_strip(proof)
    yield piggyback(proof)


def streaks(proof: Proof) -> Measure:
    """Measure how much of the page is covered by lines that run unbroken from edge to edge, dark or light.

    A scanner draws them where its glass is dirty, exactly along the rows or columns of its picture.
    """
    ways = (proof.coarse, np.asarray(cv2.transpose(proof.coarse), np.uint8))
    return Measure(ImageTest.STREAKS, max(_streaked(page, proof) for page in ways))


def _streaked(page: Gray, proof: Proof) -> int:
    """Return thousandths of a page's rows that are streaks."""
    high = np.ones((2 * (proof.dots(_THIN) // 2) + 1, 1), np.uint8)
    margin = proof.dots(_MARGIN)
    count = 0
    for way in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT):
        line = (cv2.morphologyEx(page, way, high) > _STEP).view(np.uint8) * np.uint8(255)
        mean = cv2.reduce(line, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()
        filled = margin + np.flatnonzero(mean[margin:-margin] >= 255 * _MOSTLY)
        if len(filled):
            lines = np.ascontiguousarray(line[filled])
            blocks = cv2.resize(lines, (_BLOCKS, len(lines)), interpolation=cv2.INTER_AREA)
            count += int(np.count_nonzero(np.asarray(blocks, np.uint8).min(axis=1) >= 255 * _UNBROKEN))
    return round(1000 * count / len(page))


def spot_noise(proof: Proof) -> Measure:
    """Count specks a square inch."""
    dark = (proof.coarse < proof.paper - _DARKER).view(np.uint8)
    stats = components(dark).stats[1:]
    sizes = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    specks = np.count_nonzero(sizes <= proof.dots(_SPECK))
    return Measure(ImageTest.SPOT_NOISE, round(specks * proof.dpi**2 / dark.size))


def carbon_strip(proof: Proof) -> Measure:
    """Measure the height of the highest black band across most of the page; what joins an edge is no band."""
    black = cv2.reduce((proof.coarse < _BLACK * proof.paper).view(np.uint8), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    light = np.flatnonzero(black.ravel() < _BAND_SHARE).tolist()
    highest = max((below - above - 1 for above, below in pairwise(light)), default=0)
    return Measure(ImageTest.CARBON_STRIP, proof.hundredths(highest))


def piggyback(proof: Proof) -> Measure:
    """Measure the longest straight edge of another paper: a thin line from the page's edge, writing on both its sides.

    Printed rules end short of the paper's edge; what runs along it is the paper's own.
    """
    bed = find_bed(proof)
    around = np.ones((proof.dots(_THIN),) * 2, np.uint8)
    ink = (cv2.morphologyEx(proof.coarse, cv2.MORPH_BLACKHAT, around) > _DARKER) & ~bed
    way = _Way(proof.coarse, ink, bed)
    return Measure(ImageTest.PIGGYBACK, max(_longest_edge(one, proof) for one in (way, way.aside())))


def _longest_edge(way: _Way, proof: Proof) -> int:
    """Return in hundredths of an inch the longest edge of another paper that runs roughly level."""
    high = np.ones((2 * (proof.dots(_THIN) // 2) + 1, 1), np.uint8)
    found = (cv2.morphologyEx(way.page, cv2.MORPH_BLACKHAT, high) > _STEP).view(np.uint8)
    letters = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((proof.dots(_THICK), 1), np.uint8))
    thin = cv2.dilate(found & ~letters.view(np.uint8), np.ones((3, 1), np.uint8)).view(np.uint8)
    straight = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, proof.dots(_STRAIGHT)), np.uint8)).view(np.uint8)
    line = np.asarray(cv2.morphologyEx(straight, cv2.MORPH_CLOSE, np.ones((1, proof.dots(_BREAK)), np.uint8)), np.uint8)
    if cv2.countNonZero(line) < proof.dots(_LEAST_EDGE):
        return 0
    labels, stats = components(line)
    longest = 0
    for label in 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_WIDTH] >= proof.dots(_LEAST_EDGE)):
        left, top, width, height, _ = stats[label].tolist()
        box = Box(left, top, width, height)
        runs = (
            () if _is_streak(box, way) else _runs(labels[top : top + height, left : left + width] == label, box, proof)
        )
        length = max((_joined(run, box, way, proof) for run in runs), default=0)
        if length > longest and _between_writing(box, way.ink, proof):
            longest = length
    return proof.hundredths(longest)


def _is_streak(line: Box, way: _Way) -> bool:
    """Say whether a line runs level from side to side of the picture, as no paper's edge is likely to."""
    return line.width >= _ACROSS * way.page.shape[1] and line.height <= _LEVEL


class _Run(NamedTuple):
    """A straight line: its row at column 0, and the rows it falls a column."""

    start: float
    slope: float


def _runs(mask: Mask, box: Box, proof: Proof) -> Iterator[_Run]:
    """Yield the upper and the lower rim of a mark where they are straight; a paper's edge may touch a frame's line."""
    columns = np.arange(mask.shape[1])
    for rim in (mask.argmax(axis=0), len(mask) - 1 - mask[::-1].argmax(axis=0)):
        slope, start = np.polyfit(columns, rim, 1)
        if np.abs(rim - slope * columns - start).mean() <= max(1.0, _WANDER * proof.dpi):
            yield _Run(box.top + float(start - slope * box.left), float(slope))


def _joined(run: _Run, box: Box, way: _Way, proof: Proof) -> int:
    """Return the length of a line with its way to a side of the picture or to the bed; 0 where it breaks off before."""
    height, width = way.bed.shape
    near, reach = proof.dots(_NEAR), proof.dots(_REACH)
    right = box.left + box.width
    for columns in (np.arange(box.left - 1, box.left - reach, -1), np.arange(right, right + reach)):
        rows = np.clip(np.rint(run.start + run.slope * columns).astype(np.intp), 1, height - 2)
        ended = (columns < 0) | (columns >= width)
        ended[~ended] = way.bed[rows[~ended], columns[~ended]]
        gap = int(ended.argmax()) if ended.any() else reach
        on_the_way = [way.ink[rows[:gap] + off, columns[:gap]] for off in (-1, 0, 1)] if gap < reach else []
        if gap <= near or (on_the_way and np.max(on_the_way, axis=0).mean() >= _UNBROKEN):
            return box.width + gap
    return 0


def _between_writing(line: Box, ink: Mask, proof: Proof) -> bool:
    """Say whether there is writing above a line and below it, a little away from it."""
    off, reach, least = (proof.dots(inches) for inches in (_NEAR, _REACH, _LEAST_STRIP))
    part = ink[:, line.left : line.left + line.width]
    below = line.top + line.height
    strips = (part[max(0, line.top - reach) : max(0, line.top - off)], part[below + off : below + reach])
    return all(len(strip) >= least and strip.mean() >= _WRITTEN for strip in strips)
