"""How records follow one another in a file: a length ahead of each (X9.100-187), or the ways of older files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lockbox.formats.x9.faults import Fault, Faults, remark
from lockbox.formats.x9.layout import RECORDS
from lockbox.formats.x9.record import Code, record_length

_HEADER = 80
_BARE = re.compile(rb"01(?:03|30|35)[TP][0-9]{9}", re.DOTALL)
_CODES = sorted({key[:2] for key in RECORDS})
_PLAUSIBLE = {
    code: re.compile(
        rb"(?=\x00[\x00-\x9f][\x00-\xff]{2}(?:" + b"|".join(re.escape(one.encode(code)) for one in _CODES) + rb"))"
    )
    for code in Code
}


class NotAnImageCashLetter(ValueError):
    """The bytes are not framed as X9.100-187 records."""


class Framing(Enum):
    """What stands ahead of a record: 4 bytes of its length as the standard has it, or what older files do."""

    STANDARD = ""
    LITTLE_ENDIAN = "its lengths stand with the low byte first"
    INCLUSIVE = "its lengths count themselves"
    BARE = "no lengths stand ahead of its records"


@dataclass(frozen=True, slots=True)
class Frame:
    """One record's bytes; ``number`` counts from 1, ``place`` is the byte it begins at."""

    number: int
    place: int
    raw: bytes


def framing_of(data: bytes) -> tuple[Framing, Code] | None:
    """Return how a file is framed and spelled, None if it begins with no file header record."""
    code = {b"01": Code.ASCII, "01".encode(Code.EBCDIC): Code.EBCDIC}.get(bytes(data[4:6]))
    if code:
        for framing, length in (
            (Framing.STANDARD, _HEADER.to_bytes(4, "big")),
            (Framing.LITTLE_ENDIAN, _HEADER.to_bytes(4, "little")),
            (Framing.INCLUSIVE, (_HEADER + 4).to_bytes(4, "big")),
        ):
            if data[:4] == length:
                return framing, code
    for code in Code:
        if _BARE.match(bytes(data[:14]).decode(code).encode("latin-1", "replace")):
            return Framing.BARE, code
    return None


def looks_like_cash_letter(data: bytes) -> bool:
    """Say whether bytes begin with a file header record in ASCII or EBCDIC."""
    return framing_of(data) is not None


def frames(data: bytes, faults: Faults) -> Iterator[Frame]:
    """Yield the records of a file; where a length cannot be, look for the next record that can.

    Raises:
        NotAnImageCashLetter: the file begins with no file header record.
    """
    found = framing_of(data)
    if found is None:
        raise NotAnImageCashLetter("the file does not begin with a framed X9 file header record")
    framing, code = found
    if framing is not Framing.STANDARD:
        faults.add(remark(framing.value))
    place, number = 0, 0
    while (start := _start(data, place, framing)) < len(data):
        number += 1
        length = _length(data, start, framing, code)
        if length < 2 or start + length > len(data):
            there = len(data) - start
            faults.add(Fault(f"record {number} at byte {place} says {length} bytes, {max(0, there)} are there"))
            place = _next(data, place + 1, framing, code)
            continue
        yield Frame(number, place, bytes(data[start : start + length]))
        place = start + length
    if place < len(data) and not (framing is Framing.BARE and not bytes(data[place:]).strip(b"\r\n\x25\x15\x1a")):
        faults.add(Fault(f"{len(data) - place} bytes follow the last record"))


def _start(data: bytes, place: int, framing: Framing) -> int:
    """Return where the record's own bytes begin: behind its length, or behind the ends of lines."""
    if framing is not Framing.BARE:
        return place + 4
    while bytes(data[place : place + 1]) in {b"\r", b"\n", b"\x15", b"\x25"}:
        place += 1
    return place


def _length(data: bytes, start: int, framing: Framing, code: Code) -> int:
    if framing is Framing.BARE:
        return record_length(data, start, code)
    said = int.from_bytes(data[start - 4 : start], "little" if framing is Framing.LITTLE_ENDIAN else "big")
    return said - 4 if framing is Framing.INCLUSIVE else said


def _next(data: bytes, place: int, framing: Framing, code: Code) -> int:
    """Return the next place at which a record of a known type fits into the file, or the end."""
    if framing is not Framing.STANDARD:
        return len(data)
    for found in _PLAUSIBLE[code].finditer(data, place):
        at = found.start()
        if at + 4 + int.from_bytes(data[at : at + 4], "big") <= len(data):
            return at
    return len(data)
