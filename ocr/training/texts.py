"""What people write on checks in words: amounts, names, companies, payees, dates, addresses and memos, as text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lockbox.amount_grammar import TEENS, TENS, UNITS, VOCABULARY, Kind
from lockbox.carriers import CARRIERS
from ocr.engine import TEXT
from ocr.training.paper import Chance

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_STREETS = (
    "Main", "Elm", "Maple", "Washington", "Park", "Pleasant", "School", "Highland", "Summer", "Winter", "Prospect",
    "Center", "Chestnut", "Walnut", "Franklin", "Lincoln", "Union", "River", "Mill", "Church", "Cedar", "Oak", "Pond",
    "Forest", "Beacon", "Central", "Bridge", "Spring", "Harvard", "Salem", "Ferry", "Old County", "Commonwealth",
)  # fmt: skip
_WAYS = ("St", "St.", "Street", "Ave", "Ave.", "Avenue", "Rd", "Road", "Dr", "Lane", "Ln", "Ct", "Terrace", "Blvd")
_PAYEES = (
    "Health Connector", "Mass Health Connector", "MA Health Connector", "Massachusetts Health Connector",
    "The Health Connector", "Health Connector of MA", "Commonwealth Health Insurance Connector Authority",
    "Commonwealth of Massachusetts", "Comm of Mass", "Mass. Health Connector", "Healthconnector", "Connector Authority",
)  # fmt: skip
_OTHERS = (
    "Cash", "City of Boston", "Eversource", "National Grid", "Internal Revenue Service", "US Treasury", "Star Market",
    "State Farm Insurance", "Verizon", "Town of Plymouth", "Real Estate Trust", "Church of St. Mary", "Bank of America",
    "Postmaster", "Comcast", "Test Account", "Oakwood Housing", "First National Bank", "Red Cross", "YMCA", "Landlord",
)  # fmt: skip
_MEMOS = (
    "Premium", "Health insurance", "Health ins", "Dental", "Dental premium", "Dental ins.", "Medical", "Insurance",
    "Ins premium", "Monthly premium", "Paid in full", "Payment in full", "Full payment", "Void", "VOID", "Copy",
    "Rent", "Loan", "Final payment", "Past due", "Balance due", "Re:", "Acct", "Member ID", "Member #", "ID #", "ID",
    "Subscriber", "For my son", "For my mother", "Gift", "Thank you", "See attached", "Invoice", "Partial payment",
    "Plan", "Coverage", "Family plan", "Silver plan", "Bronze", "SSN", "Do not cash", "Not negotiable", "Refund",
)  # fmt: skip
_COMMON = (
    "the", "of", "to", "a", "in", "is", "for", "on", "that", "by", "this", "with", "you", "it", "not", "or", "be",
    "are", "from", "at", "as", "your", "all", "have", "new", "more", "an", "was", "we", "will", "can", "us", "about",
    "if", "my", "has", "but", "our", "one", "other", "no", "time", "they", "he", "up", "may", "what", "which",
    "their", "out", "use", "any", "there", "see", "only", "his", "when", "here", "who", "also", "now", "help", "get",
    "view", "first", "been", "would", "how", "were", "me", "some", "these", "its", "like", "than", "find", "please",
    "call", "letter", "bill", "month", "check", "number", "enclosed", "sincerely", "regarding", "due", "date", "late",
    "change", "moved", "son", "wife", "husband", "mother", "tax", "account", "bank", "pay", "received", "questions",
    "sorry", "again", "ask", "any", "quick", "brown", "fox", "jumps", "over", "lazy", "dog",
)  # fmt: skip
_ALPHABET = frozenset(TEXT)


@dataclass(frozen=True, slots=True)
class Book:
    """Names to write of.

    Attributes:
        first: given names, and ``last`` family names, with how often each is picked.
        places: towns with their ZIP codes.
    """

    first: tuple[tuple[str, ...], np.ndarray]
    last: tuple[tuple[str, ...], np.ndarray]
    places: tuple[tuple[str, str], ...]


def load_book(data: Path) -> Book:
    """Return the names in the folder ``lists``."""
    lists = data / "lists"
    first = _census(lists / "dist.male.first", 500) + _census(lists / "dist.female.first", 800)
    with (lists / "ma_zips.csv").open(newline="", encoding="utf-8") as table:
        places = tuple((row["place"], row["zip"]) for row in csv.DictReader(table))
    return Book(_weighed(first), _weighed(_census(lists / "dist.all.last", 12_000)), places)


def random_text(chance: Chance, book: Book) -> str:
    """Return a line as it may stand on a check or beside one, in characters that readers of text know."""
    kinds: Sequence[tuple[float, Callable[[], str]]] = (
        (0.33, lambda: amount_in_words(chance)),
        (0.13, lambda: _name(chance, book)),
        (0.13, lambda: _company(chance)),
        (0.07, lambda: _pick(chance, _PAYEES if chance.random() < 0.7 else _OTHERS)),
        (0.12, lambda: _date(chance)),
        (0.07, lambda: _address(chance, book)),
        (0.09, lambda: _memo(chance, book)),
        (0.06, lambda: _sentence(chance, book)),
    )
    place = int(chance.choice(len(kinds), p=np.array([share for share, _ in kinds])))
    text = kinds[place][1]()
    if chance.random() < 0.12:
        text = misspelled(text, chance)
    kept = "".join(character for character in text if character in _ALPHABET)
    return " ".join(kept.split()) or "and"


def amount_in_words(chance: Chance) -> str:
    """Return an amount in words in one of the ways people write it, with or without cents and dollars."""
    words = _whole(_dollars(chance), chance)
    joined = " ".join(words)
    tail = _cents(chance)
    lead = _pick(chance, ("", "", "", "", "", "", "", "Exactly ", "** ", "*** ", "*", "--", "Pay "))
    return lead + _cased(joined + tail, chance)


def misspelled(text: str, chance: Chance) -> str:
    """Return a text with a letter or two left out, doubled, swapped or taken for another."""
    letters = list(text)
    for _ in range(1 + int(chance.random() < 0.3)):
        place = int(chance.integers(len(letters)))
        choice = chance.random()
        if choice < 0.3 and len(letters) > 3:
            del letters[place]
        elif choice < 0.5:
            letters.insert(place, letters[place])
        elif choice < 0.75 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = _pick(chance, "abcdefghiklmnoprstuvwy")
    return "".join(letters)


def _dollars(chance: Chance) -> int:
    choice = chance.random()
    if choice < 0.25:
        return int(chance.integers(1, 20)) * int(chance.choice([1, 5, 10, 50, 100, 1000]))
    if choice < 0.75:
        return int(chance.integers(20, 2000))
    return int(10 ** chance.uniform(0, 5.3))


def _whole(dollars: int, chance: Chance) -> list[str]:
    """Return whole dollars in words."""
    if dollars >= 1000 and dollars % 1000 >= 100 and dollars < 10_000 and chance.random() < 0.15:
        hundreds = [*_below_hundred(dollars // 100, chance), _spelled("hundred", chance)]
        return hundreds + (_below_hundred(dollars % 100, chance) if dollars % 100 else [])
    if dollars >= 1000:
        rest = dollars % 1000
        return [
            *_whole(dollars // 1000, chance), _spelled("thousand", chance), *(_whole(rest, chance) if rest else ()),
        ]  # fmt: skip
    words = []
    if dollars >= 100:
        words = [_spelled(UNITS[dollars // 100], chance), _spelled("hundred", chance)]
        if dollars % 100 and chance.random() < 0.25:
            words.append(_pick(chance, ("and", "and", "&")))
    if dollars % 100 or not words:
        words += _below_hundred(dollars % 100, chance)
    return words


def _below_hundred(number: int, chance: Chance) -> list[str]:
    if number < 20:
        return [_spelled((*UNITS, *TEENS)[number], chance)]
    tens = _spelled(TENS[number // 10 - 2], chance)
    if number % 10 == 0:
        return [tens]
    unit = _spelled(UNITS[number % 10], chance)
    return [f"{tens}-{unit}"] if chance.random() < 0.5 else [tens, unit]


_SPELLINGS: dict[tuple[Kind, int], tuple[str, ...]] = {}
for _word, _meaning in VOCABULARY.items():
    if _meaning[0] in (Kind.NUMBER, Kind.HUNDRED, Kind.THOUSAND):
        _SPELLINGS[_meaning] = (*_SPELLINGS.get(_meaning, ()), _word)


def _spelled(word: str, chance: Chance) -> str:
    return word if chance.random() < 0.93 else _pick(chance, _SPELLINGS[VOCABULARY[word]])


def _cents(chance: Chance) -> str:
    """Return what follows the whole dollars: cents, the word dollars, or nothing."""
    cents = int(chance.integers(1, 100)) if chance.random() < 0.55 else 0
    figures = f"{cents:02d}" if cents else _pick(chance, ("00", "00", "00", "no", "xx", "XX", "No", "0", "NO", "x"))
    link = _pick(chance, (" and ", " and ", " and ", " & ", " + ", " ", " - ", " -- "))
    choice = chance.random()
    if choice < 0.62:
        below = "100" if chance.random() < 0.93 else _pick(chance, ("xx", "00", "XX"))
        return f"{link}{figures}/{below}" + (
            _pick(chance, (" dollars", " Dollars", " only", " -", "***")) * _rare(chance)
        )
    if choice < 0.72:
        words = _below_hundred(cents, chance) if cents else [_pick(chance, ("no", "zero"))]
        return " dollars and " + " ".join(words) + " cents"
    if choice < 0.78:
        return f" dollars{link}{figures}" + _pick(chance, (" cents", " cts", "/100", "", " c"))
    return _pick(
        chance, (" dollars", " dollars", "", "", " only", " dollars only", " and", " even", " exactly", " ---")
    )


def _rare(chance: Chance) -> int:
    return int(chance.random() < 0.2)


def _name(chance: Chance, book: Book) -> str:
    first, last = (_weighted(chance, names) for names in (book.first, book.last))
    middle = _pick(chance, "ABCDEFGHJKLMNPRSTW")
    forms = (
        f"{first} {last}", f"{first} {last}", f"{first} {middle}. {last}", f"{first} {middle} {last}",
        f"{last}, {first}", f"{first[0]}. {last}", f"{first} {last} Jr.",
        f"{first} {last}-{_weighted(chance, book.last)}",
        f"{first} & {_weighted(chance, book.first)} {last}", f"{first} or {_weighted(chance, book.first)} {last}",
        f"O'{last} {first}", f"Mr. {first} {last}", f"Mrs. {last}", f"{first}", f"{last}",
    )  # fmt: skip
    return _cased(_pick(chance, forms), chance, keep=0.8)


def _company(chance: Chance) -> str:
    carrier = CARRIERS[int(chance.integers(len(CARRIERS)))]
    name = _pick(chance, (carrier.name, *carrier.aliases))
    tail = _pick(
        chance, ("", "", "", "", "", " Dental", " Health", " plan", " premium", " ins", " HMO", " PPO", " Silver")
    )
    digits = "".join(map(str, chance.integers(0, 10, 12)))
    number = _pick(chance, ("", "", "", "", f" {digits}", f" ID {digits}", f" #{digits[:8]}"))
    return _cased(f"{name}{tail}{number}", chance, keep=0.7)


def _date(chance: Chance) -> str:
    month, day, year = int(chance.integers(1, 13)), int(chance.integers(1, 32)), int(chance.integers(1990, 2036))
    name = MONTHS[month - 1]
    short = _pick(chance, (name[:3], f"{name[:3]}.", name, name, "Sept" if month == 9 else name[:3]))
    late = f"{year % 100:02d}"
    ordinal = _pick(chance, ("st", "nd", "rd", "th"))
    written = (
        f"{short} {day}, {year}", f"{short} {day} {year}", f"{short} {day}", f"{day} {short} {year}",
        f"{short} {day}{ordinal}, {year}", f"{short} {day}, '{late}", f"{short} {year}", f"{short}. {day}, 20{late}",
    )  # fmt: skip
    mark = _pick(chance, "//-.")
    figures = (
        f"{month}{mark}{day}{mark}{late}", f"{month}{mark}{day}{mark}{year}",
        f"{month:02d}{mark}{day:02d}{mark}{year}", f"{month:02d}{mark}{day:02d}{mark}{late}",
    )  # fmt: skip
    return _cased(_pick(chance, written), chance, keep=0.8) if chance.random() < 0.6 else _pick(chance, figures)


def _address(chance: Chance, book: Book) -> str:
    place, postcode = book.places[int(chance.integers(len(book.places)))]
    street = f"{chance.integers(1, 2000)} {_pick(chance, _STREETS)} {_pick(chance, _WAYS)}"
    unit = _pick(
        chance,
        ("", "", f" Apt {chance.integers(1, 60)}", f" #{chance.integers(1, 60)}", f", Unit {chance.integers(1, 9)}"),
    )
    forms = (
        street + unit, street + unit, f"{place}, MA {postcode}", f"{place} MA {postcode}", f"{place}, Mass.",
        f"P.O. Box {chance.integers(1, 9999)}", f"{street}, {place}", f"{place} {postcode}",
    )  # fmt: skip
    return _cased(_pick(chance, forms), chance, keep=0.8)


def _memo(chance: Chance, book: Book) -> str:
    phrase = _pick(chance, _MEMOS)
    month = _pick(chance, MONTHS)
    digits = "".join(map(str, chance.integers(0, 10, 12)))
    account = f"7{digits[:8]}"
    grouped = _pick(
        chance, (digits, f"{digits[:4]} {digits[4:8]} {digits[8:]}", f"{digits[:4]}-{digits[4:8]}-{digits[8:]}")
    )
    tail = _pick(
        chance,
        (
            "", "", "", f" {month}", f" {month[:3]}", f" {grouped}", f" {grouped}", f" # {account}", f": {account}",
            f" {month[:3]} 20{chance.integers(19, 36)}", f" - {_weighted(chance, book.first)}",
        ),
    )  # fmt: skip
    return _cased(phrase + tail, chance, keep=0.8)


def _sentence(chance: Chance, book: Book) -> str:
    """Return a few words of no kind in particular, marks among them."""
    count = int(chance.integers(1, 7))
    words = [_pick(chance, _COMMON) if chance.random() < 0.7 else _weighted(chance, book.last) for _ in range(count)]
    for place in range(count):
        if chance.random() < 0.12:
            words[place] += _pick(chance, ",.:;-")
        elif chance.random() < 0.06:
            words[place] = f"({words[place]})"
        elif chance.random() < 0.06:
            words[place] = f"${chance.integers(1, 3000)}.{chance.integers(0, 100):02d}"
    return _cased(" ".join(words), chance)


def _cased(text: str, chance: Chance, keep: float = 0.0) -> str:
    """Return a text as it stands, or in small letters, capitals, or with capitals here and there."""
    choice = chance.random()
    if choice < keep:
        return text
    choice = chance.random()
    if choice < 0.36:
        return text[:1].upper() + text[1:].lower()
    if choice < 0.62:
        return " ".join(word[:1].upper() + word[1:] for word in text.lower().split(" "))
    if choice < 0.72:
        return text.lower()
    return text.upper() if choice < 0.92 else text


def _census(path: Path, most: int) -> list[tuple[str, float]]:
    """Return names of a census list with their shares, common ones first."""
    rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()[:most]]
    return [(row[0].capitalize(), float(row[1])) for row in rows]


def _weighed(names: list[tuple[str, float]]) -> tuple[tuple[str, ...], np.ndarray]:
    """Return names with cumulated shares: rare ones come oftener than in life."""
    shares = np.array([share + 0.01 for _, share in names]) ** 0.5
    return tuple(name for name, _ in names), np.cumsum(shares / shares.sum())


def _weighted(chance: Chance, names: tuple[tuple[str, ...], np.ndarray]) -> str:
    return names[0][min(len(names[0]) - 1, int(np.searchsorted(names[1], chance.random())))]


def _pick(chance: Chance, choices: Sequence[str]) -> str:
    return choices[int(chance.integers(len(choices)))]
