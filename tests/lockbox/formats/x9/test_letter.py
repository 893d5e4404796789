"""Image cash letters: framing, both codes, totals, and files that are cut, lying or foreign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.formats.x9 import NotAnImageCashLetter, View, looks_like_cash_letter, read_cash_letter


def _frame(text: str, code: str, image: bytes = b"") -> bytes:
    raw = text.encode(code) + image
    return len(raw).to_bytes(4, "big") + raw


def cash_letter(amounts: list[int], code: str = "cp037", *, credit: bool = False, image: bytes = b"II*\x00") -> bytes:
    """Return a small cash letter with a front and a back image for each amount in cents."""
    parts = [_frame("0103T".ljust(80), code)]
    for number, cents in enumerate(amounts, 1):
        parts.append(_frame(f"25{'':15} {12345678:08d}0{'':20}{cents:010d}{number:<15}".ljust(80), code))
        for side in (0, 1):
            parts.append(_frame(f"501{'':28}{side}".ljust(80), code))
            parts.append(_frame("52".ljust(101) + "0000" + "00000" + f"{len(image):07d}", code, image))
    if credit:
        parts.append(_frame("61".ljust(80), code))
    control = f"99{1:06d}{0:08d}{len(amounts) + credit:08d}{sum(amounts):016d}"
    return b"".join([*parts, _frame(control.ljust(80), code)])


@pytest.mark.parametrize("code", ["ascii", "cp037"])
def test_items_images_and_declared_totals_are_read_in_both_codes(code: str) -> None:
    letter = read_cash_letter(cash_letter([10000, 4250], code))
    assert [item.cents for item in letter.items] == [10000, 4250]
    assert [item.sequence for item in letter.items] == ["1", "2"]
    assert letter.items[0].views == (View(False, b"II*\x00"), View(True, b"II*\x00"))
    assert (letter.declared_count, letter.declared_cents, letter.faults) == (2, 14250, ())


def test_a_deposit_ticket_is_no_check() -> None:
    assert read_cash_letter(cash_letter([10000], credit=True)).declared_count == 1


def test_a_cut_file_keeps_what_was_whole_and_says_where_it_ends() -> None:
    whole = cash_letter([10000, 4250])
    letter = read_cash_letter(whole[:-150])
    assert len(letter.items) == 2
    assert letter.declared_count is None
    assert any("record" in fault for fault in letter.faults)
    assert any("99" in fault for fault in letter.faults)


def test_an_image_shorter_than_declared_is_a_fault() -> None:
    data = cash_letter([10000], "ascii").replace(b"0000004II*", b"0000009II*")
    assert any("declares 9 image bytes, 4 are there" in fault for fault in read_cash_letter(data).faults)


def test_foreign_bytes_are_refused() -> None:
    assert not looks_like_cash_letter(b"%PDF-1.7")
    with pytest.raises(NotAnImageCashLetter):
        read_cash_letter(b"%PDF-1.7")


@given(st.binary(max_size=400), st.integers(0, 600), st.binary(min_size=1, max_size=4))
def test_noise_is_read_or_refused_and_nothing_else(tail: bytes, place: int, patch: bytes) -> None:
    whole = cash_letter([125])
    damaged = whole[:place] + patch + whole[place + len(patch) :] + tail
    try:
        letter = read_cash_letter(damaged)
    except NotAnImageCashLetter:
        assert not looks_like_cash_letter(damaged)
    else:
        assert all(item.cents >= 0 for item in letter.items)
