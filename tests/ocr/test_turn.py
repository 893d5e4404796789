"""A page comes out straight and foot down however it lay, and its boxes lead back to the scan."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from lockbox.records import Box
from ocr import turn
from ocr.engine import CodeRead, Engines, Gray, LineRead
from ocr.engines import load_engines
from ocr.layout import Rect, find_layout
from ocr.page import PageImage, TextWord
from ocr.sheet import lay_out
from ocr.turn import level_neighbours, stands_on_head, straighten

LINES = (
    "Dear Health Connector,",
    "Please stop my coverage at the end of the year.",
    "I will have insurance through my daughter's plan.",
    "Thank you for your help with this matter,",
    "Sincerely, Philippa Haggerty",
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


def letter() -> Gray:
    image = Image.new("L", (1200, 900), 250)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(LINES):
        draw.text((120, 120 + 60 * row), line, font=ImageFont.load_default(34), fill=20)
    return np.asarray(image)


def skewed(gray: Gray, degrees: float) -> Gray:
    """Turn clockwise, so that lines run down to the right."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return np.asarray(cv2.warpAffine(gray, matrix, (width, height), borderValue=250), np.uint8)


@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("skew", [-5.0, -1.3, 0.0, 3.7])
def test_any_way_a_page_lies_it_comes_out_the_same(quarter: int, skew: float, engines: Engines) -> None:
    page = letter()
    lay = np.ascontiguousarray(np.rot90(skewed(page, skew), quarter))
    upright = straighten(PageImage(lay, 200))
    if stands_on_head(upright, find_layout(upright.gray, upright.dpi), (), engines):
        upright = straighten(PageImage(lay, 200), (upright.rotation + 180) % 360)
    assert upright.rotation == quarter * 90
    assert upright.skew == pytest.approx(skew, abs=0.3)
    assert (upright.width, upright.height) == (1200, 900)
    middle = (slice(100, 500), slice(100, 1000))
    assert (
        np.corrcoef(cv2.blur(upright.gray, (9, 9))[middle].ravel(), cv2.blur(page, (9, 9))[middle].ravel())[0, 1] > 0.8
    )


def test_boxes_lead_back_to_the_scan() -> None:
    scan = skewed(letter(), 3.0)
    upright = straighten(PageImage(np.ascontiguousarray(np.rot90(scan, 1)), 200))
    assert upright.rotation == 90
    dark = np.argwhere(upright.gray[100:170] < 100) + np.array((100, 0))
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    box = upright.to_scan(Box(int(left), int(top), int(right - left), int(bottom - top)))
    inside = scan[box.top : box.top + box.height, box.left : box.left + box.width]
    first_line = skewed(np.where(np.arange(900)[:, None] < 170, letter(), 250).astype(np.uint8), 3.0)
    assert (inside < 100).sum() >= 0.95 * (first_line < 100).sum()


def test_fine_scans_are_brought_down_and_measured_in_their_own_pixels() -> None:
    fine = cv2.resize(letter(), None, fx=3, fy=3)
    upright = straighten(PageImage(np.asarray(fine, np.uint8), 600))
    assert upright.dpi == 300
    assert upright.gray.shape == (1350, 1800)
    assert (upright.width, upright.height) == (3600, 2700)
    assert upright.to_scan(Box(100, 50, 10, 20)) == Box(200, 100, 20, 40)


def test_a_text_layer_is_upright_by_itself() -> None:
    page = PageImage(np.rot90(letter()), 200, (TextWord("Dear", Box(0, 0, 9, 9)),))
    assert (straighten(page).rotation, straighten(page).skew) == (0, 0.0)


@pytest.mark.parametrize("shape", [(40, 60), (550, 1200)])
def test_an_empty_page_stays_as_it_lies(shape: tuple[int, int]) -> None:
    upright = straighten(PageImage(np.full(shape, 250, np.uint8), 200))
    assert (upright.rotation, upright.skew, upright.gray.shape) == (0, 0.0, shape)


def test_a_bar_code_that_reads_backwards_outvotes_letters(engines: Engines) -> None:
    upright = straighten(PageImage(letter(), 200))
    code = CodeRead("1", "code128", Box(0, 0, 9, 9), turned=180)
    assert stands_on_head(upright, find_layout(upright.gray, 200), [code], engines)


def test_a_code_line_that_reads_both_ways_says_nothing() -> None:
    class Zeros:
        name, fingerprint = "zeros", "0" * 64

        def read(self, crops: list[Gray], alphabet: str) -> tuple[LineRead, ...]:
            return tuple(LineRead("A000000000A", 900) for _ in crops)

    upright = straighten(PageImage(letter(), 200))
    layout = find_layout(upright.gray, 200)
    zeros = replace(load_engines(), micr=Zeros())
    assert not stands_on_head(upright, replace(layout, micr=Rect(50, 700, 900, 730)), (), zeros)


