"""Figures that were struck out, and figures that merely stand on lines."""

import cv2
import numpy as np
import pytest

from lockbox.records import Box
from ocr.layout import find_layout
from ocr.struck import struck_out

BOX = Box(200, 100, 260, 80)


def drawn(*strokes: tuple[tuple[int, int], tuple[int, int]], dpi: int = 200) -> np.ndarray:
    """Return a strip with figures in its box and some strokes across it."""
    page = np.full((300, 700), 255, np.uint8)
    cv2.putText(page, "$ 252.00", (210, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 20, 3)
    for start, end in strokes:
        cv2.line(page, start, end, 20, 3)
    return cv2.resize(page, None, fx=dpi / 200, fy=dpi / 200, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(
    ("strokes", "struck"),
    [
        ((), False),
        ((((205, 147), (420, 149)),), True),
        ((((205, 140), (420, 146)), ((205, 150), (420, 152))), True),
        ((((205, 166), (440, 166)),), False),  # a guide rule at their feet
        ((((390, 147), (450, 147)),), False),  # a dash behind them
    ],
)
def test_a_stroke_through_several_figures_strikes_them_out(
    strokes: tuple[tuple[tuple[int, int], tuple[int, int]], ...], struck: bool
) -> None:
    assert struck_out(find_layout(drawn(*strokes), 200), BOX) is struck


def test_any_resolution_shows_it_and_no_box_shows_nothing() -> None:
    layout = find_layout(drawn(((205, 147), (420, 149)), dpi=300), 300)
    assert struck_out(layout, Box(300, 150, 390, 120))
    assert not struck_out(layout, Box(5000, 5000, 10, 10))
