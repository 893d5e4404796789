"""TIFF for check images: exactly the tags that X9.100-181 has, and every departure from them named."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lockbox.formats.x9.tiff import TAGS, bilevel_tiff, group4_of, strip_of, tiff_faults

STRIP = bytes.fromhex("26a0d5ff00100100")


def test_the_tags_are_these_and_no_others() -> None:
    data = bilevel_tiff(STRIP, 1200, 550, 200)
    with Image.open(io.BytesIO(data)) as picture:
        tags = dict(picture.tag_v2)  # type: ignore[attr-defined] - a TIFF has them
    assert sorted(tags) == list(TAGS)
    assert (tags[256], tags[257], tags[278], tags[259], tags[262], tags[293]) == (1200, 550, 550, 4, 0, 0)
    assert (tags[282], tags[283], tags[296], tags[254], tags[266], tags[274]) == (200, 200, 2, 0, 1, 1)
    assert strip_of(data) == STRIP
    assert tiff_faults(data) == ()


def entry(tag: int) -> int:
    return 10 + 12 * list(TAGS).index(tag)


@pytest.mark.parametrize(
    ("tag", "value", "fault"),
    [
        (259, 5, "tag 259 (Compression) is 5, 4 belongs"),
        (262, 1, "tag 262 (PhotometricInterpretation) is 1"),
        (278, 16, "several strips"),
        (279, 900, "cut short"),
        (282, 8, "resolution"),
    ],
)
def test_a_wrong_tag_is_named(tag: int, value: int, fault: str) -> None:
    data = bytearray(bilevel_tiff(STRIP, 1200, 550, 200))
    struct.pack_into("<I", data, entry(tag) + 8, value)
    assert any(fault in one for one in tiff_faults(bytes(data)))


def test_a_foreign_tag_and_a_missing_one_are_named() -> None:
    data = bytearray(bilevel_tiff(STRIP, 1200, 550, 200))
    struct.pack_into("<H", data, entry(293), 305)
    faults = tiff_faults(bytes(data))
    assert "tag 305 does not belong" in faults
    assert "tag 293 (T6Options) is missing" in faults


def test_a_page_that_needs_only_other_tags_keeps_its_strip() -> None:
    data = bytearray(bilevel_tiff(STRIP, 1200, 550, 200))
    struct.pack_into("<H", data, entry(293), 305)
    assert group4_of(bytes(data), 200) == (STRIP, 1200, 550)
    assert group4_of(bytes(data), 240) is None


@pytest.mark.parametrize(("tag", "value"), [(259, 5), (262, 1), (274, 6), (278, 16), (279, 900), (258, 8)])
def test_a_page_that_needs_more_is_made_anew(tag: int, value: int) -> None:
    data = bytearray(bilevel_tiff(STRIP, 1200, 550, 200))
    struct.pack_into("<I", data, entry(tag) + 8, value)
    assert group4_of(bytes(data), 200) is None


@pytest.mark.parametrize("data", [b"", b"MM\0*", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"])
def test_what_is_no_such_tiff_is_said(data: bytes) -> None:
    assert tiff_faults(data)
    assert group4_of(data, 200) is None


@given(st.integers(0, 250), st.binary(max_size=8))
def test_any_damage_is_looked_at_without_a_crash(place: int, patch: bytes) -> None:
    whole = bilevel_tiff(STRIP, 1200, 550, 200)
    damaged = whole[:place] + patch + whole[place + len(patch) :]
    found = group4_of(damaged, 200)
    assert found is None or (found[1] > 0 and found[2] > 0)
    assert isinstance(tiff_faults(damaged), tuple)
