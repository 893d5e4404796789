import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samples.fonts import Fonts, covers, find_fonts
from samples.hand import Digits, Writer, any_hand
from samples.paper import Paper


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts()


def test_hands_have_every_character_and_are_ordered(fonts: Fonts) -> None:
    assert len(fonts.hands) >= 6
    assert all(covers(face.path) for face in fonts.hands)
    assert fonts == find_fonts()


def test_an_extra_folder_adds_hands(fonts: Fonts, tmp_path: Path) -> None:
    (tmp_path / "mine.ttf").write_bytes(fonts.hands[0].path.read_bytes())
    assert find_fonts(tmp_path).hands[-1].path == tmp_path / "mine.ttf"


def test_long_texts_are_fitted_and_no_two_are_alike(fonts: Fonts) -> None:
    chance = random.Random(1)
    for face in fonts.hands:
        writer = Writer(replace(any_hand(fonts, chance), face=face), chance)
        papers = [Paper(6, 1), Paper(6, 1)]
        for paper in papers:
            writer.write(paper, (0.5, 0.6), "seven hundred thirty-nine and 00/100", 0.2, 3.0)
        first, second = (paper.pixels() for paper in papers)
        assert (first != second).any()
        inked = np.flatnonzero(first.min(2).min(0) < 140) / 200
        assert inked[0] > 0.3
        assert inked[-1] < 3.9


def test_real_digits_are_used_when_given(fonts: Fonts) -> None:
    images = np.zeros((10, 28, 28), np.uint8)
    images[:, 4:24, 10:18] = 255
    writer = Writer(any_hand(fonts, random.Random(2), Digits(images, np.arange(10, dtype=np.uint8))), random.Random(2))
    paper = Paper(4, 1)
    writer.write(paper, (0.5, 0.7), "1234", 0.3)
    assert (paper.pixels().min(2) < 150).sum() > 4 * 200
