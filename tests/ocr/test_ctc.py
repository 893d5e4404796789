"""Decoding of CTC probabilities."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.lattice import from_probabilities, greedy
from ocr.ctc import STRAIGHT, calibrate, decode, probability, restrict

ALPHABET = "ab"

rows = st.lists(st.tuples(*[st.integers(1, 99)] * 3), min_size=1, max_size=6).map(
    lambda steps: np.array(steps, float) / np.array(steps, float).sum(axis=1, keepdims=True)
)


def collapsed(path: tuple[int, ...]) -> str:
    return "".join(
        ALPHABET[now - 1] for now, before in zip(path, (0, *path[:-1]), strict=True) if now not in (0, before)
    )


def by_enumeration(probabilities: np.ndarray) -> dict[str, float]:
    shares: dict[str, float] = {}
    for path in itertools.product(range(3), repeat=len(probabilities)):
        share = float(np.prod([row[symbol] for row, symbol in zip(probabilities, path, strict=True)]))
        shares[collapsed(path)] = shares.get(collapsed(path), 0.0) + share
    return shares


@given(rows)
@settings(max_examples=60, deadline=None)
def test_the_probability_of_a_text_is_the_sum_over_its_alignments(probabilities: np.ndarray) -> None:
    lattice = from_probabilities(probabilities, ALPHABET)
    for text, share in by_enumeration(probabilities).items():
        assert probability(lattice, text) == pytest.approx(share, abs=0.08)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_a_line_is_whole(probabilities: np.ndarray) -> None:
    line = decode(probabilities, ALPHABET)
    confidences = [confidence for _, confidence in line.alternatives]
    assert line.alternatives[0] == (line.text, line.confidence)
    assert len({text for text, _ in line.alternatives}) == len(line.alternatives)
    assert confidences[1:] == sorted(confidences[1:], reverse=True)
    assert all(0 <= confidence <= 1000 for confidence in confidences)


def test_a_sure_line_is_read_with_confidence() -> None:
    steps = "_a_ab_b"
    probabilities = np.array([[0.998 if symbol == seen else 0.001 for symbol in "_ab"] for seen in steps])
    line = decode(probabilities, ALPHABET)
    assert line.text == "aabb"
    assert line.confidence > 980
    assert line.lattice is not None
    assert greedy(line.lattice) == "aabb"


def test_an_empty_line_is_an_empty_text() -> None:
    line = decode(np.array([[1.0, 0.0, 0.0]] * 4), ALPHABET)
    assert line.text == ""
    assert line.confidence >= 999


def test_restricting_moves_the_weight_to_what_is_allowed() -> None:
    known = np.array([[0.1, 0.6, 0.2, 0.1]])
    assert restrict(known, "xyz", "zy")[0] == pytest.approx([0.25, 0.25, 0.5])


def test_a_character_the_recogniser_does_not_know_is_never_read() -> None:
    kept = restrict(np.array([[0.0, 1.0]]), "x", "qr")
    assert kept.tolist() == [[1.0, 0.0, 0.0]]


def test_calibration_follows_the_curve() -> None:
    assert calibrate(0.5, STRAIGHT) == 500
    assert calibrate(0.5, ((0.0, 0.0), (0.5, 0.2), (1.0, 0.9))) == 200
    assert calibrate(1.0, ((0.0, 0.0), (0.5, 0.2), (1.0, 0.9))) == 900
