"""The insurance companies, what they cover, and the names that people write for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from lockbox.phrases import spans, words
from lockbox.records import Coverage

_MEDICAL = (Coverage.MEDICAL,)
_DENTAL = (Coverage.DENTAL,)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One company's plan line; a company with both lines has two rows."""

    name: str
    coverages: tuple[Coverage, ...]
    aliases: tuple[str, ...]


CARRIERS: tuple[Carrier, ...] = (
    Carrier(
        "WellSense",
        _MEDICAL,
        (
            "WellSense Health Plan",
            "Well Sense",
            "WellSence",
            "BMC",
            "BMCHP",
            "BMC HealthNet",
            "BMC HealthNet Plan",
            "Boston Medical",
            "Boston Medical Center Health Plan",
            "Boston Med Ctr",
        ),
    ),
    Carrier(
        "Tufts Health Plan",
        _MEDICAL,
        (
            "Tufts",
            "Tufts Health",
            "Tufts Direct",
            "THP",
            "Tufts Health Direct",
            "Tufts Hlth Direct",
            "Network Health",
            "Point32",
            "Point32Health",
            "Tufts Health Plan Premier",
        ),
    ),
    Carrier(
        "Blue Cross Blue Shield of MA",
        _MEDICAL,
        (
            "BCBS",
            "BCBSMA",
            "Blue Cross",
            "Blue Cross Blue Shield",
            "BC/BS",
            "HMO Blue",
            "Blue Cross Blue Shield of Massachusetts",
        ),
    ),
    Carrier("Harvard Pilgrim", _MEDICAL, ("Harvard Pilgrim Health Care", "HPHC", "Harvard Pilgrim HC", "HP")),
    Carrier(
        "Mass General Brigham Health Plan",
        _MEDICAL,
        (
            "MGB",
            "MGBHP",
            "Mass General",
            "Mass Gen Brigham",
            "Mass General Brigham",
            "AllWays",
            "AllWays Health Partners",
            "All Ways",
            "NHP",
            "Neighborhood Health Plan",
            "Neighborhood Health",
        ),
    ),
    Carrier(
        "Fallon Health", _MEDICAL, ("Fallon", "FCHP", "Fallon Comm", "Fallon Community Health Plan", "Community Care")
    ),
    Carrier("Health New England", _MEDICAL, ("HNE", "Health New Eng", "Health N.E.")),
    Carrier("UnitedHealthcare", _MEDICAL, ("UHC", "United", "United Healthcare", "United Health Care", "UHIC")),
    Carrier("Altus Dental", _DENTAL, ("Altus", "Altus Dent")),
    Carrier(
        "Delta Dental of MA",
        _DENTAL,
        ("Delta", "Delta Dental", "DDMA", "DSM", "Delta Dental of Massachusetts", "Dental Service of Massachusetts"),
    ),
    Carrier("Dental Blue", _DENTAL, ("Blue Cross Dental", "BCBS Dental", "BCBSMA Dental", "Dental Blue BCBSMA")),
    Carrier("Guardian", _DENTAL, ("Guardian Dental", "Guardian Life")),
    Carrier("MetLife", _DENTAL, ("MetLife Dental", "Met Life")),
)
"""Carriers seen on the Massachusetts exchange; a default of the settings, not law."""


# --- Reading them ---------------------------------------------------------------------------------

_SHORTEST_FUZZY = 5
_MARGIN = 6
_NEAR = 90
"""Names at least so alike are taken before others, the longest first."""
_NOT_A_CARRIER = (
    "COMMONWEALTH HEALTH INSURANCE CONNECTOR AUTHORITY",
    "MASSACHUSETTS HEALTH CONNECTOR",
    "HEALTH CONNECTOR",
    "UNITED STATES",
    "UNITED WAY",
    "LEGAL GUARDIAN",
    "TUFTS UNIVERSITY",
    "TUFTS MEDICAL CENTER",
    "DELTA AIR LINES",
)
_BESIDE = frozenset(
    words(
        "a account acct an and bill care co company coverage due for group health id inc ins insurance invoice ma mass "
        "member month monthly my no number of on or our paid pay payment plan pmt policy prem premium subscriber the "
        "to jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august "
        "september october november december"
    )
)
"""Words that stand beside a company's name and leave it one; beside others a single word may be anyone's name."""
_DENTAL_WORDS = frozenset({"DENTAL", "DENT", "DENTIST", "DENTISTRY", "TEETH", "TOOTH"})
_MEDICAL_WORDS = frozenset({"MEDICAL", "HEALTH", "MED"})


@dataclass(frozen=True, slots=True)
class CarrierSeen:
    """A company found in a text, what it covers there, the words that named it, and how sure (0 to 1000)."""

    name: str
    coverages: tuple[Coverage, ...]
    text: str
    likeness: int


