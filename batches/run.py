"""One night from taken-in mail to posted books: seal the inputs, work, weigh, seal the results, post."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from batches.archive import Archive, Journal
from batches.mailroom import open_mailroom
from batches.pins import installed_pins, open_reading_room, program
from batches.rosters import shared_roster
from batches.site import Site
from batches.tally import RunReport, batch_of, outcomes_of, tally
from batches.workers import Crew, OpenRoom, Progress, ReadersError, Task, Worked, work
from lockbox.books.books import Books, open_books
from lockbox.books.post import BatchPosting
from lockbox.canonical import decode, digest, encode
from lockbox.errors import AlreadyPostedError, DamagedError, NotFoundError
from lockbox.identity import batch_id, item_key
from lockbox.manifest import EnginePin, EnvelopeResult, Inputs, Manifest
from lockbox.records import Batch, Envelope, Instrument
from lockbox.settings import Settings, seal_settings, unseal_settings
from lockbox.settlement import Decision, Known, Member, OtherPayment, Outcome, Posting, Verdict
from matching.clues import payer_account
from ocr.engines import model_files

__all__ = ["Operator", "Readers", "RunReport", "Watch", "run_batch"]


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the night, where, and the clock there (ISO 8601); goes into the journal only."""

    user: str
    host: str
    now: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Readers:
    """Which readers do the work: how a worker opens their room, their pins, the program, their models' bytes.

    ``apart`` says that they work in processes of their own; see batches.workers.
    """

    open_room: OpenRoom = open_reading_room
    pins: Callable[[], tuple[EnginePin, ...]] = installed_pins
    program: Callable[[], str] = program
    models: Callable[[], tuple[bytes, ...]] = tuple
    apart: bool = True


