"""Image cash letters (X9.100-187, X9.37): the checks and page images that such a file carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

_RECORD = 80
_CHECK, _RETURN = "25", "31"
_CREDITS = ("61", "62")
_VIEW_DETAIL, _VIEW_DATA = "50", "52"
_FIXED_VIEW_DATA = 105
"""Characters of record 52 before its first variable field."""


class NotAnImageCashLetter(ValueError):
    """The bytes are not framed as X9.100-187 records."""


@dataclass(frozen=True, slots=True)
class View:
    """One image of an item, raw as in the file (TIFF by default)."""

    back: bool
    image: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One check of the file: the amount its sender declared, in cents, and its images in file order."""

    sequence: str
    cents: int
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class CashLetterFile:
    """What a file holds, what its control record declares, and what is wrong with it.

    ``declared_count`` counts checks alone; both declarations are None where record 99 is absent.
    """

    items: tuple[Item, ...]
    declared_count: int | None
    declared_cents: int | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    number: int
    kind: str
    text: str
    raw: bytes

    def digits(self, first: int, last: int) -> int:
        """Return positions ``first`` to ``last`` (1-based, inclusive) as a number, blanks as 0."""
        field = self.text[first - 1 : last].strip()
        return int(field) if field.isascii() and field.isdigit() else 0


def read_cash_letter(data: bytes) -> CashLetterFile:
    """Read the items of an image cash letter, leniently: what is wrong is said, the rest is read on.

    Raises:
        NotAnImageCashLetter: the first record is no file header.
    """
    faults: list[str] = []
    items: list[Item] = []
    credit_records, control, back = 0, None, False
    for record in _records(data, faults):
        if record.kind in (_CHECK, _RETURN):
            first, last = (48, 57) if record.kind == _CHECK else (32, 41)
            sequence = record.text[57:72] if record.kind == _CHECK else record.text[53:68]
            items.append(Item(sequence.strip(), record.digits(first, last)))
        elif record.kind in _CREDITS:
            credit_records += 1
        elif record.kind == _VIEW_DETAIL:
            back = record.text[31:32] == "1"
        elif record.kind == _VIEW_DATA:
            _add_view(items, record, back, faults)
        elif record.kind == "99":
            control = record
    if control is None:
        faults.append("the file control record (99) is missing")
        return CashLetterFile(tuple(items), None, None, tuple(faults))
    count, cents = control.digits(17, 24), control.digits(25, 40)
    if credit_records and count == len(items) + credit_records:
        count -= credit_records
    return CashLetterFile(tuple(items), count, cents, tuple(faults))


def looks_like_cash_letter(data: bytes) -> bool:
    """Say whether bytes begin with a framed file header record in ASCII or EBCDIC."""
    return data[:4] == _RECORD.to_bytes(4, "big") and data[4:6] in (b"01", "01".encode("cp037"))


def _records(data: bytes, faults: list[str]) -> Iterator[_Record]:
    if not looks_like_cash_letter(data):
        raise NotAnImageCashLetter("the file does not begin with a framed X9 file header record")
    code = "ascii" if data[4:6] == b"01" else "cp037"
    place, number = 0, 0
    while place + 4 <= len(data):
        number += 1
        length = int.from_bytes(data[place : place + 4], "big")
        raw = data[place + 4 : place + 4 + length]
        if len(raw) < length or length < 2:
            faults.append(f"record {number} at byte {place} says {length} bytes, {len(raw)} are there")
            return
        text = raw[: max(_RECORD, _FIXED_VIEW_DATA)].decode(code, "replace")
        yield _Record(number, text[:2], text, raw)
        place += 4 + length
    if place != len(data):
        faults.append(f"{len(data) - place} bytes follow the last record")


def _add_view(items: list[Item], record: _Record, back: bool, faults: list[str]) -> None:
    """Append the image of a view data record (52) to the item it follows."""
    code = "ascii" if record.raw[:2] == b"52" else "cp037"
    place = _FIXED_VIEW_DATA + record.digits(102, 105)
    signature = _number(record.raw[place : place + 5], code)
    place += 5 + signature
    length = _number(record.raw[place : place + 7], code)
    image = record.raw[place + 7 : place + 7 + length]
    if not items:
        faults.append(f"record {record.number} (52) has an image before any check")
        return
    if not image or len(image) < length:
        faults.append(f"record {record.number} (52) declares {length} image bytes, {len(image)} are there")
    items[-1] = replace(items[-1], views=(*items[-1].views, View(back, image)))


def _number(raw: bytes, code: str) -> int:
    text = raw.decode(code, "replace").strip()
    return int(text) if text.isascii() and text.isdigit() else 0
