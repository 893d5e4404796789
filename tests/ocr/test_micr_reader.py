"""The reader of E-13B lines, on lines drawn here."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lockbox.lattice import greedy
from ocr.engine import DIGITS, MICR, LineReader
from ocr.micr_reader import load
from ocr.strips import CHARACTER_HEIGHT, MICR_HEIGHT, find_row, inked, straight_strip
from samples.e13b import draw_line, on_positions

LINE = on_positions((56, "C001234C"), (43, "A011000138A"), (31, "1234567890C"))
TEXT = "C001234CA011000138A1234567890C"


def band(dpi: int, shade: int = 20, skew: float = 0.0) -> np.ndarray:
    """The lowest 5/8 inch of a six-inch check with a code line."""
    ink = draw_line(LINE, (round(8 * dpi), round(0.625 * dpi)), dpi)
    paper = 240 - (240 - shade) * ink
    for column in range(paper.shape[1]):
        paper[:, column] = np.roll(paper[:, column], round(skew * (column - paper.shape[1] / 2)))
    return paper.astype(np.uint8)


@pytest.fixture(scope="module")
def reader() -> LineReader:
    return load()


@pytest.mark.parametrize("dpi", [150, 200, 240, 300])
def test_a_clean_line_is_read(reader: LineReader, dpi: int) -> None:
    (line,) = reader.read([band(dpi)], MICR)
    assert line.text == TEXT
    assert line.confidence > 900
    assert line.lattice is not None
    assert greedy(line.lattice) == TEXT


@pytest.mark.parametrize("skew", [-0.02, 0.02])
def test_a_skewed_faint_line_is_read(reader: LineReader, skew: float) -> None:
    (line,) = reader.read([band(200, shade=150, skew=skew)], MICR)
    assert line.text == TEXT


def test_rules_and_descenders_beside_the_line_do_not_matter(reader: LineReader) -> None:
    image = band(200)
    image[4:6] = 60
    image[-4:-2] = 60
    for step in range(60):
        image[step // 3 : step // 3 + 3, 900 + step : 903 + step] = 40
    (line,) = reader.read([image], MICR)
    assert line.text == TEXT


@pytest.mark.parametrize("place", [325, 350, 375, 450])
def test_a_blotted_character_is_not_read_with_confidence(reader: LineReader, place: int) -> None:
    image = band(200)
    row = find_row(inked(image))
    left, top = int(row.path[0, 0]) + place, int(row.top)
    image[top - 4 : top + 30, left : left + 22] = 60
    (line,) = reader.read([image], MICR)
    assert line.confidence < 900
    assert len(line.alternatives) > 1


def test_a_reading_depends_on_its_crop_alone(reader: LineReader) -> None:
    crops = [band(200), band(300), band(150, shade=120)]
    assert reader.read(crops, MICR) == tuple(reader.read([crop], MICR)[0] for crop in crops)


def test_only_characters_of_the_alphabet_come_out(reader: LineReader) -> None:
    (line,) = reader.read([band(200)], DIGITS)
    assert set(line.text) <= set(DIGITS)


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 300))))
@settings(max_examples=40, deadline=None)
def test_noise_does_no_harm(noise: np.ndarray) -> None:
    (line,) = load().read([noise], MICR)
    assert 0 <= line.confidence <= 1000
    assert set(line.text) <= set(MICR)


def test_the_row_is_found_and_levelled() -> None:
    image = band(200, skew=0.02)
    row = find_row(inked(image))
    assert row.slope == pytest.approx(0.02, abs=0.004)
    assert row.height == pytest.approx(0.117 * 200, abs=2)
    strip = straight_strip(image)
    margin = (MICR_HEIGHT - CHARACTER_HEIGHT) // 2
    assert strip.shape[0] == MICR_HEIGHT
    assert strip[: margin - 2].mean() < 0.02 < strip[margin:-margin].mean()


@pytest.mark.parametrize("edge", [300, 700])
def test_a_shadow_over_one_end_does_not_matter(reader: LineReader, edge: int) -> None:
    image = band(200).astype(np.float64)
    light = np.interp(np.arange(image.shape[1]), (edge - 12, edge + 12), (1.0, 0.45))
    (line,) = reader.read([(image * light).astype(np.uint8)], MICR)
    assert line.text == TEXT
    assert line.confidence > 900


def test_the_dark_bed_beside_a_check_stays_dark(reader: LineReader) -> None:
    image = band(200)
    image[:, :40] = 25
    image[:, -60:] = 25
    (line,) = reader.read([image], MICR)
    assert line.text == TEXT


def test_boxes_drawn_around_its_fields_do_not_matter(reader: LineReader) -> None:
    image = band(200)
    for post in (50, 62, 180, 420, 600, 640, 1000, 1180, 1190):
        image[:, post : post + 3] = 40
    row = find_row(inked(image))
    assert row.height == pytest.approx(0.117 * 200, abs=2)
