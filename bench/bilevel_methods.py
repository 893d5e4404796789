"""Ways to make grey paper bilevel, side by side: what ``bench.bilevel`` compares the program's own with."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Gray

Ink = npt.NDArray[np.bool_]
Method = Callable[[Gray], Ink]
"""Takes grey of shape (height, width) at 200 dots an inch, returns where there is ink."""

_SIDE = 25
"""Side of the window in dots, an eighth of an inch."""


def otsu(gray: Gray) -> Ink:
    """One level for the whole page, between its two heaps (Otsu 1979)."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(gray <= level)


def fixed(gray: Gray) -> Ink:
    """One level for every page: the middle."""
    return np.asarray(gray < 128)


def adaptive(gray: Gray) -> Ink:
    """So much below the mean of its window."""
    return np.asarray(
        cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _SIDE, 15) > 0
    )


def gaussian(gray: Gray) -> Ink:
    """So much below the weighted mean of its window."""
    how = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return np.asarray(cv2.adaptiveThreshold(gray, 255, how, cv2.THRESH_BINARY_INV, _SIDE, 15) > 0)


def niblack(gray: Gray) -> Ink:
    """Mean less a fifth of the deviation (Niblack 1986)."""
    mean, deviation = _moments(gray)
    return np.asarray(gray < mean - 0.2 * deviation)


def sauvola(gray: Gray) -> Ink:
    """Mean scaled by how much the window varies, k 0.2 (Sauvola and Pietikäinen 2000)."""
    mean, deviation = _moments(gray)
    return np.asarray(gray < mean * (1 + 0.2 * (deviation / 128 - 1)))


def sauvola_34(gray: Gray) -> Ink:
    """The same with k 0.34."""
    mean, deviation = _moments(gray)
    return np.asarray(gray < mean * (1 + 0.34 * (deviation / 128 - 1)))


def wolf(gray: Gray) -> Ink:
    """Sauvola's with the page's own darkest level and greatest deviation, k 0.3 (Wolf and Jolion 2003)."""
    mean, deviation = _moments(gray)
    darkest, most = float(gray.min()), max(1.0, float(deviation.max()))
    return np.asarray(gray < mean - 0.3 * (1 - deviation / most) * (mean - darkest))


def division(gray: Gray) -> Ink:
    """The page over its background, then one level (Otsu)."""
    paper = cv2.GaussianBlur(cv2.dilate(gray, np.ones((_SIDE, _SIDE), np.uint8)), (0, 0), _SIDE / 2)
    return otsu(np.asarray(cv2.divide(gray, paper, scale=255), np.uint8))


def division_median(gray: Gray) -> Ink:
    """The page over the median of a shrunk copy, then one level for all pages, 0.72 of the paper."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(small, 21), gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, paper, scale=255) < 184)


def _moments(gray: Gray) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return mean and standard deviation of the window around each dot."""
    page = gray.astype(np.float32)
    mean = cv2.boxFilter(page, -1, (_SIDE, _SIDE))
    square = cv2.sqrBoxFilter(page, cv2.CV_32F, (_SIDE, _SIDE))
    return np.asarray(mean), np.sqrt(np.maximum(square - mean * mean, 0))


METHODS: dict[str, Method] = {
    "fixed": fixed,
    "otsu": otsu,
    "adaptive mean": adaptive,
    "adaptive gaussian": gaussian,
    "niblack": niblack,
    "sauvola k 0.2": sauvola,
    "sauvola k 0.34": sauvola_34,
    "wolf": wolf,
    "background division, otsu": division,
    "background division, fixed": division_median,
}
