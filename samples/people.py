"""The people of a sample night: common names, streets and towns of Massachusetts, members with open bills."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from lockbox.carriers import CARRIERS
from lockbox.money import format_dollars
from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from samples.names import FIRST, LAST, STREETS, TOWNS

_CONTRIBUTIONS = (5300, 10300, 15200, 23500, 10600, 20600, 30400)
"""Premiums that many subsidised members pay, in cents."""

MEDICAL_CARRIERS = tuple(carrier for carrier in CARRIERS if Coverage.MEDICAL in carrier.coverages)
DENTAL_CARRIERS = tuple(carrier for carrier in CARRIERS if Coverage.DENTAL in carrier.coverages)

_ROSTER_HEADING = (
    "member_id,first_name,last_name,street,city,state,zip,coverage,carrier,coverage_month,amount_due,"
    "billing_account,status"
)


@dataclass(slots=True)
class World:
    """Everyone who might write tonight; members enter the roster as they are drawn."""

    rng: random.Random
    received_on: dt.date
    members: list[Member] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    paid: list[tuple[Bill, str]] = field(default_factory=list)
    """Bills that were paid by another channel before the mail came, and by which."""

    @property
    def coverage_month(self) -> str:
        """The month being billed: the one after the mail comes in."""
        return month_after(self.received_on, 1)

    def stranger(self) -> Member:
        """Return a person with an id of nobody on the roster, and no bills."""
        while (number := f"{self.rng.choice('1234567')}{self.rng.randrange(10**11):011d}") in self.taken:
            pass
        self.taken.add(number)
        town, zip_code = self.rng.choice(TOWNS)
        street = f"{self.rng.randrange(1, 480)} {self.rng.choice(STREETS)}"
        if self.rng.random() < 0.35:
            street += f" {self.rng.choice(('Apt', 'Unit', '#'))} {self.rng.randrange(1, 30)}".replace("# ", "#")
        first, last = self.rng.choice(FIRST), self.rng.choice(LAST)
        account = f"7{self.rng.randrange(10**8):08d}"
        return Member(number, first, last, street, town, "MA", zip_code, account)

    def member(self, *coverages: Coverage, months: int = 1, status: str = "active") -> Member:
        """Put a new member on the roster with a bill for each coverage and the latest ``months`` months."""
        person = self.billed(self.stranger(), *(coverages or (Coverage.MEDICAL,)), months=months)
        return self.enrol(replace(person, status=status))

    def billed(self, person: Member, *coverages: Coverage, months: int = 1) -> Member:
        """Return a person with a bill for each coverage and the latest ``months`` months."""
        bills: list[Bill] = []
        for coverage in coverages:
            carriers = MEDICAL_CARRIERS if coverage is Coverage.MEDICAL else DENTAL_CARRIERS
            carrier = self.rng.choice(carriers).name
            cents = self._premium(coverage)
            bills += [
                Bill(person.member_id, coverage, carrier, month_after(self.received_on, 1 - back), cents)
                for back in reversed(range(months))
            ]
        return replace(person, bills=tuple(bills))

    def enrol(self, member: Member) -> Member:
        """Put a member on the roster as they are."""
        self.taken.add(member.member_id)
        self.members.append(member)
        return member

    def amend(self, member: Member) -> Member:
        """Put a member in the place of the one with the same id."""
        place = next(i for i, one in enumerate(self.members) if one.member_id == member.member_id)
        self.members[place] = member
        return member

    def _premium(self, coverage: Coverage) -> int:
        if coverage is Coverage.DENTAL:
            return self.rng.randrange(2100, 9800)
        if self.rng.random() < 0.3:
            return self.rng.choice(_CONTRIBUTIONS)
        return self.rng.randrange(9000, 118000)

    def payments_csv(self) -> str:
        """Return the payments by other channels, as ``lockbox payments load`` takes them."""
        rows = ["member_id,coverage,coverage_month,amount,paid_on,channel,reference"]
        day = self.received_on - dt.timedelta(days=3)
        for number, (bill, channel) in enumerate(self.paid, 1):
            due = (bill.coverage.value, bill.coverage_month, format_dollars(bill.due_cents))
            rows.append(",".join((bill.member_id, *due, day.isoformat(), channel, f"{channel[0].upper()}-{number:04}")))
        return "\n".join(rows) + "\n"

    def roster_csv(self) -> str:
        """Return the roster, one row for each open bill, members in order of their ids."""
        rows = [_ROSTER_HEADING]
        for member in sorted(self.members, key=lambda one: one.member_id):
            person = (member.member_id, member.first_name, member.last_name, member.street)
            place = (member.city, member.state, member.zip)
            for bill in member.bills:
                due = (bill.coverage.value, bill.carrier, bill.coverage_month, format_dollars(bill.due_cents))
                rows.append(",".join((*person, *place, *due, member.billing_account, member.status)))
        return "\n".join(rows) + "\n"


def month_after(day: dt.date, months: int) -> str:
    """Return the month (YYYY-MM) so many months after a day's own."""
    number = day.year * 12 + day.month - 1 + months
    return f"{number // 12}-{number % 12 + 1:02d}"


def full_name(member: Member) -> str:
    """Return first and last name."""
    return f"{member.first_name} {member.last_name}"


def address(member: Member) -> tuple[str, str]:
    """Return street and town lines."""
    return (member.street, f"{member.city}, {member.state} {member.zip}")
