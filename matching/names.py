"""Names of people as they are written: folding, nicknames, order, hyphens, and how well two agree."""

from __future__ import annotations

import functools
import re
import unicodedata
from enum import IntEnum

from rapidfuzz import fuzz

_UNDECOMPOSED = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NOISE = frozenset({"mr", "mrs", "ms", "miss", "dr", "and", "or", "for", "of", "the", "dba", "name", "subscriber"})
_BUSINESS = re.compile(
    r"\b(llc|llp|inc|incorporated|corp|corporation|company|co|ltd|pllc|pc|trust|associates|services|church|parish|"
    r"bank|office|offices|group|foundation|enterprises|partners|consulting|construction|restaurant|dept|department|"
    r"city|town|commonwealth|agency)\b"
)

_SAME_LAST, _SAME_GIVEN, _NEAR_GIVEN = 80, 86, 75
"""Likeness, 0 to 100, at which a last name, a given name is the same, or a given name nearly so."""

NICKNAMES: tuple[tuple[str, ...], ...] = (
    ("abigail", "abby", "gail"),
    ("albert", "al", "bert"),
    ("alexander", "alex", "al", "sasha"),
    ("alexandra", "alex", "sandra", "lexi"),
    ("alfred", "al", "fred"),
    ("andrew", "andy", "drew"),
    ("anthony", "tony"),
    ("antonio", "tony"),
    ("barbara", "barb", "babs"),
    ("benjamin", "ben", "benny"),
    ("bernadette", "bernie"),
    ("catherine", "cathy", "kate", "katie", "cat"),
    ("charles", "charlie", "chuck"),
    ("christina", "chris", "tina"),
    ("christine", "chris", "chrissy", "tina"),
    ("christopher", "chris", "topher"),
    ("cynthia", "cindy"),
    ("daniel", "dan", "danny"),
    ("david", "dave"),
    ("deborah", "deb", "debbie", "debra"),
    ("donald", "don", "donnie"),
    ("dorothy", "dot", "dottie"),
    ("edward", "ed", "eddie", "ted", "ned"),
    ("eleanor", "ellie", "nora"),
    ("elizabeth", "liz", "beth", "betty", "betsy", "eliza", "lisa", "libby"),
    ("eugene", "gene"),
    ("florence", "flo"),
    ("francis", "frank"),
    ("francisco", "paco", "frank"),
    ("frances", "fran"),
    ("frederick", "fred", "freddy"),
    ("gabriel", "gabe"),
    ("gerald", "jerry", "gerry"),
    ("gregory", "greg"),
    ("guadalupe", "lupe"),
    ("harold", "hal", "harry"),
    ("henry", "hank", "harry"),
    ("ignacio", "nacho"),
    ("isabel", "isabella", "bella", "izzy"),
    ("jacob", "jake"),
    ("james", "jim", "jimmy", "jamie"),
    ("jeffrey", "jeff"),
    ("jennifer", "jen", "jenny"),
    ("jessica", "jess"),
    ("john", "jack", "johnny", "jon"),
    ("jonathan", "jon"),
    ("jose", "pepe"),
    ("joseph", "joe", "joey"),
    ("josephine", "jo", "josie"),
    ("joshua", "josh"),
    ("judith", "judy"),
    ("katherine", "kathy", "kate", "katie", "kat", "kathryn"),
    ("kenneth", "ken", "kenny"),
    ("kimberly", "kim"),
    ("lawrence", "larry"),
    ("leonard", "len", "lenny", "leo"),
    ("louis", "lou", "louie"),
    ("margaret", "peg", "peggy", "maggie", "meg", "marge", "rita"),
    ("martha", "marty"),
    ("martin", "marty"),
    ("matthew", "matt"),
    ("megan", "meg"),
    ("michael", "mike", "mick", "mickey"),
    ("michelle", "shelly", "missy"),
    ("nancy", "nan"),
    ("nathaniel", "nate", "nathan", "nat"),
    ("nicholas", "nick", "nicky"),
    ("pamela", "pam"),
    ("patricia", "pat", "patty", "tricia", "trish"),
    ("patrick", "pat", "paddy"),
    ("peter", "pete"),
    ("philip", "phil", "phillip"),
    ("priscilla", "cilla"),
    ("raymond", "ray"),
    ("rebecca", "becky", "becca"),
    ("richard", "rich", "rick", "dick", "ricky"),
    ("robert", "bob", "rob", "bobby", "robbie"),
    ("roberta", "bobbie"),
    ("ronald", "ron", "ronnie"),
    ("rosemary", "rose", "romy"),
    ("russell", "russ"),
    ("samantha", "sam"),
    ("samuel", "sam", "sammy"),
    ("sandra", "sandy"),
    ("stephanie", "steph"),
    ("stephen", "steve", "steven"),
    ("susan", "sue", "susie", "suzanne"),
    ("terence", "terry", "terrence"),
    ("theodore", "ted", "teddy", "theo"),
    ("theresa", "terry", "tess", "teresa"),
    ("thomas", "tom", "tommy"),
    ("timothy", "tim"),
    ("valerie", "val"),
    ("veronica", "ronnie", "vera"),
    ("victoria", "vicky", "tori"),
    ("vincent", "vince", "vinny"),
    ("virginia", "ginny"),
    ("walter", "walt"),
    ("william", "bill", "will", "billy", "willie", "liam"),
    ("zachary", "zach", "zack"),
)
"""Given names, each with the short forms that people sign with."""


