"""The outbox: files for the bank and for partners, each written once under the name of what it is."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from batches.site import Site
from lockbox.errors import LockboxError

REGISTER = "outbox.txt"
"""Beside the folder: every file ever put there, in the format of ``sha256sum``."""

_PARTIAL = ".partial"
_KIND = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_CHUNK = 1 << 20


class OutboxError(LockboxError):
    """A file of this name left before, with other bytes."""

    hint = "What left stands. To see what it would be now: lockbox export KIND BATCH --out FILE"


@dataclass(frozen=True, slots=True)
class OutName:
    """The name of one file: whose day it is, which batch, what kind, and its number among its like.

    ``str`` gives ``2026-11-20-1f0e5c7a9b2d-x9-01.icl``; without a batch ``2026-11-21-rulings-01.csv``.

    Attributes:
        day: the day the mail was received, or the business day that a file without a batch is about.
        kind: lower-case words joined by ``-``, such as ``x9`` or ``820-wellsense``.
        suffix: without the dot.
        batch: the whole id of the batch, or empty.
        sequence: 1 for the first file of its kind about that batch or day.
    """

    day: dt.date
    kind: str
    suffix: str
    batch: str = ""
    sequence: int = 1

    def __post_init__(self) -> None:
        """A name is safe in every file system."""
        assert _KIND.fullmatch(self.kind), self.kind
        assert _KIND.fullmatch(self.suffix), self.suffix
        assert self.sequence >= 1

    def __str__(self) -> str:
        parts = (self.day.isoformat(), self.batch[:12], self.kind, f"{self.sequence:02}")
        return f"{'-'.join(part for part in parts if part)}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is, or was, in the outbox; ``new`` is false where it was put there before."""

    path: Path
    sha256: str
    new: bool


def put(site: Site, name: OutName, data: bytes | Iterable[bytes]) -> Kept:
    """Put a file into the site's outbox, once; the same bytes again change nothing.

    The file appears whole or not at all, and is on the disk when this returns. A file that a transfer
    has taken away since is not written a second time, so that nothing is sent twice.

    Args:
        site: whose outbox.
        name: what it is; two files of one name are one file.
        data: the bytes, or pieces of them, which are written as they come.

    Raises:
        OutboxError: a file of that name was put there with other bytes.
    """
    target = site.outbox / str(name)
    partial = site.outbox / _PARTIAL
    partial.mkdir(parents=True, exist_ok=True)
    unfinished, digest = _write(partial, (data,) if isinstance(data, bytes) else data)
    try:
        with _locked(site.outbox):
            before = registered(site).get(target.name) or _digest_of(target)
            if before and before != digest:
                raise OutboxError(
                    f"{target.name} left before with other bytes: SHA-256 {before[:12]}, now {digest[:12]}"
                )
            if not before:
                unfinished.replace(target)
                _flush(site.outbox)
            if target.name not in registered(site):
                _register(site, f"{digest}  {target.name}\n")
            return Kept(target, digest, new=not before)
    finally:
        unfinished.unlink(missing_ok=True)


def registered(site: Site) -> dict[str, str]:
    """Return every file that was ever put into the outbox: its name and SHA-256, in the order they came."""
    path = site.root / REGISTER
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found = (_LINE.fullmatch(line) for line in lines)
    return {line[2]: line[1] for line in found if line}


# --- files ---------------------------------------------------------------------------------------


def _write(folder: Path, pieces: Iterable[bytes]) -> tuple[Path, str]:
    """Write pieces to a new file, flushed to the disk, and return it with its SHA-256."""
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
            file.flush()
            os.fchmod(handle, 0o444)
            os.fsync(handle)
    except BaseException:
        path.unlink()
        raise
    return path, digest.hexdigest()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, empty if there is none."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def _register(site: Site, line: str) -> None:
    """Append a line, after dropping what a crash may have left of one."""
    with (site.root / REGISTER).open("a+b") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
