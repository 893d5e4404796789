"""Which marks stand on a line: a printed label at its end, writing on it, and what belongs to the rows around."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lockbox.records import Zone
from ocr.rules import INCH, Rect, Rule

_ROW_ABOVE = 3  # marks as large as letters that stand clear of a line, from which they are a row of their own
_SMALL, _TOWERS = 24, 1.7  # pixels, and times the usual height, above which a mark in a row of print is writing
_TWO_ROWS = 0.2  # inches above its line from which a label may have two rows, whose letters may touch


class Strip(NamedTuple):
    """The stretch of paper where one field's ink is looked for.

    Attributes:
        zone: the field.
        area: the stretch.
        rule: the line it stands on, None where it stands free or in a box.
        label: whether a printed label may be at the left (-1), at the right (1) or not at all (0).
    """

    zone: Zone
    area: Rect
    rule: Rule | None
    label: int


def covers(box: Rect, mark: Rect) -> bool:
    """Whether a mark's middle lies in a box."""
    return box.left <= (mark.left + mark.right) / 2 <= box.right and box.top <= mark.middle <= box.bottom


def clipped(rect: Rect, limit: Rect) -> Rect:
    """The part of a rectangle within a limit."""
    left, top = max(rect.left, limit.left), max(rect.top, limit.top)
    return Rect(left, top, max(left, min(rect.right, limit.right)), max(top, min(rect.bottom, limit.bottom)))


