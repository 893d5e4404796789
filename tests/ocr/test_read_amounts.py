"""Figures and words that say the same need no second look."""

import numpy as np
import pytest

from lockbox.lattice import from_probabilities
from lockbox.records import Box, Sighting, Zone
from ocr.interpret_amounts import read_amounts
from ocr.read_amounts import doubted, say_the_same


@pytest.mark.parametrize(
    ("figures", "words", "same"),
    [
        (["412.50"], ["Four hundred twelve and 50/100"], True),
        (["$412.50"], ["", "Four hundrd twelve and 50/100"], True),
        (["472.50"], ["Four hundred twelve and 50/100"], False),
        ([""], ["Four hundred twelve and 50/100"], False),
        (["412.50"], ["Pay to the order of"], False),
        ([], [], False),
        (["06.00"], ["Six and 00/100"], False),
    ],
)
def test_an_amount_seen_both_ways_is_the_same(figures: list[str], words: list[str], same: bool) -> None:
    assert say_the_same(figures, words) is same


def test_figures_that_may_have_lost_their_first_are_never_accepted_alone() -> None:
    ink = from_probabilities(np.array([[0.01, 0.99], [0.99, 0.01]]), "6")
    seen = Sighting(Zone.COURTESY, Box(0, 0, 9, 9), "6.00", 990, "digits:1", (("16.00", 5),), ink)
    figures, _ = read_amounts([doubted(seen), doubted(seen)], [], 0, 900)
    assert figures.value is None
    assert figures.candidates[0] == ("6.00", 495)
