"""Numbers in lines of text, whole, grouped, misread, or two on a line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.number_runs import number_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Memo 730021448815", ["730021448815"]),
        ("Memo7300-2144-8815 Rosa", ["7300-2144-8815"]),
        ("7300 2144 88I5", ["7300 2144 88I5"]),
        ("ID 73OO21448815, WellSense", ["73OO21448815"]),
        ("call 617-555-0123 now", ["617-555-0123"]),
        ("4111 1111 1111 1111", []),
        ("03/14/2026", []),
        ("Boston MA 02118", []),
        ("subschiben 10 377-798-966-523", ["377-798-966-523"]),
        ("Subscriber10583-986-509-677", ["583-986-509-677"]),
        ("1953 +548 5285", ["1953 +548 5285"]),
        ("59708v641054", ["59708v641054"]),
        ("Acct734262294", ["734262294"]),
        ("one hundred 412263294", []),
        ("723-45-6789", []),
        ("723-456-789", ["723-456-789"]),
        ("7300 2144 8815 & 7300 2144 8816", ["7300 2144 8815", "7300 2144 8816"]),
        ("551941258.414 1610 0557 8800", ["551941258.414", "1610 0557 8800"]),
        ("382348138765179065372292", ["382348138765", "179065372292"]),
    ],
)
def test_runs_of_digits_are_found_however_they_are_grouped(text: str, runs: list[str]) -> None:
    assert [text[start:end] for start, end in number_runs(text)] == runs


@given(st.text(max_size=60) | st.text("0123456789 -.OlGv#acct+", max_size=60))
def test_runs_of_noise_stand_in_it_one_after_the_other(text: str) -> None:
    runs = number_runs(text)
    assert all(0 <= start < end <= len(text) for start, end in runs)
    assert all(one[1] <= two[0] for one, two in pairwise(runs))
