"""The two amounts of a check: each read by itself, then each helping where the other is in doubt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from lockbox.amount_words import read_lattice, read_words
from lockbox.lattice import UNITS_PER_NAT, greedy, score
from lockbox.money import format_dollars, read_figures
from lockbox.records import Field, Sighting
from ocr.opinions import MOST, Poll, by_lattice, by_text, poll

_SAME_MISTAKE = 10
"""Of ten pairs of misread figures and words, at most one pair agrees."""
_FRAME = 14
"""Price in 1/16 nat of taking a one for the edge of the amount's box."""
_COMMON_GROUND = 250
"""Least support that both amounts must give a value before it can settle a doubt."""


def read_amounts(
    courtesy: Sequence[Sighting], legal: Sequence[Sighting], page: int, bound: int
) -> tuple[Field[int], Field[int]]:
    """Return the courtesy and the legal amount of one check in cents.

    Both are polled by themselves. Where one alone would be declined, a value that both support, and
    that neither of them ranks far behind its best, is taken for both; certain words may settle
    doubtful figures if the ink allows it. Two certain amounts that differ stay as they are: words
    govern figures, but a clerk decides.
    """
    figures = poll(courtesy, by_text(read_figures), page)
    words = poll(legal, by_lattice(read_lattice, by_text(read_words)), page)
    shown = figures.field(bound, format_dollars), words.field(bound, format_dollars)
    if shown[0].value is not None and shown[1].value is not None:
        return shown
    certain = shown[1].value
    shared = _common(figures, words) if certain is None else _told_by_words(figures, words, courtesy, certain)
    if shared is None or any(field.value not in (None, shared[0]) for field in shown):
        return shown
    return _settled(shown[0], shared, bound), _settled(shown[1], shared, bound)


def _common(figures: Poll[int], words: Poll[int]) -> tuple[int, int] | None:
    """Return the one amount that figures and words both support, and how much together."""
    least = [max(_COMMON_GROUND, one.support[0][1] // 2) if one.support else 1000 for one in (figures, words)]
    shared = [
        (cents, support, words.of(cents))
        for cents, support in figures.support
        if support >= least[0] and words.of(cents) >= least[1]
    ]
    if len(shared) != 1:
        return None
    cents, one, two = shared[0]
    both_right, both_wrong = one * two, (1000 - one) * (1000 - two) // _SAME_MISTAKE
    return cents, min(MOST, 1000 * both_right // (both_right + both_wrong))


def _told_by_words(
    figures: Poll[int], words: Poll[int], courtesy: Sequence[Sighting], cents: int
) -> tuple[int, int] | None:
    """Return the amount that certain words spell, if doubtful figures may well be the same."""
    likely = max(_ink_may_be(sighting, cents) for sighting in courtesy) if courtesy else 0
    support = max(likely, figures.of(cents))
    return (cents, words.of(cents)) if support >= _COMMON_GROUND else None


def _ink_may_be(sighting: Sighting, cents: int) -> int:
    """Return 0 to 1000: the likelihood of the ink if the amount was meant, against that of what was read."""
    lattice = sighting.lattice
    if lattice is None:
        return 0
    whole, rest = divmod(cents, 100)
    tails = (f".{rest:02d}", f"{rest:02d}/100", f".{rest:02d}/100", f"-{rest:02d}", f"-{rest:02d}/100", f"{rest:02d}")
    nothing = ("xx/100", ".xx", ".xx/100", "-", ".-", "/xx") if rest == 0 else ()
    forms = [f"{head}{tail}" for head in _heads(whole) for tail in (*tails, *nothing)]
    least = score(lattice, greedy(lattice))
    framed = [f"{left}{form}{right}" for form in forms for left, right in (("1", ""), ("", "1"), ("1", "1"))]
    bare = min(score(lattice, form) for form in [*forms, *(f"${form}" for form in forms)]) - least
    boxed = min(score(lattice, form) for form in framed) - least + _FRAME
    return round(1000 * math.exp(-min(bare, boxed) / UNITS_PER_NAT))


def _heads(whole: int) -> tuple[str, ...]:
    return (str(whole), f"{whole:,}") if whole >= 1000 else (str(whole),)


def _settled(field: Field[int], shared: tuple[int, int], bound: int) -> Field[int]:
    """Return a field with the shared amount as its value, if that is now sure enough."""
    cents, confidence = shared
    if field.value is not None or confidence < bound:
        return field
    return replace(field, value=cents, confidence=confidence)
