"""The promise of the image cash letter's reader, for ``bench.fuzz``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bench.fuzz import Target
from lockbox.formats.x9 import NotAnImageCashLetter, read_cash_letter
from lockbox.formats.x9.deposit import Check, Face, Header, Ticket
from lockbox.formats.x9.record import Code
from lockbox.formats.x9.writer import cash_letter

_HEADER = Header(
    code=Code.EBCDIC,
    standard_level="03",
    production=False,
    destination="011000015",
    destination_name="BANK",
    depositor="011000138",
    depositor_name="LOCKBOX",
    deposit_bank="011000138",
    account="1234567890",
    payee="PAYEE",
    business_date=dt.date(2026, 11, 20),
    created_at="2100",
    file_id="A",
    letter_id="1A2B3C4D",
    bundle_items=2,
)


def _seeds() -> Iterable[bytes]:
    faces = (Face(back=False, tiff=b"II*\x00front"), Face(back=True, tiff=b"II*\x00"))
    checks = [Check(f"{one:015d}", 100 * one, "021000021", "1042", "", "123456789/", faces=faces) for one in (1, 2, 3)]
    for code in Code:
        yield b"".join(cash_letter(replace(_HEADER, code=code), checks, Ticket("900", 600)))


def _check(data: bytes) -> None:
    letter = read_cash_letter(data)
    assert all(item.cents >= 0 for item in letter.items), "an amount is negative"
    if not letter.faults:
        declared = (letter.declared_cents, letter.declared_count)
        assert declared == (sum(item.cents for item in letter.items), len(letter.items)), "a wrong total is accepted"


X9 = Target("x9", _check, (NotAnImageCashLetter,), _seeds)
