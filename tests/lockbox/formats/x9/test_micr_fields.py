"""MICR fields as the records spell them: symbols kept, unread characters starred, what is too long made to fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.formats.x9.micr_fields import MicrFields, micr_fields
from lockbox.micr import parse_micr


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("A122000661A 1211D1234D56789C", MicrFields(on_us="1211-1234-56789/")),
        ("A021000021A 12345678C 1042", MicrFields(on_us="12345678/ 1042")),
        ("C001042C A021000021A 12345678C", MicrFields(auxiliary_on_us="001042", on_us="12345678/")),
        ("C001042C6A021000021A 12345678C", MicrFields(auxiliary_on_us="001042", epc="6", on_us="12345678/")),
        ("A021000021A 1234*678C 1042 B0000012345B", MicrFields(on_us="1234*678/ 1042")),
        ("A021000021A 123 456 789 012 345C 0042", MicrFields(on_us="123456789012345/0042")),
    ],
)
def test_fields_keep_their_symbols(line: str, fields: MicrFields) -> None:
    assert micr_fields(parse_micr(line)) == fields


def test_without_a_line_there_are_none() -> None:
    assert micr_fields(None) == MicrFields()


@given(st.text("0123456789ABCD* ", max_size=80))
def test_they_always_fit(line: str) -> None:
    fields = micr_fields(parse_micr(line))
    assert len(fields.auxiliary_on_us) <= 15
    assert len(fields.on_us) <= 20
    assert len(fields.epc) <= 1
