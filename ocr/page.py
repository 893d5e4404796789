"""What a decoded page is, its bounds, its grey and its resolution: shared by every file format."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from lockbox.records import Box
from lockbox.settings import ReadingSettings
from ocr.engine import Gray

_SCREEN_DPI = (72, 96)  # what cameras and screenshots write when they know nothing
_USUAL_DPI = (150, 200, 240, 300, 400, 600)
_CHECK_WIDTHS = (6.0, 8.5, 8.25, 8.0)  # inches: personal, then business sizes
_LEAST_PIXELS = 40
_LETTER_HEIGHT = 11.0
_STRIP_SHAPE = 1.55  # length over width from which a paper is check-like rather than a letter


class NotAPage(Exception):
    """These bytes are no page that can be read; the message is the fault in plain words."""


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a document's own text layer, and where it stands on the page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageImage:
    """One decoded page as scanned; ``words`` only where a PDF has a text layer of its own.

    Attributes:
        gray: shape (height, width), 0 black to 255 white.
        dpi: dots an inch, from the file where it is believable, else from the usual paper sizes.
        stored: bytes that its picture takes in the file, 0 where it has none of its own.
        guessed: whether the file does not tell how fine it is, as cameras and web pages do not: the paper may then
            be smaller than the picture.
    """

    gray: Gray
    dpi: int
    words: tuple[TextWord, ...] = ()
    stored: int = 0
    guessed: bool = False


def within_bounds(size: tuple[float, float], page: int, bounds: ReadingSettings) -> None:
    """Hold a page's width and height in pixels against the bound on megapixels.

    Raises:
        NotAPage: the page is over the bound, or too small to be one.
    """
    width, height = (round(side) for side in size)
    if min(width, height) < _LEAST_PIXELS:
        raise NotAPage(f"page {page + 1} is too small: {width} by {height} pixels")
    if width * height > bounds.max_megapixels * 1_000_000:
        raise NotAPage(
            f"page {page + 1} is too large: {width} by {height} pixels, "
            f"and at most {bounds.max_megapixels} megapixels are read"
        )


def too_many_pages(count: int, bounds: ReadingSettings) -> NotAPage:
    """Return the fault of a file with more pages than the bound."""
    return NotAPage(f"the file has {count} pages or more, and at most {bounds.max_pages} are read")


def believable_dpi(stated: float, width: int, height: int) -> int:
    """Return the stated resolution if it makes a paper of ordinary size, else the one its shape suggests."""
    longer, shorter = max(width, height), min(width, height)
    if stated >= 60 and round(stated) not in _SCREEN_DPI and 4.5 <= longer / stated <= 15:
        return round(stated)
    if longer < shorter * _STRIP_SHAPE:
        return max(1, round(longer / _LETTER_HEIGHT))
    for inches in _CHECK_WIDTHS:
        for dpi in _USUAL_DPI:
            if abs(longer / inches - dpi) <= dpi * 0.003:
                return dpi
    return max(1, round(longer / _CHECK_WIDTHS[0]))


def gray_of(colours: npt.NDArray[np.uint8]) -> Gray:
    """Return colours, shape (height, width, 3), as grey that keeps blue and red ink dark.

    The mean of lightness and darkest channel: lightness alone fades red ink, the darkest channel
    alone blackens tinted paper.
    """
    lightness = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(colours)
    darkest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.addWeighted(lightness, 0.5, darkest, 0.5, 0.0), np.uint8)
