"""What training lines of words say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.amount_words import read_words
from ocr.engine import TEXT
from ocr.training.texts import Book, amount_in_words, misspelled, random_text

NAMES = ("Mary", "Joan"), np.array([0.5, 1.0])
BOOK = Book(NAMES, NAMES, (("Quincy", "02169"),))


@given(st.integers(0, 2**32 - 1))
def test_a_line_is_tidy_and_holds_only_characters_that_readers_of_text_know(seed: int) -> None:
    text = random_text(np.random.default_rng(seed), BOOK)
    assert text
    assert set(text) <= set(TEXT)
    assert text == " ".join(text.split())


def test_the_same_seed_gives_the_same_lines() -> None:
    first, second = (np.random.default_rng(7) for _ in range(2))
    assert [random_text(first, BOOK) for _ in range(50)] == [random_text(second, BOOK) for _ in range(50)]


def test_amounts_are_written_so_that_the_grammar_of_amounts_understands_them() -> None:
    chance = np.random.default_rng(5)
    texts = [amount_in_words(chance) for _ in range(300)]
    understood = sum(bool(read_words(text)) for text in texts)
    assert understood >= 0.97 * len(texts)
    assert len(set(texts)) > 290


@pytest.mark.parametrize("text", ["ab", "Fifty", "Health Connector"])
def test_a_misspelling_stays_close(text: str) -> None:
    chance = np.random.default_rng(1)
    for _ in range(50):
        assert abs(len(misspelled(text, chance)) - len(text)) <= 2
