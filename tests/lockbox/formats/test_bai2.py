"""The BAI2 reader: what it takes, what it says of a file that is not as the layout has it, and that totals hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.formats.bai2 import (
    BankAccount,
    BankGroup,
    BankItem,
    BankReport,
    BankSummary,
    NotABankReport,
    read_bank_report,
)
from lockbox.formats.bai2_write import write_bank_report

DAY = dt.date(2026, 11, 23)
SAMPLE = b"""01,122099999,123456789,261123,0200,1,80,,2/
02,031001234,122099999,1,261122,2359,,2/
03,0123456789,USD,010,+4350000,,,110,10000000,3,S,5000000,4000000,1000000/
88,100,-200,2,Z/
16,115,10000000,S,5000000,4000000,1000000/
88,AX13612,B096132,AMALGAMATED CORP. LOCKBOX
88,DEPOSIT-MISC. RECEIVABLES, A/C
16,555,2500,V,261124,,,1001,RETURNED CHECK     /
16,116,300,D,2,0,100,1,200,B9/
49,24352600,8/
98,24352600,1,10/
99,24352600,1,12/
"""


def test_the_sample_is_read_whole() -> None:
    report = read_bank_report(SAMPLE)
    assert report.adds_up, report.faults
    assert report.faults == ()
    assert (report.sender, report.created_on, report.file_id) == ("122099999", DAY, "1")
    (group,) = report.groups
    assert (group.status, group.as_of) == ("1", dt.date(2026, 11, 22))
    (account,) = group.accounts
    assert account.number == "0123456789"
    sums = [(one.code, one.cents, one.count) for one in account.summaries]
    assert sums == [("010", 4_350_000, None), ("110", 10_000_000, 3), ("100", -200, 2)]
    deposit, returned, part = account.items
    assert deposit.text == "AMALGAMATED CORP. LOCKBOX DEPOSIT-MISC. RECEIVABLES, A/C"
    assert (deposit.bank_reference, deposit.customer_reference) == ("AX13612", "B096132")
    assert (returned.code, returned.cents, returned.customer_reference) == ("555", 2500, "1001")
    assert (part.bank_reference, part.text, part.record) == ("B9", "", 9)


@pytest.mark.parametrize(
    ("old", "new", "record", "field"),
    [
        (b"49,24352600", b"49,24352601", 10, "account control total"),
        (b"8/\n98", b"9/\n98", 10, "number of records"),
        (b"98,24352600,1", b"98,24352600,2", 11, "number of accounts"),
        (b"98,24352600,1,10", b"98,24352600,1,11", 11, "number of records"),
        (b"99,24352600", b"99,24352500", 12, "file control total"),
        (b"99,24352600,1,12", b"99,24352600,1,", 12, "number of records"),
        (b"16,555,2500", b"16,555,25.00", 8, "amount"),
        (b"116,300", b"116,3", 10, "account control total"),
        (b"02,031001234,122099999,1,261122,2359,,2/\n", b"", 2, ""),
        (b"03,0123456789,USD,", b"04,0123456789,USD,", 5, ""),
        (b"02,031001234,122099999,1,261122,2359,,2/\n03", b"04", 4, ""),
        (b"49,24352600,8/\n", b"49,24352600,8/\n49,24352600,8/\n", 11, ""),
        (b"98,24352600,1,10/\n", b"98,24352600,1,10/\n98,24352600,1,10/\n", 12, ""),
        (b"+4350000", b"4.350.000", 3, "amount"),
    ],
)
def test_a_total_that_does_not_hold_is_named_by_record_and_field(
    old: bytes, new: bytes, record: int, field: str
) -> None:
    report = read_bank_report(SAMPLE.replace(old, new))
    assert not report.adds_up
    assert (record, field) in {(fault.record, fault.field) for fault in report.faults}


@pytest.mark.parametrize(
    ("old", "new", "record", "field"),
    [
        (b",261123,0200", b",261323,0200", 1, "file creation date"),
        (b",261123,0200", b",today,0200", 1, "file creation date"),
        (b"0200,1,80", b"0200,,80", 1, "file identification"),
        (b",110,10000000,3,", b",1x0,10000000,3,", 3, "type code"),
        (b",D,2,0,100,1,200,", b",D,999" + b",0,1" * 999 + b",", 9, "number of distributions"),
        (b"1,80,,2/", b"1,80,,3/", 1, "version"),
        (b"99,1,261122", b"99,7,261122", 2, "group status"),
        (b",D,2,0,100,1,200,", b",Q,", 9, "funds type"),
        (b"16,555", b"16,5x5", 8, "type code"),
        (b"RETURNED", b"R\xe9TURNED", 8, ""),
        (b"0123456789", b"", 3, "account"),
    ],
)
def test_other_faults_are_named_and_read_over(old: bytes, new: bytes, record: int, field: str) -> None:
    report = read_bank_report(SAMPLE.replace(old, new))
    assert report.adds_up, report.faults
    assert (record, field) in {(fault.record, fault.field) for fault in report.faults}


def test_a_summary_that_says_nothing_is_none() -> None:
    (group,) = read_bank_report(SAMPLE.replace(b"88,100,-200,2,Z/", b"88,,,,,100,-200,2,Z/")).groups
    assert [one.code for one in group.accounts[0].summaries] == ["010", "110", "100"]


def test_a_continuation_of_nothing_is_told_and_left_out() -> None:
    report = read_bank_report(b"88,LOST/\n" + SAMPLE)
    assert str(report.faults[0]) == "record 1: a continuation (88) of nothing; left out"
    assert len(report.groups[0].accounts[0].items) == 3


@pytest.mark.parametrize("cut", range(45, len(SAMPLE) - 13, 41))
def test_a_file_cut_short_never_adds_up(cut: int) -> None:
    assert not read_bank_report(SAMPLE[:cut]).adds_up


def test_two_files_in_one_do_not_add_up() -> None:
    report = read_bank_report(SAMPLE + SAMPLE)
    assert not report.adds_up
    assert "several files in one" in " ".join(map(str, report.faults))


def test_line_ends_encodings_and_strangers_are_told_and_read() -> None:
    plain = read_bank_report(SAMPLE)
    assert read_bank_report(SAMPLE.replace(b"\n", b"   \r\n")).groups == plain.groups
    assert read_bank_report(b"\xef\xbb\xbf" + SAMPLE).groups == plain.groups
    mainframe = read_bank_report(SAMPLE.decode().replace("\n", "\r").encode("cp037"))
    assert mainframe.groups == plain.groups
    assert "EBCDIC" in str(mainframe.faults[0])
    strange = read_bank_report(SAMPLE.replace(b"16,116", b"17,1,2/\n16,116"))
    assert "'17' is none of BAI2" in " ".join(map(str, strange.faults))
    for noise in (b"", b"\n\n", b"%PDF-1.7", b"02,a,b,1,261122/\n", SAMPLE[44:]):
        with pytest.raises(NotABankReport):
            read_bank_report(noise)


def test_one_line_for_all_is_cut_at_its_records() -> None:
    one_line = SAMPLE.replace(b"LOCKBOX\n", b"LOCKBOX/").replace(b"A/C\n", b"A/C/").replace(b"\n", b"")
    assert read_bank_report(one_line).groups == read_bank_report(SAMPLE).groups


NAMES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789 ", max_size=12).map(str.strip)
TEXTS = st.text("ABC 019./,-#", max_size=150).map(lambda text: text.strip().lstrip("/,").strip())
ITEMS = st.builds(
    BankItem,
    record=st.just(0),
    code=st.sampled_from(["115", "116", "118", "555", "890"]),
    cents=st.integers(0, 10**12),
    funds=st.sampled_from(["", "0", "1", "2", "Z"]),
    bank_reference=NAMES,
    customer_reference=NAMES,
    text=TEXTS,
)
SUMS = st.builds(
    BankSummary,
    code=st.sampled_from(["010", "110"]),
    cents=st.none() | st.integers(-(10**9), 10**9),
    count=st.none() | st.integers(0, 999),
)
ACCOUNTS = st.builds(
    BankAccount,
    record=st.just(0),
    number=st.text("0123456789", min_size=1, max_size=12),
    currency=st.sampled_from(["", "USD"]),
    summaries=st.lists(SUMS, max_size=2).map(tuple),
    items=st.lists(ITEMS, max_size=5).map(tuple),
)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
GROUPS = st.builds(
    BankGroup,
    record=st.just(0),
    receiver=NAMES,
    originator=NAMES,
    status=st.sampled_from("1234"),
    as_of=DAYS,
    accounts=st.lists(ACCOUNTS, max_size=3).map(tuple),
)
REPORTS = st.builds(
    BankReport,
    sender=NAMES,
    receiver=NAMES,
    created_on=DAYS,
    created_at=st.just("0600"),
    file_id=st.text("0123456789", min_size=1, max_size=5),
    groups=st.lists(GROUPS, max_size=3).map(tuple),
)


def without_places(report: BankReport) -> list[object]:
    """Return a report's groups as if every record stood in the first place."""
    return [
        replace(
            group,
            record=0,
            accounts=tuple(
                replace(one, record=0, items=tuple(replace(item, record=0) for item in one.items))
                for one in group.accounts
            ),
        )
        for group in report.groups
    ]


@given(REPORTS)
def test_what_is_written_is_read_again(report: BankReport) -> None:
    again = read_bank_report(write_bank_report(report))
    assert again.adds_up, again.faults
    assert again.faults == ()
    assert without_places(again) == without_places(report)


@given(REPORTS, st.data())
def test_no_changed_figure_passes(report: BankReport, data: st.DataObject) -> None:
    """One digit of an amount or total changed, and the report adds up no more."""
    lines = write_bank_report(report).split(b"\n")
    places = [number for number, line in enumerate(lines) if line[:2] in {b"16", b"49", b"98", b"99"}]
    number = data.draw(st.sampled_from(places))
    fields = lines[number].split(b",")
    amount = 2 if fields[0] == b"16" else 1
    fields[amount] = str(int(fields[amount]) + data.draw(st.integers(1, 9))).encode()
    lines[number] = b",".join(fields)
    assert not read_bank_report(b"\n".join(lines)).adds_up
