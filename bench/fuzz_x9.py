"""The promise of the image cash letter's reader, for ``bench.fuzz``."""

from __future__ import annotations

from collections.abc import Iterable

from bench.fuzz import Target
from lockbox.formats.x9 import NotAnImageCashLetter, read_cash_letter


def _frame(text: str, code: str, image: bytes = b"") -> bytes:
    raw = text.encode(code) + image
    return len(raw).to_bytes(4, "big") + raw


def _seeds() -> Iterable[bytes]:
    for code in ("ascii", "cp037"):
        yield _frame("0103T".ljust(80), code) + _frame(f"99{1:06d}{2:08d}{0:08d}{0:016d}".ljust(80), code)


def _check(data: bytes) -> None:
    letter = read_cash_letter(data)
    assert all(item.cents >= 0 for item in letter.items), "an amount is negative"


X9 = Target("x9", _check, (NotAnImageCashLetter,), _seeds)
