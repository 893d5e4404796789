"""The page as the image tests see it: turned upright, at two sizes that all tests share."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.engine import Gray

_FINE_DPI, _COARSE_DPI = 200, 100
_NEARLY = 1.2  # times as fine is fine enough to be left as it is
_PAPER_SHARE = 0.75  # of a page's pixels, up to which paper is darkest: backgrounds and ink are the darker rest


@dataclass(frozen=True, slots=True)
class Proof:
    """A page for the image tests, turned upright and not put straight.

    Attributes:
        fine: about 200 dots an inch at most; ``fine_dpi`` how many.
        coarse: about 100 dots an inch at most; ``dpi`` how many.
        paper: level of bare paper.
    """

    fine: Gray
    fine_dpi: int
    coarse: Gray
    dpi: int
    paper: int

    def dots(self, inches: float) -> int:
        """Return a length on ``coarse`` in pixels, 1 at least."""
        return max(1, round(inches * self.dpi))

    def hundredths(self, dots: float) -> int:
        """Return a length on ``coarse`` in hundredths of an inch."""
        return round(100 * dots / self.dpi)


def proof(gray: Gray, dpi: int, rotation: int = 0) -> Proof:
    """Return the proof of a page as scanned.

    Args:
        gray: as decoded.
        dpi: its resolution.
        rotation: clockwise degrees (0, 90, 180, 270) that make it upright.
    """
    turned = np.ascontiguousarray(np.rot90(gray, -(rotation // 90)))
    fine, fine_dpi = _at_most(turned, dpi, _FINE_DPI)
    coarse, coarse_dpi = _at_most(fine, fine_dpi, _COARSE_DPI)
    return Proof(fine, fine_dpi, coarse, coarse_dpi, levels(coarse, _PAPER_SHARE)[0])


def levels(image: cv2.typing.MatLike, *shares: float) -> list[int]:
    """Return the level up to which each share of an image's pixels lies."""
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    below = np.cumsum(counts) / image.size
    return [int(np.searchsorted(below, share)) for share in shares]


def _at_most(gray: Gray, dpi: int, most: int) -> tuple[Gray, int]:
    """Bring a page down to about ``most`` dots an inch: by halves, and by what is left where that is much."""
    while dpi >= 2 * most:
        gray, dpi = _resized(gray, 0.5, cv2.INTER_AREA), dpi // 2
    if dpi <= _NEARLY * most:
        return gray, dpi
    return _resized(gray, most / dpi, cv2.INTER_LINEAR), most


def _resized(gray: Gray, scale: float, way: int) -> Gray:
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return np.asarray(cv2.resize(gray, size, interpolation=way), np.uint8)
