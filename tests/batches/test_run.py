import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import recorded

from batches.archive import Archive
from batches.run import RunReport, Watch, run_batch
from batches.site import Site
from batches.tally import batch_of, outcomes_of
from batches.workers import ReadersError
from lockbox.books.books import open_books
from lockbox.canonical import digest, encode
from lockbox.errors import AlreadyPostedError, DamagedError, ExitCode, NotFoundError, SiteError
from lockbox.manifest import Inputs
from lockbox.reasons import Reason
from lockbox.records import Batch, Envelope, PageKind, PageReading, Reading
from lockbox.settlement import Outcome


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return recorded.make_site(tmp_path / "site")


def run(site: Site, batch: Batch, watch: Watch = Watch()) -> RunReport:  # noqa: B008
    return run_batch(site, batch, recorded.OPERATOR, recorded.READERS, watch)


def everything(site: Site) -> dict[str, object]:
    """Return every row of the books and every file of the record but the journals."""
    found: dict[str, object] = {}
    with contextlib.closing(sqlite3.connect(site.root / "books.db")) as books:
        for (table,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall():
            found[table] = sorted(books.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
    root = site.root / "archive"
    journals = {path.read_bytes() for path in (root / "runs").glob("*.journal.json")}
    for path in [*(root / "objects").rglob("*"), *(root / "runs").iterdir()]:
        if path.is_file() and path.read_bytes() not in journals:
            found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def sound(site: Site) -> bool:
    books = open_books(site.books_url)
    try:
        return not books.verify() and not site.archive.verify(books.head())
    finally:
        books.close()


def test_a_night_is_sealed_posted_and_told(site: Site) -> None:
    told: list[tuple[int, int]] = []
    report = run(site, recorded.night(site), Watch(progress=lambda done, of: told.append((done, of))))
    assert (report.envelopes, report.instruments, report.posted, report.held) == (6, 4, 3, 3)
    assert (report.posted_cents, report.held_cents, report.undeposited_cents) == (303_00, 0, 100_00)
    assert report.deposit_cents == 303_00
    assert report.exit_code is ExitCode.HELD
    assert [(plan.carrier, plan.count, plan.cents) for plan in report.by_plan] == [("WellSense", 3, 303_00)]
    assert Reason.DUPLICATE_ITEM in {one.reason for one in report.by_reason}
    assert told == [(done, 6) for done in range(1, 7)]
    books = open_books(site.books_url)
    night = books.night(report.batch)
    assert (night.run, night.deposit_cents, night.posted) == (report.run, 303_00, 3)
    assert night.manifest_sha256 == site.archive.head() == digest(site.archive.manifest(report.run))
    books.close()
    assert sound(site)


def test_a_finished_run_again_changes_nothing_even_after_other_nights(site: Site) -> None:
    first = run(site, recorded.night(site))
    other = Batch("other", recorded.DAY, (recorded.envelope(site.archive, "1", recorded.check(4), recorded.back()),))
    run(site, other)
    before = everything(site)
    assert run(site, recorded.night(site)) == first
    after = everything(site)
    assert {name: row for name, row in after.items() if name in before} == before
    assert all(name.startswith("objects") for name in after.keys() - before.keys())


def test_another_run_of_the_same_mail_is_refused(site: Site) -> None:
    run(site, recorded.night(site))
    before = everything(site)
    policy = replace(site.settings.policy, wrong_posting_bound=9_999)
    strict = replace(site, settings=replace(site.settings, policy=policy))
    with pytest.raises(AlreadyPostedError):
        run(strict, recorded.night(site))
    after = everything(site)
    assert {name: after[name] for name in before} == before
    assert sound(site)


def test_the_same_check_on_another_night_is_found(site: Site) -> None:
    run(site, recorded.night(site))
    again = recorded.envelope(site.archive, "1", recorded.check(1), recorded.back(), recorded.slip(1))
    report = run(site, Batch("next", recorded.DAY, (again,)))
    assert report.posted == 0
    assert {Reason.DUPLICATE_ITEM} <= {one.reason for one in report.by_reason}


def test_a_batch_out_of_balance_is_sealed_not_posted_and_can_be_declared_again(site: Site) -> None:
    report = run(site, recorded.night(site, count=4, cents=402_99))
    assert report.exit_code is ExitCode.OUT_OF_BALANCE
    assert (report.posted, report.deposit_cents) == (0, 0)
    assert report.balance.faults == ("declared $402.99, found $403.00",)
    outcomes = tuple(outcomes_of(site.archive, site.archive.manifest(report.run)))
    assert all(
        Reason.OUT_OF_BALANCE in {finding.reason for finding in decision.findings}
        for outcome in outcomes
        for decision in outcome.decisions
    )
    books = open_books(site.books_url)
    with pytest.raises(NotFoundError):
        books.night(report.batch)
    books.close()
    mended = run(site, recorded.night(site, count=4, cents=403_00))
    assert (mended.batch, mended.posted) == (report.batch, 3)
    assert len(site.archive.runs()) == 2
    assert site.archive.journal(mended.run).reused == 6
    assert sound(site)


def test_one_worker_and_three_seal_the_same(tmp_path: Path) -> None:
    heads = set()
    for workers in (1, 3):
        site = recorded.make_site(tmp_path / str(workers)).with_workers(workers)
        readers = replace(recorded.READERS, apart=True)
        run_batch(site, recorded.night(site), recorded.OPERATOR, readers)
        heads.add(site.archive.head())
    assert len(heads) == 1


def test_a_run_is_refused_without_a_roster_beside_another_and_on_damage(tmp_path: Path) -> None:
    empty = Site.create(tmp_path / "empty", "ab")
    with pytest.raises(NotFoundError, match="roster"):
        run(empty, recorded.night(empty))
    site = recorded.make_site(tmp_path / "site")
    with site.lock(), pytest.raises(SiteError, match="another run"):
        run(site, recorded.night(site))
    report = run(site, recorded.night(site))
    (site.root / "archive" / "runs" / f"{report.run}.json").unlink()
    with pytest.raises(DamagedError, match=report.run):
        run(site, recorded.night(site))


class _Blind(recorded.RecordedRoom):
    """Whose reader fails on every page."""

    def process(self, envelope: Envelope, fetch: Callable[[str], bytes]) -> tuple[Reading, Outcome]:
        pages = range(len(envelope.scans))
        failed = Reading(tuple(PageReading(page, PageKind.OTHER, 0, 0, 0, 0, failure="failed") for page in pages))
        return failed, self.redecide(envelope, failed)


def _open_blind(archive: Archive, inputs: Inputs) -> _Blind:
    return _Blind(recorded.open_mailroom(archive, inputs))


def test_readers_that_fail_on_every_envelope_stop_the_run(site: Site) -> None:
    blind = replace(recorded.READERS, open_room=_open_blind)
    with pytest.raises(ReadersError):
        run_batch(site, recorded.night(site), recorded.OPERATOR, blind)
    assert site.archive.runs() == ()
    assert run(site, recorded.night(site)).posted == 3


def test_nothing_of_clock_host_or_workers_is_in_a_manifest(site: Site) -> None:
    report = run(site, recorded.night(site))
    sealed = encode(site.archive.manifest(report.run))
    assert batch_of(site.archive, site.archive.manifest(report.run)).name == "night"
    assert site.archive.journal(report.run).host == "desk"
    assert not any(word in sealed for word in (b"ann", b"desk", b"20:00", str(site.root).encode()))


# --- stopped anywhere ------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
import recorded
from batches.run import Watch, run_batch
from batches.site import Site

stage, times = sys.argv[2], int(sys.argv[3])
flush = os.fsync

def reached(name):
    global times
    if name == stage:
        times -= 1
        if times == 0:
            os.kill(os.getpid(), signal.SIGKILL)

def kill_or_flush(handle):
    reached("fsync")
    flush(handle)

os.fsync = kill_or_flush
site = Site.open(Path(sys.argv[1])).with_workers(1)
run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS, Watch(checkpoint=reached))
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunReport, dict[str, object]]:
    site = recorded.make_site(tmp_path_factory.mktemp("undisturbed"))
    return run(site, recorded.night(site)), everything(site)


@pytest.mark.parametrize(
    ("stage", "times"),
    [
        ("inputs", 1),
        ("envelope", 4),
        ("worked", 1),
        ("sealed", 1),
        ("recorded", 1),
        ("posted", 1),
        ("fsync", 2),
        ("fsync", 33),
        ("fsync", 74),
    ],
)
def test_a_killed_run_is_finished_by_the_same_command(
    tmp_path: Path, undisturbed: tuple[RunReport, dict[str, object]], stage: str, times: int
) -> None:
    site, (report, whole) = recorded.make_site(tmp_path), undisturbed
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", _KILLED, str(site.root), stage, str(times)]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    assert not site.archive.verify()
    assert run(site, recorded.night(site)) == report
    assert sound(site)
    assert everything(site) == whole
    if stage == "envelope":
        assert site.archive.journal(report.run).reused == times
