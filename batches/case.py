"""One instrument's case: what the archive has of it, and the same laid out for whoever settles it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from batches.archive import Archive
from batches.lookup import find_run
from batches.rosters import shared_roster
from batches.tally import batch_of
from lockbox.banking import BANK_MATTER
from lockbox.books.ledger import Place
from lockbox.canonical import decode
from lockbox.errors import NotFoundError
from lockbox.identifiers import mask_account, redact
from lockbox.micr import Micr
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Disposition, Reason
from lockbox.records import Box, Envelope, Field, Instrument, MentionKind, PageKind, Remittance, SlipPayload
from lockbox.settlement import Bill, Candidate, Decision, ExceptionItem, Match, Member, Outcome, Verdict
from matching.bank import bank_differs
from matching.roster import Roster

_LIKELY = 500


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the archive holds on one instrument; ``match`` is None for an envelope without one."""

    archive: Path
    envelope: Envelope
    remittance: Remittance
    match: Match | None
    decision: Decision
    members: tuple[Member, ...]
    """The roster's lines of the candidates, as far as it has them."""


def case_of(archive: Archive, place: Place) -> Case:
    """Return the case of an instrument that the books know.

    Raises:
        NotFoundError: the archive has no such batch or envelope.
        DamagedError: something that the run names is missing or altered.
    """
    manifest = archive.manifest(find_run(archive, place.batch))
    for envelope, result in zip(batch_of(archive, manifest).envelopes, manifest.results, strict=True):
        if envelope.name == place.envelope:
            outcome = decode(Outcome, archive.get(result.outcome_sha256))
            roster = shared_roster(archive, manifest.inputs.roster_sha256)
            return lay_case(archive, envelope, outcome, place.item, roster)
    if place.envelope.startswith(BANK_MATTER):
        return bank_case(archive, place)
    raise NotFoundError(f"the archive has no envelope {place.envelope} in batch {place.batch[:12]}")


def bank_case(archive: Archive, place: Place) -> Case:
    """Return the case of what the bank's report gave a clerk to settle: it has no paper."""
    outcome = bank_outcome(place.envelope)
    return Case(archive.root, Envelope(place.envelope, ()), outcome.remittance, None, outcome.decisions[0], ())


def bank_outcome(matter: str) -> Outcome:
    """Return the outcome that stands for a matter of the bank's report, which no paper shows."""
    decision = Decision(0, Verdict.HOLD, Disposition.NONE, None, (), (bank_differs(matter),))
    return Outcome(matter, Remittance(()), (), (decision,))


def why_now(view: CaseView, item: ExceptionItem) -> CaseView:
    """Return a view that says why its instrument waits now: what came back to a clerk has reasons of its own."""
    night = tuple((one.reason, one.detail) for one in view.why)
    if not item.step or night == tuple(zip(item.reasons, map(redact, item.details), strict=False)):
        return view
    details = (*item.details, *("" for _ in item.reasons))
    told = zip(item.reasons, details, strict=False)
    return replace(view, why=tuple(Why(reason, MEANINGS[reason], redact(said), True) for reason, said in told))


def lay_case(archive: Archive, envelope: Envelope, outcome: Outcome, item: int, roster: Roster) -> Case:
    """Return the case of one instrument of an envelope, 0 for an envelope without one."""
    match = next((one for one in outcome.matches if one.item == item), None)
    ids = {candidate.member_id for candidate in match.candidates} if match else set()
    return Case(
        archive=archive.root,
        envelope=envelope,
        remittance=outcome.remittance,
        match=match,
        decision=next(one for one in outcome.decisions if one.item == item),
        members=tuple(member for one in sorted(ids) if (member := roster.member(one))),
    )


def likeliest_payers(archive: Archive, places: Iterable[Place]) -> Iterator[tuple[Place, str]]:
    """Yield those of the instruments that somebody on the roster more likely paid than not, with the Member ID."""
    by_batch: dict[str, dict[str, list[Place]]] = {}
    for place in places:
        by_batch.setdefault(place.batch, {}).setdefault(place.envelope, []).append(place)
    for batch, envelopes in by_batch.items():
        for result in archive.manifest(find_run(archive, batch)).results:
            if result.envelope in envelopes:
                outcome = decode(Outcome, archive.get(result.outcome_sha256))
                for place in envelopes[result.envelope]:
                    decision = next(one for one in outcome.decisions if one.item == place.item)
                    match = next((one for one in outcome.matches if one.item == place.item), None)
                    if match and match.candidates and decision.confidence >= _LIKELY:
                        yield place, match.candidates[0].member_id


