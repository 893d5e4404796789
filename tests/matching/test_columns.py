from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.columns import Index, Texts, columns_of_index, columns_of_texts, pack, unpack

WORDS = st.lists(st.text(max_size=6), max_size=12)
FILED = st.dictionaries(st.text(max_size=4), st.lists(st.integers(0, 2**32 - 1), max_size=4).map(sorted), max_size=12)


@given(WORDS)
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    found = Texts.over(unpack(pack(columns_of_texts("words", texts))), "words")
    assert list(found) == texts
    assert found[1:4] == texts[1:4]
    for beyond in (len(texts), -1):
        with pytest.raises(IndexError):
            found[beyond]


@given(FILED, st.text(max_size=4))
def test_an_index_gives_the_places_of_each_key_and_of_no_other(filed: dict[str, list[int]], other: str) -> None:
    index = Index.over(unpack(pack(columns_of_index("keys", filed))), "keys")
    assert {key: list(index[key]) for key in index} == filed
    assert list(index) == sorted(filed)
    assert len(index) == len(filed)
    assert list(index.get(other, ())) == filed.get(other, [])


@given(st.binary(max_size=60))
def test_bytes_that_were_not_packed_are_refused(noise: bytes) -> None:
    with pytest.raises(ValueError, match="not the columns"):
        unpack(noise)


@given(st.integers(0, 2000), st.integers(1, 255))
def test_a_changed_byte_is_found(place: int, change: int) -> None:
    data = bytearray(pack({"numbers": np.arange(100), "none": np.array([], np.uint8)}))
    data[place % len(data)] ^= change
    with pytest.raises(ValueError, match="not the columns"):
        unpack(bytes(data))
