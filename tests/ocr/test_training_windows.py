"""Windows to train the closer look with: what stands where the digit network wrote something down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocr.closer_look import WINDOW
from ocr.models import model_bytes, open_network
from ocr.strips import DIGIT_HEIGHT
from ocr.training.draw_signs import MARGIN
from ocr.training.draw_windows import Windows, aligned, load, save, windows_of

_TEXTS = st.text("0123.", max_size=9)


@given(_TEXTS, _TEXTS)
def test_every_character_read_gets_one_of_the_text_or_none(read: str, text: str) -> None:
    truth, errors = aligned(read, text)
    assert len(truth) == len(read)
    assert errors == Levenshtein.distance(read, text)
    rest = iter(text)
    assert all(character in rest for character in truth if character), "in the order of the text"


def test_what_was_read_twice_is_nothing_the_second_time() -> None:
    assert aligned("1225", "125")[0].count("") == 1


def test_a_misread_character_is_known_for_what_it_is() -> None:
    assert aligned("173", "113") == (["1", "1", "3"], 1)


def test_an_empty_strip_has_no_windows() -> None:
    network = open_network(model_bytes("ocr.models", "digits.onnx"))
    assert list(windows_of(np.zeros((DIGIT_HEIGHT, 80), np.float32), "", network)) == []


def test_windows_come_back_as_they_were_saved(tmp_path: Path) -> None:
    ink = np.arange(2 * DIGIT_HEIGHT * (WINDOW + 2 * MARGIN), dtype=np.uint8).reshape(2, DIGIT_HEIGHT, -1)
    shares = np.eye(20, dtype=np.float32)[:2]
    for name in ("a.npz", "b.npz"):
        save(Windows(ink, np.array([3, 0], np.uint8), shares), tmp_path / name)
    both = load(sorted(tmp_path.iterdir()))
    assert np.array_equal(both.ink, np.concatenate((ink, ink)))
    assert both.classes.tolist() == [3, 0, 3, 0]
    assert np.array_equal(both.shares[2:], shares)
