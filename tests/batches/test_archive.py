import datetime as dt
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batches.archive import Archive, Journal
from lockbox.canonical import digest, encode, sha256
from lockbox.errors import DamagedError, NotFoundError
from lockbox.manifest import EnginePin, EnvelopeResult, Inputs, Manifest
from lockbox.records import Batch, Envelope, Scan, Stray

DAY = dt.date(2026, 3, 2)


def seal_night(archive: Archive, name: str) -> str:
    """Seal a small night: two pages of mail, one of them no page, and one file that could not be opened."""
    page = archive.put(f"page of {name}".encode())
    broken = archive.put(f"no page of {name}".encode())
    unopened = Stray('gone "]', sha256(b'gone "]'), "a link")
    envelope = Envelope("001", (Scan(page, "001.png"),), (Stray("x.pdf", broken, "broken"), unopened))
    inputs = Inputs(
        batch_sha256=archive.put(encode(Batch(name, DAY, (envelope,)))),
        roster_sha256=archive.put(b"member_id\n"),
        settings_sha256=archive.put(b"{}"),
        known_sha256=archive.put(b"[]"),
        engines=(EnginePin("micr", "f" * 64),),
        received_on=DAY,
        program="test",
    )
    reading, outcome = archive.put(f"reading {name}".encode()), archive.put(f"outcome {name}".encode())
    run = digest(inputs)
    archive.seal(Manifest(run, inputs, (EnvelopeResult("001", reading, outcome),), balanced=True))
    archive.record(Journal(run, "ann", "desk", 2, "2026-03-02T20:00:00Z", "2026-03-02T20:05:00Z"))
    return run


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    root = tmp_path_factory.mktemp("archive")
    archive = Archive(root)
    return root, tuple(seal_night(archive, name) for name in ("monday", "tuesday", "wednesday"))


@pytest.fixture
def copy(nights: tuple[Path, tuple[str, ...]], tmp_path: Path) -> Path:
    shutil.copytree(nights[0], tmp_path / "archive")
    return tmp_path / "archive"


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_objects_are_named_by_their_bytes_and_written_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.put(b"a page")
    path = tmp_path / "objects" / name[:2] / name
    written = path.stat()
    assert name == sha256(b"a page")
    assert archive.get(name) == b"a page"
    assert archive.put(b"a page") == name
    assert path.stat().st_ino == written.st_ino
    assert written.st_mode & 0o222 == 0
    assert not list((tmp_path / "partial").iterdir())


