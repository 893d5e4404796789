"""The roster: who is billed for what, read from CSV and indexed for matching."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from lockbox.errors import RosterError
from lockbox.money import format_dollars, parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from matching.addresses import street_keys
from matching.ids import IdTree
from matching.names import name_keys

REQUIRED = (
    "member_id",
    "first_name",
    "last_name",
    "street",
    "city",
    "state",
    "zip",
    "coverage",
    "carrier",
    "coverage_month",
    "amount_due",
)
OPTIONAL = ("billing_account", "status")
ID_DIGITS = 12

_PERSON = ("first_name", "last_name", "street", "city", "state", "zip", "billing_account", "status")
_SHAPES: tuple[tuple[str, str, str], ...] = (
    ("member_id", r"[0-9]{12}", "is not 12 digits (has a spreadsheet dropped leading zeros?)"),
    ("first_name", r".*\S.*", "is empty"),
    ("last_name", r".*\S.*", "is empty"),
    ("state", r"([A-Za-z]{2})?", "is not a two-letter state"),
    ("zip", r"([0-9]{5}(-?[0-9]{4})?)?", "is not a five-digit ZIP (has a spreadsheet dropped a leading zero?)"),
    ("coverage", r"medical|dental", "is neither medical nor dental"),
    ("carrier", r".*\S.*", "is empty"),
    ("coverage_month", r"20[0-9]{2}-(0[1-9]|1[0-2])", "is not a month as YYYY-MM"),
    (
        "amount_due",
        r"\$?([0-9]{1,6}|[0-9]{1,3},[0-9]{3})\.[0-9]{2}",
        "is not dollars with two decimals below a million",
    ),
    ("billing_account", r"[0-9]*", "is not digits"),
)
_CHECKS = tuple((column, re.compile(shape, re.DOTALL), fault) for column, shape, fault in _SHAPES)


# --- The file ----------------------------------------------------------------------------------


def parse_roster(text: str) -> tuple[Member, ...]:
    """Return the subscribers that a roster file lists, by member id, each with its bills, oldest first.

    Raises:
        RosterError: naming every mistake with its line; nothing of a roster with mistakes is used.
    """
    mistakes: list[str] = []
    people: dict[str, tuple[int, dict[str, str]]] = {}
    bills: dict[tuple[str, str, str], tuple[int, Bill]] = {}
    for line, row in _rows(text, mistakes):
        faults = [
            f"{column} {row[column]!r} {fault}" for column, shape, fault in _CHECKS if not shape.fullmatch(row[column])
        ]
        mistakes += [f"line {line}: {fault}" for fault in faults]
        if not faults:
            mistakes += [f"line {line}: {fault}" for fault in _file(line, row, people, bills)]
    if not mistakes and not people:
        mistakes.append("line 1: the roster lists nobody")
    if mistakes:
        raise RosterError(f"the roster has {len(mistakes)} mistakes:\n  " + "\n  ".join(mistakes))
    owed: defaultdict[str, list[Bill]] = defaultdict(list)
    for _, bill in bills.values():
        owed[bill.member_id].append(bill)
    return tuple(
        Member(member_id, **row, bills=tuple(sorted(owed[member_id], key=_age)))
        for member_id, (_, row) in sorted(people.items())
    )


def render_roster(members: Iterable[Member]) -> str:
    """Return the roster file of some subscribers, one line a bill; the inverse of parse_roster."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*REQUIRED, *OPTIONAL))
    for one in members:
        address = (one.member_id, one.first_name, one.last_name, one.street, one.city, one.state, one.zip)
        for bill in one.bills:
            owed = (bill.coverage.value, bill.carrier, bill.coverage_month, format_dollars(bill.due_cents))
            writer.writerow((*address, *owed, one.billing_account, one.status))
    return out.getvalue()


def _age(bill: Bill) -> tuple[str, str]:
    return bill.coverage_month, bill.coverage.value


