"""Which checks may become ACH debits: every rule by itself, and every reason at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lockbox.arc import Barred, Source, barred
from lockbox.micr import parse_micr
from lockbox.records import InstrumentKind, MarkKind
from lockbox.settings_bank import AccountsReceivable

RULES = AccountsReceivable(opt_outs=("0f" * 32,))
GOOD = Source(InstrumentKind.CHECK, parse_micr("A021000021A 12345678C 1042"), 100_00, signed=True)


def test_a_personal_check_may() -> None:
    assert barred(GOOD, RULES) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": InstrumentKind.MONEY_ORDER}, Barred.MONEY_ORDER),
        ({"kind": InstrumentKind.CASHIERS_CHECK}, Barred.BANKS_OWN),
        ({"kind": InstrumentKind.BILL_PAY}, Barred.BILL_PAY),
        ({"kind": InstrumentKind.WARRANT}, Barred.TREASURY),
        ({"micr": parse_micr("C001042C A021000021A 12345678C")}, Barred.AUXILIARY),
        ({"micr": parse_micr("A021000021A 12345678C")}, Barred.NO_SERIAL),
        ({"micr": parse_micr("A021000021A")}, Barred.NO_ACCOUNT),
        ({"micr": parse_micr("A021000022A 12345678C 1042")}, Barred.NO_ROUTING),
        ({"micr": parse_micr("A021000021A 1234*678C 1042")}, Barred.NOT_WHOLLY_READ),
        ({"micr": None}, Barred.NO_CODE_LINE),
        ({"cents": 25_000_01}, Barred.OVER_LIMIT),
        ({"signed": False}, Barred.UNSIGNED),
        ({"marks": {MarkKind.THIRD_PARTY}}, Barred.THIRD_PARTY),
        ({"marks": {MarkKind.FOREIGN}}, Barred.FOREIGN),
        ({"marks": {MarkKind.VOID}}, Barred.MARKED),
        ({"account_key": "0f" * 32}, Barred.OPTED_OUT),
        ({"ruled": True}, Barred.RULED),
    ],
)
def test_each_rule_bars_by_itself(change: dict[str, Any], reason: Barred) -> None:
    assert reason in barred(replace(GOOD, **change), RULES)


def test_exactly_the_limit_may() -> None:
    assert barred(replace(GOOD, cents=25_000_00), RULES) == ()


def test_a_money_order_is_known_by_its_issuer_too() -> None:
    assert Barred.MONEY_ORDER in barred(replace(GOOD, micr=parse_micr("A000008002A 23499737403C")), RULES)


def test_every_reason_is_collected() -> None:
    bad = replace(GOOD, kind=InstrumentKind.MONEY_ORDER, cents=30_000_00, signed=False, micr=None)
    assert set(barred(bad, RULES)) == {Barred.NO_CODE_LINE, Barred.MONEY_ORDER, Barred.OVER_LIMIT, Barred.UNSIGNED}
