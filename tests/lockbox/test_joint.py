"""What several readers say of one line, held against the ink of all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lockbox.joint import read_jointly
from lockbox.lattice import Lattice, from_probabilities

ALPHABET = "ACEILORTUVaciloruvy "
WORDS = frozenset({"carol", "tail"})


def ink(*steps: dict[str, float]) -> Lattice:
    """A reader's view: at each step some characters with their probabilities, a blank after each."""
    rows = []
    for step in steps:
        row = np.full(len(ALPHABET) + 1, 1e-6)
        for character, share in step.items():
            row[ALPHABET.index(character) + 1] = share
        rows += [row, np.eye(1, len(ALPHABET) + 1)[0]]
    return from_probabilities(np.array(rows), ALPHABET)


def plain(text: str, **doubt: dict[str, float]) -> Lattice:
    """A view that is sure of every character but those at the places ``p0``, ``p1`` and so on."""
    return ink(*(doubt.get(f"p{place}", {character: 1.0}) for place, character in enumerate(text)))


def test_what_one_reader_excludes_is_not_said() -> None:
    first = plain("CAROL", p2={"R": 0.5, "L": 0.5})
    second = plain("CAROL", p2={"R": 0.9, "T": 0.1})
    (text, sure), *_ = read_jointly([first, second], ["CAROL", "CALOL", "CATOL"], frozenset())
    assert (text, sure >= 900) == ("CAROL", True)


def test_a_known_word_is_found_where_the_ink_allows_it_though_none_read_it() -> None:
    open_to_it = plain("ACCOVET", p4={"V": 0.6, "U": 0.4}, p5={"E": 0.6, "I": 0.4})
    assert read_jointly([open_to_it], ["ACCOVET"], frozenset({"accouit"}))[0][0] == "ACCOUIT"
    against_it = plain("ACCOVET")
    assert read_jointly([against_it], ["ACCOVET"], frozenset({"accouit"}))[0] == ("ACCOVET", 1000)


def test_ink_that_no_text_accounts_for_makes_all_of_them_unsure() -> None:
    seen = plain("CARO", p0={"C": 0.3, "O": 0.3, "E": 0.3})
    assert read_jointly([seen, seen], ["CARO"], WORDS)[0][1] < 500


@given(st.lists(st.text(ALPHABET, max_size=9), max_size=5), st.text(ALPHABET, min_size=1, max_size=8))
def test_shares_are_of_a_whole(texts: list[str], written: str) -> None:
    said = read_jointly([plain(written), plain(written)], texts, WORDS)
    assert sum(sure for _, sure in said) <= 1000 + len(said)
    assert [sure for _, sure in said] == sorted((sure for _, sure in said), reverse=True)
    assert all(text == text.strip() for text, _ in said)
