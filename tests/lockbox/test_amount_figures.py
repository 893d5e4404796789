"""Amounts in figures, read off lattices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.amount_figures import read_figures_lattice
from lockbox.lattice import Lattice, from_probabilities
from lockbox.money import format_dollars

ALPHABET = "0123456789$,.-/xX*#"


def lattice_of(text: str) -> Lattice:
    """The lattice of a reader who is sure of every character."""
    rows = []
    for character in text:
        row, blank = np.full((2, len(ALPHABET) + 1), 1e-4)
        row[ALPHABET.index(character) + 1] += 0.97
        blank[0] += 0.99
        rows += [row, blank]
    return from_probabilities(np.array(rows), ALPHABET)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("412.50", 41250),
        ("$412.50", 41250),
        ("*$***1,234.50", 123450),
        ("1.234.50", 123450),
        ("412-50", 41250),
        ("412.50--", 41250),
        ("41250/100", 41250),
        ("412.xx", 41200),
        ("412xx/100", 41200),
        ("412.--", 41200),
        ("/412.501", 41250),
        ("53.00", 5300),
    ],
)
def test_the_ways_figures_are_written(text: str, cents: int) -> None:
    assert read_figures_lattice(lattice_of(text))[0][0] == cents


@pytest.mark.parametrize(("text", "cents"), [("06.00", 600), ("017.67/100", 1767), ("0,106.00", 10600)])
def test_a_zero_first_is_the_rest_of_a_larger_amount(text: str, cents: int) -> None:
    assert dict(read_figures_lattice(lattice_of(text)))[cents] <= 500


@pytest.mark.parametrize(("text", "cents"), [("0.53", 53), ("106.00", 10600), ("000106.00", 10600)])
def test_other_zeros_speak_against_nothing(text: str, cents: int) -> None:
    assert dict(read_figures_lattice(lattice_of(text)))[cents] >= 900


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("41250", {41250, 4125000}),
        ("1412.501", {141250, 41250}),
        ("5412.50", {541250, 41250}),
        ("412/xx", {41200, 412}),
        ("1", set()),
    ],
)
def test_what_the_ink_leaves_open_is_not_certain(text: str, among: set[int]) -> None:
    guesses = dict(read_figures_lattice(lattice_of(text)))
    assert among <= guesses.keys()
    assert all(share < 900 for share in guesses.values()) or text.startswith("5")


@given(st.integers(200_00, 999_99))
@settings(max_examples=25, deadline=None)
def test_clear_figures_are_certain(cents: int) -> None:
    text = format_dollars(cents)
    if text[0] not in "1358" and not text.endswith("1"):
        (best, confidence), *_ = read_figures_lattice(lattice_of(text))
        assert (best, confidence >= 900) == (cents, True)


@given(st.text(ALPHABET, max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_ink_is_read(text: str) -> None:
    guesses = read_figures_lattice(lattice_of(text)) if text else ()
    assert all(cents > 0 and 0 <= share <= 1000 for cents, share in guesses)
    assert [share for _, share in guesses] == sorted((share for _, share in guesses), reverse=True)


def test_no_ink_is_no_amount() -> None:
    blank = np.full((6, len(ALPHABET) + 1), 1e-4)
    blank[:, 0] = 0.99
    assert read_figures_lattice(from_probabilities(blank, ALPHABET)) == ()
