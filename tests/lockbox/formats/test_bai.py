"""BAI lockbox files: every layout writes what it reads, and no total that does not add up is taken."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from lockbox.errors import SettingsError
from lockbox.formats.bai import BaiError, BaiParties, read_bai, write_bai
from lockbox.formats.bai_layout import DEFAULT, PROFILES, BaiProfile, RecordLayout, Role
from lockbox.formats.postings import Postings
from lockbox.settings import parse_site_file

sys.path.append(str(Path(__file__).parent))
from payments import ANNS, NIGHT, nights

GOLDEN = Path(__file__).parent.parent.parent / "golden"
PARTIES = BaiParties("BILLING", "011000138", "412612", "Health Connector")
each = pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.name)


@each
def test_every_layout_writes_as_it_did_before(profile: BaiProfile, update_golden: bool) -> None:
    data, golden = write_bai(NIGHT, PARTIES, profile), GOLDEN / f"{profile.name}.txt"
    if update_golden:
        golden.write_bytes(data)
    assert data == golden.read_bytes()
    assert {len(line) for line in data.decode("ascii").splitlines()} == {profile.length}


def test_the_default_layout_has_its_fields_where_the_reference_has_them() -> None:
    lines = write_bai(NIGHT, PARTIES, DEFAULT).decode().splitlines()
    assert [line[0] for line in lines] == list("12564464789")
    detail, overflow, batch, lockbox, trailer = lines[3], lines[4], lines[-3], lines[-2], lines[-1]
    assert (detail[1:4], detail[4:7], detail[7:17]) == ("001", "001", "0000045450")
    assert (detail[17:26], detail[26:36], detail[36:46], detail[46:52]) == (
        *("021000021", "0000008877", "0000000042", "111426"),
    )
    assert detail[52:82].rstrip() == "BAKER ANN"
    assert (overflow[7], overflow[8:10], overflow[10]) == ("6", "01", "0")
    assert lines[5][8:11] == "029"
    assert (batch[20:23], batch[23:33]) == ("002", "0000046155")
    assert (lockbox[20:24], lockbox[24:34]) == ("0002", "0000046155")
    assert trailer[1:7] == "000011"


@each
@given(night=nights())
@settings(max_examples=20)
def test_what_is_written_is_read(profile: BaiProfile, night: Postings) -> None:
    file, faults = read_bai(write_bai(night, PARTIES, profile), profile)
    assert not faults
    assert [check.cents for check in file.checks] == [one.cents for one in night.posted]
    if profile.record(Role.LOCKBOX_TOTAL):
        assert (file.declared_cents, file.declared_count) == (night.cents, len(night.payments))
    if profile.record(Role.OVERFLOW):
        assert [[(p.member_id, p.coverage, p.coverage_month, p.cents) for p in c.parts] for c in file.checks] == [
            [(p.member_id, p.coverage.value, p.coverage_month, p.cents) for p in one.parts] for one in night.payments
        ]


def test_every_doctored_figure_of_an_amount_or_total_is_caught() -> None:
    data = write_bai(NIGHT, PARTIES, DEFAULT).decode()
    layouts = {one.places[0].constant: one for one in DEFAULT.records}
    caught = 0
    for number, line in enumerate(data.splitlines()):
        for place in layouts[line[0]].places:
            if place.source in {"amount", "part_amount", "batch_amount", "file_amount", "batch_count", "file_count"}:
                for position in range(place.first - 1, place.last):
                    figure = str((int(line[position]) + 1) % 10)
                    lines = data.splitlines()
                    lines[number] = line[:position] + figure + line[position + 1 :]
                    _, faults = read_bai(("\n".join(lines) + "\n").encode(), DEFAULT)
                    assert faults, (number, place.source)
                    caught += 1
    assert caught == (2 + 3) * 10 + 3 + 10 + 4 + 10


def test_faults_name_record_and_field() -> None:
    data = write_bai(NIGHT, PARTIES, DEFAULT).decode()
    lines = data.splitlines()
    short = [*lines[:3], lines[3].replace("0000045450", "00000454,0"), "X" + lines[4][1:], *lines[5:-1]]
    faults = [str(fault) for fault in read_bai("\n".join(short).encode(), DEFAULT)[1]]
    assert "record 4, amount: is no number: '00000454,0'" in faults
    assert any(fault.startswith("record 5, record type: is none of bai-104") for fault in faults)
    cut = [str(fault) for fault in read_bai(data[:700].encode(), DEFAULT)[1]]
    assert "file, lockbox_total: is missing" in cut
    doubled = [str(fault) for fault in read_bai((data + data).encode(), DEFAULT)[1]]
    assert any("declares 11 records, found 22" in fault for fault in doubled)
    assert any("lockbox_total" in fault or "file_amount" in fault for fault in doubled)


def test_an_amount_too_large_is_refused_not_cut() -> None:
    part = dataclasses.replace(ANNS, cents=10_000_000_000)
    big = dataclasses.replace(NIGHT.payments[0], cents=part.cents, parts=(part,))
    with pytest.raises(BaiError, match="10000000000 does not fit the 10 digits of amount"):
        write_bai(dataclasses.replace(NIGHT, payments=(big,)), PARTIES, DEFAULT)


def test_a_thousand_checks_make_two_batches() -> None:
    many = dataclasses.replace(NIGHT, payments=(NIGHT.payments[1],) * 1000, suspended=())
    data = write_bai(many, PARTIES, DEFAULT)
    assert data.count(b"\n7") == 2
    file, faults = read_bai(data, DEFAULT)
    assert (len(file.checks), faults) == (1000, ())


def test_a_layout_of_ones_own_is_settings() -> None:
    profile = """
        [bank.posting]
        bai = "mine"
        [[bank.posting.bai_profiles]]
        name = "mine"
        length = 20
        records = [{ role = "detail", fields = ["1 N '6'", "8-17 N amount"] }]
    """
    layout = parse_site_file(profile).bank.posting.layout()
    assert layout
    assert write_bai(NIGHT, PARTIES, layout) == b"6      0000045450   \n6      0000000705   \n"
    wrong = (
        profile.replace("8-17 N amount", "8-17 N amounts").replace("1 N '6'", "0-1 X '6'").replace('"mine"', '"m"', 1)
    )
    with pytest.raises(SettingsError, match=r"(?s)positions count from 1.*it can say batch_number"):
        parse_site_file(wrong)


@pytest.mark.parametrize(
    ("line", "old", "new", "fault"),
    [
        (4, "BAKER", "BÄKER", "record 4, detail: holds characters that are not ASCII"),
        (4, "BAKER ANN", "BAKER ANN" + " " * 300, "record 4, length: is 404 characters, not 104"),
        (5, "4001001", "4001002", "record 5, item_number: is '002', the check is '001'"),
        (4, "6001", "5001", "record 5, record type: an overflow record that follows no check"),
    ],
)
def test_a_record_that_is_not_as_the_layout_has_it_is_named(line: int, old: str, new: str, fault: str) -> None:
    lines = write_bai(NIGHT, PARTIES, DEFAULT).decode().splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    assert fault in [str(one) for one in read_bai("\n".join(lines).encode(), DEFAULT)[1]]


def test_what_a_layout_does_not_say_is_neither_declared_nor_missed() -> None:
    plain = BaiProfile(
        "plain",
        24,
        (
            RecordLayout(Role.DETAIL, ("1 N '6'", "8-17 N amount")),
            RecordLayout(Role.LOCKBOX_TOTAL, ("1 N '8'", "8-17 N file_amount")),
        ),
    )
    file, faults = read_bai(write_bai(NIGHT, PARTIES, plain), plain)
    assert (file.cents, file.declared_cents, file.declared_count, faults) == (NIGHT.cents, NIGHT.cents, None, ())


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (("1 N '6'", "8-17 N amount", "17-20 AN payee"), "payee lies over amount"),
        (("1-7 N item_number", "8-17 N amount"), "the first field is a constant"),
        (("1 N '6'", "seven N amount"), "'seven N amount' is no field"),
        (("1 N '6'", "8-17 Z amount"), "the kind is one of N, "),
        (("1 N '66'", "8-17 N amount"), "the constant is too long"),
        (("1 N '6'", "18-27 N amount"), "detail ends after position 20"),
        (("1 N '6'", "8-17 N serial"), "a detail without amount"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_by_record_and_field(fields: tuple[str, ...], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        BaiProfile("mine", 20, (RecordLayout(Role.DETAIL, fields),))


@pytest.mark.parametrize("roles", [(), (Role.BATCH_TOTAL,), (Role.DETAIL, Role.DETAIL)])
def test_each_role_comes_once_and_details_must(roles: tuple[Role, ...]) -> None:
    records = {Role.DETAIL: ("1 N '6'", "8-17 N amount"), Role.BATCH_TOTAL: ("1 N '7'",)}
    with pytest.raises(ValueError, match="each role comes once"):
        BaiProfile("mine", 20, tuple(RecordLayout(role, records[role]) for role in roles))
