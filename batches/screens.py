"""What the terminal shows: records laid out as tables, and the same as plain JSON values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from enum import Enum

from rich.console import RenderableType
from rich.table import Table

from batches.case import Case
from batches.replay import Difference
from batches.tally import RunReport
from lockbox.books.exception_queue import QueuedItem
from lockbox.books.history import Story
from lockbox.books.rulings import Ruled
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Disposition
from lockbox.settlement import Match
from ocr.describe import PageView

PAPER = {
    Disposition.DEPOSIT: "deposited to Suspense",
    Disposition.HOLD: "held, not deposited",
    Disposition.RETURN: "to be returned",
    Disposition.NONE: "no money in it",
}


def plain(value: object) -> object:
    """Return a record as JSON values: cents stay integers, dates are ISO, enums their text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def summary(night: RunReport) -> tuple[Table, ...]:
    """Return the tables of a finished night: outcome, plans, reasons."""
    return _outcome_table(night), _plan_table(night), _reason_table(night)


def _outcome_table(night: RunReport) -> Table:
    table = Table(title=f"{night.name}, received {night.received_on}", title_justify="left")
    table.add_column("")
    table.add_column("items", justify="right")
    table.add_column("money", justify="right")
    table.add_row("posted", str(night.posted), display_dollars(night.posted_cents))
    table.add_row("held for a clerk", str(night.held), display_dollars(night.held_cents + night.undeposited_cents))
    table.add_row("  of it in Suspense", "", display_dollars(night.held_cents))
    table.add_row("  of it not deposited", "", display_dollars(night.undeposited_cents))
    table.add_section()
    table.add_row("deposit", "", display_dollars(night.deposit_cents), style="bold")
    return table


def _plan_table(night: RunReport) -> Table:
    table = Table(title="posted, by coverage and company", title_justify="left")
    table.add_column("coverage")
    table.add_column("company")
    table.add_column("parts", justify="right")
    table.add_column("money", justify="right")
    for plan in night.by_plan:
        table.add_row(plan.coverage.value, plan.carrier, str(plan.count), display_dollars(plan.cents))
    return table


def _reason_table(night: RunReport) -> Table:
    table = Table(title="why envelopes wait", title_justify="left")
    table.add_column("reason")
    table.add_column("meaning")
    table.add_column("held", justify="right")
    table.add_column("flagged", justify="right")
    for one in night.by_reason:
        table.add_row(one.reason.value, MEANINGS[one.reason], str(one.held or ""), str(one.flagged or ""))
    return table


def queue_table(items: Iterable[QueuedItem]) -> Table:
    """Return the open exceptions as a table."""
    table = Table()
    for name in ("id", "received", "envelope", "money", "paper", "reasons", "waits for"):
        table.add_column(name, justify="right" if name == "money" else "left")
    for queued in items:
        item = queued.item
        table.add_row(
            item.id[:12],
            queued.received_on.isoformat(),
            item.envelope if item.item < 2 else f"{item.envelope} ({item.item})",
            display_dollars(money) if (money := item.cents or item.amount_cents) else "–",
            PAPER[item.disposition],
            ", ".join(reason.value for reason in item.reasons),
            "a second clerk" if queued.proposals else "a clerk",
        )
    return table


def story_lines(story: Story) -> Iterable[str]:
    """Return what happened to one payment, a line each."""
    worth = display_dollars(story.cents) if story.cents is not None else "amount not known"
    yield f"{story.confirmation}  received {story.received_on}  {worth}"
    for step in story.steps:
        yield f"  {step.on}  {step.text}"
    yield f"  now: {story.now}"


def difference_table(differences: Iterable[Difference]) -> Table:
    """Return what a replay found, field by field."""
    table = Table()
    for name in ("envelope", "field", "sealed", "replayed"):
        table.add_column(name, overflow="fold")
    for one in differences:
        table.add_row(one.envelope, one.path, one.sealed, one.replayed)
    return table


def nights_table(nights: Iterable[RunReport]) -> Table:
    """Return sealed nights, a line each."""
    table = Table()
    for name in ("batch", "mail", "received", "posted", "held", "deposit", ""):
        table.add_column(name, justify="right" if name in {"posted", "held", "deposit"} else "left")
    for night in nights:
        figures = (str(night.posted), str(night.held), display_dollars(night.deposit_cents))
        state = "" if night.balanced else "out of balance"
        table.add_row(night.batch[:12], night.name, night.received_on.isoformat(), *figures, state)
    return table


def page_table(view: PageView, file: str) -> Table:
    """Return what was read on one page."""
    turned = f", turned {view.rotation}°" if view.rotation else ""
    table = Table(title=f"{file}, page {view.page + 1}: {view.kind.value}{turned}", title_justify="left")
    for name in ("field", "value", "sure", "else"):
        table.add_column(name, justify="right" if name == "sure" else "left", overflow="fold")
    for field in view.fields:
        others = ", ".join(text for text, _ in field.candidates[:3] if text != field.value)
        value = "–" if field.value is None else str(field.value)
        table.add_row(field.name, value, f"{field.confidence / 10:.0f} %", others)
    return table


def case_parts(case: Case, story: Story) -> Iterable[RenderableType]:
    """Yield one exception as a clerk needs it: story, reasons, candidates with their evidence."""
    yield "\n".join(story_lines(story))
    reasons = Table(title="why it waits", title_justify="left")
    for name in ("reason", "what was found", ""):
        reasons.add_column(name, overflow="fold")
    for finding in case.decision.findings:
        reasons.add_row(finding.reason.value, finding.detail, "" if finding.blocks else "flag only")
    yield reasons
    if case.match:
        yield _candidate_table(case.match)
    yield "scans: " + ", ".join(f"{scan.source} page {scan.page + 1}" for scan in case.scans)


def _candidate_table(match: Match) -> Table:
    table = Table(title="who may have paid", title_justify="left")
    for name in ("member", "weight", "evidence", "seen", "known"):
        table.add_column(name, justify="right" if name == "weight" else "left", overflow="fold")
    for candidate in match.candidates[:5]:
        table.add_row(candidate.member_id, f"{candidate.weight / 100:+.1f}", "", "", "", style="bold")
        for one in candidate.evidence:
            table.add_row("", f"{one.weight / 100:+.1f}", one.rule, one.seen, one.known)
    return table


def ruled_text(ruled: Ruled) -> str:
    """Return what became of a clerk's act."""
    if ruled.second_wanted:
        return f"Proposed, not done: {ruled.second_wanted}. A second clerk agrees with: --agree"
    lines = [f"Done: {ruled.ruling.kind.value}."]
    lines += [f"  {display_dollars(entry.cents)} from {entry.debit} to {entry.credit}" for entry in ruled.entries]
    if ruled.follow_up:
        lines.append(f"  open again as {ruled.follow_up.id[:12]}")
    return "\n".join(lines)
