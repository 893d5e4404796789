"""Finding known phrases in noisy text: whole words, letters mended, a bounded number of misread letters."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

_TOKEN = re.compile(r"[A-Za-z0-9$€£]+(?:['\u2019&/][A-Za-z0-9]+)*")
_LOOKALIKES = str.maketrans("015$8", "OISSB")
SHORTEST_FUZZY = 6
"""Phrases with fewer letters must be there letter by letter: ``avoid`` is not ``void``."""


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in capitals; figures inside a word of letters become letters."""
    return tuple(_mend(token) for token in _TOKEN.findall(text.replace(".", "").replace("\u2019", "'")))


def _mend(token: str) -> str:
    upper = token.upper().replace("'", "")
    letters = sum(character.isalpha() for character in upper)
    return upper.translate(_LOOKALIKES) if letters * 2 >= len(upper) > 1 else upper


def find_phrase(text: str, phrase: str, least: int = 85) -> tuple[int, int, int] | None:
    """Return (first word, word after the last, likeness 0 to 100) of the best place of a phrase in a text.

    Args:
        text: noisy text.
        phrase: words in capitals.
        least: likeness below which a place does not count.
    """
    wanted, target = _run_together(phrase)
    tokens, letters = _run_together(text)
    off = len(target) // 4
    if len(letters) < len(target) - off or (len(target) < SHORTEST_FUZZY and target not in letters):
        return None
    best: tuple[int, int, int] | None = None
    for start, end, seen in spans(tokens, len(wanted) + 1):
        if end - start < len(wanted) - 1 or abs(len(seen) - len(target)) > off:
            continue
        likeness = _likeness(seen, target, least)
        if likeness and (best is None or likeness > best[2]):
            best = (start, end, likeness)
    return best


@lru_cache(maxsize=4096)
def _run_together(text: str) -> tuple[tuple[str, ...], str]:
    """Return the words of a text, and all their letters without a gap."""
    tokens = words(text)
    return tokens, "".join(tokens)


@lru_cache(maxsize=512)
def spans(tokens: tuple[str, ...], most: int) -> tuple[tuple[int, int, str], ...]:
    """Return every stretch of up to ``most`` words: first word, word after the last, and its letters run together."""
    return tuple(
        (start, start + size, "".join(tokens[start : start + size]))
        for size in range(1, most + 1)
        for start in range(len(tokens) - size + 1)
        if all(tokens[start : start + size])
    )


def _likeness(seen: str, target: str, least: int) -> int:
    """Return 0 to 100; short phrases are there exactly or not at all."""
    if seen == target:
        return 100
    if len(target) < SHORTEST_FUZZY:
        return 0
    likeness = int(fuzz.ratio(seen, target))
    return likeness if likeness >= least else 0
