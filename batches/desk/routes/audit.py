"""The auditor's pages: nights and their chain, audits with live progress, envelopes' stories, the log of acts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from batches.desk.jobs import Job, JobKind
from batches.desk.pages import page
from batches.desk.security import Auditor, Looker
from batches.desk.shelf import Shelf, Shelved
from batches.desk.story import EnvelopeStory, envelope_story
from batches.desk.world import Here, World
from lockbox.books.acts import ActFilter, ActKind, ActRow
from lockbox.books.nights import Night
from lockbox.canonical import digest
from lockbox.errors import DamagedError, NotFoundError

router = APIRouter()

_NIGHTS, _ENVELOPES, _ACTS = 60, 600, 100
_MEMBER_ID = re.compile(r"[0-9]{12}")
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Link:
    """One sealed night in the chain: what the archive says of it, and the books, where it is posted.

    ``fault`` says in words what does not hold of the chain here, empty if all does.
    """

    run: str
    name: str
    received_on: dt.date
    envelopes: int
    manifest_sha256: str
    previous: str
    posted: Night | None
    fault: str


@dataclass(frozen=True, slots=True)
class Named:
    """An envelope by the night it came in and its name."""

    night: Text
    name: Text


@router.get("/audit")
def audit(request: Request, who: Auditor, shelf: Shelved, sought: Text = "") -> Response:
    """Show the nights, newest first, with their place in the chain; find an envelope by what a person knows of it."""
    del who
    if sought.strip():
        return _find(request, shelf, sought.strip())
    return _nights(request, shelf, "", "")


def _nights(request: Request, shelf: Shelf, sought: str, trouble: str) -> Response:
    jobs = shelf.jobs.jobs()
    return page(
        request,
        "audit.html",
        404 if trouble else 200,
        links=_links(shelf),
        jobs=jobs,
        busy=any(not job.ended for job in jobs),
        sought=sought,
        trouble=trouble,
    )


def _links(shelf: Shelf) -> tuple[Link, ...]:
    """Return the last sealed nights, newest first; each is held against the one before it, and the books' own proof."""
    posted = {night.run: night for night in shelf.world.books.nights(_NIGHTS)}
    runs = shelf.nights.runs()
    found: list[Link] = []
    before = ""
    for place, run in enumerate(runs[-_NIGHTS - 1 :]):
        is_first = place == 0 and len(runs) <= _NIGHTS + 1
        try:
            night = shelf.nights.night(run)
        except (DamagedError, NotFoundError) as damage:
            found.append(Link(run, "", dt.date.min, 0, "", "", posted.get(run), str(damage)))
            before = ""
            continue
        sha256, book = digest(night.manifest), posted.get(run)
        fault = ""
        if (before or is_first) and night.manifest.previous != before:
            fault = "does not follow the night before it"
        elif book and book.manifest_sha256 != sha256:
            fault = "the books were posted by another manifest"
        day = night.manifest.inputs.received_on
        link = Link(run, night.batch.name, day, len(night.places), sha256, night.manifest.previous, book, fault)
        found.append(link)
        before = sha256
    return tuple(reversed(found[-_NIGHTS:]))


def _find(request: Request, shelf: Shelf, sought: str) -> Response:
    """Go to the envelope that a confirmation number, exception, Member ID or name means, or list what may be meant."""
    digits = re.sub(r"[\s-]", "", sought)
    try:
        stories = shelf.world.books.status(digits if _MEMBER_ID.fullmatch(digits) else sought)
    except NotFoundError as trouble:
        named = [run for run in reversed(shelf.nights.runs()[-_NIGHTS:]) if _has(shelf, run, sought)]
        if len(named) == 1:
            return RedirectResponse(_address(named[0], sought), 303)
        if not named:
            return _nights(request, shelf, sought, str(trouble))
        found = [(shelf.nights.night(run), sought, "") for run in named]
        return page(request, "audit_found.html", sought=sought, found=found)
    if len(stories) == 1:
        place = stories[0].place
        return RedirectResponse(_address(shelf.run_of(place.batch), place.envelope), 303)
    found = [(shelf.nights.night(shelf.run_of(one.place.batch)), one.place.envelope, one.now) for one in stories]
    return page(request, "audit_found.html", sought=sought, found=found)


def _has(shelf: Shelf, run: str, envelope: str) -> bool:
    try:
        return envelope in shelf.nights.night(run).places
    except (DamagedError, NotFoundError):
        return False


def _address(run: str, envelope: str) -> str:
    return f"/audit/envelope?{urlencode({'night': run, 'name': envelope})}"


