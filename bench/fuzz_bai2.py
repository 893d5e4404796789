"""The promise of the cash report's reader, for ``bench.fuzz``: no report that does not add up is taken for whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from bench.fuzz import Target
from lockbox.formats.bai2 import BankAccount, BankGroup, BankItem, BankReport, BankSummary, NotABankReport
from lockbox.formats.bai2 import read_bank_report as read
from lockbox.formats.bai2_write import write_bank_report as write

_DAY = dt.date(2026, 11, 23)


def _seeds() -> Iterable[bytes]:
    items = (
        BankItem(0, "115", 45_000, "Z", "7781", "1f0e5c7a9b2d", "LOCKBOX DEPOSIT"),
        BankItem(0, "555", 10_000, "Z", "7790", "1001", "R/T 011000138 ACCT 123456780 CHECK 1001 REASON A NSF"),
    )
    account = BankAccount(0, "1234567890", "USD", (BankSummary("110", 45_000, 1),), items)
    yield write(
        BankReport("011000015", "LOCKBOX", _DAY, "0600", "1", (BankGroup(0, "L", "B", "1", _DAY, "", "", (account,)),))
    )
    yield (
        b"01,BANK,LOCKBOX,261123,0600,2,80,1,2/\r\n02,LOCKBOX,BANK,1,261123,2400,USD,2/\r\n"
        b"03,1234567890,,115,10000000,5,S,5000000,4000000,1000000/\r\n"
        b"16,115,10000000,S,5000000,4000000,1000000/\r\n88,AX13612,B096132,AMALGAMATED CORP. LOCKBOX\r\n"
        b"88,DEPOSIT-MISC. RECEIVABLES\r\n16,115,100,V,261124,,B,C,/\r\n16,116,100,D,2,0,40,1,60,B,C/\r\n"
        b"49,20000200,7/\r\n98,20000200,1,9/\r\n99,20000200,1,11/\r\n"
    )


def _check(data: bytes) -> None:
    report = read(data)
    items = [item for group in report.groups for account in group.accounts for item in account.items]
    assert all(item.cents >= 0 for item in items), "an amount is negative"
    assert all(fault.text for fault in report.faults)
    assert report.adds_up or report.faults, "what is wrong is not said"
    if report.adds_up:
        total = sum(account.total_cents for group in report.groups for account in group.accounts)
        lines = [line for line in re.split(r"[\r\n]+", data.decode("latin-1")) if line.startswith("99")]
        lines = lines or re.findall(r"99,[^/]*", data.decode("cp037" if data[:2] == b"\xf0\xf1" else "latin-1"))
        stated = {int(said[0]) for line in lines if (said := re.findall(r"^99,\s*([+-]?[0-9]+)", line))}
        assert total in stated or data[:2] == b"\xf0\xf1", "a total that does not hold was taken"


BAI2 = Target("bai2", _check, (NotABankReport,), _seeds)
