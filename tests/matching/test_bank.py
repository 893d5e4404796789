"""What the bank says is laid beside deposits and checks; what is not certain is a clerk's, and no line is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.banking import DEPOSIT, DEPOSIT_ITEM, RETURNED, BankLine, Deposit, Paper, ReturnClue, Upshot
from lockbox.reasons import Reason
from matching.bank import Terms, bank_differs, compare, match_return, returned_before

DAY = dt.date(2026, 3, 20)
TERMS = Terms()
BATCH = "0a1b2c3d4e5f"


def said(cents: int, code: str = DEPOSIT, record: int = 1, **more: str) -> BankLine:
    return replace(BankLine("f" * 64, record, code, cents, DAY, "", "", "", "7890"), **more)


def deposit(cents: int, batch: str = BATCH, days_before: int = 0, **more: bool) -> Deposit:
    return Deposit(batch, DAY - dt.timedelta(days=days_before), cents, **more)


def told(*lines: BankLine, waiting: tuple[Deposit, ...] = ()) -> list[tuple[Upshot, str, int, str]]:
    done, _ = compare(lines, waiting, TERMS)
    return [(one.upshot, one.batch, one.off_cents, one.finding.detail if one.finding else "") for one in done]


OLD, NEW = deposit(900, "old", 3), deposit(900, "new")


@pytest.mark.parametrize(
    ("line", "waiting", "batch"),
    [
        (said(900), (NEW, OLD), "old"),
        (said(700, said=f"LOCKBOX {BATCH[:8]}"), (OLD, deposit(700, "other"), deposit(800)), BATCH),
        (said(700, bank_reference=BATCH.upper()), (OLD, deposit(800)), BATCH),
        (said(700, customer_reference=BATCH[:8]), (OLD, deposit(800)), BATCH),
        (said(700, said=BATCH[:7]), (OLD, deposit(800)), ""),
        (said(700), (deposit(800, "only", 7),), "only"),
        (said(700), (deposit(800, "long ago", 8), deposit(700, "tomorrow", -1)), ""),
        (said(700), (OLD, NEW), ""),
        (said(900), (deposit(900, "ruled", ruled=True), deposit(900, "the night's")), "the night's"),
    ],
    ids=["oldest", "named", "bank", "customer", "too short", "only one", "out of time", "either", "night first"],
)
def test_a_credit_is_for_the_deposit_it_names_or_equals_or_the_only_one(
    line: BankLine, waiting: tuple[Deposit, ...], batch: str
) -> None:
    (one,), _ = compare([line], waiting, TERMS)
    assert one.batch == batch
    assert one.deposit == next((other.name for other in waiting if other.batch == batch), "")


@pytest.mark.parametrize(
    ("line", "off", "words"),
    [
        (said(900), 0, ""),
        (said(1000), 100, "the books have $9.00, the bank credited $10.00 on 2026-03-20: $1.00 too much"),
        (said(899), -1, "$0.01 too little"),
    ],
)
def test_a_credit_is_off_by_what_it_differs(line: BankLine, off: int, words: str) -> None:
    (one,), _ = compare([line], [NEW], TERMS)
    assert one.off_cents == off
    assert one.upshot is (Upshot.DIFFERENCE if off else Upshot.CREDITED)
    assert (words in one.finding.detail and one.finding.reason is Reason.OUT_OF_BALANCE) if one.finding else not off


def test_items_listed_singly_are_one_credit_a_day_and_reference() -> None:
    first, second = said(400, DEPOSIT_ITEM, 1), said(500, DEPOSIT_ITEM, 2)
    other = said(800, DEPOSIT_ITEM, 3, customer_reference="B2")
    assert [one[:3] for one in told(first, second, other, waiting=(NEW, deposit(800, "b2")))] == [
        (Upshot.CREDITED, "new", 0),
        (Upshot.CREDITED, "new", 0),
        (Upshot.CREDITED, "b2", 0),
    ]
    strange = told(first, second)
    assert strange[0][:3] == (Upshot.DIFFERENCE, "", 900)
    assert "credited $9.00 on 2026-03-20, and no deposit waits for that" in strange[0][3]
    assert strange[1] == (Upshot.NOTED, "", 0, "")


def test_items_below_their_sum_are_noted_and_counted_once() -> None:
    assert [one[0] for one in told(said(900), said(900, DEPOSIT_ITEM, 2), waiting=(NEW, deposit(900, "b")))] == [
        Upshot.CREDITED,
        Upshot.NOTED,
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (said(70, "695"), "a deposit correction to our debit of $0.70 on 2026-03-20"),
        (said(70, "118"), "an adjustment credit of $0.70 on 2026-03-20"),
        (said(900, status="2"), "the bank deletes what it said of 2026-03-20: $9.00, code 115"),
        (said(900, DEPOSIT_ITEM, status="3"), "the bank corrects what it said of 2026-03-20: $9.00, code 116"),
        (said(70, "695", status="3"), "the bank corrects what it said of 2026-03-20: $0.70, code 695"),
        (said(900, "475"), ""),
        (said(900, "475", status="2"), ""),
    ],
)
def test_a_line_that_is_no_credit_is_noted_or_a_clerks(line: BankLine, words: str) -> None:
    assert told(line, waiting=(NEW,)) == [(Upshot.DIFFERENCE if words else Upshot.NOTED, "", 0, words)]


def test_a_deposit_is_missing_after_the_days_the_bank_may_take() -> None:
    waiting = (deposit(500, "late", 3), deposit(600, "in time", 2))
    _, missing = compare([said(1, "475")], waiting, TERMS)
    assert [(one.deposit.batch, one.finding.detail, one.finding.blocks) for one in missing] == [
        ("late", "the deposit of 2026-03-17, $5.00, was not credited", True)
    ]
    assert compare([], waiting, TERMS) == ((), ())


CODES = st.sampled_from((DEPOSIT, DEPOSIT_ITEM, RETURNED, "695", "475"))
LINES = st.lists(st.tuples(st.integers(1, 5), CODES, st.sampled_from("123")), max_size=8)


@given(LINES, st.lists(st.tuples(st.integers(1, 5), st.integers(-1, 9)), max_size=5))
def test_every_line_but_a_return_is_told_once_and_every_cent_of_a_credit_accounted_for(
    lines: list[tuple[int, str, str]], waiting: list[tuple[int, int]]
) -> None:
    told = [said(cents, code, record, status=status) for record, (cents, code, status) in enumerate(lines)]
    ours = [deposit(cents, f"b{place}", days) for place, (cents, days) in enumerate(waiting)]
    done, missing = compare(told, ours, TERMS)
    assert [one.line for one in done] == [line for line in told if line.code != RETURNED]
    taken = {one.batch for one in done if one.batch}
    assert not taken & {one.deposit.batch for one in missing}
    valid = [line for line in told if line.status == "1"]
    whole = [line.cents for line in valid if line.code == DEPOSIT]
    credited = sum(whole or (line.cents for line in valid if line.code == DEPOSIT_ITEM))
    assert credited == sum(one.cents for one in ours if one.batch in taken) + sum(one.off_cents for one in done)


# --- Returns -------------------------------------------------------------------------------------

RETURN = said(900, RETURNED)
PAPER = Paper("b", "E1", 1, 900, "C-1", "whole", "account", "021000021", "0012")
SAME_ACCOUNT = Paper("b", "E2", 2, 900, "C-2", "other", "account", "021000021", "0013")
STRANGER = Paper("b", "E3", 1, 900, "C-3", "third", "another", "011000015", "0012")
NUMBERLESS = Paper("b", "E4", 1, 900, "C-4")
ALL = (PAPER, SAME_ACCOUNT, STRANGER, NUMBERLESS)


@pytest.mark.parametrize(
    ("clue", "papers", "envelope"),
    [
        (ReturnClue(confirmation="C-2", item_key="whole"), ALL, "E2"),
        (ReturnClue(confirmation="C-9", item_key="whole"), ALL, ""),
        (ReturnClue(item_key="third", account_key="account"), ALL, "E3"),
        (ReturnClue(account_key="another"), ALL, "E3"),
        (ReturnClue(account_key="account"), ALL, ""),
        (ReturnClue(account_key="account", serial="13"), ALL, "E2"),
        (ReturnClue(account_key="account", serial="99"), ALL, ""),
        (ReturnClue(serial="13"), ALL, "E2"),
        (ReturnClue(serial="0012"), ALL, ""),
        (ReturnClue(serial="12", routing="011000015"), ALL, "E3"),
        (ReturnClue(serial="12", routing="055"), ALL, ""),
        (ReturnClue(serial="12"), (NUMBERLESS,), ""),
        (ReturnClue(serial="12", routing="055"), (Paper("b", "E5", 1, 900, "C-5", serial="12"),), "E5"),
        (ReturnClue(routing="021000021"), (PAPER,), ""),
        (ReturnClue(), (PAPER,), ""),
    ],
)
def test_a_return_is_of_the_one_check_its_strongest_clue_names(
    clue: ReturnClue, papers: tuple[Paper, ...], envelope: str
) -> None:
    done = match_return(RETURN, clue, papers)
    assert done.finding
    assert (done.finding.reason, done.finding.blocks) == (Reason.RETURNED_ITEM, True)
    assert done.envelope == envelope
    assert done.upshot is (Upshot.RETURNED if envelope else Upshot.DIFFERENCE)
    assert (done.batch, done.item > 0) == (("b", True) if envelope else ("", False))


@pytest.mark.parametrize(
    ("line", "reason", "papers", "words"),
    [
        (RETURN, "a", (PAPER,), "the bank returned $9.00 on 2026-03-20: not sufficient funds"),
        (RETURN, "Odd", (PAPER,), "the bank returned $9.00 on 2026-03-20: odd"),
        (RETURN, "", (), "(the bank gives no reason); no deposited check of that amount is known"),
        (said(900, RETURNED, status="3"), "A", (PAPER,), "it may be C-1"),
        (RETURN, "A", (NUMBERLESS,) * 5, "it may be C-4, C-4, C-4, C-4, C-4"),
        (RETURN, "A", (NUMBERLESS,) * 7, "it may be C-4, C-4, C-4, C-4, C-4 and 2 more"),
    ],
)
def test_a_return_says_why_and_which_check_it_may_be(
    line: BankLine, reason: str, papers: tuple[Paper, ...], words: str
) -> None:
    finding = match_return(line, ReturnClue(account_key="account", reason=reason), papers).finding
    assert finding
    assert finding.detail.endswith(words)


def test_what_no_paper_shows_blocks() -> None:
    before, other = returned_before(RETURN), bank_differs("file 7 differs")
    assert (before.reason, before.blocks) == (Reason.RETURNED_ITEM, True)
    assert before.detail == "the bank returned $9.00 on 2026-03-20; that check was taken back before"
    assert (other.reason, other.detail, other.blocks) == (Reason.OUT_OF_BALANCE, "file 7 differs", True)
