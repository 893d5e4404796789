"""One record of X9.100-187, bytes <-> fields, for every type of the layout; reading is lenient, writing is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lockbox.formats.x9.faults import Fault
from lockbox.formats.x9.layout import PAYEE_ENDORSEMENT, RECORDS, FieldSpec, RecordSpec
from lockbox.micr import routing_number_holds


class Code(StrEnum):
    """How characters are spelled; what an ASCII file has beyond ASCII is kept as it is."""

    ASCII = "latin-1"
    EBCDIC = "cp037"


_ALLOWED = {
    "N": re.compile(r"[0-9]+"),
    "NB": re.compile(r"[0-9]+"),
    "NBSM": re.compile(r"[0-9*\- ]+"),
    "NBSMOS": re.compile(r"[0-9*\-/ ]+"),
}
_TEXT = re.compile(r"[\x20-\x7e]+")
_RIGHT = {"NBSM", "NBSMOS"}
_SECRET = {"on_us", "auxiliary_on_us", "deposit_account", "bank_account_number"}
"""Fields that hold account numbers: what is wrong with them is said without quoting them."""
_MONEY = {"item_amount", "total_amount", "item_count"}
"""Fields without which it is not certain what a file is worth."""
_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its key in the layout and a value for each field, without the filling.

    Attributes:
        key: as in ``layout.RECORDS``; two characters that are not there for a type nobody knows.
        rest: bytes behind the last field, as they are in the file; of an unknown record, all of it.
    """

    key: str
    values: tuple[str | bytes, ...]
    rest: bytes = b""

    @property
    def code(self) -> str:
        """The record type, two characters."""
        return self.key[:2]

    def text(self, name: str) -> str:
        """Return a field's text, empty where it is blank."""
        value = self.values[RECORDS[self.key].index[name]]
        assert isinstance(value, str), name
        return value

    def blob(self, name: str) -> bytes:
        """Return a field's bytes."""
        value = self.values[RECORDS[self.key].index[name]]
        assert isinstance(value, bytes), name
        return value

    def number(self, name: str) -> int:
        """Return a field as a number, 0 where it is blank or none."""
        return _number(self.text(name))


def record(key: str, values: Mapping[str, str | int | bytes]) -> Record:
    """Return a record from some of its fields by name; the others are blank.

    Raises:
        KeyError: the record has no such field.
    """
    spec = RECORDS[key]
    places = {spec.index[name]: value for name, value in values.items()}
    return Record(
        key,
        tuple(
            (value if isinstance(value, bytes) else str(value))
            if (value := places.get(place)) is not None
            else (b"" if one.kind == "BIN" else "")
            for place, one in enumerate(spec.fields)
        ),
    )


# --- Reading -----------------------------------------------------------------------------------


def read_record(raw: bytes, code: Code) -> tuple[Record, list[Fault]]:
    """Return the record that bytes spell and what is wrong with it, each fault naming its field."""
    key = raw[:2].decode(code)
    spec = RECORDS.get(_form(key, raw, code))
    if spec is None:
        return Record(key, (), bytes(raw)), [Fault(f"no record type is called {key!r}")]
    faults: list[Fault] = []
    values: list[str | bytes] = []
    place = 2
    for one in spec.fields:
        length = one.length or _size(spec, values, one)
        part = raw[place : place + length]
        place += length
        if one.kind == "BIN":
            values.append(bytes(part))
        elif len(part) == length:
            value, wrong = _understand(one, part.decode(code))
            values.append(value)
            faults += [Fault(f"{one.place}: {what}", one.name in _MONEY) for what in wrong]
        else:
            values.append(part.decode(code).strip())
    rest = bytes(raw[place:])
    if len(raw) < place:
        faults.append(Fault(f"{len(raw)} characters, {place} belong"))
    elif rest:
        faults.append(Fault(f"{len(rest)} characters stand behind its last field"))
    return Record(_form(key, raw, code), tuple(values), rest), faults


