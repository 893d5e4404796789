"""X12 820 and 823: envelopes and totals balance, what is written is read, and every doctored figure is caught."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.formats.faults import Fault
from lockbox.formats.postings import Postings
from lockbox.formats.x12 import amount, cents_of, read_interchanges
from lockbox.formats.x12_820 import BALANCING, Parties, read_820, write_820
from lockbox.formats.x12_823 import Depository, read_823, write_823

sys.path.append(str(Path(__file__).parent))
from payments import NIGHT, nights

GOLDEN = Path(__file__).parent.parent.parent / "golden"
PARTIES = Parties("LOCKBOX", "30:123456789", "Health Connector", "CONNECTOR", "042103580", "Desk", "6175550100")
BANK = Depository("LOCKBOX", "BILLING", "Example Bank", "011000138", "7890", "412612", "Health Connector")

Read = Callable[[bytes], tuple[Sequence[Any], Sequence[Fault]]]
FILES: dict[str, tuple[bytes, Read]] = {
    "820": (write_820(NIGHT, "WellSense", PARTIES), read_820),
    "823": (write_823(NIGHT, BANK), read_823),
}
each = pytest.mark.parametrize("kind", FILES)


@each
def test_files_are_written_as_before_and_balance(kind: str, update_golden: bool) -> None:
    data, read = FILES[kind]
    golden = GOLDEN / f"{kind}.x12"
    if update_golden:
        golden.write_bytes(data)
    assert data == golden.read_bytes()
    assert data.index(b"~") == 105
    assert read(data)[1] == ()


def test_an_820_says_who_paid_what_for_which_month() -> None:
    (advice,), _ = read_820(FILES["820"][0])
    assert (advice.carrier, advice.receiver, advice.cents) == ("WELLSENSE", "123456789", 419_55)
    ann, bob = advice.lines
    assert (ann.member_id, ann.policy, ann.payment_type) == ("730021448815", "730021448815M", "PREM")
    assert (ann.cents, ann.coverage_month, ann.confirmation) == (412_50, "2026-12", "7K3MZ0Q4TX")
    assert (bob.last_name, bob.first_name, bob.coverage_month) == ("OBRIEN AND SONS", "JOSE", "")


@given(night=nights(taken_back=True))
@settings(max_examples=25)
def test_every_part_is_in_exactly_one_carriers_820(night: Postings) -> None:
    written = sorted((p.member_id, p.cents, p.coverage_month) for one in night.payments for p in one.parts)
    found = []
    for carrier in night.carriers:
        (advice,), faults = read_820(write_820(night, carrier, PARTIES))
        assert not faults
        assert advice.declared_cents is not None
        assert advice.declared_cents >= 0
        assert advice.cents == night.of_carrier(carrier).cents
        found += [(p.member_id, p.cents, p.coverage_month) for p in advice.lines if p.payment_type != BALANCING]
    assert sorted(found) == written


@given(night=nights())
@settings(max_examples=25)
def test_an_823_has_every_deposited_check(night: Postings) -> None:
    (deposit,), faults = read_823(write_823(night, BANK))
    assert not faults
    assert deposit.declared_cents == deposit.cents == sum(one.cents for one in night.deposited)
    assert [line.confirmation for line in deposit.lines] == [one.confirmation for one in night.deposited]
    parts = [(p.member_id, p.coverage.value, p.coverage_month, p.cents) for one in night.deposited for p in one.parts]
    assert [part for line in deposit.lines for part in line.parts] == parts


@each
def test_every_doctored_amount_and_count_is_caught(kind: str) -> None:
    data, read = FILES[kind]
    text, caught = data.decode(), 0
    for found in re.finditer(r"(?m)^(BPR\*I\*|RMR\*.*\*|AMT\*TP\*|QTY\*4.\*|SE\*|GE\*)([0-9.]+)", text):
        for place in range(found.start(2), found.end(2)):
            if text[place].isdigit():
                doctored = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
                assert read(doctored.encode())[1], text[found.start() : found.end()]
                caught += 1
    assert caught > 12


@each
def test_a_lost_or_doubled_segment_is_caught(kind: str) -> None:
    data, read = FILES[kind]
    lines = data.decode().splitlines(keepends=True)
    for place in range(len(lines)):
        assert read("".join(lines[:place] + lines[place + 1 :]).encode())[1], lines[place]
        assert read("".join(lines[: place + 1] + lines[place:]).encode())[1], lines[place]
        assert read("".join(lines[:place]).encode())[1]


def test_faults_name_segment_and_element() -> None:
    text = FILES["820"][0].decode()
    faults = {str(one) for one in read_820(text.replace("412.5~", "412.5o~").replace("SE*18", "SE*15").encode())[1]}
    assert "record 12, RMR04: is no amount: '412.5o'" in faults
    assert any(fault.startswith("record 20, SE01: says 15") for fault in faults), faults
    assert [str(one) for one in read_820(b"")[1]] == [
        "file, ISA: there is no interchange header",
        "file, ST: there is no transaction set",
    ]


def test_other_separators_and_several_interchanges_are_read() -> None:
    data = FILES["820"][0]
    other = data.replace(b"*", b"|").replace(b"~\n", b"'")
    assert read_820(other)[0] == read_820(data)[0]
    assert len(read_interchanges(data + data)[0]) == 2
    assert read_820(data + data)[1] == ()


@given(cents=st.integers(-(10**12), 10**12))
def test_amounts_are_spelled_and_read(cents: int) -> None:
    assert cents_of(amount(cents)) == cents


def test_what_is_no_amount_is_none() -> None:
    assert [cents_of(text) for text in ("", "-", ".", "1.234", "1e3", "٣", "1 000", "--1", "1" * 16)] == [None] * 9


def test_a_part_is_taken_back_by_name_and_never_pays_less_than_nothing() -> None:
    taken = dataclasses.replace(NIGHT.payments[1].parts[0], cents=-5_000_00)
    back = dataclasses.replace(NIGHT.payments[1], cents=taken.cents, parts=(taken,))
    (advice,), faults = read_820(write_820(dataclasses.replace(NIGHT, payments=(back,)), "WellSense", PARTIES))
    assert (faults, advice.declared_cents, advice.cents) == ((), 0, -5_000_00)
    assert [line.payment_type for line in advice.lines] == ["PREMADJ", "BAL"]


@pytest.mark.parametrize(
    ("kind", "old", "new", "fault"),
    [
        ("820", "ISA*", "HELLO ISA*", "file, ISA: 6 characters stand before the interchange header"),
        ("820", "ISA*00*", "ISA**", "record 1, ISA: is not 105 characters long"),
        ("820", "GS*", "ISA*GS*", "record 2, ISA: opens before the interchange before it is closed"),
        ("820", "GS*", "ISA*GS*", "ISA: has 9 elements, not 16"),
        ("820", "ST*", "GS*ST*", "opens before the group before it is closed"),
        ("820", "*C*NON*", "*D*NON*", "BPR03: is D, not C"),
        ("820", "BPR*", "BPX*", "BPR: is missing"),
        ("820", "RD8*20261201-20261231", "RD8*20261201-20261230", "DTM06: is no whole month: '20261201-20261230'"),
        ("820", "RD8*20261201-20261231", "RD8*20261201-20270131", "DTM06: is no whole month: '20261201-20270131'"),
        ("820", "RD8*20261201-20261231", "RD8*00001201-00001231", "DTM06: is no whole month: '00001201-00001231'"),
        ("820", "RD8*20261201-20261231", "RD8*December", "DTM06: is no whole month: 'December'"),
        ("820", "ST*820*", "ST*835*", "ST: is 835 005010X306, not 820 005010X306"),
        ("823", "ST*823*", "ST*835*", "ST01: is '835', not 823"),
        ("823", "DEP*", "DEX*", "DEP: there is no deposit"),
    ],
)
def test_a_segment_that_is_not_as_it_should_be_is_named(kind: str, old: str, new: str, fault: str) -> None:
    data, read = FILES[kind]
    assert old in data.decode()
    found = [str(one) for one in read(data.decode().replace(old, new, 1).encode())[1]]
    assert any(fault in one for one in found), found


def test_an_interchange_may_begin_with_a_byte_order_mark_and_a_group_must_lie_in_one() -> None:
    data, _ = FILES["820"]
    assert read_820(b"\xef\xbb\xbf" + data) == read_820(data)
    segments = data.decode().splitlines(keepends=True)
    loose = "".join([*segments, segments[1]])
    assert any("stands outside of an interchange" in str(one) for one in read_820(loose.encode())[1])


def test_whom_to_ask_is_said_where_it_is_known() -> None:
    assert b"PER*IC*DESK*TE*6175550100" in FILES["820"][0]
    for unknown in ({"contact": ""}, {"phone": ""}):
        assert b"PER*" not in write_820(NIGHT, "WellSense", dataclasses.replace(PARTIES, **unknown))
