"""Where the paper lies in a picture that is larger than it: a photograph of a desk, a web page, a screenshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.components import components
from ocr.engine import Gray
from ocr.page import PageImage, believable_dpi

Mask = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]
Corners = npt.NDArray[np.float64]
"""Upper left, upper right, lower right and lower left of a paper, shape (4, 2), x and y in pixels."""

_COARSE = 384  # pixels of the longer side of the picture on which paper is sought
_WIPED = 7  # pixels there within which ink is wiped off paper
_LEVELS = 16  # of grey that are tried to part paper and what it lies on
_LEAST, _MOST = 0.08, 0.9  # share of the picture that a paper in it has
_HUGS = 0.94  # how much of paper and quadrangle together both must cover
_STEP, _LEAST_STEP = 3, 10  # pixels either side of an edge, and how much their levels must differ along each side
_SHAPES = 1.2, 3.6  # longer side of a paper over its shorter one
_WORTH = 0.9  # of a side: what is left of a picture without its margins must be less, or nothing is gained
_MARGIN = 0.02  # of the print's longer side, left around it
_PLAIN = 12  # levels by which the pixels of a plain margin differ at most
_SMALLER = 0.55  # of a picture's longer side that its paper may take up where nothing shows where it ends


@dataclass(frozen=True, slots=True)
class Cutout:
    """A part of a picture as a page of its own.

    Attributes:
        page: the part, straightened where it was seen askew.
        back: projective map, shape (3, 3), from its pixels to those of the picture.
    """

    page: PageImage
    back: Matrix


def paper_in(page: PageImage) -> Cutout | None:
    """Return the paper of a photograph, seen from straight above; None where no four edges part it from the rest."""
    scale = min(1.0, _COARSE / max(page.gray.shape))
    small = _reduced(page.gray, scale)
    corners = max(_quadrangles(small), key=_area, default=None)
    if corners is None:
        return None
    corners = corners / scale
    width, height = (max(1, round(side)) for side in _size(corners))
    level = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    forth = cv2.getPerspectiveTransform(corners.astype(np.float32), level)
    gray = np.asarray(
        cv2.warpPerspective(page.gray, forth, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
    back = np.asarray(np.linalg.inv(forth), np.float64)
    return Cutout(replace(page, gray=gray, dpi=believable_dpi(0, width, height)), back)


def other_sizes(page: PageImage) -> Iterator[Cutout]:
    """Return what a picture may be where no paper's edges show: print within plain margins, paper smaller or larger."""
    trimmed = _without_margins(page)
    if trimmed is not None:
        yield trimmed
    longer = max(page.gray.shape)
    for share in (1.0, _SMALLER):
        dpi = believable_dpi(0, round(longer * share), round(longer * share) // 2)
        if abs(dpi - page.dpi) > 0.1 * page.dpi:
            yield Cutout(replace(page, dpi=dpi), np.eye(3))


def _without_margins(page: PageImage) -> Cutout | None:
    """Return a picture without its plain margins; None where they are none to speak of."""
    height, width = page.gray.shape
    scale = min(1.0, _COARSE / max(height, width))
    small = _reduced(page.gray, scale).astype(np.int16)
    edge = np.concatenate((small[0], small[-1], small[:, 0], small[:, -1]))
    other = np.abs(small - np.median(edge)) > _PLAIN
    rows, columns = np.flatnonzero(other.any(axis=1)), np.flatnonzero(other.any(axis=0))
    if len(rows) == 0 or other[0].any() or other[-1].any() or other[:, 0].any() or other[:, -1].any():
        return None
    air = round(_MARGIN * max(height, width))
    top, bottom = max(0, int(rows[0] / scale) - air), min(height, int((rows[-1] + 1) / scale) + air)
    left, right = max(0, int(columns[0] / scale) - air), min(width, int((columns[-1] + 1) / scale) + air)
    if right - left > _WORTH * width and bottom - top > _WORTH * height:
        return None
    gray = np.ascontiguousarray(page.gray[top:bottom, left:right])
    back = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    return Cutout(replace(page, gray=gray, dpi=believable_dpi(0, right - left, bottom - top)), back)


def _quadrangles(small: Gray) -> Iterator[Corners]:
    """Return the papers of four straight edges that stand out from what surrounds them at some level of grey."""
    wiped = np.ones((_WIPED, _WIPED), np.uint8)
    light = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, wiped), np.uint8)
    for level in np.linspace(int(light.min()) + 4, int(light.max()) - 4, _LEVELS):
        for mask in (light > level, light <= level):
            corners = _quadrangle(mask.astype(np.uint8))
            if corners is not None and _stands_out(light, corners):
                yield corners


