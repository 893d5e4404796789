"""Street addresses as they are printed and written: house number, street and ZIP, and how well two agree."""

from __future__ import annotations

import functools
import re
from enum import IntEnum

from rapidfuzz import fuzz

from matching.names import fold, soundex

_DIRECTIONS = frozenset({"n", "s", "e", "w", "north", "south", "east", "west"})
_STREET = re.compile(r"\b(\d{1,6})[a-z]? ([a-z0-9]+)(?: ([a-z0-9]+))?")
_BOX = re.compile(r"\bp ?o box (\d+)")
_ZIP = re.compile(r"\b(\d{5})\b")


class AddressFit(IntEnum):
    """How well an address on paper fits a subscriber's."""

    OTHER = 0
    ZIP = 1
    STREET = 2
    WHOLE = 3


@functools.lru_cache(maxsize=16384)
def _streets(text: str) -> tuple[tuple[str, str], ...]:
    """Return (house number, street name) of every street or box in a text; the name is its first real word."""
    plain = fold(text)
    boxes = [(number, "box") for number in _BOX.findall(plain)]
    found = []
    for number, first, second in _STREET.findall(plain):
        found.append((number, second if second and first in _DIRECTIONS else first))
    return (*boxes, *found)


def street_keys(text: str) -> frozenset[str]:
    """Return the keys under which an address is filed: house number and sound of the street."""
    return frozenset(number + (soundex(name) or name) for number, name in _streets(text))


@functools.lru_cache(maxsize=4096)
def _zips(text: str) -> frozenset[str]:
    return frozenset(_ZIP.findall(fold(text)))


def _same_street(one: str, other: str) -> bool:
    """Say whether two names of streets are the same but for misread letters; numbered streets are exact."""
    return one == other or (one.isalpha() and other.isalpha() and fuzz.ratio(one, other) >= 75)


def fit_address(seen: str, street: str, zip_code: str) -> AddressFit:
    """Return how well a written or printed address fits a subscriber's street and ZIP."""
    near = any(
        number == own_number and _same_street(name, own_name)
        for number, name in _streets(seen)
        for own_number, own_name in _streets(street)
    )
    same_zip = bool(zip_code) and zip_code[:5] in _zips(seen)
    if near:
        return AddressFit.WHOLE if same_zip else AddressFit.STREET
    return AddressFit.ZIP if same_zip else AddressFit.OTHER
