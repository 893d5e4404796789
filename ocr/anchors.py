"""The skeleton of a check: which rule carries which field, from the geometry of rules and a few anchors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from ocr.layout import Layout
from ocr.rules import INCH, Rect, Rule

_FAR_RIGHT = 0.7
"""Share of the width up to which a date's rule goes; one that ends before is rather strokes of the payee's name."""

_JOINED = 2.5  # times its height that a mark is wide if it is several figures
_BESIDE = 0.35  # inches between the foot of a dollar sign and the rule of its row, at most


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The lines that a check's fields stand on; where no rule is printed, a line put where it would be.

    Attributes:
        payee: under the payee's name.
        legal: under the amount in words.
        date: under the date.
        memo: under the memo.
        signature: under the signature.
        dollar: the printed dollar sign before the amount in figures.
        foot: where the MICR clear band begins.
        sure: whether rules were found where a check has them.
    """

    payee: Rule
    legal: Rule
    date: Rule | None
    memo: Rule
    signature: Rule
    dollar: Rect | None
    foot: int
    sure: bool


def find_skeleton(layout: Layout) -> Skeleton:
    """Tell from geometry which rule carries which field."""
    width, height = layout.width, layout.height
    foot = find_foot(layout)
    rules = [
        rule
        for rule in layout.rules
        if 0.05 * height < rule.middle < foot + 10 and not (rule.width > 0.9 * width and rule.middle < 0.2 * height)
    ]
    dollar = find_dollar(layout, foot)
    payee, legal = _payee_and_legal(rules, dollar, layout)
    memo, signature = _memo_and_signature(rules, legal, foot, layout)
    printed = payee in rules and legal in rules and signature in rules
    if printed and dollar is not None and not _stands_beside(dollar, payee, legal):
        dollar = None
    in_row = dollar is not None and abs(dollar.bottom - payee.y(dollar.left)) < 0.2 * INCH
    return Skeleton(payee, legal, _date(rules, payee, layout), memo, signature, dollar, foot, printed and in_row)


def find_foot(layout: Layout) -> int:
    """Where the MICR clear band begins, found or supposed."""
    found = layout.micr is not None and layout.micr.top > layout.height // 2
    return layout.micr.top if found and layout.micr is not None else round(0.86 * layout.height)


def _payee_and_legal(rules: list[Rule], dollar: Rect | None, layout: Layout) -> tuple[Rule, Rule]:
    """The pair of long rules, one below the other, that best looks like payee and amount in words."""
    width, height = layout.width, layout.height
    foot = find_foot(layout)
    long = [r for r in rules if r.width > 0.3 * width and 0.2 * height < r.middle < foot - 0.45 * INCH]
    best: tuple[float, Rule, Rule] | None = None
    for payee in long:
        for legal in long:
            gap = legal.middle - payee.middle
            if not 0.14 * INCH <= gap <= 0.8 * INCH:
                continue
            shared = min(payee.right, legal.right) - max(payee.left, legal.left)
            score = shared / width - abs(gap / INCH - 0.35)
            score -= abs(payee.middle / height - 0.42) + abs(legal.middle / height - 0.55)
            if dollar is not None and abs(dollar.bottom - payee.middle) < 0.2 * INCH:
                score += 0.4
            if best is None or score > best[0]:
                best = (score, payee, legal)
    if best is not None:
        return best[1], best[2]
    return _lone_rule(long, dollar, layout)


def _lone_rule(long: list[Rule], dollar: Rect | None, layout: Layout) -> tuple[Rule, Rule]:
    """Payee and amount in words where at most one of their rules was found."""
    width, height = layout.width, layout.height
    step = round(0.34 * INCH)
    base = dollar.bottom if dollar is not None else round(0.42 * height)
    end = dollar.left - 10 if dollar is not None else round(0.75 * width)
    start = round(0.14 * width)
    if not long:
        return Rule(start, end, base, base), Rule(round(0.03 * width), end, base + step, base + step)
    rule = min(long, key=lambda r: abs(r.middle - base))
    is_payee = abs(rule.middle - base) < step / 2 if dollar is not None else rule.middle < 0.47 * height
    down = step if is_payee else -step
    other = Rule(rule.left, rule.right, rule.y_left + down, rule.y_right + down)
    return (rule, other) if is_payee else (other, rule)


def _date(rules: list[Rule], payee: Rule, layout: Layout) -> Rule | None:
    """The rule with ink on it at the upper right, clear above the payee's line, or the lowest writing there."""
    width = layout.width
    found = [
        rule
        for rule in rules
        if 0.06 * width < rule.width < 0.5 * width
        and rule.left > 0.3 * width
        and rule.right > 0.55 * width
        and payee.y(rule.right) - rule.middle > (0.16 if rule.left < payee.right - 0.3 * INCH else 0.24) * INCH
        and rule.middle > 0.09 * layout.height
        and _ink_on(rule, layout) >= 60
        and not any(abs(rule.middle - box.top) < 8 and rule.left < box.right < rule.right + 20 for box in layout.boxes)
    ]
    far = [rule for rule in found if rule.right > _FAR_RIGHT * width]
    if far:
        return max(far, key=lambda rule: rule.middle)
    return _date_writing(payee, layout) or max(found, key=lambda rule: rule.middle, default=None)


