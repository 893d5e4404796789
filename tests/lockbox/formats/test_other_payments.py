"""Payments by other channels from CSV: taken whole, or every mistake named with its line."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.formats.other_payments import COLUMNS, PaymentsError, parse_payments
from lockbox.records import Coverage
from lockbox.settlement import OtherPayment

ANN = "730021448815"
HEADER = ",".join(COLUMNS)
ROW = f"{ANN},medical,2026-04,100.00,2026-03-18,online,W-1"
PAID = OtherPayment(ANN, Coverage.MEDICAL, "2026-04", 100_00, dt.date(2026, 3, 18), "online", "W-1")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER.upper()}\r\n\r\n{ROW}\r\n,,,,,,\r\n",
        f"{HEADER},remarks\n{ROW},by hand\n",
        f"{HEADER}\n{ROW.replace('100.00', ' $100.00 ').replace('medical', 'Medical').replace('online', 'Online')}",
    ],
)
def test_spellings_of_one_payment_mean_the_same(text: str) -> None:
    assert parse_payments(text) == (PAID,)


def test_a_payment_taken_back_is_a_line_of_its_own() -> None:
    back = ROW.replace("100.00", '"-1,100.00"').replace("W-1", "W-1R")
    assert [one.cents for one in parse_payments(f"{HEADER}\n{back}\n{ROW}\n")] == [-1_100_00, 100_00]


def mistakes(text: str) -> list[str]:
    with pytest.raises(PaymentsError) as caught:
        parse_payments(text)
    return [one.strip() for one in str(caught.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (ANN, "73002144881", "member_id '73002144881' is not 12 digits (has a spreadsheet dropped leading zeros?)"),
        ("medical", "vision", "coverage 'vision' is neither medical nor dental"),
        ("2026-04", "2026-13", "coverage_month '2026-13' is not a month as YYYY-MM"),
        ("100.00", "100", "amount '100' is not dollars with two decimals below a million"),
        ("100.00", "0.00", "amount is nothing"),
        ("2026-03-18", "3/18/26", "paid_on '3/18/26' is not a day as YYYY-MM-DD"),
        ("2026-03-18", "2026-02-30", "paid_on '2026-02-30' is no day of the calendar"),
        ("online", "on line", "channel 'on line' is not a short lower-case word such as online or phone"),
        ("W-1", "", "reference '' is not 1 to 64 plain characters"),
        (",online", "", "6 fields where the header has 7"),
        ("W-1", '"W-1"x', "this is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, fault: str) -> None:
    other = ROW.replace("W-1", "W-2")
    assert mistakes(f"{HEADER}\n{other}\n{ROW.replace(old, new, 1)}\n") == [f"line 3: {fault}"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["line 1: the file lists no payment"]),
        (f"{HEADER}\n", ["line 1: the file lists no payment"]),
        (f"{HEADER[:-10]}\n{ROW}\n", ["line 1: column reference is missing"]),
        (f"{HEADER},channel\n{ROW},x\n", ["line 1: column channel is there twice"]),
        (f"{HEADER}\n{ROW}\n{ROW}\n", ["line 3: reference W-1 of online is on line 2 already"]),
        (
            f"{HEADER}\n{ROW.replace('100.00', '0.00').replace('medical', 'x')}\n{ROW.replace('W-1', '')}\n",
            [
                "line 2: coverage 'x' is neither medical nor dental",
                "line 3: reference '' is not 1 to 64 plain characters",
            ],
        ),
    ],
)
def test_every_mistake_of_a_file_is_named(text: str, faults: list[str]) -> None:
    assert mistakes(text) == faults


def test_of_very_many_mistakes_the_rest_is_counted() -> None:
    assert mistakes(f"{HEADER}\n" + f"{ROW.replace('medical', 'x')}\n" * 250)[-1] == "and 50 more"


@given(st.text(max_size=80) | st.text(f'{ROW}\n"', max_size=200).map(lambda rows: f"{HEADER}\n{rows}"))
def test_noise_gives_payments_or_one_typed_error(text: str) -> None:
    with contextlib.suppress(PaymentsError):
        assert all(one.cents and one.reference for one in parse_payments(text))
