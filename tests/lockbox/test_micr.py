"""The MICR line by its symbols."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lockbox.micr import (
    Micr,
    claim_serial,
    enclosed,
    is_foreign,
    parse_micr,
    quality,
    routing_is_assigned,
    routing_number_holds,
    trust,
)

R = "021000021"


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most)


routings = digits(8, 8).map(lambda d: next(d + c for c in "0123456789" if routing_number_holds(d + c)))


def fields(text: str) -> tuple[str, str, str]:
    micr = parse_micr(text)
    return micr.routing, micr.account, micr.serial


@pytest.mark.parametrize(
    ("text", "account", "serial"),
    [
        (f"A{R}A123456789C1025", "123456789", "1025"),
        (f"A{R}A123456789C", "123456789", ""),
        (f"A{R}A 12 345 678C 1025", "12345678", "1025"),
        (f"A{R}A12D3456D789C", "123456789", ""),
        (f"A{R}A0101 123456789012C", "123456789012", "0101"),
        (f"A{R}A1025C123456789C", "123456789", "1025"),
        (f"1025 A{R}A 123456789C", "123456789", "1025"),
        (f"C001025C A{R}A 123456789C", "123456789", "001025"),
        (f"C001025C4A{R}A123456789C", "123456789", "001025"),
        (f"A{R}A123456789C1025 12", "123456789", "1025"),
        (f"A{R}A123456789C1025 B0000041250B", "123456789", "1025"),
        (f"A{R}A123456789", "123456789", ""),
    ],
)
def test_layouts_of_checks(text: str, account: str, serial: str) -> None:
    assert fields(text) == (R, account, serial)
    assert trust(parse_micr(text)) == 1000
    assert quality(parse_micr(text)) == "1"


def test_the_smaller_fields() -> None:
    micr = parse_micr(f"C001025C 4A{R}A123456789C 12 B0000041250B")
    assert (micr.epc, micr.process_control, micr.amount_cents) == ("4", "12", 41250)


@pytest.mark.parametrize("routing", ["000008002", "000000204", "102100400"])
def test_a_money_order_has_a_serial_and_no_account(routing: str) -> None:
    assert fields(f"A{routing}A 21345678901C") == (routing, "", "21345678901")
    assert quality(parse_micr(f"A{routing}A21345678901C")) == "1"
    assert fields(f"A{routing}A 21345678901") == (routing, "", "21345678901")


def test_a_dashed_transit_number_gets_its_check_digit() -> None:
    assert parse_micr("A1222D1606A001D046C").routing == "122216060"
    assert parse_micr("A0000D0020A12345678901C").routing == "000000204"


def test_another_country_is_seen_and_gives_no_routing_number() -> None:
    micr = parse_micr("C001CA12345D678A1234D567C")
    assert (is_foreign(micr), micr.routing, micr.serial) == (True, "", "001")


@given(routings.filter(routing_is_assigned), st.integers(0, 8), st.integers(0, 8), st.sets(routings, max_size=3))
def test_unread_digits_are_filled_in_only_where_one_bank_is_left(
    routing: str, one: int, other: int, others: set[str]
) -> None:
    field = "".join("*" if place in (one, other) else digit for place, digit in enumerate(routing))
    fits = {bank for bank in {routing, *others} if all(f in ("*", d) for f, d in zip(field, bank, strict=True))}
    micr = parse_micr(f"A{field}A123456789C", {routing, *others})
    assert micr.routing == (routing if fits == {routing} else "")
    assert (micr.repaired, trust(micr)) == ((True, 950) if micr.routing else (False, 0))
    assert parse_micr(f"A{field}A123456789C", others - {routing}).routing in others | {""}
    assert parse_micr(f"A{field}A123456789C").routing == ""


def test_three_unread_digits_are_not_filled_in() -> None:
    assert parse_micr("A0210***21A123456789C", {R}).routing == ""


@pytest.mark.parametrize(
    ("text", "routing", "account", "serial", "cents"),
    [
        (f"A{R}A1005C*4192580CB0000000419B", R, "", "1005", 419),
        (f"A{R}A12345*789C1025", R, "", "1025", -1),
        (f"A{R}A123456789C10*5", R, "", "", -1),
        (f"C0010*5CA{R}A123456789C", R, "123456789", "", -1),
        (f"C001025CA{R}A123456789C*", R, "", "001025", -1),
        (f"C001025CA{R}A123456789CB00000*1250B", R, "123456789", "001025", -1),
        ("C001025CA02100?0*1A123456789C", "", "123456789", "001025", -1),
        (f"A{R}*123456789C", R, "", "", -1),
    ],
)
def test_a_field_with_an_unread_character_is_declined_alone(
    text: str, routing: str, account: str, serial: str, cents: int
) -> None:
    micr = parse_micr(text)
    assert (micr.routing, micr.account, micr.serial, micr.amount_cents) == (routing, account, serial, cents)
    assert quality(micr) in "34"


def test_a_transit_symbol_amid_the_account_declines_it() -> None:
    assert fields("A000000000AA000000000A1025") == ("000000000", "", "")
    assert trust(parse_micr("A000000000AA000000000A1025")) == 300


@pytest.mark.parametrize("text", [f"{R}A123456789C", f"A{R} 123456789C 1025", f"{R} 123456789 1025", f"?{R}?12345C"])
def test_a_line_without_its_symbols_is_trusted_less(text: str) -> None:
    micr = parse_micr(text)
    assert micr.routing == R
    assert trust(micr) == 600
    assert quality(micr) in "34"


@given(routings, st.integers(0, 8), digits(1, 1))
def test_a_wrong_digit_is_never_trusted(routing: str, place: int, other: str) -> None:
    assume(routing[place] != other)
    assert trust(parse_micr(f"A{routing[:place]}{other}{routing[place + 1 :]}A123456789C")) <= 300


@given(routings.filter(routing_is_assigned), digits(4, 12), digits(3, 6))
def test_fields_come_back_whatever_stands_first(routing: str, account: str, serial: str) -> None:
    assert fields(f"A{routing}A{account}C{serial}") == (routing, account, serial)
    assert fields(f"C{serial}CA{routing}A{account}C") == (routing, account, serial)


@given(st.text("0123456789ABCD? ", max_size=50) | st.text(max_size=40))
def test_noise_gives_a_line_and_nothing_else(text: str) -> None:
    micr = parse_micr(text)
    assert micr.routing == "" or (len(micr.routing) == 9 and micr.routing.isdigit())
    assert all(not part or part.isdigit() for part in (micr.account, micr.serial, micr.epc, micr.process_control))
    assert trust(micr) in (0, 300, 600, 950, 1000)
    assert quality(micr) in "1234"
    assert parse_micr(micr.text) == micr


def test_the_printed_number_tells_the_serial_from_the_account() -> None:
    micr = parse_micr(f"A{R}A1076D002D007770C")
    assert (micr.account, micr.serial) == ("1076002007770", "")
    told = claim_serial(micr, "1076")
    assert (told.account, told.serial) == ("002007770", "1076")
    assert claim_serial(micr, "1077") == micr
    glued = claim_serial(parse_micr(f"A{R}A00107600200777C"), "1076")
    assert (glued.account, glued.serial) == ("00200777", "001076")
    assert claim_serial(parse_micr(f"A{R}A123456C1025"), "123456").serial == "1025"


@pytest.mark.parametrize("routing", ["021000021", "011000138", "000000204", "000008002", "000000518"])
def test_known_routing_numbers_hold(routing: str) -> None:
    assert routing_number_holds(routing)
    assert routing_is_assigned(routing)


@pytest.mark.parametrize("routing", ["000000000", "001000009", "131000005", "331000009", "811000008"])
def test_ranges_that_are_not_given_out(routing: str) -> None:
    assert routing_number_holds(routing)
    assert not routing_is_assigned(routing)


@pytest.mark.parametrize("routing", ["000000119", "021000022", "", "02100002", "0210000210", "\u0660" * 9])
def test_what_is_no_routing_number(routing: str) -> None:
    assert not routing_number_holds(routing)


def test_an_empty_line() -> None:
    assert parse_micr("") == Micr("")
    assert quality(Micr("")) == "4"


@pytest.mark.parametrize(
    ("text", "holds"), [(f"A{R}A1C", True), ("A02*?A1C", True), (f"{R}A1C", False), ("A1C", False), ("", False)]
)
def test_a_transit_field_stands_between_two_symbols(text: str, holds: bool) -> None:
    assert enclosed(parse_micr(text)) is holds
