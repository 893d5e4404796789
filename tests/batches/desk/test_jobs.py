"""Audits run beside the desk, one at a time, and tell what they found however they end."""

from __future__ import annotations

import multiprocessing
import os
import queue
import shutil
from multiprocessing.connection import Connection
from types import SimpleNamespace

import pytest

from batches.desk.jobs import BusyError, Job, JobKind, Jobs
from batches.site import Site
from batches.tally import RunReport
from lockbox.errors import NotFoundError

WAIT = 60


@pytest.fixture
def jobs(site: Site, night: RunReport) -> Jobs:
    assert night.posted == 3
    return Jobs(site.root)


def ended(jobs: Jobs, kind: JobKind, run: str = "") -> Job:
    """Do an audit and return it at its end."""
    over: queue.Queue[Job] = queue.Queue()
    begun = jobs.start(Job(0, kind, run, "pat", "2026-03-21T08:00:00+00:00"), over.put)
    job = over.get(timeout=WAIT)
    assert jobs.job(begun.number) == job
    return job


def test_a_whole_site_is_found_sound(jobs: Jobs) -> None:
    job = ended(jobs, JobKind.VERIFY)
    assert job.sound
    assert (job.done, job.of) == (1, 1)
    assert [one.by for one in jobs.jobs()] == ["pat"]


def test_what_is_altered_is_named(jobs: Jobs, site: Site) -> None:
    spoilt = next(path for path in (site.root / "archive" / "objects").rglob("*") if path.is_file())
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"other bytes")
    job = ended(jobs, JobKind.VERIFY)
    assert not job.sound
    assert any(spoilt.name in row[0] for row in job.rows)


def test_a_night_is_replayed_without_a_difference(jobs: Jobs, night: RunReport) -> None:
    job = ended(jobs, JobKind.READINGS, night.run)
    assert job.sound
    assert (job.stage, job.done, job.of) == ("envelopes of the night", 6, 6)


def test_what_cannot_be_audited_is_said(jobs: Jobs, site: Site) -> None:
    assert "no run" in ended(jobs, JobKind.READINGS, "f" * 64).trouble
    shutil.rmtree(site.root)
    assert "no lockbox site" in ended(jobs, JobKind.VERIFY).trouble
    with pytest.raises(NotFoundError):
        jobs.job(99)


class Stuck:
    """A process that never says a word, until it is stopped."""

    def __init__(self, target: object, args: tuple[object, Connection], daemon: bool) -> None:
        assert target
        assert daemon
        self.there, self.held = args[1], -1

    def start(self) -> None:
        self.held = os.dup(self.there.fileno())

    def is_alive(self) -> bool:
        return True

    def terminate(self) -> None:
        os.close(self.held)

    def join(self) -> None:
        pass


def test_one_audit_is_at_work_at_a_time_and_a_stopped_one_ends(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    context = SimpleNamespace(Pipe=multiprocessing.Pipe, Process=Stuck, set_forkserver_preload=lambda _: None)
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: context)
    over: queue.Queue[Job] = queue.Queue()
    first = jobs.start(Job(0, JobKind.VERIFY, "", "pat", "2026-03-21T08:00:00+00:00"), over.put)
    with pytest.raises(BusyError, match="pat has started"):
        jobs.start(Job(0, JobKind.VERIFY, "", "sam", "2026-03-21T08:00:01+00:00"), over.put)
    assert not jobs.job(first.number).ended
    jobs.close()
    assert "stopped before its end" in over.get(timeout=WAIT).trouble
    monkeypatch.undo()
    assert ended(jobs, JobKind.VERIFY).sound
