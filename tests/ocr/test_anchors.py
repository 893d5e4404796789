"""Which line of a check carries which field, where lines are hidden or only seem to be there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ocr.anchors import find_skeleton
from ocr.layout import Layout, Rect, TextLine, find_layout
from ocr.rules import Rule

PAYEE, LEGAL = Rule(188, 882, 236, 234), Rule(64, 1095, 311, 307)
LOWER = (Rule(148, 553, 437, 436), Rule(687, 1145, 435, 434))
SERIAL = TextLine(Rect(1064, 46, 1140, 73), (Rect(1064, 46, 1140, 73),), 4, 26)


def layout(rules: tuple[Rule, ...], *lines: TextLine) -> Layout:
    """The structure of a check of 6 by 2.75 inches; ink stands on every rule."""
    bare = find_layout(np.full((550, 1200), 250, np.uint8), 200)
    return replace(bare, rules=rules, lines=lines, ink=np.ones((550, 1200), np.bool_))


def line(box: Rect, letters: int) -> TextLine:
    return TextLine(box, (box,), letters, box.height)


@pytest.mark.parametrize(("box", "letters"), [(Rect(703, 73, 1012, 135), 1), (Rect(753, 95, 1012, 141), 9)])
def test_a_date_that_hides_its_rule_is_found_though_all_of_it_is_one_mark(box: Rect, letters: int) -> None:
    date = find_skeleton(layout((PAYEE, LEGAL, *LOWER), SERIAL, line(box, letters))).date
    assert date is not None
    assert (date.right, date.y_left) == (box.right, box.bottom)


def test_strokes_of_the_payee_are_no_rule_of_the_date_where_a_date_is_written() -> None:
    strokes, box = Rule(668, 748, 203, 201), Rect(696, 105, 1036, 141)
    date = find_skeleton(layout((PAYEE, LEGAL, *LOWER, strokes), SERIAL, line(box, 11))).date
    assert date is not None
    assert date.y_left == box.bottom


def test_the_rule_of_a_date_is_taken_where_it_is_seen() -> None:
    rule = Rule(706, 1012, 130, 130)
    assert find_skeleton(layout((PAYEE, LEGAL, *LOWER, rule), SERIAL)).date == rule
