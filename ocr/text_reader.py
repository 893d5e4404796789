"""Readers of single lines of text: handwriting by CTC networks, machine print by Tesseract."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from lockbox.errors import LockboxError
from ocr.closer_look import CloserLook
from ocr.ctc import Curve, decode, restrict
from ocr.engine import AMOUNT, DATE, DIGITS, MICR, TEXT, Gray, LineRead, LineReader
from ocr.models import Network, fingerprint, model_bytes, open_network
from ocr.models.narrow import model_notes, narrowed
from ocr.network_reader import NetworkReader
from ocr.strips import digit_strip

_VERSION = 1
_CHARACTERS = frozenset(AMOUNT + DATE + DIGITS + MICR + TEXT)
_MARGIN = 12
_SMALLEST = 2

PADDLE_CURVE: Final[Curve] = (
    (0.0, 0.0), (0.3, 0.35), (0.6, 0.56), (0.8, 0.75), (0.9, 0.85), (0.97, 0.92), (0.995, 0.95), (1.0, 0.97),
)  # fmt: skip
"""What PP-OCR's probabilities were worth on 540 held-out lines (docs/readers.md): its sure readings err in 1 of 30."""


PADDLE = ("rapidocr", "models/PP-OCRv6_rec_small.onnx")
"""Package and path of PP-OCR's recognition weights."""


class TesseractMissingError(LockboxError):
    """Tesseract's English data was not found."""

    hint = "Install it (Debian: apt-get install tesseract-ocr) or set TESSDATA_PREFIX to the folder of eng.traineddata."


def load_words() -> LineReader:
    """Return the reader of handwritten words and dates: PP-OCR on lines stretched to 1.3 times their width."""
    return PaddleReader("ppocr-wide", stretch=1.3)


def load_second() -> LineReader:
    """Return the second opinion on handwriting: PP-OCR on lines as they are.

    It is independent of the digit reader; of the word reader it differs only in what it is shown.
    """
    return PaddleReader("ppocr", stretch=1.0)


def load_digits() -> LineReader:
    """Return the reader of handwritten digits, amounts and dates: a small network of our own.

    A step from dollars to cents is read as a point, written or not: raised cents and a fraction
    after a gap come out as ``412.50`` and ``412.50/100``.

    Raises:
        ModelMissingError: its weights are not installed.
    """
    return NetworkReader("digits", digit_strip, CloserLook("symbols"))


def load_print() -> LineReader:
    """Return the reader of machine print.

    Raises:
        TesseractMissingError: Tesseract's English data is nowhere to be found.
    """
    return PrintReader(find_tessdata())


