"""The two amounts of a check in the light of each other."""

from __future__ import annotations

import pytest

from lockbox.records import Box, Sighting, Zone
from ocr.interpret_amounts import read_amounts

BOUND = 900
Seen = dict[str, int]
"""Texts that ink may be read as, with their confidences."""


def ink(zone: Zone, texts: Seen) -> list[Sighting]:
    """One reader's view of an amount, the surest text first."""
    text, confidence = next(iter(texts.items()))
    return [Sighting(zone, Box(0, 0, 300, 40), text, confidence, "one:1", tuple(texts.items()))]


def values(figures: Seen, words: Seen) -> tuple[int | None, int | None]:
    courtesy, legal = read_amounts(ink(Zone.COURTESY, figures), ink(Zone.LEGAL, words), 0, BOUND)
    return courtesy.value, legal.value


def test_ink_that_may_say_what_surer_ink_says_does_not_keep_another_amount() -> None:
    words = {"One thousand sixty-four and 12/100": 925, "One thousand sixty-four and 17/100": 40}
    assert values({"1,064.17": 997}, words) == (106417, 106417)
    assert values({"1,064.17": 920}, words)[1] is None


def test_figures_that_hardly_allow_what_the_words_say_are_declined() -> None:
    figures = {"103.86": 985, "203.86": 4}
    assert values(figures, {"Two hundred three and 86/100": 750})[0] is None


@pytest.mark.parametrize(
    ("figures", "words", "said"),
    [
        ("857.86", "Eight hundred fifty-one and 86/100", (None, 85186)),
        ("7,738.45", "One thousand one hundred thirty-eight and 45/100", (None, 113845)),
        ("805.71", "Eight hundred five and 11/100", (None, None)),
        ("412.50", "Four hundred nineteen and 50/100", (41250, 41950)),
        ("412.50", "Four hundred twenty-one and 50/100", (41250, 42150)),
    ],
)
def test_figures_that_differ_as_misread_ones_do_are_declined_and_others_kept(
    figures: str, words: str, said: tuple[int | None, int | None]
) -> None:
    assert values({figures: 980}, {words: 960}) == said


def test_doubted_amounts_keep_what_their_own_ink_says_as_candidates() -> None:
    figures, words = ink(Zone.COURTESY, {"857.86": 980}), ink(Zone.LEGAL, {"Eight hundred fifty-one and 86/100": 960})
    courtesy, _ = read_amounts(figures, words, 0, BOUND)
    assert courtesy.candidates == (("857.86", 980),)


def test_figures_stand_where_no_words_were_read() -> None:
    assert values({"857.86": 980}, {"": 0}) == (85786, None)
