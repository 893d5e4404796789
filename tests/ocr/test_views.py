"""Drawn checks photographed on a desk or shown on a page larger than they are, and scanned ones."""

import cv2
import numpy as np
import pytest

from bench.code_lines import draw_code_line
from lockbox.records import Zone
from lockbox.settings import ReadingSettings
from ocr.engine import Engines, Gray
from ocr.engines import load_engines
from ocr.image import open_page
from ocr.page import PageImage, believable_dpi
from ocr.read import read_page
from ocr.views import lay_out_best
from samples.fonts import find_fonts

CORNERS = np.array([(330, 310), (1330, 370), (1310, 820), (310, 790)], np.float32)
"""Where the check's corners lie in a photograph of 1600 by 1100 pixels."""


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


@pytest.fixture(scope="module")
def check() -> tuple[Gray, str]:
    drawn = draw_code_line("clean", 300, 4, find_fonts())
    return open_page(drawn.image, 0, ReadingSettings()).gray, drawn.text


def photograph(check: Gray, desk: int = 70) -> tuple[Gray, np.ndarray]:
    height, width = check.shape
    level = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    forth = cv2.getPerspectiveTransform(level, CORNERS)
    seen = cv2.warpPerspective(check, forth, (1600, 1100), flags=cv2.INTER_AREA, borderValue=desk)
    noise = np.random.default_rng(2).normal(0, 3, seen.shape)
    return np.clip(seen + noise, 0, 255).astype(np.uint8), forth


def guessed(gray: Gray) -> PageImage:
    return PageImage(gray, believable_dpi(0, gray.shape[1], gray.shape[0]), guessed=True)


def line_of(page: PageImage, engines: Engines) -> str:
    reading = read_page(page, 0, engines)
    return next((one.text for one in reading.sightings if one.zone is Zone.MICR), "")


@pytest.mark.parametrize("quarters", range(4))
def test_a_photographed_check_is_read_and_its_boxes_lie_on_the_photograph(
    engines: Engines, check: tuple[Gray, str], quarters: int
) -> None:
    gray, text = check
    photo, forth = photograph(gray)
    reading = read_page(guessed(np.ascontiguousarray(np.rot90(photo, quarters))), 0, engines)
    (line,) = (one for one in reading.sightings if one.zone is Zone.MICR)
    assert line.text == text
    assert (reading.width, reading.height, reading.rotation) == (1600, 1100, 90 * quarters)
    height, width = gray.shape
    foot = np.array([(0.1 * width, 0.9 * height, 1), (0.5 * width, 0.97 * height, 1)]) @ forth.T
    low, high = (foot[:, 1] / foot[:, 2]).round()
    assert line.box.top - 30 < low < high < line.box.top + line.box.height + 30
    assert line.box.left > 300
    assert line.box.left + line.box.width < 1330


def test_a_check_on_a_white_page_larger_than_it_is_read(engines: Engines, check: tuple[Gray, str]) -> None:
    gray, text = check
    small = cv2.resize(gray, (900, round(900 * gray.shape[0] / gray.shape[1])), interpolation=cv2.INTER_AREA)
    page = np.full((900, 1700), 250, np.uint8)
    page[300 : 300 + small.shape[0], 400:1300] = small
    assert line_of(guessed(page), engines) == text


def test_what_has_no_code_line_is_left_whole(engines: Engines) -> None:
    photo, _ = photograph(np.full((900, 2000), 230, np.uint8))
    for row in range(300, 800, 60):
        cv2.putText(photo, "nothing but words", (400, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 2)
    sheet = lay_out_best(guessed(photo), engines)
    assert sheet.gray.size == photo.size
    assert sheet.upright.width * sheet.upright.height == photo.size


def test_a_line_cut_off_is_not_taken(engines: Engines, check: tuple[Gray, str]) -> None:
    gray, text = check
    shaded = gray.astype(np.float64)
    shaded[:, : round(0.35 * gray.shape[1])] *= 0.72
    assert line_of(guessed(shaded.astype(np.uint8)), engines) == text


def test_a_scan_is_read_as_it_is(engines: Engines, check: tuple[Gray, str]) -> None:
    photo, _ = photograph(check[0])
    sheet = lay_out_best(PageImage(photo, 200), engines)
    assert sheet.gray.shape[1] == 1600