@pytest.mark.parametrize("rotation", [0, 180])
def test_a_known_phrase_in_print_is_believed_without_the_reader_of_handwriting(rotation: int, engines: Engines) -> None:
    image = Image.new("L", (1200, 550), 250)
    ImageDraw.Draw(image).text((800, 60), "ENDORSE HERE", font=ImageFont.load_default(28), fill=20)
    page = np.ascontiguousarray(np.rot90(np.asarray(image), rotation // 90))
    upright = straighten(PageImage(page, 200))
    none = replace(engines, words=Unasked())
    assert stands_on_head(upright, find_layout(page, 200), (), none) == (rotation == 180)


class Unasked:
    """A reader that nobody should ask."""

    name, fingerprint = "unasked", "0" * 64

    def read(self, crops: list[Gray], alphabet: str) -> tuple[LineRead, ...]:
        raise AssertionError("asked")


@pytest.mark.parametrize(("texts", "turned"), [(("343AKGGN", "UNDOROSF HFRE"), True), (("", "rest of a rule"), False)])
def test_worn_print_stands_as_it_is_more_like_a_known_phrase(
    texts: tuple[str, str], turned: bool, engines: Engines
) -> None:
    class Worn:
        name, fingerprint = "worn", "0" * 64

        def read(self, crops: tuple[Gray, Gray], alphabet: str) -> tuple[LineRead, ...]:
            return tuple(LineRead(text, 0) for text, _ in zip(texts, crops, strict=False))

    image = Image.new("L", (1200, 550), 250)
    ImageDraw.Draw(image).text((800, 60), "ooooo ooooo", font=ImageFont.load_default(28), fill=20)
    upright = straighten(PageImage(np.asarray(image), 200), 0)
    worn = replace(engines, words=Worn(), print=Worn(), micr=Worn())
    assert stands_on_head(upright, find_layout(upright.gray, 200), (), worn) is turned


def test_feet_of_letters_are_level_where_heads_are_not() -> None:
    word = [Rect(0, 0, 15, 30), Rect(18, 10, 33, 30), Rect(36, 10, 51, 30), Rect(54, 0, 69, 30), Rect(72, 10, 87, 30)]
    assert level_neighbours(word) == (0, 3)
    assert level_neighbours([Rect(-r.right, -r.bottom, -r.left, -r.top) for r in word]) == (3, 0)
    assert level_neighbours([]) == (0, 0)


def test_a_back_with_hardly_a_letter_is_put_straight_by_its_rules() -> None:
    page = np.full((550, 1200), 250, np.uint8)
    for row in (120, 180, 240, 400):
        cv2.line(page, (800, row), (1170, row + 13), 90, 2, cv2.LINE_AA)
    upright = straighten(PageImage(page, 200))
    assert (upright.rotation, upright.skew) == (0, pytest.approx(2.0, abs=0.15))
    page[:] = 250
    cv2.line(page, (100, 120), (1170, 150), 90, 2, cv2.LINE_AA)
    assert straighten(PageImage(page, 200)).skew == 0


def test_a_small_paper_lies_wide_though_a_blot_draws_columns() -> None:
    chance = np.random.default_rng(5)
    wide = np.full((700, 1700), 250, np.uint8)
    for column in range(300, 1400, 60):
        for top in chance.integers(150, 520, 7):
            left = column + int(chance.integers(-9, 10))
            wide[top : top + 14, left : left + 9] = 20
    assert straighten(PageImage(wide, 200)).rotation == 0


@pytest.mark.parametrize("quarter", range(4))
def test_where_lines_are_no_sharper_than_columns_what_makes_sense_tells(
    quarter: int, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PageImage(np.ascontiguousarray(np.rot90(letter(), quarter)), 200)
    assert not straighten(page).doubtful
    monkeypatch.setattr(turn, "_NO_SURER", 1e6)
    assert straighten(page).doubtful
    assert not straighten(page, 90).doubtful
    monkeypatch.setattr(turn, "_needed", lambda _: 1000.0)  # columns never win
    assert lay_out(page, engines).upright.rotation == quarter * 90


def test_what_is_written_across_a_back_does_not_turn_it(engines: Engines) -> None:
    back = Image.new("L", (1200, 550), 250)
    ImageDraw.Draw(back).text((800, 60), "ENDORSE HERE", font=ImageFont.load_default(28), fill=90)
    tall = Image.fromarray(np.rot90(np.asarray(back)))
    for row, line in enumerate(("Sean Green", "United Healthcare", "5003 6634 8127")):
        ImageDraw.Draw(tall).text((60, 700 + 90 * row), line, font=ImageFont.load_default(50), fill=20)
    page = PageImage(np.asarray(tall), 200)
    assert (straighten(page).rotation, straighten(page).doubtful) == (0, True)
    assert lay_out(page, engines).upright.rotation == 90
