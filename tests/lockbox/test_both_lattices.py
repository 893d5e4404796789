"""Two lattices of one line: agreement counts, doubt is settled, nothing a second reader says rules anything out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lockbox.both_lattices import both
from lockbox.lattice import Lattice, best_texts, from_probabilities, greedy, score

_DIGITS = "0123456789"


def _ink(*characters: str, sure: float = 0.99) -> Lattice:
    """Return a lattice of characters with a blank between; of two like ``47`` the first is a little the likelier."""
    rows = []
    for place in characters:
        row = np.full(11, (1 - sure) / 10)
        row[_DIGITS.index(place[0]) + 1] = sure
        if len(place) > 1:
            row[_DIGITS.index(place[0]) + 1] = 0.52
            row[_DIGITS.index(place[1]) + 1] = 0.46
        rows += [np.eye(11)[0], row / row.sum()]
    return from_probabilities(np.array([*rows, np.eye(11)[0]]), _DIGITS)


def test_a_second_reader_settles_what_the_first_is_in_doubt_of() -> None:
    first, second = _ink("3", "47", "5"), _ink("3", "7", "5")
    assert greedy(first) == "345"
    assert greedy(both(first, second)) == "375"


def test_a_second_reader_does_not_outvote_a_sure_first_one() -> None:
    assert greedy(both(_ink("3", "4", "5", sure=0.999), _ink("3", "7", "5", sure=0.9))) == "345"


def test_agreement_sets_the_next_best_further_apart() -> None:
    first = _ink("47", "5")
    joined = both(first, _ink("4", "5"))
    assert score(joined, "75") - score(joined, "45") > score(first, "75") - score(first, "45")


def test_what_the_second_reader_missed_is_left_as_the_first_saw_it() -> None:
    first = _ink("1", "2", "47", "9")
    joined = both(first, _ink("1", "2", "9"))
    assert score(joined, "1249") - score(joined, "1279") == score(first, "1249") - score(first, "1279")


def test_what_the_second_reader_alone_saw_changes_nothing() -> None:
    first = _ink("12", "3")
    joined = both(first, _ink("1", "8", "3"))
    assert greedy(joined) == "13"


def test_nothing_is_ruled_out() -> None:
    joined = both(_ink("47"), _ink("4", sure=1 - 1e-9))
    assert dict(best_texts(joined, 5, 12))["7"] < 16 * 8


_lattices = (
    st.integers(0, 20)
    .flatmap(lambda steps: st.binary(min_size=11 * steps, max_size=11 * steps))
    .map(lambda costs: Lattice(_DIGITS, costs))
)


@given(_lattices, _lattices)
def test_any_two_lattices_make_one_with_the_blanks_of_the_first(one: Lattice, other: Lattice) -> None:
    joined = both(one, other)
    assert joined.rows().shape == one.rows().shape
    assert np.array_equal(joined.rows()[:, 0], one.rows()[:, 0])


@given(_lattices)
def test_a_second_reader_who_saw_nothing_changes_nothing(one: Lattice) -> None:
    assert both(one, Lattice(_DIGITS, b"")) == one
