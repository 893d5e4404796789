"""The readers of this program, loaded once a process, and the pins that name them in a sealed run."""

from __future__ import annotations

from dataclasses import fields
from importlib import resources

from lockbox.manifest import EnginePin
from ocr import barcode_reader, micr_reader, text_reader
from ocr.engine import Engines
from ocr.models import model_bytes


def load_engines() -> Engines:
    """Load every reader.

    Raises:
        LockboxError: weights or language data are not installed.
    """
    return Engines(
        codes=barcode_reader.load(),
        micr=micr_reader.load(),
        digits=text_reader.load_digits(),
        words=text_reader.load_words(),
        print=text_reader.load_print(),
        second=text_reader.load_second(),
    )


def model_files() -> tuple[bytes, ...]:
    """Return the bytes of every model that the readers run on: networks and Tesseract's language data.

    Raises:
        LockboxError: one is not installed.
    """
    ours = sorted(file.name for file in resources.files("ocr.models").iterdir() if file.name.endswith(".onnx"))
    networks = (*(("ocr.models", name) for name in ours), text_reader.PADDLE)
    language = text_reader.find_tessdata() / "eng.traineddata"
    return (*(model_bytes(*network) for network in networks), language.read_bytes())


def pins(engines: Engines) -> tuple[EnginePin, ...]:
    """Return one pin for each role, ``role/name`` and fingerprint, in the order of ``Engines``."""
    return tuple(
        EnginePin(f"{role.name}/{getattr(engines, role.name).name}", getattr(engines, role.name).fingerprint)
        for role in fields(engines)
    )
