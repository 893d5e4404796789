"""A decision in words: who may have paid and why, which checks passed, and what would have made it another one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lockbox.money import display_dollars
from lockbox.reasons import Disposition, Reason
from lockbox.records import Remittance
from lockbox.settlement import Allocation, Candidate, Decision, Evidence, Finding, Verdict
from matching.amounts import Notice
from matching.case import Case, Context, lay_out
from matching.changes import Edit, towards_holding, towards_posting
from matching.decide import ENVELOPE_CHECKS, INSTRUMENT_CHECKS, as_findings, decide
from matching.match import find_payer

_LIKELY = 1.5
_NAMED = {10: "ten", 100: "a hundred", 1000: "a thousand", 10**4: "ten thousand", 10**5: "a hundred thousand"}
_MOST = 10**6
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence: what was seen, what was known, and in words what it weighs (in 1/100 nat)."""

    rule: str
    seen: str
    known: str
    weight: int
    says: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody who may have paid; ``says`` compares with the likeliest, or that one with nobody on the roster."""

    member_id: str
    name: str
    weight: int
    says: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of ``decide``: its name, what it asks, and what it found; it passed where that is nothing."""

    name: str
    asks: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing otherwise, in words that follow "if", and what the decision would have been.

    Attributes:
        posts: whether it would post; ``allocations``: where the money would go.
        reasons: what would hold it.
    """

    words: str
    posts: bool
    allocations: tuple[Allocation, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one instrument was posted or held.

    Attributes:
        item: counts the instruments of the envelope from 1; 0 for an envelope without one.
        confidence: 0 to 1000, that the likeliest candidate is the right one.
        findings: every reason of the decision.
        later: those of them that only the whole batch showed.
        suspects: who may have paid, likeliest first.
        checks: all that were run, in their order.
        changes: every single change that was tried and would have made a held item post, or a posted one wait.
        nearest: of a held item that no single change would post, those that leave fewer reasons, the fewest first.
        tried: how many changes were tried.
    """

    item: int
    verdict: Verdict
    disposition: Disposition
    amount_cents: int | None
    allocations: tuple[Allocation, ...]
    confidence: int
    findings: tuple[Finding, ...]
    later: tuple[Finding, ...]
    suspects: tuple[Suspect, ...]
    checks: tuple[Check, ...]
    changes: tuple[Change, ...]
    nearest: tuple[Change, ...]
    tried: int


def explain(remittance: Remittance, decisions: tuple[Decision, ...], context: Context) -> tuple[Explanation, ...]:
    """Return why each instrument of an envelope was decided as it was.

    Args:
        remittance: what the envelope means.
        decisions: what was decided on it in the end, with what the whole batch showed.
        context: the roster, books, settings and day that it was decided in view of.
    """
    matches = find_payer(remittance, context.roster, context.known, context.settings)
    own = {one.item: one for one in decide(remittance, matches, context)}
    cases: dict[int, Case] = {one.instrument.item: one for one in lay_out(remittance, matches, context)}
    explained = []
    for decision in decisions:
        later = tuple(one for one in decision.findings if one not in own[decision.item].findings)
        case = cases.get(decision.item)
        explained.append(_explain(decision, later, case, tuple(_checks(remittance, case, context))))
    return tuple(explained)


def _explain(
    decision: Decision, later: tuple[Finding, ...], case: Case | None, checks: tuple[Check, ...]
) -> Explanation:
    edits = tuple(_edits(decision, case)) if case else ()
    outcomes = [_change(edit, decision.item, later) for edit in edits]
    is_posted = decision.verdict is Verdict.POST
    changes = tuple(one for one in outcomes if one.posts is not is_posted)
    blocking = {one.reason for one in decision.findings if one.blocks}
    nearest = sorted((one for one in outcomes if len(one.reasons) < len(blocking)), key=lambda one: len(one.reasons))
    return Explanation(
        item=decision.item,
        verdict=decision.verdict,
        disposition=decision.disposition,
        amount_cents=decision.amount_cents,
        allocations=decision.allocations,
        confidence=decision.confidence,
        findings=decision.findings,
        later=later,
        suspects=tuple(suspects(case)) if case else (),
        checks=checks,
        changes=changes,
        nearest=() if changes else tuple(nearest[:_NEAREST]),
        tried=len(outcomes),
    )


# --- Who -----------------------------------------------------------------------------------------


