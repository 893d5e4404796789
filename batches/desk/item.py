"""One item as its page shows it: the papers, what was read, who may have paid, what happened, what would be posted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from batches.case import CaseView, Line, lay_case, view_case, why_now
from batches.desk.judge import Judged
from batches.desk.papers import Papers
from batches.desk.shelf import Shelf
from lockbox.books.acts import Who
from lockbox.books.authority import keyed_twice
from lockbox.books.claims import Claim, ClaimedError
from lockbox.books.history import Story
from lockbox.books.payers import PastEnvelope
from lockbox.books.plan import Act
from lockbox.books.remarks import Remark, RemarkKind, scan_subject
from lockbox.errors import NotFoundError, RulingError
from lockbox.money import display_dollars
from lockbox.records import Box, PageKind
from lockbox.settlement import Account, Entry, ExceptionItem, Ruling, RulingKind
from matching.corrections import Correction

_WIDTH = 1600
_AMOUNTS = frozenset({"amount in figures", "amount in words", "slip"})
_NUMBERS = frozenset({"member id written", "billing account written", "slip"})
_HIDDEN = "key it first"
_NUMBER = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to look at: its picture's address, its size in pixels, and the boxes of what was read on it."""

    number: int
    kind: str
    address: str
    width: int
    height: int
    scan: str
    source: str
    fault: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that the page of an item shows.

    Attributes:
        item: the exception that counts now; ``is_open`` says whether it waits.
        taken: who else has it, None if nobody.
        hidden: what the clerk keys before the machine's reading of it is shown.
        proposals: rulings that wait for a second person; ``unseen`` where that one keys without seeing them.
        mine: whether this person has proposed one of them.
        final: the ruling that settled it, if it is settled.
        handed: why it waits for a supervisor, if it does.
    """

    item: ExceptionItem
    story: Story
    view: CaseView
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    judged: Judged
    past: tuple[PastEnvelope, ...]
    payments: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    taken: Claim | None
    hidden: frozenset[str]
    proposals: tuple[Ruling, ...]
    unseen: bool
    mine: bool
    final: Ruling | None
    handed: Remark | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.final is None

    @property
    def first_kind(self) -> str:
        """What the form does when the page opens."""
        if self.proposals and not self.mine and not self.unseen:
            return "agree"
        return "post" if self.item.item else "close"

    @property
    def worth(self) -> int | None:
        """What it is worth, None where that is to be keyed."""
        return self.item.cents or self.item.amount_cents


def find_item(shelf: Shelf, number: str) -> tuple[Story, ExceptionItem]:
    """Return the story of a payment and the exception that counts now.

    Raises:
        NotFoundError: the number names nothing, or a payment that never waited.
    """
    story = shelf.world.books.exception(number)
    if not story.exceptions:
        raise NotFoundError(f"payment {story.confirmation} was posted by itself and waits for nobody")
    return story, story.exceptions[-1]


def open_item(shelf: Shelf, number: str, who: Who) -> ItemPage:
    """Return an item for somebody who looks at it; an open one is theirs from now on, if nobody else's.

    Raises:
        NotFoundError: the number names nothing.
        DamagedError: its papers are damaged in the archive.
    """
    world = shelf.world
    story, item = find_item(shelf, number)
    final = next((one for one in story.rulings if one.final and one.exception == item.id), None)
    taken = None if final else _take(shelf, item, who)
    if final:
        world.desk.look(item.id, who, world.now())
    papers = shelf.papers(item.batch, item.envelope)
    roster = shelf.nights.roster(papers.night.manifest.inputs.roster_sha256)
    view = why_now(view_case(lay_case(world.site.archive, papers.envelope, papers.outcome, item.item, roster)), item)
    remarks = world.desk.remarks(item.id)
    hidden = _hidden(shelf, item, who, remarks)
    waiting = tuple(one for one in story.rulings if not one.final and one.exception == item.id)
    judged = shelf.judge.judge(papers, item.item, item.cents or item.amount_cents, Correction())
    first = judged.choices[0].member.member_id if judged.choices else ""
    return ItemPage(
        item=item,
        story=story,
        view=_shown_view(view, hidden),
        sheets=_sheets(shelf, papers),
        lines=tuple(_shown(line, hidden) for line in view.read),
        judged=_shown_judged(judged, hidden),
        past=world.desk.same_payer(story.place),
        payments=world.desk.last_payments(first) if first else (),
        remarks=remarks,
        taken=taken,
        hidden=hidden,
        proposals=waiting,
        unseen=any(keyed_twice(item, _keyed(one), world.control) for one in waiting),
        mine=any(one.clerk == who.name for one in waiting),
        final=final,
        handed=_handed(remarks),
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """What an act would do, line by line, why it would need a second person, and what is wrong with it."""

    lines: tuple[str, ...] = ()
    wanted: str = ""
    wrong: str = ""


NO_PLAN = Planned()


def plan_lines(shelf: Shelf, act: Act) -> Planned:
    """Return in words what an act would do."""
    world = shelf.world
    try:
        planned, wanted = world.books.preview(act, world.site.settings.policy, world.site.desk)
    except RulingError as trouble:
        return Planned(wrong=str(trouble))
    lines = [entry_words(entry) for entry in planned.entries]
    if not planned.entries and act.kind is not RulingKind.SUSPEND:
        lines.append("no money moves")
    if planned.follow_up:
        until = planned.follow_up.wait_until
        kept = (
            f"{display_dollars(planned.follow_up.cents)} stay in Suspense" if planned.follow_up.cents else "stays open"
        )
        lines.append(f"{kept}, to be looked at again{f' on {until}' if until else ''}")
    return Planned(tuple(lines), wanted)


def entry_words(entry: Entry) -> str:
    """Return one entry in words: ``$304.00 from Suspense to 730021448815 medical, 2026-12``."""
    month = f", {entry.coverage_month}" if entry.coverage_month else ", as credit" if ":" in entry.credit[6:] else ""
    return f"{display_dollars(entry.cents)} from {_account(entry.debit)} to {_account(entry.credit)}{month}"


def _account(name: str) -> str:
    plain = {Account.CLEARING: "the bank", Account.SUSPENSE: "Suspense", Account.RETURNED: "returned"}
    return plain.get(name) or " ".join(name.split(":")[1:])


def _take(shelf: Shelf, item: ExceptionItem, who: Who) -> Claim | None:
    """Keep an item for who looks at it; return who else has it."""
    world = shelf.world
    if who.role.value == "auditor":
        world.desk.look(item.id, who, world.now())
        return world.desk.holder(item.id, world.now())
    try:
        world.desk.take(item.id, who, world.now(), world.site.desk.claim_minutes)
    except ClaimedError as claimed:
        return claimed.claim
    return None


def _sheets(shelf: Shelf, papers: Papers) -> tuple[Sheet, ...]:
    read = {page.page: page for page in papers.reading.pages}
    subjects = [scan_subject(scan.sha256, scan.page) for scan in papers.envelope.scans]
    marks = shelf.world.desk.remarks(*subjects)
    black = Counter(mark.subject for mark in marks if mark.kind is RemarkKind.REDACTION)
    sheets = []
    for number, scan in enumerate(papers.envelope.scans):
        page = read.get(number)
        query = urlencode({"envelope": papers.envelope.name, "width": _WIDTH})
        kind = page.kind if page else PageKind.OTHER
        redacted = black[subjects[number]]
        sheets.append(
            Sheet(
                number=number,
                kind=kind.value.replace("_", " "),
                address=f"/paper/{papers.night.id}/{number}?{query}{f'&black={redacted}' if redacted else ''}",
                width=page.width if page else 1700,
                height=page.height if page else 2200,
                scan=scan.sha256,
                source=scan.source,
                fault="; ".join(page.faults) if page else "",
            )
        )
    return tuple(sheets)


def _hidden(shelf: Shelf, item: ExceptionItem, who: Who, remarks: tuple[Remark, ...]) -> frozenset[str]:
    """Return what this person has to key before seeing what the machine read."""
    wanted = set(shelf.world.site.desk.blind)
    if item.cents or item.amount_cents is not None or not item.item:
        wanted.discard("amount")
    for remark in remarks:
        if remark.kind is RemarkKind.KEYING and remark.clerk == who.name:
            wanted.discard(remark.said.partition(" ")[0])
    return frozenset(wanted)


def _shown(line: Line, hidden: frozenset[str]) -> Line:
    """Return a line as it may be shown to who has not keyed it yet."""
    secret = ("amount" in hidden and line.name in _AMOUNTS) or ("member_id" in hidden and line.name in _NUMBERS)
    return replace(line, value="", seen=_HIDDEN, others=(), confidence=0) if secret else line


def _shown_view(view: CaseView, hidden: frozenset[str]) -> CaseView:
    """Return the reasons without what the machine read of anything that is keyed unseen."""

    def tells(detail: str) -> bool:
        return ("amount" in hidden and "$" in detail) or ("member_id" in hidden and bool(_NUMBER.search(detail)))

    return replace(view, why=tuple(replace(why, detail="") if tells(why.detail) else why for why in view.why))


def _shown_judged(judged: Judged, hidden: frozenset[str]) -> Judged:
    """Return who may have paid without the evidence that tells what is keyed unseen."""
    if "member_id" in hidden:
        return replace(judged, choices=())
    if "amount" not in hidden:
        return judged
    choices = (
        replace(one, grounds=tuple(pair for pair in one.grounds if pair[1].rule != "amount")) for one in judged.choices
    )
    return replace(judged, choices=tuple(choices))


def _keyed(proposal: Ruling) -> int | None:
    return proposal.cents if proposal.kind in (RulingKind.POST, RulingKind.SUSPEND) else None


def _handed(remarks: tuple[Remark, ...]) -> Remark | None:
    moved = [one for one in remarks if one.kind in (RemarkKind.HAND_OVER, RemarkKind.HAND_BACK)]
    return moved[-1] if moved and moved[-1].kind is RemarkKind.HAND_OVER else None


_INKS = {
    "amount": ("amount in figures", "amount in words"),
    "member": ("member id written", "billing account written", "slip"),
    "payer": ("payer", "payer's address"),
}


def inks(page: ItemPage) -> dict[str, list[list[int]]]:
    """Return where the ink of each field that is keyed stands: page, left, top, width, height."""
    return {
        field: [_where(line.page, line.box) for line in page.lines if line.name in names and line.box]
        for field, names in _INKS.items()
    }


def viewer(page: ItemPage) -> list[dict[str, object]]:
    """Return the pages as the script lays them out: picture, size, and a box for each thing read."""
    boxed = [(line.page, [at, *_where(0, line.box)[1:], line.name]) for at, line in enumerate(page.lines) if line.box]
    return [
        {
            "src": sheet.address,
            "w": sheet.width,
            "h": sheet.height,
            "kind": sheet.kind,
            "boxes": [box for number, box in boxed if number == sheet.number],
        }
        for sheet in page.sheets
    ]


def _where(page: int, box: Box) -> list[int]:
    return [page, box.left, box.top, box.width, box.height]
