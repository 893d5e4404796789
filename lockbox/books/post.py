"""Decisions of one night become entries and exceptions, all in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from lockbox.books.plan import EXCEPTION_ORIGIN
from lockbox.books.rows import Keys, add, entry_row, exception_row
from lockbox.books.schema import BATCH, ENTRY, EXCEPTION, Row, sealed
from lockbox.errors import AlreadyPostedError, LockboxError
from lockbox.identity import confirmation, posting_id
from lockbox.reasons import Disposition
from lockbox.settlement import Account, Decision, Entry, ExceptionItem, Posting, Verdict

RUN = "run"


class ChainMovedError(LockboxError):
    """Another batch was posted since this one was sealed."""

    hint = "Run the same command again: it seals this batch behind the other."


@dataclass(frozen=True, slots=True)
class BatchPosting:
    """One sealed night as the books take it.

    Attributes:
        batch: id of the mail (see identity.batch_id); run: id of the run that decided.
        manifest_sha256: name of the sealed manifest.
        posted_on: the business day of the entries.
        previous: where given, the manifest that must be the head of the books' chain.
    """

    batch: str
    run: str
    manifest_sha256: str
    received_on: dt.date
    posted_on: dt.date
    postings: tuple[Posting, ...]
    previous: str | None = None

    def __post_init__(self) -> None:
        """Each instrument comes once."""
        names = [(posting.envelope, posting.decision.item) for posting in self.postings]
        assert len(set(names)) == len(names), "an instrument is posted twice"


@dataclass(frozen=True, slots=True)
class PostResult:
    """What a posting did; ``new`` is false when the books already held all of it."""

    new: bool
    deposit_cents: int
    posted_cents: int
    suspense_cents: int
    posted: int
    held: int


def post(connection: Connection, night: BatchPosting) -> PostResult:
    """Write one night into the books.

    Raises:
        AlreadyPostedError: another run has posted this mail.
        ChainMovedError: ``previous`` is no longer the head.
    """
    entries, exceptions = rows_of(night)
    found = connection.execute(select(BATCH.c.run, BATCH.c.posted_on).where(BATCH.c.id == night.batch)).one_or_none()
    if found is None:
        _open_batch(connection, night)
        add(connection, ENTRY, entries)
        add(connection, EXCEPTION, exceptions)
    elif found.run != night.run:
        raise AlreadyPostedError(f"this mail was already posted on {found.posted_on} by run {found.run[:12]}")
    posted = [p.decision.amount_cents or 0 for p in night.postings if p.decision.verdict is Verdict.POST]
    suspense = [suspended_cents(p.decision) for p in night.postings if p.decision.verdict is Verdict.HOLD]
    return PostResult(
        new=found is None,
        deposit_cents=deposit_cents(night),
        posted_cents=sum(posted),
        suspense_cents=sum(suspense),
        posted=len(posted),
        held=len(suspense),
    )


def deposit_cents(night: BatchPosting) -> int:
    """Return the day's deposit: every instrument that goes to the bank with a known amount."""
    return sum(
        posting.decision.amount_cents or 0
        for posting in night.postings
        if posting.decision.disposition is Disposition.DEPOSIT
    )


def suspended_cents(decision: Decision) -> int:
    """Return the money of a held decision that is deposited all the same and rests in Suspense."""
    return (decision.amount_cents or 0) if decision.disposition is Disposition.DEPOSIT else 0


