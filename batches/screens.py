"""What the terminal shows: records laid out as tables, and the same as plain JSON values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from enum import Enum

from rich.console import RenderableType
from rich.table import Table

from batches.case import CaseView, Payer
from batches.replay import Difference
from batches.tally import RunReport
from lockbox.books.exception_queue import QueuedItem
from lockbox.books.history import Story
from lockbox.books.people import Person
from lockbox.books.rulings import Ruled
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Disposition
from lockbox.settlement import ExceptionItem
from ocr.describe import PageView

PAPER = {
    Disposition.DEPOSIT: "deposited to Suspense",
    Disposition.HOLD: "held, not deposited",
    Disposition.RETURN: "to be returned",
    Disposition.NONE: "no money in it",
}

_SHORT = {
    Disposition.DEPOSIT: "in Suspense",
    Disposition.HOLD: "held",
    Disposition.RETURN: "to return",
    Disposition.NONE: "no money",
}


def plain(value: object) -> object:
    """Return a record as JSON values: cents stay integers, dates are ISO, enums their text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def summary(night: RunReport) -> tuple[Table, ...]:
    """Return the tables of a finished night: outcome, plans, reasons."""
    tables = [_outcome_table(night)]
    if night.by_plan:
        tables.append(_plan_table(night))
    if night.by_reason:
        tables.append(_reason_table(night))
    return tuple(tables)


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
    """Return the open exceptions as a table; ids are never cut, so that they can be typed again."""
    table = Table()
    for name in ("id", "received", "envelope", "money", "paper", "reasons", "waits for"):
        whole = name in {"id", "received", "money"}
        table.add_column(name, justify="right" if name == "money" else "left", no_wrap=whole, overflow="fold")
    for queued in items:
        item = queued.item
        table.add_row(
            item.id[:12],
            queued.received_on.isoformat(),
            item.envelope if item.item < 2 else f"{item.envelope} ({item.item})",
            _worth(item),
            _whereabouts(item),
            "\n".join(dict.fromkeys(reason.value for reason in item.reasons)),
            _waits_for(queued),
        )
    return table


def people_table(people: Iterable[Person]) -> Table:
    """Return who works at the desk, as a table."""
    table = Table()
    for name in ("name", "role", "since", "listed by"):
        table.add_column(name, overflow="fold")
    for one in people:
        table.add_row(one.name, one.role.value, one.at[:10], one.changed_by)
    return table


def _whereabouts(item: ExceptionItem) -> str:
    """Return in a word or two where the paper is; one of unknown amount cannot be deposited yet."""
    if item.cents:
        return _SHORT[Disposition.DEPOSIT]
    if item.disposition is Disposition.DEPOSIT:
        return "not deposited yet"
    return _SHORT[item.disposition]


def _worth(item: ExceptionItem) -> str:
    if money := item.cents or item.amount_cents:
        return display_dollars(money)
    return "not read" if item.item else "–"


def _waits_for(queued: QueuedItem) -> str:
    if queued.proposals:
        return "a second clerk"
    return queued.item.wait_until.isoformat() if queued.item.wait_until else "a clerk"


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
    table.caption, table.caption_justify = "\n".join(one.words for one in view.image_tests if one.words) or None, "left"
    return table


def case_parts(case: CaseView, story: Story) -> Iterable[RenderableType]:
    """Yield one exception as a clerk needs it: story, reasons, what was read, who may have paid, the scans."""
    yield "\n".join((f"envelope {case.envelope}", *story_lines(story)))
    yield _why_table(case)
    if case.read:
        yield _read_table(case)
    for place, payer in enumerate(case.payers):
        yield _payer_table(payer, case.confidence if not place else None)
    if case.item and not case.payers:
        yield "nobody on the roster fits"
    yield "\n".join(("scans", *_page_lines(case)))


def _why_table(case: CaseView) -> Table:
    table = Table(title="why it waits", title_justify="left")
    for name in ("reason", "meaning", "what was found"):
        table.add_column(name, no_wrap=name == "reason", overflow="fold")
    for why in case.why:
        table.add_row(why.reason.value, why.meaning, why.detail if why.blocks else f"{why.detail} (a flag only)")
    return table


def _read_table(case: CaseView) -> Table:
    table = Table(title="what was read", title_justify="left")
    for name in ("", "value", "sure", "as it stands there", "or"):
        table.add_column(name, justify="right" if name == "sure" else "left", overflow="fold")
    for line in case.read:
        seen = "" if line.seen == line.value else line.seen
        sure = f"{line.confidence / 10:.0f} %" if line.value else ""
        table.add_row(line.name, line.value or "not read", sure, seen, ", ".join(line.others[:3]))
    return table


def _payer_table(payer: Payer, confidence: int | None) -> Table:
    sure = f", {confidence / 10:.1f} % sure" if confidence is not None else ""
    table = Table(title=f"{payer.name or 'who'} {payer.member_id}{sure}", title_justify="left")
    for name in ("evidence", "seen", "known", "which"):
        table.add_column(name, overflow="fold")
    for clue in payer.clues:
        table.add_row(clue.rule, clue.seen, clue.known, clue.says)
    bills = (
        f"{bill.coverage.value} {bill.coverage_month} {display_dollars(bill.due_cents)} to {bill.carrier}"
        for bill in payer.bills
    )
    table.caption, table.caption_justify = f"owes: {'; '.join(bills) or 'nothing'}", "left"
    return table


def _page_lines(case: CaseView) -> Iterable[str]:
    for page in case.pages:
        kind = page.kind.value if page.kind else "no page"
        place = f" page {page.page}" if page.page else ""
        fault = f": {page.fault}" if page.fault else ""
        yield f"  {kind}  {page.source}{place}{fault}"
        yield f"    {page.file}"


def ruled_text(ruled: Ruled) -> str:
    """Return what became of a clerk's act."""
    if ruled.second_wanted:
        return f"Proposed, not done: {ruled.second_wanted}. A second clerk agrees with: --agree"
    lines = [f"Done: {ruled.ruling.kind.value}."]
    lines += [f"  {display_dollars(entry.cents)} from {entry.debit} to {entry.credit}" for entry in ruled.entries]
    if ruled.follow_up:
        lines.append(f"  open again as {ruled.follow_up.id[:12]}")
    return "\n".join(lines)
