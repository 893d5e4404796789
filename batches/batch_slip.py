"""batch.toml, the batch ticket: the day received and the control totals that mail room declares."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lockbox.errors import MailError
from lockbox.money import parse_dollars

BATCH_SLIP = "batch.toml"


@dataclass(frozen=True, slots=True)
class BatchSlip:
    """What a batch ticket declares; None where it is silent."""

    received_on: dt.date | None = None
    count: int | None = None
    total_cents: int | None = None


def read_batch_slip(path: Path) -> BatchSlip:
    """Return the batch ticket at ``path``, an empty one if there is no such file.

    Raises:
        MailError: naming every mistake in it.
    """
    if not path.exists():
        return BatchSlip()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MailError(f"{BATCH_SLIP} is not TOML: {error}", hint="Mend it; nothing was started.") from error
    mistakes = [f"{key}: not known here" for key in sorted(table.keys() - {"received_on", "count", "total"})]
    received_on, count, total = table.get("received_on"), table.get("count"), table.get("total")
    day = _day(received_on)
    if received_on is not None and day is None:
        mistakes.append(f"received_on: {received_on!r} is not a date like 2026-11-20")
    if count is not None and (type(count) is not int or count < 0):
        mistakes.append(f"count: {count!r} is not a whole number of checks")
        count = None
    cents = _cents(total)
    if total is not None and cents is None:
        mistakes.append(f'total: {total!r} is not an amount like "1234.50"')
    if mistakes:
        raise MailError(
            f"{BATCH_SLIP} has mistakes:\n  " + "\n  ".join(mistakes), hint="Mend them; nothing was started."
        )
    return BatchSlip(day, count, cents)


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _cents(value: object) -> int | None:
    """Return dollars as cents; TOML numbers are taken by their shortest spelling, never by arithmetic."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = value if isinstance(value, str) else repr(value)
    whole, _, cents = text.strip().partition(".")
    padded = f"{whole}.{cents:0<2}" if cents and len(cents) < 2 else text
    try:
        amount = parse_dollars(padded)
    except ValueError:
        return None
    return amount if amount >= 0 else None
