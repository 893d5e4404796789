from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lockbox.records import Zone
from ocr.layout import find_layout, working_scale
from ocr.rules import INCH
from tests.ocr.drawn import Page, fonts, personal, share_inside


def white(width: int = 1200, height: int = 550) -> np.ndarray:
    return np.full((height, width), 245, np.uint8)


@pytest.mark.parametrize("tone", [60, 200, 215])
@pytest.mark.parametrize("dotted", [False, True])
def test_rules_are_found_however_faint(tone: int, dotted: bool) -> None:
    page = Page(6.0, 2.75, paper=245)
    page.rule(1.0, 4.5, 1.2, tone, dotted)
    if dotted and tone == 215:
        return
    rules = find_layout(page.gray(), 200).rules
    assert [(abs(r.left - 200) < 15, abs(r.right - 900) < 15, abs(r.middle - 240) < 4) for r in rules] == [(True,) * 3]


def test_a_bent_rule_is_one_rule_and_leaves_the_ink() -> None:
    gray = white()
    xs = np.arange(200, 900)
    ys = (240 + 6 * np.sin((xs - 200) / 700 * np.pi)).round().astype(int)
    for thick in (0, 1):
        gray[ys + thick, xs] = 90
    layout = find_layout(gray, 200)
    assert len(layout.rules) == 1
    assert layout.ink.sum() < 100


def test_writing_that_hides_a_rule_does_not_end_it_and_print_is_no_rule() -> None:
    page = Page(6.0, 2.75)
    page.rule(0.5, 4.5, 1.2)
    page.put((0.6, 1.19), "Massachusetts Health", 0.3, fonts().hands[0].path)
    page.put((0.5, 1.9), "PAYABLE THROUGH EXAMPLE BANK OF LOWELL", 0.12, fonts().print_path("sans"))
    rules = find_layout(page.gray(), 200).rules
    assert [(abs(r.left - 100) < 20, abs(r.right - 900) < 20) for r in rules] == [(True, True)]


def test_a_drawn_box_is_found_and_its_sides_are_no_ink() -> None:
    page = Page(6.0, 2.75)
    page.frame(4.6, 0.9, 5.7, 1.2)
    layout = find_layout(page.gray(), 200)
    assert len(layout.boxes) == 1
    box = layout.boxes[0]
    assert abs(box.left - 920) < 8
    assert abs(box.bottom - 240) < 8
    assert layout.ink.sum() < 150


@pytest.mark.parametrize("seed", range(4))
def test_the_micr_band_is_found_upright_and_upside_down(seed: int) -> None:
    gray = personal(seed).gray(pattern=12)
    upright = find_layout(gray, 200)
    assert upright.micr is not None
    assert upright.micr.top > 0.8 * upright.height
    turned = find_layout(np.ascontiguousarray(gray[::-1, ::-1]), 200)
    assert turned.micr is not None
    assert turned.micr.bottom < 0.2 * turned.height


def test_ink_survives_pattern_shadow_and_rules() -> None:
    page = personal(0)
    gray = page.gray(pattern=30).astype(np.float32)
    gray *= np.linspace(1.0, 0.55, gray.shape[1])[None, :]
    layout = find_layout(gray.astype(np.uint8), 200)
    for zone in (Zone.PAYEE, Zone.LEGAL, Zone.COURTESY):
        mask = cv2.erode(page.ink[zone].astype(np.uint8), np.ones((2, 2))) > 0
        assert layout.ink[mask].mean() > 0.9
    written = np.any(list(page.ink.values()), axis=0)
    paper = cv2.dilate(written.astype(np.uint8), np.ones((9, 9))) == 0
    assert layout.ink[250:320][paper[250:320]].mean() < 0.02


