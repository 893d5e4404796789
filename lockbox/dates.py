"""Dates the ways Americans write them on a check, as candidates relative to the day the mail came."""

from __future__ import annotations

import datetime as dt
import re

from rapidfuzz import fuzz, process

Dates = tuple[tuple[dt.date, int], ...]
"""Dates and plausibility (0 to 1000), best first."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
"""Names of the months, January first."""
AGES = ((-366, 6), (-62, 10), (0, 80), (15, 1000), (31, 400), (91, 120), (181, 60), (731, 16))
"""How likely one day is as the date of a check, in 1/1000 of the likeliest, by its age in days when it came: the
weight of each row holds for ages below its first number. Flatter than life, where one check in a hundred is
stale: what is clearly written must be believed, and only doubtful ink be read as what is usual."""
_AGELESS = 6
_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_LETTERS = str.maketrans("OoQDlI|!SsBZz", "0000111155822")
_WORD = re.compile(r"[A-Za-z]{3,}")
_ORDINAL = re.compile(r"(?i)(?<=[0-9])\s*(?:st|nd|rd|th)\b")
_GROUPED = re.compile(r"[^0-9]+")
_FIGURES_ONLY = re.compile(r"[0-9OoQDlI|!SsBZz\s/.,\-\u2013\u2014_'\\:]+")


def read_date(text: str, received_on: dt.date) -> Dates:
    """Return what a written date may mean, best first.

    Month stands before day unless it cannot. A two-digit or missing year is the one that brings the
    date nearest to ``received_on``; a missing year costs plausibility. Dates far from
    ``received_on`` stay possible (a stale check is stale), only less plausible.
    """
    clean = _ORDINAL.sub("", text.strip().strip("'\"*_"))
    clean = re.sub(r"(?i)\bdate\b[ :]*", "", clean)
    found = _with_month_name(clean, received_on) or _with_figures(clean, received_on)
    best: dict[dt.date, int] = {}
    for date, plausibility in found:
        score = plausibility * _nearness(date, received_on) // 1000
        best[date] = max(best.get(date, 0), score)
    return tuple(sorted(best.items(), key=lambda guess: (-guess[1], guess[0])))


def _with_month_name(text: str, received_on: dt.date) -> list[tuple[dt.date, int]]:
    """Read ``Oct. 20, 2019``, ``20 Oct 2019``, ``January 13 1975``, misspelled months too."""
    for word in _WORD.finditer(text):
        month, likeness = _month(word[0])
        if not month:
            continue
        before = _numbers(text[: word.start()])
        after = _numbers(text[word.end() :])
        day, *years = [*before, *after] or [""]
        if len(before) > 1 or not 1 <= len(day) <= 2 or len(years) > 1:
            continue
        return _dates(month, int(day), years[0] if years else "", received_on, likeness)
    return []


def _month(word: str) -> tuple[int, int]:
    """Return the month a word names and how surely (0 to 1000); 0 if none."""
    lower = word.lower()
    if lower in _SHORT:
        return _SHORT[lower], 1000
    ranked = process.extract(lower, MONTHS, scorer=fuzz.ratio, limit=2)
    (_, score, place), (_, runner_up, _) = ranked
    if score >= 70 and score - runner_up >= 8:
        return place + 1, int(score * 10)
    prefixes = [number for short, number in _SHORT.items() if lower.startswith(short)]
    return (prefixes[0], 800) if len(prefixes) == 1 else (0, 0)


def _numbers(text: str) -> list[str]:
    """Return the groups of figures, letters that look like figures among them read as such."""
    tokens = re.split(r"[\s,./\-\u2013\u2014'_:]+", text)
    figures = [token.translate(_LETTERS) for token in tokens if any(c.isdigit() for c in token) or len(token) == 1]
    return [token for token in figures if token.isdigit() and token.isascii()]


def _with_figures(text: str, received_on: dt.date) -> list[tuple[dt.date, int]]:
    """Read ``10/20/2019``, ``5-5-18``, ``2019-10-20``, ``10/20`` and eight boxed digits."""
    if not _FIGURES_ONLY.fullmatch(text):
        return []
    groups = [group for group in _GROUPED.split(text.translate(_LETTERS)) if group]
    squeezed = "".join(groups)
    match groups:
        case [month, day]:
            if max(len(month), len(day)) <= 2:
                return _either_order(month, day, "", received_on)
        case [year, month, day] if len(year) == 4 and max(len(month), len(day)) <= 2:
            return _dates(int(month), int(day), year, received_on, 1000)
        case [month, day, year] if max(len(month), len(day)) <= 2 and len(year) in (2, 4):
            return _either_order(month, day, year, received_on)
        case _:
            pass
    if len(squeezed) in (6, 8):
        return [
            (date, plausibility * 9 // 10)
            for date, plausibility in _either_order(squeezed[:2], squeezed[2:4], squeezed[4:], received_on)
        ]
    return []


def _either_order(first: str, second: str, year: str, received_on: dt.date) -> list[tuple[dt.date, int]]:
    """Read month then day; only where that is no date, day then month."""
    american = _dates(int(first), int(second), year, received_on, 1000)
    return american or _dates(int(second), int(first), year, received_on, 700)


def _dates(month: int, day: int, year: str, received_on: dt.date, plausibility: int) -> list[tuple[dt.date, int]]:
    """Return the dates that a month, a day and a year of 4, 2 or no digits may mean."""
    if len(year) == 4:
        years = [int(year)]
    elif len(year) == 2:
        century = received_on.year // 100 * 100
        years = [century + int(year) + shift for shift in (0, -100, 100)]
    elif not year:
        years, plausibility = [received_on.year + shift for shift in (0, -1, 1)], plausibility * 8 // 10
    else:
        return []
    dates = [date for one in years if (date := _date(one, month, day))]
    nearest = min(dates, key=lambda date: abs((date - received_on).days), default=None)
    return [(nearest, plausibility)] if nearest else []


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def usualness(date: dt.date, received_on: dt.date) -> int:
    """Return 1 to 1000: how likely a check that came on a day bears a date, against the likeliest date."""
    age = (received_on - date).days
    return next((weight for bound, weight in AGES if age < bound), _AGELESS)


def _nearness(date: dt.date, received_on: dt.date) -> int:
    """Return 1000 for dates about when the mail came, less for those that a misread year explains better."""
    days = (received_on - date).days
    if -60 <= days <= 400:
        return 1000
    return 900 if -400 <= days <= 2000 else 750
