"""The row of a code line: cut out with what runs into it, and found in a mirror."""

import cv2
import numpy as np
import pytest

from lockbox.lattice import Lattice, from_probabilities
from lockbox.records import Box, PageKind, Sighting, Zone
from ocr.engine import MICR, Engines, Gray
from ocr.engines import load_engines
from ocr.layout import find_layout
from ocr.micr_band import band_of, candidate_rows, is_code_line, outline, reads_mirrored, routing_holds
from ocr.page import PageImage
from ocr.read import MIRRORED, read_page
from samples.e13b import draw_line, on_positions

LINE = on_positions((56, "C001234C"), (43, "A011000138A"), (31, "1234567890C"))
TEXT = "C001234CA011000138A1234567890C"


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


def check(dpi: int = 200) -> Gray:
    """A bare check with nothing but its code line and three rules."""
    size = round(8 * dpi), round(3.5 * dpi)
    page = 245 - 220 * draw_line(LINE, size, dpi)
    for row in (1.2, 1.6, 2.6):
        page[round(row * dpi) : round(row * dpi) + 2, dpi : 6 * dpi] = 60
    return page.astype(np.uint8)


def test_a_row_is_cut_from_edge_to_edge_and_stays_on_the_page() -> None:
    page = check()
    assert band_of(page, Box(400, 640, 300, 25), 200).shape == (53, 1600)
    assert band_of(page, Box(400, 2, 300, 25), 200).shape == (41, 1600)
    assert band_of(page, Box(400, 690, 300, 9), 200).shape[0] == 24


def test_strokes_and_stamps_over_a_line_take_no_character_along(engines: Engines) -> None:
    page = check()
    cv2.line(page, (760, 500), (800, 690), 20, 3, cv2.LINE_AA)
    cv2.putText(page, "TELLER 4", (1000, 660), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 150, 4, cv2.LINE_AA)
    layout = find_layout(page, 200)
    rows = [band_of(page, layout.to_page(row), 200) for row in candidate_rows(layout)]
    reads = engines.micr.read(rows, MICR)
    assert any(read.text == TEXT for read in reads)


@pytest.mark.parametrize("way", [np.fliplr, np.flipud])
def test_a_check_in_a_mirror_is_read_the_right_way_round_and_reported(way: object, engines: Engines) -> None:
    assert callable(way)
    page = check()
    layout = find_layout(page, 200)
    assert not reads_mirrored(page, 200, layout, engines.micr)
    lies = np.ascontiguousarray(way(page))
    assert reads_mirrored(lies, 200, find_layout(lies, 200), engines.micr)
    seen = read_page(PageImage(lies, 200), 0, engines)
    assert seen.kind is PageKind.CHECK
    assert [one.text for one in seen.sightings if one.zone is Zone.MICR] == [TEXT]
    assert MIRRORED in seen.faults
    assert MIRRORED not in read_page(PageImage(page, 200), 0, engines).faults


def test_what_a_code_line_is() -> None:
    assert routing_holds(TEXT)
    assert not routing_holds("A011000139A12345C")
    assert is_code_line("A0110*0138A12345C1025")
    assert not is_code_line("123456789012")


def test_the_outline_of_a_line_that_is_none_is_unread() -> None:
    rows = np.full((24, len(MICR) + 1), 1.0)
    rows[::2, 0] = 40.0
    rows[1::2, 1] = 3.0
    doubtful = from_probabilities(rows / rows.sum(axis=1, keepdims=True), MICR)
    rows[1::2, 1] = 400.0
    plain = from_probabilities(rows / rows.sum(axis=1, keepdims=True), MICR)

    def seen(lattice: Lattice) -> Sighting:
        return Sighting(Zone.MICR, Box(0, 0, 9, 9), "0" * 12, 0, "micr:1", lattice=lattice)

    assert set(outline(seen(doubtful))) == {"*"}
    assert outline(seen(plain)) == "0" * 12
