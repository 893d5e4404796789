"""Known names read off a lattice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.lattice import Lattice, from_probabilities
from lockbox.name_lattice import fit_names

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


@given(st.binary(max_size=300))
@settings(max_examples=20, deadline=None)
def test_any_lattice_gives_known_names(data: bytes) -> None:
    alphabet = "Healtcon Cr"
    lattice = Lattice(alphabet, data[: len(data) // (len(alphabet) + 1) * (len(alphabet) + 1)])
    for name, confidence in fit_names(lattice, NAMES):
        assert name in NAMES
        assert 0 < confidence <= 1000
    assert fit_names(lattice, ()) == ()
