"""The promise of the reader of other channels' payments, for ``bench.fuzz``: lawful payments, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bench.fuzz import Target
from lockbox.formats.other_payments import COLUMNS, PaymentsError, parse_payments

_HEADER = ",".join(COLUMNS)


def _seeds() -> Iterable[bytes]:
    yield (
        f"{_HEADER}\n730021448815,medical,2026-12,412.50,2026-11-18,online,W-1001\n"
        "730021448815,dental,2026-12,-38.20,2026-11-19,phone,P-7\n"
    ).encode()
    yield f'\ufeff{_HEADER},note\r\n730021448815,Medical,2026-12,"$1,412.50",2026-11-18,online,"W,1",""\r\n'.encode()


def _check(data: bytes) -> None:
    payments = parse_payments(data.decode("utf-8-sig"))
    assert payments, "a file without payments was taken"
    names = [(one.channel, one.reference) for one in payments]
    assert len(set(names)) == len(names), "a payment was taken twice"
    for one in payments:
        assert one.cents, "a payment of nothing was taken"
        assert abs(one.cents) < 100_000_000, "an amount is too large"
        assert re.fullmatch("[0-9]{12}", one.member_id, re.ASCII), "nobody was paid for"


PAYMENTS = Target("payments", _check, (PaymentsError, UnicodeDecodeError), _seeds)
