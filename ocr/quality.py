"""Image tests of a page as scanned: what would make a clerk scan it again."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.engine import Gray

_LEAST_INCHES = (2.0, 1.0)  # longer and shorter side of the smallest paper with money in it
_LEAST_DPI = 60
_DARK = 60  # median of the page below which paper cannot be told from ink
_TOO_LIGHT = 30  # levels between paper and ink below which nothing stands out
_TRACE, _FAINT = 8, 60  # contrast from which there may be ink, and below which it is drawn out
_DRAWN_OUT = 150  # levels, to which
_FOCUS_DPI = 200
_LEAST_CONTRAST = 30  # levels between paper and ink below which sharpness cannot be told
_SHARP = 0.25  # of that contrast, over one dot at 200 an inch, on the steepest thousandth of the page
_DARK_SHARE = 0.65

TOO_LIGHT = "too_light"
"""Name of the test that a page without dark ink fails."""


def faults(gray: Gray, dpi: int, *, filled: bool = True) -> tuple[str, ...]:
    """Return every image test that fails, as ``name: detail``.

    Args:
        gray: the page as scanned.
        dpi: its resolution.
        filled: whether something on the page must be read; an empty side cannot be faint or blurred.
    """
    tests = [too_small(gray, dpi), too_coarse(dpi), too_dark(gray)]
    if filled:
        contrast = contrast_of(gray)
        tests += [too_light(contrast), out_of_focus(gray, dpi, contrast)]
    return tuple(fault for fault in tests if fault)


def too_small(gray: Gray, dpi: int) -> str:
    """Name a page smaller than any check."""
    longer, shorter = max(gray.shape) / dpi, min(gray.shape) / dpi
    if longer >= _LEAST_INCHES[0] and shorter >= _LEAST_INCHES[1]:
        return ""
    return f"too_small: {longer:.1f} by {shorter:.1f} inches"


def too_coarse(dpi: int) -> str:
    """Name a page of too few dots an inch to be read."""
    return "" if dpi >= _LEAST_DPI else f"too_coarse: {dpi} dots an inch"


def too_dark(gray: Gray) -> str:
    """Name a page that is mostly black."""
    sample = gray[::4, ::4]
    median = int(np.median(sample))
    share = float((sample < _DARK).mean())
    if median >= _DARK and share < _DARK_SHARE:
        return ""
    return f"too_dark: {round(100 * share)} % of the page is black"


def too_light(contrast: int) -> str:
    """Name a page with ink on it that hardly differs from the paper."""
    if not _TRACE <= contrast < _TOO_LIGHT:
        return ""
    return f"{TOO_LIGHT}: the darkest ink is {contrast} levels below the paper"


def out_of_focus(gray: Gray, dpi: int, contrast: int) -> str:
    """Name a page on which no edge is sharp."""
    if contrast < _LEAST_CONTRAST:
        return ""
    scale = min(1.0, _FOCUS_DPI / dpi)
    page = gray if scale == 1 else cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across, down = cv2.absdiff(page[1:, 1:], page[1:, :-1]), cv2.absdiff(page[1:, 1:], page[:-1, 1:])
    steepest = _levels(cv2.max(across, down), 0.999)[0] / contrast
    return "" if steepest >= _SHARP else f"out_of_focus: the sharpest edges rise by {round(100 * steepest)} % a dot"


def contrast_of(gray: Gray) -> int:
    """Return how many levels the darkest ink lies below the paper, the scanner's noise smoothed away."""
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    paper, ink = _levels(cv2.blur(half, (2, 2)), 0.5, 0.005)
    return paper - ink


def _levels(image: cv2.typing.MatLike, *shares: float) -> list[int]:
    """Return the level up to which each share of an image's pixels lies."""
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    below = np.cumsum(counts) / image.size
    return [int(np.searchsorted(below, share)) for share in shares]


def with_contrast(gray: Gray) -> Gray:
    """Return a faint page with its ink drawn out; a page of ordinary contrast as it is."""
    contrast = contrast_of(gray)
    if not _TRACE <= contrast < _FAINT:
        return gray
    paper = int(np.median(gray[::2, ::2]))
    levels = 255 - np.clip((paper - np.arange(256.0)) * _DRAWN_OUT / contrast, 0, 255)
    return np.asarray(cv2.LUT(gray, np.rint(levels).astype(np.uint8)), np.uint8)


def picture_of(gray: Gray) -> str:
    """Return a 64-bit perceptual hash of a page: which of its slowest 8 by 8 cosine waves are stronger than most.

    Measured on drawn checks, another scan of the same paper mostly differs in two bits at most, another
    check of the same make in six or more.
    """
    cells = cv2.resize(gray, (48, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(cells)[:8, :8].ravel()
    return np.packbits(waves > np.median(waves)).tobytes().hex()
