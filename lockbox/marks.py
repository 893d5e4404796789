"""Words on paper that change what may be done with it: paid in full, void, copy, foreign money, and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from lockbox.phrases import find_phrase, words
from lockbox.records import MarkKind


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """One such sign and the words that gave it."""

    kind: MarkKind
    text: str


_PHRASES: tuple[tuple[MarkKind, tuple[str, ...]], ...] = (
    (
        MarkKind.PAID_IN_FULL,
        (
            *("PAID IN FULL", "PAYMENT IN FULL", "FULL AND FINAL SETTLEMENT", "FULL AND FINAL PAYMENT"),
            *("IN FULL SETTLEMENT", "IN FULL SATISFACTION", "ACCORD AND SATISFACTION", "FULL AND FINAL"),
        ),
    ),
    (MarkKind.VOID, ("VOID", "VOIDED")),
    (
        MarkKind.COPY,
        ("COPY", "PHOTOCOPY", "NON NEGOTIABLE", "NOT NEGOTIABLE", "THIS IS NOT A CHECK", "SPECIMEN", "DEMAND DRAFT"),
    ),
    (
        MarkKind.FOREIGN,
        (
            *("CAD", "EUR", "GBP", "MXN", "CANADIAN DOLLARS", "CANADIAN FUNDS", "EUROS", "POUNDS STERLING"),
            *("US FUNDS", "U S FUNDS", "UNITED STATES FUNDS", "MEXICAN PESOS"),
        ),
    ),
    (MarkKind.DECEASED, ("DECEASED", "ESTATE OF", "THE LATE MR", "THE LATE MRS", "PASSED AWAY")),
    (MarkKind.CASH, ("CASH ENCLOSED", "CASH INSIDE", "ENCLOSED CASH", "IN CASH", "CASH IN ENVELOPE")),
    (MarkKind.GIFT_CARD, ("GIFT CARD", "GIFTCARD", "GIFT CERTIFICATE", "PREPAID CARD")),
)

_HARMLESS_BEFORE = {
    MarkKind.VOID: frozenset({"NOT", "BE", "BECOMES", "APPEARS", "WORD", "READS", "SHOWS", "THE", "OR"}),
    MarkKind.COPY: frozenset({"NOT", "SCREEN", "IF", "WHEN", "HARD", "YOUR", "CUSTOMER", "CARBON"}),
    MarkKind.DECEASED: frozenset({"REAL", "NOT"}),
    MarkKind.PAID_IN_FULL: frozenset({"NOT", "BE", "UNTIL", "UNLESS", "IF"}),
    MarkKind.CASH: frozenset({"NOT", "NO"}),
}
_HARMLESS_AFTER = {
    MarkKind.VOID: frozenset({"AFTER", "IF", "WHEN", "UNLESS", "WITHOUT", "IN", "OVER", "ON", "WHERE", "APPEARS"}),
    MarkKind.COPY: frozenset({"PROOF", "PROTECTION", "MACHINE", "OF"}),
}
_STAMPS = {
    **dict.fromkeys(("VOI", "OID", "VOIO", "VOLD", "VOD"), MarkKind.VOID),
    **dict.fromkeys(("COP", "OPY"), MarkKind.COPY),
}
"""What readers make of a big stamp; it must stand alone on its line."""
_CURRENCY_SIGN = re.compile(r"[€£] ?[0-9]|[0-9] ?[€£]|(?i:\bc(?:a|dn)\$ ?[0-9])")

_ENDORSED = ("PAY TO THE ORDER OF", "PAY TO ORDER OF")
_BANK_WORDS = frozenset(
    {"BANK", "BANKING", "NA", "TRUST", "UNION", "DEPOSIT", "CREDIT", "CREDITED", "ACCOUNT", "LOCKBOX", "FDIC", "ANY"}
)
_NOT_A_NAME = frozenset({"ENDORSE", "DO", "MICROPRINT", "X", "SIGN", "FOR"})


def find_marks(text: str) -> tuple[MarkSeen, ...]:
    """Return the marks in a text, one of a kind.

    Words printed on sound checks do not count: "void after 90 days", "void if copied", "real estate of".
    """
    seen = []
    for kind, phrases in _PHRASES:
        hits = (hit for phrase in phrases if (hit := _stands(text, kind, phrase)))
        hit = next(hits, "")
        if hit:
            seen.append(MarkSeen(kind, hit))
    stamp = _STAMPS.get(text.strip().upper())
    if stamp:
        seen.append(MarkSeen(stamp, text.strip()))
    sign = _CURRENCY_SIGN.search(text)
    if sign and not any(mark.kind is MarkKind.FOREIGN for mark in seen):
        seen.append(MarkSeen(MarkKind.FOREIGN, sign[0]))
    return tuple(seen)


def endorsed_over(text: str) -> str:
    """Return to whom the writing on a back orders payment, where that is no bank; empty if it orders none."""
    place = next((hit for phrase in _ENDORSED if (hit := find_phrase(text, phrase))), None)
    if place is None:
        return ""
    named = tuple(takewhile(lambda word: word not in _NOT_A_NAME, words(text)[place[1] : place[1] + 6]))
    return "" if not named or any(word in _BANK_WORDS for word in named) else " ".join(named)


def _stands(text: str, kind: MarkKind, phrase: str) -> str:
    """Return the words of a phrase as they stand in the text; empty if absent or harmless where it stands."""
    place = find_phrase(text, phrase, least=88)
    if place is None:
        return ""
    start, end, _ = place
    tokens = words(text)
    before = tokens[start - 1] if start else ""
    after = tokens[end] if end < len(tokens) else ""
    harmless = before in _HARMLESS_BEFORE.get(kind, ()) or after in _HARMLESS_AFTER.get(kind, ())
    return "" if harmless else " ".join(tokens[start:end])
