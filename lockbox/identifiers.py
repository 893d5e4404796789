"""Numbers that people write to say who they are: told apart by length, grouping, check digit and label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from lockbox.slips import luhn_holds


class NumberKind(StrEnum):
    """What a number on paper may be."""

    MEMBER_ID = "member_id"
    BILLING_ACCOUNT = "billing_account"
    REF_ID = "ref_id"
    SSN = "ssn"
    CARD = "card"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"


NAMING = frozenset({NumberKind.MEMBER_ID, NumberKind.BILLING_ACCOUNT})
"""Kinds of number that name a payer."""

SECRET = frozenset({NumberKind.CARD, NumberKind.SSN, NumberKind.BANK_ACCOUNT})
"""Kinds that no screen, log or export may show in full."""


REDACTED = {NumberKind.SSN: "[ssn]", NumberKind.CARD: "[card]"}
"""What stands in a reading in the place of a number that must not be kept."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number and the characters of the text it stands at; ``labelled`` if a word says what it is.

    ``digits`` is empty where the number was redacted.
    """

    kind: NumberKind
    digits: str
    start: int
    end: int
    labelled: bool = False


_LOOKALIKES = str.maketrans("OoQDlI|SBZ", "0000111582")
_GROUP = r"[0-9OoQDlI|SBZ]+"
_RUN = re.compile(
    rf"(?:(?<![A-Za-z0-9])|(?<=[Ss][Ss][Nn])){_GROUP}(?:[ .\-\u2013\u2014()]{{1,3}}{_GROUP})*(?![A-Za-z0-9])"
)
_REF_ID = re.compile(r"(?i)\bref(?:erence)?\.?\s*(?:id|no|number|#)\s*[:#.]*\s*((?=[a-z]*[0-9])[a-z0-9-]{4,20})")


def _ends_with(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{'|'.join(alternatives)})[\s:#.(]*(?:id|i\.d\.|no\.?|num(?:ber)?)?[\s:#.(]*$")


_LABELS = (
    (NumberKind.SSN, _ends_with(r"\bs\.?\s?s\.?\s?n?\b\.?", r"social(?:\s+sec\w*)?", r"soc\.?\s+sec\w*")),
    (NumberKind.PHONE, _ends_with(r"\b(?:phone|ph|tel|telephone|cell|mobile|fax|call)\b\.?")),
    (NumberKind.MEMBER_ID, _ends_with(r"\b(?:member|mem|subscriber|id)\b\.?")),
    (NumberKind.BANK_ACCOUNT, _ends_with(r"\b(?:acct|account|a/c|checking|savings)\b\.?")),
)
_CARD_PREFIX = re.compile(r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[0-2])|3[0-9]|6(?:011|4[4-9]|5|2)")
_CARD_SHAPES = ((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3), (4, 6, 4), (4, 4, 4, 1))
_PHONE_SHAPES = ((3, 3, 4), (1, 3, 3, 4), (3, 7))


def find_numbers(text: str) -> tuple[Number, ...]:
    """Return every number in a text that is of a known kind, in order of place.

    A run of digits may be grouped by blanks, dots or dashes; groups are joined so that as many
    digits as possible belong to a known kind.
    """
    found = [
        Number(NumberKind.REF_ID, ref[1].upper(), ref.start(1), ref.end(1), labelled=True)
        for ref in _REF_ID.finditer(text)
    ]
    taken = [(number.start, number.end) for number in found]
    for kind, mark in REDACTED.items():
        found += [Number(kind, "", gone.start(), gone.end()) for gone in re.finditer(re.escape(mark), text)]
    for run in _RUN.finditer(text):
        if any(start < run.end() and run.start() < end for start, end in taken):
            continue
        found.extend(_split(text, run.start(), run.end()))
    return tuple(sorted(found, key=lambda number: number.start))


def redact(text: str) -> str:
    """Return the text with card, social security and bank account numbers masked, the last four digits kept."""
    pieces, place = [], 0
    for number in find_numbers(text):
        if number.kind in SECRET and number.digits:
            pieces += [text[place : number.start], mask_account(number.digits)]
            place = number.end
    return "".join([*pieces, text[place:]])


def withhold(text: str) -> str:
    """Return the text without social security and card numbers; ``find_numbers`` still finds that one was there."""
    pieces, place = [], 0
    for number in find_numbers(text):
        if number.kind in REDACTED:
            pieces += [text[place : number.start], REDACTED[number.kind]]
            place = number.end
    return "".join([*pieces, text[place:]])


def mask_account(account: str) -> str:
    """Return an account number with all but its last four characters as ``*``; of up to four, all."""
    kept = account[-4:] if len(account) > 4 else ""
    return "*" * (len(account) - len(kept)) + kept


def ssn_holds(digits: str) -> bool:
    """Say whether nine digits can be a social security number (areas 000, 666 and 9xx are never given)."""
    if len(digits) != 9 or not digits.isdigit():
        return False
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def card_holds(digits: str) -> bool:
    """Say whether 13 to 19 digits are a payment card number: a known prefix and the Luhn check."""
    return 13 <= len(digits) <= 19 and bool(_CARD_PREFIX.match(digits)) and luhn_holds(digits)


def _split(text: str, start: int, end: int) -> Iterator[Number]:
    """Join the groups of one run so that the most digits belong to known kinds."""
    spans = [(start + group.start(), start + group.end()) for group in re.finditer(_GROUP, text[start:end])]
    figures = sum(character.isdigit() for character in text[start:end])
    if figures * 10 < 6 * sum(after - before for before, after in spans):
        return
    best: list[tuple[int, tuple[Number, ...]]] = [(0, ())] * (len(spans) + 1)
    for first in range(len(spans) - 1, -1, -1):
        best[first] = best[first + 1]
        label = _label(text[: spans[first][0]])
        for last in range(first, min(len(spans), first + 12)):
            number = _number(text, spans[first : last + 1], label)
            if number is None:
                continue
            score = best[last + 1][0] + 100 * len(number.digits) - (last - first)
            if score > best[first][0]:
                best[first] = score, (number, *best[last + 1][1])
    yield from best[0][1]


def _label(before: str) -> NumberKind | None:
    """Return the kind that the words just before a number announce."""
    nearby = before[-24:]
    return next((kind for kind, pattern in _LABELS if pattern.search(nearby)), None)


def _number(text: str, spans: Sequence[tuple[int, int]], label: NumberKind | None) -> Number | None:
    """Return the number that some groups in a row make, if they make one."""
    groups = [text[before:after].translate(_LOOKALIKES) for before, after in spans]
    separators = {text[one[1] : two[0]].strip() for one, two in pairwise(spans)}
    digits, shape = "".join(groups), tuple(len(group) for group in groups)
    even = len(separators) <= 1 or label is NumberKind.MEMBER_ID
    fits = (
        (NumberKind.CARD, (len(shape) == 1 or shape in _CARD_SHAPES) and card_holds(digits)),
        (NumberKind.MEMBER_ID, len(digits) == 12 and even),
        (NumberKind.SSN, ssn_holds(digits) and (label is NumberKind.SSN or (shape == (3, 2, 4) and label is None))),
        (
            NumberKind.BILLING_ACCOUNT,
            len(digits) == 9 and digits[0] == "7" and label is not NumberKind.SSN and shape in ((9,), (3, 3, 3)),
        ),
        (NumberKind.PHONE, shape in _PHONE_SHAPES or (label is NumberKind.PHONE and len(digits) in (7, 10, 11))),
        (NumberKind.BANK_ACCOUNT, label is NumberKind.BANK_ACCOUNT and 6 <= len(digits) <= 17),
        # a card number with a misread digit is kept off the screens too
        (NumberKind.BANK_ACCOUNT, shape in _CARD_SHAPES and bool(_CARD_PREFIX.match(digits))),
    )
    kind = next((kind for kind, holds in fits if holds), None)
    return Number(kind, digits, spans[0][0], spans[-1][1], label is not None) if kind else None