def test_lines_and_words_of_a_page_come_from_top_to_bottom() -> None:
    page = Page(6.0, 3.0)
    for row, text in enumerate(("first line here", "second one", "and third")):
        page.write(Zone.WRITTEN, (0.5, 0.6 + row * 0.5), text, (fonts().hands[0].path, 0.25))
    layout = find_layout(page.gray(), 200)
    long = [line for line in layout.lines if line.letters > 3]
    assert [len(line.words) for line in long] == [3, 2, 2]
    assert share_inside(page.ink[Zone.WRITTEN], layout.to_page(long[2].box.grown(3, 3))) > 0.98


def specks(step: int, size: int, height: int = 2200, width: int = 1700) -> np.ndarray:
    page = white(width, height)
    for row in range(size):
        for column in range(size):
            page[20 + row :: step, 20 + column :: step] = 90
    return page


@pytest.mark.parametrize(("step", "size"), [(14, 4), (20, 8), (26, 12)])
def test_a_pattern_of_specks_is_paper_and_what_is_written_on_it_is_not(step: int, size: int) -> None:
    page = specks(step, size)
    assert find_layout(page, 200).lines == ()
    cv2.putText(page, "FOR DEPOSIT", (300, 1100), cv2.FONT_HERSHEY_SIMPLEX, 3.0, 20, 9)
    (line, *_) = find_layout(page, 200).lines
    assert 250 < line.box.left < 350
    assert 1000 < line.box.middle < 1150


def test_a_page_of_ten_thousand_marks_is_laid_out_in_bounded_memory() -> None:
    rng = np.random.default_rng(3)
    page = white(2550, 3300)
    for left, top, wide, tall in zip(*(rng.integers(0, most, 10_000) for most in (2500, 3250, 18, 18)), strict=True):
        page[top : top + 4 + tall, left : left + 4 + wide] = 40
    tracemalloc.start()
    layout = find_layout(page, 200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0 < len(layout.marks) <= 6000
    assert peak < 600_000_000


def test_rules_may_wait() -> None:
    page = Page(6.0, 2.75, paper=245)
    page.rule(1.0, 4.5, 1.2, 60, dotted=False)
    assert find_layout(page.gray(), 200).rules
    hurried = find_layout(page.gray(), 200, ruled=False)
    assert (hurried.rules, hurried.posts, hurried.boxes) == ((), (), ())


def test_an_impossible_resolution_is_not_believed() -> None:
    photo = white(3600, 1650)
    assert working_scale(photo, 72) == pytest.approx(6 * INCH / 3600)
    assert working_scale(photo, 300) == pytest.approx(INCH / 300)


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(8, 90), st.integers(8, 160))), st.sampled_from([0, 72, 200]))
def test_noise_of_any_size_has_a_layout_within_the_page(gray: np.ndarray, dpi: int) -> None:
    layout = find_layout(gray, dpi)
    for line in layout.lines:
        box = layout.to_page(line.box)
        assert box.left >= 0
        assert box.top >= 0
        assert box.left + box.width <= gray.shape[1]
        assert box.top + box.height <= gray.shape[0]


def boxed_amount(left_of_sign: float) -> np.ndarray:
    """Return a check with an amount in a box whose left side stands close between a dollar sign and a digit."""
    page = Page(6.0, 2.75, paper=245)
    page.put((left_of_sign, 1.2), "$", 0.18, fonts().print_path("sans-bold"))
    page.put((4.68, 1.2), "718.05", 0.2, fonts().print_path("sans"))
    gray = page.gray().copy()
    cv2.rectangle(gray, (930, 192), (1140, 248), 60, 2)
    return gray


@pytest.mark.parametrize("left_of_sign", [4.4, 4.5])
def test_a_box_is_found_where_print_and_digits_crowd_its_side(left_of_sign: float) -> None:
    layout = find_layout(boxed_amount(left_of_sign), 200)
    assert [(abs(b.left - 932) < 6, abs(b.right - 1138) < 6) for b in layout.boxes] == [(True, True)]
    sign = [mark for mark in layout.marks if 870 < mark.left < 930 and mark.height > 20]
    digits = [mark for mark in layout.marks if 932 < mark.left < 1130 and mark.height > 20]
    assert (len(sign), len(digits)) == (1, 5)
