"""Lines drawn on a page: rules, upright lines and the boxes they make, faint, dotted and bent ones included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Gray

INCH = 200
"""Pixels per inch of the working grid on which structure is sought."""

PAPER = 200
"""Level of bare paper on the flattened working image; darker is ink."""


_OFFSETS = np.arange(-6, 7)  # rows about a rule's straight course among which its bends are sought
_FAR = np.abs(_OFFSETS)[:, None] * np.float32(0.5)

_LEAST_ALONE = 20  # columns in a row, most of which stand clear, that tell a line from letters
_FEW_CLEAR = 3 * _LEAST_ALONE // 5  # clear columns, with fewer of which there can be no such stretch
_FEWEST_CLEAR = _FEW_CLEAR - 2  # the same at the end of a run, whose outermost columns count twice

_CORNER = 12  # working pixels by which lines may miss one another at the corner of a box
_UNEVEN = 30  # the same of head and foot of a box that are hard to follow to their ends
_SIDE = 30  # levels below paper of the side of a box
_UNBROKEN = 0.95  # of a side's height that is dark


Mask = npt.NDArray[np.bool_]
"""Pixels chosen on the working grid, shape (height, width)."""


Columns = npt.NDArray[np.int64]
"""Column numbers, or a height for each of some columns."""


class Rect(NamedTuple):
    """A rectangle on the working grid; ``right`` and ``bottom`` lie just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in working pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in working pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle around both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, across: int, down: int) -> Rect:
        """Wider by ``across`` and taller by ``down`` on each side."""
        return Rect(self.left - across, self.top - down, self.right + across, self.bottom + down)


class Rule(NamedTuple):
    """A long horizontal line, perhaps dotted or a little bent; ends are given with their heights."""

    left: int
    right: int
    y_left: int
    y_right: int

    @property
    def width(self) -> int:
        """Length in working pixels."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Mean height."""
        return (self.y_left + self.y_right) / 2

    def y(self, x: float) -> float:
        """Height at ``x``, on the straight line through both ends, level beyond them."""
        share = min(1.0, max(0.0, (x - self.left) / max(1, self.width)))
        return self.y_left + (self.y_right - self.y_left) * share


class _Relief:
    """What lies across a path through a page: the darkest levels on it, close to it and beside it."""

    _PAD = 32
    _LEAST_CONTRAST = 6

    def __init__(self, flat: Gray) -> None:
        """Take the page, shape (height, width), paper near ``PAPER``."""
        self.flat = flat
        padded = cv2.copyMakeBorder(flat, self._PAD, self._PAD, 0, 0, cv2.BORDER_REPLICATE)
        self._seven = cv2.erode(padded, np.ones((7, 1), np.uint8))
        self._two = np.minimum(padded[:-1], padded[1:])

    def clear(self) -> Mask:
        """Return where on the page a line would stand clear of its sides with no ink beside it."""
        start, stop = self._PAD, self._PAD + self.flat.shape[0]
        two, seven = self._two, self._seven
        sides = np.minimum(two[start - 9 : stop - 9], two[start + 8 : stop + 8])
        above, below = seven[start - 10 : stop - 10], seven[start + 10 : stop + 10]
        bare = np.minimum(above, below) >= PAPER - 40
        return np.asarray((cv2.subtract(sides, seven[start:stop]) > self._LEAST_CONTRAST) & bare, np.bool_)

    def along(
        self, xs: Columns, ys: Columns, faint: float = _LEAST_CONTRAST
    ) -> tuple[npt.NDArray[np.int16], Mask, Mask]:
        """Return, at each place, a line's contrast to its sides, whether ink is beside it, and if it may be there."""
        ys = np.minimum(np.maximum(ys, 14 - self._PAD), self.flat.shape[0] + self._PAD - 14) + self._PAD
        line = self._seven[ys, xs]
        sides = np.minimum(self._two[ys - 9, xs], self._two[ys + 8, xs])
        contrast = np.subtract(sides, line, dtype=np.int16)
        written = np.minimum(self._seven[ys - 10, xs], self._seven[ys + 10, xs]) < PAPER - 40
        return contrast, written, (contrast > faint) | (written & (line < PAPER - 30))


def _ridge(flat: Gray, reach: int) -> npt.NDArray[np.int16]:
    """How much darker each row's surroundings of width ``reach`` are than those 4 pixels above and below."""
    along = cv2.blur(cv2.blur(flat, (1, 3)), (reach, 1))
    padded = cv2.copyMakeBorder(along, 5, 5, 0, 0, cv2.BORDER_REPLICATE)
    return np.subtract(np.minimum(padded[:-10], padded[10:]), along, dtype=np.int16)


def find_rules(flat: Gray) -> tuple[Rule, ...]:
    """Find long horizontal lines, dotted and faint ones included, from top to bottom."""
    seen = _join(_segments(flat, shortest=60, reach=41))
    relief = _Relief(flat)
    return tuple(_join([_extended(relief, rule) for rule in seen]))