def _nothing(*_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: ``progress`` is told envelopes done and in all, ``checkpoint`` each stage as it is reached.

    The stages: ``inputs`` sealed, each ``envelope`` archived, all ``worked``, ``sealed``, ``recorded`` in the
    journal, ``posted``.
    """

    progress: Progress = _nothing
    checkpoint: Callable[[str], None] = _nothing


_MEMORY = dt.timedelta(days=730)
"""For how long a check is known again: four times as long as banks must honor one."""

INSTALLED = Readers(models=model_files)
UNWATCHED = Watch()


def run_batch(
    site: Site, batch: Batch, operator: Operator, readers: Readers = INSTALLED, watch: Watch = UNWATCHED
) -> RunReport:
    """Work through a batch whose mail is in the archive, seal what came of it, and post it.

    After a stop at any point the same call finishes the job; after that it changes nothing.

    Raises:
        AlreadyPostedError: this mail was posted by a run with other inputs.
        NotFoundError: no roster is loaded.
        SiteError: another run is at work here.
        ReadersError: not one envelope could be read.
        DamagedError: archive or books are damaged.
    """
    with site.lock(), contextlib.closing(open_books(site.books_url)) as books:
        inputs = _settle_inputs(site, batch, books, readers)
        watch.checkpoint("inputs")
        run = digest(inputs)
        if not site.archive.is_sealed(run):
            _read_and_seal(site, inputs, operator, readers, watch)
        post_run(site.archive, run, books)
        watch.checkpoint("posted")
        return tally(site.archive, run)


# --- inputs --------------------------------------------------------------------------------------


def _settle_inputs(site: Site, batch: Batch, books: Books, readers: Readers) -> Inputs:
    """Archive all that an outcome may depend on, and name it.

    A batch that is posted already keeps what was known when it was: books that have gained other
    nights since do not make it another run.
    """
    archive, mail = site.archive, batch_id(batch)
    inputs = Inputs(
        batch_sha256=archive.put(encode(batch)),
        roster_sha256=site.roster().sha256,
        settings_sha256=archive.put(seal_settings(site.settings)),
        known_sha256=archive.put(encode(_known(site, batch, books))),
        engines=readers.pins(),
        received_on=batch.received_on,
        program=readers.program(),
        models=tuple(archive.put(model) for model in readers.models()),
    )
    posted = _posted_by(books, mail)
    if not posted:
        return inputs
    try:
        before = archive.manifest(posted).inputs
    except NotFoundError:
        raise DamagedError(f"the books have posted run {posted}, and the archive has no such run") from None
    if replace(inputs, known_sha256=before.known_sha256) != before:
        raise AlreadyPostedError(f"this mail was already posted by run {posted}")
    return before


def _known(site: Site, batch: Batch, books: Books) -> Known:
    """Return what the books know of other batches: every payment to a bill that is still open counts, however old.

    Of payments by other channels, only those to bills of the roster: no others can matter.
    """
    roster, day = shared_roster(site.archive, site.roster().sha256), batch.received_on - _MEMORY
    known = books.known(batch_id(batch), (day, min((f"{day:%Y-%m}", *roster.members.months))))
    billed = (one for one in known.elsewhere if (member := roster.member(one.member_id)) and _bills(member, one))
    return replace(known, elsewhere=tuple(billed))


def _bills(member: Member, payment: OtherPayment) -> bool:
    wanted = (payment.coverage, payment.coverage_month)
    return any((bill.coverage, bill.coverage_month) == wanted for bill in member.bills)


def _posted_by(books: Books, batch: str) -> str:
    """Return the run that posted a batch, empty if none has."""
    with contextlib.suppress(NotFoundError):
        return books.night(batch).run
    return ""


# --- work ----------------------------------------------------------------------------------------


def _read_and_seal(site: Site, inputs: Inputs, operator: Operator, readers: Readers, watch: Watch) -> None:
    """Do all envelopes, decide what only the whole batch shows, and seal the results."""
    archive, started_at = site.archive, operator.now()
    batch = decode(Batch, archive.get(inputs.batch_sha256))
    crew = Crew(readers.open_room, archive.root, inputs, site.machine, readers.apart)
    tray = _Tray(archive, _Cache(site.cache, archive, inputs, site.settings), len(batch.envelopes), watch)
    tasks = tuple(
        Task(sequence, envelope, tray.cache.find(envelope)) for sequence, envelope in enumerate(batch.envelopes)
    )
    room = open_mailroom(archive, inputs, open_roster=shared_roster)  # before the workers, who share its roster
    work(tasks, crew, tray.settle)
    if tray.failed > 1 and tray.failed == sum(bool(envelope.scans) for envelope in batch.envelopes):
        raise ReadersError("not one envelope could be read")
    watch.checkpoint("worked")
    done = tray.done()
    outcomes, balance = room.close(batch, tuple(one.sketch for one in done))
    results = tuple(
        EnvelopeResult(outcome.envelope, one.reading_sha256, _final(archive, one, outcome))
        for one, outcome in zip(done, outcomes, strict=True)
    )
    run = digest(inputs)
    archive.seal(Manifest(run, inputs, results, balance.holds))
    watch.checkpoint("sealed")
    reused = sum(bool(task.reading_sha256) for task in tasks)
    archive.record(
        Journal(run, operator.user, operator.host, crew.workers, started_at, operator.now(), reused, tray.failed)
    )
    watch.checkpoint("recorded")


@dataclass(frozen=True, slots=True)
class _Done:
    """What is kept of one finished envelope: names of archive objects, and the little the batch needs."""

    reading_sha256: str
    outcome_sha256: str
    sketch: Outcome


@dataclass(slots=True)
class _Tray:
    """Where results are put as they come, each archived at once and kept in its place."""

    archive: Archive
    cache: _Cache
    count: int
    watch: Watch
    failed: int = 0
    places: dict[int, _Done] = field(default_factory=dict)

    def settle(self, worked: Worked) -> None:
        """Archive one result and remember its names."""
        reading, outcome = self.archive.put(worked.reading), self.archive.put(worked.outcome)
        pages = worked.sketch.remittance.pages
        if not any(page.failure for page in pages):
            self.cache.remember(worked.task.envelope, reading)
        self.failed += bool(pages) and all(page.failure for page in pages)
        self.places[worked.task.sequence] = _Done(reading, outcome, worked.sketch)
        self.watch.progress(len(self.places), self.count)
        self.watch.checkpoint("envelope")

    def done(self) -> tuple[_Done, ...]:
        """Return all results in the order of the batch."""
        return tuple(self.places[sequence] for sequence in range(self.count))


def _final(archive: Archive, done: _Done, outcome: Outcome) -> str:
    """Return the object of an envelope's outcome, stored anew where the whole batch changed a decision."""
    if outcome.decisions == done.sketch.decisions:
        return done.outcome_sha256
    full = decode(Outcome, archive.get(done.outcome_sha256))
    return archive.put(encode(replace(full, decisions=outcome.decisions)))


class _Cache:
    """Remembers which archived reading belongs to an envelope, its readers and the program; may be deleted."""

    def __init__(self, folder: Path, archive: Archive, inputs: Inputs, settings: Settings) -> None:
        self._folder = folder
        self._archive = archive
        self._readers = (settings.reading, inputs.engines, inputs.program)

    def find(self, envelope: Envelope) -> str:
        """Return the name of the envelope's reading, empty if it must be read."""
        with contextlib.suppress(FileNotFoundError):
            name = self._path(envelope).read_text("ascii")
            return name if len(name) == 64 and self._archive.has(name) else ""
        return ""

    def remember(self, envelope: Envelope, reading_sha256: str) -> None:
        """Note where the envelope's reading is."""
        path = self._path(envelope)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reading_sha256, "ascii")

    def _path(self, envelope: Envelope) -> Path:
        key = digest((envelope, *self._readers))
        return self._folder / key[:2] / key


