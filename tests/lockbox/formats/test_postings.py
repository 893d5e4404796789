"""What a night paid, as the files that leave are made of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from lockbox.formats.postings import by_member, named
from lockbox.settlement import Member

sys.path.append(str(Path(__file__).parent))
from payments import ANN, ANNS, BOB, NIGHT


def test_a_part_has_the_name_that_the_roster_has() -> None:
    bare = replace(ANNS, first_name="", last_name="")
    ann = Member(ANN, "Ann", "Baker", "12 Elm Street", "Boston", "MA", "02118")
    assert named(bare, ann) == ANNS
    assert named(bare, None) == bare


def test_parts_are_gathered_by_subscriber_in_the_order_of_their_ids() -> None:
    gathered = by_member(reversed(NIGHT.payments))
    assert [(who, [part.cents for _, part in pairs]) for who, pairs in gathered] == [
        (ANN, [412_50, 42_00]),
        (BOB, [7_05]),
    ]


def test_a_control_number_has_nine_digits_and_is_of_what_it_is_about() -> None:
    numbers = {NIGHT.number("820", carrier) for carrier in NIGHT.carriers}
    assert len(numbers) == len(NIGHT.carriers) == 2
    assert all(str(number).startswith("26324") and len(str(number)) == 9 for number in numbers)
