"""Where the paper ends on a scan: the scanner's bed beside it, and what its corners and edges lack."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import ImageTest, Measure
from ocr.components import components
from ocr.quality_proof import Proof

Mask = npt.NDArray[np.bool_]
Corners = npt.NDArray[np.float32]
"""Upper left, upper right, lower left and lower right of a sheet, shape (4, 2), x and y in pixels."""

_DARK = 0.55  # of the paper's level, below which there may be the scanner's bed
_WRITING = 0.08  # inches: what is narrower is writing, no bed
_WANDER = 0.04  # inches by which an edge may wander
_AT_CORNER = 0.25  # inches from a corner within which what is missing belongs to it
_LANK = 1.5  # times its shorter side is the most a gap at a corner counts: a long strip is no corner
_ROWS, _COLUMNS = ("upper", "lower"), ("left", "right")


def paper_tests(proof: Proof) -> Iterator[Measure]:
    """Measure the bed beside the paper, and the gaps at its corners and edges."""
    bed = find_bed(proof)
    corners = _corners(~bed)
    height, width = bed.shape
    middles = {
        "upper": float(corners[:2, 1].mean()),
        "left": float(corners[::2, 0].mean()),
        "lower": height - float(corners[2:, 1].mean()),
        "right": width - float(corners[1::2, 0].mean()),
    }
    side, depth = max(middles.items(), key=lambda one: one[1])
    yield Measure(ImageTest.FRAMING, max(0, proof.hundredths(depth)), side if depth > 0 else "")
    yield from _gaps(_within(bed, corners), proof)


def find_bed(proof: Proof) -> Mask:
    """Return which pixels of the coarse page show the dark bed: dark, wider than writing, joined to the outside."""
    width = proof.dots(_WRITING)
    dark = (proof.coarse < _DARK * proof.paper).astype(np.uint8)
    framed = cv2.copyMakeBorder(dark, width, width, width, width, cv2.BORDER_CONSTANT, value=1)
    broad = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((width, width), np.uint8))
    cv2.floodFill(broad, None, (0, 0), 2)
    return np.asarray(broad[width:-width, width:-width] == 2, np.bool_)


def _corners(paper: Mask) -> Corners:
    """Return the corners of the least rectangle, at any angle, around the largest piece of paper."""
    height, width = paper.shape
    whole = np.array([(0, 0), (width, 0), (0, height), (width, height)], np.float32)
    if paper.all() or not paper.any():
        return whole
    labels, stats = components(paper)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    outlines, _ = cv2.findContours((labels == largest).view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    points = np.vstack(outlines)
    found = cv2.boxPoints(cv2.minAreaRect(np.vstack([points, points + 1])))
    down, across = found.sum(axis=1), found[:, 0] - found[:, 1]
    order = (np.argmin(down), np.argmax(across), np.argmin(across), np.argmax(down))
    return np.asarray(found[list(order)], np.float32)


def _within(bed: Mask, corners: Corners) -> Mask:
    """Return the bed that shows within a sheet, in the sheet's own pixels: straight, its sides the image's."""
    width, height = (max(2, round(float(np.hypot(*(corners[end] - corners[0]))))) for end in (1, 2))
    if not bed.any():
        return np.zeros((height, width), np.bool_)
    level = np.array([(0, 0), (width, 0), (0, height)], np.float32)
    turn = cv2.getAffineTransform(corners[:3], level)
    return np.asarray(cv2.warpAffine(bed.view(np.uint8), turn, (width, height), flags=cv2.INTER_NEAREST), np.bool_)


def _gaps(missing: Mask, proof: Proof) -> Iterator[Measure]:
    """Measure the largest gap at a corner, as the leg of an even triangle, and the deepest gap along an edge."""
    corner, edge = Measure(ImageTest.TORN_CORNER, 0), Measure(ImageTest.TORN_EDGE, 0)
    if missing.any():
        wander = np.ones((proof.dots(_WANDER),) * 2, np.uint8)
        whole = np.asarray(cv2.morphologyEx(missing.view(np.uint8), cv2.MORPH_OPEN, wander), np.uint8)
        gaps = components(whole).stats[1:]
        for left, top, width, height, area in gaps.tolist():
            rows = _touched(top, top + height, missing.shape[0], proof)
            columns = _touched(left, left + width, missing.shape[1], proof)
            if len(rows) == len(columns) == 1:
                place = f"{_ROWS[rows[0]]} {_COLUMNS[columns[0]]}"
                leg = proof.hundredths(min((2 * area) ** 0.5, _LANK * min(width, height)))
                corner = max(corner, Measure(ImageTest.TORN_CORNER, leg, place), key=lambda one: one.value)
            elif rows or columns:
                along = len(rows) == 1 or not columns
                place = _ROWS[rows[0]] if along else _COLUMNS[columns[0]]
                depth = Measure(ImageTest.TORN_EDGE, proof.hundredths(height if along else width), place)
                edge = max(edge, depth, key=lambda one: one.value)
    yield corner
    yield edge


def _touched(start: int, end: int, length: int, proof: Proof) -> tuple[int, ...]:
    """Return which ends of a side, 0 the first and 1 the last, a stretch of it comes near."""
    near = proof.dots(_AT_CORNER)
    return tuple(which for which, there in enumerate((start <= near, end >= length - near)) if there)
