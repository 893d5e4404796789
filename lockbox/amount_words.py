"""Amounts in words: spelled, and read from noisy text or a lattice by the grammar of amounts.

The reader looks for the best amount, not the best letters: it walks the lattice with only those
characters that can continue an amount, and readings with the same meaning become one.
"""

from __future__ import annotations

import heapq
import math
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lockbox.amount_grammar import ENDS, TEENS, TENS, UNITS, Phase, Sum, follow, may_end_word, tree
from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice
from lockbox.money import MOST_CENTS, Guesses

_SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789/& "
_COLUMN = {symbol: place + 1 for place, symbol in enumerate(_SYMBOLS)}
_SPACE = _COLUMN[" "]
_EDIT = 80
_LOOKALIKE = 44
_MOST_COST = 96
_LOOKALIKES = ("oac0e", "il1tf/j", "nuvrmw", "hbkn", "gyq9", "s5", "z2", "ec", "dcl")
_BEAM = 48
_SPAN = 220

Rows = npt.NDArray[np.int32]
_Key = tuple[Sum, str]
_Ends = tuple[int, int]


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
    return _read_clean(clean[:160])


def read_lattice(lattice: Lattice) -> Guesses:
    """Return the amounts that a lattice of letters may spell, as cents with confidence, best first."""
    rows = _fold(lattice)
    return _confidences(_decode(np.minimum(rows, _MOST_COST)), int(rows[:, 1:].shape[0]))


@lru_cache(maxsize=1024)
def _read_clean(clean: str) -> Guesses:
    letters = sum(character != " " for character in clean)
    return _confidences(_decode(_rows_of_text(clean)), letters) if letters >= 3 else ()


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


# --- From letters to costs ------------------------------------------------------------------------


def _rows_of_text(text: str) -> Rows:
    """Return a text as costs: every letter may be another, none at all, or have lost a neighbour."""
    rows = np.full((2 * len(text) + 1, len(_SYMBOLS) + 1), _EDIT, np.int32)
    rows[::2, 0] = 0
    for place, character in enumerate(text):
        row = rows[2 * place + 1]
        for other in _alike(character):
            row[_COLUMN[other]] = _LOOKALIKE
        row[_COLUMN[character]] = 0
        row[0] = _LOOKALIKE if character == " " else _EDIT
    return rows


@lru_cache(maxsize=64)
def _alike(character: str) -> frozenset[str]:
    return frozenset(other for group in _LOOKALIKES if character in group for other in group)


def _fold(lattice: Lattice) -> Rows:
    """Return a lattice's costs over the symbols of the grammar: case folded, all else parts words."""
    rows = lattice.rows()
    folded = np.full((len(rows), len(_SYMBOLS) + 1), _MOST_COST, np.int32)
    folded[:, 0] = rows[:, 0]
    for place, character in enumerate(lattice.alphabet, 1):
        column = _COLUMN.get(character.lower(), _SPACE)
        folded[:, column] = np.minimum(folded[:, column], rows[:, place])
    return folded


# --- The walk -------------------------------------------------------------------------------------


def _decode(rows: Rows) -> dict[int, int]:
    """Return the best cost of every amount that some path through the rows spells."""
    beams: dict[_Key, _Ends] = {(Sum(Phase.START), ""): (0, 0)}
    for row in rows.tolist():
        following: dict[_Key, _Ends] = {}
        for key, (ends_blank, ends_character) in beams.items():
            either = min(ends_blank, ends_character)
            last = key[1][-1:] or " "
            again = either if last == " " else ends_character
            _offer(following, key, either + row[0], again + row[_COLUMN[last]])
            for character, column, successor in _successors(key):
                before = ends_blank if character == last else either
                _offer(following, successor, IMPOSSIBLE, before + row[column])
        bound = min(map(min, following.values())) + _SPAN
        kept = [item for item in following.items() if min(item[1]) <= bound]
        beams = dict(heapq.nsmallest(_BEAM, kept, key=lambda item: (min(item[1]), item[0])))
    return _amounts(beams)


def _offer(beams: dict[_Key, _Ends], key: _Key, blank: int, character: int) -> None:
    old = beams.get(key)
    beams[key] = (blank, character) if old is None else (min(old[0], blank), min(old[1], character))


@lru_cache(maxsize=1 << 15)
def _successors(key: _Key) -> tuple[tuple[str, int, _Key], ...]:
    """Return the characters that may come next, their columns, and where each leads."""
    so_far, beginning = key
    steps = [(c, _COLUMN[c], (so_far, beginning + c)) for c in tree(so_far.phase)[beginning]]
    if may_end_word(so_far.phase, beginning):
        for after in follow(so_far, beginning):
            steps.append((" ", _SPACE, (after, "")))
            steps += [(c, _COLUMN[c], (after, c)) for c in tree(after.phase)[""]]
    return tuple(steps)


def _amounts(beams: dict[_Key, _Ends]) -> dict[int, int]:
    best: dict[int, int] = {}
    for (so_far, beginning), ends in beams.items():
        if not beginning:
            finals: tuple[Sum, ...] = (so_far,)
        else:
            finals = follow(so_far, beginning) if may_end_word(so_far.phase, beginning) else ()
        for final in finals:
            if final.phase in ENDS and 0 < final.total_cents <= MOST_CENTS:
                cost = min(ends) + ENDS[final.phase]
                best[final.total_cents] = min(best.get(final.total_cents, IMPOSSIBLE), cost)
    return best


def _confidences(costs: dict[int, int], letters: int) -> Guesses:
    """Turn costs into confidences: how far the best leads, and how much of the text had to be mended."""
    if not costs:
        return ()
    ranked = sorted(costs.items(), key=lambda item: (item[1], item[0]))[:6]
    least = ranked[0][1]
    weights = [math.exp((least - cost) / UNITS_PER_NAT) for _, cost in ranked]
    mended = least / _EDIT / max(letters, 1)
    fit = min(1.0, max(0.0, 1.3 - 3.0 * mended))
    total = sum(weights)
    return tuple((cents, round(999 * fit * weight / total)) for (cents, _), weight in zip(ranked, weights, strict=True))
