"""A walk finds for every text of a grammar what the lattice itself says that it costs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lockbox.grammar import Grammar, Link, Step, Way
from lockbox.lattice import IMPOSSIBLE, Lattice, score
from lockbox.walk import EDIT, LOOKALIKE, MOST_COST, STRAY, Limits, Symbols, walk

SYMBOLS = Symbols("ab", twins=())
WORDS = ("a", "ab", "aab", "bb", "bab", "abba")


def way_of(beginning: str) -> Way:
    """Spell one of the words; the start may be reached from a place before it by a link."""
    if beginning == "start":
        return Way(0, False, IMPOSSIBLE, (), (Link(0, ""),))
    nexts = dict.fromkeys(word[: len(beginning) + 1] for word in WORDS if word.startswith(beginning))
    steps = [Step(SYMBOLS.column(after[-1]), 0, after, after[-1]) for after in nexts if after != beginning]
    return Way(
        SYMBOLS.column(beginning[-1:]) if beginning else 0, False, 0 if beginning in WORDS else IMPOSSIBLE, steps
    )


def append(told: str, more: str) -> tuple[str]:
    """Say what was spelled so far."""
    return (told + more,)


@given(st.binary(min_size=3, max_size=30).map(lambda data: bytes(byte % 90 for byte in data[: len(data) // 3 * 3])))
def test_every_text_costs_what_its_best_alignment_does(costs: bytes) -> None:
    lattice = Lattice("ab", costs)
    rows = SYMBOLS.rows_of_lattice(lattice)
    free = int(np.sum(lattice.rows().min(axis=1)))
    for start in ("", "start"):
        ends = walk(rows, Grammar(start, way_of), ("", append), Limits(beam=1000, dearest=IMPOSSIBLE - 1))
        found = {told: cost for (place, told), cost in ends.items() if place == told}
        possible = {word: price for word in WORDS if (price := score(lattice, word) - free) < IMPOSSIBLE - free}
        assert found == possible


@given(st.binary(min_size=3, max_size=30).map(lambda data: data[: len(data) // 3 * 3]))
def test_without_a_limit_the_best_is_found(costs: bytes) -> None:
    rows = SYMBOLS.rows_of_lattice(Lattice("ab", costs))
    everything = walk(rows, Grammar("", way_of), ("", append), Limits(beam=1000, dearest=IMPOSSIBLE - 1))
    within = walk(rows, Grammar("", way_of), ("", append), Limits())
    assert min(within.values(), default=None) == min(everything.values(), default=None)


def test_text_is_read_as_its_letters_their_likes_and_at_a_price_as_strays() -> None:
    rows = Symbols("ao").rows_of_text("Ab", lambda character: 7 if character == "b" else 9)
    assert rows.tolist() == [
        [0, EDIT, EDIT, EDIT],
        [EDIT, 0, LOOKALIKE, 9],
        [0, EDIT, EDIT, EDIT],
        [EDIT, EDIT, EDIT, 7],
        [0, EDIT, EDIT, EDIT],
    ]


def test_ink_of_no_known_character_costs_the_most_and_counts_as_anything() -> None:
    strange = SYMBOLS.rows_of_lattice(Lattice("xy", bytes([50, 0, 20])))
    assert strange.tolist() == [[50, MOST_COST, MOST_COST, STRAY]]
    assert SYMBOLS.rows_of_lattice(Lattice("", bytes([7]))).tolist() == [[0, MOST_COST, MOST_COST, MOST_COST]]