def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, names in enumerate(NICKNAMES):
        for name in names:
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


_GROUPS = _groups()


class NameFit(IntEnum):
    """How well a name on paper fits a subscriber."""

    OTHER = 0
    FAMILY = 1
    INITIAL = 2
    FULL = 3


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return text in plain lower-case letters and digits, words parted by one space, accents gone."""
    plain = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "").replace("\u2019", "")).split())


@functools.lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name that name somebody: folded, titles, suffixes and numbers left out."""
    return tuple(w for w in fold(text).split() if w not in _NOISE and w not in _SUFFIXES and not w.isdigit())


@functools.lru_cache(maxsize=65536)
def suffix(text: str) -> str:
    """Return the generation that a name carries (jr, sr, ii, iii, iv), empty if it carries none."""
    return next((word for word in fold(text).split() if word in _SUFFIXES), "")


def is_business(text: str) -> bool:
    """Say whether a payer's name is that of a business, trust or office and so of no subscriber."""
    return _BUSINESS.search(fold(text)) is not None


def same_given(one: str, other: str) -> bool:
    """Say whether two folded given names are the same or short for the same."""
    return one == other or bool(_GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()))


@functools.lru_cache(maxsize=16384)
def given_initials(given: str) -> frozenset[str]:
    """Return the first letters under which a folded given name may be written, nicknames included."""
    names = {name for number in _GROUPS.get(given, ()) for name in NICKNAMES[number]} | {given}
    return frozenset(name[0] for name in names if name)


def fit_name(seen: str, first: str, last: str) -> NameFit:
    """Return how well a written or printed name fits a subscriber's first and last name.

    FULL: last name and given name (or a nickname, or a near miss of a long one) are both there.
    INITIAL: last name and the given name's initial, or a given name that is nearly the same.
    FAMILY: the last name alone, or with another given name.
    OTHER: the last name is not there, or the generation (Jr, Sr) is another.
    """
    tokens = words(seen)
    found = _find_last(tokens, last)
    if not found:
        return NameFit.OTHER
    rest = [token for place, token in enumerate(tokens) if place not in found]
    own, theirs = suffix(f"{first} {last}"), suffix(seen)
    if own and theirs and own != theirs:
        return NameFit.OTHER
    return max((_fit_given(token, first) for token in rest), default=NameFit.FAMILY)


@functools.lru_cache(maxsize=65536)
def soundex(word: str) -> str:
    """Return the four-character Soundex code of a folded word, empty for an empty word."""
    letters = [c for c in word if "a" <= c <= "z"]
    if not letters:
        return ""
    code, before = letters[0], _SOUNDEX.get(letters[0], "")
    for letter in letters[1:]:
        digit = _SOUNDEX.get(letter, "")
        if digit and digit != before:
            code += digit
        if letter not in "hw":
            before = digit
    return (code + "000")[:4]


_SOUNDEX = {
    letter: str(digit)
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}


def name_keys(first: str, last: str) -> frozenset[str]:
    """Return the keys under which a subscriber is filed.

    The sound of the last name with the initial of the given one, and the words of the last name as they are.
    """
    givens = words(first)[:1] or ("",)
    initials = given_initials(givens[0]) or frozenset({""})
    parts = words(last)
    sounds = {soundex(part) + initial for part in {*parts, "".join(parts)} for initial in initials}
    return frozenset({*sounds, *parts})


def seen_keys(seen: str) -> frozenset[str]:
    """Return the keys under which the subscriber of a written name may be filed, whatever the order of names."""
    tokens = words(seen)[:8]
    joined = ["".join(tokens[start : start + 2]) for start in range(len(tokens) - 1)]
    lasts = [token for token in {*tokens, *joined} if len(token) > 1]
    initials = {initial for token in tokens for initial in given_initials(token)}
    return frozenset(soundex(last) + initial for last in lasts for initial in initials)


@functools.lru_cache(maxsize=16384)
def _find_last(tokens: tuple[str, ...], last: str) -> frozenset[int]:
    """Return the places of the words that make up a last name best; half of a double name counts too."""
    parts = words(last)
    whole = "".join(parts)
    spans = [
        range(start, end) for start in range(len(tokens)) for end in range(start + 1, start + 4) if end <= len(tokens)
    ]
    likeness = [(_likeness("".join(tokens[place] for place in span), whole), -len(span)) for span in spans]
    best = max(likeness, default=(0.0, 0))
    if best[0] >= _SAME_LAST:
        return frozenset(spans[likeness.index(best)])
    halves = [part for part in parts if len(part) >= 4]
    return frozenset(
        place for place, token in enumerate(tokens) if any(_likeness(token, half) >= _SAME_LAST for half in halves)
    )


def _likeness(one: str, other: str) -> float:
    """Return 0 to 100; words under five letters are the same or nothing."""
    if one == other:
        return 100.0 if one else 0.0
    return fuzz.ratio(one, other) if min(len(one), len(other)) >= 5 else 0.0


@functools.lru_cache(maxsize=65536)
def _fit_given(token: str, first: str) -> NameFit:
    givens = words(first)
    if any(same_given(token, given) or _likeness(token, given) >= _SAME_GIVEN for given in givens):
        return NameFit.FULL
    initial = len(token) == 1 and any(token in given_initials(given) for given in givens)
    if initial or any(_likeness(token, given) >= _NEAR_GIVEN for given in givens):
        return NameFit.INITIAL
    return NameFit.FAMILY
