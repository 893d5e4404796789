from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from lockbox.records import Zone
from ocr.anchors import find_skeleton
from ocr.layout import find_layout
from ocr.rules import Rect, Rule
from ocr.standing import Strip, label_and_rest, leads_into
from ocr.text_reader import load_print
from ocr.zones import Located, apart, locate, text_lines
from tests.ocr.drawn import FORMS, Blind, Page, fonts, personal, share_inside

FONT = fonts().hands[0].path
FIELDS = (Zone.DATE, Zone.PAYEE, Zone.COURTESY, Zone.LEGAL, Zone.MEMO, Zone.SIGNATURE)


def faults(page: Page, found: tuple[Located, ...], zones: tuple[Zone, ...]) -> list[str]:
    """What is wrong: ink outside its zone, or a printed label inside it."""
    wrong = []
    for zone in zones:
        places = [one.box for one in found if one.zone is zone]
        if zone not in page.ink:
            continue
        if not places or max(share_inside(page.ink[zone], box) for box in places) < 0.95:
            wrong.append(f"{zone.value} outside")
        elif zone in page.labels and share_inside(page.labels[zone], places[0]) > 0.1:
            wrong.append(f"{zone.value} label inside")
    return wrong


@pytest.mark.parametrize("seed", range(10))
def test_every_field_of_a_personal_check_is_found_by_geometry_alone(seed: int) -> None:
    page = personal(seed)
    gray = page.gray(pattern=18 * (seed % 3))
    reader = Blind()
    found = locate(gray, 200, find_layout(gray, 200), reader)
    assert faults(page, found, FIELDS) == []
    assert sum(reader.asked) <= 8
    assert any(one.zone is Zone.MICR for one in found)
    assert any(one.zone is Zone.PAYER for one in found)


@pytest.mark.parametrize(("dpi", "stated"), [(300, 300), (150, 150), (240, 72)])
def test_resolution_does_not_matter_even_where_it_is_misstated(dpi: int, stated: int) -> None:
    page = personal(3, dpi)
    gray = page.gray()
    found = locate(gray, stated, find_layout(gray, stated), Blind())
    assert faults(page, found, FIELDS) == []


@pytest.mark.parametrize("seed", range(3))
def test_words_printed_above_the_payee_are_told_apart_by_their_label(seed: int) -> None:
    page = FORMS["computer"](seed)
    gray = page.gray()
    found = locate(gray, 200, find_layout(gray, 200), load_print())
    assert faults(page, found, (Zone.PAYEE, Zone.LEGAL, Zone.COURTESY, Zone.SIGNATURE)) == []


@pytest.mark.parametrize("seed", range(3))
def test_money_orders_are_found_by_their_labels(seed: int) -> None:
    page = FORMS["order"](seed)
    gray = page.gray()
    found = locate(gray, 200, find_layout(gray, 200), load_print())
    assert faults(page, found, (Zone.PAYEE, Zone.LEGAL, Zone.MEMO, Zone.PAYER)) == []


def test_what_is_squeezed_in_above_the_payee_is_free_writing() -> None:
    page = personal(1)
    hand = page.ink[Zone.PAYEE]
    rows = hand.any(axis=1).nonzero()[0]
    page.write(Zone.WRITTEN, (1.1, rows[0] / page.dpi - 0.03), "730021448815 R Sample", (FONT, 0.13))
    gray = page.gray()
    found = locate(gray, 200, find_layout(gray, 200), Blind())
    assert faults(page, found, (Zone.PAYEE, Zone.WRITTEN)) == []


def test_a_sign_in_the_row_of_the_date_is_no_dollar_sign() -> None:
    page = personal(1)
    rows, columns = (found.nonzero()[0] for found in (page.ink[Zone.DATE].any(axis=1), page.ink[Zone.DATE].any(axis=0)))
    left = (int(columns[0]) - 60) / page.dpi
    page.write(Zone.SERIAL, (left, int(rows[-1]) / page.dpi), "$", (fonts().print_path("sans"), 0.2))
    layout = find_layout(page.gray(), 200)
    skeleton = find_skeleton(layout)
    assert skeleton.dollar is None or abs(skeleton.dollar.bottom - skeleton.payee.middle) < 0.4 * 200


def test_figures_run_into_a_label_are_not_of_it() -> None:
    letters = [Rect(left, 134, left + 12, 149) for left in (657, 669, 681)]
    written = Rect(700, 119, 771, 149)
    strip = Strip(Zone.DATE, Rect(600, 80, 1055, 178), Rule(763, 1005, 147, 148), -1)
    label, rest = label_and_rest([*letters, written], strip)
    assert label is not None
    assert label.right < written.left
    assert rest == [written]


def test_the_payees_strip_ends_where_the_figures_beside_it_begin() -> None:
    figures = Strip(Zone.COURTESY, Rect(917, 175, 1154, 240), None, 0)
    payee = Strip(Zone.PAYEE, Rect(229, 153, 1013, 250), Rule(292, 993, 222, 219), 0)
    assert apart([payee, figures])[0].area.right == 917
    below = payee._replace(area=Rect(229, 353, 1013, 450), rule=Rule(292, 993, 422, 419))
    assert apart([below, figures]) == [below, figures]


@pytest.mark.parametrize(
    ("mark", "leads"),
    [
        (Rect(82, 100, 98, 140), True),
        (Rect(82, 100, 104, 140), True),
        (Rect(60, 100, 76, 140), False),
        (Rect(82, 128, 98, 140), False),
        (Rect(82, 60, 98, 110), False),
    ],
    ids=["before", "across the edge", "apart", "low", "of the row above"],
)
def test_a_figure_close_before_others_is_one_of_them(mark: Rect, leads: bool) -> None:
    assert leads_into(Rect(100, 100, 300, 140), [mark, Rect(100, 100, 120, 140)]) is leads


def test_an_empty_check_has_a_signature_line_and_no_writing() -> None:
    page = personal(2)
    for mask in page.ink.values():
        page._image.paste(250, (0, 0), _mask(mask))
    gray = page.gray()
    found = locate(gray, 200, find_layout(gray, 200), Blind())
    zones = {one.zone for one in found}
    assert Zone.SIGNATURE in zones
    assert not zones & {Zone.PAYEE, Zone.LEGAL, Zone.MEMO}


def test_a_letter_is_all_lines() -> None:
    page = Page(8.5, 11.0)
    for row in range(6):
        page.put((1.0, 1.5 + row * 0.3), "Please use this for my premium", 0.2, FONT)
    lines = text_lines(find_layout(page.gray(), 200))
    assert len({round(line.box.top / 60) for line in lines}) == 6


def _mask(mask: np.ndarray) -> Image.Image:
    return Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(5))


def test_bold_figures_that_touch_are_a_line_and_a_rule_is_none() -> None:
    page = Page(6.0, 2.75)
    page.write(Zone.MEMBER_ID, (3.0, 1.0), "386875966735", (fonts().print_path("sans"), 0.12))
    page.rule(0.5, 5.0, 2.0, 40)
    gray = np.asarray(Image.fromarray(page.gray()).filter(ImageFilter.MinFilter(5)))
    lines = text_lines(find_layout(gray, 200))
    assert any(share_inside(page.ink[Zone.MEMBER_ID], line.box) > 0.9 for line in lines)
    assert not any(abs(line.box.top + line.box.height / 2 - 400) < 12 for line in lines)
