"""A company is read off the ink where its name is the whole of it; other writing names nobody."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.carrier_lattice import read_carriers, weigh_carriers
from lockbox.carriers import CARRIERS
from lockbox.lattice import Lattice, from_probabilities

ALPHABET = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&-"


def ink(seen: str, meant: str, doubt: float = 0.15) -> Lattice:
    """Return ink that looks like one text and may, letter by letter, be another."""
    rows = np.full((2 * len(seen), len(ALPHABET) + 1), 1e-5)
    rows[1::2, 0] = 1
    for place, (one, other) in enumerate(zip(seen, meant, strict=True)):
        rows[2 * place, ALPHABET.index(other) + 1] += doubt
        rows[2 * place, ALPHABET.index(one) + 1] += 1 - doubt
    return from_probabilities(rows / rows.sum(axis=1, keepdims=True), ALPHABET)


@pytest.mark.parametrize(
    ("seen", "meant", "name"),
    [
        ("JHP", "THP", "Tufts Health Plan"),
        ("UHIE", "UHIC", "UnitedHealthcare"),
        ("Foffon", "Fallon", "Fallon Health"),
        ("John Smith", "John Smith", None),
        ("Delia Moore", "Delta Moore", None),
        ("HQ", "HP", None),
        ("543766917551 Foffon", "543766917551 Fallon", "Fallon Health"),
        ("Foffon 543766917551", "Fallon 543766917551", "Fallon Health"),
        ("543766917551 John Smith", "543766917551 John Smith", None),
        ("Fallan", "Fallon", "Fallon Health"),
    ],
)
def test_doubtful_ink_names_a_company_only_as_a_whole(seen: str, meant: str, name: str | None) -> None:
    lattice = ink(seen, meant if len(meant) == len(seen) else seen)
    assert [one.name for one in read_carriers(seen, lattice)] == ([name] if name else [])


def test_ink_that_may_be_the_payee_names_no_company() -> None:
    seen, meant = "Health Connmctiand", "Health New England"
    assert [one.name for one in read_carriers(seen, ink(seen, meant))] == ["Health New England"]
    assert (
        read_carriers("Health Conmecton", ink("Health Conmecton", "Health Connector"), rivals=("Health Connector",))
        == ()
    )


def test_text_without_ink_is_searched_as_ever() -> None:
    assert [one.name for one in read_carriers("Tufts Health Plan", None)] == ["Tufts Health Plan"]


@given(st.binary(max_size=240))
@settings(max_examples=30, deadline=None)
def test_any_lattice_weighs_known_companies(data: bytes) -> None:
    alphabet = "BCSAaltus 4&"
    lattice = Lattice(alphabet, data[: len(data) // (len(alphabet) + 1) * (len(alphabet) + 1)])
    weights = weigh_carriers(lattice, CARRIERS)
    assert {name for name, _ in weights} <= {carrier.name for carrier in CARRIERS}
    assert [weight for _, weight in weights] == sorted((weight for _, weight in weights), reverse=True)


def test_a_short_name_misspelt_is_declined_where_the_ink_is_rather_another() -> None:
    assert [one.name for one in read_carriers("EMCHP", ink("EMCHP", "BMCHP", 0.45))] == ["WellSense"]
    assert read_carriers("EMCHP", ink("EMCHP", "MGBHP", 0.45)) == ()


def test_ink_without_letters_names_nobody() -> None:
    figures = ink("32", "32")
    weights = weigh_carriers(figures, CARRIERS)
    assert weights
    assert all(weight < 0 for _, weight in weights)
    assert read_carriers("", figures) == ()


@pytest.mark.parametrize("rivals", [(), ("Health Connector",)])
def test_ink_that_is_a_name_beside_the_companies_names_nobody(rivals: tuple[str, ...]) -> None:
    assert read_carriers("Heolth Conmoctor", ink("Heolth Conmoctor", "Health Connector"), CARRIERS, rivals) == ()
    fallon = ink("Foffon", "Fallon")
    assert [one.name for one in read_carriers("Foffon", fallon, CARRIERS, rivals)] == ["Fallon Health"]
    assert read_carriers("Foffon", fallon, CARRIERS, ("Foflon",)) == ()