def test_damage_is_refused_by_name(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.put(b"a page")
    overwrite(tmp_path / "objects" / name[:2] / name, b"a pagE")
    with pytest.raises(DamagedError, match=name):
        archive.get(name)
    with pytest.raises(DamagedError, match=name):
        archive.put(b"a page")
    with pytest.raises(DamagedError, match="missing"):
        archive.get("0" * 64)
    with pytest.raises(NotFoundError):
        archive.manifest("0" * 64)


def test_runs_form_a_chain(nights: tuple[Path, tuple[str, ...]]) -> None:
    archive, (first, second, third) = Archive(nights[0]), nights[1]
    assert archive.runs() == (first, second, third)
    assert archive.manifest(first).previous == ""
    assert archive.manifest(third).previous == digest(archive.manifest(second))
    assert archive.head() == digest(archive.manifest(third))
    assert archive.journal(first).user == "ann"
    assert archive.verify() == ()
    assert archive.verify(digest(archive.manifest(second))) == ()


def test_sealing_again_changes_nothing_and_other_results_are_refused(copy: Path) -> None:
    archive = Archive(copy)
    first = archive.manifest(archive.runs()[0])
    before = sorted(copy.rglob("*"))
    assert archive.seal(first) == first
    assert sorted(copy.rglob("*")) == before
    with pytest.raises(DamagedError, match="other results"):
        archive.seal(Manifest(first.run, first.inputs, first.results, balanced=False))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_is_found_and_named(nights: tuple[Path, tuple[str, ...]], data: st.DataObject) -> None:
    root, _ = nights
    path = data.draw(st.sampled_from(sorted(path for path in root.rglob("*") if path.is_file())))
    before = path.read_bytes()
    bit = data.draw(st.integers(0, 8 * len(before) - 1))
    changed = bytearray(before)
    changed[bit // 8] ^= 1 << bit % 8
    overwrite(path, bytes(changed))
    try:
        assert path.relative_to(root).as_posix() in {damage.path for damage in Archive(root).verify()}
    finally:
        overwrite(path, before)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_missing_or_cut_file_is_found(nights: tuple[Path, tuple[str, ...]], data: st.DataObject) -> None:
    root, runs = nights
    archive = Archive(root)
    head = archive.head()
    path = data.draw(st.sampled_from(sorted(p for p in root.rglob("*") if p.is_file() and "journal" not in p.name)))
    before = path.read_bytes()
    cut = data.draw(st.none() | st.integers(0, len(before) - 1))
    if cut is None:
        path.unlink()
    else:
        overwrite(path, before[:cut])
    try:
        assert archive.verify(head)
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(before)
    assert archive.runs() == runs


@pytest.mark.parametrize("night", [0, 1])
def test_a_removed_night_is_named(copy: Path, night: int) -> None:
    archive = Archive(copy)
    run = archive.runs()[night]
    (copy / "runs" / f"{run}.json").unlink()
    assert any(damage.path == f"runs/{run}.json" and "removed" in damage.fault for damage in archive.verify())


def test_only_the_books_can_tell_that_the_newest_night_is_gone(copy: Path) -> None:
    archive = Archive(copy)
    head = archive.head()
    for path in (copy / "runs").glob(f"{archive.runs()[-1]}*"):
        path.unlink()
    assert archive.verify() == ()
    assert "removed night" in archive.verify(expected_head=head)[0].fault


def test_a_forked_chain_and_misplaced_files_are_named(copy: Path) -> None:
    archive = Archive(copy)
    first = archive.manifest(archive.runs()[0])
    inputs = replace(first.inputs, program="other")
    fork = encode(Manifest(digest(inputs), inputs, (), balanced=True))
    archive.put(fork)
    (copy / "runs" / f"{digest(inputs)}.json").write_bytes(fork)
    (copy / "objects" / "ab").mkdir(exist_ok=True)
    (copy / "objects" / "ab" / "notes.txt").write_text("hello")
    faults = {damage.path: damage.fault for damage in archive.verify()}
    assert "forked" in faults["runs"]
    assert "out of place" in faults["objects/ab/notes.txt"]
    with pytest.raises(DamagedError, match="chain"):
        archive.head()


# --- the document's shell lines -------------------------------------------------------------------

_DOCUMENT = Path(__file__).parents[2] / "docs" / "archive.md"


def by_hand(root: Path) -> str:
    """Return what the shell lines of docs/archive.md print in an archive."""
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", _DOCUMENT.read_text(), re.DOTALL))
    assert lines.count("done") >= 5
    shell = subprocess.run(  # noqa: S602
        lines, shell=True, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    return shell.stdout + "".join(line for line in shell.stderr.splitlines(True) if "WARNING" not in line)


def test_the_shell_lines_find_nothing_in_a_whole_archive(nights: tuple[Path, tuple[str, ...]]) -> None:
    root, runs = nights
    assert by_hand(root) == f"newest: runs/{runs[-1]}.json\n"


def test_the_shell_lines_name_what_is_damaged(copy: Path) -> None:
    archive = Archive(copy)
    first, second, _ = archive.runs()
    batch = archive.manifest(first).inputs.batch_sha256
    page = sha256(b"page of tuesday")
    (copy / "objects" / page[:2] / page).unlink()
    overwrite(copy / "objects" / batch[:2] / batch, archive.get(batch).replace(b"monday", b"Monday"))
    removed = digest(archive.manifest(second))
    (copy / "runs" / f"{second}.json").rename(copy / "runs" / f"{'0' * 64}.json")
    said = by_hand(copy)
    assert f"objects/{batch[:2]}/{batch}: FAILED" in said
    assert f"{'0' * 64}.json: not its inputs" in said
    assert f"{page}: missing" in said
    (copy / "runs" / f"{'0' * 64}.json").unlink()
    assert f"{removed}: the run with this manifest is gone" in by_hand(copy)
