"""Image tests name what a clerk would scan again, and nothing else."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.engine import Gray
from ocr.quality import faults, picture_of, with_contrast


def written(paper: int = 245, ink: int = 20, blur: float = 0) -> Gray:
    page = np.full((550, 1200), paper, np.uint8)
    for row in range(6):
        cv2.putText(page, "Four hundred twelve and 50/100", (60, 80 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.4, ink, 3)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.uint8) if blur else page


@pytest.mark.parametrize(
    ("page", "dpi", "names"),
    [
        (written(), 200, []),
        (np.clip(np.random.default_rng(1).normal(240, 5, (550, 1200)), 0, 255).astype(np.uint8), 200, []),
        (written(blur=0.9), 200, []),
        (written(blur=5), 200, ["out_of_focus"]),
        (written(paper=250, ink=232), 200, ["too_light"]),
        (written(paper=40, ink=10), 200, ["too_dark"]),
        (written()[:150, :300], 200, ["too_small"]),
        (written(), 40, ["too_coarse"]),
    ],
    ids=["good", "clean", "soft", "blurred", "faint", "dark", "scrap", "coarse"],
)
def test_faults_are_named(page: Gray, dpi: int, names: list[str]) -> None:
    assert [fault.partition(":")[0] for fault in faults(page, dpi)] == names


def test_faint_ink_is_drawn_out_and_good_pages_are_left_alone() -> None:
    good = written()
    assert with_contrast(good) is good
    drawn = with_contrast(written(paper=250, ink=232))
    assert drawn.min() < 120
    assert np.median(drawn) > 240


def test_a_picture_is_known_again() -> None:
    page = written()
    again = np.clip(page + np.random.default_rng(2).normal(0, 5, page.shape), 0, 255).astype(np.uint8)
    other = np.ascontiguousarray(page[:, ::-1])
    bits = [(int(picture_of(page), 16) ^ int(picture_of(one), 16)).bit_count() for one in (again, other)]
    assert bits[0] <= 2
    assert bits[1] > 6


@settings(max_examples=25, deadline=None)
@given(st.integers(40, 90), st.integers(40, 90), st.integers(0, 255), st.integers(50, 600))
def test_any_page_can_be_tested(height: int, width: int, shade: int, dpi: int) -> None:
    page = np.full((height, width), shade, np.uint8)
    assert all(": " in fault for fault in faults(page, dpi))
    assert len(picture_of(page)) == 16
    assert with_contrast(page).shape == page.shape
