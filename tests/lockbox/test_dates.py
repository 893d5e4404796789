"""Dates the ways Americans write them."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.date_lattice import read_date_lattice
from lockbox.dates import MONTHS, read_date, usualness
from lockbox.lattice import Lattice, from_probabilities

ALPHABET = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789,.-/'"
RECEIVED = dt.date(2019, 11, 22)
near = st.dates(dt.date(2019, 1, 1), dt.date(2020, 1, 10))


def written(date: dt.date) -> tuple[str, ...]:
    month = MONTHS[date.month - 1].capitalize()
    day, year = date.day, date.year
    return (
        *(f"{date.month}/{day}/{year}", f"{date.month}-{day}-{year % 100:02d}", f"{date.month:02d}.{day:02d}.{year}"),
        *(f"{month[:3]}. {day}, {year}", f"{month} {day}th {year % 100:02d}", f"{day} {month[:3]} {year}"),
        *(date.isoformat(), f"{month.upper()} {day} {year}", f"{date.month:02d}{day:02d}{year}"),
    )


def lattice_of(text: str, sure: float = 0.97) -> Lattice:
    """A reader's view of a text; of each figure it is so sure, and else sees nothing there."""
    rows = []
    for character in text:
        row, blank = np.full((2, len(ALPHABET) + 1), 1e-4)
        row[ALPHABET.index(character) + 1] += sure if character.isdigit() else 0.97
        row[0] += 1 - sure if character.isdigit() else 0
        blank[0] += 0.99
        rows += [row, blank]
    return from_probabilities(np.array(rows), ALPHABET)


@given(near)
@settings(max_examples=40)
def test_every_way_of_writing_is_read(date: dt.date) -> None:
    for text in written(date):
        (best, plausibility), *_ = read_date(text, RECEIVED)
        assert (best, plausibility >= 800) == (date, True), text


@given(near, st.sampled_from([0, 1, 2, 3, 4, 7]))
@settings(max_examples=12, deadline=None)
def test_dates_are_read_off_the_lattice_past_a_label(date: dt.date, way: int) -> None:
    text = written(date)[way]
    for ink, least in ((text, 800), (f"DATE{text}", 700)):
        (best, confidence), *_ = read_date_lattice(lattice_of(ink), RECEIVED)
        assert best == date, ink
        if dt.timedelta(0) <= RECEIVED - date <= dt.timedelta(30):  # other days are doubted, however clear the ink
            assert confidence >= least, ink


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1O/2O/2Ol9", "2019-10-20"),
        ("Octber 20, 2019", "2019-10-20"),
        ("Sept 5 19", "2019-09-05"),
        ("6.5.99", "1999-06-05"),
        ("January 13 1975", "1975-01-13"),
        ("10/20", "2019-10-20"),
        ("12/28", "2019-12-28"),
        ("1/3", "2020-01-03"),
        ("Nov. l, 2019", "2019-11-01"),
        ("20102019", "2019-10-20"),
        ("Date: 11 / 13 / 19", "2019-11-13"),
    ],
)
def test_other_hands(text: str, date: str) -> None:
    assert read_date(text, RECEIVED)[0][0] == dt.date.fromisoformat(date)


def test_doubt_costs_plausibility() -> None:
    clear, no_year, turned, old = (read_date(t, RECEIVED)[0][1] for t in ("10/20/19", "10/20", "20/10/19", "6-5-99"))
    assert clear == 1000 > max(no_year, turned, old)


@pytest.mark.parametrize("text", ["", "hello", "2/30/2019", "00/00/0000", "99999999", "May", "13/13/2019", "412.50"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text, RECEIVED) == ()


@given(st.text(st.sampled_from("0123456789/-. OlIS,JanFebMay") | st.characters(), max_size=20), st.dates())
def test_noise_gives_dates_or_nothing(text: str, received_on: dt.date) -> None:
    for date, plausibility in read_date(text, received_on):
        assert isinstance(date, dt.date)
        assert 0 <= plausibility <= 1000


@given(st.binary(max_size=260))
@settings(max_examples=20, deadline=None)
def test_any_lattice_gives_dates_or_nothing(data: bytes) -> None:
    alphabet = "012345678/ J"
    lattice = Lattice(alphabet, data[: len(data) // (len(alphabet) + 1) * (len(alphabet) + 1)])
    for date, confidence in read_date_lattice(lattice, RECEIVED):
        assert isinstance(date, dt.date)
        assert 0 <= confidence <= 1000


@pytest.mark.parametrize(
    ("ink", "sure", "date"),
    [
        ("1/15/19", 0.97, "2019-01-15"),
        ("DATE 3-2-19", 0.97, "2019-03-02"),
        ("12/15/19", 0.97, "2019-12-15"),
        ("12/15/2009", 0.97, "2009-12-15"),
        ("11/15/19", 0.85, "2019-11-15"),
        ("M/15/19", 0.97, "2019-11-15"),
        ("1V15/2019", 0.97, "2019-11-15"),
        ("1H5-2019", 0.97, "2019-11-15"),
        ("11H15-2019", 0.97, "2019-11-15"),
        ("Nov /5, 2019", 0.97, "2019-11-15"),
        ("NOVEMBER/5.2019", 0.97, "2019-11-15"),
        ("Nov 5/2019", 0.97, "2019-11-05"),
    ],
)
def test_doubtful_ink_means_what_is_usual_and_clear_ink_what_it_says(ink: str, sure: float, date: str) -> None:
    (best, confidence), *_ = read_date_lattice(lattice_of(ink, sure), RECEIVED)
    assert (best, confidence >= 700) == (dt.date.fromisoformat(date), True)


def test_usualness_falls_with_age() -> None:
    weights = [usualness(RECEIVED - dt.timedelta(days=age), RECEIVED) for age in (0, 14, 20, 60, 120, 300, 4000)]
    assert weights == sorted(weights, reverse=True)
    assert usualness(RECEIVED + dt.timedelta(days=5), RECEIVED) < weights[0]
