"""Dates read off a lattice: the best date that the ink may be, label and stray strokes around it left aside."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from lockbox.dates import MONTHS, Dates, read_date
from lockbox.lattice import UNITS_PER_NAT, Lattice
from lockbox.walk import Stand, Step, Symbols, cheapest, confidences, walk

_SYMBOLS = Symbols("abcdefghijklmnopqrstuvwxyz0123456789/", other="/")
_BETWEEN = _SYMBOLS.column("/")
_JUNK = "~"
_NO_SEPARATOR = 24
_NO_YEAR = 48
_NAMES = (*MONTHS, *(name[:3] for name in MONTHS), "sept")

_State = tuple[str, ...]
"""The parts of a date so far, the last one perhaps unfinished; ``~`` as a part is ink that belongs to no date."""


def read_date_lattice(lattice: Lattice, received_on: dt.date) -> Dates:
    """Return the dates that a lattice may hold, with confidence 0 to 1000, best first."""
    rows = _SYMBOLS.rows_of_lattice(lattice)
    letters = int((rows[:, 0] > rows[:, 1:].min(axis=1)).sum())
    if letters < 3:
        return ()
    costs = []
    for state, cost in walk(rows, ("",), _stand).items():
        parts = tuple(part for part in state if part not in (_JUNK, ""))
        for date, plausibility in read_date(" ".join(parts), received_on)[:1] if len(parts) >= 2 else ():
            doubt = round(-UNITS_PER_NAT * math.log(max(plausibility, 1) / 1000))
            costs.append((date, cost + doubt + (_NO_YEAR if len(parts) == 2 else 0)))
    return confidences(cheapest(costs), letters)


@lru_cache(maxsize=1 << 14)
def _stand(state: _State) -> Stand:
    """Say how a date that stands at ``state`` may go on."""
    part = state[-1]
    if part == _JUNK:
        steps = [] if len(state) > 1 else _begin(())
        return Stand(_SYMBOLS.anything, True, tuple(steps))
    if state == ("",):
        return Stand(0, False, (*_begin(()), Step(_SYMBOLS.anything, 0, (_JUNK,))))
    if not part:
        return Stand(_BETWEEN, True, tuple(_begin(state[:-1])))
    return Stand(_SYMBOLS.column(part[-1]), False, tuple(_go_on(state)))


def _begin(parts: _State) -> list[Step]:
    """Return the steps that begin the next part."""
    first = dict.fromkeys(beginning[:1] for beginning in _endings(len(parts), ""))
    return [Step(_SYMBOLS.column(character), 0, (*parts, character)) for character in first]


def _go_on(state: _State) -> list[Step]:
    """Return the steps that lengthen a part, or end it and begin what follows."""
    *before, part = state
    place = len(before)
    steps = [
        Step(_SYMBOLS.column(part_and[-1]), 0, (*before, part_and))
        for part_and in dict.fromkeys(ending[: len(part) + 1] for ending in _endings(place, part))
        if len(part_and) > len(part)
    ]
    if not _whole(place, part):
        return steps
    if place == 2:
        return [*steps, Step(_SYMBOLS.anything, 0, (*state, _JUNK))]
    steps.append(Step(_BETWEEN, 0, (*state, "")))
    joined = len(part) >= 2
    steps += [step._replace(cost=_NO_SEPARATOR) for step in _begin(state)] if joined else []
    return steps


@lru_cache(maxsize=4096)
def _endings(place: int, beginning: str) -> tuple[str, ...]:
    """Return every text of a part (0 month, 1 day, 2 year) that begins so."""
    return tuple(text for text in _texts(place) if text.startswith(beginning))


def _whole(place: int, text: str) -> bool:
    return text in _texts(place)


@lru_cache(maxsize=3)
def _texts(place: int) -> tuple[str, ...]:
    numbers = range(1, 13) if place == 0 else range(1, 32)
    if place == 2:
        years = (*(f"{year:02d}" for year in range(100)), *(str(year) for year in range(1970, 2100)))
        return tuple(dict.fromkeys(years))
    figures = (*(str(n) for n in numbers), *(f"{n:02d}" for n in numbers))
    words = _NAMES if place == 0 else (f"{n}{ending}" for n in numbers for ending in ("st", "nd", "rd", "th"))
    return tuple(dict.fromkeys((*figures, *words)))
