"""Are we sure: every check of the lists below is run, every reason is collected, and only then is it decided."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lockbox.reasons import Disposition, Reason
from lockbox.records import Remittance
from lockbox.settlement import Decision, Finding, Match, Outcome, Verdict
from matching import checks_batch as batch
from matching import checks_envelope as envelope
from matching import checks_money as money
from matching import checks_paper as paper
from matching import checks_payer as payer
from matching.amounts import Notice
from matching.case import Case, Context, lay_out

__all__ = [
    "BATCH_CHECKS",
    "ENVELOPE_CHECKS",
    "INSTRUMENT_CHECKS",
    "Context",
    "as_findings",
    "decide",
    "decide_batch",
    "withhold",
]

ENVELOPE_CHECKS: tuple[Callable[[Remittance], Iterator[Notice]], ...] = (
    envelope.readers_did_their_work,
    envelope.files_are_pages,
    envelope.holds_an_instrument,
    envelope.faulty_pages,
    envelope.holds_no_cash,
    envelope.holds_no_card,
    envelope.holds_no_ssn,
    envelope.holds_no_letter,
)
"""Run on every envelope; what they find holds for each of its instruments."""

INSTRUMENT_CHECKS: tuple[Callable[[Case], Iterator[Notice]], ...] = (
    paper.code_line_is_read,
    paper.image_is_good,
    paper.back_is_there,
    paper.amount_is_proven,
    paper.amount_is_within_limit,
    paper.payee_is_ours,
    paper.payee_did_not_endorse,
    paper.date_is_good,
    paper.is_signed,
    paper.bears_no_mark,
    paper.payer_is_alive,
    paper.is_no_warrant,
    paper.money_order_is_sound,
    payer.somebody_is_named,
    payer.one_is_meant,
    payer.ids_agree,
    payer.name_does_not_contradict,
    payer.paper_is_nobody_elses,
    payer.neighbours_are_apart,
    payer.id_is_supported,
    payer.company_is_theirs,
    payer.is_a_subscriber,
    payer.nobody_is_stopped,
    payer.last_check_was_paid,
    money.amount_is_the_slips,
    money.plan_is_certain,
    money.plans_are_apart,
    money.something_is_due,
    money.bill_is_settled,
    money.is_new,
)
"""Run on every check and money order."""

_CARE = (Disposition.NONE, Disposition.DEPOSIT, Disposition.RETURN, Disposition.HOLD)
"""Dispositions, the most careful last: paper that is held can still be returned, returned paper is gone."""


def decide(remittance: Remittance, matches: tuple[Match, ...], context: Context) -> tuple[Decision, ...]:
    """Return what is done with each instrument of an envelope, or, item 0, with an envelope without one."""
    notices = [notice for check in ENVELOPE_CHECKS for notice in check(remittance)]
    if not remittance.instruments:
        return (_without_instrument(notices, context),)
    cases = lay_out(remittance, matches, context)
    return _together(tuple(_decide_one(case, notices) for case in cases), cases)


def _decide_one(case: Case, notices: Sequence[Notice]) -> Decision:
    found = [*notices, *(notice for check in INSTRUMENT_CHECKS for notice in check(case))]
    findings = as_findings(found, case.context)
    allocations = case.settlement.allocations if case.settlement else ()
    if not allocations and not any(finding.blocks for finding in findings):
        findings += (Finding(Reason.LOW_CONFIDENCE, "nothing says where this money goes", blocks=True),)
    blocked = any(finding.blocks for finding in findings)
    return Decision(
        item=case.instrument.item,
        verdict=Verdict.HOLD if blocked else Verdict.POST,
        disposition=_disposition(findings, case.context),
        amount_cents=case.amount.cents,
        allocations=() if blocked else allocations,
        findings=findings,
        id_source=_id_source(case),
        confidence=case.confidence,
    )


def _without_instrument(notices: Sequence[Notice], context: Context) -> Decision:
    """Return the decision on an envelope without an instrument: always a clerk's, with no money in it.

    Only a page that no reader could read may yet be a check to deposit.
    """
    findings = as_findings(notices, context)
    if not any(finding.blocks for finding in findings):
        findings += (Finding(Reason.CORRESPONDENCE, "there is no payment in it", blocks=True),)
    disposition = _disposition(findings, context, Disposition.NONE)
    failed = any(finding.reason is Reason.READER_FAILED for finding in findings)
    if disposition is Disposition.DEPOSIT and not failed:
        disposition = Disposition.NONE
    return Decision(0, Verdict.HOLD, disposition, None, (), findings)


def _together(decisions: tuple[Decision, ...], cases: tuple[Case, ...]) -> tuple[Decision, ...]:
    """Hold the checks that pay one slip together if any of them is held: the rest is not the whole bill."""
    done = []
    for decision, case in zip(decisions, cases, strict=True):
        held = any(
            other.verdict is Verdict.HOLD
            for other, one in zip(decisions, cases, strict=True)
            if one is not case and one.match.slips and one.match.slips == case.match.slips
        )
        notice = Notice(Reason.UNDERPAID, "the other check for the same slip waits for a clerk")
        done.append(_add(decision, notice, case.context) if held and decision.verdict is Verdict.POST else decision)
    return tuple(done)


def as_findings(notices: Iterable[Notice], context: Context) -> tuple[Finding, ...]:
    """Return what was found, once each, with whether it blocks under the policy."""
    own_rules = {rule.reason for rule in context.policy.reasons}
    return tuple(
        Finding(
            notice.reason,
            notice.detail,
            context.policy.rule(notice.reason).blocks and not (notice.mild and notice.reason not in own_rules),
        )
        for notice in dict.fromkeys(notices)
    )


def _disposition(
    findings: Iterable[Finding], context: Context, least: Disposition = Disposition.DEPOSIT
) -> Disposition:
    """Return the most careful disposition of the reasons that block."""
    wanted = (context.policy.rule(finding.reason).disposition for finding in findings if finding.blocks)
    return max((least, *wanted), key=_CARE.index)


def _id_source(case: Case) -> str:
    """Return what named the best candidate: the strongest piece of evidence for it."""
    if case.best is None:
        return ""
    strongest = max(case.best.evidence, key=lambda piece: piece.weight)
    if strongest.rule == "slip":
        slips = [case.remittance.slips[index] for index in case.match.slips]
        return "barcode" if any(slip.barcode.value for slip in slips) else "scan_line"
    return "scan_line" if strongest.rule == "damaged_slip" else strongest.rule


# --- The whole batch ---------------------------------------------------------------------------

BATCH_CHECKS: tuple[Callable[[Sequence[Outcome], Context], Iterator[tuple[batch.Place, Notice]]], ...] = (
    batch.backs_are_there,
    batch.same_check_twice,
    batch.same_bill_twice,
    batch.rests_wait,
)
"""Run one after the other on the whole batch, each on what the one before has left to post."""


def decide_batch(outcomes: tuple[Outcome, ...], context: Context) -> tuple[Outcome, ...]:
    """Return the outcomes of a batch, in their order, with what only the whole of it can show."""
    for check in BATCH_CHECKS:
        found: dict[batch.Place, list[Notice]] = {}
        for place, notice in check(outcomes, context):
            found.setdefault(place, []).append(notice)
        outcomes = tuple(
            replace(
                outcome,
                decisions=tuple(
                    functools.reduce(
                        lambda one, notice: _add(one, notice, context), found.get((number, index), ()), decision
                    )
                    for index, decision in enumerate(outcome.decisions)
                ),
            )
            for number, outcome in enumerate(outcomes)
        )
    return outcomes


def withhold(outcomes: tuple[Outcome, ...], fault: str, context: Context) -> tuple[Outcome, ...]:
    """Return the outcomes of a batch that is out of balance: nothing of it posts, whatever the settings say."""
    finding = Finding(Reason.OUT_OF_BALANCE, fault, blocks=True)
    return tuple(
        replace(outcome, decisions=tuple(_with(decision, finding, context) for decision in outcome.decisions))
        for outcome in outcomes
    )


def _add(decision: Decision, notice: Notice, context: Context) -> Decision:
    """Return a decision with one more reason, which blocks if the policy says so."""
    (finding,) = as_findings((notice,), context)
    return _with(decision, finding, context)


def _with(decision: Decision, finding: Finding, context: Context) -> Decision:
    findings = (*decision.findings, finding)
    if not finding.blocks:
        return replace(decision, findings=findings)
    careful = max(decision.disposition, context.policy.rule(finding.reason).disposition, key=_CARE.index)
    return replace(decision, verdict=Verdict.HOLD, disposition=careful, allocations=(), findings=findings)
