"""Amounts in words: spelled, misspelled, printed by machines, and read off lattices."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lockbox.amount_words import read_lattice, read_words, spell
from lockbox.lattice import Lattice, from_probabilities
from lockbox.money import MOST_CENTS

ALPHABET = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$,.-/'&"
amounts = st.integers(1, 99_999_999)


def lattice_of(text: str, doubts: dict[int, str] | None = None) -> Lattice:
    """A reader's view of a text; at the places in ``doubts`` it leans to another letter."""
    rows = []
    for place, character in enumerate(text):
        row, blank = np.full((2, len(ALPHABET) + 1), 1e-4)
        other = (doubts or {}).get(place, character)
        row[ALPHABET.index(other) + 1] += 0.6
        row[ALPHABET.index(character) + 1] += 0.38
        blank[0] += 0.99
        rows += [row, blank]
    return from_probabilities(np.array(rows), ALPHABET)


@given(amounts)
@settings(max_examples=40, deadline=None)
def test_a_spelled_amount_is_read_back(cents: int) -> None:
    (best, confidence), *_ = read_words(spell(cents))
    assert (best, confidence >= 900) == (cents, True)


@given(amounts)
@settings(max_examples=15, deadline=None)
def test_a_spelled_amount_is_read_back_from_its_lattice(cents: int) -> None:
    (best, confidence), *_ = read_lattice(lattice_of(spell(cents)))
    assert (best, confidence >= 900) == (cents, True)


@given(amounts, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_one_wrong_letter_never_makes_another_amount_certain(cents: int, chance) -> None:  # noqa: ANN001
    text = spell(cents)
    words = text.split(" and ")[0]
    place = chance.randrange(len(words))
    assume(words[place].isalpha())
    broken = text[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + text[place + 1 :]
    (best, confidence), *_ = read_words(broken)
    assert best == cents or confidence < 900 or spell(best).lower() == broken.lower()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("Four hundred twelve and 50/100", 41250),
        ("Four hundred twelve xx/100", 41200),
        ("Four hundred twelve and no/100 dollars", 41200),
        ("FOUR HUNDRED TWELVE DOLLARS AND FIFTY CENTS", 41250),
        ("Four Hundred Twelve Dollars and no cents", 41200),
        ("One thousand two hundred", 120000),
        ("Twelve hundred fifty", 125000),
        ("Twenty-five hundred and 0/100", 250000),
        ("***Five hundred dollars only***", 50000),
        ("Nine Hundred and Ninety Nine", 99900),
        ("One hundred nintey and 0/100", 19000),
        ("Fourty Eigthy".replace(" Eigthy", " Eigth"), 4800),
        ("Two Hundrd and 0/1oo", 20000),
        ("Fourhundredtwelve and 5O/100", 41250),
        ("1,234 DOLLARS AND 50 CENTS", 123450),
        ("Pay exactly 412dols50cts", 41250),
        ("FOUR HUNDRED TWELVE AND 50¢", 41250),
    ],
)
def test_the_ways_amounts_are_written(text: str, cents: int) -> None:
    assert read_words(text)[0][0] == cents


@pytest.mark.parametrize("text", ["", "Health Connector", "hundred", "void", "x", "and 50/100", "seven eleven"])
def test_what_spells_no_amount_is_never_certain(text: str) -> None:
    assert all(confidence < 700 for _, confidence in read_words(text))


def test_the_best_amount_wins_over_the_best_letters() -> None:
    text = "Six hundred and 00/100"
    assert read_lattice(lattice_of(text, {1: "e", 4: "b"}))[0][0] == 60000


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_noise_gives_possible_amounts_best_first(text: str) -> None:
    guesses = read_words(text)
    assert all(0 < cents <= MOST_CENTS and 0 <= confidence <= 1000 for cents, confidence in guesses)
    assert [c for _, c in guesses] == sorted((c for _, c in guesses), reverse=True)


@given(st.binary(max_size=400))
@settings(max_examples=20, deadline=None)
def test_any_lattice_gives_possible_amounts(data: bytes) -> None:
    width = 11
    for cents, confidence in read_lattice(Lattice("sixHUNDed4", data[: len(data) // width * width])):
        assert 0 < cents <= MOST_CENTS
        assert 0 <= confidence <= 1000


def test_only_checks_can_be_spelled() -> None:
    assert spell(4119) == "Forty-one and 19/100"
    for cents in (-1, 100_000_000):
        with pytest.raises(ValueError, match="not an amount"):
            spell(cents)
