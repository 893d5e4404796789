"""What machines print on payment slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Coverage, SlipPayload
from lockbox.slips import (
    DEFAULT_PROFILE,
    SlipProfile,
    check_holds,
    encode_payload,
    find_payloads,
    luhn_holds,
    mod97_digits,
    parse_payload,
)

PROFILES = (DEFAULT_PROFILE,)
payloads = st.builds(
    SlipPayload,
    st.just("connector-1"),
    st.text("0123456789", min_size=12, max_size=12),
    st.sampled_from(Coverage),
    st.builds("{}-{:02d}".format, st.integers(2000, 2099), st.integers(1, 12)),
    st.integers(0, 99_999_999),
)


@given(payloads)
def test_a_payload_is_read_back(payload: SlipPayload) -> None:
    line = encode_payload(payload)
    assert len(line) == 30
    assert parse_payload(line, PROFILES) == payload
    assert find_payloads(f" {line[:12]} {line[12:]} ", PROFILES) == (payload,)


@given(payloads, st.integers(0, 29), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found_and_never_corrected(payload: SlipPayload, place: int, other: str) -> None:
    line = encode_payload(payload)
    wrong = line[:place] + other + line[place + 1 :]
    assert find_payloads(wrong, PROFILES) == ((payload,) if wrong == line else ())


@given(payloads, st.integers(0, 28))
def test_two_swapped_digits_are_always_found(payload: SlipPayload, place: int) -> None:
    line = encode_payload(payload)
    swapped = line[:place] + line[place + 1] + line[place] + line[place + 2 :]
    assert find_payloads(swapped, PROFILES) == ((payload,) if swapped == line else ())


@given(payloads, st.integers(0, 29))
def test_a_lost_digit_is_never_made_up(payload: SlipPayload, place: int) -> None:
    line = encode_payload(payload)
    assert find_payloads(line[:place] + line[place + 1 :], PROFILES) == ()


@given(st.text(max_size=40) | st.text("0123456789", max_size=40))
def test_noise_gives_payloads_whose_check_holds(text: str) -> None:
    for payload in find_payloads(text, PROFILES):
        assert int(encode_payload(payload)) % 97 == 1


@given(st.text("0123456789", min_size=1, max_size=28))
def test_check_digits_leave_one(body: str) -> None:
    assert check_holds("mod97-10", body + mod97_digits(body))


@pytest.mark.parametrize(("text", "holds"), [("4111111111111111", True), ("4111111111111112", False), ("0", True)])
def test_luhn(text: str, holds: bool) -> None:
    assert luhn_holds(text) is check_holds("mod10", text) is holds


def test_another_payees_slip_needs_no_code() -> None:
    profile = SlipProfile(
        "city-water", r"(?P<member>\d{12})(?P<coverage>[A-Z])(?P<month>20\d{4})(?P<cents>\d{6})", "none", "M", "D"
    )
    payload = parse_payload("730021448815D202604004125", (*PROFILES, profile))
    assert payload == SlipPayload("city-water", "730021448815", Coverage.DENTAL, "2026-04", 4125)
    assert parse_payload("730021448815X202604004125", (profile,)) is None
    assert not check_holds("unknown", "1")
