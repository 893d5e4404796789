"""Finds subscribers by what a person types: ids, names, streets and amounts, in part or misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from lockbox.money import parse_dollars
from lockbox.settlement import Member
from matching.columns import Texts
from matching.ids import ID_DIGITS
from matching.names import fold, same_given, soundex
from matching.roster import Roster

Scores = npt.NDArray[np.float32]
"""How well each of many things fits a term, 0 (not at all) to 100."""

_MOST_TERMS, _MOST_LETTERS = 8, 40
_AMOUNT = re.compile(r"\$\s?[0-9][0-9,]*(?:\.[0-9]{2})?(?![0-9.])|(?<![0-9.])[0-9][0-9,]*\.[0-9]{2}(?![0-9.])")
_GROUPED = re.compile(r"(?<![0-9-])[0-9]{3,4}(?:[ -][0-9]{2,4}){1,3}(?![0-9-])")
_WHOLE = (9, ID_DIGITS)
"""Digits of a billing account and of a Member ID: what people write in groups."""

_HOUSE = re.compile(r"\s*([0-9]{1,6})[a-z]?(?:-[0-9]+)?\s+(.*)", re.IGNORECASE | re.DOTALL)

_SAME, _BEGINS, _HOLDS, _NICKNAME, _SOUND = 100, 88, 76, 84, 62
_ALIKE = 72
"""Likeness (0 to 100) from which a word is another one misspelt, and the share of it that counts."""
_ALIKE_SHARE = 0.85
_MISSING = 55
"""What a term that nothing of a subscriber fits takes away."""
_FEW_LETTERS = 4
_MOST_CENTS = 10**11
_LEAST_PART = 4
"""Digits from which a part of a number says something."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One subscriber found; ``by`` says what each term fitted: member id, last name, street, amount due, ..."""

    member: Member
    score: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """How well one column fits a term: by subscriber, or by entry of a vocabulary with the entry of each."""

    name: str
    table: Scores
    codes: npt.NDArray[np.uint32] | None = None

    def of_all(self) -> Scores:
        return self.table if self.codes is None else self.table[self.codes]

    def of_one(self, place: int) -> float:
        return float(self.table[place if self.codes is None else self.codes[place]])


@dataclass(frozen=True, slots=True, eq=False)
class _Vocabulary:
    """The different entries of a column, as folded words, and the entry of each subscriber.

    Attributes:
        words: each once.
        of_entry: places in ``words``, those of one entry together; ``starts``: where each entry begins.
        share: how much a fit in this column counts.
    """

    name: str
    share: float
    words: tuple[str, ...]
    of_entry: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]
    codes: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, name: str, share: float, texts: Iterable[str]) -> _Vocabulary:
        entries: dict[str, int] = {}
        codes = np.fromiter((entries.setdefault(text, len(entries)) for text in texts), np.uint32)
        words: dict[str, int] = {"": 0}
        of_entry: list[int] = []
        starts: list[int] = []
        for entry in entries:
            starts.append(len(of_entry))
            of_entry += [words.setdefault(word, len(words)) for word in fold(entry).split() or ("",)]
        return cls(name, share, tuple(words), np.array(of_entry, np.uint32), np.array(starts, np.uint32), codes)

    def fit(self, term: str) -> _Source:
        """Return how well each entry fits a word: the best of its own words, the fewer of them the better."""
        of_word = _fit_words(term, self.words, nicknames=self.name == "first name")
        if not len(self.starts):
            return _Source(self.name, of_word[:0], self.codes)
        best = np.maximum.reduceat(of_word[self.of_entry], self.starts)
        further = np.diff(self.starts, append=len(self.of_entry)) - 1
        table = np.where(best > 0, best * self.share - np.minimum(further, 8) / 4, 0)
        return _Source(self.name, table.astype(np.float32), self.codes)


