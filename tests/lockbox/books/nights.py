"""Small nights for the tests of the books."""

from __future__ import annotations

import datetime as dt

from lockbox.books.post import BatchPosting
from lockbox.canonical import digest
from lockbox.reasons import Disposition, Reason
from lockbox.records import Coverage
from lockbox.settlement import Allocation, Decision, Finding, Posting, Verdict

DAY = dt.date(2026, 3, 4)
ANN_ID = "730021448815"
BOB_ID = "730021448823"
DENTAL = Coverage.DENTAL


def part(cents: int, member: str = ANN_ID, coverage: Coverage = Coverage.MEDICAL, month: str = "2026-04") -> Allocation:
    return Allocation(member, coverage, month, cents)


def posted(envelope: str, *parts: Allocation, item: int = 1) -> Posting:
    total = sum(one.cents for one in parts)
    decision = Decision(item, Verdict.POST, Disposition.DEPOSIT, total, parts, ())
    return keyed(envelope, decision)


def held(
    envelope: str,
    cents: int | None,
    disposition: Disposition = Disposition.DEPOSIT,
    reason: Reason = Reason.NO_ID,
    item: int = 1,
) -> Posting:
    finding = Finding(reason, "nothing that names a member", True)
    return keyed(envelope, Decision(item, Verdict.HOLD, disposition, cents, (), (finding,)))


def keyed(envelope: str, decision: Decision) -> Posting:
    if decision.item == 0:
        return Posting(envelope, decision)
    return Posting(
        envelope, decision, digest(("item", envelope)), digest(("account", envelope)), f"{len(envelope):016x}"
    )


def night(*postings: Posting, name: str = "a", run: str = "", day: dt.date = DAY) -> BatchPosting:
    batch = digest(name)
    return BatchPosting(batch, run or digest((name, "run")), digest((name, "manifest")), day, day, postings)
