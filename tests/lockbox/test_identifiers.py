"""Numbers that people write."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.identifiers import NumberKind, card_holds, find_numbers, mask_account, redact, ssn_holds, withhold
from lockbox.slips import luhn_holds

ID = "730021448815"
ids = st.text("0123456789", min_size=12, max_size=12)
cards = st.text("0123456789", min_size=14, max_size=14).map(
    lambda d: next(f"4{d}{c}" for c in "0123456789" if luhn_holds(f"4{d}{c}"))
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(number.kind.value, number.digits) for number in find_numbers(text)]


@given(ids, st.lists(st.integers(1, 11), max_size=4, unique=True), st.sampled_from([" ", "-", " - "]))
def test_a_member_id_in_any_grouping(number: str, cuts: list[int], between: str) -> None:
    places = [0, *sorted(cuts), 12]
    text = between.join(number[a:b] for a, b in pairwise(places))
    assert ("member_id", number) in kinds(f"Member ID: {text}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7300 2144 8815", [("member_id", ID)]),
        ("730-021-448-815", [("member_id", ID)]),
        ("7 3 0 0 2 1 4 4 8 8 1 5", [("member_id", ID)]),
        ("73OO 2I44 88l5", [("member_id", ID)]),
        (f"ID# {ID} 617-555-1212", [("member_id", ID), ("phone", "6175551212")]),
        (f"{ID} 723456789", [("member_id", ID), ("billing_account", "723456789")]),
        (f"Apt 4 {ID}", [("member_id", ID)]),
        ("Acct# 712 345 678", [("billing_account", "712345678")]),
        ("Acct 0012345678", [("bank_account", "0012345678")]),
        ("123-45-6789", [("ssn", "123456789")]),
        ("SSN: 723456789", [("ssn", "723456789")]),
        ("SSN078-05-1120", [("ssn", "078051120")]),
        ("S.S.# 123456789", [("ssn", "123456789")]),
        ("4111 1111 1111 1111", [("card", "4111111111111111")]),
        ("(617) 555-1212", [("phone", "6175551212")]),
        ("RefID 12AB34", [("ref_id", "12AB34")]),
        (f"Ref# {ID}", [("ref_id", ID)]),
        ("02139-1234", []),
        ("10/20/2019", []),
        ("10-20-2019 1234", []),
        ("12345678901", []),
        ("123456789", []),
        ("000-12-3456", []),
        ("4111 1111 1111 1112", [("bank_account", "4111111111111112")]),
        ("Solo bill, Bob", []),
    ],
)
def test_numbers_are_told_apart(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@given(st.text(max_size=60) | st.text("0123456789 -.OlSN#acct", max_size=60))
def test_noise_gives_numbers_that_stand_in_it(text: str) -> None:
    numbers = find_numbers(text)
    assert all(text[n.start : n.end] and 0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(one.end <= two.start for one, two in pairwise(numbers))
    assert isinstance(redact(text), str)


@given(cards, st.text("abc ,", max_size=6))
def test_a_card_number_never_shows(card: str, around: str) -> None:
    for text in (
        f"{around} {card} {around}",
        f"{around} {' '.join((card[:4], card[4:8], card[8:12], card[12:]))} {around}",
    ):
        shown = redact(text)
        assert "".join(c for c in shown if c.isdigit()) == card[-4:]
        assert redact(shown) == shown


def test_secrets_are_masked_and_the_rest_is_left() -> None:
    text = f"SSN 123-45-6789, acct 001234567, member {ID}"
    assert redact(text) == f"SSN *****6789, acct *****4567, member {ID}"


@given(st.text("0123456789", max_size=20))
def test_a_masked_account_keeps_length_and_at_most_four_digits(account: str) -> None:
    masked = mask_account(account)
    assert len(masked) == len(account)
    assert masked.lstrip("*") == (account[-4:] if len(account) > 4 else "")


def test_areas_never_given_and_unknown_prefixes() -> None:
    assert not any(ssn_holds(n) for n in ("000121234", "666121234", "912121234", "123001234", "123450000", "12345678"))
    assert ssn_holds("123456789")
    assert not card_holds("0000000000000000")
    assert all(card_holds(n) for n in ("378282246310005", "5555555555554444", "6011111111111117"))
    assert find_numbers("card 378282246310005")[0].kind is NumberKind.CARD


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"SSN 123-45-6789, member {ID}", f"SSN [ssn], member {ID}"),
        ("4111 1111 1111 1111 and 078-05-1120", "[card] and [ssn]"),
        (f"acct 001234567, {ID}", f"acct 001234567, {ID}"),
    ],
)
def test_what_may_not_be_kept_is_withheld_and_known_to_have_been_there(text: str, kept: str) -> None:
    assert withhold(text) == withhold(kept) == kept
    assert [one.kind for one in find_numbers(kept)] == [one.kind for one in find_numbers(text)]
    assert "[ssn]" not in kept or ("ssn", "") in kinds(kept)
