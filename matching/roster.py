"""The roster: who is billed for what, read from CSV and indexed for matching."""

from __future__ import annotations

import csv
import functools
import io
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from lockbox.errors import RosterError
from lockbox.money import format_dollars, parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from matching.addresses import street_keys
from matching.apply import bill_age
from matching.columns import Columns, Index, columns_of_index
from matching.ids import IdTree, columns_of_tree, digits_of_ids
from matching.members import ById, Ids, Members, columns_of_members
from matching.names import name_keys


class Row(NamedTuple):
    """One line of a roster file: the columns of a subscriber, then those of a bill."""

    member_id: str
    first_name: str
    last_name: str
    street: str
    city: str
    state: str
    zip: str
    billing_account: str
    status: str
    subsidised: str
    coverage: str
    carrier: str
    coverage_month: str
    amount_due: str


COLUMNS = Row._fields
OPTIONAL = ("billing_account", "status", "subsidised")
REQUIRED = tuple(column for column in COLUMNS if column not in OPTIONAL)
_PERSON = COLUMNS.index("coverage")
"""Columns before this one say who it is and are the same on every line of a subscriber."""

_SHAPES: Mapping[str, tuple[str, str]] = {
    "member_id": (r"[0-9]{12}", "is not 12 digits (has a spreadsheet dropped leading zeros?)"),
    "first_name": (r".+", "is empty"),
    "last_name": (r".+", "is empty"),
    "state": (r"(?:[A-Za-z]{2})?", "is not a two-letter state"),
    "zip": (r"(?:[0-9]{5}(?:-?[0-9]{4})?)?", "is not a five-digit ZIP (has a spreadsheet dropped a leading zero?)"),
    "billing_account": (r"[0-9]*", "is not digits"),
    "subsidised": (r"(?:yes|no)?", "is neither yes nor no nor empty"),
    "coverage": (r"medical|dental", "is neither medical nor dental"),
    "carrier": (r".+", "is empty"),
    "coverage_month": (r"20[0-9]{2}-(?:0[1-9]|1[0-2])", "is not a month as YYYY-MM"),
    "amount_due": (
        r"\$?(?:[0-9]{1,6}|[0-9]{1,3},[0-9]{3})\.[0-9]{2}",
        "is not dollars with two decimals below a million",
    ),
}
_CHECKS = tuple(
    (COLUMNS.index(column), re.compile(shape, re.DOTALL), fault) for column, (shape, fault) in _SHAPES.items()
)


# --- The file ----------------------------------------------------------------------------------


def parse_roster(text: str) -> tuple[Member, ...]:
    """Return the subscribers that a roster file lists, by member id, each with its bills, oldest first.

    Raises:
        RosterError: naming every mistake with its line; nothing of a roster with mistakes is used.
    """
    mistakes: list[str] = []
    people: dict[str, tuple[int, Row]] = {}
    bills: dict[str, dict[tuple[str, str], tuple[int, Bill]]] = {}
    for line, row in _rows(text, mistakes):
        faults = [f"{COLUMNS[at]} {row[at]!r} {fault}" for at, shape, fault in _CHECKS if not shape.fullmatch(row[at])]
        if not faults:
            first = people.setdefault(row.member_id, (line, row))
            faults = [*_contradictions(row, *first), *_file_bill(row, line, bills.setdefault(row.member_id, {}))]
        mistakes += [f"line {line}: {fault}" for fault in faults]
    if not mistakes and not people:
        mistakes.append("line 1: the roster lists nobody")
    if mistakes:
        raise RosterError(f"the roster has mistakes ({len(mistakes)}):\n  " + "\n  ".join(mistakes))
    return tuple(_member(row, (bill for _, bill in bills[one].values())) for one, (_, row) in sorted(people.items()))


def render_roster(members: Iterable[Member]) -> str:
    """Return the roster file of some subscribers, one line a bill; the inverse of parse_roster.

    The column ``subsidised`` is there where it says something of somebody.
    """
    people = tuple(members)
    told = any(one.subsidised for one in people)
    columns = tuple(column for column in COLUMNS if told or column != "subsidised")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for one in people:
        person = [getattr(one, column) for column in columns[: columns.index("coverage")]]
        for bill in one.bills:
            owed = (bill.coverage.value, bill.carrier, bill.coverage_month, format_dollars(bill.due_cents))
            writer.writerow((*person, *owed))
    return out.getvalue()


