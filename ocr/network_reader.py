"""A line reader around one of our own networks: strip, network, decoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from ocr.closer_look import CloserLook
from ocr.ctc import Curve, decode, restrict
from ocr.engine import Gray, LineRead
from ocr.models import fingerprint, model_bytes, open_network
from ocr.strips import VERSION, Ink

_SMALLEST = 6
_REMEMBERED = 8  # lines: those that are read twice are of one page


class NetworkReader:
    """Reads crops by a small CTC network whose alphabet and calibration travel in the model file.

    A character it is not sure of stands in the text as the best guess; the confidence, the
    alternatives and the lattice say how unsure that is.
    """

    def __init__(self, name: str, strip: Callable[[Gray], Ink], closer: CloserLook | None = None) -> None:
        """Load the weights ``name``.onnx.

        Args:
            name: of the reader, as in sightings, and of its weights.
            strip: makes of a crop what the network wants, shape (height, width).
            closer: is asked about symbols in doubt.

        Raises:
            ModelMissingError: the weights are not installed.
        """
        self._network = open_network(model_bytes("ocr.models", f"{name}.onnx"))
        self._characters = self._network.notes["alphabet"]
        self._curve: Curve = self._network.curve()
        self._strip = strip
        self._closer = closer
        self.name = name
        second = {"closer": closer.fingerprint} if closer else {}
        self.fingerprint = fingerprint(self._network.digest, strips=VERSION, **second)
        self._read_bytes = lru_cache(maxsize=_REMEMBERED)(self._read_anew)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop, in order, using only characters of ``alphabet``."""
        return tuple(self._read_one(crop, alphabet) for crop in crops)

    def _read_one(self, crop: Gray, alphabet: str) -> LineRead:
        """Read a crop, one that was read a moment ago from memory: the line that told a page's turn is a field too."""
        if min(crop.shape) < _SMALLEST:
            return LineRead("", 0)
        return self._read_bytes(crop.tobytes(), crop.shape, alphabet)

    def _read_anew(self, pixels: bytes, shape: tuple[int, ...], alphabet: str) -> LineRead:
        crop: Gray = np.frombuffer(pixels, np.uint8).reshape(shape)
        strip = self._strip(crop)
        probabilities = self._network.run(strip[None, None])
        if self._closer:
            probabilities = self._closer.again(strip, probabilities)
        return decode(restrict(probabilities, self._characters, alphabet), alphabet, self._curve)