def find_posts(flat: Gray) -> tuple[Rect, ...]:
    """Find upright lines at least 0.18 inch high."""
    found = _segments(np.asarray(cv2.transpose(flat), np.uint8), shortest=36, reach=25)
    return tuple(Rect(min(s.y_left, s.y_right) - 1, s.left, max(s.y_left, s.y_right) + 2, s.right) for s in found)


def _segments(flat: Gray, shortest: int, reach: int) -> list[Rule]:
    """Straight dark runs along the rows, at least ``shortest`` long."""
    ridge = _ridge(flat, reach)
    noise = float(np.median(np.abs(ridge[::3, ::5])))
    lit: Gray = (ridge > max(5.0, 4.0 * noise)).astype(np.uint8)
    runs = cv2.dilate(cv2.morphologyEx(lit, cv2.MORPH_OPEN, np.ones((1, shortest // 2), np.uint8)), np.ones((2, 3)))
    relief = _Relief(np.asarray(cv2.blur(flat, (3, 1)), np.uint8))
    clear = relief.clear()
    outlines, _ = cv2.findContours(runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for left, top, width, height in map(cv2.boundingRect, outlines):
        if width < shortest or height > 10 + width // 25:
            continue
        about = np.asarray(clear[max(0, top - 8) : top + height + 8, left : left + width].any(axis=0), np.bool_)
        if np.count_nonzero(about) < _FEWEST_CLEAR or _longest_alone(about) < _LEAST_ALONE:
            continue
        rows, edge = slice(top, top + height), max(8, width // 5)
        ends = []
        for columns in (slice(left, left + min(edge, width)), slice(left + max(0, width - edge), left + width)):
            weight = (runs[rows, columns] * np.maximum(ridge[rows, columns], 0)).sum(axis=1)
            ends.append(round(top + float((weight * np.arange(height)).sum() / max(1, weight.sum()))))
        rule = Rule(left, left + width, *ends)
        trimmed = _trimmed(relief, rule, reach)
        if trimmed is not None and trimmed.width >= shortest:
            found.append(trimmed)
    return sorted(found)


def _trimmed(relief: _Relief, rule: Rule, reach: int) -> Rule | None:
    """Cut a run to the part that is a line in nearly every column; None where it is a row of letters."""
    ys = follow(relief.flat, rule)
    contrast, written, thin = relief.along(np.arange(rule.left, rule.right), ys)
    clear = (contrast > 6) & ~written
    if np.count_nonzero(clear) < _FEW_CLEAR:
        return None
    good = np.flatnonzero(cv2.blur(thin.astype(np.float32)[None], (reach, 1))[0] > 0.7)
    if len(good) == 0:
        return None
    first, last = int(good[0]), int(good[-1]) + 1
    if _longest_alone(clear[first:last]) < _LEAST_ALONE:
        return None
    bare = contrast[first:last][~written[first:last]]
    crowded = len(bare) < 0.4 * (last - first)
    if thin[first:last].mean() < (0.97 if crowded else 0.88) or len(bare) < 0.15 * (last - first):
        return None
    level, pale = np.quantile(cv2.blur(np.maximum(bare, 0)[None], (7, 1)), (0.6, 0.15))
    if pale < (0.5 if crowded else 0.3) * level or (crowded and last - first < 120):
        return None
    return Rule(rule.left + first, rule.left + last, int(ys[first]), int(ys[last - 1]))


def _longest_alone(clear: Mask) -> int:
    """Return the length of the longest stretch of columns of which most stand clear."""
    alone = cv2.blur(clear.astype(np.float32)[None], (5, 1))[0] > 0.5
    edges = np.flatnonzero(np.diff(np.concatenate(([0], alone.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _extended(relief: _Relief, rule: Rule) -> Rule:
    """Carry a rule on past writing that hid it, as far as it can be seen again."""
    slope = (rule.y_right - rule.y_left) / max(1, rule.width)
    own, _, _ = relief.along(np.arange(rule.left, rule.right), follow(relief.flat, rule))
    faint = max(6.0, 0.35 * float(np.median(own)))
    left: Columns = np.arange(rule.left - 1, max(0, rule.left - 3 * INCH), -1)
    right: Columns = np.arange(rule.right, min(relief.flat.shape[1], rule.right + 3 * INCH))
    far_left = _reach(relief, left, rule.y_left + slope * (left - rule.left), faint)
    far_right = _reach(relief, right, rule.y_right + slope * (right - rule.right), faint)
    return Rule(
        rule.left - far_left,
        rule.right + far_right,
        round(rule.y_left - slope * far_left),
        round(rule.y_right + slope * far_right),
    )


def _reach(relief: _Relief, xs: Columns, ys: npt.NDArray[np.floating[Any]], faint: float) -> int:
    """How many columns along a path a rule goes on, up to the last where it stands clear."""
    if len(xs) < 12:
        return 0
    contrast, written, thin = relief.along(xs, ys.round().astype(int), faint)
    share = cv2.blur(thin.astype(np.float32)[None], (31, 1))[0]
    ends = np.flatnonzero(share < 0.65)
    going = thin[: ends[0]] if len(ends) else thin
    if len(going) < 12:
        return 0
    alone = ((contrast > faint) & ~written)[: len(going)]
    seen = np.flatnonzero(cv2.blur(alone.astype(np.float32)[None], (25, 1))[0] > 0.9)
    return int(seen[-1]) if len(seen) else 0


def _join(segments: list[Rule]) -> list[Rule]:
    """Join segments that overlap or continue one another over a short gap, from top to bottom."""
    rules: list[Rule] = []
    for segment in sorted(segments):
        for index, rule in enumerate(rules):
            if segment.left - rule.right <= INCH // 8 and abs(segment.y_left - rule.y(segment.left)) <= 4:
                if segment.right > rule.right:
                    rules[index] = Rule(rule.left, segment.right, rule.y_left, segment.y_right)
                break
        else:
            rules.append(segment)
    return sorted(rules, key=lambda rule: (rule.middle, rule.left))


def find_boxes(rules: tuple[Rule, ...], posts: tuple[Rect, ...]) -> tuple[Rect, ...]:
    """Pair horizontal lines whose ends meet upright lines into drawn boxes, 0.15 to 0.8 inch high."""
    boxes = []
    for upper, lower in _stacked(rules):
        left, right = max(upper.left, lower.left), min(upper.right, lower.right)
        sides = sorted(
            (p.left + p.right) // 2
            for p in posts
            if left - _CORNER <= p.left <= right + _CORNER
            and p.top <= upper.middle + _CORNER
            and p.bottom >= lower.middle - _CORNER
        )
        if len(sides) >= 2 and sides[-1] - sides[0] >= 60:
            boxes.append(Rect(sides[0] + 3, round(upper.middle) + 3, sides[-1] - 2, round(lower.middle) - 2))
    return tuple(dict.fromkeys(boxes))


def box_sides(flat: Gray, rules: tuple[Rule, ...], posts: tuple[Rect, ...]) -> tuple[Rect, ...]:
    """Return sides of boxes that stand too near to writing or print to be found as upright lines by themselves.

    Two level lines that begin, or end, one below the other are joined there by a line that is dark all the way.
    """
    found: list[Rect] = []
    for upper, lower in _stacked(rules):
        top, bottom = round(upper.middle) + 3, round(lower.middle) - 2
        for one, two in ((upper.left, lower.left), (upper.right, lower.right)):
            if abs(one - two) > _UNEVEN:
                continue
            start = max(0, min(one, two) - _CORNER)
            about = flat[top:bottom, start : max(one, two) + _CORNER]
            dark = (cv2.erode(about, np.ones((1, 3), np.uint8)) < PAPER - _SIDE).mean(axis=0)
            columns = start + np.flatnonzero(dark >= _UNBROKEN)
            if not 1 <= len(columns) <= _CORNER or any(
                p.left <= columns[-1] and columns[0] <= p.right and p.top < bottom and top < p.bottom
                for p in (*posts, *found)
            ):
                continue
            found.append(Rect(int(columns[0]), top - 3, int(columns[-1]) + 1, bottom + 2))
    return tuple(found)


def _stacked(rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Rule]]:
    """Yield pairs of rules of which the second runs below the first, as near as foot and head of a box."""
    for upper in rules:
        for lower in rules:
            shared = min(upper.right, lower.right) - max(upper.left, lower.left)
            if 30 <= lower.middle - upper.middle <= 160 and shared >= 60:
                yield upper, lower


def follow(flat: Gray, rule: Rule, step: int = 24) -> Columns:
    """Return a rule's height at each of its columns, following the bends that the straight line misses."""
    xs = np.arange(rule.left, rule.right)
    ys = np.linspace(rule.y_left, rule.y_right, len(xs))
    rows = np.minimum(np.maximum(ys.round().astype(int) + _OFFSETS[:, None], 0), flat.shape[0] - 1)
    knots = cv2.blur(flat[rows, xs], (step + 1, 1))[:, ::step].astype(np.float32) + _FAR
    bend = np.interp(np.arange(len(xs)), np.arange(0, len(xs), step), _OFFSETS[knots.argmin(axis=0)])
    return np.asarray((ys + bend).round(), np.int64)


def erase(ink: Mask, rule: Rule, ys: Columns, half: int = 4) -> None:
    """Clear, column by column, ink that is no higher than a rule at its height, and a little past its ends."""
    xs = np.arange(max(0, rule.left - 10), min(ink.shape[1], rule.right + 10))
    ys = ys[np.clip(xs - rule.left, 0, len(ys) - 1)]
    rows = np.clip(ys + np.arange(-half - 2, half + 3)[:, None], 0, ink.shape[0] - 1)
    band = ink[rows, xs]
    band[2:-2][:, ~(band[0] | band[1] | band[-1] | band[-2])] = False
    ink[rows[2:-2], xs] = band[2:-2]