def around(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle around all; None for none."""
    whole: Rect | None = None
    for rect in rects:
        whole = rect if whole is None else whole.union(rect)
    return whole


def continued(box: Rect, marks: Iterable[Rect]) -> Rect:
    """Return a stretch of a row with the marks that follow on either side of it without a gap as wide as a letter."""
    near = round(0.6 * box.height)
    row = [mark for mark in marks if mark.height > 0.3 * box.height and abs(mark.middle - box.middle) < box.height / 3]
    for mark in sorted(row):
        box = box.union(mark) if mark.right - box.right > 0 and mark.left - box.right <= near else box
    for mark in sorted(row, key=lambda mark: -mark.right):
        box = box.union(mark) if box.left - mark.left > 0 and box.left - mark.right <= near else box
    return box


def leads_into(box: Rect, marks: Iterable[Rect]) -> bool:
    """Say whether a mark as tall as a letter of a row stands close before it, or reaches into it from the left."""
    return any(
        mark.left < box.left - 4
        and box.left - mark.right <= 0.35 * box.height
        and mark.height > 0.5 * box.height
        and abs(mark.middle - box.middle) < box.height / 3
        and mark.right < box.right
        for mark in marks
    )


def label_and_rest(marks: list[Rect], strip: Strip) -> tuple[Rect | None, list[Rect]]:
    """Split the marks of a strip into the printed label at its end, if there is one, and the others."""
    inside = [mark for mark in marks if covers(strip.area, mark) and not _is_rest_of_rule(mark, strip.rule)]
    if strip.rule is None or strip.label == 0:
        return None, inside
    label = (
        _left_label(inside, strip.rule, 0.27 if strip.zone is Zone.PAYEE else 0.1)
        if strip.label < 0
        else _right_label(inside, strip)
    )
    if label is None:
        return None, inside
    if strip.label > 0:
        return label, [mark for mark in inside if mark.left < label.left - 2]
    return label, [mark for mark in inside if not covers(label, mark)]


def _is_rest_of_rule(mark: Rect, rule: Rule | None) -> bool:
    if rule is None:
        return False
    end = mark.width <= 9 and abs(mark.right - rule.right) <= 14 and abs(mark.bottom - rule.y_right) <= 10
    return end or (mark.height <= 7 and abs(mark.middle - rule.y(mark.left)) <= 8)


def _left_label(marks: list[Rect], rule: Rule, rows: float) -> Rect | None:
    """Small print that begins before the rule: its letters, in one line or two, without a wide gap."""
    y = rule.y_left
    low = [mark for mark in sorted(marks) if y - rows * INCH <= mark.bottom <= y + 0.12 * INCH]
    block: list[Rect] = []
    right = 0
    for mark in low:
        if block and mark.left - right > 0.11 * INCH:
            break
        if mark.height > (52 if mark.height > 2 * mark.width else 30):
            break
        if rows < _TWO_ROWS and len(block) > 1 and mark.height > max(_SMALL, _TOWERS * _usual_height(block)):
            break
        if mark.left > max(rule.left + 0.3 * INCH, low[0].left + 1.2 * INCH):
            break
        block.append(mark)
        right = max(right, mark.right)
    if not block or right - block[0].left < 0.12 * INCH or _usual_height(block) > 26:
        return None
    others = [mark for mark in low if mark not in block and mark.height >= 8]
    clear = min((mark.left - right for mark in others), default=INCH)
    times = _full_height(block) / _full_height(others) if others else 1.0
    label = around(block)
    assert label is not None
    stacked = rows > 0.2 and label.height > 1.7 * _usual_height(block)
    if others and clear >= 0.03 * INCH and (times <= 0.75 or stacked):
        return label
    return label if block[0].left <= rule.left - 0.12 * INCH and right <= rule.left + 0.2 * INCH else None


def _usual_height(marks: list[Rect]) -> float:
    return float(np.median([mark.height for mark in marks]))


def _full_height(marks: list[Rect]) -> float:
    return float(np.quantile([mark.height for mark in marks], 0.85))


def _right_label(marks: list[Rect], strip: Strip) -> Rect | None:
    """Small print after the end of the rule, such as "Dollars"."""
    assert strip.rule is not None
    start = min(strip.rule.right - 0.15 * INCH, 0.7 * strip.area.right)
    label: Rect | None = None
    last = Rect(0, 0, 0, 0)
    for mark in sorted(marks, key=lambda one: -one.right):
        gap = 0.12 if mark.right < strip.rule.right else 0.3
        if mark.height > 34 or mark.left < start or (label is not None and label.left - mark.right > gap * INCH):
            break
        even = abs(mark.bottom - last.bottom) <= 5 and 0.6 * last.height <= mark.height <= 1.7 * last.height
        if mark.left < min(strip.rule.right - 0.15 * INCH, 0.83 * strip.area.right) and not even:
            break
        label = mark if label is None else label.union(mark)
        last = mark
    return label if label is not None and label.width > 0.2 * INCH else None


def ink_on(marks: list[Rect], strip: Strip) -> Rect | None:
    """The rectangle of a strip's own ink among the marks in it."""
    if strip.rule is not None:
        marks = _in_row(marks, strip.rule)
        marks = _unbroken(marks, strip.rule.left - 12, strip.rule.right + 12, strip.zone)
    solid = [mark for mark in marks if mark.height >= 10 or mark.width >= 16]
    whole = around(solid)
    if whole is None:
        return None
    near = whole.grown(30, 12)
    whole = around([*solid, *(mark for mark in marks if covers(near, mark))])
    assert whole is not None
    return clipped(whole, strip.area.grown(24, 28)).grown(3, 3)


def _in_row(marks: list[Rect], rule: Rule) -> list[Rect]:
    """The marks of the row that stands on a rule, without rows above it and print below it."""
    solid = [mark for mark in marks if mark.height >= 10]
    if not solid:
        return [mark for mark in marks if mark.top < rule.y(mark.left) - 2]
    base = [rule.y((mark.left + mark.right) / 2) for mark in solid]
    on = [
        m for m, y in zip(solid, base, strict=True) if m.top < y - 6 and y - 0.14 * INCH <= m.bottom <= y + 0.35 * INCH
    ]
    lift = 0.0
    if not on:
        lift = min((y - m.bottom for m, y in zip(solid, base, strict=True) if m.top < y - 6), default=0.0)
        if lift > 0.2 * INCH:
            return []
        on = [m for m, y in zip(solid, base, strict=True) if m.top < y - 6 and y - lift - 0.14 * INCH <= m.bottom]
    if not on:
        return []
    rises = [rule.y((m.left + m.right) / 2) - m.top for m in on]
    usual = float(np.median(rises)) - lift
    up = min(max(rises), max(2.2 * usual + lift, 0.16 * INCH))
    row = [
        mark
        for mark in marks
        if mark.top < rule.y(mark.left) - 2 and -8 <= rule.y((mark.left + mark.right) / 2) - mark.middle <= up
    ]
    aloft = {m for m in row if m.height >= 0.45 * usual and rule.y(m.left) - m.bottom > 0.6 * usual + lift}
    return row if len(aloft) < _ROW_ABOVE else [mark for mark in row if mark not in aloft]


def _unbroken(marks: list[Rect], left: int, right: int, zone: Zone) -> list[Rect]:
    """The marks over the rule, and those beyond its ends that follow without a wide gap."""
    core = [mark for mark in marks if left <= (mark.left + mark.right) / 2 <= right]
    if not core:
        return marks
    before, after = (0.35, 0.12) if zone is Zone.DATE else (0.6, 0.5)
    first, last = min(m.left for m in core), max(m.right for m in core)
    kept = list(core)
    for mark in sorted(marks):
        if mark not in core and last - mark.width <= mark.left <= last + after * INCH:
            kept.append(mark)
            last = max(last, mark.right)
    for mark in sorted(marks, key=lambda m: -m.right):
        if mark not in core and first - before * INCH <= mark.right <= first + mark.width:
            kept.append(mark)
            first = min(first, mark.left)
    return kept
