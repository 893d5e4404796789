import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from samples.words import amount_in_figures, amount_in_words, grouped_id, protected_words, spell, written_date


def test_numbers_in_words() -> None:
    assert spell(0) == "zero"
    assert spell(412) == "four hundred twelve"
    assert spell(1021) == "one thousand twenty-one"
    assert protected_words(23507) == "*** TWO HUNDRED THIRTY FIVE AND 07/100 ***"


@given(st.integers(1, 99_999_999), st.integers(0, 2**32))
def test_figures_hold_the_amount(cents: int, seed: int) -> None:
    figures = amount_in_figures(cents, random.Random(seed))
    digits = "".join(character for character in figures.replace("/100", "") if character.isdigit())
    assert int(digits) == cents
    assert amount_in_words(cents, random.Random(seed)).endswith("/100")


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.integers(0, 2**32))
def test_dates_hold_day_and_year(day: dt.date, seed: int) -> None:
    text = written_date(day, random.Random(seed))
    assert str(day.day) in text
    assert f"{day.year % 100:02d}" in text


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 2**32))
def test_grouping_keeps_the_id(member_id: str, seed: int) -> None:
    assert "".join(filter(str.isdigit, grouped_id(member_id, random.Random(seed)))) == member_id
