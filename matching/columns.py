"""Columns in place of objects: texts, keys and numbers laid out as bytes that many processes can share."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, overload

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Columns = Mapping[str, Array]
"""Arrays by name; each of one dimension."""

_MAGIC = b"lockbox columns\n"
_HASH = 32
_ALIGNED = 64
_MOST = 1 << 32


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Many short texts in one piece.

    Attributes:
        starts: where each text begins in ``blob``, and the end of the last one; uint32.
        blob: the texts in UTF-8, one after the other.
    """

    starts: memoryview
    blob: memoryview

    @classmethod
    def over(cls, columns: Columns, name: str) -> Texts:
        """Return the texts that ``columns_of_texts`` laid out under a name."""
        return cls(columns[f"{name}.starts"].data, columns[f"{name}.blob"].data)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Return one text, counted from 0, or several."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return str(self.blob[self.starts[place] : self.starts[place + 1]], "utf-8")


@dataclass(frozen=True, slots=True, eq=False)
class Index(Mapping[str, Sequence[int]]):
    """Places by key: every key with the places that are filed under it, ascending.

    Attributes:
        keys_: the keys, ascending.
        starts: where the places of each key begin, and the end of the last ones; uint32.
        places: uint32.
    """

    keys_: Texts
    starts: memoryview
    places: memoryview

    @classmethod
    def over(cls, columns: Columns, name: str) -> Index:
        """Return the index that ``columns_of_index`` laid out under a name."""
        return cls(Texts.over(columns, name), columns[f"{name}.first"].data, columns[f"{name}.places"].data)

    def __getitem__(self, key: str) -> Sequence[int]:
        """Return the places of a key.

        Raises:
            KeyError: nothing is filed under it.
        """
        at = bisect_left(self.keys_, key)
        if at == len(self.keys_) or self.keys_[at] != key:
            raise KeyError(key)
        return self.places[self.starts[at] : self.starts[at + 1]]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, ascending."""
        return iter(self.keys_)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.keys_)


def columns_of_texts(name: str, texts: Iterable[str]) -> dict[str, Array]:
    """Return texts as the columns that ``Texts`` reads."""
    coded = [text.encode("utf-8") for text in texts]
    blob = b"".join(coded)
    assert len(blob) < _MOST, "too much text for one column"
    return {
        f"{name}.starts": np.fromiter(accumulate(map(len, coded), initial=0), np.uint32, len(coded) + 1),
        f"{name}.blob": np.frombuffer(blob, np.uint8),
    }


def columns_of_index(name: str, filed: Mapping[str, Sequence[int]]) -> dict[str, Array]:
    """Return places by key as the columns that ``Index`` reads; the places of each key must ascend."""
    keys = sorted(filed)
    lengths = (len(filed[key]) for key in keys)
    return columns_of_texts(name, keys) | {
        f"{name}.first": np.fromiter(accumulate(lengths, initial=0), np.uint32, len(keys) + 1),
        f"{name}.places": np.fromiter((place for key in keys for place in filed[key]), np.uint32),
    }


def pack(columns: Columns) -> bytes:
    """Return columns as one piece of bytes that bears its own SHA-256 and can be read in place."""
    table, pieces, size = [], [], 0
    for name, array in columns.items():
        data = array.tobytes()
        table.append((name, array.dtype.str, len(array), size))
        padded = data + bytes(-len(data) % _ALIGNED)
        pieces.append(padded)
        size += len(padded)
    head = json.dumps(table).encode("ascii")
    start = len(_MAGIC) + _HASH + 8 + len(head)
    body = b"".join((len(head).to_bytes(8, "little"), head, bytes(-start % _ALIGNED), *pieces))
    return _MAGIC + hashlib.sha256(body).digest() + body


def unpack(data: bytes | memoryview) -> Columns:
    """Return the columns that lie in bytes, without copying them.

    Raises:
        ValueError: the bytes are not columns, or not those that were packed.
    """
    whole = memoryview(data).toreadonly()
    body = len(_MAGIC) + _HASH
    if whole[: len(_MAGIC)] != _MAGIC or hashlib.sha256(whole[body:]).digest() != whole[len(_MAGIC) : body]:
        raise ValueError("these bytes are not the columns that were packed")
    start = body + 8 + int.from_bytes(whole[body : body + 8], "little")
    table: list[tuple[str, str, int, int]] = json.loads(bytes(whole[body + 8 : start]))
    start += -start % _ALIGNED
    return {name: np.frombuffer(whole, kind, length, start + at) for name, kind, length, at in table}
