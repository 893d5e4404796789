"""The records of X9.100-187 as data: each field with its positions, type, usage and, where few, its values.

A table has a line for each field after the record type: its first and last position (1-based), or ``+`` and
a length where an earlier field sets the place; type; ``M`` mandatory or ``C`` conditional; name; values
joined by ``|``.

Types: ``N`` figures, right and zero-filled; ``A``, ``AN``, ``ANS``, ``NS`` text and ``NB`` figures, left and
blank-filled; ``NBSM`` and ``NBSMOS`` figures with MICR symbols (``*`` unread, ``-`` dash, ``/`` on-us), right
and blank-filled; ``B`` blanks; ``BIN`` bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lockbox.formats.x9.table_envelope import TABLES as ENVELOPE
from lockbox.formats.x9.table_images import TABLES as IMAGES
from lockbox.formats.x9.table_items import TABLES as ITEMS

_LINE = re.compile(r"(?:(\d+)-(\d+)|\+(\d+)|\+([a-z_]+)) (\w+) ([MC]) (\w+)(?: (\S+))?")
_KINDS = {"N", "A", "AN", "ANS", "NS", "NB", "NBSM", "NBSMOS", "B", "BIN"}
PAYEE_ENDORSEMENT = "68/001"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field.

    Attributes:
        number: as the standard counts, the record type being 1.
        first: its first position, 0 where an earlier field's length sets it.
        length: characters, 0 where the field named ``sized_by`` says how many.
        values: what it may hold, empty for anything of its kind.
    """

    number: int
    name: str
    kind: str
    mandatory: bool
    first: int
    length: int
    sized_by: str = ""
    values: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """How people find it: ``field 7 item_amount, positions 48-57``."""
        if not self.first:
            return f"field {self.number} {self.name}"
        return f"field {self.number} {self.name}, positions {self.first}-{self.first + self.length - 1}"


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One record type; ``length`` is that of its fixed part, 0 added for what varies."""

    code: str
    title: str
    fields: tuple[FieldSpec, ...]
    index: dict[str, int] = field(compare=False)

    @property
    def length(self) -> int:
        """Characters when everything of varying length is empty."""
        return 2 + sum(one.length for one in self.fields)


def _parse(key: str, title: str, table: str) -> RecordSpec:
    fields = tuple(_field(number, line) for number, line in enumerate(table.split("\n")[1:-1], 2))
    spec = RecordSpec(key[:2], title, fields, {one.name: place for place, one in enumerate(fields)})
    fixed = [one for one in fields if one.first]
    assert fixed[0].first == 3, f"{key} does not begin at 3"
    assert all(one.first + one.length == other.first for one, other in pairwise(fixed)), f"{key} has a gap"
    assert len(spec.index) == len(fields), f"{key} has two fields of one name"
    return spec


def _field(number: int, line: str) -> FieldSpec:
    found = _LINE.fullmatch(line)
    assert found, line
    first, last, more, sized_by, kind, usage, name, values = found.groups()
    assert kind in _KINDS, line
    length = int(last) - int(first) + 1 if first else int(more or 0)
    allowed: Sequence[str] = values.split("|") if values else ()
    return FieldSpec(number, name, kind, usage == "M", int(first or 0), length, sized_by or "", tuple(allowed))


RECORDS: dict[str, RecordSpec] = {
    key: _parse(key, title, table) for tables in (ENVELOPE, ITEMS, IMAGES) for key, (title, table) in tables.items()
}
"""Every record type by its two figures; ``68/001`` is the payee endorsement form of 68."""
