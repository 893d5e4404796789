"""Levels and marks of a mask."""

import numpy as np
import pytest

from ocr.components import median_level


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (3, 5), (40, 60)])
def test_the_median_level_is_the_median(shape: tuple[int, int]) -> None:
    chance = np.random.default_rng(5)
    for most in (2, 90, 256):
        levels = chance.integers(0, most, shape).astype(np.uint8)
        assert median_level(levels) == np.median(levels)
