"""The mail that must be scanned again fails the image test that says why."""

from pathlib import Path

import pytest

from lockbox.image_tests import Result, judge
from lockbox.records import ImageTest, PageKind, PageReading
from lockbox.settings import ReadingSettings, Settings
from ocr.image import open_page
from ocr.quality import measure
from ocr.turn import straighten
from samples.night import Options, make_night
from samples.scenarios import SCENARIOS


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        ("torn_through_amount", {ImageTest.TORN_CORNER, ImageTest.TORN_EDGE}),
        ("two_papers", {ImageTest.PIGGYBACK, ImageTest.TORN_CORNER}),
        ("streaked", {ImageTest.STREAKS}),
    ],
)
def test_a_spoilt_check_fails_the_test_for_it(name: str, tests: set[ImageTest], tmp_path: Path) -> None:
    make_night(tmp_path, 1, 412, Options(scenarios=tuple(one for one in SCENARIOS if one.name == name)))
    front = sorted((tmp_path / "mail").glob("E0001[._]*"))[0]
    image = open_page(front.read_bytes(), 0, ReadingSettings())
    up = straighten(image)
    measures = measure(image, up, PageKind.CHECK)
    page = PageReading(0, PageKind.CHECK, up.rotation, up.width, up.height, image.dpi, measures=measures)
    assert tests & {one.test for one in judge(page, Settings(), page.kind) if one.result is Result.FAILED}
