"""The amount of a check in figures and in words: a second reader looks only where the first views differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lockbox.amount_words import read_words
from lockbox.money import read_figures
from lockbox.records import Box, Sighting, Zone
from ocr.engine import AMOUNT, TEXT
from ocr.sheet import Sheet


def read_amounts(sheet: Sheet, figures: Sequence[Box], words: Sequence[Box]) -> tuple[Sighting, ...]:
    """Read the amount in figures and in words, twice unless they say the same at once.

    Args:
        sheet: the page.
        figures: boxes of the amount in figures, in pixels of the straight page.
        words: boxes of the amount in words.
    """
    engines = sheet.engines
    in_figures = sheet.see(Zone.COURTESY, figures, engines.digits, AMOUNT)
    in_words = sheet.see(Zone.LEGAL, words, engines.words, TEXT)
    if say_the_same((one.text for one in in_figures), (one.text for one in in_words)):
        return (*in_figures, *in_words)
    return (
        *in_figures,
        *sheet.see(Zone.COURTESY, figures, engines.second, AMOUNT),
        *in_words,
        *sheet.see(Zone.LEGAL, words, engines.second, TEXT),
    )


def say_the_same(figures: Iterable[str], words: Iterable[str]) -> bool:
    """Say whether an amount that figures most likely mean is one that words most likely mean."""
    shown = {cents for text in figures for cents, _ in read_figures(text)[:1]}
    return bool(shown) and any(cents in shown for text in words for cents, _ in read_words(text)[:1])
