"""Holds the deposit against the books: image cash letter and ACH file as they were written, by the list of ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batches.agree import CHECKS, TOTALS, Lines, Source, Statement, rows_of
from lockbox.formats.ach import NotAnAchFile, read_arc
from lockbox.formats.x9.letter import NotAnImageCashLetter, read_cash_letter
from lockbox.identity import confirmation
from lockbox.money import display_dollars, parse_dollars


@dataclass(frozen=True, slots=True)
class DepositFiles:
    """The files of a deposit; there is none where nothing goes that way."""

    clearing: bytes
    x9: bytes | None
    arc: bytes | None


def from_deposit(files: DepositFiles, where: str) -> Source:
    """Return which checks the bank is sent: images by their sequence number, debits by amount, paper by the list."""
    checks, faults = Lines(), list[str]()
    rows = _listed(files.clearing, faults)
    if files.x9 is not None:
        _images(files.x9, {row["sequence"]: _number(row) for row in rows}, checks, faults)
    if files.arc is not None:
        _debits(files.arc, [row for row in rows if row["way"] == "ach"], checks, faults)
    for row in rows:
        if row["way"] not in ("image", "ach"):
            checks[_number(row)] += parse_dollars(row["amount"])
    total = Lines(deposit=sum(checks.values()))
    levels = (Statement("deposit", CHECKS, checks), Statement("deposit", TOTALS, total))
    return Source("deposit", where, levels, tuple(faults))


def _listed(data: bytes, faults: list[str]) -> list[dict[str, str]]:
    """Return the rows of the list of ways, none of them where one cannot be read."""
    try:
        rows = rows_of(data)
        for row in rows:
            _number(row), parse_dollars(row["amount"]), row["sequence"], row["way"]
    except (ValueError, KeyError, TypeError) as error:
        faults.append(f"clearing: is no list of ways: {error!r}")
        return []
    return rows


def _images(data: bytes, numbers: Mapping[str, str], checks: Lines, faults: list[str]) -> None:
    try:
        letter = read_cash_letter(data)
    except NotAnImageCashLetter as error:
        faults.append(f"x9: {error}")
        return
    faults += [f"x9: {fault}" for fault in letter.faults]
    for item in letter.items:
        checks[numbers.get(item.sequence, f"image {item.sequence}")] += item.cents


def _debits(data: bytes, rows: Sequence[Mapping[str, str]], checks: Lines, faults: list[str]) -> None:
    """Add the debits, which bear no number of ours: each to a check of its amount on the list."""
    waiting: dict[int, list[str]] = {}
    for row in rows:
        waiting.setdefault(parse_dollars(row["amount"]), []).append(_number(row))
    try:
        arc = read_arc(data)
    except NotAnAchFile as error:
        faults.append(f"arc: {error}")
        return
    faults += [f"arc: {fault}" for fault in arc.faults]
    for entry in arc.entries:
        same = waiting.get(entry.cents)
        checks[same.pop() if same else f"debit of {display_dollars(entry.cents)}"] += entry.cents


def _number(row: Mapping[str, str]) -> str:
    return confirmation(row["batch"], row["envelope"], int(row["item"]))
