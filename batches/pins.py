"""What does the work, by fingerprint: the readers installed here, and the program itself."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from batches.archive import Archive
from batches.mailroom import Mailroom, open_mailroom
from batches.rosters import shared_roster
from lockbox.canonical import sha256
from lockbox.errors import LockboxError
from lockbox.manifest import EnginePin, Inputs
from ocr.engines import load_engines, pins

_SOURCES = (
    "lockbox/*.py",
    "lockbox/formats/*.py",
    "ocr/*.py",
    "matching/*.py",
    "batches/mailroom.py",
    "batches/balance.py",
)
"""Every source that an outcome may depend on."""


def installed_pins() -> tuple[EnginePin, ...]:
    """Return the pins of the readers installed here."""
    return pins(load_engines())


class ProgramChangedError(LockboxError):
    """The program was changed while it ran."""

    hint = "Run the same command again."


def open_reading_room(archive: Archive, inputs: Inputs) -> Mailroom:
    """Return the mailroom of a run with the readers installed here.

    Raises:
        ProgramChangedError: the program here is not the one that the run names.
    """
    if inputs.program != program():
        raise ProgramChangedError
    return open_mailroom(archive, inputs, load_engines(), shared_roster)


@cache
def program() -> str:
    """Return the program's version and the SHA-256 over its sources, ``lockbox 0.1.0 sha256:…``."""
    house = Path(__file__).parent.parent
    sources = sorted(path for pattern in _SOURCES for path in house.glob(pattern))
    lines = "".join(f"{sha256(path.read_bytes())}  {path.relative_to(house).as_posix()}\n" for path in sources)
    return f"lockbox {version('lockbox')} sha256:{sha256(lines.encode())}"
