"""Black and white pages for the bank: ink kept on patterned paper, the picture unchanged by its compression."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from lockbox.formats.x9.tiff import tiff_faults
from ocr.bilevel import DPI, Bilevel, find_ink, group4_tiff, to_bilevel
from ocr.engine import Gray


def patterned(dpi: int = 200, paper: int = 225, wave: int = 20) -> Gray:
    """Return paper with a printed wave, darker to the right as under a lamp, with one line of writing."""
    height, width = round(2.75 * dpi), 6 * dpi
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    gray = paper - wave * (np.sin(across * 40 / dpi) * np.sin(down * 40 / dpi) > 0.3) - across * 40 // width
    page = gray.astype(np.uint8)
    cv2.putText(page, "Pay 128.50", (dpi // 2, height // 2), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, dpi / 100, 60, dpi // 60)
    return page


def written(dpi: int = 200) -> np.ndarray:
    """Return where the writing is."""
    page = np.full((round(2.75 * dpi), 6 * dpi), 255, np.uint8)
    place = (dpi // 2, page.shape[0] // 2)
    cv2.putText(page, "Pay 128.50", place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, dpi / 100, 0, dpi // 60)
    return page < 128


def test_writing_stays_and_the_pattern_goes() -> None:
    ink, truth = find_ink(patterned()), written()
    assert ink[truth].mean() > 0.95
    assert ink[~cv2.dilate(truth.astype(np.uint8), np.ones((5, 5))).astype(bool)].mean() < 0.002


def test_an_empty_page_has_no_ink() -> None:
    assert not find_ink(np.full((550, 1200), 230, np.uint8)).any()


@pytest.mark.parametrize("dpi", [150, 300])
def test_every_page_comes_at_the_banks_resolution(dpi: int) -> None:
    page = to_bilevel(patterned(dpi), dpi)
    assert page.dpi == DPI
    assert page.ink.shape[1] == 1200
    assert abs(page.ink.shape[0] - 550) <= 1


def test_the_tiff_says_what_the_page_shows() -> None:
    page = Bilevel(find_ink(patterned()))
    data = group4_tiff(page)
    assert tiff_faults(data) == ()
    with Image.open(io.BytesIO(data)) as picture:
        assert (np.asarray(picture) == ~page.ink).all()
    assert len(data) < 20_000
