"""One text for one line that several readers saw: what each of them read is held against the ink of all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set

from rapidfuzz import fuzz

from lockbox.lattice import UNITS_PER_NAT, Lattice, score

_NEAR = 70  # likeness (0 to 100) from which letters may be a known word
_MOST = 12  # texts returned
_SHORT, _LONG = 4, 6  # letters from which a word is credited, and from which it is credited more
_CREDIT, _LONG_CREDIT = 3.0, 5.0
"""Nats by which a known word is likelier than the same number of letters that are none."""


def read_jointly(inks: Sequence[Lattice], texts: Iterable[str], words: Set[str]) -> tuple[tuple[str, int], ...]:
    """Return what a line may say, with confidence 0 to 1000, best first.

    A text weighs as much as all inks give it on the geometric mean, since readers of one family share
    mistakes, times what its known words are worth; what no text accounts for stays with none.

    Args:
        inks: what each reader saw of the line, at least one.
        texts: what they read.
        words: known words in small letters.
    """
    read = dict.fromkeys(text for text in texts if text.strip())
    candidates = [*dict.fromkeys((*read, *(other for text in read for other in _with_words(text, words))))]
    costs = {text: [score(ink, text) / UNITS_PER_NAT for ink in inks] for text in candidates}
    left = [max(0.0, 1 - sum(math.exp(-own[place]) for own in costs.values())) for place in range(len(inks))]
    weights = {text: math.exp(_credit(text, words) - sum(own) / len(inks)) for text, own in costs.items()}
    total = sum(weights.values()) + math.prod(left) ** (1 / len(inks))
    shares: dict[str, float] = {}
    for text, weight in weights.items():
        shares[text.strip()] = shares.get(text.strip(), 0.0) + weight / total
    ranked = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    return tuple((text, round(1000 * share)) for text, share in ranked[:_MOST])


def _credit(text: str, words: Set[str]) -> float:
    known = [len(word) for word in text.lower().split() if len(word) >= _SHORT and word in words]
    return sum(_LONG_CREDIT if length >= _LONG else _CREDIT for length in known)


def _with_words(text: str, words: Set[str]) -> Iterable[str]:
    """Yield a text with one of its words replaced by a known one that is like it."""
    parts = text.split()
    for place, part in enumerate(parts):
        plain = part.lower()
        if len(plain) < _SHORT or plain in words:
            continue
        for word in sorted(words):
            if len(word) >= _SHORT and fuzz.ratio(plain, word, score_cutoff=_NEAR):
                yield " ".join((*parts[:place], _in_case_of(part, word), *parts[place + 1 :]))


def _in_case_of(part: str, word: str) -> str:
    """Return a word in capitals or with one, as what it replaces."""
    return word.upper() if part.isupper() else word.capitalize() if part[0].isupper() else word
