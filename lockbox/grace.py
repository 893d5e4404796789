"""What becomes of an unpaid bill: due, delinquent, notice, end of coverage, by the Connector's rules as data.

The rules are those of 956 CMR 12.12 and the Health Connector's own pages as far as these say it; what rests on
general knowledge is a setting of ``[unpaid]`` and says so in its source.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lockbox.settings_unpaid import Unpaid


@dataclass(frozen=True, slots=True)
class GraceRule:
    """One rule: its name in the report, what it says, and where that stands."""

    name: str
    says: str
    source: str


RULES: tuple[GraceRule, ...] = (
    GraceRule(
        "due-23rd",
        "A month's premium is due in full, received, by the 23rd of the month before.",
        "Health Connector, How to pay; 956 CMR 12.12(2)-(4)",
    ),
    GraceRule(
        "binder",
        "A first payment not in full by its due date enrols nobody.",
        "Health Connector, How to pay",
    ),
    GraceRule(
        "delinquent",
        "A month not paid in full by its due date is delinquent, and a notice goes out.",
        "956 CMR 12.12(2)-(4); on which day (unpaid.notice_days): general knowledge",
    ),
    GraceRule(
        "not-subsidised",
        "Where all that is outstanding is not received by the date of the notice, coverage ends with the last month"
        " paid in full.",
        "956 CMR 12.12(2)-(4); how long the notice gives (unpaid.pay_days): general knowledge",
    ),
    GraceRule(
        "subsidised",
        "Two months delinquent in a row bring the notice, which gives at least 35 days; then coverage ends with the"
        " last day of the first unpaid month.",
        "956 CMR 12.12(2)-(4); MLRI, question 26 (35 days); 45 CFR 156.270",
    ),
    GraceRule(
        "reinstated",
        "Whoever pays everything within 35 days of the notice of termination is covered again.",
        "MLRI, question 26",
    ),
    GraceRule(
        "dental-not-subsidised",
        "A dental plan gets no subsidy, whoever the member is.",
        "general knowledge (unpaid.dental_subsidised)",
    ),
    GraceRule("not-enrolled", "The roster says that coverage has ended or never began.", "the roster's status"),
)

_NAMES = {rule.name for rule in RULES}


class GraceState(StrEnum):
    """Where an unpaid bill stands on a day."""

    NOT_DUE = "not due"
    DELINQUENT = "delinquent"
    NOTICE = "notice"
    TERMINATION = "termination"
    NOT_ENROLLED = "not enrolled"


@dataclass(frozen=True, slots=True)
class Track:
    """What the rules make of a bill.

    Attributes:
        subsidised: which of the two ways this is.
        notice_on: when the notice goes out; for a subsidised member with one month missed, if the next is too.
        pay_by: the last day to pay all that is outstanding; ``coverage_ends``: the last day covered if nobody does.
        reinstate_by: the last day to be covered again by paying everything, counted from the day after ``pay_by``.
    """

    subsidised: bool
    state: GraceState
    rules: tuple[str, ...]
    notice_on: dt.date | None = None
    pay_by: dt.date | None = None
    coverage_ends: dt.date | None = None
    reinstate_by: dt.date | None = None

    def __post_init__(self) -> None:
        """A rule that is followed is a rule of the list."""
        assert set(self.rules) <= _NAMES


def due_on(month: str, rules: Unpaid) -> dt.date:
    """Return the day by which the premium of a month (YYYY-MM) must be received."""
    before = _first(month) - dt.timedelta(days=1)
    return before.replace(day=min(rules.due_day, before.day))


def tracks(
    month: str, unpaid: Collection[str], said: tuple[bool | None, str], day: dt.date, rules: Unpaid
) -> tuple[Track, ...]:
    """Return what becomes of one unpaid bill: one way, or both where nobody says whether it is subsidised.

    Args:
        month: the bill's coverage month.
        unpaid: every month of the same plan that is not paid in full.
        said: whether the plan is subsidised (None: unknown), and the subscriber's status on the roster.
        day: as of when.
        rules: the settings.
    """
    subsidised, status = said
    ways = (False, True) if subsidised is None else (subsidised,)
    if day <= due_on(month, rules):
        return tuple(Track(way, GraceState.NOT_DUE, ("due-23rd",)) for way in ways)
    if status == "pending":
        return tuple(Track(way, GraceState.NOT_ENROLLED, ("due-23rd", "binder")) for way in ways)
    if status not in _COVERED:
        return tuple(Track(way, GraceState.NOT_ENROLLED, ("due-23rd", "not-enrolled")) for way in ways)
    late = sorted(one for one in unpaid if day > due_on(one, rules))
    return tuple(_subsidised(late, day, rules) if way else _unsubsidised(late, day, rules) for way in ways)


_COVERED = frozenset({"active", "paid", "stop", "deceased"})


def _unsubsidised(late: list[str], day: dt.date, rules: Unpaid) -> Track:
    """Return the way of a plan without subsidy: coverage ends with the month before the first unpaid one."""
    notice = due_on(late[0], rules) + dt.timedelta(days=rules.notice_days)
    pay_by = notice + dt.timedelta(days=rules.pay_days)
    state = _state(day, notice, pay_by)
    ends = _first(late[0]) - dt.timedelta(days=1)
    names = ("due-23rd", "delinquent", "not-subsidised", "reinstated")
    return Track(False, state, names, notice, pay_by, ends, _reinstate_by(pay_by, rules))


def _subsidised(late: list[str], day: dt.date, rules: Unpaid) -> Track:
    """Return the way of a subsidised plan: two months in a row, then at least 35 days, back to the first one's end."""
    first = next((one for one in late if _all_in(late, one, rules.months_in_a_row)), "")
    start = first or late[-1]
    last = _months_from(start, rules.months_in_a_row)[-1]
    notice = due_on(last, rules) + dt.timedelta(days=rules.notice_days)
    pay_by = notice + dt.timedelta(days=rules.subsidised_pay_days)
    state = _state(day, notice, pay_by) if first else GraceState.DELINQUENT
    names = ("due-23rd", "delinquent", "subsidised", "reinstated")
    return Track(True, state, names, notice, pay_by, _last(start), _reinstate_by(pay_by, rules))


def _state(day: dt.date, notice: dt.date, pay_by: dt.date) -> GraceState:
    if day > pay_by:
        return GraceState.TERMINATION
    return GraceState.NOTICE if day >= notice else GraceState.DELINQUENT


def _reinstate_by(pay_by: dt.date, rules: Unpaid) -> dt.date:
    return pay_by + dt.timedelta(days=1 + rules.reinstate_days)


def _all_in(late: Collection[str], month: str, count: int) -> bool:
    return all(one in late for one in _months_from(month, count))


def _months_from(month: str, count: int) -> list[str]:
    return list(_following(month, count))


def _following(month: str, count: int) -> Iterator[str]:
    year, number = int(month[:4]), int(month[5:]) - 1
    for place in range(number, number + count):
        yield f"{year + place // 12}-{place % 12 + 1:02}"


def _first(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def _last(month: str) -> dt.date:
    first = _first(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
