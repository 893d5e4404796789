"""Carrier names as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.carriers import CARRIERS, find_carriers, find_coverage
from lockbox.records import Coverage

BLUE = "Blue Cross Blue Shield of MA"


def names(text: str) -> list[str]:
    return [seen.name for seen in find_carriers(text)]


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda c: c.name)
def test_every_alias_names_its_company(carrier) -> None:  # noqa: ANN001
    for alias in (carrier.name, *carrier.aliases):
        for text in (alias, alias.lower(), f"premium {alias.upper()} 730021448815"):
            assert names(text) == [carrier.name], text
        assert find_carriers(alias)[0].coverages == carrier.coverages


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wel Sence", "WellSense"),
        ("Harverd Pilgram", "Harvard Pilgrim"),
        ("Blue Cros Blue Sheild", BLUE),
        ("alltus dental", "Altus Dental"),
        ("Guradian", "Guardian"),
        ("Unitd Healthcare", "UnitedHealthcare"),
        ("Tuft's Health Plan", "Tufts Health Plan"),
        ("HealthNewEngland", "Health New England"),
        ("Fallen Health", "Fallon Health"),
        ("Delta Dent", "Delta Dental of MA"),
        ("B.C.B.S.", BLUE),
        ("Blue Cross for teeth", "Dental Blue"),
        ("BCBS dental", "Dental Blue"),
        ("Dental Blue", "Dental Blue"),
    ],
)
def test_misspelled_and_shortened(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        *("Health Connector", "Pay to the order of MA Health Conector", "HPX", "shp", "United States Treasury"),
        *("Commonwealth Health Insurance Connector Authority", "legal guardian", "health insurance"),
        *("John Smith", "", "mega bcb", "14 Fallen Oak Rd", "Delia Alvarez", "Fallon Reyes"),
    ],
)
def test_what_names_no_carrier(text: str) -> None:
    assert names(text) == []


def test_two_companies_keep_their_own_line() -> None:
    seen = find_carriers("Blue Cross and Delta Dental")
    assert [(one.name, one.coverages[0]) for one in seen] == [
        (BLUE, Coverage.MEDICAL),
        ("Delta Dental of MA", Coverage.DENTAL),
    ]


@pytest.mark.parametrize(
    ("text", "coverages"),
    [
        ("dental premium", [Coverage.DENTAL]),
        ("for my teeth", [Coverage.DENTAL]),
        ("health insurance", [Coverage.MEDICAL]),
        ("medical & dental", [Coverage.MEDICAL, Coverage.DENTAL]),
        ("Health Connector", []),
        ("Tufts Health Plan", []),
        ("Boston Medical Center", []),
        ("Tufts Health Plan dental", [Coverage.DENTAL]),
    ],
)
def test_words_for_the_kind_of_plan(text: str, coverages: list[Coverage]) -> None:
    assert list(find_coverage(text)) == coverages


@given(st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_noise_gives_known_companies_or_none(text: str) -> None:
    known = {carrier.name for carrier in CARRIERS}
    for seen in find_carriers(text):
        assert seen.name in known
        assert 0 < seen.likeness <= 1000
    assert set(find_coverage(text)) <= set(Coverage)
