from __future__ import annotations

import cv2
import numpy as np
import pytest

from lockbox.records import Box, Zone
from ocr import ink
from ocr.layout import find_layout
from ocr.zones import locate
from tests.ocr.drawn import Blind, Page, fonts, personal


def boxed(mask: np.ndarray, margin: int) -> Box:
    rows, columns = mask.any(axis=1).nonzero()[0], mask.any(axis=0).nonzero()[0]
    top, left = rows[0] - margin, columns[0] - margin
    return Box(int(left), int(top), int(columns[-1] + margin - left), int(rows[-1] + margin - top))


@pytest.mark.parametrize("dotted", [False, True])
def test_a_rule_is_lifted_and_the_strokes_across_it_stay(dotted: bool) -> None:
    page = Page(6.0, 2.75)
    page.rule(0.5, 4.5, 1.2, 90, dotted)
    page.write(Zone.PAYEE, (1.0, 1.27), "1471", (fonts().print_path("sans"), 0.4))
    gray = page.gray()
    box = boxed(page.ink[Zone.PAYEE], 12)
    got = ink.crop(gray, box, find_layout(gray, 200))
    clean = Page(6.0, 2.75)
    clean.write(Zone.PAYEE, (1.0, 1.27), "1471", (fonts().print_path("sans"), 0.4))
    want = ink.crop(clean.gray(), box, find_layout(clean.gray(), 200))
    assert abs(got.shape[0] - want.shape[0]) <= 4
    assert abs(got.shape[1] - want.shape[1]) <= 4
    rows, columns = min(got.shape[0], want.shape[0]), min(got.shape[1], want.shape[1])
    differ = np.abs(got[:rows, :columns].astype(int) - want[:rows, :columns]) > 100
    assert differ.mean() < 0.03


def test_the_edges_of_an_amount_box_are_not_in_the_crop() -> None:
    page = Page(6.0, 2.75)
    page.frame(4.6, 0.9, 5.7, 1.2)
    page.write(Zone.COURTESY, (4.8, 1.15), "412.50", (fonts().hands[0].path, 0.25))
    gray = page.gray()
    got = ink.crop(gray, Box(912, 172, 236, 76), find_layout(gray, 200))
    tight = boxed(page.ink[Zone.COURTESY], 0)
    assert got.shape[1] < tight.width + 40
    assert got.shape[0] < tight.height + 40


def test_pale_writing_is_not_cut_off() -> None:
    page = Page(6.0, 2.75)
    page.write(Zone.DATE, (4.0, 0.7), "11/16/2026", (fonts().hands[0].path, 0.25))
    gray = page.gray()
    mask = page.ink[Zone.DATE]
    paper = int(np.median(gray))
    pale = np.clip(paper - (paper - gray.astype(float)) * (paper - 178) / paper, 0, 255).astype(np.uint8)
    box = boxed(mask, 8)
    wide = ink.crop(pale, box, find_layout(pale, 200)).shape[1]
    assert wide >= boxed(mask, 0).width - 4


def test_the_pale_end_of_a_first_stroke_is_kept_in_an_amount() -> None:
    page = Page(6.0, 2.75)
    page.write(Zone.COURTESY, (4.8, 1.15), "-88", (fonts().print_path("sans"), 0.3))
    gray = page.gray()
    mask = page.ink[Zone.COURTESY]
    box = boxed(mask, 6)
    first = box.left + 6
    stroke = slice(box.top + 10, box.top + 40), slice(first, first + 8)
    gray[:, first - 8 : first + 28] = 250
    gray[stroke] = 185
    gray[stroke[0], first + 8 : first + 12] = 40
    wide, slim = (ink.crop(gray, box, find_layout(gray, 200), pale_ends=ends).shape[1] for ends in (True, False))
    assert wide >= slim + 5


def test_neighbours_that_reach_into_the_box_are_wiped() -> None:
    page = Page(6.0, 2.75)
    page.write(Zone.PAYEE, (1.0, 1.0), "111", (fonts().print_path("sans"), 0.3))
    page.write(Zone.WRITTEN, (1.0, 1.4), "lllllll", (fonts().print_path("sans"), 0.45))
    gray = page.gray()
    mine = boxed(page.ink[Zone.PAYEE], 0)
    box = Box(mine.left - 5, mine.top - 5, 200, mine.height + 24)
    got = ink.crop(gray, box, find_layout(gray, 200))
    assert got.shape[0] < mine.height + 24


def test_letters_that_a_signature_runs_into_stay_in_the_row() -> None:
    page = Page(6.0, 2.75)
    page.write(Zone.LEGAL, (1.0, 1.2), "ONE HUNDRED SIX", (fonts().print_path("sans"), 0.12))
    gray = page.gray().copy()
    box = boxed(page.ink[Zone.LEGAL], 6)
    clean = ink.crop(gray, box, find_layout(gray, 200))
    foot, stem = box.top + box.height - 8, box.left + 14
    for left in (stem, stem + 60):  # strokes far below the row that end in letters, and one that ends between
        cv2.line(gray, (left, foot), (left - 30, foot + 90), 40, 3)
    got = ink.crop(gray, box, find_layout(gray, 200))
    assert abs(int((got < 128).sum()) - int((clean < 128).sum())) < 0.1 * (clean < 128).sum()


def test_crops_are_white_low_and_never_empty() -> None:
    page = personal(5, 300)
    gray = page.gray(pattern=25)
    layout = find_layout(gray, 300)
    for found in locate(gray, 300, layout, Blind()):
        got = ink.crop(gray, found.box, layout)
        assert got.dtype == np.uint8
        assert 1 < got.shape[0] <= ink.TALLEST + 16
        assert np.median(got[0]) > 240
    blank = np.full((300, 600), 240, np.uint8)
    assert ink.crop(blank, Box(10, 10, 100, 50), find_layout(blank, 0)).min() == 255


@pytest.mark.parametrize("seed", range(6))
def test_a_signature_is_seen_and_an_empty_line_is_not(seed: int) -> None:
    page = personal(seed)
    gray = page.gray(pattern=10)
    layout = find_layout(gray, 200)
    area = next(one.box for one in locate(gray, 200, layout, Blind()) if one.zone is Zone.SIGNATURE)
    assert ink.signature_present(gray, area, layout)[0]
    empty = Page(6.0, 2.75)
    empty.rule(3.3, 5.8, 2.15)
    empty.put((3.4, 2.25), "AUTHORIZED SIGNATURE", 0.07, fonts().print_path("sans"))
    empty.micr()
    bare = empty.gray(pattern=10)
    present, sure = ink.signature_present(bare, area, find_layout(bare, 200))
    assert not present
    assert sure > 600