def record_length(data: bytes, place: int, code: Code) -> int:
    """Return the length of the record that begins at a place, by its own length fields alone."""
    head = bytes(data[place : place + RECORDS[PAYEE_ENDORSEMENT].length])
    spec = RECORDS.get(_form(head[:2].decode(code), head, code))
    if spec is None:
        return 80
    length, values = 2, list[str | bytes]()
    for one in spec.fields:
        size = one.length or _size(spec, values, one)
        part = b"" if one.kind == "BIN" else bytes(data[place + length : place + length + min(size, 64)])
        values.append(part.decode(code).strip())
        length += size
    return length


def _form(key: str, raw: bytes, code: Code) -> str:
    """Return the layout's key of a record: 68 has a form of its own for payee endorsements."""
    if key == "68" and raw[32:35].decode(code) == "001" and len(raw) >= RECORDS[PAYEE_ENDORSEMENT].length:
        return PAYEE_ENDORSEMENT
    return key


def _size(spec: RecordSpec, values: Sequence[str | bytes], one: FieldSpec) -> int:
    """Return the length of a field as an earlier field says it, 0 where that is no number."""
    said = values[spec.index[one.sized_by]]
    return min(_number(said), _LONGEST) if isinstance(said, str) else 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0


def _understand(one: FieldSpec, text: str) -> tuple[str, list[str]]:
    """Return a field's value without its filling, and what is wrong with it."""
    bare = text.strip(" ")
    if one.sized_by:
        return text, []
    if one.kind == "B":
        return text.rstrip(" "), [f"holds {_shown(one, bare)} where blanks belong"] if bare else []
    if not bare:
        return "", ["is blank"] if one.mandatory else []
    allowed = _ALLOWED.get(one.kind, _TEXT)
    if not allowed.fullmatch(bare):
        what = "number" if one.kind in {"N", "NB"} else "text of such a field"
        return bare, [f"{_shown(one, bare)} is no {what}"]
    wrong = []
    if one.values and bare not in one.values:
        wrong.append(f"{bare!r} is none of {', '.join(one.values)}")
    filled = text.startswith(" ") if one.kind not in _RIGHT else text.endswith(" ")
    if (one.kind == "N" and len(bare) < one.length) or (filled and len(bare) < one.length):
        wrong.append("stands at the wrong end of its field")
    elif one.kind == "N":
        wrong += _meaning(one, bare)
    return bare, wrong


def _meaning(one: FieldSpec, figures: str) -> list[str]:
    """Return what is wrong with figures that should be a day, a time or a routing number."""
    if one.name.endswith("routing") and one.length == 9 and not routing_number_holds(figures):
        return [f"the check digit of {figures} fails"]
    if one.name.endswith("_date"):
        try:
            dt.date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
        except ValueError:
            return [f"{figures} is no day"]
    if one.name.endswith("_time") and (figures[:2] > "23" or figures[2:] > "59"):
        return [f"{figures} is no time"]
    return []


def _shown(one: FieldSpec, text: str) -> str:
    return "what it holds" if one.name in _SECRET else repr(text[:40])


# --- Writing -----------------------------------------------------------------------------------


def write_record(found: Record, code: Code) -> bytes:
    """Return the bytes of a record, without the length ahead of it; lengths within follow from the values.

    Raises:
        ValueError: a value does not fit its field or cannot be spelled.
    """
    spec = RECORDS.get(found.key)
    if spec is None:
        return found.rest
    sizes = {one.sized_by: len(found.values[place]) for place, one in enumerate(spec.fields) if one.sized_by}
    parts = [found.code.encode(code)]
    for one, value in zip(spec.fields, found.values, strict=True):
        if isinstance(value, bytes):
            parts.append(value)
            continue
        text = _filled(one, str(sizes[one.name]).zfill(one.length) if one.name in sizes else value)
        parts.append(text.encode(code))
    return b"".join(parts) + found.rest


def _filled(one: FieldSpec, value: str) -> str:
    length = one.length or len(value)
    if len(value) > length:
        raise ValueError(f"{one.place}: {_shown(one, value)} is longer than {length}")
    if one.kind == "N" and value.isdigit():
        return value.zfill(length)
    return value.rjust(length) if one.kind in _RIGHT else value.ljust(length)