def suspects(case: Case) -> Iterator[Suspect]:
    """Yield who may have paid, likeliest first, with the evidence in words."""
    candidates = case.match.candidates
    for candidate in candidates:
        member = case.context.roster.member(candidate.member_id)
        yield Suspect(
            candidate.member_id,
            f"{member.first_name} {member.last_name}" if member else "",
            candidate.weight,
            _stands(candidate, candidates),
            tuple(_ground(piece, candidate, case) for piece in candidate.evidence),
        )


def _stands(candidate: Candidate, candidates: Sequence[Candidate]) -> str:
    """Say how a candidate stands to the likeliest, or that one to nobody on the roster."""
    first = candidates[0]
    if candidate is not first:
        gap = first.weight - candidate.weight
        return f"{times(gap)} less likely than the first" if says_much(gap) else "as likely as the first"
    if not says_much(candidate.weight):
        return "as likely as nobody on the roster"
    return (
        f"{times(candidate.weight)} {'likelier' if candidate.weight > 0 else 'less likely'} than nobody on the roster"
    )


def _ground(piece: Evidence, candidate: Candidate, case: Case) -> Ground:
    says = _said(piece.weight)
    if piece.rule == "prior":
        says = "before anything is read, nobody in particular is likely"
    elif piece.rule == "written_id":
        says = _id_fit(candidate.member_id, case) or says
    return Ground(piece.rule, piece.seen, piece.known, piece.weight, says)


def _said(weight: int) -> str:
    if not says_much(weight):
        return "tells next to nothing"
    return f"makes it {times(weight)} {'likelier' if weight > 0 else 'less likely'}"


def _id_fit(member_id: str, case: Case) -> str:
    """Say how well the written ids fit a member, against every other id on the roster; empty where they do not."""
    cost, place = case.ink_cost(member_id), case.context.roster.ids[member_id]
    if cost is None:
        return ""
    others = [other for written in case.clues.ids for at, other in written.fits.items() if at != place]
    if not others:
        return "the written id fits it and no other id on the roster"
    gap = min(others) - cost
    if not says_much(gap):
        return "the written id fits another id on the roster as well"
    if gap > 0:
        return f"the written id fits it {times(gap)} better than the next id"
    return f"the written id fits another id {times(gap)} better"


def says_much(weight: int) -> bool:
    """Say whether a weight in 1/100 nat is worth a word."""
    return math.exp(abs(weight) / 100) >= _LIKELY


def times(weight: int) -> str:
    """Return how many times likelier a weight in 1/100 nat makes something, in round words, whatever its sign."""
    factor = math.exp(min(abs(weight), 2000) / 100)
    if factor >= _MOST:
        return "more than a million times" if factor >= 1.5 * _MOST else "a million times"
    near = int(float(f"{factor:.0e}"))
    return "twice" if near == 2 else f"{_NAMED.get(near, f'{near:,}')} times"


# --- Checks --------------------------------------------------------------------------------------


def _checks(remittance: Remittance, case: Case | None, context: Context) -> Iterator[Check]:
    for of_envelope in ENVELOPE_CHECKS:
        yield _check(of_envelope.__name__, of_envelope.__doc__, list(of_envelope(remittance)), context)
    for of_instrument in INSTRUMENT_CHECKS if case else ():
        assert case is not None
        yield _check(of_instrument.__name__, of_instrument.__doc__, list(of_instrument(case)), context)


def _check(name: str, doc: str | None, notices: list[Notice], context: Context) -> Check:
    asks = (doc or "").partition("\n\n")[0].replace("\n", " ")
    return Check(name.replace("_", " "), " ".join(asks.split()), as_findings(notices, context))


# --- What would change it ------------------------------------------------------------------------


def _edits(decision: Decision, case: Case) -> Iterator[Edit]:
    return towards_holding(case) if decision.verdict is Verdict.POST else towards_posting(case)


def _change(edit: Edit, item: int, later: tuple[Finding, ...]) -> Change:
    """Decide again with one thing changed; what only the whole batch showed still holds."""
    remittance, context = edit.world
    matches = find_payer(remittance, context.roster, context.known, context.settings)
    decision = next(one for one in decide(remittance, matches, context) if one.item == item)
    reasons = tuple(dict.fromkeys(one.reason for one in (*decision.findings, *later) if one.blocks))
    return Change(edit.words, not reasons, () if reasons else decision.allocations, reasons)


def said_allocation(part: Allocation) -> str:
    """Return where a part of a payment goes, in words."""
    return f"{display_dollars(part.cents)} to {part.member_id}, {part.coverage.value} {part.coverage_month or 'credit'}"
