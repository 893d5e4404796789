"""The people of a sample night: common names, streets and towns of Massachusetts, members with open bills."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from lockbox.carriers import CARRIERS
from lockbox.money import format_dollars
from lockbox.records import Coverage
from lockbox.settlement import Bill, Member

_FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Karen Carlos Maria Christopher Nancy Daniel Lisa Matthew Sandra Anthony Ashley Mark Emily Steven "
    "Kimberly Paul Margaret Andrew Donna Kevin Michelle Brian Carol George Amanda Edward Melissa Jose Ana Luis Rosa "
    "Wei Mei Minh Linh Rajesh Priya Ahmed Fatima Sean Kathleen Patrick Maureen Antonio Lucia Pedro Joana Ivan Olga "
    "Samuel Grace Benjamin Hannah Peter Claire Dennis Ruth Walter Alice Kyle Teresa Julia Victor Angela Roger"
).split()

_LAST = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson "
    "Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson "
    "Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell "
    "Mitchell Carter Roberts Sullivan Murphy Kelly Sousa Silva Pereira Santos Costa Medeiros Chen Wang Li Tran Pham "
    "Patel Shah Khan Cohen Levine Kowalski Rossi Russo Romano Bouchard Gagnon Leblanc Pelletier Doherty Walsh Quinn "
    "O'Brien O'Connor McCarthy Fitzgerald Baptiste Joseph Desrosiers Haddad Petrov Ivanov Papadopoulos"
).split()

_STREETS = (
    "Main St,Elm St,Maple Ave,Washington St,Park St,Pleasant St,School St,Highland Ave,Summer St,Winter St,Prospect "
    "St,Center St,Chestnut St,Walnut St,Franklin St,Lincoln St,Union St,River Rd,Mill St,Church St,Cedar St,Oak St,"
    "Pond St,Forest St,Beacon St,Central Ave,Bridge St,Spring St,Harvard St,Broadway,Salem St,Cambridge St,Ferry St"
).split(",")

_TOWNS = (
    ("Boston", "02118"), ("Boston", "02127"), ("Dorchester", "02124"), ("Worcester", "01604"), ("Worcester", "01609"),
    ("Springfield", "01108"), ("Lowell", "01850"), ("Lowell", "01852"), ("Cambridge", "02139"), ("Brockton", "02301"),
    ("Quincy", "02169"), ("Lynn", "01902"), ("Fall River", "02721"), ("New Bedford", "02740"), ("Lawrence", "01841"),
    ("Newton", "02458"), ("Somerville", "02143"), ("Framingham", "01702"), ("Haverhill", "01830"), ("Waltham", "02453"),
    ("Malden", "02148"), ("Brookline", "02446"), ("Plymouth", "02360"), ("Medford", "02155"), ("Taunton", "02780"),
    ("Chicopee", "01013"), ("Weymouth", "02190"), ("Revere", "02151"), ("Peabody", "01960"), ("Methuen", "01844"),
    ("Barnstable", "02630"), ("Pittsfield", "01201"), ("Attleboro", "02703"), ("Everett", "02149"), ("Salem", "01970"),
    ("Westfield", "01085"), ("Leominster", "01453"), ("Fitchburg", "01420"), ("Beverly", "01915"), ("Holyoke", "01040"),
    ("Amherst", "01002"), ("Gloucester", "01930"), ("Northampton", "01060"), ("Falmouth", "02540"), ("Concord", "01742"),
)  # fmt: skip

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

    @property
    def coverage_month(self) -> str:
        """The month being billed: the one after the mail comes in."""
        return month_after(self.received_on, 1)

    def stranger(self) -> Member:
        """Return a person with an id of nobody on the roster, and no bills."""
        while (number := f"{self.rng.choice('1234567')}{self.rng.randrange(10**11):011d}") in self.taken:
            pass
        self.taken.add(number)
        town, zip_code = self.rng.choice(_TOWNS)
        street = f"{self.rng.randrange(1, 480)} {self.rng.choice(_STREETS)}"
        if self.rng.random() < 0.35:
            street += f" {self.rng.choice(('Apt', 'Unit', '#'))} {self.rng.randrange(1, 30)}".replace("# ", "#")
        first, last = self.rng.choice(_FIRST), self.rng.choice(_LAST)
        account = f"7{self.rng.randrange(10**8):08d}"
        return Member(number, first, last, street, town, "MA", zip_code, account)

    def member(self, *coverages: Coverage, months: int = 1, status: str = "active") -> Member:
        """Put a new member on the roster with a bill for each coverage and the latest ``months`` months."""
        person = self.stranger()
        bills: list[Bill] = []
        for coverage in coverages or (Coverage.MEDICAL,):
            carriers = MEDICAL_CARRIERS if coverage is Coverage.MEDICAL else DENTAL_CARRIERS
            carrier = self.rng.choice(carriers).name
            cents = self._premium(coverage)
            bills += [
                Bill(person.member_id, coverage, carrier, month_after(self.received_on, 1 - back), cents)
                for back in reversed(range(months))
            ]
        return self.enrol(replace(person, status=status, bills=tuple(bills)))

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
