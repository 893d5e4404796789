"""An envelope's whole story for the auditor: scans, sightings, evidence, decisions, rulings, entries, acts, proof."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from batches.archive import Archive
from batches.case import CaseView, lay_case, view_case
from batches.desk.papers import Nights, Papers
from lockbox.books.books import Books
from lockbox.books.history import Story
from lockbox.books.ledger import Place
from lockbox.canonical import digest
from lockbox.errors import NotFoundError
from lockbox.identifiers import mask_account, redact
from lockbox.identity import confirmation
from lockbox.records import PageKind, PageReading, Sighting, Zone
from lockbox.settlement import Decision

_ACCOUNT = re.compile(r"[0-9](?:[ D]?[0-9]){4,}")
_ROUTING = re.compile(r"A[0-9D ]+A")


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting as the auditor sees it: secret numbers masked; ``box`` is left, top, width, height in pixels."""

    zone: str
    text: str
    confidence: int
    engine: str
    box: tuple[int, int, int, int]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what it was taken for, where it came from, its object in the archive, and what was seen on it."""

    number: int
    kind: PageKind | None
    source: str
    page: int
    sha256: str
    size: str
    faults: tuple[str, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One instrument of the envelope, 0 for an envelope without one; ``booked`` is None where nothing was posted."""

    number: str
    decision: Decision
    view: CaseView
    booked: Story | None

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Ids of the exceptions that it became, under which people's acts are logged."""
        return tuple(one.id for one in self.booked.exceptions) if self.booked else ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The objects of the archive that hold this: their SHA-256, each with what it is."""

    run: str
    manifest_sha256: str
    previous: str
    objects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EnvelopeStory:
    """Everything that is on record of one envelope."""

    papers: Papers
    sheets: tuple[Sheet, ...]
    chapters: tuple[Chapter, ...]
    proof: Proof


def envelope_story(nights: Nights, books: Books, run: str, envelope: str) -> EnvelopeStory:
    """Return the whole story of an envelope of a sealed run; account, card and social security numbers are masked.

    Raises:
        NotFoundError: no such run is sealed, or it has no such envelope.
        DamagedError: something that the run names is missing or altered.
    """
    papers = nights.papers(run, envelope)
    return EnvelopeStory(
        papers,
        tuple(_sheets(papers)),
        tuple(_chapters(nights, papers, books)),
        _proof(papers, nights.archive),
    )


def _sheets(papers: Papers) -> Iterator[Sheet]:
    readings = {page.page: page for page in papers.reading.pages}
    for place, scan in enumerate(papers.envelope.scans):
        page = readings.get(place)
        yield Sheet(
            number=place,
            kind=page.kind if page else None,
            source=scan.source,
            page=scan.page + 1,
            sha256=scan.sha256,
            size=f"{page.width} × {page.height} at {page.dpi} dpi, turned {page.rotation}°" if page else "",
            faults=tuple(filter(None, (*page.faults, page.failure))) if page else (),
            seen=tuple(_seen(one) for one in _ordered(page)) if page else (),
        )
    for stray in papers.envelope.strays:
        yield Sheet(-1, None, stray.source, 0, stray.sha256, "", (stray.fault,), ())


def _ordered(page: PageReading) -> list[Sighting]:
    """Return what was seen, what belongs to one field together."""
    zones = list(Zone)
    return sorted(page.sightings, key=lambda one: (zones.index(one.zone), one.box.top, one.box.left, one.engine))


def _seen(one: Sighting) -> Seen:
    mask = _masked_line if one.zone is Zone.MICR else redact
    others = dict.fromkeys(mask(text) for text, _ in one.alternatives if text != one.text)
    box = one.box
    place = (box.left, box.top, box.width, box.height)
    return Seen(one.zone.value.replace("_", " "), mask(one.text), one.confidence, one.engine, place, tuple(others)[:4])


def _masked_line(text: str) -> str:
    """Return a code line with every number but the routing number masked that is long enough for an account."""
    routing = _ROUTING.search(text)
    start, end = routing.span() if routing else (0, 0)
    parts = (_ACCOUNT.sub(lambda found: mask_account(found[0]), part) for part in (text[:start], text[end:]))
    return text[start:end].join(parts)


def _chapters(nights: Nights, papers: Papers, books: Books) -> Iterator[Chapter]:
    roster = nights.roster(papers.night.manifest.inputs.roster_sha256)
    for decision in papers.outcome.decisions:
        place = Place(papers.night.id, papers.envelope.name, decision.item)
        number = confirmation(place.batch, place.envelope, place.item)
        case = lay_case(nights.archive, papers.envelope, papers.outcome, decision.item, roster)
        try:
            booked = books.exception(number)
        except NotFoundError:
            booked = None
        yield Chapter(number, decision, view_case(case), booked)


def _proof(papers: Papers, archive: Archive) -> Proof:
    manifest = papers.night.manifest
    _, result = papers.night.envelope(papers.envelope.name)
    inputs = manifest.inputs
    objects = [
        ("what was read", result.reading_sha256),
        ("what was made of it", result.outcome_sha256),
        ("the mail of the night", inputs.batch_sha256),
        ("the roster", inputs.roster_sha256),
        ("the settings", inputs.settings_sha256),
        ("what was known of other nights", inputs.known_sha256),
    ]
    scans = dict.fromkeys(scan.sha256 for scan in papers.envelope.scans)
    objects += [("a scan", sha256) for sha256 in scans if archive.has(sha256)]
    return Proof(manifest.run, digest(manifest), manifest.previous, tuple(objects))
