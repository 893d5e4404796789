"""``[bank.posting]`` of lockbox.toml: the layout chosen, and whom each company's files go to."""

from __future__ import annotations

import pytest

from lockbox.errors import SettingsError
from lockbox.settings import parse_site_file

OWN = """
[[bank.posting.bai_profiles]]
name = "mine"
length = 20
records = [{ role = "detail", fields = ["1 N '6'", "8-17 N amount"] }]
"""


def test_a_layout_is_chosen_by_its_name() -> None:
    posting = parse_site_file('[bank.posting]\nbai = "mine"\n' + OWN).bank.posting
    chosen, other = posting.layout(), posting.layout("bai-104")
    assert chosen
    assert other
    assert (chosen.name, other.name, posting.layout("none such")) == ("mine", "bai-104", None)
    assert posting.layouts[0] == "mine"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[bank.posting]\nbai = "mine"\n', "there is no layout 'mine', only bai-104"),
        (OWN + OWN, "a layout has the name of another"),
        (OWN.replace('"mine"', '"bai-104"'), "a layout has the name of another"),
    ],
)
def test_a_layout_that_is_not_there_or_there_twice_is_refused(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        parse_site_file(text)


@pytest.mark.parametrize(
    ("carrier", "receiver", "tax_id"),
    [
        ("WellSense", "WS01", "042103580"),
        ("Blue Cross Blue Shield of MA", "BLUECROSSBLUESH", ""),
        ("Ünïon", "NON", ""),
        ("***", "UNKNOWN", ""),
    ],
)
def test_a_company_without_addresses_has_one_made_of_its_name(carrier: str, receiver: str, tax_id: str) -> None:
    known = '[[bank.posting.partners]]\ncarrier = "WellSense"\nreceiver = "WS01"\ntax_id = "042103580"\n'
    partner = parse_site_file(known).bank.posting.partner(carrier)
    assert (partner.carrier, partner.receiver, partner.tax_id) == (carrier, receiver, tax_id)
