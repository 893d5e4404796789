"""ARC files: 94 characters a line, blocks of ten, totals and hash held; lying, cut and foreign files named by line."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockbox.formats.ach import AchParties, ArcEntry, NotAnAchFile, read_arc, write_arc
from lockbox.micr import check_digit

PARTIES = AchParties(
    destination="011000015",
    destination_name="FEDERAL RESERVE BANK",
    origin="011000138",
    origin_name="LOCKBOX",
    company_name="HEALTH CONNECTOR",
    company_id="1000000000",
    description="CHECK PYMT",
    bank="011000138",
    created_on=dt.date(2026, 11, 20),
    created_at="2100",
    effective_on=dt.date(2026, 11, 23),
    file_id="A",
    reference="TEST",
)
ENTRIES = (ArcEntry("021000021", "12345678", "1042", 123_45), ArcEntry("122000661", "9", "7", 25_000_00))

entries = st.builds(
    ArcEntry,
    st.text(string.digits, min_size=8, max_size=8).map(lambda eight: eight + check_digit(eight)),
    st.text(string.digits, min_size=1, max_size=17),
    st.text(string.digits, min_size=1, max_size=15),
    st.integers(1, 2_500_000),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entries, max_size=25))
def test_what_is_written_is_read(meant: list[ArcEntry]) -> None:
    data = write_arc(PARTIES, meant)
    found = read_arc(data)
    assert (found.entries, found.faults, found.effective_on) == (tuple(meant), (), "261123")
    lines = data.decode().splitlines()
    assert len(lines) % 10 == 0
    assert {len(line) for line in lines} == {94}


def test_every_field_stands_at_its_position() -> None:
    lines = write_arc(PARTIES, ENTRIES).decode().splitlines()
    header, batch, first, second, control, end = lines[:6]
    assert (header[3:13], header[13:23], header[23:34]) == (" 011000015", " 011000138", "2611202100A")
    assert (header[34:40], header[86:94]) == ("094101", "TEST    ")
    assert (batch[1:4], batch[4:20], batch[40:50], batch[50:53]) == ("225", "HEALTH CONNECTOR", "1000000000", "ARC")
    assert (batch[53:63], batch[63:75], batch[78:94]) == ("CHECK PYMT", "261120261123", "1011000130000001")
    assert (first[1:3], first[3:12], first[12:29], first[29:39]) == (
        "27",
        "021000021",
        "12345678".ljust(17),
        "0000012345",
    )
    assert (first[39:54], first[78], first[79:94]) == ("1042".ljust(15), "0", "011000130000001")
    assert second[79:94] == "011000130000002"
    assert (control[4:10], control[10:20], control[20:32]) == ("000002", "0014300068", "000002512345")
    assert (end[1:7], end[7:13], end[13:21], end[21:31]) == ("000001", "000001", "00000002", "0014300068")
    assert (end[31:43], end[43:55], set(lines[6])) == ("000002512345", "000000000000", {"9"})


@pytest.mark.parametrize("entry", [ArcEntry("021000021", "1", "1", 2_500_001), ArcEntry("021000021", "1", "", 1)])
def test_what_may_not_be_an_entry_is_refused(entry: ArcEntry) -> None:
    with pytest.raises(ValueError, match="over the limit"):
        write_arc(PARTIES, [entry])


@pytest.mark.parametrize(
    ("line", "first", "text", "fault"),
    [
        (3, 30, "0000012346", "line 5: total debits, positions 21-32: says 2512345, 2512346"),
        (3, 40, " " * 15, "line 3: check serial number"),
        (3, 12, "9", "line 3: receiving bank"),
        (3, 30, "00000x2345", "line 3: amount, positions 30-39: no number"),
        (3, 30, "0002500001", "line 3: amount, positions 30-39: over 25,000 dollars"),
        (3, 2, "22", "line 3: transaction code, positions 2-3: '22' is no debit"),
        (3, 94, "22", "line 3: 95 characters, 94 of ASCII belong"),
        (3, 94, "\n", "line 3: 93 characters, 94 of ASCII belong"),
        (2, 1, "1", "line 2: a second file header"),
        (2, 1, "7", "line 3: stands outside any batch"),
        (2, 1, "7", "line 5: closes a batch that nothing opens"),
        (3, 1, "5", "line 3: the batch ahead of it has no control record (8)"),
        (7, 1, "6", "line 7: stands behind the file control record"),
        (2, 51, "PPD", "line 2: standard entry class"),
        (5, 11, "0000000001", "line 5: entry hash"),
        (6, 8, "000009", "line 6: block count"),
    ],
)
def test_a_wrong_field_is_named(line: int, first: int, text: str, fault: str) -> None:
    lines = write_arc(PARTIES, ENTRIES).decode().splitlines()
    old = lines[line - 1]
    lines[line - 1] = old[: first - 1] + text + old[first - 1 + len(text) :]
    assert any(fault in one for one in read_arc("\n".join(lines).encode()).faults)


def test_a_cut_file_says_what_is_missing() -> None:
    data = write_arc(PARTIES, ENTRIES)
    faults = read_arc(data[: 95 * 3]).faults
    assert any("no control record (8)" in one for one in faults)
    assert any("file control records" in one for one in faults)


def test_foreign_bytes_are_refused() -> None:
    with pytest.raises(NotAnAchFile, match="line 1"):
        read_arc(b"%PDF-1.7")


def test_entries_come_to_a_sum_even_where_a_check_digit_fails() -> None:
    found = read_arc(write_arc(PARTIES, ENTRIES).replace(b"021000021", b"02100o021"))
    assert found.cents == 123_45 + 25_000_00
    assert [one.routing for one in found.entries] == ["000000000", "122000661"]


def test_of_a_file_that_is_wrong_all_through_a_thousand_faults_are_named() -> None:
    header = write_arc(PARTIES, ENTRIES).splitlines()[0]
    assert len(read_arc(b"\n".join([header, *[b"X" * 94] * 2000])).faults) == 1_002
