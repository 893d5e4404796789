"""The plain way takes the first line that parses as a field."""

import datetime as dt

import numpy as np

from bench.pages import Labelled, fields, joined
from ocr.image import PageImage

PAGE = Labelled("check", PageImage(np.full((60, 60), 255, np.uint8), 200), {}, dt.date(2026, 11, 20), ("Human Being",))


def test_fields_are_found_in_lines_of_text() -> None:
    lines = ("Nov 12, 2026", "PAY TO THE", "ORDER OF Humon Beinq $ 104.50", "One hundred four and 50/100 dollars")
    assert fields(lines, PAGE) == {
        "courtesy_amount": "104.50",
        "legal_amount": "104.50",
        "date": "2026-11-12",
        "payee": "Human Being",
    }
    assert fields(("nothing here",), PAGE) == {}


def test_texts_on_one_level_are_one_line() -> None:
    def box(left: int, top: int) -> list[tuple[int, int]]:
        return [(left, top), (left + 10, top), (left + 10, top + 8), (left, top + 8)]

    assert joined([box(50, 2), box(0, 30), box(5, 0)], ["of", "below", "order"]) == ["order of", "below"]
