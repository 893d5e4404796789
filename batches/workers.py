"""The same work in one worker process or in many: one bounded loop over futures; a bad envelope costs only itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import islice
from multiprocessing import connection, forkserver
from pathlib import Path
from typing import Any, Protocol

import cv2
from pebble import ProcessExpired, ProcessPool

from batches.archive import Archive
from lockbox.canonical import decode, encode
from lockbox.errors import LockboxError
from lockbox.manifest import Inputs
from lockbox.records import Envelope, Field, Instrument, PageKind, PageReading, Reading
from lockbox.settings import Machine
from lockbox.settlement import Outcome

_RECYCLE_AFTER = 250
_SAFE_PATH = "PYTHONSAFEPATH"
_THREAD_LIMITS = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS")

Progress = Callable[[int, int], None]
"""Told how many envelopes are done, and of how many."""


class Room(Protocol):
    """Where an envelope is read and decided; see batches.mailroom."""

    def process(self, envelope: Envelope, fetch: Callable[[str], bytes]) -> tuple[Reading, Outcome]:
        """Read an envelope and decide what is done with it."""

    def redecide(self, envelope: Envelope, reading: Reading) -> Outcome:
        """Decide again from what was read."""


OpenRoom = Callable[[Archive, Inputs], Room]
"""Opens the room of a run; a function of a module, so that a worker process can find it."""


class ReadersError(LockboxError):
    """The reader processes end as soon as they start, or every envelope fails."""

    hint = "Give them more room (machine.worker_megabytes, machine.page_seconds) and run the same command again."


@dataclass(frozen=True, slots=True)
class Task:
    """One envelope to work on.

    Attributes:
        sequence: its place in the batch.
        reading_sha256: the archived reading to decide from, empty if it must be read.
        failure: how reading it failed for good, in plain words, empty if it has not.
    """

    sequence: int
    envelope: Envelope
    reading_sha256: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of one task: canonical bytes to be archived at once, and the little that is kept."""

    task: Task
    reading: bytes
    outcome: bytes
    sketch: Outcome


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work: the room that each worker opens, for which run, and on what machine.

    Attributes:
        apart: whether readers work in processes of their own, however few, so that none can take this one
            with it; only readers that cannot crash or hang may do without.
    """

    open_room: OpenRoom
    archive: Path
    inputs: Inputs
    machine: Machine
    apart: bool = True

    @property
    def workers(self) -> int:
        """How many processes read."""
        return self.machine.workers or len(os.sched_getaffinity(0))

    @property
    def processes(self) -> int:
        """How many processes besides this one are started."""
        return self.workers if self.apart else 0


def work(tasks: Sequence[Task], crew: Crew, settle: Callable[[Worked], None]) -> None:
    """Do every task, in any order, and hand each result to ``settle`` in this process.

    What fails is tried once more with nothing else running; what fails again is settled as an
    envelope that could not be read.

    Raises:
        ReadersError: worker processes do not start.
        LockboxError: a task came upon what only the operator can mend.
    """
    suspects: list[Task] = []
    while tasks:
        unfinished: list[Task] = []
        with _executor(crew, crew.processes) as executor:
            for task, result in _results(tasks, executor, 2 * crew.workers):
                if isinstance(result, Worked):
                    settle(result)
                else:
                    (unfinished if result is _POOL_BROKE else suspects).append(task)
        if len(unfinished) == len(tasks):
            raise ReadersError
        tasks = unfinished
    if suspects:
        with _executor(crew, min(1, crew.processes)) as executor:
            for task in suspects:
                settle(_last_attempt(task, executor))


def sketch(outcome: Outcome) -> Outcome:
    """Return an outcome with only what decisions about the whole batch look at: no evidence, no lattices."""
    remittance = outcome.remittance
    slim = replace(
        remittance, instruments=tuple(_slim(one) for one in remittance.instruments), slips=(), mentions=(), marks=()
    )
    return replace(outcome, remittance=slim, matches=())


def _slim(instrument: Instrument) -> Instrument:
    parts = ((part.name, getattr(instrument, part.name)) for part in fields(Instrument))
    slim: dict[str, Any] = {
        name: replace(one, candidates=(), lattice=None) for name, one in parts if isinstance(one, Field)
    }
    return replace(instrument, **slim)


def failed_reading(envelope: Envelope, failure: str) -> Reading:
    """Return the reading of an envelope that no reader got through."""
    pages = range(len(envelope.scans))
    return Reading(tuple(PageReading(page, PageKind.OTHER, 0, 0, 0, 0, failure=failure) for page in pages))


# --- attempts ------------------------------------------------------------------------------------


_POOL_BROKE = "the pool of workers broke down"


def _results(tasks: Iterable[Task], executor: _Executor, window: int) -> Iterator[tuple[Task, Worked | str]]:
    """Yield each task with its result or how it failed, as they come; at most ``window`` are under way."""
    coming = iter(tasks)
    waiting: dict[Future[Worked], Task] = {}
    while True:
        for task in islice(coming, window - len(waiting)):
            waiting[executor.submit(task)] = task
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(future), _result(future)


def _last_attempt(task: Task, executor: _Executor) -> Worked:
    result = _result(executor.submit(task))
    if isinstance(result, Worked):
        return result
    if result is _POOL_BROKE:
        raise ReadersError
    return executor.submit(replace(task, failure=result)).result()


def _result(future: Future[Worked]) -> Worked | str:
    """Return what a task made, or in plain words how it failed."""
    try:
        return future.result()
    except LockboxError:
        raise
    except BrokenProcessPool:
        return _POOL_BROKE
    except TimeoutError:
        return "a reader took longer than it may"
    except MemoryError:
        return "a reader ran out of memory"
    except ProcessExpired:
        return "a reader ended its process"
    except Exception as error:
        return f"the program failed on it ({type(error).__name__})"


# --- executors -----------------------------------------------------------------------------------


class _Executor(Protocol):
    """Starts a task now or later, here or elsewhere."""

    def submit(self, task: Task) -> Future[Worked]:
        """Return the future of a task; this never raises what the task raises."""


class _Serial:
    """Does each task at once in this process: no time limit, and a crash is a crash."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def submit(self, task: Task) -> Future[Worked]:
        future: Future[Worked] = Future()
        try:
            future.set_result(_do(self._crew, task))
        except Exception as error:
            future.set_exception(error)
        return future


