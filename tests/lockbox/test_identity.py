"""Names that things keep for ever."""

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from lockbox.identity import (
    account_key,
    batch_id,
    confirmation,
    confirmation_holds,
    item_key,
    normalise_confirmation,
    posting_id,
)
from lockbox.micr import parse_micr
from lockbox.records import Batch, Envelope, Scan, Side

numbers = st.integers(0, 10**6).map(lambda n: confirmation("b", f"e{n}", 1))
BATCH = Batch("night", dt.date(2026, 3, 20), (Envelope("e", (Scan("00", "a.png"), Scan("11", "b.png"))),))


@given(numbers, st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_wrong_character_never_passes(number: str, place: int, other: str) -> None:
    assert confirmation_holds(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert confirmation_holds(wrong) == (wrong == number)


@given(numbers, st.integers(0, 8))
def test_two_swapped_characters_never_pass(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert confirmation_holds(swapped) == (swapped == number)


@given(numbers)
def test_a_number_may_be_typed_as_people_type(number: str) -> None:
    typed = f" {number[:5].lower()}-{number[5:]} ".replace("0", "o").replace("1", "l")
    assert normalise_confirmation(typed) == number


@given(st.text(max_size=14))
def test_any_text_may_be_asked_for(text: str) -> None:
    assert confirmation_holds(text) in (True, False)


def test_a_batch_is_its_papers_and_its_date() -> None:
    (envelope,) = BATCH.envelopes
    renamed = dataclasses.replace(BATCH, name="again", declared_count=9)
    seen = Envelope("e", tuple(dataclasses.replace(s, source="x", side=Side.BACK) for s in envelope.scans))
    turned = Envelope("e", tuple(reversed(envelope.scans)))
    assert batch_id(BATCH) == batch_id(renamed) == batch_id(dataclasses.replace(BATCH, envelopes=(seen,)))
    assert batch_id(BATCH) != batch_id(dataclasses.replace(BATCH, envelopes=(turned,)))
    assert batch_id(BATCH) != batch_id(dataclasses.replace(BATCH, received_on=dt.date(2026, 3, 21)))


def test_a_posting_is_named_by_where_it_comes_from() -> None:
    places = [("b", "e", 1, "run", 0), ("b", "e", 1, "run", 1), ("b", "e", 2, "run", 0), ("b", "e", 1, "ruling", 0)]
    assert len({posting_id(*place) for place in places}) == len(places)


def test_the_same_check_is_found_again_and_its_account_is_not_shown() -> None:
    micr, padded = parse_micr("A021000021A123456789C0101"), parse_micr("A021000021A123456789C101")
    assert item_key(b"k", micr, 100) == item_key(b"k", padded, 100) != item_key(b"k", micr, 101)
    assert item_key(b"k", micr, 100) != item_key(b"l", micr, 100)
    key = account_key(b"k", micr.routing, micr.account)
    assert key != account_key(b"k", micr.account, micr.routing)
    assert micr.account not in key
