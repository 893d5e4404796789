"""X12 820 in the exchange's form (005010X306): what was paid for which policy, one file a carrier.

Segments and their order follow the examples that X12 publishes for 005010X306; BPR02 is the sum of all RMR04
(balancing, 1.10.2.3 of that guide). Payment types PREM and PREMADJ are what state exchanges that collect
premiums use; a day on which more was taken back than posted is brought to zero by a BAL line, as its examples do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lockbox.formats.faults import Fault
from lockbox.formats.postings import Payment, PostedPart, Postings, by_member
from lockbox.formats.x12 import (
    Elements,
    Envelope,
    Segment,
    TransactionSet,
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

VERSION = "005010X306"
PREMIUM, TAKEN_BACK, BALANCING = "PREM", "PREMADJ", "BAL"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who tells whom.

    Attributes:
        sender: interchange id of the exchange, ``ZZ:LOCKBOX``; ``receiver``: the carrier's.
        payer: the exchange's name and id; ``contact`` and ``phone`` may be empty.
        carrier_tax_id: nine digits, empty where they are not set.
        usage: P for production, T for test.
    """

    sender: str
    receiver: str
    payer: str
    payer_id: str
    carrier_tax_id: str = ""
    contact: str = ""
    phone: str = ""
    usage: str = "T"


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One RMR line: whose, of which type, how much, for which month and from which payment."""

    member_id: str
    policy: str
    last_name: str
    first_name: str
    payment_type: str
    cents: int
    coverage_month: str
    confirmation: str
    segment: int


@dataclass(frozen=True, slots=True)
class Advice:
    """One transaction set: the carrier, what BPR02 declares (None where it is no amount), and the lines."""

    carrier: str
    receiver: str
    trace: str
    declared_cents: int | None
    lines: tuple[PaidLine, ...]

    @property
    def cents(self) -> int:
        """What was paid for members, less what was taken back; lines that only balance are left out."""
        return sum(line.cents for line in self.lines if line.payment_type != BALANCING)


def policy_id(part: PostedPart) -> str:
    """Return what stands for the policy: the exchange bills a subscriber's medical and dental plan separately."""
    return f"{part.member_id}{'D' if part.coverage is Coverage.DENTAL else 'M'}"


def write_820(postings: Postings, carrier: str, parties: Parties) -> bytes:
    """Return the file of one carrier."""
    own = postings.of_carrier(carrier)
    number = postings.number("820", carrier)
    envelope = Envelope(parties.sender, parties.receiver, "RA", VERSION, postings.day, number, parties.usage)
    balancing = max(0, -own.cents)
    total = own.cents + balancing
    body: list[Elements] = [
        ("BPR", "I", amount(total), "C", "NON", *("",) * 11, f"{postings.day:%Y%m%d}"),
        ("TRN", "3", f"{(postings.batch[:12] or f'{postings.day:%Y%m%d}')}{number:09}".upper()),
        _party("PE", carrier, ("FI", parties.carrier_tax_id)),
        _party("RM", parties.payer, ("58", parties.payer_id)),
    ]
    if parties.contact and parties.phone:
        body.append(("PER", "IC", name(parties.contact, 60), "TE", parties.phone))
    entity = 0
    for _, parts in by_member(own.payments):
        for policy in sorted({policy_id(part) for _, part in parts}):
            entity += 1
            body += _policy(entity, [pair for pair in parts if policy_id(pair[1]) == policy])
    if balancing:
        body += [("ENT", str(entity + 1)), ("RMR", "ZZ", BALANCING, "", amount(balancing))]
    return write_interchange(envelope, "820", [body])


def _party(role: str, party: str, key: tuple[str, str]) -> Elements:
    return ("N1", role, name(party, 60), *(key if key[1] else ()))


def _policy(entity: int, parts: list[tuple[Payment, PostedPart]]) -> Iterator[Elements]:
    first = parts[0][1]
    yield ("ENT", str(entity))
    last, given = name(first.last_name, 60) or "UNKNOWN", name(first.first_name, 35)
    yield ("NM1", "IL", "1", last, given, "", "", "", "C1", first.member_id)
    yield ("REF", "POL", policy_id(first))
    for payment, part in parts:
        yield ("RMR", "ZZ", PREMIUM if part.cents > 0 else TAKEN_BACK, "", amount(part.cents))
        yield ("REF", "ZZ", payment.confirmation)
        yield from period(part.coverage_month)


# --- Reading -----------------------------------------------------------------------------------


def read_820(data: bytes) -> tuple[tuple[Advice, ...], tuple[Fault, ...]]:
    """Return what a file pays for whom, and what is wrong with it; never raises. Totals are computed again."""
    sets, faults = read_interchanges(data)
    found = list(faults)
    advices = []
    for one in sets:
        if one.kind != "820" or not one.version.startswith("005010X306"):
            found.append(Fault(one.number, "ST", f"is {one.kind[:10]} {one.version[:20]}, not 820 {VERSION}"))
        else:
            advices.append(_advice(one, found))
    return tuple(advices), tuple(found)


def _advice(one: TransactionSet, faults: list[Fault]) -> Advice:
    declared: int | None = None
    carrier = trace = ""
    bpr = next((segment for segment in one.segments if segment.name == "BPR"), None)
    if bpr is None:
        faults.append(Fault(one.number, "BPR", "is missing"))
    else:
        declared = money(bpr, 2, faults)
        if bpr.get(3) != "C":
            faults.append(Fault(bpr.number, "BPR03", f"is {bpr.get(3)[:10] or 'empty'}, not C"))
    for segment in one.segments:
        if segment.name == "N1" and segment.get(1) == "PE":
            carrier = segment.get(2)
        elif segment.name == "TRN":
            trace = segment.get(2)
    lines = tuple(_lines(one.segments, faults))
    total = sum(line.cents for line in lines)
    if bpr and declared is not None and declared != total:
        text = f"declares {display_dollars(declared)}, the lines come to {display_dollars(total)}"
        faults.append(Fault(bpr.number, "BPR02", text))
    return Advice(carrier, one.receiver, trace, declared, lines)


def _lines(segments: Sequence[Segment], faults: list[Fault]) -> Iterator[PaidLine]:
    """Yield the RMR lines, each with the person and policy above it and what follows it."""
    for entity in groups_of(segments, "ENT"):
        head, *paid = groups_of(entity, "RMR")
        person = next((one for one in head if one.name == "NM1"), None)
        policy = next((one.get(2) for one in head if one.name == "REF" and one.get(1) == "POL"), "")
        for group in paid:
            rmr = group[0]
            member = person.get(9) if person else ""
            if not member and rmr.get(2) != BALANCING:
                faults.append(Fault(rmr.number, "NM109", "nobody is named above this payment"))
            yield PaidLine(
                member_id=member,
                policy=policy,
                last_name=person.get(3) if person else "",
                first_name=person.get(4) if person else "",
                payment_type=rmr.get(2),
                cents=money(rmr, 4, faults) or 0,
                coverage_month=month(group, faults),
                confirmation=next((one.get(2) for one in group if one.name == "REF"), ""),
                segment=rmr.number,
            )
