import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.e13b import COLUMNS, GLYPHS, ROWS, draw_line, glyph, line_text, on_positions


def test_the_fourteen_characters_lie_on_the_grid() -> None:
    assert set(GLYPHS) == set("0123456789ABCD")
    for rows in GLYPHS.values():
        assert len(rows) == ROWS
        assert {len(row) for row in rows} == {COLUMNS}
        assert set("".join(rows)) <= set(".#_^")


def test_digits_are_nine_cells_high_and_no_two_alike() -> None:
    for digit in "0123456789":
        rows = GLYPHS[digit]
        assert "#" in rows[0]
        assert "#" in rows[-1]
    small = {character: glyph(character, 200).tobytes() for character in GLYPHS}
    assert len(set(small.values())) == len(GLYPHS)


@pytest.mark.parametrize("dpi", [150, 200, 240, 300])
def test_size_and_pitch_hold_at_any_resolution(dpi: int) -> None:
    assert glyph("0", dpi).shape == (round(0.117 * dpi), round(0.091 * dpi))
    size = (round(6 * dpi), round(2.75 * dpi))
    ink = draw_line(on_positions((10, "0"), (2, "0")), size, dpi)
    inked = np.flatnonzero(ink.max(0) > 0.5)
    assert inked[-1] + 1 - inked[0] == pytest.approx((8 * 0.125 + 0.091) * dpi, abs=2)
    assert size[0] - inked[-1] - 1 == pytest.approx((0.3125 + 0.125) * dpi, abs=2)


def test_line_lies_in_the_clear_band() -> None:
    ink = draw_line(on_positions((43, "A011000138A"), (31, "123456C 101")), (1200, 550), 200)
    rows = np.flatnonzero(ink.max(1) > 0.3)
    assert rows[0] >= 550 - 7 / 16 * 200
    assert rows[-1] <= 550 - 3 / 16 * 200


@given(st.integers(1, 65), st.text("0123456789ABCD", min_size=1, max_size=12))
def test_fields_keep_their_positions(position: int, text: str) -> None:
    if position < len(text):
        return
    cells = on_positions((position, text))
    assert len(cells) == 65
    assert cells[65 - position :].startswith(text)
    assert line_text(cells) == text
