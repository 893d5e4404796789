"""Scores and best texts of lattices."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lockbox.lattice import IMPOSSIBLE, Lattice, best_texts, from_probabilities, greedy, score, score_many

ALPHABET = "ab"
lattices = st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=5).map(
    lambda rows: Lattice(ALPHABET, bytes(itertools.chain.from_iterable(rows)))
)
texts = st.text(ALPHABET, max_size=4)


def by_enumeration(lattice: Lattice) -> dict[str, int]:
    """Every text with the cost of its cheapest alignment."""
    rows = lattice.rows().tolist()
    best: dict[str, int] = {}
    for path in itertools.product(range(3), repeat=len(rows)):
        merged = [now for now, before in zip(path, (0, *path), strict=False) if now not in (0, before)]
        text = "".join(ALPHABET[column - 1] for column in merged)
        best[text] = min(best.get(text, IMPOSSIBLE), sum(row[column] for row, column in zip(rows, path, strict=True)))
    return best


@given(lattices, texts)
def test_a_score_is_the_cheapest_alignment(lattice: Lattice, text: str) -> None:
    assert score(lattice, text) == by_enumeration(lattice).get(text, IMPOSSIBLE)


@given(lattices, st.lists(st.text(ALPHABET, min_size=3, max_size=3), min_size=1, max_size=5))
def test_many_scores_are_the_single_scores(lattice: Lattice, many: list[str]) -> None:
    columns = np.array([[ALPHABET.index(c) + 1 for c in text] for text in many], np.intp)
    assert score_many(lattice, columns).tolist() == [score(lattice, text) for text in many]


@given(lattices)
def test_best_texts_are_the_cheapest_in_order(lattice: Lattice) -> None:
    costs = by_enumeration(lattice)
    found = best_texts(lattice, limit=40, beam=60)
    assert all(costs[text] <= cost < IMPOSSIBLE for text, cost in found)
    assert [cost for _, cost in found] == sorted(cost for _, cost in found)
    assert found[0][1] == min(costs.values()) == score(lattice, greedy(lattice))


def test_a_character_outside_the_alphabet_is_impossible() -> None:
    assert score(Lattice("ab", bytes([0, 9, 9])), "c") == IMPOSSIBLE


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=8))
def test_quantising_keeps_the_best_reading(pairs: list[tuple[float, float]]) -> None:
    raw = np.array(pairs)
    shares = raw / raw.sum(axis=1, keepdims=True)
    lattice = from_probabilities(shares, "a")
    dear = -np.log(shares.max(axis=1)).sum() * 16
    assert abs(score(lattice, greedy(lattice)) - dear) <= len(pairs)