def _date_writing(payee: Rule, layout: Layout) -> Rule | None:
    """The foot of the lowest writing at the upper right; joined figures and the rule they hide may be one mark."""
    lines = [
        line.box
        for line in layout.lines
        if line.box.left > 0.4 * layout.width
        and line.box.height >= 18
        and line.box.width >= 60
        and (line.letters >= 3 or line.box.width >= max(_JOINED * line.box.height, 0.6 * INCH))
        and 0.09 * layout.height < line.box.bottom < payee.y(line.box.right) - 0.24 * INCH
    ]
    lowest = max(lines, key=lambda box: box.bottom, default=None)
    return None if lowest is None else Rule(lowest.left + INCH // 4, lowest.right, lowest.bottom, lowest.bottom)


def _ink_on(rule: Rule, layout: Layout) -> int:
    """Pixels of ink standing on a rule, up to a quarter inch."""
    bottom = round(rule.middle) - 2
    return int(layout.ink[max(0, bottom - INCH // 4) : bottom, rule.left : rule.right].sum())


def _memo_and_signature(rules: list[Rule], legal: Rule, foot: int, layout: Layout) -> tuple[Rule, Rule]:
    """The lowest rules above the MICR band: the memo's on the left, the signature's on the right."""
    width = layout.width
    low = [
        r
        for r in rules
        if r.width > 0.1 * width
        and r.middle > max(legal.y(r.left) + 0.22 * INCH, foot - 0.55 * INCH)
        and r.middle < foot + 6
    ]
    rights = [r for r in low if r.left > 0.33 * width and r.right > 0.6 * width]
    lefts = [r for r in low if r.left < 0.4 * width and r.right < 0.72 * width]
    signature = max(rights, key=lambda r: r.middle, default=None)
    memo = max(lefts, key=lambda r: r.middle, default=None)
    level = round(foot - 0.14 * INCH)
    if signature is None:
        y = level if memo is None else memo.y_right
        signature = Rule(round(0.55 * width), round(0.97 * width), y, y)
    if memo is None:
        y = signature.y_left
        memo = Rule(round(0.08 * width), min(round(0.42 * width), signature.left - 20), y, y)
    return memo, signature


def find_dollar(layout: Layout, foot: int) -> Rect | None:
    """The printed dollar sign: the mark on the right half that most looks like one."""
    width, height = layout.width, layout.height
    best: tuple[float, Rect] | None = None
    for index, mark in enumerate(layout.marks):
        tall, wide = mark.height, mark.width
        if not (18 <= tall <= 70 and 0.3 <= wide / tall <= 0.9 and mark.left > 0.45 * width):
            continue
        if not 0.15 * height < mark.middle < min(0.8 * height, foot - 0.3 * INCH):
            continue
        cut = layout.labels[mark.top : mark.bottom, mark.left : mark.right] == index + 1
        likeness = _dollar_likeness(cut)
        if likeness > 0.62 and (best is None or likeness > best[0]):
            best = (likeness, mark)
    return best[1] if best else None


def _stands_beside(dollar: Rect, payee: Rule, legal: Rule) -> bool:
    """Say whether a sign stands in the row of the payee or of the words, as the one before the figures does."""
    return any(abs(dollar.bottom - rule.y(dollar.left)) < _BESIDE * INCH for rule in (payee, legal))


def _dollar_likeness(cut: npt.NDArray[np.bool_]) -> float:
    """Greatest correlation of a mark with dollar signs drawn in several hands, -1 to 1."""
    vector = _normal(cut.astype(np.float32))
    return float((_dollar_signs() @ vector).max())


def _normal(cut: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A cut as a vector of zero mean and unit length, softened so that stroke width matters little."""
    grid = cv2.GaussianBlur(cv2.resize(cut, (16, 24), interpolation=cv2.INTER_AREA), (0, 0), 1.0).ravel()
    grid = grid - grid.mean()
    return np.asarray(grid / max(1e-6, float(np.linalg.norm(grid))), np.float32)


@cache
def _dollar_signs() -> npt.NDArray[np.float32]:
    """Dollar signs in plain, serif and bold shapes, one vector a row."""
    rows = []
    for font in (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX):
        for thick in (4, 8, 13):
            canvas = np.zeros((160, 160), np.uint8)
            cv2.putText(canvas, "$", (30, 120), font, 3.5, 255, thick)
            rows.append(_normal(tight(canvas > 0).astype(np.float32)))
    return np.stack(rows)


def tight(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Cut a mask to its set pixels; the mask itself where none is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else mask
