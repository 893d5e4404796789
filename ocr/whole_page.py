"""The text of a whole page as Tesseract alone finds and reads it: the plain view beside the fields."""

from __future__ import annotations

import os

import numpy as np
from PIL import Image

from ocr.engine import Gray


def page_text(gray: Gray, rotation: int = 0) -> str:
    """Return the lines of a page in reading order, without empty ones.

    Args:
        gray: the page as scanned.
        rotation: clockwise degrees to turn it by; 0, 90, 180 or 270.

    Raises:
        pytesseract.TesseractNotFoundError: the ``tesseract`` program is not installed.
    """
    # Loaded here alone: it brings pandas along, which no reader process needs.
    import pytesseract  # noqa: PLC0415

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    upright = Image.fromarray(np.ascontiguousarray(np.rot90(gray, -(rotation // 90))))
    text = str(pytesseract.image_to_string(upright, lang="eng", config="--oem 1 --psm 3"))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
