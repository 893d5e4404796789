"""What a reader is: the protocols every engine obeys, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lockbox.lattice import Lattice
from lockbox.records import Box

Gray = npt.NDArray[np.uint8]
"""A grey image, shape (height, width), 0 black to 255 white."""

DIGITS = "0123456789"
AMOUNT = DIGITS + "$,.-/xX*#"
DATE = DIGITS + "/-. "
MICR = DIGITS + "ABCD"
TEXT = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + DIGITS + "$,.-/'&#:;()*+"
"""Alphabets a zone may hold; a line reader's output is limited to the one it is given."""


@dataclass(frozen=True, slots=True)
class LineRead:
    """What a reader makes of one line; confidence 0 to 1000, alternatives best first."""

    text: str
    confidence: int
    alternatives: tuple[tuple[str, int], ...] = ()
    lattice: Lattice | None = None


@dataclass(frozen=True, slots=True)
class CodeRead:
    """One bar code: its text, the symbology's name in lower case, and where it is.

    Attributes:
        turned: 0 where it reads from left to right, 180 where the page stands on its head.
    """

    text: str
    symbology: str
    box: Box
    turned: int = 0


class LineReader(Protocol):
    """Reads crops of single text lines. A result depends on its crop alone, never on who shares the call."""

    @property
    def name(self) -> str:
        """Short name, as in sightings."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over model bytes, engine version and parameters."""

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop, in order, using only characters of ``alphabet``."""


class CodeReader(Protocol):
    """Finds and reads bar codes on a whole page."""

    @property
    def name(self) -> str:
        """Short name, as in sightings."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over engine versions and parameters."""

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        """Return every code found, the payload as text, in a stable order."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The readers of one process.

    Attributes:
        codes: bar codes.
        micr: E-13B lines, crops of the MICR band.
        digits: handwritten digits and amounts.
        words: handwritten words and dates.
        print: machine print.
        second: a second opinion on handwriting, independent of ``digits`` and ``words``.
    """

    codes: CodeReader
    micr: LineReader
    digits: LineReader
    words: LineReader
    print: LineReader
    second: LineReader


def tag(engine: LineReader | CodeReader) -> str:
    """Return the name by which sightings call an engine: its own, and the head of its fingerprint."""
    return f"{engine.name}:{engine.fingerprint[:12]}"
