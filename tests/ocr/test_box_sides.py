"""Sides of a drawn box go, ones stay."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.box_sides import without_sides
from ocr.engine import Gray


def amount(text: str, sides: str) -> Gray:
    crop = np.full((66, 230), 255, np.uint8)
    cv2.putText(crop, text, (30, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 3)
    if "l" in sides:
        cv2.line(crop, (4, 3), (6, 62), 0, 3)
    if "r" in sides:
        cv2.line(crop, (224, 3), (225, 62), 0, 3)
    return crop


def marks(crop: Gray) -> int:
    return cv2.connectedComponents((crop < 170).astype(np.uint8))[0] - 1


@pytest.mark.parametrize("text", ["412.50", "111.11", "7.00"])
@pytest.mark.parametrize("sides", ["lr", "l", "r"])
def test_sides_are_taken_out(text: str, sides: str) -> None:
    assert marks(without_sides(amount(text, sides))) == marks(amount(text, ""))


@pytest.mark.parametrize("text", ["111.11", "1", "1.1", "101.01"])
def test_ones_stay(text: str) -> None:
    crop = amount(text, "")
    assert without_sides(crop) is crop


@pytest.mark.parametrize(("ones", "above"), [((20,), 12), ((20, 208), 12), ((20, 208), 1)])
def test_ones_that_rise_above_their_neighbours_stay(ones: tuple[int, ...], above: int) -> None:
    crop = np.full((66, 230), 255, np.uint8)
    cv2.putText(crop, "5.5", (60, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 3)
    for place in ones:
        cv2.line(crop, (place, 22 - above), (place - 2, 51), 0, 3)
    assert without_sides(crop) is crop


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_any_crop_comes_back_as_an_image(height: int, width: int, seed: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    clean = without_sides(crop)
    assert clean.dtype == np.uint8
    assert clean.size
