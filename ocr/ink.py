"""Clean crops of a field's ink: even background, no guide rules, no neighbours; and whether a signature is there."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import Box
from ocr.components import components
from ocr.engine import Gray
from ocr.layout import Layout
from ocr.rules import INCH, PAPER, Rect, Rule, follow
from ocr.standing import covers

TALLEST = 128
"""Crops are not handed on taller than this, in pixels."""
_DARK, _PALE = 165, 205  # levels below which a pixel is ink by itself, or as part of a stroke
_DARKEST, _FADES = 0.005, 40  # share of the pixels that shows how dark a pen is, and how much paler its strokes get
_LETTER = 0.4  # of the writing's height, from which a mark is a letter and no rest of a rule
_FEWEST_LETTERS = 6  # marks of a row that tell where its head and foot are
_HEAD = 0.3  # of a row's height from its head, to which a letter reaches
_REACH = 0.4  # of the writing's height, by which a stroke may go on in pale ink


def crop(gray: Gray, box: Box, layout: Layout, *, pale_ends: bool = False) -> Gray:
    """Cut a field out of the page for a line reader.

    The background and its printed pattern are evened out to white, rules and box sides are taken out with the strokes
    that cross them kept, marks that belong to neighbours are wiped, and the cut is drawn tight around what remains.

    Args:
        gray: the page, shape (height, width), original pixels.
        box: where the field is, in page pixels.
        layout: the structure of the same page.
        pale_ends: whether the first and last strokes go on where they are pale, as of figures, whose first counts most.

    Returns:
        uint8, paper 255, at most ``TALLEST`` high; a small white image where there is no ink.
    """
    cut, shrink = _cut(gray, box)
    grain = layout.scale / shrink
    flat = _flat(cut, grain)
    for rule in _rules_in(layout, box, shrink):
        _lift(flat, rule, max(2, round(3.5 / grain)))
    for side in _sides_in(layout, box, shrink):
        _lift(flat.T, side, max(2, round(3.5 / grain)))
    flat[_foreign(layout, box, flat.shape)] = PAPER
    paper = PAPER - min(40, round(2.5 * _level(cv2.absdiff(flat, np.full_like(flat, PAPER)), 0.5)))
    whiter = np.minimum(np.arange(256) * 255 // paper, 255).astype(np.uint8)
    white = np.asarray(cv2.LUT(flat, whiter), np.uint8)
    even = np.asarray(cv2.medianBlur(white, 3), np.uint8) if grain < 1.3 else white
    return _tightened(white, even, max(3, round(5 / grain)), pale_ends=pale_ends)


def signature_present(gray: Gray, box: Box, layout: Layout) -> tuple[bool, int]:
    """Tell whether a signature stands in a signature area.

    Args:
        gray: the page.
        box: the area above the signature line, in page pixels.
        layout: the structure of the same page.

    Returns:
        Whether, and how sure, 0 to 1000.
    """
    area = _to_grid(box, layout)
    lines = [rule for rule in layout.rules if area.middle < rule.middle < area.bottom and rule.right > area.left]
    line = max(lines, key=lambda rule: rule.width, default=None)
    strokes = [
        (mark, int((layout.labels[mark.top : mark.bottom, mark.left : mark.right] == index + 1).sum()))
        for index, mark in enumerate(layout.marks)
        if mark.height > 0.06 * INCH and covers(area, mark) and (line is None or mark.top < line.y(mark.left) - 4)
    ]
    hand = sum(pixels for _, pixels in strokes)
    span = sum(mark.width for mark, _ in strokes)
    weight = min(hand / 500, span / (0.4 * INCH))
    present = weight >= 0.5
    sure = min(1.0, abs(weight - 0.5) * 2)
    return present, round(500 + 490 * sure)


def _to_grid(box: Box, layout: Layout) -> Rect:
    k = layout.scale
    return Rect(
        round(box.left * k), round(box.top * k), round((box.left + box.width) * k), round((box.top + box.height) * k)
    )


def _cut(gray: Gray, box: Box) -> tuple[Gray, float]:
    """The box's pixels, made smaller where they are many, and how much smaller."""
    cut = gray[box.top : box.top + box.height, box.left : box.left + box.width]
    shrink = min(1.0, TALLEST / max(1, box.height))
    if shrink < 1:
        size = (max(1, round(cut.shape[1] * shrink)), max(1, round(cut.shape[0] * shrink)))
        cut = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
    return cut, shrink


