"""Paper in pictures drawn here: a plain sheet with some lines of ink, on a desk, on white, or filling the picture."""

import cv2
import numpy as np
import pytest

from ocr.cutout import other_sizes, paper_in
from ocr.engine import Gray
from ocr.page import PageImage, believable_dpi

SHEET = (430, 1000)
CORNERS = np.array([(220, 180), (1190, 240), (1170, 690), (200, 600)], np.float32)
"""Where the sheet's corners lie in a picture of 1400 by 900 pixels."""


def sheet(paper: int = 235) -> Gray:
    page = np.full(SHEET, paper, np.uint8)
    for line in range(50, 400, 60):
        page[line : line + 8, 60:940:3] = 20
    return page


def picture(paper: int, desk: int) -> Gray:
    height, width = SHEET
    level = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = cv2.warpPerspective(sheet(paper), cv2.getPerspectiveTransform(level, CORNERS), (1400, 900), borderValue=desk)
    noise = np.random.default_rng(1).normal(0, 3, seen.shape)
    return np.clip(cv2.GaussianBlur(seen, (0, 0), 1.2) + noise, 0, 255).astype(np.uint8)


def guessed(gray: Gray) -> PageImage:
    return PageImage(gray, believable_dpi(0, gray.shape[1], gray.shape[0]), guessed=True)


@pytest.mark.parametrize(("paper", "desk"), [(235, 60), (200, 160), (190, 250)])
def test_a_sheet_on_a_desk_is_seen_from_straight_above(paper: int, desk: int) -> None:
    found = paper_in(guessed(picture(paper, desk)))
    assert found is not None
    height, width = found.page.gray.shape
    ends = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)], np.float64) @ found.back.T
    assert np.abs(ends[:, :2] / ends[:, 2:] - CORNERS).max() < 6
    assert found.page.dpi == believable_dpi(0, width, height)
    assert abs(float(np.median(found.page.gray)) - paper) < 4


def test_a_sheet_that_fills_its_picture_is_left_alone() -> None:
    assert paper_in(guessed(sheet())) is None


def test_light_that_falls_on_the_middle_is_no_paper() -> None:
    page = sheet().astype(np.float64)
    page[:, :300] *= 0.8
    page[:, 700:] *= 0.8
    assert paper_in(guessed(page.astype(np.uint8))) is None


def test_plain_margins_are_taken_off() -> None:
    gray = np.full((900, 1500), 255, np.uint8)
    gray[300:730, 250:1250] = sheet(255)
    trimmed = next(iter(other_sizes(guessed(gray))))
    height, width = trimmed.page.gray.shape
    assert 880 <= width <= 960
    assert height < 430
    left, top, _ = trimmed.back @ (0, 0, 1)
    assert np.array_equal(trimmed.page.gray, gray[int(top) : int(top) + height, int(left) : int(left) + width])


def test_a_picture_without_margins_may_still_show_a_paper_smaller_or_larger_than_thought() -> None:
    page = guessed(np.random.default_rng(3).integers(0, 255, (900, 1200), np.uint8))
    assert [one.page.dpi for one in other_sizes(page)] == [200]
    wide = guessed(np.random.default_rng(3).integers(0, 255, (600, 1200), np.uint8))
    assert [one.page.dpi for one in other_sizes(wide)] == [110]
