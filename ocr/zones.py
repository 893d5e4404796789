"""Where each field of a check or money order sits, found from what is on the page and not from a fixed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lockbox.records import Box, Zone
from ocr.anchors import Skeleton, around, find_skeleton
from ocr.engine import Gray, LineReader
from ocr.layout import Layout, TextLine, group_lines
from ocr.rules import INCH, Rect, Rule


@dataclass(frozen=True, slots=True)
class Located:
    """One field's ink on the page, in page pixels."""

    zone: Zone
    box: Box


class Strip(NamedTuple):
    """The stretch of paper where one field's ink is looked for.

    Attributes:
        zone: the field.
        area: the stretch.
        rule: the line it stands on.
        label: whether a printed label is expected at the left (-1), the right (1) or not at all (0).
        reach: how far from its end of the area the label may go.
    """

    zone: Zone
    area: Rect
    rule: Rule
    label: int
    reach: int


def locate(gray: Gray, dpi: int, layout: Layout, print_reader: LineReader) -> tuple[Located, ...]:
    """Find the fields of an upright check or money order; fields without ink are left out, a signature line is not.

    Args:
        gray: the page, shape (height, width).
        dpi: its resolution as far as known.
        layout: its structure.
        print_reader: reads labels where geometry leaves a doubt.
    """
    skeleton = find_skeleton(layout)
    found: list[tuple[Zone, Rect]] = []
    if layout.micr is not None:
        found.append((Zone.MICR, layout.micr))
    labels: list[Rect] = []
    for strip in _strips(skeleton, layout):
        label, ink = _label_and_ink(layout, strip, [*labels, *(box for _, box in found)])
        if label is not None:
            labels.append(label)
        if ink is not None:
            found.append((strip.zone, ink))
    found.append((Zone.SIGNATURE, _signature_area(skeleton, layout)))
    found.extend(_rest(layout, skeleton, [*labels, *(box for _, box in found)]))
    found.extend((Zone.PRINTED, label) for label in labels)
    return tuple(Located(zone, layout.to_page(rect)) for zone, rect in found)


def text_lines(layout: Layout) -> tuple[Located, ...]:
    """All text lines of a page that is no check: handwriting as WRITTEN, small even print as PRINTED."""
    return tuple(
        Located(Zone.PRINTED if is_small_print(line) else Zone.WRITTEN, layout.to_page(line.box.grown(3, 3)))
        for line in layout.lines
        if line.letters >= 2 and line.box.width >= 12
    )


def is_small_print(line: TextLine) -> bool:
    """Whether a line's letters are too small and even to be anything but print."""
    return line.letters >= 3 and line.letter_height <= 0.085 * INCH and line.box.height <= 0.14 * INCH