@router.get("/audit/night/{run}")
def night(request: Request, run: str, who: Auditor, shelf: Shelved, begins: Text = "") -> Response:
    """Show one night: its manifest in full, its journal, and its envelopes."""
    del who
    sealed = shelf.nights.night(shelf.run_of(run))
    try:
        journal = shelf.world.site.archive.journal(sealed.manifest.run)
    except NotFoundError:
        journal = None
    names = [envelope.name for envelope in sealed.batch.envelopes if envelope.name.startswith(begins)]
    return page(
        request,
        "audit_night.html",
        night=sealed,
        sha256=digest(sealed.manifest),
        journal=journal,
        names=names[:_ENVELOPES],
        more=max(len(names) - _ENVELOPES, 0),
        begins=begins,
    )


@router.get("/audit/envelope")
def envelope(
    request: Request, world: Here, who: Looker, shelf: Shelved, place: Annotated[Named, Depends()]
) -> Response:
    """Show an envelope's whole story on one page that can be printed; the view is logged."""
    run = shelf.run_of(place.night)
    story = envelope_story(shelf.nights, world.books, run, place.name)
    acts = _acts_on(world, story)
    subject = next((one for chapter in story.chapters for one in chapter.exceptions), f"{run}/{place.name}")
    world.desk.look(subject, who, world.now(), f"story of envelope {place.name}")
    return page(
        request, "envelope.html", story=story, acts=acts, printed_at=world.now(), remarks=_remarks(world, story)
    )


def _acts_on(world: World, story: EnvelopeStory) -> tuple[ActRow, ...]:
    """Return what people did with the envelope's items, oldest first."""
    subjects = [one for chapter in story.chapters for one in chapter.exceptions]
    subjects.append(f"{story.proof.run}/{story.papers.envelope.name}")
    rows = (row for subject in subjects for row in world.desk.acts(ActFilter(subject=subject)))
    return tuple(sorted(rows, key=lambda row: row.number))


def _remarks(world: World, story: EnvelopeStory) -> dict[str, tuple[str, ...]]:
    """Return the remarks on the envelope's items, in words, by exception."""
    return {
        one: tuple(f"{remark.kind} by {remark.clerk}: {remark.said}" for remark in world.desk.remarks(one))
        for chapter in story.chapters
        for one in chapter.exceptions
    }


# --- Audits --------------------------------------------------------------------------------------


@router.post("/audit/jobs")
def begin(
    world: Here,
    who: Auditor,
    shelf: Shelved,
    kind: Annotated[JobKind, Form()],
    run: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Start to verify the site, or to replay a night."""
    run = shelf.run_of(run) if kind is not JobKind.VERIFY else ""
    about = f"night {run[:12]}" if run else "archive and books"

    def ended(job: Job) -> None:
        result = job.trouble or ("nothing found" if job.sound else f"{job.found} found")
        world.desk.note(who, world.now(), ActKind.AUDIT, (run, f"{kind} of {about} ended: {result}"))

    job = shelf.jobs.start(Job(0, kind, run, who.name, world.now()), ended)
    world.desk.note(who, world.now(), ActKind.AUDIT, (run, f"{kind} of {about} begun"))
    return RedirectResponse(f"/audit/jobs/{job.number}", 303)


@router.get("/audit/jobs/{number}")
def progress(request: Request, number: int, who: Auditor, shelf: Shelved, part: bool = False) -> Response:
    """Show how far an audit is and what it found; with ``part`` only what changes."""
    del who
    job = shelf.jobs.job(number)
    name = shelf.nights.night(job.run).batch.name if job.run else ""
    return page(request, "audit_job_part.html" if part else "audit_job.html", job=job, name=name)


# --- The log -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which lines of the log."""

    by: Text = ""
    kind: Text = ""
    subject: Text = ""
    since: Text = ""
    before: int | None = None

    def filter(self) -> ActFilter:
        """Return the books' own filter; what makes no sense does not narrow."""
        kind = ActKind(self.kind) if self.kind in set(ActKind) else None
        since = f"{self.since}T00:00:00+00:00" if re.fullmatch(r"20\d\d-\d\d-\d\d", self.since) else ""
        return ActFilter(self.by, kind, self.subject, since, self.before, _ACTS)

    def older(self, number: int) -> str:
        """Return the address part of what comes before a line."""
        said = {"by": self.by, "kind": self.kind, "subject": self.subject, "since": self.since, "before": number}
        return urlencode({name: value for name, value in said.items() if value})


@router.get("/audit/log")
def log(request: Request, who: Auditor, world: Here, narrow: Annotated[Narrow, Depends()]) -> Response:
    """Show who did and saw what, newest first."""
    del who
    rows = world.desk.acts(narrow.filter())
    return page(
        request,
        "audit_log.html",
        rows=rows,
        narrow=narrow,
        kinds=tuple(ActKind),
        people=[person.name for person in world.desk.people()],
        older=narrow.older(rows[-1].number) if len(rows) == _ACTS else "",
    )
