"""The characters of a code line, one by one, from a lattice."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lockbox.code_line import characters, marked, sureness
from lockbox.lattice import Lattice, from_probabilities, greedy
from lockbox.micr import parse_micr

ALPHABET = "0123456789ABCD"
LINE = "A021000021A123456789C1025"


def lattice(text: str, doubts: dict[int, str] | None = None, share: float = 0.4) -> Lattice:
    """A lattice of a text, a character every third step; at some places another character has a share."""
    rows = np.full((3 * len(text) + 1, len(ALPHABET) + 1), 1e-6)
    rows[:, 0] = 0.9999
    for place, character in enumerate(text):
        row = rows[3 * place + 1]
        row[0], row[ALPHABET.index(character) + 1] = 1e-4, 0.9999
        if doubts and place in doubts:
            row[ALPHABET.index(character) + 1] = 0.9999 - share
            row[ALPHABET.index(doubts[place]) + 1] = share
    return from_probabilities(rows / rows.sum(axis=1, keepdims=True), ALPHABET)


def test_clear_characters_are_sure_and_in_their_order() -> None:
    line = characters(lattice(LINE), LINE)
    assert "".join(one.symbol for one in line) == LINE
    assert [one.step for one in line] == sorted({one.step for one in line})
    assert min(one.confidence for one in line) >= 990
    assert marked(line, 900) == LINE
    assert sureness(line, 900) >= 980


def test_a_doubtful_character_is_marked_and_nothing_else() -> None:
    line = characters(lattice(LINE, {14: "8", 3: "7"}), LINE)
    assert marked(line, 900) == "A02*000021A123*56789C1025"
    assert sureness(line, 900) >= 980 > 700 > line[14].confidence
    micr = parse_micr(marked(line, 900), {"021000021"})
    assert (micr.routing, micr.repaired, micr.account, micr.serial) == ("021000021", True, "", "1025")


def test_what_may_have_been_missed_is_doubt_of_both_sides() -> None:
    clear = lattice("A12345C")
    rows = np.exp(-clear.rows() / 16)
    gap = int(characters(clear, "A12345C")[3].step) - 1
    rows[gap, 0], rows[gap, 5] = 0.5, 0.5
    line = characters(from_probabilities(rows / rows.sum(axis=1, keepdims=True), ALPHABET), "A12345C")
    assert min(line[2].confidence, line[3].confidence) < 600
    assert marked(line, 900).replace("*", "") in ("A1245C", "A1345C", "A145C")


@given(arrays(np.uint8, st.tuples(st.integers(0, 12), st.just(len(ALPHABET) + 1))))
def test_any_lattice_gives_a_line(costs: np.ndarray) -> None:
    noise = Lattice(ALPHABET, costs.tobytes())
    text = greedy(noise)
    line = characters(noise, text)
    assert len(line) == len(text)
    assert all(0 <= one.confidence <= 1000 for one in line)
    assert 0 <= sureness(line, 500) <= 1000
    assert len(marked(line, 500)) == len(text)