def differences(connection: Connection, night: BatchPosting) -> tuple[str, ...]:
    """Return where the books say otherwise than a night would have them, one line a row."""
    row = connection.execute(select(BATCH).where(BATCH.c.id == night.batch)).mappings().one_or_none()
    if row is None:
        return (f"batch {night.batch[:12]} is not in the books",)
    found = []
    if (row["run"], row["manifest_sha256"]) != (night.run, night.manifest_sha256):
        found.append(f"batch {night.batch[:12]} was posted by run {row['run'][:12]}, not {night.run[:12]}")
    meant = rows_of(replace(night, posted_on=dt.date.fromisoformat(row["posted_on"])))
    for table, first, rows in ((ENTRY, ENTRY.c.origin == RUN, meant[0]), (EXCEPTION, EXCEPTION.c.step == 0, meant[1])):
        query = select(table.c.id, table.c.content).where(table.c.batch == night.batch, first)
        there = {one.id: one.content for one in connection.execute(query)}
        wanted = {str(one["id"]): one["content"] for one in rows}
        for key in sorted(there.keys() | wanted.keys()):
            if there.get(key) != wanted.get(key):
                fault = "is missing" if key not in there else "is not of this night" if key not in wanted else "differs"
                found.append(f"{table.name} {key[:12]} {fault}")
    return tuple(found)


def head(connection: Connection) -> str:
    """Return the SHA-256 of the manifest of the batch posted last, empty for none."""
    newest = select(BATCH.c.manifest_sha256).order_by(BATCH.c.number.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none() or ""


def rows_of(night: BatchPosting) -> tuple[list[Row], list[Row]]:
    """Return the rows of entries and of exceptions that a night makes."""
    entries: list[Row] = []
    exceptions: list[Row] = []
    for posting in night.postings:
        keys = Keys.of(posting)
        if posting.decision.verdict is Verdict.POST:
            entries += [entry_row(entry, keys) for entry in _posted(night, posting)]
            continue
        cents = suspended_cents(posting.decision)
        if cents:
            entries.append(entry_row(_entry(night, posting, 0, (Account.SUSPENSE, cents, "")), keys))
        exceptions.append(exception_row(_held(night, posting, cents), keys))
    return entries, exceptions


def _posted(night: BatchPosting, posting: Posting) -> list[Entry]:
    return [
        _entry(night, posting, position, (Account.member(to.member_id, to.coverage), to.cents, to.coverage_month))
        for position, to in enumerate(posting.decision.allocations)
    ]


def _entry(night: BatchPosting, posting: Posting, position: int, to: tuple[str, int, str]) -> Entry:
    """Return the entry that brings money from the deposit to an account: its name, cents and month."""
    account, cents, month = to
    place = (night.batch, posting.envelope, posting.decision.item)
    return Entry(
        id=posting_id(*place, RUN, position),
        batch=night.batch,
        envelope=posting.envelope,
        item=posting.decision.item,
        debit=Account.CLEARING,
        credit=account,
        cents=cents,
        code="suspense" if account == Account.SUSPENSE else "post",
        coverage_month=month,
        posted_on=night.posted_on,
        confirmation=confirmation(*place),
        origin=RUN,
        position=position,
    )


def _held(night: BatchPosting, posting: Posting, cents: int) -> ExceptionItem:
    decision = posting.decision
    place = (night.batch, posting.envelope, decision.item)
    return ExceptionItem(
        id=posting_id(*place, EXCEPTION_ORIGIN, 0),
        batch=night.batch,
        envelope=posting.envelope,
        item=decision.item,
        cents=cents,
        disposition=decision.disposition,
        reasons=tuple(finding.reason for finding in decision.findings),
        details=tuple(finding.detail for finding in decision.findings),
        opened_on=night.posted_on,
        confirmation=confirmation(*place),
        amount_cents=decision.amount_cents,
    )


def _open_batch(connection: Connection, night: BatchPosting) -> None:
    if night.previous is not None and night.previous != head(connection):
        raise ChainMovedError
    number = connection.execute(select(func.coalesce(func.max(BATCH.c.number), 0))).scalar_one() + 1
    row: Row = {
        "id": night.batch,
        "number": number,
        "run": night.run,
        "manifest_sha256": night.manifest_sha256,
        "received_on": night.received_on.isoformat(),
        "posted_on": night.posted_on.isoformat(),
        "items": len(night.postings),
        "deposit_cents": deposit_cents(night),
    }
    add(connection, BATCH, [sealed(BATCH, row)])
