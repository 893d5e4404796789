"""X12 823 (004010): what was deposited from the lockbox that night, check by check, and where the posted ones went.

The loops are those of the transaction set: deposit (DEP), batch (BAT), payment (BPR) with its remittance (RMR).
A check that rests in Suspense is there without remittance. Qualifiers that no public guide fixes (AMT01, QTY01,
N101) are the data element's own code for the thing; a bank's companion guide goes before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lockbox.formats.faults import Fault
from lockbox.formats.postings import Payment, Postings
from lockbox.formats.x12 import (
    Elements,
    Envelope,
    Segment,
    amount,
    groups_of,
    money,
    month,
    name,
    period,
    read_interchanges,
    write_interchange,
)
from lockbox.money import display_dollars
from lockbox.records import Coverage

VERSION = "004010"
BATCH_ITEMS = 1000
"""Most payments in one BAT loop, by the transaction set."""

_TOTAL, _BATCHES, _CHECKS = "TP", "41", "42"


@dataclass(frozen=True, slots=True)
class Depository:
    """Where it was deposited, and who tells whom.

    Attributes:
        sender: interchange id; ``receiver`` likewise.
        lockbox: the box's number at the bank.
        account_last4: of the account that was credited; the whole number leaves in deposit files only.
    """

    sender: str
    receiver: str
    bank_name: str
    bank_routing: str
    account_last4: str
    lockbox: str
    payee: str
    usage: str = "T"


@dataclass(frozen=True, slots=True)
class DepositLine:
    """One check of the file with what its remittance lines come to; ``parts`` are member, coverage, month, cents."""

    confirmation: str
    serial: str
    cents: int
    parts: tuple[tuple[str, str, str, int], ...]
    segment: int


@dataclass(frozen=True, slots=True)
class Deposit:
    """One DEP loop with what it declares (None where it is no amount or number) and its checks."""

    number: str
    declared_cents: int | None
    declared_checks: int | None
    lines: tuple[DepositLine, ...]

    @property
    def cents(self) -> int:
        """What the checks come to."""
        return sum(line.cents for line in self.lines)


def write_823(postings: Postings, depository: Depository) -> bytes:
    """Return the file of a night's deposit."""
    checks = postings.deposited
    number = postings.number("823")
    envelope = Envelope(
        depository.sender, depository.receiver, "LB", VERSION, postings.day, number, usage=depository.usage
    )
    day = f"{postings.day:%Y%m%d}"
    batches = [checks[start : start + BATCH_ITEMS] for start in range(0, len(checks), BATCH_ITEMS)]
    bank = ("01", depository.bank_routing, "DA", depository.account_last4)
    body: list[Elements] = [
        ("N1", "BK", name(depository.bank_name, 60)),
        ("N1", "PE", name(depository.payee, 60)),
        ("TRN", "1", f"{postings.batch[:12]}{number:09}".upper()),
        ("DEP", depository.lockbox, day, "", f"{number:09}", *bank),
        ("AMT", _TOTAL, amount(sum(one.cents for one in checks))),
        ("QTY", _BATCHES, str(len(batches))),
        ("QTY", _CHECKS, str(len(checks))),
    ]
    for place, batch in enumerate(batches, 1):
        body += [
            ("BAT", day, "", str(place)),
            ("AMT", _TOTAL, amount(sum(one.cents for one in batch))),
            ("QTY", _CHECKS, str(len(batch))),
        ]
        body += [line for one in batch for line in _payment(one, day)]
    return write_interchange(envelope, "823", [body])


def _payment(one: Payment, day: str) -> Iterator[Elements]:
    payer = ("01", one.routing, "DA", one.account[-4:]) if one.routing and len(one.account) > 4 else ("",) * 4
    yield ("BPR", "I", amount(one.cents), "C", "CHK", "", *payer, *("",) * 6, day)
    if one.serial:
        yield ("REF", "CK", name(one.serial, 30))
    yield ("REF", "TN", one.confirmation)
    if one.check_date:
        yield ("DTM", "097", f"{one.check_date:%Y%m%d}")
    if one.remitter:
        yield ("N1", "PR", name(one.remitter, 60))
    for part in one.parts:
        yield ("RMR", "11", part.member_id, "", amount(part.cents))
        yield ("REF", "ZZ", "DENTAL" if part.coverage is Coverage.DENTAL else "MEDICAL")
        yield from period(part.coverage_month)


