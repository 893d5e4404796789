"""Writing that runs up or down a page, as along an edge of a check: found by how its marks stand, read both ways up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lockbox.records import Sighting, Zone
from ocr.engine import DIGITS, TEXT
from ocr.layout import Layout, TextLine, group_lines
from ocr.rules import INCH, Rect, Rule
from ocr.sheet import Sheet
from ocr.turn import Upright

_Pixel = TypeVar("_Pixel", bound=np.generic)

_MOST_STRAYS = 1500  # marks in no word, of which more are a pattern
_MOST_LINES = 4
_FEWEST_MARKS = 3  # joined letters make few
_SHORTEST = 0.6  # inches
_SMALLEST, _LARGEST = 0.045, 0.3  # inches that letters may stand high
_THICK = 2.4  # heights of a letter that a line may be thick
_LOOSE = 0.7  # heights of a letter between neighbours on a line of writing, in the middle
_APART = 1.6  # heights of a letter between the groups of a number
_FULL = 0.55  # of a line's length that is ink
_SENSE = 80  # confidences of two readers together from which a line makes sense


@dataclass(frozen=True, slots=True)
class Parted:
    """A page without its sideways writing, and that writing: the sheet turned to each side with the lines to read."""

    level: Sheet
    sides: tuple[tuple[Sheet, tuple[Rect, ...]], ...] = ()


def part(sheet: Sheet) -> Parted:
    """Set apart from a page the writing that runs up or down; costs next to nothing where there is none."""
    found = sideways_lines(sheet.layout)
    if not found:
        return Parted(sheet)
    taken = np.array([any(_holds(line, mark) for line in found) for mark in sheet.layout.marks])
    level = replace(sheet, layout=_without(sheet.layout, taken))
    return Parted(level, tuple(_on_side(sheet, found, clockwise) for clockwise in (True, False)))


def read_sideways(parted: Parted) -> tuple[Sighting, ...]:
    """Read the lines set apart, each the way up that reads more surely, and again digit by digit what may be an id."""
    views = [_views(side, lines) for side, lines in parted.sides]
    seen: list[Sighting] = []
    for place, (side, lines) in enumerate(parted.sides):
        best = [
            (side.layout.to_page(line), words)
            for line, (words, digits), other in zip(lines, views[place], views[1 - place], strict=True)
            if words.text
            and _sense(words, digits) >= _SENSE
            and (_sense(words, digits), place) > (_sense(*other), 1 - place)
        ]
        seen += [*(words for _, words in best), *side.see_ids(best)]
    return tuple(seen)


def _views(side: Sheet, lines: Sequence[Rect]) -> list[tuple[Sighting, Sighting]]:
    """Return what the readers of words and of digits see in lines, as a page is turned."""
    boxes = [side.layout.to_page(line) for line in lines]
    words = side.see(Zone.WRITTEN, boxes, side.engines.words, TEXT)
    return list(zip(words, side.see(Zone.MEMBER_ID, boxes, side.engines.digits, DIGITS), strict=True))


def _sense(words: Sighting, digits: Sighting) -> int:
    return words.confidence + digits.confidence


def sideways_lines(layout: Layout) -> tuple[Rect, ...]:
    """Return where lines of marks run up or down, longest first.

    Marks that stand in a word with others belong to level lines; of the rest, as many as make a line
    of like-sized marks close to one another, seen with the page on its side, are writing.
    """
    strays = _strays(layout)
    if not _FEWEST_MARKS <= len(strays) <= _MOST_STRAYS:
        return ()
    lines = group_lines(tuple(_swapped(mark) for mark in strays))
    marks = np.array(strays)[:, [1, 0, 3, 2]]
    found: list[Rect] = []
    for line in sorted(lines, key=lambda line: (-line.box.width, line.box)):
        if len(found) < _MOST_LINES and _is_writing(line, marks) and not any(_meet(line.box, other) for other in found):
            found.append(_whole(line, np.array([_swapped(mark) for mark in layout.marks])))
    return tuple(map(_swapped, found))


def _strays(layout: Layout) -> list[Rect]:
    """Return the marks that stand in no word of several marks."""
    words = np.array([word for line in layout.lines for word in line.words])
    marks = np.array(layout.marks)
    if not len(words):
        return list(layout.marks)
    across, down = marks[:, [0, 2]].sum(axis=1) / 2, marks[:, [1, 3]].sum(axis=1) / 2
    left, top, right, bottom = words.T[:, :, None]
    inside = (left <= across) & (across <= right) & (top <= down) & (down <= bottom)
    crowded = inside[inside.sum(axis=1) >= 2].any(axis=0)
    return [layout.marks[place] for place in np.flatnonzero(~crowded)]


def _is_writing(line: TextLine, marks: npt.NDArray[np.int64]) -> bool:
    """Say whether a line, on the turned grid, is long, thin and close enough to be one of writing."""
    high, box = line.letter_height, line.box
    if line.letters < _FEWEST_MARKS or box.width < _SHORTEST * INCH or box.height > _THICK * high:
        return False
    if not _SMALLEST * INCH <= high <= _LARGEST * INCH:
        return False
    middle = (marks[:, :2] + marks[:, 2:]) / 2
    mine = ((middle >= box[:2]) & (middle <= box[2:])).all(axis=1)
    left, right = np.sort(marks[mine, 0]), np.sort(marks[mine, 2])
    inked = sum(word.width for word in line.words)
    return inked >= _FULL * box.width and float(np.median(left[1:] - right[:-1])) <= _LOOSE * high


def _whole(line: TextLine, marks: npt.NDArray[np.int64]) -> Rect:
    """Return a line's box with all marks that go on in its row, those that touch neighbours beside it included."""
    box, high = line.box, line.letter_height
    slim = marks[marks[:, 3] - marks[:, 1] <= _THICK * high]
    level = slim[(slim[:, 1] >= box.top - high / 2) & (slim[:, 3] <= box.bottom + high / 2)]
    near = True
    while near:
        reach = box.grown(round(_APART * high), 0)
        beside = level[(level[:, 2] >= reach.left) & (level[:, 0] <= reach.right)]
        whole = box.union(Rect(*(int(side) for side in (*beside[:, :2].min(axis=0), *beside[:, 2:].max(axis=0)))))
        near, box = whole != box, whole
    return box


