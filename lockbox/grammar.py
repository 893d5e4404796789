"""Grammars to read with: what may follow what, laid out so that a walk knows at every step what is still to pay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from lockbox.lattice import IMPOSSIBLE

N = TypeVar("N", bound=Hashable)

Rows = npt.NDArray[np.int32]
"""Costs, shape (steps, symbols + 2): blank, the symbols, and last any character at all."""


class Step(NamedTuple):
    """A character that may come next: its column, its price besides the ink, where it leads, and what it tells."""

    column: int
    price: int
    place: Any
    told: Any = None


class Link(NamedTuple):
    """Another place whose steps may be taken from here as well: what that costs, and what it tells."""

    price: int
    place: Any
    told: Any = None


class Way(NamedTuple):
    """How it goes on from a place of a grammar.

    Attributes:
        column: the character by which the place was reached, 0 at the start.
        loops: whether that character may come again and again, as blanks between words do.
        end: what it costs at least to end here, IMPOSSIBLE where nothing may.
        links: to places that have none themselves.
    """

    column: int
    loops: bool
    end: int
    steps: Sequence[Step]
    links: Sequence[Link] = ()


class ToGo(NamedTuple):
    """What is still to pay at least to the end of some rows.

    Attributes:
        steps: through each step of the grammar, by the row that brings its character; shape (rows, steps).
        ahead: from each place, if the next row brings another character; shape (rows, places).
        blank: from each place before each row, where a blank came last; shape (rows + 1, places).
        character: the same, where the character of the place did.
    """

    steps: Rows
    ahead: Rows
    blank: Rows
    character: Rows


_Links = tuple[Rows, Rows, npt.NDArray[np.intp], Rows]
_Again = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp], Rows]


class _Arrays(NamedTuple):
    """All ways in arrays: by place, by step and by link; the first step or link of each place that has some.

    Steps that bring the character of their own place once more cost too much in ``again``, which has all steps of
    the places with such a step: the places, those steps, the first of each place, and what they cost more.
    """

    ends: Rows
    own: Rows
    loops: Rows
    steps: tuple[npt.NDArray[np.intp], Rows, npt.NDArray[np.intp], npt.NDArray[np.intp]]
    links: _Links
    again: _Again


class Grammar(Generic[N]):
    """The places of a grammar and the characters that lead from one to another.

    Args:
        start: the place before the first character.
        way: says how it goes on from a place; asked once for each that can be reached.
    """

    def __init__(self, start: N, way: Callable[[N], Way]) -> None:
        """Keep the description; it is laid out at the first walk."""
        self._start, self._way = start, way

    @cached_property
    def places(self) -> list[N]:
        """All places that can be reached, the start first."""
        return list(self._ways)

    @cached_property
    def _ways(self) -> dict[N, Way]:
        """How it goes on from every place that can be reached."""
        ways: dict[N, Way] = {}
        places = [self._start]
        for place in places:  # grows as places are found
            if place not in ways:
                ways[place] = way = self._way(place)
                places += [*(step.place for step in way.steps), *(link.place for link in way.links)]
        return ways

    @cached_property
    def columns(self) -> list[tuple[int, bool]]:
        """The character by which each place is reached, and whether it may come again and again."""
        return [(way.column, way.loops) for way in self._ways.values()]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The first step of each place, and the first of the next place."""
        counts = [1 + len(way.steps) for way in self._ways.values()]
        ends = list(accumulate(counts))
        return list(zip([0, *ends], ends, strict=False))

    @cached_property
    def steps(self) -> list[tuple[int, int, int, Any]]:
        """All steps, in the order of places: the column, the price, the place after, and what is told."""
        return [
            (one.column, one.price, self._numbers[one.place], one.told)
            for place, way in self._ways.items()
            for one in (Step(0, IMPOSSIBLE, place), *way.steps)  # the first leads nowhere: all have some
        ]

    @cached_property
    def links(self) -> list[list[tuple[int, int, Any]]]:
        """The links of each place: the price, the other place, and what is told."""
        numbers = self._numbers
        return [[(one.price, numbers[one.place], one.told) for one in way.links] for way in self._ways.values()]

    @cached_property
    def _numbers(self) -> dict[N, int]:
        return {place: number for number, place in enumerate(self.places)}

    @cached_property
    def _arrays(self) -> _Arrays:
        ends = np.array([way.end for way in self._ways.values()], np.int32)
        columns, prices, after = np.array([step[:3] for step in self.steps], np.intp).T.copy()
        firsts = np.array([first for first, _ in self.spans], np.intp)
        source = np.repeat(np.arange(len(firsts)), [last - first for first, last in self.spans])
        links = [(n, price, after) for n, links in enumerate(self.links) for price, after, _ in links]
        linked, link_prices, link_after = np.array(links, np.int32).reshape(-1, 3).T.copy()
        own = np.array([column for column, _ in self.columns], np.int32)
        link_firsts = np.flatnonzero(np.diff(linked, prepend=-1))
        return _Arrays(
            ends,
            own,
            np.where([loops for _, loops in self.columns], 0, IMPOSSIBLE).astype(np.int32),
            (columns, prices.astype(np.int32), after, firsts),
            (link_prices, link_after, link_firsts, linked[link_firsts]),
            _again(source, (columns > 0) & (columns == own[source])),
        )

    def to_go(self, rows: Rows) -> ToGo:
        """Return what is still to pay at least to the end of some rows."""
        ends, own, loops, (columns, prices, after, firsts), links, again = self._arrays
        blank = np.empty((len(rows) + 1, len(ends)), np.int32)
        character, ahead = np.empty_like(blank), np.empty_like(blank[1:])
        blank[-1] = character[-1] = ends
        steps = rows[:, columns]
        steps += prices
        places, some, some_firsts, more = again
        once_more = np.where(own, rows[:, own], IMPOSSIBLE)
        for place in range(len(rows) - 1, -1, -1):
            rest = blank[place + 1] + rows[place, 0]
            same = character[place + 1] + once_more[place]
            through = steps[place]
            through += character[place + 1].take(after)
            step = np.minimum.reduceat(through, firsts)
            other = step.copy()
            other[places] = np.minimum.reduceat(through[some] + more, some_firsts)
            step, other = _linked(step, links), _linked(other, links)
            loop = np.minimum(rest, same + loops)
            np.minimum(np.minimum(loop, step), IMPOSSIBLE, out=blank[place])
            np.minimum(np.minimum(loop, np.minimum(other, same)), IMPOSSIBLE, out=character[place])
            ahead[place] = step
        return ToGo(steps, ahead, blank, character)


def _again(source: npt.NDArray[np.intp], once_more: npt.NDArray[np.bool_]) -> _Again:
    """Return the places with a step that brings their own character once more, and what their steps cost for it."""
    places = np.unique(source[once_more])
    some = np.flatnonzero(np.isin(source, places))
    return (
        places,
        some,
        np.searchsorted(source[some], places),
        np.where(once_more[some], IMPOSSIBLE, 0).astype(np.int32),
    )


def _linked(steps: Rows, links: _Links) -> Rows:
    """Return what is least to pay from every place with a character next, links taken into account."""
    prices, after, firsts, linked = links
    if len(linked):
        steps[linked] = np.minimum(steps[linked], np.minimum.reduceat(steps[after] + prices, firsts))
    return steps
