"""Audits that are started from a page: one at a time, in a process of its own, so that no clerk waits for it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from batches.check import check_site
from batches.replay import Difference, replay
from batches.site import Site
from lockbox.errors import LockboxError, NotFoundError
from ocr.engines import load_engines

_STEPS = 400
"""How often at most a job tells how far it is."""
_MOST_ROWS = 500
_REMEMBERED = 20


class BusyError(LockboxError):
    """Another audit is at work."""

    hint = "Wait until it is done, or look at how far it is."


class JobKind(StrEnum):
    """What is audited, and how deep."""

    VERIFY = "verify"
    READINGS = "replay from readings"
    IMAGES = "replay from images"


@dataclass(frozen=True, slots=True)
class Job:
    """One audit.

    Attributes:
        run: the sealed run that is replayed, empty for ``verify``.
        by: who started it; ``started_at`` when, ISO 8601.
        stage: what is being looked at, in words; ``done`` of ``of``.
        ended: whether it is over; ``trouble`` says what stopped it, empty if nothing did.
        rows: what was found, at most 500 of ``found``: (fault,) or (envelope, field, sealed, replayed).
    """

    number: int
    kind: JobKind
    run: str
    by: str
    started_at: str
    stage: str = "making ready"
    done: int = 0
    of: int = 0
    ended: bool = False
    trouble: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    found: int = 0

    @property
    def sound(self) -> bool:
        """Whether it went through and found nothing."""
        return self.ended and not self.trouble and not self.found


class Jobs:
    """The audits of one site since the desk was started; safe to share between threads."""

    def __init__(self, root: Path) -> None:
        """Audit the site at ``root``."""
        self._root = root
        self._jobs: dict[int, Job] = {}
        self._process: BaseProcess | None = None
        self._lock = threading.Lock()

    def start(self, job: Job, ended: Callable[[Job], None]) -> Job:
        """Begin an audit and return it with its number; ``ended`` is called with it, in another thread, at the end.

        Raises:
            BusyError: another is at work.
        """
        with self._lock:
            at_work = next((one for one in self._jobs.values() if not one.ended), None)
            if at_work:
                raise BusyError(f"{at_work.by} has started an audit that is still at work: {at_work.kind}")
            job = replace(job, number=max(self._jobs, default=0) + 1)
            self._jobs[job.number] = job
            for old in sorted(self._jobs)[:-_REMEMBERED]:
                del self._jobs[old]
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        here, there = context.Pipe(duplex=False)
        asked = (str(self._root), job.kind.value, job.run)
        self._process = context.Process(target=_work, args=(asked, there), daemon=True)
        self._process.start()
        there.close()
        threading.Thread(target=self._watch, args=(job.number, here, ended), daemon=True).start()
        return job

    def job(self, number: int) -> Job:
        """Return an audit.

        Raises:
            NotFoundError: there is none of that number.
        """
        with self._lock:
            if number not in self._jobs:
                raise NotFoundError(
                    f"there is no audit {number} here", hint="The log of acts names all that there were."
                )
            return self._jobs[number]

    def jobs(self) -> tuple[Job, ...]:
        """Return the last audits, newest first."""
        with self._lock:
            return tuple(self._jobs[number] for number in sorted(self._jobs, reverse=True))

    def close(self) -> None:
        """Stop what is at work."""
        if self._process and self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def _watch(self, number: int, here: Connection, ended: Callable[[Job], None]) -> None:
        """Take down what the process tells, until it says that it is done or ends without a word."""
        job = self.job(number)
        try:
            while not job.ended:
                job = replace(job, **here.recv())
                self._put(job)
        except EOFError:
            job = replace(job, ended=True, trouble="the audit was stopped before its end")
            self._put(job)
        finally:
            here.close()
        ended(job)

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.number] = job


# --- in the other process ------------------------------------------------------------------------


def _work(asked: tuple[str, str, str], there: Connection) -> None:
    """Do an audit and tell of it as changes to its ``Job``."""
    root, kind, run = asked

    def watch(stage: str, done: int, of: int) -> None:
        if done in (0, 1, of) or done % max(of // _STEPS, 1) == 0:
            there.send({"stage": stage, "done": done, "of": of})

    try:
        rows = _rows(Site.open(Path(root)), JobKind(kind), run, watch)
        there.send({"ended": True, "rows": rows[:_MOST_ROWS], "found": len(rows)})
    except LockboxError as trouble:
        there.send({"ended": True, "trouble": str(trouble)})
    except OSError as trouble:
        there.send({"ended": True, "trouble": f"{trouble.filename or ''}: {trouble.strerror or trouble}".strip(": ")})


def _rows(site: Site, kind: JobKind, run: str, watch: Callable[[str, int, int], None]) -> tuple[tuple[str, ...], ...]:
    if kind is JobKind.VERIFY:
        return tuple((fault,) for fault in check_site(site, watch))
    engines = load_engines() if kind is JobKind.IMAGES else None
    found = replay(site.archive, run, engines, lambda done, of: watch("envelopes of the night", done, of))
    return tuple(_row(one) for one in found)


def _row(one: Difference) -> tuple[str, ...]:
    return one.envelope, one.path, one.sealed, one.replayed