# --- posting -------------------------------------------------------------------------------------


def post_run(archive: Archive, run: str, books: Books) -> None:
    """Post a sealed run, all of it taken from the archive; a run out of balance is not posted.

    Raises:
        AlreadyPostedError: another run has posted this mail.
        DamagedError: something that the run names is missing or altered.
    """
    manifest = archive.manifest(run)
    if manifest.balanced:
        books.post(batch_posting(archive, manifest))


def batch_posting(archive: Archive, manifest: Manifest) -> BatchPosting:
    """Return what a sealed run posts; its business day is the day the mail was received."""
    inputs = manifest.inputs
    settings = unseal_settings(archive.get(inputs.settings_sha256))
    return BatchPosting(
        batch=batch_id(batch_of(archive, manifest)),
        run=manifest.run,
        manifest_sha256=digest(manifest),
        received_on=inputs.received_on,
        posted_on=inputs.received_on,
        postings=tuple(_postings(outcomes_of(archive, manifest), settings)),
    )


def _postings(outcomes: Iterator[Outcome], settings: Settings) -> Iterator[Posting]:
    for outcome in outcomes:
        instruments = {instrument.item: instrument for instrument in outcome.remittance.instruments}
        for decision in outcome.decisions:
            instrument = instruments.get(decision.item)
            if instrument is None:
                yield Posting(outcome.envelope, decision)
            else:
                yield _posting(outcome.envelope, decision, instrument, settings)


def _posting(envelope: str, decision: Decision, instrument: Instrument, settings: Settings) -> Posting:
    """Return a decision with the hashes by which its check and, where it is posted, its payer are known again."""
    micr, cents = instrument.micr.value, decision.amount_cents
    is_whole = micr is not None and micr.routing and micr.account and micr.serial
    key = bytes.fromhex(settings.fingerprint_key)
    return Posting(
        envelope,
        decision,
        item_key=item_key(key, micr, cents) if micr and is_whole and cents is not None else "",
        account_key=payer_account(instrument, settings) if decision.verdict is Verdict.POST else "",
        picture=instrument.picture,
    )
