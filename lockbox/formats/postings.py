"""What a posting file says, whatever its format: the payments of one night, or what clerks posted on one day."""

from __future__ import annotations

import datetime as dt
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from lockbox.canonical import digest
from lockbox.records import Coverage
from lockbox.settlement import Member


@dataclass(frozen=True, slots=True)
class PostedPart:
    """Money posted to one plan, or taken back from it: then ``cents`` are below zero.

    ``coverage_month`` (YYYY-MM) is empty for money kept as credit; names are empty where no roster has them.
    """

    member_id: str
    coverage: Coverage
    carrier: str
    coverage_month: str
    cents: int
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One instrument and what of it was posted.

    Attributes:
        cents: what it is worth: what was deposited for it, or by a ruling moved.
        kind: kind of paper, empty where it is not known.
        account: the payer's bank account; formats show its last four digits.
        parts: where the money went; none while it rests in Suspense.
    """

    batch: str
    envelope: str
    item: int
    confirmation: str
    cents: int
    parts: tuple[PostedPart, ...] = ()
    kind: str = ""
    routing: str = ""
    account: str = ""
    serial: str = ""
    check_date: dt.date | None = None

    @property
    def remitter(self) -> str:
        """The subscriber whom it was posted to first, as ``LAST FIRST``."""
        part = self.parts[0] if self.parts else None
        return f"{part.last_name} {part.first_name}".strip() if part else ""


@dataclass(frozen=True, slots=True)
class Postings:
    """What one posting file is about.

    Attributes:
        day: when the mail was received, or the day of the rulings; ``batch`` is empty for these.
        payments: what was posted (or taken back), in the order of the envelopes.
        suspended: what was deposited that night and rests in Suspense.
    """

    day: dt.date
    batch: str
    payments: tuple[Payment, ...]
    suspended: tuple[Payment, ...] = ()

    def __post_init__(self) -> None:
        """A payment's parts are the payment; Suspense has none."""
        for one in self.payments:
            assert sum(part.cents for part in one.parts) == one.cents, f"{one.envelope}: the parts are not the payment"
        assert not any(one.parts for one in self.suspended)

    @property
    def cents(self) -> int:
        """What was posted, less what was taken back."""
        return sum(one.cents for one in self.payments)

    @property
    def posted(self) -> tuple[Payment, ...]:
        """What was posted, for formats that cannot say that something was taken back."""
        return tuple(one for one in self.payments if one.cents > 0)

    @property
    def deposited(self) -> tuple[Payment, ...]:
        """Everything that went to the bank that night, in the order of the envelopes."""
        return tuple(sorted((*self.payments, *self.suspended), key=lambda one: (one.envelope, one.item)))

    @property
    def carriers(self) -> tuple[str, ...]:
        """The companies that something was posted to, by name."""
        return tuple(sorted({part.carrier for one in self.payments for part in one.parts}))

    def of_carrier(self, carrier: str) -> Postings:
        """Return what concerns one company alone."""
        kept = [replace_parts(one, (p for p in one.parts if p.carrier == carrier)) for one in self.payments]
        return replace(self, payments=tuple(one for one in kept if one.parts), suspended=())

    def number(self, *about: str) -> int:
        """Return a control number of nine digits: year and day of the year, then four from what it is about."""
        tail = int(digest((self.day, self.batch, about))[:12], 16) % 10_000
        return int(f"{self.day:%y%j}") * 10_000 + tail


def replace_parts(payment: Payment, parts: Iterable[PostedPart]) -> Payment:
    """Return a payment with other parts and their worth."""
    kept = tuple(parts)
    return replace(payment, parts=kept, cents=sum(part.cents for part in kept))


def named(part: PostedPart, member: Member | None) -> PostedPart:
    """Return a part with its subscriber's name, as the roster has it."""
    return replace(part, first_name=member.first_name, last_name=member.last_name) if member else part


def by_member(payments: Iterable[Payment]) -> tuple[tuple[str, tuple[tuple[Payment, PostedPart], ...]], ...]:
    """Return every part with its payment, by subscriber, in the order of member ids."""
    pairs = sorted(
        ((payment, part) for payment in payments for part in payment.parts), key=lambda pair: pair[1].member_id
    )
    return tuple((member, tuple(group)) for member, group in groupby(pairs, key=lambda pair: pair[1].member_id))


def month_days(month: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month (YYYY-MM)."""
    year, number = (int(part) for part in month.split("-"))
    return dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1])


def plain_capitals(text: str, allowed: str) -> str:
    """Return text in capitals of ASCII with nothing but letters, figures, blanks and what is allowed; ``&`` is AND."""
    flat = unicodedata.normalize("NFKD", text.replace("&", " AND ")).encode("ascii", "ignore").decode().upper()
    kept = "".join(c if c.isalnum() or c in allowed else " " for c in flat.replace("'", ""))
    return " ".join(kept.split())
