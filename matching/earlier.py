"""What the books knew of other batches, looked up in its sorted records without going through all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile
from operator import attrgetter

from lockbox.settlement import Allocation, Known, OtherPayment

SAME_PICTURE = 2
"""Bits in which two perceptual hashes of one picture may differ."""

_BITS = 64

Pairs = Sequence[tuple[str, str]]


def filed(pairs: Pairs, key: str) -> tuple[str, ...]:
    """Return what sorted pairs hold under a key, nothing under an empty one."""
    start = bisect_left(pairs, (key, ""))
    following = (pairs[place] for place in range(start, len(pairs)))
    return tuple(value for _, value in takewhile(lambda pair: pair[0] == key, following)) if key else ()


def payments(known: Known, member_id: str) -> tuple[Allocation, ...]:
    """Return what came to a subscriber's bills before: what was posted to them, and by other channels."""
    start = bisect_left(known.paid, member_id, key=attrgetter("member_id"))
    following = (known.paid[place] for place in range(start, len(known.paid)))
    posted = takewhile(lambda part: part.member_id == member_id, following)
    others = (
        Allocation(one.member_id, one.coverage, one.coverage_month, one.cents) for one in elsewhere(known, member_id)
    )
    return (*posted, *others)


def elsewhere(known: Known, member_id: str) -> tuple[OtherPayment, ...]:
    """Return a subscriber's payments by other channels."""
    start = bisect_left(known.elsewhere, member_id, key=attrgetter("member_id"))
    following = (known.elsewhere[place] for place in range(start, len(known.elsewhere)))
    return tuple(takewhile(lambda one: one.member_id == member_id, following))


def has_paid(known: Known, account_key: str, member_id: str) -> bool:
    """Say whether a bank account paid for a subscriber before."""
    return member_id in filed(known.accounts, account_key)


def pictured(known: Known, picture: str) -> tuple[str, ...]:
    """Return where pictures were seen that are this one but for the scanner's noise.

    Every hash within two bits is looked up: 2,081 look-ups, however many pictures there are.
    """
    if not known.pictures or not picture:
        return ()
    found = sorted((one, place) for one in _alike(picture) for place in filed(known.pictures, one))
    return tuple(place for _, place in found)


def same_picture(one: str, other: str) -> bool:
    """Say whether two perceptual hashes are of the same picture, but for the scanner's noise."""
    if not one or not other:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_PICTURE


def _alike(picture: str) -> Iterator[str]:
    """Yield a hash and every one that differs from it in few enough bits, spelled alike."""
    number, length = int(picture, 16), len(picture)
    for count in range(SAME_PICTURE + 1):
        for bits in combinations(range(_BITS), count):
            yield f"{number ^ sum(1 << bit for bit in bits):0{length}x}"
