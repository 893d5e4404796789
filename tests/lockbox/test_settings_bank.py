"""``[bank]`` of lockbox.toml: examples for test files, all of one's own for production."""

from __future__ import annotations

import pytest

from lockbox.errors import SettingsError
from lockbox.settings import parse_site_file

OWN = """
[bank]
production = true
destination_routing = "021000021"
origin_routing = "122000661"
deposit_routing = "122000661"
credit_account = "730021"
"""


def test_without_settings_files_are_test_files() -> None:
    bank = parse_site_file("").bank
    assert (bank.production, bank.clearing, bank.x9.code) == (False, "image", "ebcdic")


def test_production_takes_the_banks_own_numbers() -> None:
    assert parse_site_file(OWN).bank.credit_account == "730021"


@pytest.mark.parametrize("name", ["destination_routing", "origin_routing", "deposit_routing", "credit_account"])
def test_production_refuses_an_example(name: str) -> None:
    text = "\n".join(line for line in OWN.splitlines() if not line.startswith(name))
    with pytest.raises(SettingsError, match=f"your own {name}"):
        parse_site_file(text)


def test_every_mistake_is_named_with_its_path() -> None:
    with pytest.raises(SettingsError) as mistakes:
        parse_site_file('[bank]\norigin_routing = "123456789"\nclearing = "paper"\n[bank.x9]\nbundle_items = 0\n')
    for path in ("bank.origin_routing", "bank.clearing", "bank.x9.bundle_items"):
        assert path in str(mistakes.value)


@pytest.mark.parametrize(
    ("pattern", "fault"), [("NO ([0-9]+", "not a regular expression"), ("NO [0-9]+", "has no group")]
)
def test_a_pattern_must_be_one_and_hold_what_is_sought(pattern: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        parse_site_file(f"[bank.returns]\nserial = '{pattern}'\n")
    returns = parse_site_file("[bank.returns]\nserial = 'NO ([0-9]+)'\n").bank.returns
    assert returns.serial == "NO ([0-9]+)"
