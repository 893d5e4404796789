"""The grammar of amounts in words: which word may follow which, and what the words so far amount to."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLINGS = {
    "for": 4,
    "fore": 4,
    "ate": 8,
    "eigth": 8,
    "eght": 8,
    "nien": 9,
    "therteen": 13,
    "forteen": 14,
    "fiveteen": 15,
    "eightteen": 18,
    "eigthteen": 18,
    "ninteen": 19,
    "twelf": 12,
    "twelv": 12,
    "twenthy": 20,
    "thirthy": 30,
    "fourty": 40,
    "fourthy": 40,
    "fivety": 50,
    "fifthy": 50,
    "eigthy": 80,
    "eightty": 80,
    "ninty": 90,
    "nintey": 90,
    "ninethy": 90,
}


class Kind(IntEnum):
    """What a word does in an amount."""

    NUMBER = 0
    HUNDRED = 1
    THOUSAND = 2
    AND = 3
    DOLLARS = 4
    FRACTION = 5
    NUMERAL = 6
    CENTS = 7
    FILLER = 8


class Phase(IntEnum):
    """Where in an amount a reader of its words stands."""

    START = 0
    UNIT = 1
    TENS = 2
    HUNDRED = 3
    THOUSAND = 4
    AND = 5
    DOLLARS = 6
    AND_CENTS = 7
    CENTS_TENS = 8
    CENTS_UNIT = 9
    CENTS_NUMERAL = 10
    TAIL = 11
    DONE = 12


class Sum(NamedTuple):
    """What the words so far amount to: whole thousands read, the group being read, cents."""

    phase: Phase
    thousands: int = 0
    group: int = 0
    cents: int = 0

    @property
    def total_cents(self) -> int:
        """Return the amount so far."""
        return (self.thousands + self.group) * 100 + self.cents


def _vocabulary() -> dict[str, tuple[Kind, int]]:
    numbers = {word: value for value, word in enumerate((*UNITS, *TEENS))}
    numbers |= {word: (place + 2) * 10 for place, word in enumerate(TENS)} | _SPELLINGS
    known = {word: (Kind.NUMBER, value) for word, value in numbers.items()}
    known |= dict.fromkeys(("hundred", "hundrd", "hundret", "hunderd", "hundered"), (Kind.HUNDRED, 0))
    known |= dict.fromkeys(("thousand", "thousnd", "thousend", "thousands"), (Kind.THOUSAND, 0))
    known |= dict.fromkeys(("and", "&"), (Kind.AND, 0))
    known |= dict.fromkeys(("dollars", "dollar", "dols"), (Kind.DOLLARS, 0))
    known |= dict.fromkeys(("cents", "cent", "cts"), (Kind.CENTS, 0))
    known |= dict.fromkeys(("only", "exactly", "even", "exact", "pay", "sum", "of"), (Kind.FILLER, 0))
    for value in range(100):
        for numeral in {f"{value:02d}", str(value)}:
            known[numeral] = (Kind.NUMERAL, value)
            known |= dict.fromkeys((f"{numeral}/100", f"{numeral}/xx", f"{numeral}/00"), (Kind.FRACTION, value))
    for nothing in ("xx", "no", "x", "zero", "oo"):
        known |= dict.fromkeys((f"{nothing}/100", f"{nothing}/xx"), (Kind.FRACTION, 0))
    known |= dict.fromkeys(("no", "xx", "oo"), (Kind.NUMERAL, 0))
    return known


VOCABULARY = _vocabulary()
"""Every spelling that is understood, with its kind and value."""

_WHOLE = frozenset({Phase.UNIT, Phase.TENS, Phase.HUNDRED, Phase.THOUSAND})
_BEFORE_CENTS = _WHOLE | {Phase.AND, Phase.DOLLARS, Phase.AND_CENTS}
_ROUND = frozenset({Phase.START, Phase.HUNDRED, Phase.THOUSAND, Phase.AND})
_TOLD = frozenset({Phase.CENTS_NUMERAL, Phase.DONE})
_FOLLOWS: dict[Kind, frozenset[Phase]] = {
    Kind.NUMBER: _ROUND | {Phase.TENS, Phase.DOLLARS, Phase.AND_CENTS, Phase.CENTS_TENS},
    Kind.HUNDRED: frozenset({Phase.UNIT, Phase.TENS}),
    Kind.THOUSAND: frozenset({Phase.UNIT, Phase.TENS, Phase.HUNDRED}),
    Kind.AND: _WHOLE | {Phase.DOLLARS},
    Kind.DOLLARS: _WHOLE | _TOLD,
    Kind.FRACTION: _BEFORE_CENTS,
    Kind.NUMERAL: frozenset({Phase.AND, Phase.DOLLARS, Phase.AND_CENTS}),
    Kind.CENTS: frozenset({Phase.CENTS_TENS, Phase.CENTS_UNIT, Phase.CENTS_NUMERAL}),
    Kind.FILLER: _WHOLE | _TOLD | {Phase.START, Phase.DOLLARS},
}

ENDS: dict[Phase, int] = {
    **dict.fromkeys(_WHOLE | {Phase.DOLLARS}, 12),
    **dict.fromkeys(_TOLD | {Phase.TAIL}, 0),
    Phase.AND: 60,
    Phase.AND_CENTS: 60,
}
"""Where an amount may end, and what that costs (1/16 nat): words for the cents usually stand there."""


_ONE_FIGURE, _LONE_FIGURE, _LONE_ZERO = 28, 48, 40
"""Prices in 1/16 nat of cents in one figure, with and without a clear "/100": a figure is soon lost, a zero less so."""


def price(word: str) -> int:
    """Return what a word costs besides its ink: something where people seldom write it."""
    kind, value = VOCABULARY[word]
    if not word[:1].isdigit() or word[1:2].isdigit():
        return 0
    if kind is Kind.NUMERAL:
        return _LONE_FIGURE if value else _LONE_ZERO
    return _ONE_FIGURE if value else 0


def follow(so_far: Sum, word: str) -> tuple[Sum, ...]:
    """Return what the words amount to with one more word; several where it may be dollars or cents."""
    kind, value = VOCABULARY[word]
    if so_far.phase not in _FOLLOWS[kind]:
        return ()
    if kind is Kind.NUMBER:
        return _as_dollars(so_far, value) + _as_cents(so_far, value)
    if kind is Kind.HUNDRED:
        small = 0 < so_far.group < 100 and not (so_far.thousands and so_far.group >= 10)
        return (so_far._replace(phase=Phase.HUNDRED, group=so_far.group * 100),) if small else ()
    if kind is Kind.THOUSAND:
        single = not so_far.thousands and 0 < so_far.group < 1000
        return (Sum(Phase.THOUSAND, so_far.group * 1000),) if single else ()
    return _closing(so_far, kind, value)


def _closing(so_far: Sum, kind: Kind, value: int) -> tuple[Sum, ...]:
    """Follow a word that changes no dollars."""
    if kind is Kind.AND:
        return (so_far._replace(phase=Phase.AND_CENTS if so_far.phase is Phase.DOLLARS else Phase.AND),)
    if kind is Kind.DOLLARS:
        return (so_far._replace(phase=Phase.DONE if so_far.phase in _TOLD else Phase.DOLLARS),)
    if kind is Kind.FRACTION:
        return (so_far._replace(phase=Phase.DONE, cents=value),)
    if kind is Kind.NUMERAL:
        return (so_far._replace(phase=Phase.CENTS_NUMERAL, cents=value),)
    return (so_far if so_far.phase is Phase.START else so_far._replace(phase=Phase.DONE),)


def _as_dollars(so_far: Sum, value: int) -> tuple[Sum, ...]:
    """Add a number word to the group of dollars, where a number may stand there."""
    phase = Phase.TENS if value >= 20 else Phase.UNIT
    fresh = so_far.phase in _ROUND and so_far.group % 100 == 0 and (value or so_far.phase is Phase.START)
    after_tens = so_far.phase is Phase.TENS and 0 < value < 10
    return (so_far._replace(phase=phase, group=so_far.group + value),) if fresh or after_tens else ()


def _as_cents(so_far: Sum, value: int) -> tuple[Sum, ...]:
    """Take a number word for cents, after ``and`` or ``dollars``."""
    if so_far.phase is Phase.CENTS_TENS:
        fits = 0 < value < 10
    else:
        fits = so_far.phase in (Phase.AND, Phase.AND_CENTS, Phase.DOLLARS)
    phase = Phase.CENTS_TENS if value >= 20 else Phase.CENTS_UNIT
    return (so_far._replace(phase=phase, cents=so_far.cents + value),) if fits else ()


def _tree() -> dict[str, tuple[str, ...]]:
    branches: dict[str, dict[str, None]] = {"": {}}
    for word in VOCABULARY:
        figures, stroke, rest = word.partition("/")
        for part in (figures + stroke, stroke + rest) if stroke else (word,):
            for place, character in enumerate(part):
                if part[:1] != "/" or place > 0:
                    branches.setdefault(part[:place], {})[character] = None
                if character != "/" or place == 0:
                    branches.setdefault(part[: place + 1], {})
    return {beginning: tuple(characters) for beginning, characters in branches.items()}


TREE = _tree()
"""For every beginning of a word the characters that may come next; a fraction begins anew at its stroke."""
