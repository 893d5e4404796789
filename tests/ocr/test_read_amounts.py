"""Figures and words that say the same need no second look."""

import pytest

from ocr.read_amounts import say_the_same


@pytest.mark.parametrize(
    ("figures", "words", "same"),
    [
        (["412.50"], ["Four hundred twelve and 50/100"], True),
        (["$412.50"], ["", "Four hundrd twelve and 50/100"], True),
        (["472.50"], ["Four hundred twelve and 50/100"], False),
        ([""], ["Four hundred twelve and 50/100"], False),
        (["412.50"], ["Pay to the order of"], False),
        ([], [], False),
    ],
)
def test_an_amount_seen_both_ways_is_the_same(figures: list[str], words: list[str], same: bool) -> None:
    assert say_the_same(figures, words) is same
