"""The sealed nights as the desk leafs through them: opened once, then any envelope in milliseconds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from batches.archive import Archive
from batches.case import Case, bank_outcome, lay_case
from batches.rosters import shared_roster
from batches.tally import batch_of
from lockbox.banking import BANK_MATTER
from lockbox.books.ledger import Place
from lockbox.canonical import decode, digest
from lockbox.errors import NotFoundError
from lockbox.identity import batch_id
from lockbox.manifest import EnvelopeResult, Manifest
from lockbox.records import Batch, Envelope, Reading
from lockbox.settlement import Outcome
from matching.roster import Roster

_NIGHTS, _ROSTERS, _PAPERS = 40, 3, 200
"""How many nights, rosters and envelopes are kept open."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Night:
    """One sealed night, opened; ``places`` finds an envelope by its name."""

    manifest: Manifest
    batch: Batch
    id: str
    places: Mapping[str, int]

    def envelope(self, name: str) -> tuple[Envelope, EnvelopeResult]:
        """Return an envelope and what the night stored of it.

        Raises:
            NotFoundError: the night has no such envelope.
        """
        place = self.places.get(name)
        if place is None:
            raise NotFoundError(f"batch {self.id[:12]} has no envelope {name}")
        return self.batch.envelopes[place], self.manifest.results[place]


@dataclass(frozen=True, slots=True)
class Papers:
    """One envelope with all that was read in it and made of it."""

    night: Night
    envelope: Envelope
    reading: Reading
    outcome: Outcome


class Nights:
    """The sealed nights of one archive; safe to share between threads. Nothing sealed ever changes."""

    def __init__(self, archive: Archive) -> None:
        """Use an archive."""
        self.archive = archive
        self._nights = Last[Night](_NIGHTS)
        self._runs = Last[tuple[str, ...]](1)
        self._rosters = Last[Roster](_ROSTERS)
        self._papers = Last[Papers](_PAPERS)

    def night(self, run: str) -> Night:
        """Return a sealed night by the id of its run, as the books know it.

        Raises:
            NotFoundError: no such run is sealed.
            DamagedError: its manifest or batch is altered.
        """
        return self._nights.get(run, lambda: self._open(run))

    def runs(self) -> tuple[str, ...]:
        """Return the ids of all sealed runs, oldest first; the chain is followed anew only when a night was added."""
        folder = self.archive.root / "runs"
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        return self._runs.get(digest(tuple(names)), self.archive.runs)

    def roster(self, sha256: str) -> Roster:
        """Return a roster by its name in the archive."""
        return self._rosters.get(sha256, lambda: shared_roster(self.archive, sha256))

    def papers(self, run: str, envelope: str) -> Papers:
        """Return one envelope.

        Raises:
            NotFoundError: no such run is sealed, or it has no such envelope.
            DamagedError: what the run names is missing or altered.
        """
        return self._papers.get(f"{run}/{envelope}", lambda: self._unfold(run, envelope))

    def case(self, run: str, place: Place) -> Case:
        """Return the case of one instrument; see ``batches.case``.

        Raises:
            NotFoundError: no such run is sealed, or it has no such envelope.
            DamagedError: what the run names is missing or altered.
        """
        papers = self.papers(run, place.envelope)
        roster = self.roster(papers.night.manifest.inputs.roster_sha256)
        return lay_case(self.archive, papers.envelope, papers.outcome, place.item, roster)

    def _open(self, run: str) -> Night:
        manifest = self.archive.manifest(run)
        batch = batch_of(self.archive, manifest)
        places = {envelope.name: place for place, envelope in enumerate(batch.envelopes)}
        return Night(manifest, batch, batch_id(batch), places)

    def _unfold(self, run: str, name: str) -> Papers:
        night = self.night(run)
        if name.startswith(BANK_MATTER) and name not in night.places:
            return Papers(night, Envelope(name, ()), Reading(()), bank_outcome(name))
        envelope, result = night.envelope(name)
        reading = decode(Reading, self.archive.get(result.reading_sha256))
        return Papers(night, envelope, reading, decode(Outcome, self.archive.get(result.outcome_sha256)))


class Last(Generic[Thing]):
    """The things used last, as many as are wanted; ``size`` weighs one where they are not all alike.

    What two threads want at the same moment is made by one of them, and the other waits for it.
    """

    def __init__(self, most: int, size: Callable[[Thing], int] = lambda _: 1) -> None:
        """Keep things of a total size, and the newest in any case."""
        self._most, self._size, self._held = most, size, 0
        self._things: OrderedDict[str, Thing] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Thing]) -> Thing:
        """Return the thing of a key, making it where it is not there."""
        with self._lock:
            if key in self._things:
                return self._used(key)
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._things:
                    return self._used(key)
            try:
                made = make()
                self._keep(key, made)
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _keep(self, key: str, made: Thing) -> None:
        with self._lock:
            if key not in self._things:
                self._things[key] = made
                self._held += self._size(made)
            while self._held > self._most and len(self._things) > 1:
                self._held -= self._size(self._things.popitem(last=False)[1])

    def _used(self, key: str) -> Thing:
        self._things.move_to_end(key)
        return self._things[key]
