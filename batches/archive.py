"""The archive: objects named by their SHA-256, written once, and a chain of sealed runs; see docs/archive.md."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lockbox.canonical import decode, digest, encode, sha256
from lockbox.errors import DamagedError, NotFoundError
from lockbox.manifest import Manifest
from lockbox.records import Batch, Stray

_NAME = re.compile(r"[0-9a-f]{64}")
_RUN_FILE = re.compile(r"([0-9a-f]{64})(\.journal)?\.json")


@dataclass(frozen=True, slots=True, order=True)
class Damage:
    """One file that is not as it was written: its path within the archive, and the fault in plain words."""

    path: str
    fault: str


@dataclass(frozen=True, slots=True)
class Journal:
    """Who did a run, where and when; of no influence on any id.

    Attributes:
        started_at: ISO 8601 time; ``sealed_at`` likewise.
        workers: processes that read.
        reused: envelopes whose reading was already there from a stopped run.
        failed: envelopes that no reader could get through.
    """

    run: str
    user: str
    host: str
    workers: int
    started_at: str
    sealed_at: str
    reused: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Link:
    """A manifest's place in the chain."""

    run: str
    previous: str


def _unwatched(_done: int, _of: int) -> None:
    """Tell nobody."""


class Archive:
    """A write-once folder of objects and sealed runs."""

    def __init__(self, root: Path) -> None:
        """Use the archive at ``root``; its folders appear with the first object."""
        self._root = root
        self._objects = root / "objects"
        self._runs = root / "runs"

    @property
    def root(self) -> Path:
        """The folder that holds it."""
        return self._root

    # --- objects ---------------------------------------------------------------------------------

    def put(self, data: bytes) -> str:
        """Store bytes, once, and return their SHA-256; they are on the disk when this returns.

        Raises:
            DamagedError: an object of that name is there with other bytes.
        """
        name = sha256(data)
        path = self._object(name)
        if path.exists():
            self.get(name)
        else:
            self._write(path, data)
        return name

    def get(self, name: str) -> bytes:
        """Return the bytes of an object, after checking that they are what its name promises.

        Raises:
            DamagedError: the object is missing or altered.
        """
        path = self._object(name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise DamagedError(f"archive object {self._said(path)} is missing") from None
        if sha256(data) != name:
            raise DamagedError(f"archive object {self._said(path)} is altered: its bytes are not its name's")
        return data

    def has(self, name: str) -> bool:
        """Say whether an object of that name is there, without checking its bytes."""
        return self._object(name).exists()

    # --- runs ------------------------------------------------------------------------------------

    def seal(self, manifest: Manifest) -> Manifest:
        """Append a manifest to the chain and return it as sealed, ``previous`` filled in.

        A run that is sealed already is returned as it is.

        Raises:
            DamagedError: the run is sealed with other results, or the chain is broken.
        """
        assert manifest.run == digest(manifest.inputs), "a run is named by its inputs"
        if self.is_sealed(manifest.run):
            sealed = self.manifest(manifest.run)
            if replace(manifest, previous=sealed.previous) != sealed:
                raise DamagedError(f"run {manifest.run} was sealed with other results", hint="Run: lockbox replay")
            return sealed
        sealed = replace(manifest, previous=self.head())
        self._file(self._runs / f"{sealed.run}.json", encode(sealed))
        return sealed

    def record(self, journal: Journal) -> None:
        """Store the journal of a run, once: a second one for the same run is not written."""
        path = self._runs / f"{journal.run}.journal.json"
        if not path.exists():
            self._file(path, encode(journal))

    def is_sealed(self, run: str) -> bool:
        """Say whether a run of that id is sealed."""
        return (self._runs / f"{run}.json").exists()

    def manifest(self, run: str) -> Manifest:
        """Return the manifest of a sealed run.

        Raises:
            NotFoundError: no such run is sealed.
            DamagedError: its manifest is altered.
        """
        path = self._runs / f"{run}.json"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"no run {run} is sealed here") from None
        if not self.has(sha256(data)):
            raise DamagedError(f"manifest {self._said(path)} is altered: its bytes are no object")
        try:
            return decode(Manifest, data)
        except ValueError as error:
            raise DamagedError(f"manifest {self._said(path)} is none: {error}") from error

    def journal(self, run: str) -> Journal:
        """Return the journal of a run.

        Raises:
            NotFoundError: there is none.
            DamagedError: it is altered.
        """
        path = self._runs / f"{run}.journal.json"
        try:
            return decode(Journal, path.read_bytes())
        except FileNotFoundError:
            raise NotFoundError(f"run {run} has no journal") from None
        except ValueError as error:
            raise DamagedError(f"journal {self._said(path)} is altered: {error}") from error

    def head(self) -> str:
        """Return the SHA-256 of the manifest that no other names, empty if nothing is sealed.

        Raises:
            DamagedError: there are several, or it is altered.
        """
        links = self._links()
        loose = links.keys() - {link.previous for link in links.values()}
        if len(loose) > 1 or any(not self.has(name) for name in loose):
            raise DamagedError("the chain of sealed runs is broken")
        return next(iter(loose), "")

    def runs(self) -> tuple[str, ...]:
        """Return the ids of all sealed runs, oldest first; the parts of a broken chain one after the other."""
        links = self._links()
        followers: dict[str, list[str]] = {}
        for name, link in sorted(links.items()):
            followers.setdefault(link.previous if link.previous in links else "", []).append(name)
        order: list[str] = []
        waiting = followers.get("", [])[::-1]
        while waiting:
            name = waiting.pop()
            order.append(links[name].run)
            waiting += followers.get(name, [])[::-1]
        return tuple(order)

    # --- verification ----------------------------------------------------------------------------

    def verify(self, expected_head: str = "", progress: Callable[[int, int], None] = _unwatched) -> tuple[Damage, ...]:
        """Recompute every name and follow every reference; return all damage, by path.

        Args:
            expected_head: SHA-256 of a manifest that must be in the chain, as the books know it.
            progress: is told objects done and in all.
        """
        damage = [*self._bad_objects(progress), *self._bad_run_files()]
        sound = self._sound_manifests()
        for manifest in sound.values():
            damage += self._bad_references(manifest)
        damage += self._bad_chain(sound)
        if expected_head and expected_head not in sound:
            damage.append(Damage("runs", f"removed night: the books posted the manifest {expected_head}, it is gone"))
        return tuple(sorted(set(damage)))

    def _bad_objects(self, progress: Callable[[int, int], None]) -> Iterator[Damage]:
        paths = _files(self._objects)
        for number, path in enumerate(paths, 1):
            progress(number, len(paths))
            if not _NAME.fullmatch(path.name) or path != self._object(path.name):
                yield Damage(self._said(path), "out of place: not an object's name")
            elif sha256(path.read_bytes()) != path.name:
                yield Damage(self._said(path), "altered or cut short: its SHA-256 is not its name")

    def _bad_run_files(self) -> Iterator[Damage]:
        for path in _files(self._runs):
            data = path.read_bytes()
            found = _RUN_FILE.fullmatch(path.name)
            if not found or path.parent != self._runs:
                yield Damage(self._said(path), "out of place: not a run's name")
            elif not self.has(sha256(data)):
                yield Damage(self._said(path), "altered or cut short: its bytes are no object")
            elif not _is_named_rightly(data, found[1], Journal if found[2] else Manifest):
                yield Damage(self._said(path), "altered: not what a run of this name sealed")

    def _sound_manifests(self) -> dict[str, Manifest]:
        """Return every manifest whose file is unaltered, by its SHA-256."""
        found = {}
        for name, link in self._links().items():
            with contextlib.suppress(DamagedError):
                found[name] = self.manifest(link.run)
        return found

    def _bad_references(self, manifest: Manifest) -> Iterator[Damage]:
        inputs = manifest.inputs
        named = [inputs.batch_sha256, inputs.roster_sha256, inputs.settings_sha256, inputs.known_sha256, *inputs.models]
        for result in manifest.results:
            named += [result.reading_sha256, result.outcome_sha256]
        with contextlib.suppress(DamagedError, ValueError):
            for envelope in decode(Batch, self.get(inputs.batch_sha256)).envelopes:
                named += [scan.sha256 for scan in envelope.scans]
                named += [stray.sha256 for stray in envelope.strays if _has_bytes(stray)]
        for name in named:
            if not self.has(name):
                yield Damage(self._said(self._object(name)), "missing: a sealed run names it")

    def _bad_chain(self, sound: dict[str, Manifest]) -> Iterator[Damage]:
        for manifest in sound.values():
            if manifest.previous and manifest.previous not in sound:
                yield Damage(
                    self._said(self._lost(manifest.previous)),
                    f"removed or altered night: run {manifest.run} names the manifest {manifest.previous} before it",
                )
        followed = [manifest.previous for manifest in sound.values()]
        for previous in {name for name in followed if followed.count(name) > 1}:
            said = f"the manifest {previous}" if previous else "nothing"
            yield Damage("runs", f"the chain is forked: several runs follow {said}")

    def _lost(self, name: str) -> Path:
        """Return the path that a manifest had, as far as its object still says."""
        try:
            return self._runs / f"{decode(_Link, self.get(name)).run}.json"
        except (DamagedError, ValueError):
            return self._runs

    # --- files -----------------------------------------------------------------------------------

    def _links(self) -> dict[str, _Link]:
        """Return the place of every manifest that can be read, by the SHA-256 of its file."""
        found = {}
        for path in _files(self._runs):
            name = _RUN_FILE.fullmatch(path.name)
            if name and not name[2]:
                data = path.read_bytes()
                with contextlib.suppress(ValueError):
                    found[sha256(data)] = replace(decode(_Link, data), run=name[1])
        return found

    def _object(self, name: str) -> Path:
        return self._objects / name[:2] / name

    def _said(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _file(self, path: Path, data: bytes) -> None:
        """Store a file of ``runs/``: as an object first, then under its name."""
        self.put(data)
        self._write(path, data)

    def _write(self, path: Path, data: bytes) -> None:
        """Make a file appear whole or not at all, and stay after a power failure."""
        partial = self._root / "partial"
        for folder in (partial, path.parent):
            _make_folder(folder)
        handle, unfinished = tempfile.mkstemp(dir=partial)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(handle, 0o444)
            os.fsync(handle)
        Path(unfinished).replace(path)
        _flush_folder(path.parent)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_named_rightly(data: bytes, run: str, kind: type[Manifest | Journal]) -> bool:
    """Say whether the bytes spell a record of that run, canonically, a manifest also with the inputs of that id."""
    try:
        record = decode(kind, data)
    except ValueError:
        return False
    if isinstance(record, Manifest) and digest(record.inputs) != run:
        return False
    return record.run == run and encode(record) == data


def _has_bytes(stray: Stray) -> bool:
    """Say whether a stray could be opened; if not, it is named by its source and there is no object."""
    return stray.sha256 != sha256(stray.source.encode())
