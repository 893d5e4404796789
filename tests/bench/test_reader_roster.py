"""The roster of the bench holds what it says: the neighbours of an id, and nobody else's."""

import numpy as np

from bench.reader_roster import Ids, neighbours, whose
from lockbox.lattice import from_probabilities
from ocr.engine import DIGITS, LineRead

WRITTEN = "730021448815"


def read_of(text: str) -> LineRead:
    rows = np.full((2 * len(text), len(DIGITS) + 1), 1e-4)
    rows[1::2, 0] = 1
    for place, digit in enumerate(text):
        rows[2 * place, DIGITS.index(digit) + 1] = 1
    rows /= rows.sum(axis=1, keepdims=True)
    return LineRead(text, 990, ((text, 990),), from_probabilities(rows, DIGITS))


def test_neighbours_differ_a_little() -> None:
    for seed in range(20):
        near = neighbours(WRITTEN, np.random.default_rng(seed))
        assert 1 <= len(near) <= 3
        for one in near:
            changed = [place for place in range(12) if one[place] != WRITTEN[place]]
            assert len(changed) in {1, 2}
            assert len(changed) == 1 or sorted(one) == sorted(WRITTEN)


def test_clear_ink_names_its_owner_and_nobody_else() -> None:
    neighbour = WRITTEN[:-1] + "6"
    said, sure, settled = whose(read_of(WRITTEN), Ids.of({WRITTEN, neighbour, "123456789012"}))
    assert (said, sure >= 990, settled) == (WRITTEN, True, True)
    assert whose(read_of(WRITTEN), Ids.of({neighbour, "123456789012"}))[2] is False
