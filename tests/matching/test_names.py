from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.carriers import CARRIERS
from matching.addresses import AddressFit, fit_address, street_keys
from matching.companies import company_names, is_enrolled, named_coverages
from matching.names import NameFit, fit_name, fold, is_business, name_keys, same_given, seen_keys, soundex, suffix
from tests.matching.papers import DENTAL, MEDICAL

FULL, INITIAL, FAMILY, OTHER = NameFit.FULL, NameFit.INITIAL, NameFit.FAMILY, NameFit.OTHER


@pytest.mark.parametrize(
    ("seen", "first", "last", "fit"),
    [
        ("Robert Quincy", "Robert", "Quincy", FULL),
        ("QUINCY, ROBERT J", "Robert", "Quincy", FULL),
        ("Bob Quincy", "Robert", "Quincy", FULL),
        ("John & Mary Smith", "Mary", "Smith", FULL),
        ("Mr and Mrs John Smith", "Mary", "Smith", FAMILY),
        ("R. Quincy", "Robert", "Quincy", INITIAL),
        ("B Quincy", "Robert", "Quincy", INITIAL),
        ("Quincy", "Robert", "Quincy", FAMILY),
        ("Maria Garcia", "Maria", "García-López", FULL),
        ("Maria Garcia Lopez", "María", "García-López", FULL),
        ("Sinead OBrien", "Sinéad", "O'Brien", FULL),
        ("Sinead O Brien", "Sinéad", "O'Brien", FULL),
        ("Ann Van der Berg", "Ann", "Van Der Berg", FULL),
        ("Mary Ann Baker", "Mary Ann", "Baker", FULL),
        ("Robcrt Quincv", "Robert", "Quincy", INITIAL),
        ("Alexandre Dupontt", "Alexandra", "Dupont", FULL),
        ("Marie Duval", "Maria", "Duval", INITIAL),
        ("Ann Lei", "Ann", "Lee", OTHER),
        ("Bob Quinn", "Robert", "Quincy", OTHER),
        ("John Smith Jr", "John", "Smith Sr", OTHER),
        ("John Smith Jr.", "John", "Smith Jr", FULL),
        ("John Smith", "John", "Smith Jr", FULL),
        ("Łukasz Groß", "Lukasz", "Gross", FULL),
        ("", "Ann", "Baker", OTHER),
        ("Ann Baker", "Ann", "...", OTHER),
    ],
)
def test_names_fit_as_a_clerk_would_say(seen: str, first: str, last: str, fit: NameFit) -> None:
    assert fit_name(seen, first, last) is fit


@pytest.mark.parametrize(
    ("seen", "first", "last"),
    [("Bob Quincy", "Robert", "Quincy"), ("Lopez Maria", "Maria", "Garcia-Lopez"), ("O Brien S", "Sinead", "O'Brien")],
)
def test_whoever_fits_is_filed_where_the_name_is_looked_up(seen: str, first: str, last: str) -> None:
    assert fit_name(seen, first, last) >= INITIAL
    assert seen_keys(seen) & name_keys(first, last)


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=100)
def test_noise_fits_somehow_and_is_found_by_its_own_name(seen: str, first: str, last: str) -> None:
    assert fit_name(seen, first, last) in NameFit
    assert fold(fold(seen)) == fold(seen)
    assert fit_address(seen, first, last) in AddressFit
    assert street_keys(seen) >= frozenset()


def test_nicknames_are_short_for_more_than_one_name() -> None:
    assert same_given("pat", "patrick")
    assert same_given("pat", "patricia")
    assert not same_given("patrick", "patricia")


@pytest.mark.parametrize(
    ("word", "code"),
    [("robert", "r163"), ("rupert", "r163"), ("ashcraft", "a261"), ("lee", "l000"), ("", ""), ("7", "")],
)
def test_soundex(word: str, code: str) -> None:
    assert soundex(word) == code


@pytest.mark.parametrize(
    ("payer", "business"),
    [("Quincy Plumbing LLC", True), ("Quincy Family Trust", True), ("Ann Baker", False), ("Cody Inca", False)],
)
def test_businesses_are_told_from_people(payer: str, business: bool) -> None:
    assert is_business(payer) is business


def test_generation() -> None:
    assert suffix("John Smith, III") == "iii"
    assert suffix("John Smith") == ""


@pytest.mark.parametrize(
    ("seen", "street", "zip_code", "fit"),
    [
        ("12 Elm St, Boston MA 02118", "12 Elm Street Apt 3", "02118-1234", AddressFit.WHOLE),
        ("12 ELM ST", "12 Elm Street", "02118", AddressFit.STREET),
        ("12 Elmm Street 02118", "12 Elm Street", "02118", AddressFit.WHOLE),
        ("14 Elm St Boston 02118", "12 Elm Street", "02118", AddressFit.ZIP),
        ("12 North Main Street", "12 N Main St", "", AddressFit.STREET),
        ("12 45th Street", "12 45th St", "", AddressFit.STREET),
        ("12 46th Street", "12 45th St", "", AddressFit.OTHER),
        ("P.O. Box 44", "PO Box 44", "02118", AddressFit.STREET),
        ("Ann Baker", "12 Elm Street", "02118", AddressFit.OTHER),
    ],
)
def test_addresses_fit_as_a_clerk_would_say(seen: str, street: str, zip_code: str, fit: AddressFit) -> None:
    assert fit_address(seen, street, zip_code) is fit
    if fit >= AddressFit.STREET:
        assert street_keys(seen) & street_keys(street)


def test_companies_are_the_same_under_old_names_and_unknown_ones_under_their_own() -> None:
    assert is_enrolled(["Neighborhood Health Plan"], ["Mass General Brigham Health Plan"], CARRIERS)
    assert not is_enrolled(["Tufts"], ["WellSense"], CARRIERS)
    assert company_names("Acme Mutual", CARRIERS) == {"acme mutual"}
    assert is_enrolled(["ACME mutual"], ["Acme Mutual"], CARRIERS)


def test_companies_and_words_name_plans() -> None:
    assert named_coverages(["Altus"], [], CARRIERS) == {DENTAL}
    assert named_coverages(["BCBS"], ["dental"], CARRIERS) == {MEDICAL, DENTAL}
    assert named_coverages([], ["for my teeth"], CARRIERS) == {DENTAL}
    assert named_coverages([], ["medical"], CARRIERS) == {MEDICAL}
    assert named_coverages([], [""], CARRIERS) == frozenset()
