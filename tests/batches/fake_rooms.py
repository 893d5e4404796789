"""Rooms without readers: what is done with an envelope stands in the bytes of its first scan."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from batches.archive import Archive
from lockbox.errors import DamagedError
from lockbox.manifest import Inputs
from lockbox.reasons import Disposition, Reason
from lockbox.records import Envelope, PageFacts, PageKind, PageReading, Reading, Remittance, Side
from lockbox.settlement import Decision, Finding, Outcome, Verdict


class TroubledRoom:
    """Reads ``ok``, and on other words dies, hangs, takes all memory or raises.

    ``once FILE`` dies the first time only; ``hang FILE`` makes the file before it hangs.
    """

    def process(self, envelope: Envelope, fetch: Callable[[str], bytes]) -> tuple[Reading, Outcome]:
        word, _, rest = fetch(envelope.scans[0].sha256).decode().partition(" ")
        if word == "die" or (word == "once" and _first_time(Path(rest))):
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "hang":
            Path(rest).touch()
            signal.pause()
        if word == "eat":
            bytearray(1 << 36)
        if word == "raise":
            raise KeyError("a page")
        if word == "damaged":
            raise DamagedError("archive object is missing")
        reading = Reading(
            tuple(PageReading(page, PageKind.LETTER, 0, 8, 8, 200) for page in range(len(envelope.scans)))
        )
        return reading, self.redecide(envelope, reading)

    def redecide(self, envelope: Envelope, reading: Reading) -> Outcome:
        pages = tuple(PageFacts(page.page, page.kind, Side.UNKNOWN, failure=page.failure) for page in reading.pages)
        findings = tuple(Finding(Reason.READER_FAILED, page.failure, True) for page in pages if page.failure)
        letter = Finding(Reason.CORRESPONDENCE, "a letter", True)
        decision = Decision(0, Verdict.HOLD, Disposition.NONE, None, (), findings or (letter,))
        return Outcome(envelope.name, Remittance(pages), (), (decision,))


def troubled(_archive: Archive, _inputs: Inputs) -> TroubledRoom:
    """Open a troubled room."""
    return TroubledRoom()


def unopened(_archive: Archive, _inputs: Inputs) -> TroubledRoom:
    """Fail to open."""
    raise RuntimeError("no room")


def _first_time(path: Path) -> bool:
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
