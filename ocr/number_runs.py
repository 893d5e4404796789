"""Where a line of text may hold a member or account number, however it was grouped and misread."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end of some characters of a text."""

_WHOLE = 12
_LENGTHS = range(10, 15)  # a 12-digit number, with a digit or two lost or doubled in reading
_TWO = range(22, 27)  # characters of two such numbers in one run; a card number has fewer
_ACCOUNT = 9  # digits of a billing account, which begins with a seven
_LIKE_DIGITS = "OoQDIl|SsBZGbq+"
_RUN = re.compile(
    rf"(?:[0-9]|(?<![A-Za-z])[{_LIKE_DIGITS}])"
    rf"(?:[ .,:-]{{0,3}}(?:[0-9]|[{_LIKE_DIGITS}](?![A-Za-z]{{2}})|[A-Za-z](?=[0-9])))+"
)
_GROUP = re.compile(r"[^ .,:-]+")
_LABEL_LEFT = re.compile(r"(?:10|1D|ID|I0|lD|l0|#|:|0)[ .:]*")  # what may be left of "ID #" before a number
_SSN = re.compile(r"...[ -]..[ -]....")
_CLEAR = 0.7  # of a run that is digits


def number_runs(text: str) -> tuple[Span, ...]:
    """Return start and end of every run of characters that could be one such number, two on a line kept apart."""
    return tuple(span for found in _RUN.finditer(text) for span in _numbers(text, found.span()))


def _numbers(text: str, span: Span) -> Iterator[Span]:
    """Yield the numbers in a run: itself, it without a label's rest before it, or the groups that make whole ones."""
    count = _count(text, span)
    if count < _ACCOUNT or _digits(text, span) < _CLEAR * count:
        return
    label = _LABEL_LEFT.match(text, *span)
    rest = (label.end(), span[1]) if label else span
    if count == _WHOLE or (count in _LENGTHS and _count(text, rest) != _WHOLE):
        yield span
    elif count == _ACCOUNT:
        yield from [span] if text[span[0]] == "7" and not _SSN.fullmatch(text, *span) else []
    elif _count(text, rest) in _LENGTHS:
        yield rest
    elif count >= _TWO[0]:
        yield from _apart(text, span)


def _apart(text: str, span: Span) -> Iterator[Span]:
    """Yield the numbers of a long run: successive groups of twelve in all, else its halves if it has two's length."""
    groups = [found.span() for found in _GROUP.finditer(text, *span)]
    found: list[Span] = []
    first = 0
    while first < len(groups):
        lasts = (last for last in range(first, len(groups)) if _count(text, (groups[first][0], groups[last][1])) == 12)
        last = next(lasts, None)
        if last is not None:
            found.append((groups[first][0], groups[last][1]))
        first = first + 1 if last is None else last + 1
    if not found and _count(text, span) in _TWO:
        characters = [place for place in range(*span) if _counts(text[place])]
        middle = characters[len(characters) // 2]
        found = [(span[0], middle), (middle, span[1])]
    yield from found


def _count(text: str, span: Span) -> int:
    return sum(_counts(character) for character in text[slice(*span)])


def _counts(character: str) -> bool:
    return character.isalnum() or character in "|+"


def _digits(text: str, span: Span) -> int:
    return sum(character.isdigit() for character in text[slice(*span)])
