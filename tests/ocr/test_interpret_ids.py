"""Written ids: what two readers of digits saw is read off both their lattices."""

from __future__ import annotations

import numpy as np

from lockbox.lattice import from_probabilities
from lockbox.records import Box, MentionKind, Sighting, Zone
from ocr.interpret_ids import joined, read_member_id

_DIGITS = "0123456789"
_ID = "730021448815"
_BOX = Box(10, 10, 300, 40)


def _seen(text: str, engine: str, doubt: str = "", place: int = 0) -> Sighting:
    """Return a sighting with a lattice; at one place another digit is nearly as likely."""
    steps = []
    for index, character in enumerate(text):
        row = np.full(11, 0.001)
        row[int(character) + 1] = 1.0
        if doubt and index == place:
            row[int(doubt) + 1] = 0.9
        steps += [np.eye(11)[0], row / row.sum()]
    lattice = from_probabilities(np.array([*steps, np.eye(11)[0]]), _DIGITS)
    return Sighting(Zone.MEMBER_ID, _BOX, text, 900, engine, ((text, 900),), lattice)


def _bare(text: str, engine: str) -> Sighting:
    return Sighting(Zone.MEMBER_ID, _BOX, text, 900, engine, ((text, 900),))


def test_two_readers_are_read_as_one() -> None:
    wrong = "740021448815"
    mention = read_member_id((_seen(wrong, "digits:1", "3", 1), _seen(_ID, "ppocr:1")), (), 0, 0)
    assert mention.kind is MentionKind.MEMBER_ID
    assert mention.found.value == _ID
    assert mention.found.source == "member_id:ppocr+digits"


def test_the_lattice_is_of_both() -> None:
    one, other = _seen(_ID, "digits:1", "9", 5), _seen(_ID, "ppocr:1")
    mention = read_member_id((one, other), (), 0, 0)
    assert mention.found.lattice is not None
    assert mention.found.lattice not in (one.lattice, other.lattice)


def test_one_reader_or_readers_of_one_family_stay_as_they_are() -> None:
    one = _seen(_ID, "digits:1")
    assert joined([one]) == (one,)
    kin = _seen(_ID, "digits-wide:1")
    assert joined([one, kin]) == (one, kin)


def test_a_reader_without_a_lattice_only_votes() -> None:
    line = (_seen(_ID, "digits:1"), _bare(_ID, "other:1"))
    assert joined(line) == line
    assert read_member_id(line, (), 0, 0).found.value == _ID


def test_text_around_votes_for_the_number_it_is_like() -> None:
    text = Sighting(Zone.WRITTEN, _BOX, f"Member ID {_ID}", 900, "ppocr-wide:1", ((f"Member ID {_ID}", 900),))
    alone = read_member_id((_bare(_ID, "digits:1"),), (), 0, 0).found.confidence
    assert read_member_id((_bare(_ID, "digits:1"),), (text,), 0, 0).found.confidence > alone


def test_a_billing_account_has_nine_digits() -> None:
    assert read_member_id((_bare("712345678", "digits:1"),), (), 0, 0).kind is MentionKind.BILLING_ACCOUNT
