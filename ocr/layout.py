"""The bare structure of a page: its ink, rules, boxes, text lines and MICR band, whatever the page is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import Box
from ocr.components import components, median_level, repeated
from ocr.engine import Gray
from ocr.rules import INCH, PAPER, Mask, Rect, Rule, box_sides, erase, find_boxes, find_posts, find_rules, follow

_MOST_MARKS = 6000  # a letter full of small print has fewer; of a printed pattern's the largest are kept
_BLOCK = 512  # marks compared with others at a time, so that memory is bounded


class TextLine(NamedTuple):
    """Ink that stands on one line: its words from left to right and the median height of its letters."""

    box: Rect
    words: tuple[Rect, ...]
    letters: int
    letter_height: int


__all__ = ["Layout", "Rect", "TextLine", "find_layout", "find_micr", "flatten", "group_lines", "ink_mask"]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Structure of one page on the working grid.

    Attributes:
        scale: working pixels per page pixel.
        page_width: width of the page in its own pixels.
        page_height: height of the page in its own pixels.
        flat: the page with its background evened out, uint8, paper near ``PAPER``.
        ink: bool, shape of ``flat``: pixels that belong to marks, rules and frames removed.
        marks: rectangles of the connected marks left in ``ink``.
        labels: int32, shape of ``flat``: index of the mark a pixel belongs to plus one, 0 for none.
        rules: long horizontal lines from top to bottom.
        posts: upright lines: box edges, frame sides.
        boxes: rectangles drawn on the page, inner edges.
        lines: text lines from top to bottom.
        micr: the band of E-13B characters, if there is one.
    """

    scale: float
    page_width: int
    page_height: int
    flat: Gray
    ink: Mask
    labels: npt.NDArray[np.int32]
    marks: tuple[Rect, ...]
    rules: tuple[Rule, ...]
    posts: tuple[Rect, ...]
    boxes: tuple[Rect, ...]
    lines: tuple[TextLine, ...]
    micr: Rect | None

    @property
    def width(self) -> int:
        """Width of the working grid."""
        return int(self.flat.shape[1])

    @property
    def height(self) -> int:
        """Height of the working grid."""
        return int(self.flat.shape[0])

    def pieces(self, *rules: Rule) -> tuple[Rect, ...]:
        """Return the marks, those that reach far across one of the given rules parted there."""
        pieces: list[Rect] = []
        for index, mark in enumerate(self.marks):
            y = next((round(r.middle) for r in rules if mark.top < r.middle - 30 and mark.bottom > r.middle + 30), None)
            if y is None:
                pieces.append(mark)
                continue
            for top, bottom in ((mark.top, y), (y, mark.bottom)):
                part = self.labels[top:bottom, mark.left : mark.right] == index + 1
                columns = np.flatnonzero(part.any(axis=0))
                rows = np.flatnonzero(part.any(axis=1))
                if len(rows):
                    left, right = mark.left + int(columns[0]), mark.left + int(columns[-1]) + 1
                    pieces.append(Rect(left, top + int(rows[0]), right, top + int(rows[-1]) + 1))
        return tuple(pieces)

    def to_page(self, rect: Rect) -> Box:
        """Return a working rectangle in page pixels, clipped to the page."""
        left = min(max(0, int(rect.left / self.scale)), self.page_width - 1)
        top = min(max(0, int(rect.top / self.scale)), self.page_height - 1)
        right = min(self.page_width, int(np.ceil(rect.right / self.scale)))
        bottom = min(self.page_height, int(np.ceil(rect.bottom / self.scale)))
        return Box(left, top, max(1, right - left), max(1, bottom - top))


def find_layout(gray: Gray, dpi: int, *, ruled: bool = True) -> Layout:
    """Find the structure of an upright page.

    Args:
        gray: the page, shape (height, width), 0 black to 255 white.
        dpi: its resolution as far as known; implausible values are replaced by that of a check.
        ruled: whether rules and boxes are sought, which takes half the time; without, they stay in the ink.
    """
    scale = working_scale(gray, dpi)
    flat = flatten(_scaled(gray, scale))
    raw = _without_frame(ink_mask(flat))
    micr = find_micr(_rects(components(raw).stats, raw.shape)[1])
    rules = tuple(
        rule
        for rule in (find_rules(flat) if ruled else ())
        if micr is None or not micr.top - 4 <= rule.middle <= micr.bottom + 4
    )
    posts = find_posts(flat) if ruled else ()
    posts += box_sides(flat, rules, posts)
    boxes = find_boxes(rules, posts)
    labels, marks = _marks(_without_lines(flat, raw, rules, posts, boxes))
    return Layout(
        scale=scale,
        page_width=int(gray.shape[1]),
        page_height=int(gray.shape[0]),
        flat=flat,
        ink=labels > 0,
        labels=labels,
        marks=marks,
        rules=rules,
        posts=posts,
        boxes=boxes,
        lines=group_lines(marks),
        micr=micr,
    )


