"""The names under which the bank's side is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from lockbox.banking import BankLine, Deposit

DAY = dt.date(2026, 3, 20)
LINE = BankLine("f" * 64, 7, "115", 900, DAY, "", "", "LOCKBOX", "7890")


def test_a_line_is_named_by_its_file_and_place_alone() -> None:
    assert LINE.id == replace(LINE, cents=901, said="other").id
    assert len({LINE.id, replace(LINE, record=8).id, replace(LINE, file="e" * 64).id}) == 3


def test_the_deposits_of_one_batch_have_names_of_their_own() -> None:
    names = [Deposit("b", on, 900, ruled).name for on in (DAY, DAY + dt.timedelta(1)) for ruled in (False, True)]
    assert names == ["2026-03-20", "2026-03-20 ruled", "2026-03-21", "2026-03-21 ruled"]
