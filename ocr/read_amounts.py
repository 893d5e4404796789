"""The amount of a check in figures and in words: a second reader looks only where the first views differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from lockbox.amount_words import read_words
from lockbox.money import read_figures
from lockbox.records import Box, Sighting, Zone
from ocr.engine import AMOUNT, TEXT, LineReader
from ocr.sheet import Sheet

_PLAUSIBLE = 600
"""Of 1000, from which figures mean one amount rather than another."""


def read_amounts(
    sheet: Sheet, figures: Sequence[Box], words: Sequence[Box], cut: Set[Box] = frozenset()
) -> tuple[Sighting, ...]:
    """Read the amount in figures and in words, twice unless they say the same at once.

    Args:
        sheet: the page.
        figures: boxes of the amount in figures, in pixels of the straight page.
        words: boxes of the amount in words.
        cut: those boxes before which more figures may stand.
    """
    engines = sheet.engines

    def see_figures(reader: LineReader) -> tuple[Sighting, ...]:
        seen = sheet.see(Zone.COURTESY, figures, reader, AMOUNT)
        return tuple(doubted(one) if box in cut else one for box, one in zip(figures, seen, strict=True))

    in_figures = see_figures(engines.digits)
    in_words = sheet.see(Zone.LEGAL, words, engines.words, TEXT)
    if say_the_same((one.text for one in in_figures), (one.text for one in in_words)):
        return (*in_figures, *in_words)
    return (
        *in_figures,
        *see_figures(engines.second),
        *in_words,
        *sheet.see(Zone.LEGAL, words, engines.second, TEXT),
    )


def doubted(seen: Sighting) -> Sighting:
    """Return what was seen of figures that may have lost their first: half as sure, by its text alone."""
    halved = tuple((text, confidence // 2) for text, confidence in seen.alternatives)
    return replace(seen, confidence=seen.confidence // 2, alternatives=halved, lattice=None)


def say_the_same(figures: Iterable[str], words: Iterable[str]) -> bool:
    """Say whether an amount that figures most likely mean is one that words most likely mean."""
    shown = {cents for text in figures for cents, plausible in read_figures(text)[:1] if plausible >= _PLAUSIBLE}
    return bool(shown) and any(cents in shown for text in words for cents, _ in read_words(text)[:1])