def working_scale(gray: Gray, dpi: int) -> float:
    """Return working pixels per page pixel; a page of impossible size is taken for a 6 inch check."""
    width = gray.shape[1]
    believable = dpi >= 90 and 4.5 <= width / dpi <= 14.5
    return INCH / dpi if believable else 6 * INCH / width


def _scaled(gray: Gray, scale: float) -> Gray:
    if abs(scale - 1) < 0.02:
        return gray
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return np.asarray(cv2.resize(gray, size, interpolation=method), np.uint8)


def flatten(gray: Gray) -> Gray:
    """Even out the background: every pixel relative to the median paper around it, which becomes ``PAPER``."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    paper = cv2.resize(cv2.blur(paper, (9, 9)), (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, np.maximum(paper, 40), scale=PAPER), np.uint8)


def ink_mask(flat: Gray) -> Mask:
    """Return the pixels of marks that somewhere stand out clearly from paper and its printed pattern."""
    soft = cv2.GaussianBlur(flat, (0, 0), 0.9)
    some = np.ascontiguousarray(soft[::3, ::3])
    spread = median_level(np.asarray(cv2.absdiff(some, np.full_like(some, PAPER)), np.uint8)) * 1.5
    weak = soft < PAPER - max(24.0, 3.0 * spread)
    strong = soft < PAPER - max(48.0, 5.0 * spread)
    count, labels = cv2.connectedComponents(weak.view(np.uint8), connectivity=8)
    keep = np.bincount(labels[strong], minlength=count) >= 3
    keep[0] = False
    return np.asarray(np.take(keep, np.asarray(labels)), np.bool_)


def _without_frame(ink: Mask) -> Mask:
    """Clear the printed frame of a check, or the dark beyond its edge: nearly full rows and columns at the sides."""
    out = ink.copy()
    for axis, turned in ((1, out), (0, out.T)):
        length = turned.shape[0]
        reach = max(8, length // 14)
        inked = cv2.reduce(out.view(np.uint8), axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
        full = np.flatnonzero(inked > 0.45 * turned.shape[1])
        head, foot = full[full < reach], full[full >= length - reach]
        if len(head):
            turned[: head[-1] + 4] = False
        if len(foot):
            turned[foot[0] - 3 :] = False
    return out


def _without_lines(
    flat: Gray, ink: Mask, rules: tuple[Rule, ...], posts: tuple[Rect, ...], boxes: tuple[Rect, ...]
) -> Mask:
    """Take rules and box sides out of the ink, leaving the strokes that cross them."""
    out = ink.copy()
    for rule in rules:
        erase(out, rule, follow(flat, rule))
    if not posts:
        return out
    turned, turned_flat = out.T, np.asarray(cv2.transpose(flat), np.uint8)
    for post in posts:
        x = (post.left + post.right) // 2
        if post.height > INCH // 2 or any(abs(x - side) < 8 for box in boxes for side in (box.left, box.right)):
            side = Rule(post.top, post.bottom, x, x)
            erase(turned, side, follow(turned_flat, side))
    return out


def _marks(ink: Mask) -> tuple[npt.NDArray[np.int32], tuple[Rect, ...]]:
    """Connected marks, specks and frames left out, with the map of which pixel is whose."""
    labels, stats = components(ink)
    good, rects = _rects(stats, ink.shape)
    order = np.zeros(len(stats), np.int32)
    order[good] = np.arange(1, len(rects) + 1)
    return np.asarray(np.take(order, labels), np.int32), rects


def _rects(stats: npt.NDArray[np.int32], shape: tuple[int, ...]) -> tuple[Mask, tuple[Rect, ...]]:
    """Which components are marks, and the rectangles of those."""
    height, width = shape
    wide, tall = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    good = (stats[:, cv2.CC_STAT_AREA] >= 7) & (tall < min(0.5 * height, 1.2 * INCH))
    good &= (wide < 0.6 * width) | ((tall > 0.1 * INCH) & (tall < 0.6 * INCH) & (wide < 0.92 * width))
    good &= (stats[:, cv2.CC_STAT_WIDTH] >= 3) | (stats[:, cv2.CC_STAT_HEIGHT] >= 3)
    good[0] = False
    good &= ~repeated(stats, good)
    if np.count_nonzero(good) > _MOST_MARKS:
        large = np.argsort(np.where(good, -stats[:, cv2.CC_STAT_AREA], 0), kind="stable")[:_MOST_MARKS]
        good[np.setdiff1d(np.arange(len(good)), large)] = False
    return good, tuple(Rect(x, y, x + w, y + h) for x, y, w, h, _ in stats[good].tolist())


def group_lines(marks: tuple[Rect, ...]) -> tuple[TextLine, ...]:
    """Group marks that stand beside one another into text lines and words."""
    solid = sorted(m for m in marks if 5 <= m.height <= 0.7 * INCH and m.width <= 3 * INCH)
    if not solid:
        return ()
    groups = _components(len(solid), _links(np.array(solid)))
    lines = [_text_line([solid[i] for i in group]) for group in groups]
    return tuple(sorted(lines, key=lambda line: (line.box.top, line.box.left)))


def _links(boxes: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pairs of marks that stand beside one another on a line; the marks are given in order from the left."""
    links: list[tuple[int, int]] = []
    everywhere = boxes[:, 0]
    for start in range(0, len(boxes), _BLOCK):
        _, top, right, bottom = boxes[start : start + _BLOCK, :, None].transpose(1, 0, 2)
        first = int(np.searchsorted(everywhere, right.min() - INCH // 2))
        others = boxes[first : int(np.searchsorted(everywhere, right.max() + INCH // 3, side="right"))]
        high, theirs = bottom - top, others[:, 3] - others[:, 1]
        shorter, taller = np.minimum(high, theirs), np.maximum(high, theirs)
        overlap = np.minimum(bottom, others[:, 3]) - np.maximum(top, others[:, 1])
        gap = others[:, 0] - right
        linked = (overlap >= 0.45 * shorter) & (taller <= 3.2 * shorter) & (gap > -0.5 * INCH)
        linked &= gap <= np.clip(1.6 * taller, 14, INCH // 3)
        mine, other = np.nonzero(linked)
        links += zip((mine + start).tolist(), (other + first).tolist(), strict=True)
    return links


def _components(count: int, links: list[tuple[int, int]]) -> list[list[int]]:
    """Groups of indices joined, directly or not, by a link in either direction."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    seen = [False] * count
    groups: list[list[int]] = []
    for start in range(count):
        if seen[start]:
            continue
        members, front = [], [start]
        seen[start] = True
        while front:
            here = front.pop()
            members.append(here)
            for near in neighbours[here]:
                if not seen[near]:
                    seen[near] = True
                    front.append(near)
        groups.append(sorted(members))
    return groups


def _text_line(marks: list[Rect]) -> TextLine:
    """One line from its marks in order from left to right; words part where the gap is wide for the letters."""
    height = int(median(mark.height for mark in marks))
    words = [marks[0]]
    whole = marks[0]
    for mark in marks[1:]:
        if mark.left - words[-1].right > max(5, 0.45 * height):
            words.append(mark)
        else:
            words[-1] = words[-1].union(mark)
        whole = whole.union(mark)
    return TextLine(whole, tuple(words), len(marks), height)


def find_micr(marks: tuple[Rect, ...]) -> Rect | None:
    """Find the band of E-13B characters: many marks of one height, on one line, an eighth of an inch apart.

    A band with nothing between it and the head or the foot of the page is preferred: typewritten and OCR lines
    look alike, but stand among other print. The characters keep their pitch at the right edge, on a page that
    stands on its head at the left one.
    """
    tall = [m for m in marks if 14 <= m.height <= 40 and m.width <= 34]
    if len(tall) < 8:
        return None
    box = np.array(tall)
    middle, height = (box[:, 1] + box[:, 3]) / 2, box[:, 3] - box[:, 1]
    best = 0.0
    band: Rect | None = None
    _, distinct = np.unique(np.stack((middle, height), axis=1), axis=0, return_index=True)
    for index in np.sort(distinct):
        same = (np.abs(middle - middle[index]) <= 7) & (np.abs(height - height[index]) <= 5)
        if same.sum() < 8:
            continue
        tallness = float(np.median(height[same]))
        regular, pitch = max(_regular_steps(np.sort(box[same][:, side]), tallness) for side in (0, 2))
        score = regular * (1.5 if abs(pitch - INCH / 8) <= 2.5 else 1.0)
        others = min((middle > middle[index] + 20).sum(), (middle < middle[index] - 20).sum())
        if score * (2 if others <= 6 else 1) > best:
            best = score * (2 if others <= 6 else 1)
            band = Rect(*(int(v) for v in (*box[same][:, :2].min(axis=0), *box[same][:, 2:].max(axis=0))))
    return None if band is None else _whole_band(band, marks)


def _regular_steps(edges: npt.NDArray[np.int64], height: float) -> tuple[int, float]:
    """How many steps between edges of one side keep one pitch, and that pitch; 0 where too few do for an E-13B line."""
    steps = np.diff(edges)
    near = steps[(steps > 0.75 * height) & (steps < 1.45 * height)]
    if len(near) < 8:
        return 0, 0.0
    pitch = float(np.median(near))
    regular = int((np.abs(near - pitch) <= 2.5).sum())
    return (regular if regular >= 8 and regular >= 0.6 * len(near) else 0), pitch


def _whole_band(band: Rect, marks: tuple[Rect, ...]) -> Rect:
    """Extend the band over all small marks on its line, the symbols' parts included."""
    line = sorted(m for m in marks if m.height <= 1.3 * band.height and band.top - 3 <= m.middle <= band.bottom + 3)
    whole = band
    for mark in line:
        if 0 <= mark.left - whole.right <= 1.5 * INCH:
            whole = whole.union(mark)
    for mark in reversed(line):
        if 0 <= whole.left - mark.right <= 1.5 * INCH:
            whole = whole.union(mark)
    return whole
