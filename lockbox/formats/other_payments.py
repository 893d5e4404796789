"""Payments made by other channels, from CSV: one line a payment, all mistakes named together with their lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping

from lockbox.errors import LockboxError
from lockbox.money import parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import OtherPayment

COLUMNS = ("member_id", "coverage", "coverage_month", "amount", "paid_on", "channel", "reference")

_SHAPES: Mapping[str, tuple[str, str]] = {
    "member_id": (r"[0-9]{12}", "is not 12 digits (has a spreadsheet dropped leading zeros?)"),
    "coverage": (r"medical|dental", "is neither medical nor dental"),
    "coverage_month": (r"20[0-9]{2}-(?:0[1-9]|1[0-2])", "is not a month as YYYY-MM"),
    "amount": (
        r"-?\$?(?:[0-9]{1,6}|[0-9]{1,3},[0-9]{3})\.[0-9]{2}",
        "is not dollars with two decimals below a million",
    ),
    "paid_on": (r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", "is not a day as YYYY-MM-DD"),
    "channel": (r"[a-z][a-z0-9_-]{0,19}", "is not a short lower-case word such as online or phone"),
    "reference": (r"[\x21-\x7e][\x20-\x7e]{0,63}", "is not 1 to 64 plain characters"),
}
_MOST_MISTAKES = 200


class PaymentsError(LockboxError):
    """The payments file has mistakes, nothing was loaded."""

    hint = "Mend every line named above and load the file again."


def parse_payments(text: str) -> tuple[OtherPayment, ...]:
    """Return the payments that a file lists, in its order.

    A payment that was taken back is a line of its own with a negative amount and a reference of its own.

    Raises:
        PaymentsError: naming every mistake with its line; nothing of a file with mistakes is used.
    """
    mistakes: list[str] = []
    found: dict[tuple[str, str], tuple[int, OtherPayment]] = {}
    for line, row in _rows(text, mistakes):
        faults = [f"{name} {row[name]!r} {why}" for name, (shape, why) in _SHAPES.items() if _breaks(shape, row[name])]
        payment = None if faults else _payment(row, faults)
        if payment:
            first, _ = found.setdefault((payment.channel, payment.reference), (line, payment))
            if first != line:
                faults.append(f"reference {payment.reference} of {payment.channel} is on line {first} already")
        mistakes += [f"line {line}: {fault}" for fault in faults]
    if not mistakes and not found:
        mistakes.append("line 1: the file lists no payment")
    if mistakes:
        shown = mistakes[:_MOST_MISTAKES]
        more = [f"and {len(mistakes) - len(shown)} more"] if len(mistakes) > len(shown) else []
        raise PaymentsError(f"the payments have mistakes ({len(mistakes)}):\n  " + "\n  ".join([*shown, *more]))
    return tuple(payment for _, payment in found.values())


def _breaks(shape: str, value: str) -> bool:
    return re.fullmatch(shape, value, re.ASCII) is None


def _payment(row: Mapping[str, str], faults: list[str]) -> OtherPayment | None:
    amount = row["amount"]
    cents = parse_dollars(amount.removeprefix("-")) * (-1 if amount.startswith("-") else 1)
    if not cents:
        faults.append("amount is nothing")
    try:
        paid_on = dt.date.fromisoformat(row["paid_on"])
    except ValueError:
        faults.append(f"paid_on {row['paid_on']!r} is no day of the calendar")
        return None
    if faults:
        return None
    coverage = Coverage(row["coverage"])
    return OtherPayment(
        row["member_id"], coverage, row["coverage_month"], cents, paid_on, row["channel"], row["reference"]
    )


def _rows(text: str, mistakes: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and columns of every row that is whole, noting the faults of header and other rows."""
    header: list[str] = []
    for line, values in _split(text, mistakes):
        if not header:
            header = [value.lower() for value in values]
            faults = [f"column {name} is missing" for name in COLUMNS if name not in header]
            faults += [
                f"column {name} is there twice" for name in sorted(set(header)) if name and header.count(name) > 1
            ]
            mistakes += [f"line {line}: {fault}" for fault in faults]
            if faults:
                return
        elif len(values) != len(header):
            mistakes.append(f"line {line}: {len(values)} fields where the header has {len(header)}")
        else:
            row = dict(zip(header, values, strict=True))
            yield line, row | {"coverage": row["coverage"].lower(), "channel": row["channel"].lower()}


def _split(text: str, mistakes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and trimmed fields of every line that is not blank, noting what is not CSV."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            values = [field.strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            mistakes.append(f"line {line}: this is not CSV: {error}")
            continue
        if any(values):
            yield line, values