def _meet(one: Rect, other: Rect) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _holds(line: Rect, mark: Rect) -> bool:
    return line.left <= (mark.left + mark.right) / 2 <= line.right and line.top <= mark.middle <= line.bottom


def _swapped(box: Rect) -> Rect:
    return Rect(box.top, box.left, box.bottom, box.right)


def _without(layout: Layout, taken: npt.NDArray[np.bool_]) -> Layout:
    """Return a layout that knows nothing of some of its marks."""
    order = np.append(0, np.where(taken, 0, np.cumsum(~taken))).astype(np.int32)
    labels = np.asarray(np.take(order, layout.labels), np.int32)
    marks = tuple(mark for mark, gone in zip(layout.marks, taken, strict=True) if not gone)
    return replace(layout, labels=labels, ink=labels > 0, marks=marks, lines=group_lines(marks))


def _on_side(sheet: Sheet, lines: Sequence[Rect], clockwise: bool) -> tuple[Sheet, tuple[Rect, ...]]:
    """Return a page turned by a quarter, and where some rectangles of it come to lie."""
    layout = sheet.layout
    turned = _turned_layout(layout, clockwise)
    return (
        replace(sheet, upright=_turned_page(sheet.upright, clockwise), layout=turned, codes=()),
        tuple(_turned(line, layout, clockwise).grown(4, 4) for line in lines),
    )


def _turned(box: Rect, layout: Layout, clockwise: bool) -> Rect:
    if clockwise:
        return Rect(layout.height - box.bottom, box.left, layout.height - box.top, box.right)
    return Rect(box.top, layout.width - box.right, box.bottom, layout.width - box.left)


def _turned_layout(layout: Layout, clockwise: bool) -> Layout:
    """Return the layout of a page turned by a quarter: upright lines become rules, and rules upright lines."""

    def turned(box: Rect) -> Rect:
        return _turned(box, layout, clockwise)

    level = [Rect(rule.left, round(rule.middle) - 1, rule.right, round(rule.middle) + 2) for rule in layout.rules]
    rules = [Rule(box.left, box.right, box.top + 1, box.top + 1) for box in map(turned, layout.posts)]
    marks = tuple(map(turned, layout.marks))
    return replace(
        layout,
        page_width=layout.page_height,
        page_height=layout.page_width,
        flat=_rotated(layout.flat, clockwise),
        ink=_rotated(layout.ink, clockwise),
        labels=_rotated(layout.labels, clockwise),
        marks=marks,
        rules=tuple(rules),
        posts=tuple(map(turned, level)),
        boxes=tuple(map(turned, layout.boxes)),
        lines=(),
        micr=None,
    )


def _turned_page(upright: Upright, clockwise: bool) -> Upright:
    """Return a straight page turned by a quarter; boxes on it still lead back to the scan."""
    height, width = upright.gray.shape
    quarter = [[0, 1, 0], [-1, 0, height]] if clockwise else [[0, -1, width], [1, 0, 0]]
    back = upright.back @ np.array([*quarter, [0, 0, 1]], np.float64)
    return replace(upright, gray=_rotated(upright.gray, clockwise), back=back)


def _rotated(pixels: npt.NDArray[_Pixel], clockwise: bool) -> npt.NDArray[_Pixel]:
    return np.ascontiguousarray(np.rot90(pixels, -1 if clockwise else 1))
