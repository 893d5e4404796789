"""Every position of every record: what is written stands where the layout has it, and is read as it was meant."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockbox.formats.x9.layout import PAYEE_ENDORSEMENT, RECORDS, FieldSpec
from lockbox.formats.x9.record import Code, Record, read_record, record, record_length, write_record
from lockbox.micr import check_digit

LENGTHS = {"27": 46, "34": 46, "52": 117, "62": 100, "68": 45, PAYEE_ENDORSEMENT: 335}
"""Characters of each record type without what varies; all others have 80."""

_LETTERS = string.ascii_letters + string.digits + ".,&#"
_ALPHABET = {"NB": string.digits, "NBSM": "0123456789*-", "NBSMOS": "0123456789*-/"}


def values_of(one: FieldSpec) -> st.SearchStrategy[str | bytes]:
    """Return what a field may hold, blank only where it may be blank."""
    if one.kind == "BIN":
        return st.binary(max_size=40)
    if one.sized_by:
        return st.text(_LETTERS, max_size=40)
    if one.kind == "B":
        return st.just("")
    meant = _meant(one)
    return meant if one.mandatory else st.one_of(meant, st.just(""))


def _meant(one: FieldSpec) -> st.SearchStrategy[str]:
    if one.values:
        return st.sampled_from(one.values)
    if one.kind == "N":
        if one.name.endswith("_date"):
            return st.dates().map(lambda day: f"{day.year:04d}{day.month:02d}{day.day:02d}")
        if one.name.endswith("_time"):
            return st.times().map(lambda time: f"{time:%H%M}")
        if one.name.endswith("routing") and one.length == 9:
            return st.text(string.digits, min_size=8, max_size=8).map(lambda eight: eight + check_digit(eight))
        return st.text(string.digits, min_size=one.length, max_size=one.length)
    return st.text(_ALPHABET.get(one.kind, _LETTERS), min_size=1, max_size=one.length)


@st.composite
def records(draw: st.DrawFn, key: str) -> Record:
    spec = RECORDS[key]
    values = {one.name: draw(values_of(one)) for one in spec.fields}
    for one in spec.fields:
        if one.sized_by:
            width = spec.fields[spec.index[one.sized_by]].length
            values[one.sized_by] = str(len(values[one.name])).zfill(width)
    if key.startswith("68"):
        values["format_type"] = "001" if key == PAYEE_ENDORSEMENT else "000"
    return record(key, values)


@pytest.mark.parametrize("key", sorted(RECORDS))
def test_every_record_has_its_length(key: str) -> None:
    assert RECORDS[key].length == LENGTHS.get(key, 80)


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("key", sorted(RECORDS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_is_read_at_its_positions(key: str, code: Code, data: st.DataObject) -> None:
    meant = data.draw(records(key))
    raw = write_record(meant, code)
    assert read_record(raw, code) == (meant, [])
    assert record_length(raw, 0, code) == len(raw)
    for one in RECORDS[key].fields:
        if one.first and one.kind != "BIN":
            there = raw[one.first - 1 : one.first - 1 + one.length].decode(code)
            assert there == filled(one, meant.text(one.name))


def filled(one: FieldSpec, value: str) -> str:
    """Return a value as the standard fills its field."""
    if one.kind == "N" and value:
        return value.rjust(one.length, "0")
    return value.rjust(one.length) if one.kind in {"NBSM", "NBSMOS"} else value.ljust(one.length)


@pytest.mark.parametrize(
    ("key", "field", "value", "fault"),
    [
        ("01", "test_indicator", "X", "field 3 test_indicator, positions 5-5: 'X' is none of T, P"),
        ("01", "destination_routing", "011000016", "positions 6-14: the check digit of 011000016 fails"),
        ("10", "business_date", "20261331", "20261331 is no day"),
        ("10", "creation_time", "2460", "2460 is no time"),
        ("25", "item_amount", "12.50", "field 7 item_amount, positions 48-57: '12.50' is no number"),
        ("20", "reserved", "x", "'x' where blanks belong"),
    ],
)
def test_a_wrong_field_is_named(key: str, field: str, value: str, fault: str) -> None:
    _, faults = read_record(write_record(record(key, {field: value}), Code.ASCII), Code.ASCII)
    assert any(fault in one.what for one in faults)


def test_an_account_number_is_not_quoted() -> None:
    _, faults = read_record(write_record(record("25", {"on_us": "12345678x/"}), Code.ASCII), Code.ASCII)
    assert any("on_us" in one.what for one in faults)
    assert not any("12345678" in one.what for one in faults)


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="item_amount"):
        write_record(record("25", {"item_amount": 10**10}), Code.EBCDIC)


@given(st.binary(max_size=400), st.sampled_from(list(Code)), st.sampled_from(sorted(RECORDS)))
def test_any_bytes_are_a_record_and_are_written_as_they_were_understood(tail: bytes, code: Code, key: str) -> None:
    raw = key[:2].encode(code) + tail
    found, _ = read_record(raw, code)
    again = write_record(found, code) if len(raw) >= record_length(raw, 0, code) else raw
    assert read_record(again, code)[0].key == found.key


def test_a_record_of_a_type_nobody_knows_is_kept_as_it_is() -> None:
    raw = b"77" + b"x" * 40
    found, faults = read_record(raw, Code.ASCII)
    assert [one.what for one in faults] == ["no record type is called '77'"]
    assert write_record(found, Code.ASCII) == raw
    assert record_length(raw, 0, Code.ASCII) == 80
