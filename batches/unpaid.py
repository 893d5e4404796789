"""The list of bills unpaid as of a day, from roster and books, each with its grace period and the rules it followed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from batches.rosters import shared_roster
from batches.site import RosterLoad, Site
from lockbox.books.books import open_books
from lockbox.errors import NotFoundError
from lockbox.grace import RULES, GraceRule, GraceState, Track, due_on, tracks
from lockbox.money import format_dollars
from lockbox.records import Coverage
from lockbox.settings_unpaid import Unpaid
from lockbox.settlement import Bill, Member

_SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}

COLUMNS = (
    "as_of,member_id,first_name,last_name,coverage,carrier,coverage_month,amount_due,paid,unpaid,due_on,days_late,"
    "subsidised,not_subsidised_state,not_subsidised_notice_on,not_subsidised_pay_by,not_subsidised_coverage_ends,"
    "subsidised_state,subsidised_notice_on,subsidised_pay_by,subsidised_coverage_ends,rules"
)


@dataclass(frozen=True, slots=True)
class UnpaidBill:
    """One bill that is not paid in full.

    Attributes:
        subsidised: ``yes``, ``no`` or ``unknown``; where it is unknown, ``tracks`` has both ways.
        days_late: 0 while it is not due.
    """

    member_id: str
    first_name: str
    last_name: str
    coverage: Coverage
    carrier: str
    coverage_month: str
    due_cents: int
    paid_cents: int
    due_on: dt.date
    days_late: int
    subsidised: str
    tracks: tuple[Track, ...]

    @property
    def unpaid_cents(self) -> int:
        """What is still owed."""
        return self.due_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class UnpaidList:
    """The dated list; ``roster`` is the one in force that day, ``rules`` those that any of its bills followed."""

    as_of: dt.date
    roster: RosterLoad
    bills: tuple[UnpaidBill, ...]
    rules: tuple[GraceRule, ...]

    @property
    def unpaid_cents(self) -> int:
        """The sum of all that is owed."""
        return sum(bill.unpaid_cents for bill in self.bills)


def unpaid_bills(site: Site, day: dt.date, *, overdue: bool = False) -> UnpaidList:
    """Return the bills that were not paid in full by the end of a day.

    Paid is what was posted by then and what other channels took by then; the roster is the last one loaded by then.

    Args:
        site: whose roster and books.
        day: as of when.
        overdue: only what is past its due date.

    Raises:
        NotFoundError: no roster was loaded by that day.
    """
    load = _roster_of(site, day)
    roster = shared_roster(site.archive, load.sha256)
    with closing(open_books(site.books_url)) as books:
        paid = books.paid_by(day, min(roster.members.months, default=""))
    tolerance = site.settings.policy.tolerance_cents
    bills = tuple(
        bill
        for member in roster.members
        for bill in _bills_of(member, paid, (day, tolerance), site.unpaid)
        if not overdue or bill.days_late
    )
    used = {name for bill in bills for track in bill.tracks for name in track.rules}
    used |= {"dental-not-subsidised"} if _dental_alone(bills, site.unpaid) else set()
    return UnpaidList(day, load, bills, tuple(rule for rule in RULES if rule.name in used))


Paid = Mapping[tuple[str, Coverage, str], int]


def _bills_of(member: Member, paid: Paid, when: tuple[dt.date, int], rules: Unpaid) -> Iterator[UnpaidBill]:
    """Yield what a subscriber has not paid; ``when`` is the day, and the tolerance in cents."""
    day, tolerance = when
    left = {bill: paid.get((bill.member_id, bill.coverage, bill.coverage_month), 0) for bill in member.bills}
    owed = [bill for bill, came in left.items() if bill.due_cents - came > tolerance]
    for bill in owed:
        months = [one.coverage_month for one in owed if one.coverage is bill.coverage]
        subsidised = _is_subsidised(member, bill, rules)
        due = due_on(bill.coverage_month, rules)
        yield UnpaidBill(
            member.member_id,
            member.first_name,
            member.last_name,
            bill.coverage,
            bill.carrier,
            bill.coverage_month,
            bill.due_cents,
            left[bill],
            due,
            max(0, (day - due).days),
            {True: "yes", False: "no", None: "unknown"}[subsidised],
            tracks(bill.coverage_month, months, (subsidised, member.status), day, rules),
        )


def _is_subsidised(member: Member, bill: Bill, rules: Unpaid) -> bool | None:
    if bill.coverage is Coverage.DENTAL and not rules.dental_subsidised:
        return False
    return _SAID[member.subsidised]


def _dental_alone(bills: Iterable[UnpaidBill], rules: Unpaid) -> bool:
    return not rules.dental_subsidised and any(bill.coverage is Coverage.DENTAL for bill in bills)


def _roster_of(site: Site, day: dt.date) -> RosterLoad:
    """Return the roster that was in force on a day."""
    loads = [load for load in site.rosters() if load.loaded_at[:10] <= day.isoformat()]
    if not loads:
        site.roster()
        raise NotFoundError(f"no roster was loaded by {day}", hint="Name a later day.")
    return loads[-1]


# --- As text -------------------------------------------------------------------------------------


def as_csv(unpaid: UnpaidList) -> str:
    """Return the list as CSV, one line a bill; the columns of a way that does not apply are empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS.split(","))
    for bill in unpaid.bills:
        ways = {track.subsidised: track for track in bill.tracks}
        writer.writerow(
            (
                unpaid.as_of,
                bill.member_id,
                bill.first_name,
                bill.last_name,
                bill.coverage.value,
                bill.carrier,
                bill.coverage_month,
                format_dollars(bill.due_cents),
                format_dollars(bill.paid_cents),
                format_dollars(bill.unpaid_cents),
                bill.due_on,
                bill.days_late,
                bill.subsidised,
                *_way(ways.get(False)),
                *_way(ways.get(True)),
                ";".join(dict.fromkeys(name for track in bill.tracks for name in track.rules)),
            )
        )
    return out.getvalue()


def _way(track: Track | None) -> tuple[str, ...]:
    if track is None:
        return ("", "", "", "")
    days = (track.notice_on, track.pay_by, track.coverage_ends)
    return (track.state.value, *(day.isoformat() if day else "" for day in days))


def state_counts(unpaid: UnpaidList) -> tuple[tuple[str, int, int], ...]:
    """Return states in words with their bills and cents; a bill whose two ways differ counts under both."""
    counts: dict[str, tuple[int, int]] = {}
    for state in GraceState:
        for bill in unpaid.bills:
            states = {track.state for track in bill.tracks}
            if state in states:
                name = state.value if len(states) == 1 else f"{state.value}, depending on subsidy"
                many, cents = counts.get(name, (0, 0))
                counts[name] = (many + 1, cents + bill.unpaid_cents)
    return tuple((name, many, cents) for name, (many, cents) in counts.items())
