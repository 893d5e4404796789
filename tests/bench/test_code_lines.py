"""Whole checks for measuring code lines: the same from the same seed, and judged by what is printed."""

import pytest

from bench.code_lines import CONDITIONS, draw_code_line, fits
from lockbox.settings import ReadingSettings
from ocr.image import open_page
from samples.fonts import Fonts, find_fonts


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts()


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_a_seed_gives_one_check_and_another_seed_another(condition: str, fonts: Fonts) -> None:
    one = draw_code_line(condition, 100, 3, fonts)
    assert one == draw_code_line(condition, 100, 3, fonts)
    assert one.text != draw_code_line(condition, 100, 4, fonts).text
    assert one.routing in one.text
    page = open_page(one.image, 0, ReadingSettings())
    assert page.gray.std() > 1


def test_an_unread_characterfits_and_a_wrong_one_does_not() -> None:
    assert fits("A0110*0138A", "A011000138A")
    assert not fits("A0110*0137A", "A011000138A")
    assert not fits("A01100138A", "A011000138A")