class _Pool:
    """Worker processes with a hard time limit; one that dies or hangs is replaced and costs its task only."""

    def __init__(self, crew: Crew, pool: ProcessPool) -> None:
        self._crew = crew
        self._pool = pool

    def submit(self, task: Task) -> Future[Worked]:
        seconds = self._crew.machine.page_seconds * max(1, len(task.envelope.scans))
        try:
            future: Future[Worked] = self._pool.schedule(_do, (self._crew, task), timeout=seconds)
        except RuntimeError as error:
            future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
        return future


@contextlib.contextmanager
def _executor(crew: Crew, processes: int) -> Iterator[_Executor]:
    """Open an executor with that many worker processes; 0 is this process."""
    _run_single_threaded()
    if not processes:
        yield _Serial(crew)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([crew.open_room.__module__])
    _start_fork_server()
    pool = ProcessPool(processes, _RECYCLE_AFTER, _start_worker, (crew,), context)
    try:
        yield _Pool(crew, pool)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _start_fork_server() -> None:
    """Start what makes the workers, if it does not run; left alone it would import from the current folder first."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


# --- in a worker ---------------------------------------------------------------------------------


def _start_worker(crew: Crew) -> None:
    """Make a new process safe to work in: it ends with its parent, within its memory, on one thread."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _run_single_threaded()
    if crew.machine.worker_megabytes:
        limit = crew.machine.worker_megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with contextlib.suppress(LockboxError):  # the first task comes upon it again and can say so
        _room(crew)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _run_single_threaded() -> None:
    """One thread a worker: readers that share a core by threads only slow each other down."""
    os.environ.update(dict.fromkeys(_THREAD_LIMITS, "1"))
    cv2.setNumThreads(1)


@lru_cache(maxsize=1)
def _room(crew: Crew) -> Room:
    return crew.open_room(Archive(crew.archive), crew.inputs)


def _do(crew: Crew, task: Task) -> Worked:
    """Do one task: read and decide, or decide from the reading that there is."""
    room, archive = _room(crew), Archive(crew.archive)
    if task.failure:
        reading = failed_reading(task.envelope, task.failure)
    elif task.reading_sha256:
        reading = decode(Reading, archive.get(task.reading_sha256))
    else:
        reading, outcome = room.process(task.envelope, archive.get)
        return Worked(task, encode(reading), encode(outcome), sketch(outcome))
    outcome = room.redecide(task.envelope, reading)
    return Worked(task, encode(reading), encode(outcome), sketch(outcome))
