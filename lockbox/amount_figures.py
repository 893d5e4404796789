"""Amounts in figures read off a lattice: the best amount that the ink may be, frame and dollar sign left aside.

The walk knows how figures stand on a check: an edge of the box or a dollar sign before them, dollars with
or without commas, a point or raised cents, a fraction, strokes that close the line. What is seldom so costs.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from lockbox.lattice import Lattice
from lockbox.money import MOST_CENTS, Guesses
from lockbox.walk import Stand, Step, Symbols, cheapest, confidences, walk

_SYMBOLS = Symbols("0123456789.,-/x$*", other="*", twins=())
_BEAM = 96
_MOST_GUESSES = 16
_FIGURES = "0123456789"
_LONGEST = 6

_LEFT_EDGE, _RIGHT_EDGE = 10, 4
_DOLLAR_SIGN = 36
_SPECK = 16
_POINT_FOR_COMMA, _COMMA_FOR_POINT, _DASH_FOR_POINT = 24, 8, 8
_NO_POINT, _NO_CENTS = 10, 14
_STROKE, _NO_STROKE = 20, 24
_CUT_SHORT, _TOO_SHORT, _LARGE = 8, 32, 20
"""Prices in 1/16 nat: an edge of the box read as a one; the dollar sign read as a figure; a speck; a mark
read as another; cents or their point left out; the stroke of a fraction read as a figure or left out; the
rest of a fraction left out; dollars of one or two figures and no cents;
every figure beyond thousands."""


class _Phase(IntEnum):
    """Where in an amount a reader of its figures stands."""

    LEAD = 0
    EDGE = 1
    WHOLE = 2
    MARK = 3
    CENTS = 4
    NOTHING = 5
    STROKE = 6
    HUNDRED = 7
    TAIL = 8


class _State(NamedTuple):
    """The figures so far, commas among them, and the character that was read last."""

    phase: _Phase
    last: str = ""
    whole: str = ""
    cents: str = ""


_ENDS = {
    _Phase.WHOLE: _NO_CENTS,
    _Phase.MARK: _NO_CENTS,
    _Phase.CENTS: 0,
    _Phase.NOTHING: 0,
    _Phase.STROKE: _CUT_SHORT,
    _Phase.HUNDRED: 0,
    _Phase.TAIL: 0,
}


def read_figures_lattice(lattice: Lattice) -> Guesses:
    """Return the amounts that a lattice of figures may hold, as cents with confidence 0 to 1000, best first."""
    rows = _SYMBOLS.rows_of_lattice(lattice)
    letters = int((rows[:, 0] > rows[:, 1:].min(axis=1)).sum())
    if letters == 0:
        return ()
    ends = walk(rows, _State(_Phase.LEAD), _stand, _BEAM)
    amounts = (
        (cents, cost + _end(state))
        for state, cost in ends.items()
        if _may_end(state) and 0 < (cents := _amount(state)) <= MOST_CENTS
    )
    return confidences(cheapest(amounts), letters, _MOST_GUESSES)


def _may_end(state: _State) -> bool:
    return state.phase in _ENDS and _whole_groups(state.whole) and len(state.cents) in (0, 2)


def _end(state: _State) -> int:
    """Return what it costs to end here: one or two figures by themselves are seldom a whole amount, nor are many."""
    alone = _TOO_SHORT if state.phase is _Phase.WHOLE and len(state.whole) < 3 else 0
    return _ENDS[state.phase] + alone + _LARGE * max(0, len(state.whole.replace(",", "")) - 4)


def _amount(state: _State) -> int:
    return int(state.whole.replace(",", "") or "0") * 100 + int(state.cents or "0")


def _whole_groups(whole: str) -> bool:
    """Say whether the figures after the last comma are three, where there is a comma."""
    _, comma, group = whole.rpartition(",")
    return bool(whole) and (not comma or len(group) == 3)


@lru_cache(maxsize=1 << 16)
def _stand(state: _State) -> Stand:
    return Stand(_SYMBOLS.column(state.last) if state.last else 0, False, tuple(_STEPS[state.phase](state)))


def _to(state: _State, character: str, phase: _Phase, cost: int = 0, **more: str) -> Step:
    return Step(_SYMBOLS.column(character), cost, state._replace(phase=phase, last=character, **more))


def _lead(state: _State) -> list[Step]:
    """Before the figures: dollar sign and strokes, then perhaps an edge of the box."""
    signs = [_to(state, sign, _Phase.LEAD) for sign in "$*-"]
    specks = [_to(state, speck, _Phase.LEAD, _SPECK) for speck in ".,"]
    edges = [_to(state, "1", _Phase.EDGE, _LEFT_EDGE), _to(state, "/", _Phase.EDGE, _SPECK)]
    dollar = [_to(state, figure, _Phase.EDGE, _DOLLAR_SIGN) for figure in "358"]
    return [*signs, *specks, *edges, *dollar, *_edge(state)]


def _edge(state: _State) -> list[Step]:
    """Begin the dollars."""
    sign = [_to(state, "$", _Phase.EDGE)] if state.phase is _Phase.EDGE else []
    return [*sign, *(_to(state, figure, _Phase.WHOLE, whole=figure) for figure in _FIGURES)]


def _whole(state: _State) -> list[Step]:
    """Go on with the dollars, or end them with a mark, a stroke, or raised cents."""
    head, comma, group = state.whole.rpartition(",")
    steps = []
    if len(group) < (3 if comma else _LONGEST):
        steps += [_to(state, figure, _Phase.WHOLE, whole=state.whole + figure) for figure in _FIGURES]
    if len(group) == 3 or (not head and len(group) < 3):
        steps += [_to(state, ",", _Phase.WHOLE, whole=state.whole + ",")] if group else []
        steps += [_to(state, ".", _Phase.WHOLE, _POINT_FOR_COMMA, whole=state.whole + ",")] if group else []
    if _whole_groups(state.whole):
        marks = ((".", 0), (",", _COMMA_FOR_POINT), ("-", _DASH_FOR_POINT))
        steps += [_to(state, mark, _Phase.MARK, cost) for mark, cost in marks]
        steps += [_to(state, "x", _Phase.NOTHING)]
        steps += [_to(state, figure, _Phase.CENTS, _NO_POINT, cents=figure) for figure in _FIGURES]
    return steps


def _mark(state: _State) -> list[Step]:
    """After the point: cents, or a sign that there are none."""
    cents = [_to(state, figure, _Phase.CENTS, cents=figure) for figure in _FIGURES]
    return [*cents, *(_to(state, nothing, _Phase.NOTHING) for nothing in "x-*")]


def _cents(state: _State) -> list[Step]:
    """The second figure of the cents, and what may follow it."""
    if len(state.cents) == 1:
        return [_to(state, figure, _Phase.CENTS, cents=state.cents + figure) for figure in _FIGURES]
    fraction = [
        _to(state, "/", _Phase.STROKE),
        *(_to(state, figure, _Phase.STROKE, _STROKE) for figure in "17"),
        *(_to(state, figure, _Phase.HUNDRED, _NO_STROKE) for figure in "1x"),
    ]
    return [*fraction, *_tail(state)]


def _nothing(state: _State) -> list[Step]:
    return [*(_to(state, nothing, _Phase.NOTHING) for nothing in "x-*"), _to(state, "/", _Phase.STROKE)]


def _stroke(state: _State) -> list[Step]:
    return [_to(state, character, _Phase.HUNDRED) for character in "1x"]


def _hundred(state: _State) -> list[Step]:
    return [*(_to(state, character, _Phase.HUNDRED) for character in "0x"), *_tail(state)]


def _tail(state: _State) -> list[Step]:
    """After the cents: strokes that close the line, and an edge of the box."""
    strokes = [_to(state, stroke, _Phase.TAIL) for stroke in "-*.,"]
    return [*strokes, _to(state, "1", _Phase.TAIL, _RIGHT_EDGE)]


_STEPS = {
    _Phase.LEAD: _lead,
    _Phase.EDGE: _edge,
    _Phase.WHOLE: _whole,
    _Phase.MARK: _mark,
    _Phase.CENTS: _cents,
    _Phase.NOTHING: _nothing,
    _Phase.STROKE: _stroke,
    _Phase.HUNDRED: _hundred,
    _Phase.TAIL: _tail,
}
