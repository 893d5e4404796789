"""Known names read off a lattice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.lattice import Lattice, from_probabilities
from lockbox.name_lattice import find_in_ink, fit_names

ALPHABET = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&,-"
NAMES = ("Health Connector", "MA Health Connector", "Mass Health Connector")


def lattice_of(text: str) -> Lattice:
    rows = []
    for character in text:
        row, blank = np.full((2, len(ALPHABET) + 1), 2e-3)
        row[ALPHABET.index(character) + 1] += 0.86
        blank[0] += 0.9
        rows += [row, blank]
    return from_probabilities(np.array(rows), ALPHABET)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Health Connector", "Health Connector"),
        ("HEALTH CONNECTOR", "Health Connector"),
        ("HealthConnector", "Health Connector"),
        ("Heolth Connector", "Health Connector"),
        ("Pa totne Health Connector", "Health Connector"),
        ("Mass Health Connector ---", "Mass Health Connector"),
        ("ma health connector", "MA Health Connector"),
    ],
)
def test_the_ink_may_be_the_name(text: str, name: str) -> None:
    (best, confidence), *_ = fit_names(lattice_of(text), NAMES)
    assert (best, confidence >= 700) == (name, True)


@pytest.mark.parametrize(
    "text", ["Heather Connor", "Tufts Health Plan", "Karen Doe", "Harvard Pilgrim", "Health", "Health Net"]
)
def test_other_names_do_not_fit(text: str) -> None:
    assert all(confidence < 700 for _, confidence in fit_names(lattice_of(text), NAMES))


def doubtful(text: str, share: float) -> Lattice:
    """Return ink whose first two letters are, by a share, those of the text."""
    rows = lattice_of(text).rows()
    step = from_probabilities(np.array([[1 - share, share]]), "a").rows()[0]
    for place in (0, 2):
        rows[place] = 255
        rows[place, ALPHABET.index("q") + 1], rows[place, ALPHABET.index(text[place // 2]) + 1] = step
    return Lattice(ALPHABET, rows.astype(np.uint8).tobytes())


@pytest.mark.parametrize(("share", "found"), [(0.3, True), (0.15, True), (0.1, False), (0.01, False)])
def test_a_phrase_whose_letters_cost_too_much_is_not_found_whatever_stands_behind_it(share: float, found: bool) -> None:
    for text in ("void", "void here"):
        assert [phrase for phrase, _ in find_in_ink(doubtful(text, share), ("void", "stop"))] == ["void"] * found


@given(st.binary(max_size=300))
@settings(max_examples=20, deadline=None)
def test_any_lattice_gives_known_names(data: bytes) -> None:
    alphabet = "Healtcon Cr"
    lattice = Lattice(alphabet, data[: len(data) // (len(alphabet) + 1) * (len(alphabet) + 1)])
    for name, confidence in fit_names(lattice, NAMES):
        assert name in NAMES
        assert 0 < confidence <= 1000
    assert fit_names(lattice, ()) == ()