def _flat(cut: Gray, grain: float) -> Gray:
    """The cut relative to its paper, which becomes ``PAPER``; paper is the brighter part of each neighbourhood."""
    reach = max(5, round(0.3 * INCH / grain)) | 1
    least = np.uint8(0.92 * _level(cut, 0.7))
    paper = cv2.blur(np.maximum(cut, least), (reach, reach), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.divide(cut, np.maximum(paper, 40), scale=PAPER), np.uint8)


def _level(image: cv2.typing.MatLike, share: float) -> int:
    """Return the level up to which a share of an image's pixels lies."""
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel()
    return int(np.searchsorted(np.cumsum(counts), share * image.size))


def _rules_in(layout: Layout, box: Box, shrink: float) -> list[Rule]:
    """The page's rules that pass through a box, in pixels of its cut.

    A short one amid the ink is left: it is rather the strokes of joined letters than a line they stand on.
    """
    k = shrink / layout.scale
    area = _to_grid(box, layout)
    found = []
    for rule in layout.rules:
        if rule.width < 0.75 * INCH and 0.15 * area.height < rule.middle - area.top < 0.65 * area.height:
            continue
        moved = Rule(
            round(rule.left * k - box.left * shrink),
            round(rule.right * k - box.left * shrink),
            round(rule.y_left * k - box.top * shrink),
            round(rule.y_right * k - box.top * shrink),
        )
        left, right = max(0, moved.left), min(round(box.width * shrink), moved.right)
        if right - left > 4 and -4 <= moved.y((left + right) / 2) <= box.height * shrink + 4:
            found.append(Rule(left, right, round(moved.y(left)), round(moved.y(right))))
    return found


def _sides_in(layout: Layout, box: Box, shrink: float) -> list[Rule]:
    """Sides of drawn boxes that pass through a box, as rules of its cut turned on its side."""
    k = shrink / layout.scale
    area = _to_grid(box, layout)
    found = []
    for post in layout.posts:
        x = (post.left + post.right) // 2
        drawn = any(abs(x - side) < 8 for other in layout.boxes for side in (other.left, other.right))
        if not drawn or not area.left <= x <= area.right:
            continue
        top, bottom = max(post.top, area.top), min(post.bottom, area.bottom)
        if bottom - top > 8:
            across = round(x * k - box.left * shrink)
            down = box.top * shrink
            found.append(Rule(max(0, round(top * k - down)), round(bottom * k - down), across, across))
    return found


def _lift(flat: Gray, rule: Rule, half: int) -> None:
    """Take a rule out: fill each column from just above to just below it, which carries crossing strokes through."""
    if min(rule.right, flat.shape[1]) - rule.left < 5:
        return
    known = follow(flat, Rule(rule.left, min(rule.right, flat.shape[1]), rule.y_left, rule.y_right))
    xs = np.arange(max(0, rule.left - 3 * half), min(rule.right + 3 * half, flat.shape[1]))
    ys = known[np.clip(xs - rule.left, 0, len(known) - 1)]
    offsets = np.arange(-half, half + 1)[:, None]
    rows = ys + offsets
    inside = (rows >= 0) & (rows < flat.shape[0])
    rows = np.clip(rows, 0, flat.shape[0] - 1)
    above = _edge(flat, ys - half - 1, xs)
    below = _edge(flat, ys + half + 1, xs)
    share = (offsets + half + 1) / (2 * half + 2)
    filled = above * (1 - share) + below * share
    band = flat[rows, xs].astype(np.float32)
    level = float(np.median(band.min(axis=0)))
    new = np.where(band < level - 45, band, np.maximum(band, filled))
    band = np.where(inside, new, band)
    flat[rows, xs] = band.astype(np.uint8)


