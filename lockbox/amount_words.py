"""Amounts in words: spelled, and read from noisy text or a lattice by the grammar of amounts.

The reader looks for the best amount, not the best letters: it walks the lattice with only those
characters that can continue an amount, and readings with the same meaning become one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lockbox.amount_grammar import ENDS, TEENS, TENS, UNITS, Phase, Sum, follow, may_end_word, price, tree
from lockbox.lattice import Lattice
from lockbox.money import MOST_CENTS, Guesses
from lockbox.walk import Rows, Stand, Step, Symbols, cheapest, confidences, walk

_SYMBOLS = Symbols("abcdefghijklmnopqrstuvwxyz0123456789/& ", other=" ")
_SPACE = _SYMBOLS.column(" ")
_LONGEST = 160
_BEAM = 64
_BY_INK, _BY_TEXT = 16, 6
"""How many amounts are told apart: ink says how likely each is, a text hardly does."""
_IN_FRACTION = frozenset("/1lI|0oOxX -_.,*~")
_IN_TAIL, _STRAY_IN_TAIL = 1, 14
_UPRIGHT_STROKE, _NO_STROKE = 16, 20
"""Prices in 1/16 nat: a character of a "/100" that is not quite one, any other there; its stroke read as a one,
and as anything else."""

_State = tuple[Sum, str]
"""What the words so far amount to, and the beginning of the next."""


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
    ends = walk(rows, (Sum(Phase.START), ""), _stand, _BEAM)
    amounts = (
        (final.total_cents, cost + extra + ENDS[final.phase])
        for (so_far, beginning), cost in ends.items()
        for final, extra in _finals(so_far, beginning)
        if final.phase in ENDS and 0 < final.total_cents <= MOST_CENTS
    )
    return confidences(cheapest(amounts), letters, most)


def _price_in_tail(character: str) -> int:
    """Return the price of a character after the figures for the cents, where seldom anything but "/100" stands."""
    return _IN_TAIL if character in _IN_FRACTION else _STRAY_IN_TAIL


@lru_cache(maxsize=1 << 15)
def _stand(state: _State) -> Stand:
    so_far, beginning = state
    if so_far.phase is Phase.TAIL:
        return Stand(_SYMBOLS.anything, True, ())
    steps = [Step(_SYMBOLS.column(c), 0, (so_far, beginning + c)) for c in tree(so_far.phase)[beginning]]
    for after, cost in _finals(so_far, beginning) if beginning else ():
        steps.append(Step(_SPACE, cost, (after, "")))
        steps += [Step(_SYMBOLS.column(c), cost, (after, c)) for c in tree(after.phase)[""]]
        if after.phase is Phase.CENTS_NUMERAL:
            tail = after._replace(phase=Phase.TAIL), ""
            steps += [Step(_SYMBOLS.column(stroke), cost, tail) for stroke in "/ "]
            steps += [Step(_SYMBOLS.column(stroke), cost + _UPRIGHT_STROKE, tail) for stroke in "1l"]
            steps.append(Step(_SYMBOLS.anything, cost + _NO_STROKE, tail))
    return Stand(_SYMBOLS.column(beginning[-1:] or " "), not beginning, tuple(steps))


def _finals(so_far: Sum, beginning: str) -> tuple[tuple[Sum, int], ...]:
    """Return what the words amount to if the last one ends here, and what that word costs."""
    if not beginning:
        return ((so_far, 0),)
    if not may_end_word(so_far.phase, beginning):
        return ()
    return tuple((after, price(beginning)) for after in follow(so_far, beginning))


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
