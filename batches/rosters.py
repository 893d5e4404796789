"""Rosters of the archive, opened: made from their file once, then shared by every process in a compact form.

The compact form of a roster lies in the archive's folder ``indexed/``, is named by the roster and by the
program that made it, and bears its own SHA-256. It is no part of the record and may be deleted.
"""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from batches.archive import Archive
from lockbox import canonical
from lockbox.settlement import Member
from matching.columns import pack, unpack
from matching.roster import Roster, columns_of, parse_roster

_FOLDER = "indexed"
_KEPT = 4
"""Compact forms that are kept, the newest: those of the last rosters loaded."""


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Look for no garbage among a million records that are all in use: it takes as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parsed_roster(archive: Archive, sha256: str) -> Roster:
    """Return an archived roster, made from nothing but its file.

    Raises:
        DamagedError: the object is missing or altered.
        RosterError: it is no roster.
    """
    with without_collector():
        return Roster.of(parse_roster(archive.get(sha256).decode("utf-8-sig")))


def shared_roster(archive: Archive, sha256: str) -> Roster:
    """Return an archived roster from its compact form, which is made first where it is missing or damaged.

    Raises:
        DamagedError: the roster's own object is missing or altered.
        RosterError: it is no roster.
    """
    file = archive.get(sha256)
    with contextlib.suppress(OSError, ValueError):
        return _opened(_path(archive, sha256))
    with without_collector():
        return share_roster(archive, sha256, parse_roster(file.decode("utf-8-sig")))


def share_roster(archive: Archive, sha256: str, members: Iterable[Member]) -> Roster:
    """Make the compact form of an archived roster from the subscribers it lists; return the roster.

    Where nothing can be written the roster is this process's own.
    """
    with without_collector():
        path, data = _path(archive, sha256), pack(columns_of(members))
    with contextlib.suppress(OSError):
        _write(path, data)
        return _opened(path)
    return Roster.over(unpack(data))


def _opened(path: Path) -> Roster:
    with path.open("rb") as file:
        return Roster.over(unpack(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))))


def _write(path: Path, data: bytes) -> None:
    """Make a compact form appear whole or not at all, and let go of all but the newest."""
    path.parent.mkdir(exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        os.fchmod(handle, 0o444)
    Path(unfinished).replace(path)
    newest = sorted(path.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in newest[_KEPT:]:
        old.unlink(missing_ok=True)


def _path(archive: Archive, sha256: str) -> Path:
    return archive.root / _FOLDER / canonical.sha256(f"{sha256} {_form()}".encode())


@cache
def _form() -> str:
    """Return the SHA-256 over the sources that decide what the compact form of a roster holds."""
    house = Path(__file__).parent.parent
    sources = sorted((house / "matching").glob("*.py"))
    return canonical.sha256(b"".join(path.read_bytes() for path in sources))