def _edge(flat: Gray, ys: npt.NDArray[np.int64], xs: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Pixels at given heights; paper beyond the image."""
    inside = (ys >= 0) & (ys < flat.shape[0])
    return np.where(inside, flat[np.clip(ys, 0, flat.shape[0] - 1), xs], PAPER).astype(np.float32)


def _foreign(layout: Layout, box: Box, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Pixels, in the cut's shape, of marks that reach into the box but stand mostly outside it."""
    area = _to_grid(box, layout)
    top, left = max(0, area.top), max(0, area.left)
    part = layout.labels[top : area.bottom, left : area.right]
    if part.size == 0:
        return np.zeros(shape, np.bool_)
    outside: list[int] = []
    for index in np.flatnonzero(np.bincount(part[part > 0])):
        mark = layout.marks[int(index) - 1]
        wide = min(mark.right, area.right) - max(mark.left, area.left)
        tall = min(mark.bottom, area.bottom) - max(mark.top, area.top)
        if wide * tall < 0.3 * mark.width * mark.height:
            outside.append(int(index))
    if not outside:
        return np.zeros(shape, np.bool_)
    theirs = np.isin(part, outside)
    theirs &= ~_run_into(layout, area, theirs, outside)
    around_theirs = cv2.dilate(theirs.astype(np.uint8), np.ones((3, 3)))
    around_ours = cv2.dilate(((part > 0) & ~theirs).astype(np.uint8), np.ones((3, 3)))
    wiped = ((around_theirs > 0) & (around_ours == 0)).astype(np.uint8)
    return np.asarray(cv2.resize(wiped, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST) > 0, np.bool_)


def _run_into(layout: Layout, area: Rect, theirs: npt.NDArray[np.bool_], outside: list[int]) -> npt.NDArray[np.bool_]:
    """Return what is kept of marks from below: letters of the row that a signature runs into, which reach its head."""
    row = [
        mark
        for index, mark in enumerate(layout.marks, 1)
        if index not in outside and covers(area, mark) and mark.height > 0.3 * area.height
    ]
    kept = np.zeros(theirs.shape, np.bool_)
    if len(row) < _FEWEST_LETTERS:
        return kept
    top = max(0, area.top)
    head, foot = (round(float(np.median(sides))) - top for sides in zip(*((m.top, m.bottom) for m in row), strict=True))
    below = [index for index in outside if layout.marks[index - 1].top > area.top]
    left = max(0, area.left)
    part = layout.labels[top : area.bottom, left : area.right]
    lines = slice(max(0, head - 3), foot + 3)
    labels, stats = components(np.isin(part[lines], below))
    high = stats[:, cv2.CC_STAT_TOP] <= _HEAD * (foot - head)
    high[0] = False
    kept[lines] = np.take(high, labels)
    return kept


def _tightened(white: Gray, even: Gray, margin: int, *, pale_ends: bool) -> Gray:
    """Cut to the ink with a margin of white all around; ``even`` is without dust where the grain is fine."""
    dark = even < min(_PALE, max(_DARK, _level(even, _DARKEST) + _FADES))
    rows = np.flatnonzero(dark.sum(axis=1) >= 2)
    columns = np.flatnonzero(dark.sum(axis=0) >= 2)
    if len(rows) == 0 or len(columns) == 0:
        return np.full((32, 32), 255, np.uint8)
    left, right = int(columns[0]), int(columns[-1]) + 1
    if pale_ends:
        first, last = _ends(even, slice(rows[0], rows[-1] + 1), (left, right))
        left = first if left - first > margin // 2 else left  # what the margin shows anyway is no loss
        right = last if last - right > margin // 2 else right
    cut = white[max(0, rows[0] - margin) : rows[-1] + margin + 1, max(0, left - margin) : right + margin]
    return np.asarray(cv2.copyMakeBorder(cut, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255), np.uint8)


def _ends(even: Gray, rows: slice, columns: tuple[int, int]) -> tuple[int, int]:
    """Return the columns between which ink stands, moved out to take in the pale ends of strokes."""
    left, right = columns
    height = rows.stop - rows.start
    _, stats = components(even[rows] < _PALE)
    start, width, tall = (stats[1:, side] for side in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    strokes = tall > _LETTER * height
    first = start[strokes & (start < left) & (start + width > left)]
    last = (start + width)[strokes & (start + width > right) & (start < right)]
    reach = round(_REACH * height)
    return max(left - reach, int(first.min(initial=left))), min(right + reach, int(last.max(initial=right)))
