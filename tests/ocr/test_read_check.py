"""A date is read a second time only where neither the reader of words nor that of digits settles it."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from lockbox.records import Zone
from ocr.engine import Engines, Gray, LineRead
from ocr.engines import load_engines
from ocr.page import PageImage, gray_of
from ocr.read_check import find_band, read_check
from ocr.sheet import Sheet, lay_out
from samples.checks import draw_check
from samples.fonts import find_fonts
from samples.hand import Writer, any_hand
from samples.instruments import BANKS, Instrument, Kind, code_line


class Says:
    """A reader that says the same of every line and counts them."""

    def __init__(self, name: str, text: str, confidence: int) -> None:
        self.name, self.fingerprint, self.lines = name, name * 8, 0
        self._read = LineRead(text, confidence)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        self.lines += len(crops)
        return (self._read,) * len(crops)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


@pytest.fixture(scope="module")
def sheet(engines: Engines) -> Sheet:
    chance = random.Random(3)
    item = Instrument(
        kind=Kind.PERSONAL,
        bank=BANKS[1],
        drawer=("Rosa Delgado", "12 Elm St", "Lowell, MA 01851"),
        payee="Health Connector",
        cents=41250,
        figures="412.50",
        words="Four hundred twelve and 50/100",
        day=dt.date(2026, 2, 14),
        date="02/14/2026",
        memo="",
        signature="Rosa Delgado",
        account="123456789",
        serial="1025",
        cells=code_line(Kind.PERSONAL, BANKS[1], "123456789", "1025", random.Random(1)),
    )
    paper = draw_check(item, find_fonts(), Writer(any_hand(find_fonts(), chance), chance), 200)
    page = PageImage(gray_of(paper.pixels()), 200)
    return find_band(lay_out(page, engines))[0]


def dates(sheet: Sheet, words: LineRead, digits: LineRead) -> list[str]:
    """Return which readers saw the date, where those of a check say given things."""
    fakes = {
        "words": Says("words", words.text, words.confidence),
        "digits": Says("digits", digits.text, digits.confidence),
        "second": Says("second", "2/14/26", 500),
    }
    seen = read_check(replace(sheet, engines=replace(sheet.engines, **fakes)))
    return [one.engine.partition(":")[0] for one in seen if one.zone is Zone.DATE]


def test_two_families_that_agree_settle_a_date(sheet: Sheet) -> None:
    assert dates(sheet, LineRead("02/14/2026", 300), LineRead("02-14-2026", 300)) == ["words", "digits"]


def test_a_sure_date_is_settled(sheet: Sheet) -> None:
    assert dates(sheet, LineRead("02/14/2026", 700), LineRead("02112026", 300)) == ["words", "digits"]


def test_a_date_in_words_is_none_for_the_reader_of_digits(sheet: Sheet) -> None:
    assert dates(sheet, LineRead("Feb 14 2026", 700), LineRead("142026", 300)) == ["words"]


def test_a_doubtful_date_is_read_a_second_time(sheet: Sheet) -> None:
    assert dates(sheet, LineRead("02/14/2026", 699), LineRead("02112026", 300)) == ["words", "second", "digits"]
