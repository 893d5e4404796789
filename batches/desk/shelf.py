"""What the desk keeps open while it serves: sealed nights, pictures, the search, figures and audits at work."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from batches.desk.figures import Figures
from batches.desk.jobs import Jobs
from batches.desk.judge import Judge
from batches.desk.papers import Last, Nights, Papers
from batches.desk.pictures import Leaf, Pictures, leaf_of
from batches.desk.search import Search
from batches.desk.world import World
from lockbox.books.desk_queue import DeskFilter
from lockbox.books.remarks import scan_subject
from lockbox.errors import LockboxError, NotFoundError

_WARM = 5
"""Nights that are opened before anybody asks."""


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Opened once, shared by every page; all of it may be used by many threads at once."""

    world: World
    nights: Nights
    pictures: Pictures
    search: Search
    figures: Figures
    jobs: Jobs
    runs: Last[str]
    judge: Judge
    left: Last[int]

    @classmethod
    def of(cls, world: World) -> Shelf:
        """Open what the desk of a world needs; ``warm`` then does what takes seconds."""
        site = world.site
        nights = Nights(site.archive)
        return cls(
            world=world,
            nights=nights,
            pictures=Pictures(site.archive, site.settings.reading),
            search=Search(site, world.books),
            figures=Figures(nights, world.books),
            jobs=Jobs(site.root),
            runs=Last(400),
            judge=Judge(site, nights, world.desk),
            left=Last(20),
        )

    def warm(self) -> None:
        """Open the last nights, lay out the roster for searching and read past nights, in the background."""
        threading.Thread(target=self._warm, daemon=True).start()

    def _warm(self) -> None:
        with contextlib.suppress(LockboxError):  # whoever asks for what is damaged is told then
            for night in self.world.books.nights(_WARM):
                self.nights.roster(self.nights.night(night.run).manifest.inputs.roster_sha256)
        self.search.warm()

    def close(self) -> None:
        """Stop what is at work."""
        self.jobs.close()

    def items_left(self, narrow: DeskFilter) -> int:
        """Return how many items a queue holds, as of the last ten seconds: it stands on every item's page."""
        name = f"{narrow.at[:18]} {narrow.show} {narrow.batch} {narrow.clerk if narrow.show == 'mine' else ''}"
        return self.left.get(name, lambda: self.world.desk.counts(narrow).items)

    def run_of(self, night: str) -> str:
        """Return the run of a night that is named by its batch or by its run.

        Raises:
            NotFoundError: nothing of that name is posted or sealed.
        """
        return self.runs.get(night, lambda: self._run(night))

    def _run(self, night: str) -> str:
        if len(night) == 64 and night.isalnum() and self.world.site.archive.is_sealed(night):
            return night
        return self.world.books.night(night).run

    def papers(self, night: str, envelope: str) -> Papers:
        """Return an envelope of a night.

        Raises:
            NotFoundError: there is no such night, or no such envelope in it.
        """
        return self.nights.papers(self.run_of(night), envelope)

    def leaf(self, papers: Papers, page: int) -> Leaf:
        """Return a page of an envelope as it may be shown, black where its readers or a clerk found a secret.

        Raises:
            NotFoundError: the envelope has no such page.
        """
        scans = papers.envelope.scans
        if not 0 <= page < len(scans):
            raise NotFoundError(f"envelope {papers.envelope.name} has no page {page + 1}")
        read = next((one for one in papers.reading.pages if one.page == page), None)
        redacted = self.world.desk.redactions(scan_subject(scans[page].sha256, scans[page].page))
        return leaf_of(scans[page], read, redacted)


def _shelf(request: Request) -> Shelf:
    return cast("Shelf", request.app.state.shelf)


Shelved = Annotated[Shelf, Depends(_shelf)]
"""A route's parameter: what the desk keeps open."""
