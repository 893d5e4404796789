"""The closer look: where it looks, what it may change, and what it must leave alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr import closer_look
from ocr.closer_look import WINDOW, CloserLook, places, window
from ocr.models import Network
from ocr.strips import DIGIT_HEIGHT

_ALPHABET = "0123456789"


def _line(*steps: tuple[str, float]) -> closer_look.Shares:
    """Return shares of steps: the likeliest symbol with its share, the rest given to the next one; "_" is the blank."""
    shares = np.zeros((len(steps), len(_ALPHABET) + 1), np.float32)
    for row, (symbol, share) in zip(shares, steps, strict=True):
        place = _ALPHABET.find(symbol) + 1
        row[place] = share
        row[place % len(_ALPHABET) + 1 if place else 1] = 1 - share
    return shares


_UNSURE = _line(("_", 1), ("4", 1), ("_", 1), ("_", 1), ("7", 0.6), ("7", 0.5), ("_", 1))


class _Fake:
    """A session that always adds the same, and counts how often it is asked."""

    def __init__(self, symbol: str = "_", added: float = 0.0) -> None:
        self.asked: list[npt.NDArray[np.float32]] = []
        self._added = np.zeros(len(_ALPHABET) + 1, np.float32)
        self._added[_ALPHABET.find(symbol) + 1] = added

    def get_inputs(self) -> list[_Fake]:
        return [self]

    name = "window"

    def run(self, _outputs: None, given: dict[str, npt.NDArray[np.float32]]) -> list[npt.NDArray[np.float32]]:
        self.asked.append(given["window"])
        return [self._added[None]]


def _looking(monkeypatch: pytest.MonkeyPatch, fake: _Fake) -> CloserLook:
    network = Network(fake, "0" * 64, {"alphabet": _ALPHABET})
    monkeypatch.setattr(closer_look, "open_network", lambda _: network)
    monkeypatch.setattr(closer_look, "model_bytes", lambda *_: b"")
    return CloserLook("symbols")


def _strip(shares: closer_look.Shares) -> npt.NDArray[np.float32]:
    return np.full((DIGIT_HEIGHT, 4 * len(shares)), 0.5, np.float32)


def _text(shares: closer_look.Shares) -> str:
    path = shares.argmax(axis=1)
    kept = path[np.flatnonzero(np.diff(path, prepend=0))]
    return "".join(_ALPHABET[column - 1] for column in kept if column)


def test_a_symbol_stands_where_its_steps_are() -> None:
    four, seven = places(_UNSURE)
    assert (four.first, four.end, four.middle) == (1, 2, 6.0)
    assert (seven.first, seven.end, seven.middle) == (4, 6, 20.0)


def test_two_symbols_without_a_blank_between_them_are_two() -> None:
    assert [(one.first, one.end) for one in places(_line(("1", 0.9), ("1", 0.9), ("3", 0.9)))] == [(0, 2), (2, 3)]


def test_only_what_is_in_doubt_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = _Fake()
    _looking(monkeypatch, fake).again(_strip(_UNSURE), _UNSURE)
    assert [asked.shape for asked in fake.asked] == [(1, 1, DIGIT_HEIGHT, WINDOW)]


def test_what_it_sees_clearly_is_read_instead_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = _looking(monkeypatch, _Fake("2", 12.0)).again(_strip(_UNSURE), _UNSURE)
    assert _text(_UNSURE) == "47"
    assert _text(changed) == "42"
    assert np.array_equal(changed[:4], _UNSURE[:4])
    assert np.allclose(changed.sum(axis=1), 1, atol=1e-5)


def test_it_adds_to_the_opinion_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = _looking(monkeypatch, _Fake("8", 0.1)).again(_strip(_UNSURE), _UNSURE)
    assert _text(changed) == "47", "a slight leaning does not outweigh the line network"


def test_what_is_no_symbol_goes_to_the_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = _looking(monkeypatch, _Fake("_", 16.0)).again(_strip(_UNSURE), _UNSURE)
    assert _text(changed) == "4"


def test_the_line_network_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _UNSURE.copy()
    _looking(monkeypatch, _Fake("2", 12.0)).again(_strip(_UNSURE), _UNSURE)
    assert np.array_equal(before, _UNSURE)


@given(st.integers(1, 200), st.floats(-60, 260), st.integers(1, 80))
def test_a_window_has_its_size_and_paper_beyond_the_ends(wide: int, middle: float, width: int) -> None:
    strip = np.ones((DIGIT_HEIGHT, wide), np.float32)
    seen = window(strip, middle, width)
    left = round(middle - width / 2)
    inside = max(0, min(wide, left + width) - max(0, left))
    assert seen.shape == (DIGIT_HEIGHT, width)
    assert int(seen.sum()) == inside * DIGIT_HEIGHT


@given(st.lists(st.integers(0, 10), max_size=40), st.integers(0, 2**32 - 1))
def test_places_are_in_order_and_apart(peaks: list[int], seed: int) -> None:
    shares = np.random.default_rng(seed).random((len(peaks), len(_ALPHABET) + 1), np.float32)
    for row, peak in zip(shares, peaks, strict=True):
        row[peak] += 5
    found = places(shares / shares.sum(axis=1, keepdims=True))
    assert all(one.first < one.end for one in found)
    assert all(one.end <= other.first for one, other in pairwise(found))
    assert all(4 * one.first < one.middle < 4 * one.end for one in found)
