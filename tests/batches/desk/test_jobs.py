"""Audits run beside the desk, one at a time, and tell what they found however they end."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Iterator

import pytest

from batches.desk.jobs import BusyError, Job, JobKind, Jobs
from batches.site import Site
from batches.tally import RunReport
from lockbox.errors import NotFoundError

WAIT = 60


@pytest.fixture
def jobs(site: Site, night: RunReport) -> Iterator[Jobs]:
    assert night.posted == 3
    made = Jobs(site.root)
    yield made
    made.close()


def ended(jobs: Jobs, kind: JobKind, run: str = "") -> Job:
    """Do an audit and return it at its end."""
    over: queue.Queue[Job] = queue.Queue()
    begun = jobs.start(Job(0, kind, run, "pat", "2026-03-21T08:00:00+00:00"), over.put)
    with pytest.raises(BusyError, match="pat has started"):
        jobs.start(Job(0, JobKind.VERIFY, "", "sam", "2026-03-21T08:00:01+00:00"), over.put)
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


def test_a_stopped_audit_ends(jobs: Jobs) -> None:
    over: queue.Queue[Job] = queue.Queue()
    jobs.start(Job(0, JobKind.VERIFY, "", "pat", "2026-03-21T08:00:00+00:00"), over.put)
    jobs.close()
    assert "stopped before its end" in over.get(timeout=WAIT).trouble
