"""Amounts in words: spelled, and read from noisy text or a lattice by the grammar of amounts.

The reader looks for the best amount, not the best letters: it walks the lattice with only those
characters that can continue an amount, and readings with the same meaning become one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lockbox.amount_grammar import ENDS, TEENS, TENS, TREE, UNITS, VOCABULARY, Kind, Phase, Sum, follow, price
from lockbox.grammar import Grammar, Link, Rows, Step, Way
from lockbox.lattice import IMPOSSIBLE, Lattice
from lockbox.money import MOST_CENTS, Guesses
from lockbox.walk import Limits, Symbols, cheapest, confidences, walk

_SYMBOLS = Symbols("abcdefghijklmnopqrstuvwxyz0123456789/& ", other=" ")
_SPACE = _SYMBOLS.column(" ")
_LONGEST = 160
_LIMITS = Limits(beam=64)
_LEAST_ENDS = dict.fromkeys((Kind.NUMBER, Kind.HUNDRED, Kind.THOUSAND), ENDS[Phase.UNIT]) | {Kind.AND: ENDS[Phase.AND]}
_BY_INK, _BY_TEXT = 16, 6
"""How many amounts are told apart: ink says how likely each is, a text hardly does."""
_IN_FRACTION = frozenset("/1lI|0oOxX -_.,*~")
_TAIL = "~"
_HUNDREDTHS = ("/100", "/xx", "/00")
_IN_TAIL, _STRAY_IN_TAIL = 1, 14
_UPRIGHT_STROKE, _NO_STROKE = 16, 20
"""Prices in 1/16 nat: a character of a "/100" that is not quite one, any other there; its stroke read as a one,
and as anything else."""


def spell(cents: int) -> str:
    """Return an amount as a check writer spells it: ``Four hundred twelve and 50/100``.

    Raises:
        ValueError: the amount is negative or a million dollars or more.
    """
    if not 0 <= cents < 100_000_000:
        raise ValueError(f"not an amount that a check spells: {cents}")
    dollars, rest = divmod(cents, 100)
    return f"{_spell_whole(dollars).capitalize()} and {rest:02d}/100"


def read_words(text: str) -> Guesses:
    """Return the amounts that noisy text may spell, as cents with confidence 0 to 1000, best first."""
    figures = _protected(text)
    if figures:
        return figures
    clean = re.sub(r"[^a-z0-9/&]+", " ", text.lower().replace("\u00a2", " cents ")).strip()
    return _read_clean(clean[:_LONGEST])


def read_lattice(lattice: Lattice) -> Guesses:
    """Return the amounts that a lattice of letters may spell, as cents with confidence, best first."""
    rows = _SYMBOLS.rows_of_lattice(lattice, _price_in_tail)
    return _read_rows(rows, int((rows[:, 0] > rows[:, 1:].min(axis=1)).sum()), _BY_INK)


@lru_cache(maxsize=1024)
def _read_clean(clean: str) -> Guesses:
    return _read_rows(
        _SYMBOLS.rows_of_text(clean, _price_in_tail), sum(character != " " for character in clean), _BY_TEXT
    )


def _read_rows(rows: Rows, letters: int, most: int) -> Guesses:
    """Return the amounts that some walk through the rows spells, at most so many."""
    if letters < 3:
        return ()
    ends = walk(rows, _GRAMMAR, (Sum(Phase.START), follow), _LIMITS)
    amounts = (
        (final.total_cents, cost + ENDS[final.phase] - _least_end(beginning))
        for (beginning, so_far), cost in ends.items()
        for final in _finals(beginning, so_far)
        if final.phase in ENDS and 0 < final.total_cents <= MOST_CENTS
    )
    return confidences(cheapest(amounts), letters, most)


def _price_in_tail(character: str) -> int:
    """Return the price of a character after the figures for the cents, where seldom anything but "/100" stands."""
    return _IN_TAIL if character in _IN_FRACTION else _STRAY_IN_TAIL


def _way(beginning: str) -> Way:
    """Say how it goes on after the beginning of a word: with its next letter, or if it is whole with another word."""
    column, looped = _SYMBOLS.column(beginning[-1:] or " "), not beginning
    if beginning == _TAIL:
        return Way(_SYMBOLS.anything, True, 0, ())
    if beginning in _HUNDREDTHS:
        steps = [_letter(beginning, character) for character in TREE[beginning]] + [Step(_SPACE, 0, "")]
        return Way(column, looped, 0, steps, (Link(0, ""),))
    steps = [_letter(beginning, character) for character in TREE[beginning]]
    if beginning not in VOCABULARY:
        return Way(column, looped, IMPOSSIBLE, steps)
    cost = price(beginning)
    steps.append(Step(_SPACE, cost, "", beginning))
    if VOCABULARY[beginning][0] is Kind.NUMERAL:
        strokes = (("/", 0), (" ", 0), ("1", _UPRIGHT_STROKE), ("l", _UPRIGHT_STROKE))
        steps += [Step(_SYMBOLS.column(stroke), cost + more, _TAIL, beginning) for stroke, more in strokes]
        steps.append(Step(_SYMBOLS.anything, cost + _NO_STROKE, _TAIL, beginning))
    return Way(column, looped, cost + _least_end(beginning), steps, (Link(cost, "", beginning),))


def _letter(beginning: str, character: str) -> Step:
    """Return the step to the next letter of a word; the stroke of a fraction tells the cents."""
    column = _SYMBOLS.column(character)
    if character != "/":
        return Step(column, 0, beginning + character)
    fraction = f"{beginning}{_HUNDREDTHS[0]}"
    return Step(column, price(fraction), character, fraction)


def _least_end(beginning: str) -> int:
    """Return what it costs at least to end an amount with a word."""
    kind = VOCABULARY[beginning][0] if beginning in VOCABULARY else Kind.FILLER
    return _LEAST_ENDS.get(kind, 0)


def _finals(beginning: str, so_far: Sum) -> tuple[Sum, ...]:
    """Return what the words amount to if the last one ends here."""
    whole = not beginning or beginning == _TAIL or beginning in _HUNDREDTHS
    return (so_far,) if whole else follow(so_far, beginning)


_GRAMMAR = Grammar("", _way)


def _spell_whole(dollars: int) -> str:
    if dollars >= 1000:
        rest = f" {_spell_whole(dollars % 1000)}" if dollars % 1000 else ""
        return f"{_spell_whole(dollars // 1000)} thousand{rest}"
    if dollars >= 100:
        rest = f" {_spell_whole(dollars % 100)}" if dollars % 100 else ""
        return f"{UNITS[dollars // 100]} hundred{rest}"
    if dollars >= 20:
        return TENS[dollars // 10 - 2] + (f"-{UNITS[dollars % 10]}" if dollars % 10 else "")
    return (*UNITS, *TEENS)[dollars]


_WITH_FIGURES = re.compile(
    r"(?i)\W*(?:exactly|pay|the sum of|\W)*(?P<whole>\d{1,3}(?:,\d{3})+|\d+)\s*(?:dollars?|dols?)?\W*(?:and|&)?\W*"
    r"(?:(?P<cents>\d{2}|no|xx)\s*(?:cents|cts|ct|/\s*100)?)?\W*(?:dollars?|only)?\W*"
)


def _protected(text: str) -> Guesses:
    """Read what check protectors print: ``1,234 DOLLARS AND 50 CENTS``."""
    found = _WITH_FIGURES.fullmatch(text.replace("\u00a2", " cents"))
    if not found or not re.search(r"(?i)dol|cents|cts|/", text):
        return ()
    cents = found["cents"] or ""
    value = int(found["whole"].replace(",", "")) * 100 + (int(cents) if cents.isdigit() else 0)
    return ((value, 980 if cents else 900),) if 0 < value <= MOST_CENTS else ()