def _strips(skeleton: Skeleton, layout: Layout) -> list[Strip]:
    """Where each field is looked for, wide enough to hold what is written past the ends of its line."""
    payee, legal, memo, dollar, date = skeleton.payee, skeleton.legal, skeleton.memo, skeleton.dollar, skeleton.date
    payee_y, legal_y, memo_y = round(payee.middle), round(legal.middle), round(memo.middle)
    edge, up = layout.width - 8, round(0.42 * INCH)
    amount_left = dollar.right + 1 if dollar is not None else payee.right + 4
    if amount_left > 0.9 * layout.width:
        amount_left = round(0.72 * layout.width)
    payee_right = min(payee.right + 6, dollar.left - 4) if dollar is not None else payee.right + 6
    strips = []
    head = payee_y - up
    if date is not None:
        y = round(date.middle)
        area = Rect(date.left - round(0.6 * INCH), y - round(0.34 * INCH), date.right + INCH // 4, y + 16)
        strips.append(Strip(Zone.DATE, area, date, -1, date.left + 40))
        head = max(head, y + 12) if date.right > amount_left else head
    amount = Rect(amount_left, head, edge, payee_y + round(0.16 * INCH))
    strips.append(Strip(Zone.COURTESY, amount, payee, 0, 0))
    name = Rect(8, payee_y - up, payee_right, payee_y + 22)
    strips.append(Strip(Zone.PAYEE, name, payee, -1, max(payee.left + 60, round(0.16 * layout.width))))
    words = Rect(8, payee_y + 4, min(edge, legal.right + INCH), legal_y + 24)
    strips.append(Strip(Zone.LEGAL, words, legal, 1, min(legal.right, round(0.86 * layout.width)) - 50))
    memo_right = max(memo.right, min(memo.right + 60, skeleton.signature.left - 20))
    area = Rect(8, memo_y - round(0.36 * INCH), memo_right, memo_y + 20)
    strips.append(Strip(Zone.MEMO, area, memo, -1, memo.left + 40))
    return strips


def _signature_area(skeleton: Skeleton, layout: Layout) -> Rect:
    rule = skeleton.signature
    top = max(round(skeleton.legal.middle) + 24, round(rule.middle) - round(0.6 * INCH))
    return Rect(rule.left - 20, top, min(layout.width, rule.right + 10), min(round(rule.middle) + 30, skeleton.foot))


def _label_and_ink(layout: Layout, strip: Strip, taken: list[Rect]) -> tuple[Rect | None, Rect | None]:
    """The printed label and the ink that stand in a strip: whole marks whose middle lies in it."""
    area = strip.area
    inside = [
        mark
        for mark in layout.marks
        if _covers(area, mark)
        and not _is_rest_of_rule(mark, strip.rule)
        and not any(_covers(box, mark) for box in taken)
    ]
    label = _label(inside, strip)
    if label is not None:
        inside = [mark for mark in inside if not _covers(label, mark)]
        if strip.label > 0:
            inside = [mark for mark in inside if mark.left < label.left]
    solid = [mark for mark in inside if mark.height >= 10 or mark.width >= 16]
    whole = around(solid)
    if whole is None:
        return label, None
    near = whole.grown(30, 12)
    whole = around([*solid, *(mark for mark in inside if _covers(near, mark))])
    assert whole is not None
    return label, _clipped(whole, area.grown(24, 28)).grown(3, 3)


def _label(marks: list[Rect], strip: Strip) -> Rect | None:
    """The small print at the labelled end of a strip, words beside or below one another."""
    side = strip.label
    words = [word for line in group_lines(tuple(marks)) for word in line.words if word.height <= 26]
    words = [w for w in words if side and (w.right <= strip.reach if side < 0 else w.left >= strip.reach)]
    label: Rect | None = None
    for word in sorted(words, key=lambda w: w.left if side < 0 else -w.right):
        gap = 0 if label is None else (word.left - label.right if side < 0 else label.left - word.right)
        if label is None or gap <= INCH // (8 if side < 0 else 2):
            label = word if label is None else label.union(word)
    return label


def _clipped(rect: Rect, limit: Rect) -> Rect:
    return Rect(
        max(rect.left, limit.left),
        max(rect.top, limit.top),
        min(rect.right, limit.right),
        min(rect.bottom, limit.bottom),
    )


def _is_rest_of_rule(mark: Rect, rule: Rule) -> bool:
    return mark.height <= 7 and abs(mark.middle - rule.y(mark.left)) <= 8


def _covers(box: Rect, mark: Rect) -> bool:
    return box.left <= (mark.left + mark.right) / 2 <= box.right and box.top <= mark.middle <= box.bottom


def _rest(layout: Layout, skeleton: Skeleton, taken: list[Rect]) -> list[tuple[Zone, Rect]]:
    """Lines of ink in no field: printed name and address, check number, and free handwriting."""
    free = tuple(m for m in layout.marks if not any(_covers(box, m) for box in taken))
    found: list[tuple[Zone, Rect]] = []
    for line in group_lines(free):
        if line.letters < 2 or line.box.width < 16 or line.box.height < 8:
            continue
        found.append((_zone_of(line, skeleton, layout), line.box.grown(3, 3)))
    return found


def _zone_of(line: TextLine, skeleton: Skeleton, layout: Layout) -> Zone:
    """What a line outside all fields is, from its place and size."""
    box = line.box
    above = box.bottom < skeleton.payee.middle - 0.3 * INCH
    if above and box.left > 0.7 * layout.width and box.bottom < 0.25 * layout.height and line.letter_height >= 15:
        return Zone.SERIAL
    if above and box.right < 0.62 * layout.width and line.letter_height <= 0.13 * INCH:
        return Zone.PAYER
    return Zone.PRINTED if is_small_print(line) else Zone.WRITTEN
