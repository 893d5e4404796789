"""Every defect drawn on a page is measured as what it is, and a good page passes every test."""

import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.image_tests import Judged, Result, judge
from lockbox.records import ImageTest, PageKind, PageReading
from lockbox.settings import Settings
from ocr.engine import Gray
from ocr.page import PageImage
from ocr.quality import measure, picture_of, too_poor_to_read, with_contrast
from ocr.turn import straighten
from samples import defects


def written(paper: int = 245, ink: int = 20, blur: float = 0) -> Gray:
    page = np.full((550, 1200), paper, np.uint8)
    for row in range(6):
        cv2.putText(page, "Four hundred twelve and 50/100", (60, 80 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.4, ink, 3)
        cv2.line(page, (50, 92 + 80 * row), (1100, 92 + 80 * row), ink, 2)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.uint8) if blur else page


def judged(gray: Gray, dpi: int = 200, kind: PageKind = PageKind.CHECK) -> dict[ImageTest, Judged]:
    image = PageImage(gray, dpi, stored=9000)
    upright = straighten(image)
    measures = measure(image, upright, kind)
    page = PageReading(0, kind, upright.rotation, upright.width, upright.height, dpi, measures=measures)
    return {one.test: one for one in judge(page, Settings(), kind)}


def failed(gray: Gray, dpi: int = 200) -> set[ImageTest]:
    return {one.test for one in judged(gray, dpi).values() if one.result is Result.FAILED}


@pytest.mark.parametrize("dpi", [100, 150, 200, 300, 600])
@pytest.mark.parametrize("bitonal", [False, True], ids=["grey", "bitonal"])
def test_a_good_page_passes_every_test_at_any_resolution(dpi: int, bitonal: bool) -> None:
    page = np.asarray(cv2.resize(written(), None, fx=dpi / 200, fy=dpi / 200, interpolation=cv2.INTER_AREA), np.uint8)
    page = np.where(page < 128, 0, 255).astype(np.uint8) if bitonal else page
    results = {one.result for test, one in judged(page, dpi).items() if test is not ImageTest.SIZE_MISMATCH}
    assert results == {Result.PASSED}


T = ImageTest


@pytest.mark.parametrize(
    ("test", "draw", "least", "most"),
    [
        (T.UNDERSIZE, lambda page, dpi, rng: defects.cut_off(page, dpi, rng, 0.4), 3.5, 3.7),
        (T.OVERSIZE, defects.on_a_larger_sheet, 8.4, 8.6),
        (T.TORN_CORNER, defects.torn_corner, 1.2, 1.8),
        (T.TORN_CORNER, defects.folded_corner, 0.9, 1.1),
        (T.TORN_EDGE, defects.torn_edge, 0.6, 0.9),
        (T.FRAMING, defects.framed, 0.4, 0.9),
        (T.SKEW, defects.skewed, 5.6, 6.4),
        (T.TOO_LIGHT, defects.faded, 10, 29),
        (T.TOO_DARK, defects.darkened, 95, 100),
        (T.STREAKS, defects.streaked, 1, 6),
        (T.SPOT_NOISE, defects.spotted, 76, 300),
        (T.CARBON_STRIP, defects.carbon_strip, 0.4, 0.6),
        (T.OUT_OF_FOCUS, defects.blurred, 1, 24),
        (T.PIGGYBACK, lambda page, dpi, rng: defects.piggyback(page, dpi, rng, written(paper=235)), 1.8, 6.5),
    ],
    ids=lambda value: value.value if isinstance(value, ImageTest) else "",
)
@pytest.mark.parametrize("seed", range(3))
def test_a_defect_is_measured_as_it_was_drawn(
    test: ImageTest, draw: Callable[..., Gray], least: float, most: float, seed: int
) -> None:
    one = judged(np.ascontiguousarray(draw(written(), 200, random.Random(seed))))[test]
    assert one.result is Result.FAILED
    parts = {T.TOO_LIGHT: 1, T.SPOT_NOISE: 1, T.TOO_DARK: 10, T.STREAKS: 10, T.OUT_OF_FOCUS: 10}.get(test, 100)
    assert one.value is not None
    assert least <= one.value / parts <= most
    assert one.words


@pytest.mark.parametrize("corner", range(4), ids=["upper left", "upper right", "lower right", "lower left"])
def test_a_torn_corner_is_named(corner: int, request: pytest.FixtureRequest) -> None:
    page = defects.torn_corner(written(), 200, random.Random(5), 1.2, corner)
    turned = {0: "upper left", 1: "upper right", 2: "lower right", 3: "lower left"}[corner]
    assert turned in request.node.name
    assert judged(page)[T.TORN_CORNER].place == turned


@pytest.mark.parametrize(
    ("page", "dpi", "names"),
    [
        (np.clip(np.random.default_rng(1).normal(240, 5, (550, 1200)), 0, 255).astype(np.uint8), 200, set()),
        (written(blur=0.9), 200, set()),
        (written(blur=5), 200, {T.OUT_OF_FOCUS}),
        (written(paper=250, ink=232), 200, {T.TOO_LIGHT}),
        (written()[:150, :300], 200, {T.UNDERSIZE}),
        (written(), 40, {T.RESOLUTION, T.OVERSIZE}),
    ],
    ids=["clean", "soft", "blurred", "faint", "scrap", "coarse"],
)
def test_a_page_fails_the_test_it_should_and_no_other(page: Gray, dpi: int, names: set[ImageTest]) -> None:
    assert failed(np.ascontiguousarray(page), dpi) == names


def test_only_what_may_be_a_check_is_held_against_the_shape_of_one() -> None:
    sheet = np.full((2200, 1700), 250, np.uint8)
    sheet[300:850, 100:1300] = written()
    results = judged(sheet, kind=PageKind.LETTER)
    for test in (T.OVERSIZE, T.UNDERSIZE, T.PIGGYBACK, T.CARBON_STRIP, T.TORN_CORNER):
        assert results[test].result is Result.NOT_TESTED
    assert results[T.SKEW].result is Result.PASSED


def test_what_no_reader_can_read_is_told_from_what_is_empty() -> None:
    assert too_poor_to_read(written(blur=6), 200)
    assert too_poor_to_read(written(paper=250, ink=232), 200)
    assert not too_poor_to_read(written(), 200)
    assert not too_poor_to_read(np.full((550, 1200), 250, np.uint8), 200)


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


@settings(max_examples=40, deadline=None)
@given(st.integers(40, 200), st.integers(40, 200), st.integers(0, 255), st.integers(1, 600), st.integers(0, 2**32 - 1))
def test_any_page_can_be_measured(height: int, width: int, shade: int, dpi: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    for page in (np.full((height, width), shade, np.uint8), noise, np.where(noise < shade, 0, 255).astype(np.uint8)):
        results = judged(page, dpi)
        assert list(results) == list(ImageTest)
        assert all(one.value is None or one.value >= 0 for one in results.values())
        assert len(picture_of(page)) == 16
