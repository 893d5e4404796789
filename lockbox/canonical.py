"""Records as canonical JSON and its SHA-256: one record, one spelling, one name."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import json
from enum import Enum
from typing import TypeVar

import msgspec

T = TypeVar("T")


def _plain(value: object) -> object:
    """Turn a record into plain JSON values; floats, sets, lists, dicts and clocks are refused."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is tuple:
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if type(value) is bytes:
        return base64.b64encode(value).decode("ascii")
    if type(value) is dt.date:
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def encode(record: object) -> bytes:
    """Return the canonical JSON of a record: UTF-8, sorted keys, no spaces, bytes as base64.

    Raises:
        TypeError: the record holds something other than int, str, bytes, bool, None, date, Enum,
            tuple or a dataclass of these.
    """
    text = json.dumps(_plain(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def decode(kind: type[T], data: bytes) -> T:
    """Return the record of type ``kind`` that ``data`` spells.

    Raises:
        ValueError: the bytes are not JSON, do not fit the type, or break what the record promises.
    """
    try:
        record: T = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, AssertionError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error
    return record


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest(record: object) -> str:
    """Return the SHA-256 of a record's canonical JSON."""
    return sha256(encode(record))
