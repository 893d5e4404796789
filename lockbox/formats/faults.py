"""What is wrong with a file of somebody else's, or an old one: said by record and field, while reading goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        record: counts records, segments or lines from 1; 0 stands for the whole file.
        field: what the layout calls it, empty where the whole record is meant.
        text: in plain words.
    """

    record: int
    field: str
    text: str

    def __str__(self) -> str:
        place = f"record {self.record}" if self.record else "file"
        return f"{place}, {self.field}: {self.text}" if self.field else f"{place}: {self.text}"
