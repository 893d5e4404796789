import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batches.balance import Balance, weigh
from lockbox.reasons import Disposition, Reason
from lockbox.records import (
    Batch,
    Field,
    Instrument,
    InstrumentKind,
    PageFacts,
    PageKind,
    Remittance,
    Side,
    Stray,
)
from lockbox.settlement import Decision, Finding, Outcome, Verdict

HELD = (Finding(Reason.NO_ID, "no id", True),)


def outcome(amounts: Sequence[int | None], failed: int = 0, strays: int = 0) -> Outcome:
    """Return an envelope with instruments of these amounts, pages that failed and files that are no page."""
    instruments = tuple(
        Instrument(item, InstrumentKind.CHECK, 0, -1, *[Field()] * 10) for item, _ in enumerate(amounts, 1)
    )
    pages = tuple(PageFacts(page, PageKind.OTHER, Side.UNKNOWN, failure="crashed") for page in range(failed))
    stray = tuple(Stray("x", "0" * 64, "broken") for _ in range(strays))
    decisions = [
        Decision(item, Verdict.HOLD, Disposition.HOLD, amount, (), HELD) for item, amount in enumerate(amounts, 1)
    ] or [Decision(0, Verdict.HOLD, Disposition.NONE, None, (), HELD)]
    return Outcome("001", Remittance(pages, instruments, strays=stray), (), tuple(decisions))


def balance(count: int | None, cents: int | None, *outcomes: Outcome) -> Balance:
    return weigh(Batch("night", dt.date(2026, 3, 2), (), count, cents), outcomes)


@pytest.mark.parametrize(
    ("count", "cents", "outcomes", "faults"),
    [
        (None, None, [outcome([100])], 0),
        (2, 300, [outcome([100]), outcome([200])], 0),
        (2, 300, [outcome([100, 200])], 0),
        (3, None, [outcome([100]), outcome([200])], 1),
        (1, None, [outcome([100]), outcome([200])], 1),
        (None, 301, [outcome([100]), outcome([200])], 1),
        (1, 301, [outcome([100]), outcome([200])], 2),
        (2, 500, [outcome([100]), outcome([None])], 0),
        (2, 99, [outcome([100]), outcome([None])], 1),
        (2, 300, [outcome([100]), outcome([], failed=1)], 0),
        (4, 300, [outcome([100]), outcome([], failed=2)], 1),
        (2, 300, [outcome([100]), outcome([], strays=1)], 0),
        (1, 100, [outcome([100]), outcome([], failed=1)], 0),
        (0, 0, [outcome([])], 0),
    ],
)
def test_declared_figures_hold_or_do_not(
    count: int | None, cents: int | None, outcomes: list[Outcome], faults: int
) -> None:
    weighed = balance(count, cents, *outcomes)
    assert len(weighed.faults) == faults
    assert weighed.holds == (not faults)


def test_what_cannot_be_compared_is_said() -> None:
    weighed = balance(2, 500, outcome([100, None]))
    assert weighed.open_questions == ("the total is open: 1 amount not read",)
    assert balance(1, 101, outcome([100])).faults == ("declared $1.01, found $1.00",)
    assert balance(2, None, outcome([100]), outcome([], failed=1)).open_questions
    assert balance(None, None, outcome([None], failed=1)).open_questions == ()


@given(st.lists(st.lists(st.none() | st.integers(1, 10**7), max_size=3), max_size=6))
def test_true_declarations_always_hold(envelopes: list[list[int | None]]) -> None:
    known = sum(amount or 0 for amounts in envelopes for amount in amounts)
    unread = sum(amount is None for amounts in envelopes for amount in amounts)
    count = sum(len(amounts) for amounts in envelopes)
    outcomes = [outcome(amounts) for amounts in envelopes]
    assert balance(count, known + 50 * unread, *outcomes).holds
    assert not balance(count + 1, known, *outcomes).holds
    assert not balance(count, known - 1, *outcomes).holds