# --- for people ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One scan: what it was taken for, where it came from, and where its bytes lie."""

    kind: PageKind | None
    source: str
    page: int
    file: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing read; ``value`` is empty where the reader declined, ``seen`` is what stood there.

    Confidences are 0 to 1000. Secret numbers are masked. ``page`` counts from 0 within the envelope, -1 where nothing
    was seen; the box is in pixels of the upright page.
    """

    name: str
    value: str
    confidence: int
    seen: str
    others: tuple[str, ...] = ()
    page: int = -1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, in words; ``blocks`` is False for a flag."""

    reason: Reason
    meaning: str
    detail: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence for a candidate: what, how much it says, what was seen, and what the roster knows."""

    rule: str
    says: str
    seen: str
    known: str
    weight: int


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody whose payment it may be, with the open bills; ``weight`` is in 1/100 nat."""

    member_id: str
    name: str
    address: str
    bills: tuple[Bill, ...]
    weight: int
    clues: tuple[Clue, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as a clerk sees it; ``confidence`` (0 to 1000) is that of the first payer."""

    envelope: str
    item: int
    disposition: Disposition
    amount_cents: int | None
    why: tuple[Why, ...]
    read: tuple[Line, ...]
    confidence: int
    payers: tuple[Payer, ...]
    pages: tuple[Page, ...]


_FEW = 5
_TEN_TIMES = 230
_CLUES = {
    "slip": "the payment slip names",
    "damaged_slip": "the payment slip, damaged, nearly names",
    "written_id": "a Member ID is written",
    "billing_account": "a billing account is written",
    "name": "a name stands there",
    "address": "an address stands there",
    "bank_account": "this bank account paid before",
    "carrier": "an insurance company is named",
    "amount": "the amount",
}
_MACHINE = frozenset({"slip", "damaged_slip"})


def view_case(case: Case) -> CaseView:
    """Return a case laid out for a clerk, with account, card and social security numbers masked."""
    decision = case.decision
    return CaseView(
        envelope=case.envelope.name,
        item=decision.item,
        disposition=decision.disposition,
        amount_cents=decision.amount_cents,
        why=tuple(Why(one.reason, MEANINGS[one.reason], redact(one.detail), one.blocks) for one in decision.findings),
        read=tuple(_lines(case)),
        confidence=decision.confidence,
        payers=tuple(_payer(case, candidate) for candidate in case.match.candidates[:_FEW]) if case.match else (),
        pages=tuple(_pages(case)),
    )


def _pages(case: Case) -> Iterator[Page]:
    facts = {one.page: one for one in case.remittance.pages}
    for place, scan in enumerate(case.envelope.scans):
        fact = facts.get(place)
        fault = "; ".join(filter(None, (*fact.faults, fact.failure))) if fact else ""
        yield Page(fact.kind if fact else None, scan.source, scan.page + 1, _file(case, scan.sha256), fault)
    for stray in case.envelope.strays:
        yield Page(None, stray.source, 0, _file(case, stray.sha256), stray.fault)


def _file(case: Case, sha256: str) -> str:
    return (case.archive / "objects" / sha256[:2] / sha256).as_posix()


def _lines(case: Case) -> Iterator[Line]:
    remittance = case.remittance
    for instrument in remittance.instruments:
        if instrument.item == case.decision.item:
            yield from _instrument(instrument)
    for number in case.match.slips if case.match else range(len(remittance.slips)):
        slip = _line("slip", remittance.slips[number].payload, _said_slip)
        yield replace(slip, seen="", others=()) if slip.value else slip
    for mention in remittance.mentions:
        if mention.kind in {MentionKind.MEMBER_ID, MentionKind.BILLING_ACCOUNT, MentionKind.CARRIER}:
            yield _line(f"{mention.kind.value.replace('_', ' ')} written", mention.found)
    for mark in remittance.marks:
        yield Line("mark", mark.kind.value.replace("_", " "), 1000, redact(mark.text))


def _instrument(instrument: Instrument) -> Iterator[Line]:
    yield Line("paper", instrument.kind.value.replace("_", " "), 1000, "")
    yield _line("amount in figures", instrument.courtesy_amount, display_dollars)
    yield _line("amount in words", instrument.legal_amount, display_dollars)
    yield _line("date", instrument.check_date)
    yield _line("payee", instrument.payee)
    yield _line("payer", instrument.payer)
    yield _line("payer's address", instrument.payer_address)
    if instrument.memo.text:
        yield _line("memo", instrument.memo)
    yield replace(_line("number", instrument.serial), seen="")
    micr = instrument.micr
    yield Line("bank", _said_bank(micr.value), micr.confidence, "", page=micr.page, box=micr.box)
    signed = _line("signed", instrument.signature, lambda is_signed: "yes" if is_signed else "no")
    yield replace(signed, seen="", others=())


def _line(name: str, field: Field[Any], say: Callable[[Any], str] = str) -> Line:
    value = "" if field.value is None else redact(say(field.value))
    others = tuple(redact(text) for text, _ in field.candidates[:_FEW] if text != value.lstrip("$").replace(",", ""))
    return Line(name, value, field.confidence, redact(field.text), others, field.page, field.box)


def _said_slip(payload: SlipPayload) -> str:
    asked = display_dollars(payload.amount_due_cents)
    return f"{payload.member_id}, {payload.coverage.value}, {payload.coverage_month}, {asked}"


def _said_bank(micr: Micr | None) -> str:
    return f"routing {micr.routing or '?'}, account {mask_account(micr.account) or '?'}" if micr else ""


def _payer(case: Case, candidate: Candidate) -> Payer:
    member = next((one for one in case.members if one.member_id == candidate.member_id), None)
    return Payer(
        member_id=candidate.member_id,
        name=f"{member.first_name} {member.last_name}" if member else "",
        address=f"{member.street}, {member.city}, {member.state} {member.zip}" if member else "",
        bills=member.bills if member else (),
        weight=candidate.weight,
        clues=tuple(
            Clue(_CLUES[one.rule], _said_weight(one.rule, one.weight), redact(one.seen), one.known, one.weight)
            for one in candidate.evidence
            if one.rule in _CLUES
        ),
    )


def _said_weight(rule: str, weight: int) -> str:
    """Return in words how much a piece of evidence says; 230 makes a candidate ten times likelier."""
    if weight < 0:
        return "speaks against" if weight > _TEN_TIMES * -2 else "speaks strongly against"
    if rule in _MACHINE:
        return "settles it"
    return "says much" if weight >= 2 * _TEN_TIMES else "says something" if weight >= _TEN_TIMES else "says little"
