"""Where each field of a check or money order sits, found from what is on the page and not from a fixed form."""

from __future__ import annotations

from dataclasses import dataclass

from lockbox.records import Box, Zone
from ocr.anchors import Skeleton, find_skeleton
from ocr.engine import Gray, LineReader
from ocr.forms import form_strips
from ocr.labels import VALUES, Label, Says, phrases, read_at, read_labels
from ocr.layout import Layout, TextLine, group_lines
from ocr.rules import INCH, Rect
from ocr.standing import Strip, clipped, continued, covers, ink_on, label_and_rest, leads_into

_ONE_ROW = 0.75  # inches of a payee's label from which it stands in one row
_RUN_HEIGHT, _RUN_WIDTH = 0.08, 5  # inches of height, and width by height, of letters that touch


@dataclass(frozen=True, slots=True)
class Located:
    """One field's ink on the page, in page pixels; ``cut`` where more of it seems to stand left of the box."""

    zone: Zone
    box: Box
    cut: bool = False


def locate(gray: Gray, dpi: int, layout: Layout, print_reader: LineReader) -> tuple[Located, ...]:
    """Find the fields of an upright check or money order; fields without ink are left out, a signature line is not.

    Args:
        gray: the page, shape (height, width).
        dpi: its resolution as far as known; the layout already holds what is needed of it.
        layout: its structure.
        print_reader: reads three labels of a page laid out like a check, and eight small crops of any other form.
    """
    skeleton = find_skeleton(layout)
    strips = _strips(skeleton, layout)
    if skeleton.sure:
        labels = read_at(gray, layout, print_reader, _likely_labels(skeleton, layout))
        if any(label.says is Says.AMOUNT for label in labels):
            strips = _words_above_payee(strips)
    else:
        labels = [one for one in read_labels(gray, layout, print_reader) if _may_be(one, skeleton.dollar)]
        strips = form_strips(strips, labels, layout)
    return _collect(layout, skeleton, apart(strips), labels)


def _may_be(label: Label, dollar: Rect | None) -> bool:
    """Whether a label is what it seems to be: figures are no amount where the dollar sign stands in another row."""
    return label.says is not Says.FIGURES or dollar is None or abs(label.box.middle - dollar.middle) < 0.25 * INCH


def text_lines(layout: Layout) -> tuple[Located, ...]:
    """All text lines of a page that is no check: handwriting as WRITTEN, small even print as PRINTED."""
    return tuple(
        Located(Zone.PRINTED if is_small_print(line) else Zone.WRITTEN, layout.to_page(line.box.grown(3, 3)))
        for line in layout.lines
        if (line.letters >= 2 and line.box.width >= 12) or _is_run(line)
    )


def _is_run(line: TextLine) -> bool:
    """Say whether a line is letters that all touch, as bold figures do in black and white."""
    return line.letter_height >= _RUN_HEIGHT * INCH and line.box.width >= _RUN_WIDTH * line.letter_height


def is_small_print(line: TextLine) -> bool:
    """Whether a line's letters are too small and even to be anything but print."""
    return line.letters >= 3 and line.letter_height <= 0.085 * INCH and line.box.height <= 0.14 * INCH


def _collect(layout: Layout, skeleton: Skeleton, strips: list[Strip], labels: list[Label]) -> tuple[Located, ...]:
    """Gather each strip's ink, strictest strip first, then what is left over."""
    found: list[tuple[Zone, Rect]] = []
    cut: list[Rect] = []
    if layout.micr is not None:
        found.append((Zone.MICR, layout.micr))
    printed = [label.box for label in labels if label.says not in VALUES]
    if skeleton.dollar is not None:
        printed.append(skeleton.dollar)
    marks = layout.pieces(skeleton.payee, skeleton.legal)
    for strip in strips:
        taken = [*printed, *(box for _, box in found)]
        free = [mark for mark in marks if not any(covers(box, mark) for box in taken)]
        label, rest = label_and_rest(free, _relieved(strip, labels))
        if label is not None:
            printed.append(label)
        ink = ink_on(rest, strip)
        if ink is not None and strip.zone is Zone.COURTESY:
            written = [mark for mark in marks if not any(covers(box, mark) for box in printed)]
            ink = continued(ink, (mark for mark in written if covers(strip.area, mark)))
            cut += [ink] if leads_into(ink, written) else []
        if ink is not None:
            found.append((strip.zone, ink))
    if not any(zone is Zone.SIGNATURE for zone, _ in found):
        found.append((Zone.SIGNATURE, _signature_area(skeleton, layout)))
    found.extend(_rest(layout, skeleton, [*printed, *(box for _, box in found)]))
    found.extend((Zone.PRINTED, box) for box in printed if box != skeleton.dollar)
    return tuple(Located(zone, layout.to_page(rect), rect in cut) for zone, rect in found)


