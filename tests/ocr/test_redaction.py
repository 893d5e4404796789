"""Secret numbers are kept nowhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.identifiers import NumberKind, find_numbers
from lockbox.lattice import Lattice
from lockbox.records import Box, Sighting, Zone
from ocr.redaction import without_secrets

SSN = "078-05-1120"
HERE, THERE = Box(10, 10, 300, 30), Box(10, 400, 300, 30)
LATTICE = Lattice("0123456789", bytes(11))


def seen(text: str, box: Box = HERE, zone: Zone = Zone.WRITTEN, others: tuple[str, ...] = ()) -> Sighting:
    return Sighting(zone, box, text, 900, "one:1", tuple((other, 100) for other in others), LATTICE)


def digits(sighting: Sighting) -> str:
    return re.sub(r"\D", "", sighting.text + "".join(text for text, _ in sighting.alternatives))


@pytest.mark.parametrize("text", [f"SSN {SSN}", "my soc sec 078051120", SSN, "4111 1111 1111 1111"])
def test_a_secret_is_known_to_have_been_there_and_is_gone(text: str) -> None:
    (one,) = without_secrets([seen(text, others=(text, "other"))])
    assert digits(one) == ""
    assert one.lattice is None
    assert {number.kind for number in find_numbers(one.text)} <= {NumberKind.SSN, NumberKind.CARD}
    assert find_numbers(one.text)
    assert ("other", 100) in one.alternatives


def test_what_others_made_of_the_same_ink_is_gone_but_a_member_number_stays() -> None:
    misread = seen("730021448815 SS# 078-05-112", others=("078 05 11200",))
    away = seen("078-05-112", THERE)
    line, other, far, code = without_secrets(
        [seen(f"730021448815 SSN {SSN}"), misread, away, seen("1078051120", zone=Zone.MICR)]
    )
    assert digits(line) == digits(other) == "730021448815"
    assert far == away
    assert digits(code) == "1078051120"


@given(st.text("0123456789 -SNacd#", max_size=40))
def test_what_holds_no_secret_is_left_and_twice_is_once(text: str) -> None:
    once = without_secrets([seen(text)])
    assert without_secrets(once) == once
    if not {number.kind for number in find_numbers(text)} & {NumberKind.SSN, NumberKind.CARD}:
        assert once == (seen(text),)


def test_a_hardly_heard_alternative_is_left_out_without_a_mark() -> None:
    hardly = Sighting(Zone.WRITTEN, HERE, "36120003040097", 0, "one:1", ((SSN, 3), ("36120003040", 2)), LATTICE)
    beside = seen("30986120")
    one, other = without_secrets([hardly, beside])
    assert (one.text, one.alternatives, one.lattice) == ("36120003040097", (("36120003040", 2),), None)
    assert other == beside
