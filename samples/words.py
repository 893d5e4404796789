"""How people write amounts and dates on checks."""

from __future__ import annotations

import datetime as dt
import random

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = (
    "_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip


def spell(number: int) -> str:
    """Return a number below a million in English words, ``412`` as ``four hundred twelve``."""
    assert 0 <= number < 1_000_000
    if number >= 1000:
        rest = number % 1000
        return f"{spell(number // 1000)} thousand" + (f" {spell(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_ONES[number // 100]} hundred" + (f" {spell(rest)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    return _ONES[number]


def amount_in_words(cents: int, rng: random.Random) -> str:
    """Return an amount as someone may write it in words on a check, without "dollars"."""
    whole, rest = divmod(cents, 100)
    words = spell(whole)
    if rng.random() < 0.4:
        words = words.replace("-", " ")
    if rng.random() < 0.15:
        words = words.replace(" hundred ", " hundred and ")
    words = words.title().replace(" And ", " and ") if rng.random() < 0.35 else words.capitalize()
    tail = f"{rest:02d}/100" if rest else rng.choice(("00/100", "no/100", "xx/100", "00/100", "0/100"))
    return f"{words} {rng.choice(('and', 'and', '&', 'and'))} {tail}"


def protected_words(cents: int) -> str:
    """Return an amount in words as a check printer sets it, filled so that nothing can be added."""
    whole, rest = divmod(cents, 100)
    return f"*** {spell(whole).replace('-', ' ').upper()} AND {rest:02d}/100 ***"


def amount_in_figures(cents: int, rng: random.Random) -> str:
    """Return an amount as someone may write it in figures, without the dollar sign."""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}" if rng.random() < 0.8 else str(whole)
    if rng.random() < 0.1:
        return f"{grouped} {rest:02d}/100"
    return f"{grouped}.{rest:02d}" + (rng.choice(("-", "--")) if rng.random() < 0.06 else "")


def written_date(day: dt.date, rng: random.Random) -> str:
    """Return a date as Americans write it by hand."""
    short_year = f"{day.year % 100:02d}"
    forms = (
        f"{day.month}/{day.day}/{short_year}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month:02d}/{day.day:02d}/{day.year}",
        f"{day.month}-{day.day}-{short_year}",
        f"{day.month}-{day.day}-{day.year}",
        f"{day.strftime('%b')} {day.day}, {day.year}",
        f"{day.strftime('%B')} {day.day}, {day.year}",
        f"{day.strftime('%b')}. {day.day} {day.year}",
    )
    return rng.choices(forms, (5, 4, 3, 3, 2, 2, 1.5, 1))[0]


def grouped_id(member_id: str, rng: random.Random) -> str:
    """Return twelve digits as people group them."""
    i = member_id
    forms = (
        i,
        f"{i[:4]} {i[4:8]} {i[8:]}",
        f"{i[:3]} {i[3:6]} {i[6:9]} {i[9:]}",
        f"{i[:4]}-{i[4:8]}-{i[8:]}",
        f"{i[:6]} {i[6:]}",
    )
    return rng.choices(forms, (6, 2, 1, 1, 1))[0]
