"""Checks of the whole batch: what no envelope can show alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockbox.reasons import Reason
from lockbox.records import Instrument
from lockbox.settlement import Allocation, Decision, Outcome, Verdict
from matching import checks_money as money
from matching.amounts import Notice
from matching.apply import open_bills
from matching.case import Context
from matching.earlier import payments

Place = tuple[int, int]
"""An instrument of a batch: place of its outcome, and of its decision in that."""


def backs_are_there(outcomes: Sequence[Outcome], context: Context) -> Iterator[tuple[Place, Notice]]:
    """Where the backs of three checks in four were scanned, a check without one lacks its image."""
    instruments = [one for outcome in outcomes for one in outcome.remittance.instruments]
    bare = sum(one.back < 0 for one in instruments)
    if not 0 < 4 * bare <= len(instruments):
        return
    for number, outcome in enumerate(outcomes):
        for index, instrument in enumerate(outcome.remittance.instruments):
            if instrument.back < 0 and not _has(outcome.decisions[index], Reason.IMAGE_MISSING):
                yield (
                    (number, index),
                    Notice(Reason.IMAGE_MISSING, "other checks of the batch have backs, this has none"),
                )


def same_check_twice(outcomes: Sequence[Outcome], context: Context) -> Iterator[tuple[Place, Notice]]:
    """No check comes twice in the batch; of several the first goes its way."""
    lined: dict[tuple[str, str, str], str] = {}
    everyone: list[tuple[Instrument, str]] = []
    unlined: list[tuple[Instrument, str]] = []
    for number, outcome in enumerate(outcomes):
        for index, instrument in enumerate(outcome.remittance.instruments):
            line, where = money.code_line(instrument), f"{outcome.envelope}/{instrument.item}"
            others = unlined if line else everyone
            alike = next((there for one, there in others if money.look_alike(one, instrument)), "")
            same = lined.setdefault(line, where) if line else where
            if same != where or alike:
                detail = f"the same check as {alike if same == where else same}"
                yield (number, index), Notice(Reason.DUPLICATE_ITEM, detail)
            everyone.append((instrument, where))
            if not line:
                unlined.append((instrument, where))


def same_bill_twice(outcomes: Sequence[Outcome], context: Context) -> Iterator[tuple[Place, Notice]]:
    """No bill is paid beyond what is due by several payments of the batch; the first pays it."""
    left: dict[tuple[str, str, str], int] = {}
    for number, outcome in enumerate(outcomes):
        for index, decision in enumerate(outcome.decisions):
            over = [part for part in decision.allocations if part.coverage_month and not _take(part, left, context)]
            for part in over:
                detail = f"another payment of this batch pays {part.coverage.value} {part.coverage_month}"
                yield (number, index), Notice(Reason.PAID_ELSEWHERE, detail)


def rests_wait(outcomes: Sequence[Outcome], context: Context) -> Iterator[tuple[Place, Notice]]:
    """No check posts alone whose companion for the same slip is held: it is not the whole bill."""
    for number, outcome in enumerate(outcomes):
        held = {
            match.slips
            for match, decision in zip(outcome.matches, outcome.decisions, strict=False)
            if match.slips and decision.verdict is Verdict.HOLD
        }
        for index, match in enumerate(outcome.matches):
            if match.slips in held and outcome.decisions[index].verdict is Verdict.POST:
                yield (number, index), Notice(Reason.UNDERPAID, "the other check for the same slip waits for a clerk")


def _has(decision: Decision, reason: Reason) -> bool:
    return any(finding.reason is reason for finding in decision.findings)


def _take(part: Allocation, left: dict[tuple[str, str, str], int], context: Context) -> bool:
    """Take a payment off what is due for its bill; return False where that leaves less than nothing."""
    key = (part.member_id, part.coverage.value, part.coverage_month)
    if key not in left:
        member = context.roster.member(part.member_id)
        bills = open_bills(member, payments(context.known, part.member_id)) if member else ()
        left[key] = sum(bill.due_cents for bill in bills if (bill.coverage, bill.coverage_month) == key[1:])
    if part.cents > left[key] + context.policy.tolerance_cents:
        return False
    left[key] -= part.cents
    return True
