"""Why an envelope of a sealed night was decided as it was, from the archive alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from batches.archive import Archive
from batches.lookup import find_run
from batches.pins import program
from batches.rosters import shared_roster
from batches.tally import batch_of
from lockbox.canonical import decode
from lockbox.errors import NotFoundError
from lockbox.identifiers import redact
from lockbox.identity import batch_id
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS
from lockbox.settings import unseal_settings
from lockbox.settlement import Finding, Known, Outcome, Verdict
from matching.decide import Context
from matching.explain import Change, Explanation, Ground, Suspect, explain, said_allocation

_WIDTH = 116
_EVIDENCE = {"prior": "", "damaged_slip": "damaged slip", "written_id": "written id"}


@dataclass(frozen=True, slots=True)
class Explained:
    """One envelope of a batch with the explanation of each of its instruments.

    ``same_program`` is false for a night that another version of the program decided; what this one
    says of it may then differ from what was sealed.
    """

    batch: str
    envelope: str
    same_program: bool
    items: tuple[Explanation, ...]


def explain_envelope(archive: Archive, batch: str, envelope: str) -> Explained:
    """Return why each instrument of an envelope was posted or held; card and social security numbers are masked.

    Args:
        archive: where the night is sealed.
        batch: what a person calls the night; see batches.lookup.
        envelope: its name, such as ``E0001``.

    Raises:
        NotFoundError: no such batch or envelope is sealed.
        DamagedError: something that the run names is missing or altered.
    """
    manifest = archive.manifest(find_run(archive, batch))
    result = next((one for one in manifest.results if one.envelope == envelope), None)
    mail = batch_of(archive, manifest)
    if result is None:
        hint = f"Its envelopes: {mail.envelopes[0].name} to {mail.envelopes[-1].name}" if mail.envelopes else ""
        raise NotFoundError(f"batch {batch} has no envelope {envelope!r}", hint=hint)
    outcome = decode(Outcome, archive.get(result.outcome_sha256))
    inputs = manifest.inputs
    context = Context(
        shared_roster(archive, inputs.roster_sha256),
        decode(Known, archive.get(inputs.known_sha256)),
        unseal_settings(archive.get(inputs.settings_sha256)),
        inputs.received_on,
    )
    items = explain(outcome.remittance, outcome.decisions, context)
    return Explained(batch_id(mail), envelope, inputs.program == program(), tuple(_masked(one) for one in items))


def _masked(item: Explanation) -> Explanation:
    """Return an explanation with card and social security numbers masked in everything that was read."""
    return replace(
        item,
        findings=_masked_findings(item.findings),
        later=_masked_findings(item.later),
        suspects=tuple(
            replace(one, grounds=tuple(replace(ground, seen=redact(ground.seen)) for ground in one.grounds))
            for one in item.suspects
        ),
        checks=tuple(replace(check, findings=_masked_findings(check.findings)) for check in item.checks),
    )


def _masked_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(one, detail=redact(one.detail)) for one in findings)


# --- For the terminal ----------------------------------------------------------------------------


def explanation_lines(explained: Explained) -> Iterator[str]:
    """Yield an explained envelope as lines for a terminal."""
    if not explained.same_program:
        yield "decided by another version of this program, and explained by this one"
    for item in explained.items:
        yield _outcome(explained.envelope, item)
        if item.item:
            yield ""
            yield "who may have paid" if item.suspects else "nobody on the roster fits"
        for place, suspect in enumerate(item.suspects, 1):
            yield from _suspect_lines(place, suspect, item.confidence)
        yield ""
        yield from _check_lines(item)
        if item.item:
            yield ""
            yield from _change_lines(item)


def _outcome(envelope: str, item: Explanation) -> str:
    name = f"{envelope}, item {item.item}" if item.item > 1 else envelope
    if item.verdict is Verdict.POST:
        return f"{name}: posted {'; '.join(said_allocation(part) for part in item.allocations)}"
    worth = f" {display_dollars(item.amount_cents)}" if item.amount_cents else ""
    blocking = ", ".join(dict.fromkeys(one.reason.value for one in item.findings if one.blocks))
    return f"{name}: held{worth} for a clerk ({blocking})"


def _suspect_lines(place: int, suspect: Suspect, confidence: int) -> Iterator[str]:
    sure = f"{confidence / 10:.1f} % sure, " if place == 1 else ""
    yield f"  {place}. {suspect.name} {suspect.member_id}: {sure}{suspect.says}"
    for ground in suspect.grounds:
        if what := _EVIDENCE.get(ground.rule, ground.rule.replace("_", " ")):
            yield f"       {what:<15} {_seen_and_known(ground)}: {ground.says}"


def _seen_and_known(ground: Ground) -> str:
    if not ground.seen or ground.seen == ground.known:
        return ground.known or ground.seen
    return f"{ground.seen!r}, the roster has {ground.known!r}"


def _check_lines(item: Explanation) -> Iterator[str]:
    failed = [check for check in item.checks if check.findings]
    for check in failed:
        for finding in check.findings:
            yield _finding_line(finding, check.name)
    for finding in item.later:
        yield _finding_line(finding, "the whole batch")
    passed = [check.name for check in item.checks if not check.findings]
    yield textwrap.fill(f"passed ({len(passed)}): {', '.join(passed)}", _WIDTH, subsequent_indent="  ")


def _finding_line(finding: Finding, check: str) -> str:
    """Return one reason, with the check that gave it; what does not block is a flag."""
    state = "failed" if finding.blocks else "flag"
    return f"{state}: {check}: {finding.reason.value}, {finding.detail or MEANINGS[finding.reason]}"


def _change_lines(item: Explanation) -> Iterator[str]:
    is_posted = item.verdict is Verdict.POST
    if not item.changes:
        yield f"none of {item.tried} single changes tried would {'hold' if is_posted else 'post'} it"
        yield from (f"  if {change.words}, there would still be {_consequence(change)}" for change in item.nearest)
        return
    yield f"what would {'hold' if is_posted else 'post'} it, of {item.tried} single changes tried"
    for change in item.changes:
        yield f"  if {change.words}: {_consequence(change)}"


def _consequence(change: Change) -> str:
    if change.posts:
        return "; ".join(said_allocation(part) for part in change.allocations)
    return ", ".join(reason.value for reason in change.reasons)
