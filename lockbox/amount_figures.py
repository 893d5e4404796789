"""Amounts in figures read off a lattice: the best amount that the ink may be, frame and dollar sign left aside.

The walk knows how figures stand on a check: an edge of the box or a dollar sign before them, dollars with
or without commas, a point or raised cents, a fraction, strokes that close the line. What is seldom so costs.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from lockbox.grammar import Grammar, Step, Way
from lockbox.lattice import IMPOSSIBLE, Lattice
from lockbox.money import MOST_CENTS, Guesses
from lockbox.walk import Limits, Symbols, cheapest, confidences, walk

_SYMBOLS = Symbols("0123456789.,-/x$*", other="*", twins=())
_LIMITS = Limits(beam=96)
_MOST_GUESSES = 16
_FIGURES = "0123456789"
_LONGEST, _FREE = 6, 4
_MOST = 9

_LEFT_EDGE, _RIGHT_EDGE = 10, 4
_DOLLAR_SIGN = 36
_SPECK = 16
_POINT_FOR_COMMA, _COMMA_FOR_POINT, _DASH_FOR_POINT = 24, 8, 8
_NO_POINT, _NO_CENTS = 10, 14
_STROKE, _NO_STROKE = 20, 24
_CUT_SHORT, _TOO_SHORT, _LARGE = 8, 32, 20
_ZERO_FIRST, _PADDED = 48, 3
"""Prices in 1/16 nat: an edge of the box read as a one; the dollar sign read as a figure; a speck; a mark
read as another; cents or their point left out; the stroke of a fraction read as a figure or left out; the
rest of a fraction left out; dollars of one or two figures and no cents;
every figure beyond thousands; a zero before other dollars, which nobody writes: the figure before it is lost, unless
so many zeros fill the place."""


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
    NO_FRACTION = 9


class _Place(NamedTuple):
    """Where the reader stands.

    Attributes:
        last: the character read last.
        figures: how many of the dollars there are, ``group`` how many of them after the last comma.
        cents: how many figures of the cents.
    """

    phase: _Phase
    last: str = ""
    figures: int = 0
    group: int = 0
    comma: bool = False
    cents: int = 0


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
    whole: list[tuple[int, int]] = []
    cut: list[tuple[int, int]] = []
    for (_, told), cost in walk(rows, _GRAMMAR, ("", _append), _LIMITS).items():
        cents = _amount(told)
        if 0 < cents <= MOST_CENTS and _is_cut(told):
            cut.append((cents, cost + _ZERO_FIRST))
        elif 0 < cents <= MOST_CENTS:
            whole.append((cents, cost))
    costs, entire = cheapest((*whole, *cut)), cheapest(whole)
    guesses = [
        (cents, share if entire.get(cents) == costs[cents] else share // 2)
        for cents, share in confidences(costs, letters, _MOST_GUESSES)
    ]
    return tuple(sorted(guesses, key=lambda one: (-one[1], one[0])))


def _is_cut(told: str) -> bool:
    """Say whether dollars begin with a zero, and so with what is left of others."""
    dollars = told.partition(".")[0]
    return len(dollars) > 1 and dollars.startswith("0") and not dollars.startswith("0" * _PADDED)


def _append(told: str, more: str) -> tuple[str]:
    return (told + more,)


def _amount(told: str) -> int:
    """Return the cents that figures mean, those of the cents after a point."""
    whole, _, cents = told.partition(".")
    return int(whole or "0") * 100 + int(cents or "0")


def _way(place: _Place) -> Way:
    column = _SYMBOLS.column(place.last) if place.last else 0
    return Way(column, False, _end(place), _STEPS[place.phase](place))


def _end(place: _Place) -> int:
    """Return what it costs to end here: one or two figures by themselves are seldom a whole amount, nor are many."""
    if place.phase not in _ENDS or not _whole_groups(place) or place.cents == 1:
        return IMPOSSIBLE
    alone = _TOO_SHORT if place.phase is _Phase.WHOLE and place.figures < 3 else 0
    return _ENDS[place.phase] + alone + _LARGE * max(0, place.figures - _FREE)


def _whole_groups(place: _Place) -> bool:
    """Say whether the figures after the last comma are three, where there is a comma."""
    return place.figures > 0 and (not place.comma or place.group == 3)


def _to(place: _Place, character: str, phase: _Phase, price: int = 0, told: str | None = None) -> Step:
    """Return a step that adds nothing to the amount."""
    return Step(_SYMBOLS.column(character), price, place._replace(phase=phase, last=character), told)


def _to_whole(place: _Place) -> list[Step]:
    """Return the steps to the next figure of the dollars."""
    figures, group = min(place.figures + 1, _MOST), place.group + 1
    after = place._replace(phase=_Phase.WHOLE, figures=figures, group=group)
    return [_to(after, figure, _Phase.WHOLE, told=figure) for figure in _FIGURES]


def _to_cents(place: _Place, price: int = 0) -> list[Step]:
    """Return the steps to the next figure of the cents; how many dollars there are matters only where they are many."""
    point = "" if place.cents else "."
    after = _Place(_Phase.CENTS, figures=max(place.figures, _FREE), cents=place.cents + 1)
    return [_to(after, figure, _Phase.CENTS, price, point + figure) for figure in _FIGURES]


def _to_comma(place: _Place, character: str, price: int) -> Step:
    after = place._replace(group=0, comma=True)
    return _to(after, character, _Phase.WHOLE, price)


def _lead(place: _Place) -> list[Step]:
    """Before the figures: dollar sign and strokes, then perhaps an edge of the box."""
    signs = [_to(place, sign, _Phase.LEAD) for sign in "$*-"]
    specks = [_to(place, speck, _Phase.LEAD, _SPECK) for speck in ".,"]
    edges = [_to(place, "1", _Phase.EDGE, _LEFT_EDGE), _to(place, "/", _Phase.EDGE, _SPECK)]
    dollar = [_to(place, figure, _Phase.EDGE, _DOLLAR_SIGN) for figure in "358"]
    return [*signs, *specks, *edges, *dollar, *_to_whole(place)]


def _edge(place: _Place) -> list[Step]:
    """After an edge: perhaps the dollar sign, then the dollars."""
    return [_to(place, "$", _Phase.EDGE), *_to_whole(place)]


def _whole(place: _Place) -> list[Step]:
    """Go on with the dollars, or end them with a mark, a stroke, or raised cents."""
    steps = []
    if place.group < (3 if place.comma else _LONGEST):
        steps += _to_whole(place)
    if place.group == 3 or (not place.comma and 0 < place.group < 3):
        steps += [_to_comma(place, ",", 0), _to_comma(place, ".", _POINT_FOR_COMMA)]
    if _whole_groups(place):
        told = _Place(figures=max(place.figures, _FREE), phase=_Phase.MARK)
        marks = ((".", 0), (",", _COMMA_FOR_POINT), ("-", _DASH_FOR_POINT))
        steps += [_to(told, mark, _Phase.MARK, price) for mark, price in marks]
        steps += [_to(told, "x", _Phase.NOTHING), _to(told, "/", _Phase.NO_FRACTION, _NO_POINT)]
        steps += _to_cents(place, _NO_POINT)
    return steps


def _mark(place: _Place) -> list[Step]:
    """After the point: cents, or a sign that there are none."""
    return [*_to_cents(place), *(_to(place, nothing, _Phase.NOTHING) for nothing in "x-*")]


def _cents(place: _Place) -> list[Step]:
    """The second figure of the cents, and what may follow it."""
    if place.cents == 1:
        return _to_cents(place)
    fraction = [
        _to(place, "/", _Phase.STROKE),
        *(_to(place, figure, _Phase.STROKE, _STROKE) for figure in "17"),
        *(_to(place, figure, _Phase.HUNDRED, _NO_STROKE) for figure in "1x"),
    ]
    return [*fraction, *_tail(place)]


def _nothing(place: _Place) -> list[Step]:
    return [*(_to(place, nothing, _Phase.NOTHING) for nothing in "x-*"), _to(place, "/", _Phase.STROKE)]


def _no_fraction(place: _Place) -> list[Step]:
    """After dollars and a stroke: what stands for no cents."""
    return [_to(place, "x", _Phase.HUNDRED)]


def _stroke(place: _Place) -> list[Step]:
    return [_to(place, character, _Phase.HUNDRED) for character in "1x"]


def _hundred(place: _Place) -> list[Step]:
    return [*(_to(place, character, _Phase.HUNDRED) for character in "0x"), *_tail(place)]


def _tail(place: _Place) -> list[Step]:
    """After the cents: strokes that close the line, and an edge of the box."""
    strokes = [_to(place, stroke, _Phase.TAIL) for stroke in "-*.,"]
    return [*strokes, _to(place, "1", _Phase.TAIL, _RIGHT_EDGE)]


_STEPS = {
    _Phase.LEAD: _lead,
    _Phase.EDGE: _edge,
    _Phase.WHOLE: _whole,
    _Phase.MARK: _mark,
    _Phase.CENTS: _cents,
    _Phase.NOTHING: _nothing,
    _Phase.NO_FRACTION: _no_fraction,
    _Phase.STROKE: _stroke,
    _Phase.HUNDRED: _hundred,
    _Phase.TAIL: _tail,
}
_GRAMMAR = Grammar(_Place(_Phase.LEAD), _way)