def _rows(text: str, mistakes: list[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield line number and fields of every row that is whole, noting the faults of header and rows."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header: list[str] = []
    start = 1
    try:
        for fields in reader:
            line, start = start, reader.line_num + 1
            values = [field.strip() for field in fields]
            if not any(values):
                continue
            if not header:
                header = [value.lower() for value in values]
                faults = _header_faults(header)
                mistakes += [f"line {line}: {fault}" for fault in faults]
                if faults:
                    return
            elif len(values) != len(header):
                mistakes.append(f"line {line}: {len(values)} fields where the header has {len(header)}")
            else:
                row = dict(zip(header, values, strict=True))
                yield line, {"billing_account": "", **row, "status": (row.get("status") or "active").lower()}
    except csv.Error as error:
        mistakes.append(f"line {start}: this is not CSV: {error}")


def _header_faults(header: Sequence[str]) -> list[str]:
    faults = [f"column {name} is missing" for name in REQUIRED if name not in header]
    faults += [f"column {name} is there twice" for name in sorted(set(header)) if name and header.count(name) > 1]
    unknown = [name for name in header if name not in REQUIRED + OPTIONAL]
    return faults + [
        f"column {name} is not known; is {meant} meant?"
        for name in unknown
        for meant in OPTIONAL
        if meant not in header and OSA.distance(name, meant) <= 2
    ]


def _file(
    line: int,
    row: Mapping[str, str],
    people: dict[str, tuple[int, dict[str, str]]],
    bills: dict[tuple[str, str, str], tuple[int, Bill]],
) -> list[str]:
    """File one good row under its subscriber and bill; return what contradicts an earlier row."""
    member_id = row["member_id"]
    person = {column: row[column] for column in _PERSON}
    first_line, known = people.setdefault(member_id, (line, person))
    faults = [
        f"{column} {person[column]!r} of {member_id} is {known[column]!r} on line {first_line}"
        for column in _PERSON
        if person[column] != known[column]
    ]
    coverage, month = row["coverage"], row["coverage_month"]
    bill = Bill(member_id, Coverage(coverage), row["carrier"], month, parse_dollars(row["amount_due"]))
    billed_line, _ = bills.setdefault((member_id, coverage, month), (line, bill))
    if billed_line != line:
        faults.append(f"{member_id} is billed for {coverage} {month} on line {billed_line} already")
    return faults


# --- The index ---------------------------------------------------------------------------------

Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """All subscribers, and ways to find the few who may be meant.

    Attributes:
        members: by member id; the indexes below hold places in this tuple.
        ids: place of each member id.
        tree: the ids in ascending order as a prefix tree, to hold ink against all of them at once.
        names: places by sound of last name and initial of given name (names.name_keys).
        streets: places by house number and sound of the street (addresses.street_keys).
        accounts: places by billing account number.
        id_information: what knowing a whole id tells, in 1/100 nat: little where ids run in sequence.
    """

    members: tuple[Member, ...]
    ids: Mapping[str, int]
    tree: IdTree
    names: Places
    streets: Places
    accounts: Places
    id_information: int

    @classmethod
    def of(cls, members: Iterable[Member]) -> Roster:
        """Index some subscribers; ids must be unique and of 12 digits."""
        ordered = tuple(sorted(members, key=lambda member: member.member_id))
        ids = {member.member_id: place for place, member in enumerate(ordered)}
        assert len(ids) == len(ordered), "a member id is listed twice"
        joined = "".join(ids).encode("ascii")
        digits = (np.frombuffer(joined, np.uint8) - ord("0")).reshape(-1, ID_DIGITS)
        assert int(digits.max(initial=0)) <= 9, "a member id is not 12 digits"
        names: defaultdict[str, list[int]] = defaultdict(list)
        streets: defaultdict[str, list[int]] = defaultdict(list)
        accounts: defaultdict[str, list[int]] = defaultdict(list)
        for place, member in enumerate(ordered):
            for key in name_keys(member.first_name, member.last_name):
                names[key].append(place)
            for key in street_keys(member.street):
                streets[key].append(place)
            if member.billing_account:
                accounts[member.billing_account].append(place)
        return cls(ordered, ids, IdTree.of(digits), dict(names), dict(streets), dict(accounts), _information(digits))

    def member(self, member_id: str) -> Member | None:
        """Return the subscriber of that id, None if nobody on the roster has it."""
        place = self.ids.get(member_id)
        return None if place is None else self.members[place]


def _information(digits: npt.NDArray[np.uint8]) -> int:
    """Return the entropy of the ids in 1/100 nat, place by place, every digit counted once more than seen."""
    total = 0.0
    for column in digits.T:
        counts = np.bincount(column, minlength=10) + 1
        shares = [int(count) / int(counts.sum()) for count in counts]
        total -= sum(share * math.log(share) for share in shares)
    return round(100 * total)
