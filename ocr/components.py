"""Connected marks of a mask: which pixel is whose, and each one's place and size."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

_PATTERN, _SAME = 80, 0.85  # marks, and the share of one size, from which they are a pattern and no letters


class Components(NamedTuple):
    """What touches what in a mask, neighbours across a corner included.

    Attributes:
        labels: int32, shape of the mask: the component of each pixel, 0 for none.
        stats: int32, shape (components + 1, 5), columns as ``cv2.CC_STAT_*``; row 0 is what belongs to none.
    """

    labels: npt.NDArray[np.int32]
    stats: npt.NDArray[np.int32]


def components(mask: npt.NDArray[np.uint8] | npt.NDArray[np.bool_]) -> Components:
    """Find the connected marks of a mask, shape (height, width), set where not 0."""
    # OpenCV's default algorithm gives the same numbers and takes three times as long where sizes are asked for.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask.view(np.uint8), 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    return Components(np.asarray(labels, np.int32), np.asarray(stats, np.int32))


def median_level(levels: npt.NDArray[np.uint8]) -> float:
    """Return the median of an image's levels as ``np.median`` does, in a fifth of its time."""
    below = np.cumsum(cv2.calcHist([np.ascontiguousarray(levels)], [0], None, [256], [0, 256]).ravel())
    last = levels.size - 1
    low, high = np.searchsorted(below, (last // 2, (last + 1) // 2), side="right")
    return (int(low) + int(high)) / 2


def repeated(stats: npt.NDArray[np.int32], good: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which of the good components are the ever same speck of a printed pattern.

    None are where sizes differ as letters' do.
    """
    if np.count_nonzero(good) < _PATTERN:
        return np.zeros_like(good)
    alike = good.copy()
    for size in (stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]):
        usual = float(np.median(size[good]))
        alike &= np.abs(size - usual) <= max(1, 0.1 * usual)
    return alike if np.count_nonzero(alike) >= _SAME * np.count_nonzero(good) else np.zeros_like(good)
