"""The lines of a BAI2 file: bytes to logical records, continuations joined, and the fields of one taken in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lockbox.formats.faults import Fault

_EBCDIC_01 = b"\xf0\xf1"
_START = re.compile(r"/[ ]*(?=(?:01|02|03|16|49|88|98|99),)")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Record:
    """One logical record.

    Attributes:
        code: its two digits.
        place: the physical record it begins at, from 1; ``last`` the one it ends with.
        pieces: what each of its physical records holds behind the code, without the closing ``/``.
    """

    code: str
    place: int
    last: int
    pieces: tuple[str, ...]

    def cursor(self) -> Cursor:
        """Return its fields, to be taken in turn."""
        return Cursor(self.pieces)


class Cursor:
    """Takes the fields of a record one by one, across its continuations; past the end they are empty."""

    def __init__(self, pieces: tuple[str, ...]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self._piece, self._at = 0, 0

    def more(self) -> bool:
        """Say whether anything is left."""
        return self._piece < len(self._pieces)

    def next(self) -> str:
        """Return the next field without the blanks around it."""
        if not self.more():
            return ""
        text = self._pieces[self._piece]
        comma = text.find(",", self._at)
        found = text[self._at : comma if comma >= 0 else None]
        if comma >= 0:
            self._at = comma + 1  # a comma at the end is followed by one more field, an empty one
        else:
            self._piece, self._at = self._piece + 1, 0
        return found.strip()

    def rest(self) -> str:
        """Return all that is left as text, pieces joined by a blank."""
        pieces = self._pieces[self._piece :]
        if pieces:
            pieces[0] = pieces[0][self._at :]
        self._piece = len(self._pieces)
        return " ".join(piece.strip() for piece in pieces if piece.strip())


def records_of(data: bytes, faults: list[Fault]) -> tuple[Record, ...]:
    """Return the logical records of a file, noting what is wrong with its lines."""
    found: list[Record] = []
    for place, line in enumerate(_lines(data, faults), 1):
        code, comma, rest = line[:2], line[2:3], line[3:]
        if comma not in {"", ",", "/"}:
            faults.append(Fault(place, "record code", f"{line[:12]!r}: two digits and a comma are wanted"))
        piece = rest.rstrip()
        piece = piece.removesuffix("/")
        if code != "88":
            found.append(Record(code, place, place, (piece,)))
        elif found:
            before = found[-1]
            found[-1] = Record(before.code, before.place, place, (*before.pieces, piece))
        else:
            faults.append(Fault(place, "", "a continuation (88) of nothing; left out"))
    return tuple(found)


def _lines(data: bytes, faults: list[Fault]) -> list[str]:
    """Return the physical records; a file without line ends is cut where a record's ``/`` meets the next code."""
    if data[:2] == _EBCDIC_01:
        faults.append(Fault(0, "", "it is written in EBCDIC; BAI2 is plain ASCII"))
        data = data.decode("cp037").encode("ascii", "replace")
    text = data.removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace")
    lines = [line.rstrip(" \x1a\x00") for line in re.split(r"\r\n|\n|\r", text)]
    lines = [line for line in lines if line]
    if len(lines) == 1:
        lines = [part for part in _START.sub("/\n", lines[0]).split("\n") if part]
    for place, line in enumerate(lines, 1):
        if odd := _UNPRINTABLE.search(line):
            faults.append(Fault(place, "", f"character {odd.start() + 1} is not printable ASCII"))
    return [_UNPRINTABLE.sub("?", line) for line in lines]
