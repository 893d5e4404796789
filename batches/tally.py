"""What a sealed run came to, counted from the archive alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from batches.archive import Archive
from batches.balance import Balance, weigh
from batches.rosters import shared_roster
from lockbox.canonical import decode
from lockbox.errors import ExitCode
from lockbox.identity import batch_id
from lockbox.manifest import Manifest
from lockbox.reasons import Disposition, Reason
from lockbox.records import Batch, Coverage
from lockbox.settlement import Allocation, Decision, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many instruments (or envelopes without one) a reason held or flagged."""

    reason: Reason
    held: int
    flagged: int


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """What was posted to one company's plans of one coverage; ``count`` is of parts of payments."""

    coverage: Coverage
    carrier: str
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """A night in figures.

    Attributes:
        batch: id of the mail; ``name`` is what its folder was called.
        posted: instruments posted; ``held``: decisions that wait for a clerk.
        held_cents: money deposited to Suspense; ``undeposited_cents``: of paper that is not deposited.
        deposit_cents: the day's deposit, posted and held together; nothing while the batch is out of balance.
        unread_amounts: instruments whose amount is not certain.
        by_reason: most frequent first; ``by_plan``: by coverage and carrier.
    """

    run: str
    batch: str
    name: str
    received_on: dt.date
    envelopes: int
    instruments: int
    posted: int
    held: int
    posted_cents: int
    held_cents: int
    undeposited_cents: int
    deposit_cents: int
    unread_amounts: int
    by_reason: tuple[ReasonCount, ...]
    by_plan: tuple[PlanTotal, ...]
    balance: Balance
    balanced: bool
    exit_code: ExitCode


def batch_of(archive: Archive, manifest: Manifest) -> Batch:
    """Return the mail of a run."""
    return decode(Batch, archive.get(manifest.inputs.batch_sha256))


def outcomes_of(archive: Archive, manifest: Manifest) -> Iterator[Outcome]:
    """Yield the outcomes of a run in the order of its envelopes."""
    for result in manifest.results:
        yield decode(Outcome, archive.get(result.outcome_sha256))


def tally(archive: Archive, run: str) -> RunReport:
    """Return the figures of a sealed run.

    Raises:
        NotFoundError: no such run is sealed.
        DamagedError: something it names is missing or altered.
    """
    manifest = archive.manifest(run)
    batch = batch_of(archive, manifest)
    balance = weigh(batch, outcomes_of(archive, manifest))
    decisions = tuple(decision for outcome in outcomes_of(archive, manifest) for decision in outcome.decisions)
    posted = [one for one in decisions if one.verdict is Verdict.POST]
    held = [one for one in decisions if one.verdict is Verdict.HOLD]
    goes_to_the_bank = {Disposition.DEPOSIT} if manifest.balanced else set()
    deposited = [one for one in held if one.disposition in goes_to_the_bank]
    kept = [one for one in held if one.disposition not in goes_to_the_bank]
    return RunReport(
        run=run,
        batch=batch_id(batch),
        name=batch.name,
        received_on=manifest.inputs.received_on,
        envelopes=len(manifest.results),
        instruments=balance.count,
        posted=len(posted),
        held=len(held),
        posted_cents=_sum(posted),
        held_cents=_sum(deposited),
        undeposited_cents=_sum(kept),
        deposit_cents=_sum(posted) + _sum(deposited),
        unread_amounts=balance.unread_amounts,
        by_reason=_by_reason(decisions),
        by_plan=_by_plan(archive, manifest, posted),
        balance=balance,
        balanced=manifest.balanced,
        exit_code=_exit_code(manifest.balanced, bool(held)),
    )


def _sum(decisions: list[Decision]) -> int:
    return sum(decision.amount_cents or 0 for decision in decisions)


def _by_reason(decisions: tuple[Decision, ...]) -> tuple[ReasonCount, ...]:
    """Count each reason once a decision, as blocking if it blocks there at all."""
    held: Counter[Reason] = Counter()
    flagged: Counter[Reason] = Counter()
    for decision in decisions:
        blocking = {finding.reason for finding in decision.findings if finding.blocks}
        held.update(blocking)
        flagged.update({finding.reason for finding in decision.findings} - blocking)
    counts = (ReasonCount(reason, held[reason], flagged[reason]) for reason in held | flagged)
    return tuple(sorted(counts, key=lambda one: (-one.held, -one.flagged, one.reason)))


def _by_plan(archive: Archive, manifest: Manifest, posted: list[Decision]) -> tuple[PlanTotal, ...]:
    roster = shared_roster(archive, manifest.inputs.roster_sha256)
    ids = {part.member_id for decision in posted for part in decision.allocations}
    members = {one: roster.member(one) for one in ids}
    plans: dict[tuple[Coverage, str], list[Allocation]] = {}
    for part in (part for decision in posted for part in decision.allocations):
        member = members[part.member_id]
        carrier = member.carrier(part.coverage, part.coverage_month) if member else ""
        plans.setdefault((part.coverage, carrier), []).append(part)
    return tuple(
        PlanTotal(coverage, carrier, len(parts), sum(part.cents for part in parts))
        for (coverage, carrier), parts in sorted(plans.items())
    )


def _exit_code(balanced: bool, any_held: bool) -> ExitCode:
    if not balanced:
        return ExitCode.OUT_OF_BALANCE
    return ExitCode.HELD if any_held else ExitCode.DONE