class Finder:
    """Everything by which the subscribers of one roster are searched; safe to share between threads."""

    def __init__(self, roster: Roster) -> None:
        """Lay out a roster for searching: seconds for 400,000 subscribers, once."""
        members = roster.members
        self._members = members
        first, last, street, city, _, postcode, account, *_ = members.words
        houses, streets = _parted(street)
        self._vocabularies = (
            _Vocabulary.of("last name", 1.0, last),
            _Vocabulary.of("first name", 0.9, first),
            _Vocabulary.of("street", 0.8, streets),
            _Vocabulary.of("city", 0.6, city),
        )
        self._houses = houses
        self._zips = _numbers(text[:5] for text in postcode)
        self._accounts = _numbers(account)
        self._digits = np.ascontiguousarray(roster.tree.digits.T)
        starts = members.bill_starts.astype(np.int64)
        sums = np.concatenate([[0], np.cumsum(members.due)])
        self._totals = sums[starts[1:]] - sums[starts[:-1]]
        self._owners = np.repeat(np.arange(len(members), dtype=np.uint32), np.diff(starts))

    def find(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return the subscribers that fit what was typed best, best first; none for an empty text.

        A term may be a Member ID or four digits of it or more, a billing account, a house number, a ZIP, an
        amount with its cents, or a word of a name, street or city, the beginning of one, or one misspelt.
        """
        terms = [sources for sources in map(self._sources, _terms(text)) if sources]
        if not terms or not len(self._members):
            return ()
        total = np.zeros(len(self._members), np.float32)
        for sources in terms:
            best = sources[0].of_all()
            for source in sources[1:]:
                best = np.maximum(best, source.of_all())
            total += np.where(best > 0, best, np.float32(-_MISSING))
        some = min(max(limit, 0), len(total))
        top = np.argpartition(total, len(total) - some)[len(total) - some :] if some < len(total) else np.arange(some)
        ordered = sorted((-float(total[place]), int(place)) for place in top if total[place] > 0)
        return tuple(self._hit(place, -score, terms) for score, place in ordered)

    def _hit(self, place: int, score: float, terms: Sequence[tuple[_Source, ...]]) -> Hit:
        by = []
        for sources in terms:
            best = max(sources, key=lambda source: source.of_one(place))
            if best.of_one(place) > 0:
                by.append(best.name)
        return Hit(self._members[place], round(score / len(terms)), tuple(dict.fromkeys(by)))

    def _sources(self, term: str) -> tuple[_Source, ...]:
        if not term.isalnum():
            return (_Source("amount due", self._owing(_cents(term))),)
        if term.isdigit():
            return tuple(self._of_number(term))
        return tuple(vocabulary.fit(term) for vocabulary in self._vocabularies)

    def _owing(self, cents: int) -> Scores:
        """Score those who owe so much for one bill, and a little lower those whose bills come to it."""
        found = np.where(self._totals == cents, np.float32(85), np.float32(0))
        found[self._owners[self._members.due == cents]] = 95
        return found

    def _of_number(self, term: str) -> Iterator[_Source]:
        if len(term) > ID_DIGITS:
            return
        number = int(term)
        if len(term) >= _LEAST_PART:
            yield _Source("member id", self._holding(term))
            yield _Source("billing account", _score(self._accounts == number, 98))
        if len(term) == 5:
            yield _Source("ZIP", _score(self._zips == number, 60))
        if len(term) <= 6:
            yield _Source("house number", _score(self._houses == number, 75))
            yield _Source("amount due", self._owing(100 * number) * np.float32(0.6))
        if len(term) < _LEAST_PART:
            yield from (vocabulary.fit(term) for vocabulary in self._vocabularies if vocabulary.name == "street")

    def _holding(self, term: str) -> Scores:
        """Score the ids that hold some digits: whole, but for one digit or two that changed places, or in part."""
        found = np.zeros(len(self._members), np.float32)
        wanted = np.frombuffer(term.encode(), np.uint8) - ord("0")
        if len(term) == ID_DIGITS:
            wrong = np.zeros(len(self._members), np.uint8)
            for column, digit in zip(self._digits, wanted, strict=True):
                wrong += column != digit
            found[wrong == 1] = 80
            for place in np.flatnonzero(wrong == 2):
                if _swapped(self._digits[:, place], wanted):
                    found[place] = 80
            found[wrong == 0] = _SAME
        else:
            for start in range(ID_DIGITS - len(term) + 1):
                at_an_end = start in (0, ID_DIGITS - len(term))
                places = np.flatnonzero(self._digits[start] == wanted[0])
                for column, digit in zip(self._digits[start + 1 :], wanted[1:], strict=False):
                    places = places[column[places] == digit]
                found[places] = np.maximum(found[places], 70 + 2 * len(term) + 4 * at_an_end - 8)
        return found


# --- Terms ---------------------------------------------------------------------------------------


def _terms(text: str) -> list[str]:
    """Return the terms of what was typed: amounts as they are, grouped numbers joined, words folded."""
    amounts = [found[0] for found in _AMOUNT.finditer(text) if _is_amount(found[0])]
    rest = _GROUPED.sub(_joined, _AMOUNT.sub(" ", text))
    words = fold(rest).split()
    return [*amounts, *(word[:_MOST_LETTERS] for word in words)][:_MOST_TERMS]


def _joined(group: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", group[0])
    return digits if len(digits) in _WHOLE else group[0]


def _is_amount(text: str) -> bool:
    try:
        return 0 <= _cents(text) < _MOST_CENTS
    except ValueError:
        return False


def _cents(amount: str) -> int:
    text = amount.replace("$", "").replace(",", "").strip()
    return parse_dollars(text if "." in text else f"{text}.00")


# --- Fits ----------------------------------------------------------------------------------------


def _fit_words(term: str, words: Sequence[str], *, nicknames: bool) -> Scores:
    """Return how well each word fits a term; short terms must be there as they are."""
    found = np.zeros(len(words), np.float32)
    if len(term) >= _FEW_LETTERS:
        alike = process.cdist([term], words, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)[0]
        found = np.asarray(alike * _ALIKE_SHARE, np.float32)
    sound = soundex(term) if len(term) >= _FEW_LETTERS and term.isalpha() else ""
    for place, word in enumerate(words):
        if word.startswith(term):
            found[place] = _SAME if word == term else _BEGINS + 8 * len(term) / len(word)
        elif len(term) >= _FEW_LETTERS and term in word:
            found[place] = max(found[place], _HOLDS)
        elif nicknames and same_given(word, term):
            found[place] = max(found[place], _NICKNAME)
        elif sound and found[place] < _SOUND and soundex(word) == sound:
            found[place] = _SOUND
    return found


def _swapped(seen: npt.NDArray[np.uint8], wanted: npt.NDArray[np.uint8]) -> bool:
    """Say whether two neighbouring digits of an id changed places."""
    wrong = np.flatnonzero(seen != wanted)
    first, second = int(wrong[0]), int(wrong[-1])
    return second == first + 1 and bool(seen[first] == wanted[second] and seen[second] == wanted[first])


def _score(fits: npt.NDArray[np.bool_], score: float) -> Scores:
    return np.where(fits, np.float32(score), np.float32(0))


def _numbers(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return texts of digits as numbers, -1 for those that are none."""
    return np.fromiter(
        (int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1 for text in texts), np.int64
    )


def _parted(streets: Texts) -> tuple[npt.NDArray[np.int64], Iterator[str]]:
    """Return the house numbers of addresses, -1 for none, and the streets without them."""
    parted = [_HOUSE.fullmatch(text) or text for text in streets]
    numbers = np.fromiter((-1 if isinstance(one, str) else int(one[1]) for one in parted), np.int64)
    return numbers, (one if isinstance(one, str) else one[2] for one in parted)
