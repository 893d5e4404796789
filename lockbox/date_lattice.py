"""Dates read off a lattice: the best date that the ink may be, label and stray strokes around it left aside."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from lockbox.dates import MONTHS, Dates, read_date, usualness
from lockbox.grammar import Grammar, Step, Way
from lockbox.lattice import IMPOSSIBLE, UNITS_PER_NAT, Lattice
from lockbox.walk import TWIN, Limits, Symbols, cheapest, confidences, walk

_STROKE = 40
"""Price in 1/16 nat of a stroke between figures that was read as a one."""
_SLASH_AFTER_NAME = 24
"""Price of a slash after the name of a month, where it is rather a one."""
_SYMBOLS = Symbols(
    "abcdefghijklmnopqrstuvwxyz0123456789/-_",
    other="-",
    twins=(
        *(("0o", "0o", TWIN), ("1il", "1il", TWIN), ("5s", "5s", TWIN)),
        *(("-", "_", 0), ("/", "_", _SLASH_AFTER_NAME), ("1", "_", _STROKE), ("/", "-", 0), ("1", "-", _STROKE)),
    ),
)
_SLASH, _BETWEEN, _AFTER_NAME = (_SYMBOLS.column(character) for character in "/-_")
_JUNK = "~"
_NO_SEPARATOR = 24
_NO_YEAR = 48
_LABEL_LETTER, _STRAY_LETTER, _STRAY_FIGURE = 4, 20, 60
_LABEL = frozenset("DATEdate")
"""Prices in 1/16 nat: letters beside a date are its printed label, figures are seldom anything but the date."""
_LIGATURE = 24
"""Price of two strokes so close together that they are read as one letter."""
_TWIN_STROKE = 8
"""What it costs more that there were three: ``11/17`` is read as ``1V7`` as ``11/7`` is."""
_TWO_ONES, _ONE_AND_STROKE, _ONE_DASH_ONE = "mnh", "v", "h"
_NAMES = (*MONTHS, *(name[:3] for name in MONTHS), "sept")

_LIMITS = Limits(doubt=48)
"""A date that is seldom written must be this much clearer than one that is usual."""

_State = tuple[str, ...]
"""The parts of a date so far, the last one perhaps unfinished; ``~`` as a part is ink that belongs to no date."""


@lru_cache(maxsize=64)
def read_date_lattice(lattice: Lattice, received_on: dt.date) -> Dates:
    """Return the dates that a lattice may hold, with confidence 0 to 1000, best first."""
    rows = _SYMBOLS.rows_of_lattice(lattice, _stray)
    letters = int((rows[:, 0] > rows[:, 1:].min(axis=1)).sum())
    if letters < 3:
        return ()
    costs = []
    for (_, told), cost in walk(rows, _GRAMMAR, ("", _append), _LIMITS).items():
        for date, plausibility in read_date(told, received_on)[:1]:
            likely = max(plausibility, 1) * usualness(date, received_on) / 1_000_000
            costs.append((date, cost + round(-UNITS_PER_NAT * math.log(likely))))
    return confidences(cheapest(costs), letters)


def _append(told: str, more: str) -> tuple[str]:
    return (told + more,)


def _stray(character: str) -> int:
    """Return the price of a character that belongs to no date."""
    if character.isdigit():
        return _STRAY_FIGURE
    return _LABEL_LETTER if character in _LABEL else _STRAY_LETTER


def _way(place: _State) -> Way:
    """Say how a date goes on; what it tells is the text of its parts."""
    part, begun = place[-1], len(_told(place))
    if place == ("",):
        column, steps = 0, [*_begin(()), *_run_together(()), Step(_SYMBOLS.anything, 0, (_JUNK,))]
    elif part == _JUNK:
        column, steps = _SYMBOLS.anything, [] if len(place) > 1 else _begin(())
    elif not part:
        column, steps = (
            _separator(place[:-1]),
            [*_begin(place[:-1]), *_run_together(place[:-1]), *_slash_for_one(place[:-1])],
        )
    else:
        column, steps = _SYMBOLS.column(part[-1]), _go_on(place)
    told = (step._replace(place=_shape(step.place), told=_told(step.place)[begun:] or None) for step in steps)
    return Way(column, part in (_JUNK, "") and place != ("",), _end(place), tuple(told))


def _told(state: _State) -> str:
    return " ".join(part for part in state if part not in (_JUNK, ""))


def _shape(state: _State) -> _State:
    """Return the place of a state: of the parts before the last it matters whether the first is a year, or a name."""
    *before, part = state
    if not before:
        return (part,)
    year_first = len(before[0]) == 4 and before[0].isdigit()
    first = "2000" if year_first else "may" if before[0].isalpha() else "1"
    return (first, *("1" for _ in before[1:]), part)


def _end(place: _State) -> int:
    """Return what it costs to end here."""
    parts = sum(part not in (_JUNK, "") for part in place)
    return IMPOSSIBLE if parts < 2 else _NO_YEAR if parts == 2 else 0


def _begin(parts: _State) -> list[Step]:
    """Return the steps that begin the next part."""
    first = dict.fromkeys(beginning[:1] for beginning in _endings(_kind(parts), ""))
    return [Step(_SYMBOLS.column(character), 0, (*parts, character)) for character in first]


def _run_together(parts: _State) -> list[Step]:
    """Return the steps that begin the next part with two strokes read as one letter."""
    if len(parts) == 2:
        return []
    ones = [Step(_SYMBOLS.column(letter), _LIGATURE, (*parts, "11")) for letter in _TWO_ONES]
    dashed = Step(_SYMBOLS.column(_ONE_DASH_ONE), _LIGATURE, (*parts, "1", "1"))
    return [*ones, dashed, Step(_SYMBOLS.column(_ONE_AND_STROKE), _LIGATURE, (*parts, "1", ""))]


def _slash_for_one(parts: _State) -> list[Step]:
    """Return the step that begins a day after the name of its month with a one that was read as a slash."""
    return [Step(_SLASH, 0, (*parts, "1"))] if _separator(parts) == _AFTER_NAME else []


def _separator(parts: _State) -> int:
    """Return the column of what may stand after some parts."""
    return _AFTER_NAME if len(parts) == 1 and parts[0].isalpha() else _BETWEEN


def _go_on(state: _State) -> list[Step]:
    """Return the steps that lengthen a part, or end it and begin what follows."""
    *before, part = state
    kind = _kind(tuple(before))
    steps = [
        Step(_SYMBOLS.column(part_and[-1]), 0, (*before, part_and))
        for part_and in dict.fromkeys(ending[: len(part) + 1] for ending in _endings(kind, part))
        if len(part_and) > len(part)
    ]
    stroke = _SYMBOLS.column(_ONE_AND_STROKE)
    if len(before) < 2 and part + "1" in _texts(kind):
        steps.append(Step(stroke, _LIGATURE, (*before, part + "1", "")))
        steps.append(Step(stroke, _LIGATURE + _TWIN_STROKE, (*before, part + "1", "1")))
        steps.append(Step(_SYMBOLS.column(_ONE_DASH_ONE), _LIGATURE, (*before, part + "1", "1")))
    if part not in _texts(kind):
        return steps
    if len(before) < 2 and part[-1:].isdigit():
        steps.append(Step(stroke, _LIGATURE, (*state, "1")))
        steps.append(Step(_SYMBOLS.column(_ONE_DASH_ONE), _LIGATURE, (*state, "")))
    steps += _slash_for_one(state)
    if len(before) == 2:
        return [*steps, Step(_SYMBOLS.anything, 0, (*state, _JUNK))]
    steps.append(Step(_separator(state), 0, (*state, "")))
    joined = len(part) >= 2
    steps += [step._replace(price=_NO_SEPARATOR) for step in _begin(state)] if joined else []
    return steps


def _kind(before: _State) -> str:
    """Say what the part after ``before`` is: month, day, year, or at the start what may stand there."""
    year_first = bool(before) and len(before[0]) == 4 and before[0].isdigit()
    return (("first", "month", "day") if year_first else ("first", "day", "year"))[len(before)]


@lru_cache(maxsize=4096)
def _endings(kind: str, beginning: str) -> tuple[str, ...]:
    """Return every text of a part that begins so."""
    return tuple(text for text in _texts(kind) if text.startswith(beginning))


@lru_cache(maxsize=4)
def _texts(kind: str) -> tuple[str, ...]:
    """Return every text of a part; dates may begin with the year (2026-03-20) but never with a day."""
    years = tuple(str(year) for year in range(1970, 2100))
    days = (*(str(n) for n in range(1, 32)), *(f"{n:02d}" for n in range(1, 32)))
    months = (*(str(n) for n in range(1, 13)), *(f"{n:02d}" for n in range(1, 13)), *_NAMES)
    endings = (f"{n}{ending}" for n in range(1, 32) for ending in ("st", "nd", "rd", "th"))
    texts = {
        "first": (*months, *years),
        "month": months,
        "day": (*days, *endings),
        "year": (*(f"{year:02d}" for year in range(100)), *years),
    }
    return tuple(dict.fromkeys(texts[kind]))


_GRAMMAR = Grammar[_State](("",), _way)