class PaddleReader:
    """PP-OCR's recognition network, its output limited to the characters of the field."""

    _HEIGHT = 48
    _LEAST_WIDTH = 160
    _MOST_WIDTH = 3200

    def __init__(self, name: str, stretch: float, curve: Curve = PADDLE_CURVE) -> None:
        """Take the weights that ship in the rapidocr package; readers of one process share them.

        Args:
            name: name of the reader, as in sightings.
            stretch: how many times wider than true a line is shown to the network.
            curve: calibration of the confidences.

        Raises:
            ModelMissingError: the package holds no such weights.
        """
        self._network, self._characters = _paddle()
        self._stretch = stretch
        self._curve = curve
        self.name = name
        self.fingerprint = fingerprint(self._network.digest, version=_VERSION, stretch=stretch, curve=curve)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop, in order, using only characters of ``alphabet``."""
        return tuple(self._read_one(crop, alphabet) for crop in crops)

    def _read_one(self, crop: Gray, alphabet: str) -> LineRead:
        if min(crop.shape) < _SMALLEST:
            return LineRead("", 0)
        scaled = scale_to_height(crop, self._HEIGHT, self._stretch)[:, : self._MOST_WIDTH]
        width = max(self._LEAST_WIDTH, -(-scaled.shape[1] // 8) * 8)
        image = np.zeros((self._HEIGHT, width), np.float32)
        image[:, : scaled.shape[1]] = scaled.astype(np.float32) / 127.5 - 1
        probabilities = self._network.run(np.repeat(image[None, None], 3, axis=1))
        return decode(restrict(probabilities, self._characters, alphabet), alphabet, self._curve)


@cache
def _paddle() -> tuple[Network, str]:
    """Open PP-OCR once a process, its last layer cut down to the characters of our alphabets; return those too."""
    content = model_bytes(*PADDLE)
    notes = model_notes(content)["character"].split("\n")
    known = "".join(line if len(line) == 1 else "\0" for line in notes) + " "
    kept = [place for place, character in enumerate(known) if character in _CHARACTERS]
    return open_network(narrowed(content, [0, *(place + 1 for place in kept)])), "".join(known[p] for p in kept)


@dataclass
class PrintReader:
    """Tesseract, called in process; its interface is opened once in each process that reads."""

    tessdata: Path
    name: str = "tesseract"
    fingerprint: str = field(init=False)
    _opened: tuple[int, Any] | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        """Take the fingerprint over Tesseract's version and its data."""
        data = (self.tessdata / "eng.traineddata").read_bytes()
        version = _tesserocr().tesseract_version().split()[1]
        self.fingerprint = fingerprint(hashlib.sha256(data).hexdigest(), version=_VERSION, tesseract=version)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop, in order, using only characters of ``alphabet``."""
        interface = self._interface()
        interface.SetVariable("tessedit_char_whitelist", alphabet)
        return tuple(_read_print(interface, crop, alphabet) for crop in crops)

    def _interface(self) -> Any:  # noqa: ANN401 - a compiled class without type information
        """Return this process's interface: one opened before a fork must not be used after it."""
        if self._opened is None or self._opened[0] != os.getpid():
            tesserocr = _tesserocr()
            interface = tesserocr.PyTessBaseAPI(
                path=str(self.tessdata), lang="eng", psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
            )
            self._opened = (os.getpid(), interface)
        return self._opened[1]

    def __getstate__(self) -> dict[str, Any]:
        """Leave the open interface behind when sent to another process."""
        return {**self.__dict__, "_opened": None}


def find_tessdata() -> Path:
    """Return the folder that holds Tesseract's English data.

    Raises:
        TesseractMissingError: it is in none of the usual places.
    """
    named = os.environ.get("TESSDATA_PREFIX")
    places = [Path(named), Path(named) / "tessdata"] if named else []
    for root in (Path("/usr/share"), Path("/usr/local/share"), Path("/opt/homebrew/share")):
        places += sorted(root.glob("tesseract-ocr/*/tessdata"), reverse=True)
        places += [root / "tessdata", root / "tesseract-ocr" / "tessdata"]
    for place in places:
        if (place / "eng.traineddata").is_file():
            return place
    raise TesseractMissingError


def scale_to_height(crop: Gray, height: int, stretch: float = 1.0) -> Gray:
    """Return a crop scaled to ``height`` pixels, its width ``stretch`` times what the aspect asks for."""
    width = max(1, round(crop.shape[1] * height / crop.shape[0] * stretch))
    shrinks = crop.shape[0] > height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(crop, (width, height), interpolation=method).astype(np.uint8)


def _tesserocr() -> Any:  # noqa: ANN401 - a compiled module without type information
    """Import tesserocr with one thread: the limit is only heeded while the library loads."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    return importlib.import_module("tesserocr")


def _read_print(interface: Any, crop: Gray, alphabet: str) -> LineRead:  # noqa: ANN401
    if min(crop.shape) < _SMALLEST:
        return LineRead("", 0)
    framed = cv2.copyMakeBorder(crop, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_REPLICATE)
    height, width = framed.shape
    interface.SetImageBytes(framed.tobytes(), width, height, 1, width)
    text = "".join(character for character in interface.GetUTF8Text().strip() if character in alphabet)
    words = interface.AllWordConfidences()
    confidence = min(words) * 10 if text and words else 0
    return LineRead(text, confidence, ((text, confidence),) if text else ())
