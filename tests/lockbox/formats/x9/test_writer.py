"""A written deposit: read back whole, every total holding at every level, the same bytes each time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lockbox.formats.x9.deposit import Check, Face, Header, Ticket
from lockbox.formats.x9.faults import Faults
from lockbox.formats.x9.letter import read_cash_letter, read_records
from lockbox.formats.x9.record import Code, Record
from lockbox.formats.x9.totals import Totals
from lockbox.formats.x9.writer import cash_letter
from lockbox.image_tests import QualityFlags

HEADER = Header(
    code=Code.EBCDIC,
    standard_level="03",
    production=False,
    destination="011000015",
    destination_name="FEDERAL RESERVE BANK OF BOSTON",
    depositor="011000138",
    depositor_name="LOCKBOX",
    deposit_bank="011000138",
    account="1234567890",
    payee="HEALTH CONNECTOR",
    business_date=dt.date(2026, 11, 20),
    created_at="2100",
    file_id="A",
    letter_id="1A2B3C4D",
    bundle_items=2,
)
FLAGS = QualityFlags(2, 2, 2, 1, 2, 2, 2, 2, 0)


def checks(amounts: list[int]) -> list[Check]:
    faces = (Face(False, b"II*\x00front", flags=FLAGS), Face(True, b"II*\x00back", is_paper=False))
    return [
        Check(f"{number:015d}", cents, "021000021", "1042", "", f"12345678{number}/", faces=faces)
        for number, cents in enumerate(amounts, 1)
    ]


def written(header: Header, amounts: list[int], ticket: Ticket | None = None) -> bytes:
    return b"".join(cash_letter(header, checks(amounts), ticket))


def records_of(data: bytes) -> list[Record]:
    return list(read_records(data, Faults(), Totals()))


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("ticket", [None, Ticket("900", 13750, (Face(False, b"II*\x00slip"),))])
def test_a_deposit_is_read_back_without_a_fault(code: Code, ticket: Ticket | None) -> None:
    amounts = [10000, 3000, 750]
    letter = read_cash_letter(written(replace(HEADER, code=code), amounts, ticket))
    assert (letter.faults, letter.remarks) == ((), ())
    assert [item.cents for item in letter.items] == amounts
    assert [view.back for view in letter.items[0].views] == [False, True]
    assert (letter.declared_count, letter.declared_cents) == (3, 13750)
    assert letter.verified == 4


def test_records_come_in_the_standards_order() -> None:
    order = [one.code for one in records_of(written(HEADER, [100, 200, 300], Ticket("900", 600)))]
    item = ["25", "26", "50", "52", "54", "50", "52"]
    assert order == ["01", "10", "20", "61", *item, *item, "70", "20", *item, "70", "90", "99"]


def test_a_deposit_of_nothing_has_no_bundle() -> None:
    letter = read_cash_letter(written(HEADER, []))
    assert (letter.items, letter.declared_count, letter.declared_cents, letter.faults) == ((), 0, 0, ())
    assert [one.code for one in records_of(written(HEADER, []))] == ["01", "10", "90", "99"]


def test_an_endorser_between_gets_his_own_addendum() -> None:
    found = records_of(written(replace(HEADER, endorser="021000021"), [100]))
    assert [one.code for one in found][3:6] == ["25", "26", "28"]
    assert found[3].text("addendum_count") == "02"


def test_a_ticket_for_another_amount_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="another amount"):
        written(HEADER, [100], Ticket("900", 101))


def test_the_quality_flags_stand_in_record_54() -> None:
    flags = next(one for one in records_of(written(HEADER, [100])) if one.code == "54")
    assert (flags.text("global_image_quality"), flags.text("excessive_image_skew")) == ("2", "1")
    assert flags.text("exceeds_maximum_image_size") == "0"