@lru_cache(maxsize=1024)
def find_carriers(text: str, carriers: tuple[Carrier, ...] = CARRIERS) -> tuple[CarrierSeen, ...]:
    """Return the companies that a text names, misspelled or by an alias, in the order they stand.

    A name counts only if no other company's name fits its words nearly as well. Short names (HP,
    UHC) must stand there letter by letter. The payee's own name never counts.
    """
    tokens = _without_payee(words(text))
    places: list[tuple[int, int, int, Carrier]] = []
    for carrier in carriers:
        for alias in (carrier.name, *carrier.aliases):
            places += [(start, end, score, carrier) for start, end, score in _places(tokens, alias)]
    places = [place for place in places if not _may_be_anyone(tokens, place, places)]
    found: list[tuple[int, int, int, Carrier]] = []
    for place in sorted(places, key=lambda p: (p[2] < _NEAR, -p[2] * _letters(tokens, p), p[0], p[3].name)):
        rivals = [p for p in places if _overlap(p, place) and p[3].name != place[3].name]
        covered = any(_overlap(place, other) for other in found)
        shaken = any(p[2] > place[2] - _MARGIN and p[1] - p[0] >= place[1] - place[0] for p in rivals)
        if not covered and not shaken:
            found.append(place)
    taken = {
        spot for start, end, _, carrier in found if Coverage.DENTAL in carrier.coverages for spot in range(start, end)
    }
    dental = any(token in _DENTAL_WORDS and spot not in taken for spot, token in enumerate(tokens))
    seen = [_seen(tokens, place, dental, carriers) for place in sorted(found, key=lambda p: p[:2])]
    return tuple({one.name: one for one in seen}.values())


@lru_cache(maxsize=1024)
def find_coverage(text: str) -> tuple[Coverage, ...]:
    """Return the kinds of plan that a text's own words name; carrier and payee names left aside."""
    tokens = _without_payee(words(text))
    for carrier in CARRIERS:
        for alias in (carrier.name, *carrier.aliases):
            if "Health" in alias or "Medical" in alias or "Med" in alias:
                for start, end, _ in _places(tokens, alias):
                    tokens = tokens[:start] + ("",) * (end - start) + tokens[end:]
    kinds = []
    if any(token in _MEDICAL_WORDS for token in tokens):
        kinds.append(Coverage.MEDICAL)
    if any(token in _DENTAL_WORDS for token in tokens):
        kinds.append(Coverage.DENTAL)
    return tuple(kinds)


def _may_be_anyone(
    tokens: tuple[str, ...], place: tuple[int, int, int, Carrier], places: Sequence[tuple[int, int, int, Carrier]]
) -> bool:
    """Say whether a single word that is, or is nearly, a company's stands among words of another name or address.

    Spelled right beside a number it is a company: so do people write on checks.
    """
    start, end, score, _ = place
    if end - start > 1:
        return False
    named = {spot for first, last, likeness, _ in places if likeness >= _NEAR for spot in range(first, last)}
    others = [token for spot, token in enumerate(tokens) if token and spot not in named and not start <= spot < end]
    strange = [token for token in others if token.isalpha() and token not in _BESIDE | _DENTAL_WORDS | _MEDICAL_WORDS]
    return bool(strange) and (score < 100 or len(strange) == len(others))


def _letters(tokens: tuple[str, ...], place: tuple[int, int, int, Carrier]) -> int:
    return sum(map(len, tokens[place[0] : place[1]]))


def _seen(
    tokens: tuple[str, ...], place: tuple[int, int, int, Carrier], dental: bool, carriers: Sequence[Carrier]
) -> CarrierSeen:
    """Name the company at a place; a medical line beside dental words is the same company's dental line."""
    start, end, score, carrier = place
    if dental and Coverage.DENTAL not in carrier.coverages:
        sister = next((c for c in carriers if Coverage.DENTAL in c.coverages and _sisters(c, carrier)), None)
        carrier = sister or carrier
    return CarrierSeen(carrier.name, carrier.coverages, " ".join(tokens[start:end]), score * 10)


def _sisters(dental: Carrier, medical: Carrier) -> bool:
    """Say whether a dental line has an alias that is a medical alias and the word dental (BCBS Dental)."""
    with_dental = {f"{alias} Dental".upper() for alias in (medical.name, *medical.aliases)}
    return any(alias.upper() in with_dental for alias in (dental.name, *dental.aliases))


def _overlap(one: tuple[int, int, int, Carrier], two: tuple[int, int, int, Carrier]) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _places(tokens: tuple[str, ...], alias: str) -> list[tuple[int, int, int]]:
    """Return where an alias may stand: first token, token after the last, likeness 0 to 100."""
    wanted = words(alias)
    target = "".join(wanted)
    most, fuzzy = max(1, len(target) // 5), len(target) >= _SHORTEST_FUZZY
    found = []
    for start, end, seen in spans(tokens, len(wanted) + 1):
        if seen == target:
            found.append((start, end, 100))
        elif fuzzy and abs(len(seen) - len(target)) <= most:
            likeness = int(fuzz.ratio(seen, target, score_cutoff=80 if len(target) > 7 else 78))
            found += [(start, end, likeness)] if likeness else []
    return found


def _without_payee(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Blank out the words of the payee and of names that only look like a carrier's."""
    for phrase in _NOT_A_CARRIER:
        for start, end, _ in _places(tokens, phrase):
            tokens = tokens[:start] + ("",) * (end - start) + tokens[end:]
    return tokens
