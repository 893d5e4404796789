"""Writing that runs up or down a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lockbox.records import Box, Zone
from ocr.engine import CodeRead, Engines, Gray, LineRead
from ocr.layout import find_layout
from ocr.page import PageImage
from ocr.sheet import Sheet
from ocr.sideways import part, read_sideways, sideways_lines
from ocr.turn import Upright, straighten
from tests.ocr.drawn import Page, fonts, personal

NUMBER = "730021448815"


@dataclass(frozen=True)
class Level:
    """A reader that reads what stands level and is sure of it in one direction only: wide ink, heavier below."""

    name: str = "level"
    fingerprint: str = "1" * 64

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        return tuple(self._one(crop) for crop in crops)

    def _one(self, crop: Gray) -> LineRead:
        ink = 255 - crop.astype(int)
        half = crop.shape[1] // 2
        wide = crop.shape[1] > 3 * crop.shape[0]
        upright = ink[:, :half].sum() > ink[:, half:].sum()
        return LineRead(NUMBER, 800 if wide and upright else 100)


@dataclass(frozen=True)
class NoCodes:
    """Finds no bar codes."""

    name: str = "none"
    fingerprint: str = "2" * 64

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        return ()


def sheet_of(gray: Gray) -> Sheet:
    reader = Level()
    engines = Engines(NoCodes(), reader, reader, reader, reader, reader)
    height, width = gray.shape
    upright = Upright(gray, 200, 0, 0.0, width, height, np.eye(3))
    return Sheet(upright, find_layout(gray, 200), (), engines)


def beside(gray: Gray, clockwise: bool) -> tuple[Gray, Box]:
    """Return a page with a number along its right edge, heavier where it begins, and where that is."""
    page = Page(2.4, 0.3, paper=250)
    page.put((0.1, 0.22), "8888", 0.16, fonts().print_path("sans-bold"))
    page.put((0.6, 0.22), "11117777", 0.16, fonts().print_path("sans"))
    strip = np.rot90(page.gray(), -1 if clockwise else 1)
    out = gray.copy()
    top, left = 30, gray.shape[1] - strip.shape[1] - 6
    out[top : top + strip.shape[0], left : left + strip.shape[1]] = np.minimum(
        out[top : top + strip.shape[0], left : left + strip.shape[1]], strip
    )
    return out, Box(left, top, strip.shape[1], strip.shape[0])


@pytest.mark.parametrize("clockwise", [True, False])
def test_writing_along_an_edge_is_read_the_way_up_that_makes_sense(clockwise: bool) -> None:
    gray, place = beside(np.full((600, 1200), 250, np.uint8), clockwise)
    seen = read_sideways(part(sheet_of(gray)))
    assert {one.zone for one in seen} == {Zone.WRITTEN, Zone.MEMBER_ID}
    assert all(one.confidence == 800 and one.text == NUMBER for one in seen)
    for one in seen:
        assert place.left - 8 <= one.box.left < one.box.left + one.box.width <= place.left + place.width + 8
        assert place.top - 8 <= one.box.top < one.box.top + one.box.height <= place.top + place.height + 8


def test_the_rest_of_the_page_knows_nothing_of_it() -> None:
    gray, place = beside(personal(3).gray(), clockwise=True)
    sheet = sheet_of(gray)
    level = part(sheet).level.layout
    assert len(sheet_of(personal(3).gray()).layout.marks) - 3 <= len(level.marks) < len(sheet.layout.marks)
    assert not level.ink[place.top : place.top + place.height, place.left + 10 : place.left + 40].any()


def test_level_pages_have_none() -> None:
    assert part(sheet_of(personal(3).gray())).sides == ()


@settings(max_examples=15, deadline=None)
@given(hnp.arrays(np.uint8, (60, 90), elements=st.sampled_from([0, 250])))
def test_noise_is_bounded(noise: Gray) -> None:
    page = np.kron(noise, np.ones((9, 9), np.uint8))
    upright = straighten(PageImage(page, 150))
    assert len(sideways_lines(find_layout(upright.gray, upright.dpi))) <= 4