def _rows(text: str, mistakes: list[str]) -> Iterator[tuple[int, Row]]:
    """Yield line number and columns of every row that is whole, noting the faults of header and other rows."""
    header: list[str] = []
    pick: Callable[[list[str]], tuple[str, ...]] = tuple
    for line, values in _split(text, mistakes):
        if not header:
            header = [value.lower() for value in values]
            faults = _header_faults(header)
            mistakes += [f"line {line}: {fault}" for fault in faults]
            if faults:
                return
            pick = operator.itemgetter(
                *(header.index(column) if column in header else len(header) for column in COLUMNS)
            )
        elif len(values) != len(header):
            mistakes.append(f"line {line}: {len(values)} fields where the header has {len(header)}")
        else:
            row = Row(*pick([*values, ""]))
            yield line, row._replace(status=row.status.lower() or "active", subsidised=row.subsidised.lower())


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


def _header_faults(header: Sequence[str]) -> list[str]:
    faults = [f"column {name} is missing" for name in REQUIRED if name not in header]
    faults += [f"column {name} is there twice" for name in sorted(set(header)) if name and header.count(name) > 1]
    unknown = [name for name in header if name not in COLUMNS]
    return faults + [
        f"column {name} is not known; is {meant} meant?"
        for name in unknown
        for meant in OPTIONAL
        if meant not in header and OSA.distance(name, meant) <= 2
    ]


def _member(row: Row, bills: Iterable[Bill]) -> Member:
    return Member(
        row.member_id,
        row.first_name,
        row.last_name,
        row.street,
        row.city,
        row.state,
        row.zip,
        row.billing_account,
        row.status,
        tuple(sorted(bills, key=bill_age)),
        row.subsidised,
    )


def _contradictions(row: Row, first: int, known: Row) -> list[str]:
    """Return how a row differs from the first row of the same subscriber."""
    columns = zip(COLUMNS[:_PERSON], row, known, strict=False)
    return [
        f"{name} {here!r} of {row.member_id} is {there!r} on line {first}"
        for name, here, there in columns
        if here != there
    ]


def _file_bill(row: Row, line: int, bills: dict[tuple[str, str], tuple[int, Bill]]) -> list[str]:
    """File the bill of a row; return what is wrong with that."""
    bill = Bill(row.member_id, Coverage(row.coverage), row.carrier, row.coverage_month, parse_dollars(row.amount_due))
    before, _ = bills.setdefault((row.coverage, row.coverage_month), (line, bill))
    if before == line:
        return []
    return [f"{row.member_id} is billed for {row.coverage} {row.coverage_month} on line {before} already"]


# --- The index ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """All subscribers, and ways to find the few who may be meant; columns that processes can share.

    Attributes:
        members: by member id; the indexes below hold places in this sequence.
        tree: the ids in ascending order as a prefix tree, to hold ink against all of them at once.
        names: places by sound of last name and initial of given name (names.name_keys).
        streets: places by house number and sound of the street (addresses.street_keys).
        accounts: places by billing account number.
        id_information: what knowing a whole id tells, in 1/100 nat: little where ids run in sequence.
    """

    members: Members
    tree: IdTree
    names: Index
    streets: Index
    accounts: Index
    id_information: int

    @classmethod
    def of(cls, members: Iterable[Member]) -> Roster:
        """Index some subscribers; ids must be unique and of 12 digits."""
        return cls.over(columns_of(members))

    @classmethod
    def over(cls, columns: Columns) -> Roster:
        """Return the roster that ``columns_of`` laid out, reading the columns where they lie."""
        members, tree = Members.over(columns), IdTree.over(columns)
        names, streets, accounts = (Index.over(columns, name) for name in ("names", "streets", "accounts"))
        return cls(members, tree, names, streets, accounts, _information(tree.digits))

    @property
    def ids(self) -> Ids:
        """Place of each member id."""
        return self.members.ids

    @property
    def by_id(self) -> Mapping[str, Member]:
        """The subscribers by member id."""
        return ById(self.members)

    def member(self, member_id: str) -> Member | None:
        """Return the subscriber of that id, None if nobody on the roster has it."""
        place = self.ids.get(member_id)
        return None if place is None else self.members[place]


def columns_of(members: Iterable[Member]) -> Columns:
    """Return subscribers and everything by which they are found as columns; ids must be unique and of 12 digits."""
    ordered = sorted(members, key=lambda member: member.member_id)
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
    people = columns_of_members(ordered)
    indexes = (("names", names), ("streets", streets), ("accounts", accounts))
    filed = (columns_of_index(name, places) for name, places in indexes)
    tree = columns_of_tree(digits_of_ids([one.member_id for one in ordered]))
    return functools.reduce(operator.or_, filed, people | tree)


def _information(digits: npt.NDArray[np.uint8]) -> int:
    """Return the entropy of the ids in 1/100 nat, place by place, every digit counted once more than seen."""
    total = 0.0
    for column in digits.T:
        counts = np.bincount(column, minlength=10) + 1
        shares = [int(count) / int(counts.sum()) for count in counts]
        total -= sum(share * math.log(share) for share in shares)
    return round(100 * total)