# --- Reading -----------------------------------------------------------------------------------


def read_823(data: bytes) -> tuple[tuple[Deposit, ...], tuple[Fault, ...]]:
    """Return the deposits of a file and what is wrong with it; never raises. Totals are computed again."""
    sets, faults = read_interchanges(data)
    found = list(faults)
    deposits: list[Deposit] = []
    for one in sets:
        if one.kind != "823":
            found.append(Fault(one.number, "ST01", f"is {one.kind[:10]!r}, not 823"))
            continue
        loops = groups_of(one.segments, "DEP")[1:]
        if not loops:
            found.append(Fault(one.number, "DEP", "there is no deposit"))
        deposits += [_deposit(loop, found) for loop in loops]
    return tuple(deposits), tuple(found)


def _deposit(loop: Sequence[Segment], faults: list[Fault]) -> Deposit:
    head, *batches = groups_of(loop, "BAT")
    dep = loop[0]
    lines: list[DepositLine] = []
    for batch in batches:
        own = tuple(_checks(batch, faults))
        top = groups_of(batch, "BPR")[0]
        _total(top, own, faults)
        lines += own
    if not batches:
        lines += _checks(loop, faults)
    declared = _total(groups_of(head, "BPR")[0], lines, faults)
    said = next((one for one in head if one.name == "QTY" and one.get(1) == _BATCHES), None)
    if said and said.get(2) != str(len(batches)):
        faults.append(Fault(said.number, "QTY02", f"declares {said.get(2)[:20]} batches, found {len(batches)}"))
    return Deposit(dep.get(4), *declared, lines=tuple(lines))


def _total(head: Sequence[Segment], lines: Sequence[DepositLine], faults: list[Fault]) -> tuple[int | None, int | None]:
    """Hold the declared total and count at the head of a loop against its checks; return them."""
    cents = checks = None
    found = sum(line.cents for line in lines)
    amt = next((one for one in head if one.name == "AMT"), None)
    if amt is None:
        faults.append(Fault(head[0].number, "AMT", "the total is missing"))
    else:
        cents = money(amt, 2, faults)
        if cents is not None and cents != found:
            text = f"declares {display_dollars(cents)}, the checks come to {display_dollars(found)}"
            faults.append(Fault(amt.number, "AMT02", text))
    qty = next((one for one in head if one.name == "QTY" and one.get(1) == _CHECKS), None)
    if qty is None:
        faults.append(Fault(head[0].number, "QTY", "the number of checks is missing"))
    else:
        text = qty.get(2)
        checks = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        if checks != len(lines):
            faults.append(Fault(qty.number, "QTY02", f"declares {text[:20]} checks, found {len(lines)}"))
    return cents, checks


def _checks(loop: Sequence[Segment], faults: list[Fault]) -> Iterator[DepositLine]:
    for group in groups_of(loop, "BPR")[1:]:
        head, *remittance = groups_of(group, "RMR")
        bpr = group[0]
        cents = money(bpr, 2, faults) or 0
        parts = tuple(_part(one, faults) for one in remittance)
        applied = sum(part[3] for part in parts)
        if parts and applied != cents:
            text = f"is {display_dollars(cents)}, its remittance comes to {display_dollars(applied)}"
            faults.append(Fault(bpr.number, "BPR02", text))
        refs = {one.get(1): one.get(2) for one in head if one.name == "REF"}
        yield DepositLine(refs.get("TN", ""), refs.get("CK", ""), cents, parts, bpr.number)


def _part(group: Sequence[Segment], faults: list[Fault]) -> tuple[str, str, str, int]:
    rmr = group[0]
    plan = next((one.get(2).lower() for one in group if one.name == "REF"), "")
    return rmr.get(2), plan, month(group, faults), money(rmr, 4, faults) or 0
