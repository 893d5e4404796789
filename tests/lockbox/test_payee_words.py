"""The words of payees: small letters, as a reader of ink looks them up, the words of our own name among them."""

from __future__ import annotations

from lockbox.payee_words import PAYEE_WORDS


def test_words_are_small_letters_and_those_of_our_own_name_are_among_them() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for word in PAYEE_WORDS)
    assert {"health", "connector", "massachusetts"} <= PAYEE_WORDS
