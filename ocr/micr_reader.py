"""The reader of E-13B lines: finds the row of characters in a crop, straightens it, and reads it by a network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ocr.ctc import Curve, decode, restrict
from ocr.engine import Gray, LineRead, LineReader
from ocr.models import fingerprint, model_bytes, open_network
from ocr.strips import straight_strip

_VERSION = 1
_SMALLEST = 6


@lru_cache(maxsize=1)
def load() -> LineReader:
    """Return the reader of E-13B lines.

    Raises:
        ModelMissingError: its weights are not installed.
    """
    return MicrReader()


class MicrReader:
    """A small CTC network on straightened rows of E-13B characters.

    It reads digits, ``A`` transit, ``B`` amount, ``C`` on-us and ``D`` dash. A character it is not
    sure of stays in the text as its best guess; the lattice and the alternatives say how unsure it is.
    """

    name = "micr"

    def __init__(self) -> None:
        """Load the weights."""
        self._network = open_network(model_bytes("ocr.models", "micr.onnx"))
        self._characters = self._network.notes["alphabet"]
        self._curve: Curve = self._network.curve()
        self.fingerprint = fingerprint(self._network.digest, version=_VERSION)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop, in order, using only characters of ``alphabet``."""
        return tuple(self._read_one(crop, alphabet) for crop in crops)

    def _read_one(self, crop: Gray, alphabet: str) -> LineRead:
        if min(crop.shape) < _SMALLEST:
            return LineRead("", 0)
        strip = straight_strip(crop)
        probabilities = self._network.run(strip[None, None])
        return decode(restrict(probabilities, self._characters, alphabet), alphabet, self._curve)
