from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Coverage
from lockbox.settlement import Allocation, Known
from matching.earlier import SAME_PICTURE, filed, has_paid, payments, pictured, same_picture

KEYS = st.sampled_from(("", "a", "b", "bb", "c"))
PAIRS = st.lists(st.tuples(KEYS, KEYS), max_size=12).map(lambda pairs: tuple(sorted(pairs)))
MEMBERS = st.sampled_from(("000000000001", "730021448815", "730021448816"))
PAID = st.lists(MEMBERS, max_size=8).map(
    lambda ids: tuple(Allocation(one, Coverage.DENTAL, "2026-04", cents) for cents, one in enumerate(sorted(ids), 1))
)
BITS = st.lists(st.integers(0, 63), max_size=4)


@given(PAIRS, KEYS)
def test_looking_up_finds_what_going_through_all_finds(pairs: tuple[tuple[str, str], ...], key: str) -> None:
    assert filed(pairs, key) == tuple(value for one, value in pairs if key and one == key)
    assert has_paid(Known(accounts=pairs), key, "b") == (bool(key) and (key, "b") in pairs)


@given(PAID, MEMBERS)
def test_payments_are_those_of_the_member(paid: tuple[Allocation, ...], member: str) -> None:
    assert payments(Known(paid=paid), member) == tuple(part for part in paid if part.member_id == member)


@given(st.lists(BITS, max_size=6), st.integers(0, 2**64 - 1))
def test_pictures_but_for_two_bits_are_found(changes: list[list[int]], number: int) -> None:
    pictures = []
    for place, bits in enumerate(changes):
        other = number
        for bit in bits:
            other ^= 1 << bit
        pictures.append((f"{other:016x}", f"night/{place}/1"))
    known = Known(pictures=tuple(sorted(pictures)))
    wanted = tuple(place for one, place in known.pictures if same_picture(one, f"{number:016x}"))
    assert pictured(known, f"{number:016x}") == wanted
    assert pictured(known, "") == ()
    assert all(len(set(bits)) > SAME_PICTURE for place, bits in enumerate(changes) if f"night/{place}/1" not in wanted)


@pytest.mark.parametrize(
    "unsorted",
    [{"items": (("b", ""), ("a", ""))}, {"paid": tuple(Allocation(m, Coverage.DENTAL, "", 1) for m in ("2", "1"))}],
)
def test_what_is_known_is_sorted(unsorted: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        Known(**unsorted)
