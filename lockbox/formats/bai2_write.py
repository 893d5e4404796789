"""Writes a BAI2 cash report with totals that hold: what a bank would send, for samples and tests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from lockbox.formats.bai2 import BankAccount, BankGroup, BankItem, BankReport

_TEXT_WIDTH = 60


def write_bank_report(report: BankReport) -> bytes:
    """Return a report as a BAI2 file; places of records, faults and totals are made anew."""
    groups = [_group(group) for group in report.groups]
    total = sum(account.total_cents for group in report.groups for account in group.accounts)
    made = _day(report.created_on)
    lines = [f"01,{report.sender},{report.receiver},{made},{report.created_at},{report.file_id},,,2/"]
    lines += [line for group in groups for line in group]
    lines.append(f"99,{total},{len(groups)},{len(lines) + 1}/")
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _group(group: BankGroup) -> list[str]:
    head = (
        f"02,{group.receiver},{group.originator},{group.status},{_day(group.as_of)},,{group.currency},{group.modifier}/"
    )
    lines = [head, *(line for account in group.accounts for line in _account(account))]
    total = sum(account.total_cents for account in group.accounts)
    return [*lines, f"98,{total},{len(group.accounts)},{len(lines) + 1}/"]


def _account(account: BankAccount) -> list[str]:
    lines = [f"03,{account.number},{account.currency}/"]
    for one in account.summaries:
        cents, count = ("" if value is None else str(value) for value in (one.cents, one.count))
        lines.append(f"88,{one.code},{cents},{count},/")
    lines += [line for item in account.items for line in _item(item)]
    return [*lines, f"49,{account.total_cents},{len(lines) + 1}/"]


def _item(item: BankItem) -> Iterator[str]:
    assert item.funds in {"", "0", "1", "2", "Z"}, "only funds types without amounts of their own are written"
    head = f"16,{item.code},{item.cents},{item.funds},{item.bank_reference},{item.customer_reference}"
    pieces = _pieces(item.text)
    if not pieces:
        yield f"{head}/"
        return
    yield f"{head},{pieces[0]}"
    yield from (f"88,{piece}" for piece in pieces[1:])


def _pieces(text: str) -> list[str]:
    """Return a text in lines, broken at single blanks; a ``/`` at an end is doubled, as the reader takes one away."""
    pieces: list[str] = []
    for word in re.split(r"(?<=\S) (?=\S)", text.strip()):
        if pieces and len(pieces[-1]) + len(word) < _TEXT_WIDTH:
            pieces[-1] += f" {word}"
        elif word:
            pieces.append(word)
    return [f"{piece}/" if piece.endswith("/") else piece for piece in pieces]


def _day(day: dt.date | None) -> str:
    return f"{day:%y%m%d}" if day else ""
