"""Canonical JSON: one record, one spelling."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.canonical import decode, digest, encode
from lockbox.lattice import Lattice
from lockbox.micr import parse_micr
from lockbox.reasons import Disposition
from lockbox.records import (
    Box,
    Envelope,
    Field,
    Mention,
    MentionKind,
    PageFacts,
    PageKind,
    PageReading,
    Reading,
    Remittance,
    Scan,
    Side,
    Sighting,
    Stray,
    Zone,
)
from lockbox.settlement import Decision, Verdict

plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
boxes = st.builds(Box, *[st.integers(0, 9999)] * 4)
lattices = st.binary(max_size=9).map(lambda data: Lattice("ab", data[: len(data) // 3 * 3]))
choices = st.lists(st.tuples(plain, st.integers(0, 1000)), max_size=3).map(tuple)
sightings = st.builds(
    Sighting, st.sampled_from(Zone), boxes, plain, st.integers(0, 1000), plain, choices, st.none() | lattices
)
pages = st.builds(
    PageReading,
    *[st.integers(0, 9), st.sampled_from(PageKind), st.integers(0, 270)],
    *[st.integers(0, 9999)] * 3,
    st.lists(sightings, max_size=3).map(tuple),
)
fields = st.builds(
    Field, st.none() | plain, st.integers(0, 1000), plain, plain, st.integers(-1, 9), st.none() | boxes, choices
)
remittances = st.builds(
    Remittance,
    st.tuples(st.builds(PageFacts, st.integers(0, 9), st.sampled_from(PageKind), st.sampled_from(Side))),
    mentions=st.lists(st.builds(Mention, st.sampled_from(MentionKind), fields), max_size=3).map(tuple),
)


@given(st.lists(pages, max_size=2).map(tuple))
def test_a_reading_survives_the_journey(seen: tuple[PageReading, ...]) -> None:
    reading = Reading(seen)
    assert decode(Reading, encode(reading)) == reading
    assert encode(decode(Reading, encode(reading))) == encode(reading)


@given(remittances)
def test_a_remittance_survives_the_journey(remittance: Remittance) -> None:
    assert decode(Remittance, encode(remittance)) == remittance


def test_one_spelling_whatever_the_order_of_fields() -> None:
    envelope = Envelope("e", (Scan("00", "ü.png"),), (Stray("x", "11", "broken"),))
    spelled = encode(envelope)
    assert spelled.startswith(
        b'{"name":"e","scans":[{"page":0,"sha256":"00","side":"unknown","source":"\xc3\xbc.png"}]'
    )
    assert digest(envelope) == digest(decode(Envelope, spelled))


@pytest.mark.parametrize("foreign", [1.5, {1}, [1], {"a": 1}, object(), dt.datetime(2026, 1, 1)])  # noqa: DTZ001
def test_what_has_no_one_spelling_is_refused(foreign: object) -> None:
    with pytest.raises(TypeError):
        encode((foreign,))


@given(st.binary(max_size=40))
def test_foreign_bytes_are_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Reading"):
        decode(Reading, data)


def test_a_record_that_breaks_its_promise_is_a_value_error() -> None:
    spelled = encode((0, Verdict.HOLD, Disposition.HOLD))
    forged = b'{"item":1,"verdict":"exception","disposition":"hold","amount_cents":1,"allocations":[],"findings":[]}'
    assert spelled == b'[0,"exception","hold"]'
    with pytest.raises(ValueError, match="not a Decision"):
        decode(Decision, forged)


def test_a_code_line_is_a_record_too() -> None:
    micr = parse_micr("A021000021A12345C101")
    assert decode(type(micr), encode(micr)) == micr
