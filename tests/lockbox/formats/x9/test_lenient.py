"""Old, foreign and damaged image cash letters: what is wrong is named by record and field, the rest is read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockbox.formats.x9.faults import Fault, Faults, remark
from lockbox.formats.x9.frame import NotAnImageCashLetter, frames
from lockbox.formats.x9.letter import CashLetterFile, read_cash_letter
from lockbox.formats.x9.record import Code
from lockbox.formats.x9.writer import cash_letter
from tests.lockbox.formats.x9.test_writer import HEADER, checks, replace

ASCII = replace(HEADER, code=Code.ASCII)


def parts_of(amounts: list[int]) -> list[bytes]:
    """Return a deposit's records, each with its length ahead, in ASCII."""
    data = b"".join(cash_letter(ASCII, checks(amounts)))
    return [len(one.raw).to_bytes(4, "big") + one.raw for one in frames(data, Faults())]


def changed(parts: list[bytes], code: bytes, first: int, text: bytes) -> bytes:
    """Return the file with one field of the first record of a type overwritten at a 1-based position."""
    at = next(place for place, part in enumerate(parts) if part[4:6] == code)
    part = parts[at][: 3 + first] + text + parts[at][3 + first + len(text) :]
    return b"".join([*parts[:at], part, *parts[at + 1 :]])


@pytest.mark.parametrize(
    ("code", "first", "text", "fault"),
    [
        (b"70", 3, b"0009", "(70) field item_count says 9, 2 are there"),
        (b"70", 7, b"000000099999", "(70) field total_amount says 99999, its items come to 300"),
        (b"70", 31, b"00009", "(70) field image_count says 9, 4 are there"),
        (b"90", 17, b"00000000099999", "(90) field total_amount says 99999"),
        (b"99", 25, b"0000000000099999", "(99) field total_amount says 99999"),
        (b"25", 48, b"000000010x", "(25) field 7 item_amount, positions 48-57: '000000010x' is no number"),
        (b"77", 1, b"", ""),
    ],
)
def test_a_total_that_does_not_hold_is_a_fault(code: bytes, first: int, text: bytes, fault: str) -> None:
    parts = parts_of([100, 200])
    letter = read_cash_letter(changed(parts, code, first, text) if fault else b"".join(parts))
    assert bool(letter.faults) == bool(fault)
    assert not fault or any(fault in one for one in letter.faults)


@pytest.mark.parametrize(
    ("code", "first", "text", "said"),
    [
        (b"01", 5, b"X", "record 1 (01) field 3 test_indicator, positions 5-5: 'X' is none of T, P"),
        (
            b"25",
            27,
            b"9",
            "(25) field payor_bank_check_digit: the check digit of the payor bank's routing number fails",
        ),
    ],
)
def test_form_alone_is_remarked_and_holds_nothing_up(code: bytes, first: int, text: bytes, said: str) -> None:
    letter = read_cash_letter(changed(parts_of([100]), code, first, text))
    assert letter.faults == ()
    (remarked,) = letter.remarks
    assert remarked.endswith(said)


def test_a_count_of_every_record_of_an_item_is_understood() -> None:
    """An item of 25, 26, two views and one analysis is seven records to some writers."""
    letter = read_cash_letter(changed(parts_of([100]), b"99", 17, b"00000007"))
    assert (letter.declared_count, letter.faults) == (1, ())
    assert any("counts every record" in one for one in letter.remarks)


def framed(parts: list[bytes], how: str) -> bytes:
    bodies = [part[4:] for part in parts]
    if how == "little":
        return b"".join(len(one).to_bytes(4, "little") + one for one in bodies)
    if how == "inclusive":
        return b"".join((len(one) + 4).to_bytes(4, "big") + one for one in bodies)
    return b"".join(one + (b"\r\n" if how == "lines" else b"") for one in bodies)


@pytest.mark.parametrize("how", ["little", "inclusive", "bare", "lines"])
def test_other_ways_to_part_records_are_read_and_remarked(how: str) -> None:
    letter = read_cash_letter(framed(parts_of([100, 200]), how))
    assert [(item.cents, len(item.views)) for item in letter.items] == [(100, 2), (200, 2)]
    assert letter.faults == ()
    assert len(letter.remarks) == 1


def test_a_broken_length_costs_its_own_record() -> None:
    parts = parts_of([100, 200, 300])
    second = [place for place, part in enumerate(parts) if part[4:6] == b"25"][1]
    parts[second] = b"\x7f\xff\xff\xff" + parts[second][4:]
    letter = read_cash_letter(b"".join(parts))
    assert [item.cents for item in letter.items] == [100, 300]
    assert any(f"record {second + 1} at byte" in one for one in letter.faults)
    assert any("total_amount says 600" in one or "total_amount says 300" in one for one in letter.faults)


def sound(letter: CashLetterFile) -> bool:
    """Say whether a file without a fault is worth what it declares."""
    cents = sum(item.cents for item in letter.items)
    return bool(letter.faults) or (letter.declared_cents, letter.declared_count) == (cents, len(letter.items))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_wrong_total_passes_without_a_fault(data: st.DataObject) -> None:
    whole = b"".join(parts_of([100, 200, 300]))
    place = data.draw(st.integers(0, len(whole) - 1))
    gone = data.draw(st.integers(0, 200))
    patch = data.draw(st.binary(max_size=6))
    try:
        assert sound(read_cash_letter(whole[:place] + patch + whole[place + gone :]))
    except NotAnImageCashLetter:
        assert place < 6


def test_a_broken_length_ends_a_file_of_another_framing() -> None:
    parts = parts_of([100, 200, 300])
    second = [place for place, part in enumerate(parts) if part[4:6] == b"25"][1]
    data = framed(parts[:second], "little") + b"\xff\xff\xff\x7f" + parts[second][4:]
    letter = read_cash_letter(data)
    assert [item.cents for item in letter.items] == [100]
    assert any(f"record {second + 1} at byte" in one for one in letter.faults)


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (("01", "10", "20", "25", "99", "70"), "stands behind the file control record"),
        (("01", "10", "20", "25", "10", "99"), "(10) the bundle control record (70) ahead of it is missing"),
        (("01", "10", "10", "99"), "(10) the cash letter control record (90) ahead of it is missing"),
        (("01", "10", "20", "25", "90", "99"), "(90) the bundle control record (70) ahead of it is missing"),
        (("01", "10", "20", "26", "70", "90", "99"), "(26) belongs to an item, and none stands ahead of it"),
    ],
)
def test_a_level_left_open_or_reopened_is_named(order: tuple[str, ...], fault: str) -> None:
    known = {part[4:6].decode(): part for part in reversed(parts_of([100]))}
    letter = read_cash_letter(b"".join(known[code] for code in order))
    assert any(fault in one for one in letter.faults), letter.faults


def test_of_a_thousand_faults_and_more_only_the_number_is_kept() -> None:
    faults = Faults()
    for number in range(1_500):
        faults.add(Fault(f"fault {number}"))
        faults.add(remark("form"))
    assert faults.all(grave=True)[-2:] == ("fault 999", "and 500 more")
    assert faults.all(grave=False)[-1] == "and 500 more"
    assert len(faults.all(grave=True)) == 1_001