def apart(strips: list[Strip]) -> list[Strip]:
    """End the payee's strip where the figures beside it begin: a rule may seem to run on through their box."""
    figures = [strip.area for strip in strips if strip.zone is Zone.COURTESY]

    def ended(strip: Strip) -> Strip:
        if strip.zone is not Zone.PAYEE or strip.rule is None:
            return strip
        area, y = strip.area, strip.rule.middle
        beside = (f.left for f in figures if f.left > area.left + INCH and f.top < y < f.bottom + 0.2 * INCH)
        return strip._replace(area=area._replace(right=min((area.right, *beside))))

    return [ended(strip) for strip in strips]


def _relieved(strip: Strip, labels: list[Label]) -> Strip:
    """A strip whose whole label was read needs no other label taken from it; a payee's may have a second row."""
    least = {Zone.MEMO: 0.0, Zone.DATE: 0.0, Zone.PAYEE: _ONE_ROW * INCH}.get(strip.zone, INCH)
    read = any(covers(strip.area, label.box) and label.box.width >= least for label in labels)
    return strip._replace(label=0) if read and least < INCH else strip


def _strips(skeleton: Skeleton, layout: Layout) -> list[Strip]:
    """Where each field of a check is looked for, wide enough to hold what is written past the ends of its line."""
    payee, legal, memo, dollar, date = skeleton.payee, skeleton.legal, skeleton.memo, skeleton.dollar, skeleton.date
    payee_y, legal_y, memo_y = round(payee.middle), round(legal.middle), round(memo.middle)
    up = round(0.42 * INCH)
    amount_left = dollar.right + 1 if dollar is not None else payee.right + 4
    if amount_left > 0.9 * layout.width:
        amount_left = round(0.72 * layout.width)
    payee_right = payee.right + 6
    if dollar is not None and payee.left < dollar.left < payee.right + 1.2 * INCH:
        payee_right = dollar.left - 4
    strips = []
    head = payee_y - up
    if date is not None:
        y = round(date.middle)
        area = Rect(date.left - round(0.6 * INCH), y - round(0.34 * INCH), date.right + INCH // 4, y + 30)
        strips.append(Strip(Zone.DATE, area, date, -1))
        head = max(head, y + 12) if date.right > amount_left else head
    amount = Rect(amount_left, head, layout.width - 8, payee_y + round(0.16 * INCH))
    strips.append(Strip(Zone.COURTESY, _boxed(amount, layout), None, 0))
    strips.append(Strip(Zone.PAYEE, Rect(8, payee_y - up, payee_right, payee_y + 40), payee, -1))
    words = Rect(8, payee_y + 4, min(layout.width - 8, legal.right + INCH), legal_y + 40)
    strips.append(Strip(Zone.LEGAL, words, legal, 1))
    memo_right = max(memo.right, min(memo.right + 120, skeleton.signature.left - 10))
    strips.append(Strip(Zone.MEMO, Rect(8, memo_y - round(0.36 * INCH), memo_right, memo_y + 30), memo, -1))
    return strips


def _boxed(amount: Rect, layout: Layout) -> Rect:
    """The inside of the drawn box that an amount's place lies in, or the place itself."""
    for box in layout.boxes:
        inside = clipped(box, amount)
        if inside.width > 0.5 * box.width and inside.height > 0.5 * box.height and box.width > 0.4 * INCH:
            return box.grown(6, 8)
    return amount


def _likely_labels(skeleton: Skeleton, layout: Layout) -> list[Rect]:
    """What stands before the payee's, the memo's and the date's line."""
    payee = skeleton.payee
    before = [
        run
        for run in phrases(layout)
        if run.right <= payee.left + 60 and -0.26 * INCH <= run.bottom - payee.y_left <= 0.08 * INCH
    ]
    found = sorted(before, key=lambda run: run.bottom)[:1]
    for rule in (skeleton.memo, skeleton.date):
        if rule is not None:
            first = [line.words[0] for line in layout.lines if abs(line.words[0].bottom - rule.y_left) <= 0.1 * INCH]
            near = [word for word in first if -0.6 * INCH <= word.left - rule.left <= 0.2 * INCH and word.height <= 34]
            found += sorted(near)[:1]
    return found


def _words_above_payee(strips: list[Strip]) -> list[Strip]:
    """Trade payee and amount in words, for forms that say "Pay" and the words first, then "to the order of"."""
    other = {Zone.PAYEE: Zone.LEGAL, Zone.LEGAL: Zone.PAYEE}
    return [strip._replace(zone=other[strip.zone], label=-1) if strip.zone in other else strip for strip in strips]


def _signature_area(skeleton: Skeleton, layout: Layout) -> Rect:
    """The room above the signature line, with the marks that reach into it."""
    rule = skeleton.signature
    y = round(rule.middle)
    checklike = skeleton.legal in layout.rules
    top = max(round(skeleton.legal.middle) + 24, y - round(0.6 * INCH)) if checklike else y - round(0.9 * INCH)
    area = Rect(rule.left - 20, top, min(layout.width, rule.right + 10), min(y + 30, skeleton.foot))
    wide = Rect(max(skeleton.memo.right + 10, round(0.36 * layout.width)), top, layout.width, area.bottom)
    for mark in layout.marks:
        if covers(wide, mark) and mark.height > 0.12 * INCH and y - 0.5 * INCH < mark.bottom and mark.top < y:
            area = area.union(clipped(mark, wide))
    return area


def _rest(layout: Layout, skeleton: Skeleton, taken: list[Rect]) -> list[tuple[Zone, Rect]]:
    """Lines of ink in no field: printed name and address, check number, and free handwriting."""
    free = tuple(mark for mark in layout.marks if not any(covers(box, mark) for box in taken))
    lines = [
        line
        for line in group_lines(free)
        if line.letters >= 2 and line.box.width >= 16 and line.box.height >= 8 and not _hugs_edge(line.box, layout)
    ]
    serial = _serial(lines, skeleton, layout)
    return [
        (Zone.SERIAL if line is serial else _zone_of(line, skeleton, layout), line.box.grown(3, 3)) for line in lines
    ]


def _hugs_edge(box: Rect, layout: Layout) -> bool:
    """Whether a line is what is left of a frame or of the scanner's edge."""
    margin = round(0.03 * layout.height)
    return (
        box.bottom < margin
        or box.top > layout.height - margin
        or box.right < margin
        or box.left > layout.width - margin
    )


def _serial(lines: list[TextLine], skeleton: Skeleton, layout: Layout) -> TextLine | None:
    """The check number: the largest print at the upper right."""
    corner = [
        line
        for line in lines
        if line.box.bottom < min(skeleton.payee.middle - 0.3 * INCH, 0.32 * layout.height)
        and line.box.right > 0.72 * layout.width
        and line.box.left > 0.55 * layout.width
        and 12 <= line.letter_height <= 45
    ]
    return max(corner, key=lambda line: (line.letter_height - line.box.top / 10, line.box.right), default=None)


def _zone_of(line: TextLine, skeleton: Skeleton, layout: Layout) -> Zone:
    """What a line outside all fields is, from its place and size."""
    box = line.box
    above = box.bottom < skeleton.payee.middle - 0.3 * INCH
    if above and box.right < 0.62 * layout.width and box.left < 0.45 * layout.width and line.letter_height <= 26:
        return Zone.PAYER
    return Zone.PRINTED if is_small_print(line) else Zone.WRITTEN
