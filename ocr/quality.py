"""Image tests of a page as scanned: what would make a clerk scan it again."""

from __future__ import annotations

import numpy as np

from ocr.engine import Gray

_LEAST_INCHES = (2.0, 1.0)  # longer and shorter side of the smallest paper with money in it
_LEAST_DPI = 60
_DARK = 60  # median of the page below which paper cannot be told from ink
_LIGHT_INK = 215  # where even the darkest 0.5 % of the page is lighter than this, nothing stands out
_WHITE = 250
_DARK_SHARE = 0.65


def faults(gray: Gray, dpi: int) -> tuple[str, ...]:
    """Return every image test that fails, as ``name: detail``; an empty sheet of clean paper fails none."""
    tests = (too_small(gray, dpi), too_coarse(dpi), too_dark(gray), too_light(gray))
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


def too_light(gray: Gray) -> str:
    """Name a page with ink on it that hardly differs from the paper."""
    darkest = int(np.quantile(gray[::2, ::2], 0.005))
    if darkest < _LIGHT_INK or darkest >= _WHITE:
        return ""
    return f"too_light: the darkest ink is at {darkest} of 255"
