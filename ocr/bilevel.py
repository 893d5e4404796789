"""Grey and colour pages become black and white at 200 dots an inch, for the bank: handwriting kept, pattern let go."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from lockbox.formats.x9.tiff import bilevel_tiff, strip_of
from ocr.engine import Gray

DPI = 200
_SHRINK, _PAPER = 4, 21
"""Paper is the median of 21 by 21 dots of a copy a quarter the size: 0.4 inches, wider than any stroke or letter."""
_STRONG, _WEAK = 160, 200
"""Of 255, the paper: what is ink by itself, and what is ink beside such."""

_ROWS_PER_STRIP = 278

Ink = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bilevel:
    """One page in black and white; ``ink`` has shape (height, width), true where it is black."""

    ink: Ink
    dpi: int = DPI


def to_bilevel(gray: Gray, dpi: int) -> Bilevel:
    """Return a page in black and white.

    Args:
        gray: shape (height, width), 0 black to 255 white.
        dpi: its dots an inch; the result has ``DPI``.
    """
    return Bilevel(find_ink(at_bank_resolution(gray, dpi)))


def at_bank_resolution(gray: Gray, dpi: int) -> Gray:
    """Return a page at ``DPI`` dots an inch."""
    if dpi == DPI:
        return gray
    height, width = (max(1, round(side * DPI / dpi)) for side in gray.shape)
    how = cv2.INTER_AREA if dpi > DPI else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, (width, height), interpolation=how), np.uint8)


def find_ink(gray: Gray) -> Ink:
    """Tell ink from paper dot by dot.

    The page is divided by its paper (the median of a shrunk copy, in which strokes vanish); what is then far
    darker than paper is ink, and what is somewhat darker is ink where it touches such. So pale ends of
    strokes stay and a printed pattern, which nowhere is dark, goes. docs/bank.md has the methods this was
    chosen among.
    """
    small = cv2.resize(gray, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(small, _PAPER), gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(gray, paper, scale=255)
    weak = np.asarray(even < _WEAK, np.uint8)
    count, labels = cv2.connectedComponents(weak, connectivity=8, ltype=cv2.CV_32S)
    keep = np.zeros(count, np.bool_)
    keep[labels[even < _STRONG]] = True
    keep[0] = False
    return np.asarray(keep[labels])


def group4_tiff(page: Bilevel) -> bytes:
    """Return a page as the TIFF that X9.100-181 asks for."""
    height, width = page.ink.shape
    return bilevel_tiff(_group4(page.ink), width, height, page.dpi)


def _group4(ink: Ink) -> bytes:
    """Return one strip in Group 4 (ITU-T T.6), ink as 1, from libtiff by way of Pillow."""
    height, width = ink.shape
    picture = Image.frombytes("1", (width, height), np.packbits(ink, axis=1).tobytes())
    out = io.BytesIO()
    picture.save(out, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: height})
    return strip_of(out.getvalue())
