"""Dates put together from readers that err apart."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Box, Sighting, Zone
from ocr.interpret_dates import read_check_date, together, with_lost_ones

RECEIVED = dt.date(2026, 11, 20)
TENTH, TWELFTH = dt.date(2026, 11, 10), dt.date(2026, 11, 12)


def seen(text: str, confidence: int, engine: str) -> Sighting:
    return Sighting(Zone.DATE, Box(0, 0, 90, 20), text, confidence, f"{engine}:1", ((text, confidence),), None)


def test_a_sure_reader_outweighs_a_doubtful_one() -> None:
    date = read_check_date(
        [seen("1/2/26", 213, "ppocr"), seen("J/2126", 134, "ppocr-wide"), seen("11/12/26", 982, "digits")],
        0, RECEIVED, 700,
    )  # fmt: skip
    assert date.value == TWELFTH
    assert date.text == "11/12/26"
    assert date.source == "date:digits:1+ppocr-wide:1+ppocr:1"


def test_two_sure_readers_that_differ_leave_the_date_open() -> None:
    date = read_check_date([seen("11/10/26", 900, "ppocr"), seen("11/12/26", 900, "digits")], 0, RECEIVED, 700)
    assert date.value is None
    assert {text for text, _ in date.candidates} == {TENTH.isoformat(), TWELFTH.isoformat()}


def test_agreement_makes_surer_than_either() -> None:
    alone = together([{TENTH: 600}])[TENTH]
    assert together([{TENTH: 600}, {TENTH: 600}])[TENTH] > alone


def test_readers_that_clearly_say_different_dates_leave_neither_sure() -> None:
    nineteenth = dt.date(2026, 11, 19)
    support = together([{TWELFTH: 870, nineteenth: 55}, {nineteenth: 913, TENTH: 75}])
    assert max(support.values()) < 200


def test_a_date_that_no_reader_puts_first_is_not_sure() -> None:
    fifth, january = dt.date(2026, 11, 5), dt.date(2026, 1, 10)
    support = together([{fifth: 353, TENTH: 110, TWELFTH: 200}, {january: 546, TENTH: 292}])
    assert max(support.values()) < 700


def test_a_date_that_one_reader_hardly_allows_is_not_sure() -> None:
    seventh, seventeenth = dt.date(2026, 11, 7), dt.date(2026, 11, 17)
    support = together([{seventh: 988}, {seventeenth: 485, dt.date(2026, 11, 11): 428, seventh: 62}])
    assert max(support.values()) < 700


def test_a_stale_date_that_one_more_stroke_makes_usual_is_not_sure() -> None:
    january, march = dt.date(2026, 1, 12), dt.date(2026, 3, 12)
    support = with_lost_ones({january: 980}, RECEIVED)
    assert support[january] < 700
    assert support[TWELFTH] < 700
    assert with_lost_ones({march: 980}, RECEIVED) == {march: 980}
    assert with_lost_ones({TENTH: 980}, RECEIVED) == {TENTH: 980}


@pytest.mark.parametrize(("text", "value"), [("1/12/26", None), ("01/12/26", dt.date(2026, 1, 12))])
def test_a_zero_before_the_month_shows_that_no_one_is_lost(text: str, value: dt.date | None) -> None:
    date = read_check_date([seen(text, 980, "ppocr"), seen(text, 980, "digits")], 0, RECEIVED, 700)
    assert date.value == value
    assert date.candidates[0][0] == "2026-01-12"  # a check that may be stale stays one for a clerk
    assert TWELFTH.isoformat() not in dict(date.candidates)


def test_a_lost_one_hardly_makes_a_usual_date_doubtful() -> None:
    assert with_lost_ones({dt.date(2026, 11, 4): 980}, RECEIVED)[dt.date(2026, 11, 4)] > 900


def test_one_family_of_readers_speaks_once() -> None:
    views = [seen("11/10/26", 400, "ppocr"), seen("11/10/26", 400, "ppocr-wide")]
    assert read_check_date(views, 0, RECEIVED, 700).value is None


def test_nothing_seen_is_no_date() -> None:
    assert read_check_date([], 0, RECEIVED, 700).value is None


_SHARES = st.dictionaries(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.integers(1, 1000), max_size=4)


@given(st.lists(_SHARES.filter(lambda shares: sum(shares.values()) <= 1000), min_size=1, max_size=3))
def test_what_readers_come_to_is_a_share_of_one(readings: list[dict[dt.date, int]]) -> None:
    support = together(readings)
    assert sum(support.values()) <= 1000
    assert list(support.values()) == sorted(support.values(), reverse=True)
