"""Which checks may become ACH debits (ARC entries): the Nacha rules for source documents, every reason collected.

Nacha Operating Rules 2013, sections 2.5.1 and 8.32: a check with a serial number, routing number and account all
encoded in magnetic ink and read by a device, of at most 25,000 dollars, signed, and none of the kinds that are
barred. Businesses decline by an auxiliary on-us field; anybody may decline by telling the payee.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum

from lockbox.micr import (
    ISSUER_ROUTINGS,
    TREASURY_ROUTINGS,
    UNREAD,
    Micr,
    is_foreign,
    quality,
    routing_is_assigned,
    sides,
)
from lockbox.records import InstrumentKind, MarkKind
from lockbox.settings_bank import AccountsReceivable

NOTICE = (
    "When you provide a check as payment, you authorize us either to use information from your check to make a "
    "one-time electronic fund transfer from your account or to process the payment as a check transaction."
)
"""What every payer must have been told before the check came; the words are the rule's own."""


class Barred(StrEnum):
    """Why a check may not become an ARC entry."""

    NO_CODE_LINE = "no code line was read"
    NOT_WHOLLY_READ = "the code line was not read whole"
    NO_SERIAL = "no serial number in magnetic ink"
    NO_ACCOUNT = "no account number in magnetic ink"
    NO_ROUTING = "no valid routing number"
    AUXILIARY = "an auxiliary on-us field: a business check"
    MONEY_ORDER = "a money order"
    BANKS_OWN = "a cashier's or official check"
    TREASURY = "a government warrant or a government bank's check"
    TRAVELERS = "a traveler's check"
    BILL_PAY = "drawn by a bill-payment service, unsigned"
    UNSIGNED = "no signature"
    FOREIGN = "foreign"
    THIRD_PARTY = "payable to somebody else first"
    MARKED = "marked void, copy or altered"
    OVER_LIMIT = "over the limit"
    OPTED_OUT = "its payer has declined"
    RULED = "a clerk had to let it pass"
    TOO_LONG = "its account or serial does not fit an entry"


@dataclass(frozen=True, slots=True)
class Source:
    """What the rules ask of a check.

    Attributes:
        micr: None where no code line was read.
        account_key: the keyed hash of its bank account, empty where that is not known.
        ruled: it is deposited because a clerk ruled so.
    """

    kind: InstrumentKind
    micr: Micr | None
    cents: int
    signed: bool
    marks: Container[MarkKind] = ()
    account_key: str = ""
    ruled: bool = False


def barred(source: Source, rules: AccountsReceivable) -> tuple[Barred, ...]:
    """Return every reason why a check may not become an ARC entry; none if it may."""
    own = tuple(reason for reason, holds in _CHECKS.items() if holds(source, rules))
    if source.micr is None:
        return (Barred.NO_CODE_LINE, *own)
    return (*own, *(reason for reason, holds in _OF_LINE.items() if holds(source.micr)))


_SPOILT = (MarkKind.VOID, MarkKind.COPY, MarkKind.ALTERED)


_CHECKS: dict[Barred, Callable[[Source, AccountsReceivable], bool]] = {
    Barred.BANKS_OWN: lambda source, _: source.kind is InstrumentKind.CASHIERS_CHECK,
    Barred.BILL_PAY: lambda source, _: source.kind is InstrumentKind.BILL_PAY,
    Barred.UNSIGNED: lambda source, _: not source.signed,
    Barred.FOREIGN: lambda source, _: (
        MarkKind.FOREIGN in source.marks or (source.micr is not None and is_foreign(source.micr))
    ),
    Barred.THIRD_PARTY: lambda source, _: MarkKind.THIRD_PARTY in source.marks,
    Barred.MARKED: lambda source, _: any(mark in source.marks for mark in _SPOILT),
    Barred.OVER_LIMIT: lambda source, rules: source.cents > rules.limit_cents,
    Barred.OPTED_OUT: lambda source, rules: source.account_key != "" and source.account_key in rules.opt_outs,
    Barred.RULED: lambda source, _: source.ruled,
    Barred.MONEY_ORDER: lambda source, _: (
        source.kind is InstrumentKind.MONEY_ORDER or _routing(source) in ISSUER_ROUTINGS
    ),
    Barred.TREASURY: lambda source, _: (
        source.kind is InstrumentKind.WARRANT or _routing(source) in TREASURY_ROUTINGS or _routing(source)[:2] == "00"
    ),
    Barred.TRAVELERS: lambda source, _: _routing(source)[:2] == "80",
}

_OF_LINE: dict[Barred, Callable[[Micr], bool]] = {
    Barred.NOT_WHOLLY_READ: lambda micr: micr.repaired or UNREAD in micr.text or quality(micr) in {"3", "4"},
    Barred.NO_SERIAL: lambda micr: not micr.serial,
    Barred.NO_ACCOUNT: lambda micr: not micr.account,
    Barred.NO_ROUTING: lambda micr: not routing_is_assigned(micr.routing),
    Barred.AUXILIARY: lambda micr: any(one.isdigit() or one == UNREAD for one in sides(micr)[0]),
    Barred.TOO_LONG: lambda micr: len(micr.account) > 17 or len(micr.serial) > 15,
}


def _routing(source: Source) -> str:
    return source.micr.routing if source.micr else ""
