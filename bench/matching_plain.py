"""The obvious alternative to matching: the best text of the reader, looked up exactly, then by fuzzy name.

It sees the same readings and the same roster, posts what our checks of the paper let pass, and decides by three
thresholds of its own, one for each way to a member, chosen on the inks to calibrate with so that it posts as much as
it may at the same bound on wrong postings.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process, utils

from bench.matching_nights import Letter
from bench.matching_situations import HOLD
from lockbox.clopper_pearson import most_likely
from lockbox.records import Instrument, MentionKind, SlipPayload
from lockbox.settlement import Allocation, Member
from matching.roster import Roster

WAYS = ("slip", "number", "name")
_NEVER = 1001
_GRID = (0, 300, 500, 600, 700, 750, 800, 850, 900, 925, 950, 970, 980, 990, 995, 999, _NEVER)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the alternative would post: by which way, how sure of it (0 to 1000), and whether that is wrong."""

    way: str
    sure: int
    wrong: bool


class Directory:
    """The names on a roster, laid out for fuzzy look-up."""

    def __init__(self, roster: Roster) -> None:
        """List everybody's full name."""
        self.roster = roster
        people = (roster.members.name(place) for place in range(len(roster.members)))
        self._names = [f"{first} {last}".lower() for first, last in people]

    def nearest(self, text: str) -> tuple[Member | None, int]:
        """Return whose name is most like a text, and how like it is, 0 to 1000."""
        found = process.extractOne(utils.default_process(text), self._names, scorer=fuzz.token_sort_ratio)
        return (None, 0) if found is None else (self.roster.members[found[2]], round(10 * found[1]))


def guess(letter: Letter, directory: Directory) -> Guess | None:
    """Return what the alternative would post; None where it finds nobody, or no open bill of the amount."""
    if not letter.remittance.instruments:
        return None
    instrument, roster = letter.remittance.instruments[0], directory.roster
    cents, sure = _amount(instrument)
    payload = next((slip.payload.value for slip in letter.remittance.slips if slip.payload.value), None)
    if payload is not None:
        return _judged(letter, "slip", sure, _by_slip(payload, cents, roster))
    numbers = [one.found for one in letter.remittance.mentions if one.kind is MentionKind.MEMBER_ID]
    number = max(numbers, key=lambda found: found.confidence, default=None)
    text = "".join(digit for digit in (number.value or number.text) if digit.isdigit()) if number else ""
    member = roster.member(text)
    if member is not None and number is not None:
        return _judged(letter, "number", min(sure, number.confidence), _by_amount(member, cents))
    member, likeness = directory.nearest(instrument.payer.value or "")
    return _judged(letter, "name", min(sure, likeness), _by_amount(member, cents)) if member else None


def choose(guesses: Sequence[Guess], one_in: int) -> tuple[int, ...]:
    """Return the thresholds of the three ways that post most within the bound."""
    best, chosen = -1, (_NEVER,) * len(WAYS)
    counts = [[_count(guesses, way, least) for least in _GRID] for way in WAYS]
    for places in itertools.product(range(len(_GRID)), repeat=len(WAYS)):
        posted, wrong = np.sum([counts[way][place] for way, place in enumerate(places)], axis=0)
        if (
            posted > best
            and wrong * one_in <= posted
            and (posted == 0 or most_likely(int(wrong), int(posted)) * one_in <= 1)
        ):
            best, chosen = int(posted), tuple(_GRID[place] for place in places)
    return chosen


def posts(one: Guess, thresholds: Sequence[int]) -> bool:
    """Say whether the alternative posts what it guesses."""
    return one.sure >= thresholds[WAYS.index(one.way)]


def _count(guesses: Sequence[Guess], way: str, least: int) -> tuple[int, int]:
    posted = [one for one in guesses if one.way == way and one.sure >= least]
    return len(posted), sum(one.wrong for one in posted)


def _judged(letter: Letter, way: str, sure: int, parts: tuple[Allocation, ...]) -> Guess | None:
    wrong = letter.situation.should == HOLD or parts != letter.right
    return Guess(way, sure, wrong) if parts else None


def _amount(instrument: Instrument) -> tuple[int, int]:
    """Return the amount in figures and how sure it is; words that were read as another amount speak against it."""
    figures, words = instrument.courtesy_amount, instrument.legal_amount
    if figures.value is None:
        return words.value or 0, words.confidence
    if words.value is not None and words.value != figures.value:
        return figures.value, 0
    return figures.value, figures.confidence


def _by_slip(payload: SlipPayload, cents: int, roster: Roster) -> tuple[Allocation, ...]:
    if cents != payload.amount_due_cents or roster.member(payload.member_id) is None:
        return ()
    return (Allocation(payload.member_id, payload.coverage, payload.coverage_month, cents),)


def _by_amount(member: Member, cents: int) -> tuple[Allocation, ...]:
    """Return the oldest open bill that asks for exactly the amount."""
    bills = [bill for bill in member.bills if bill.due_cents == cents]
    return tuple(Allocation(one.member_id, one.coverage, one.coverage_month, cents) for one in bills[:1])