def _quadrangle(mask: Mask) -> Corners | None:
    """Return the corners of a mask's largest piece if it has four, the shape of a paper and does not fill the mask."""
    labels, stats = components(mask)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if len(areas) == 0 or not _LEAST * mask.size <= areas.max() <= _MOST * mask.size:
        return None
    piece = (labels == 1 + int(np.argmax(areas))).view(np.uint8)
    outlines, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=len)
    corners = _four(outline)
    if corners is None:
        return None
    corners = _fitted(corners, outline.reshape(-1, 2).astype(np.float64) + 0.5)
    if corners is None or not _LEAST * mask.size <= _area(corners) <= _MOST * mask.size:
        return None
    shorter, longer = sorted(_size(corners))
    if not _SHAPES[0] * shorter <= longer <= _SHAPES[1] * shorter:
        return None
    whole, drawn = np.zeros_like(mask), np.zeros_like(mask)
    cv2.drawContours(whole, [outline], 0, 1, cv2.FILLED)
    cv2.fillConvexPoly(drawn, np.rint(corners - 0.5).astype(np.int32), 1)
    hugs = np.count_nonzero(whole & drawn) / np.count_nonzero(whole | drawn)
    return corners if hugs >= _HUGS else None


def _four(outline: npt.NDArray[np.int32] | cv2.typing.MatLike) -> Corners | None:
    """Return four corners of an outline in order, the upper left one first; None if it has no four."""
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, True)
    for slack in (0.02, 0.03, 0.05, 0.08):
        found = cv2.approxPolyDP(hull, slack * around, True).reshape(-1, 2).astype(np.float64)
        if len(found) == 4:
            middle = found.mean(axis=0)
            turned = found[np.argsort(np.arctan2(found[:, 1] - middle[1], found[:, 0] - middle[0]))]
            return np.roll(turned, -int(np.argmin(turned.sum(axis=1))), axis=0)
    return None


def _fitted(corners: Corners, outline: Matrix) -> Corners | None:
    """Return corners moved to where straight lines through the four sides' own pixels meet."""
    lines = []
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = other - one
        length = float(np.linalg.norm(along))
        if length < _STEP:
            return None
        place = (outline - one) @ along / length**2
        astray = np.abs((outline - one) @ np.array([-along[1], along[0]]) / length)
        near = outline[(place > 0.1) & (place < 0.9) & (astray < 0.03 * length + 2)]
        if len(near) < _STEP:
            return None
        x, y, left, top = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
        lines.append(np.cross((left, top, 1.0), (left + x, top + y, 1.0)))
    met = [np.cross(before, after) for before, after in zip(np.roll(lines, 1, axis=0), lines, strict=True)]
    if any(abs(point[2]) < 1e-9 for point in met):
        return None
    return np.array([point[:2] / point[2] for point in met])


def _stands_out(light: Gray, corners: Corners) -> bool:
    """Say whether a picture's level steps the same way at all sides of a quadrangle, one of which may be its own."""
    middle = corners.mean(axis=0)
    height, width = light.shape
    steps = []
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (other - one) / np.linalg.norm(other - one)
        outward = np.array([along[1], -along[0]])
        outward *= np.sign((one - middle) @ outward)
        places = one + np.linspace(0.1, 0.9, 40)[:, None] * (other - one)
        pairs = [np.rint(places + way * outward).astype(np.intp) for way in (-_STEP, _STEP)]
        within = np.all([(p >= 0).all(axis=1) & (p < (width, height)).all(axis=1) for p in pairs], axis=0)
        if within.sum() >= len(places) // 2:
            inside, outside = (light[p[within, 1], p[within, 0]].astype(np.float64) for p in pairs)
            steps.append(float(np.median(inside - outside)))
    return len(steps) >= 3 and (min(steps) >= _LEAST_STEP or max(steps) <= -_LEAST_STEP)


def _size(corners: Corners) -> tuple[float, float]:
    """Return the mean length of the sides that lie across, and of those that go down."""
    top, right, foot, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).tolist()
    return (top + foot) / 2, (left + right) / 2


def _area(corners: Corners) -> float:
    return float(cv2.contourArea(corners.astype(np.float32)))


def _reduced(gray: Gray, scale: float) -> Gray:
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
