"""Words on paper that change what may be done with it: paid in full, void, copy, foreign money, and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from lockbox.lattice import Lattice
from lockbox.name_lattice import find_in_ink
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
    (
        MarkKind.RETURNED,
        (
            *("RETURNED", "RETURN REASON", "NSF", "NOT SUFFICIENT FUNDS", "INSUFFICIENT FUNDS", "UNCOLLECTED FUNDS"),
            *("REFER TO MAKER", "ACCOUNT CLOSED", "DO NOT PRESENT AGAIN"),
        ),
    ),
    (MarkKind.ALTERED, ("CHANGED TO", "CORRECTED TO", "AMOUNT CHANGED", "AMOUNT CORRECTED", "SHOULD READ")),
)
_IN_INK = {
    phrase: kind
    for kind, phrases in _PHRASES
    for phrase in phrases
    if kind is not MarkKind.CASH and phrase not in ("NSF", "CAD", "EUR", "GBP", "MXN", "U S FUNDS", "EUROS")
}
_IN_INK_PHRASES = tuple(_IN_INK)
"""Phrases looked for in the ink itself: long enough not to be found in every scribble, or stamped alone."""
_DEAREST, _DEAREST_SHORT, _SHORT = 80, 30, 6
"""Most that a letter may cost in 1/100 nat, in phrases and in words of few letters."""

_LIKE = {MarkKind.PAID_IN_FULL: 80}
"""Likeness (of 100) from which a phrase counts, where scrawled words must not be passed over; else 88."""

_HARMLESS_BEFORE = {
    MarkKind.VOID: frozenset({"NOT", "BE", "BECOMES", "APPEARS", "WORD", "READS", "SHOWS", "THE", "OR"}),
    MarkKind.COPY: frozenset({"NOT", "SCREEN", "IF", "WHEN", "HARD", "YOUR", "CUSTOMER", "CARBON"}),
    MarkKind.DECEASED: frozenset({"REAL", "NOT"}),
    MarkKind.PAID_IN_FULL: frozenset({"NOT", "BE", "UNTIL", "UNLESS", "IF"}),
    MarkKind.CASH: frozenset({"NOT", "NO"}),
    MarkKind.RETURNED: frozenset({"IF", "BE", "ALL", "FOR", "ANY", "IS", "NOT"}),
}
_NONE: frozenset[str] = frozenset()
_HARMLESS_AFTER = {
    MarkKind.VOID: frozenset({"AFTER", "IF", "WHEN", "UNLESS", "WITHOUT", "IN", "OVER", "ON", "WHERE", "APPEARS"}),
    MarkKind.COPY: frozenset({"PROOF", "PROTECTION", "MACHINE", "OF"}),
    MarkKind.RETURNED: frozenset({"CHECK", "CHECKS", "MAIL", "FEE", "FEES", "TO", "UNUSED"}),
}
_STAMPS = {
    **dict.fromkeys(("VOID", "VOI", "OID", "VOIO", "VOLD", "VOD", "YOID", "VOTD", "VQID"), MarkKind.VOID),
    **dict.fromkeys(("COPY", "COP", "OPY", "COFY", "COPV", "CQPY", "GOPY"), MarkKind.COPY),
    **dict.fromkeys(("RETURNED", "ETURNED", "RETURNE", "ETURNE", "RETURNEO"), MarkKind.RETURNED),
}
"""What readers make of a big stamp; it must stand alone on its line, or run into what is printed before it."""
_RUN_INTO = re.compile(r"[a-z]([A-Z]{3,8})$")
_CURRENCY_SIGN = re.compile(r"[€£] ?[0-9]|[0-9] ?[€£]|(?i:\bc(?:a|dn)\$ ?[0-9])")

_ENDORSED = ("PAY TO THE ORDER OF", "PAY TO ORDER OF", "TO THE ORDER OF")
_BANK_WORDS = frozenset(
    {"BANK", "BANKING", "NA", "TRUST", "UNION", "DEPOSIT", "CREDIT", "CREDITED", "ACCOUNT", "LOCKBOX", "FDIC", "ANY"}
)
_NOT_A_NAME = frozenset({"ENDORSE", "DO", "MICROPRINT", "X", "SIGN", "FOR"})
_ILLEGIBLE = "a name that was not read"


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
    run_into = _RUN_INTO.search(text.strip())
    alone = run_into[1] if run_into else text.strip().upper()
    if alone in _STAMPS and not any(mark.kind is _STAMPS[alone] for mark in seen):
        seen.append(MarkSeen(_STAMPS[alone], alone))
    sign = _CURRENCY_SIGN.search(text)
    if sign and not any(mark.kind is MarkKind.FOREIGN for mark in seen):
        seen.append(MarkSeen(MarkKind.FOREIGN, sign[0]))
    return tuple(seen)


def find_marks_in_ink(lattice: Lattice, text: str) -> tuple[MarkSeen, ...]:
    """Return the marks that the ink of a line may well be, one of a kind.

    Args:
        lattice: the ink.
        text: what a reader made of it; words in it that make a mark harmless count here too.
    """
    said = frozenset(words(text))
    seen: dict[MarkKind, MarkSeen] = {}
    for phrase, cost in find_in_ink(lattice, _IN_INK_PHRASES, _DEAREST):
        kind = _IN_INK[phrase]
        harmless = said & (_HARMLESS_BEFORE.get(kind, _NONE) | _HARMLESS_AFTER.get(kind, _NONE))
        short = len(phrase) <= _SHORT
        if harmless or (short and (cost > _DEAREST_SHORT or not any(_may_be(word, phrase) for word in said))):
            continue
        seen.setdefault(kind, MarkSeen(kind, phrase))
    return tuple(seen.values())


def _may_be(word: str, short: str) -> bool:
    """Say whether what was read as one word may be a short one: part of a longer word is none."""
    return abs(len(word) - len(short)) <= 1 and not set(word).isdisjoint(short)


def is_endorsed(lattice: Lattice) -> bool:
    """Say whether the ink of a line on a back may well order payment to somebody."""
    return bool(find_in_ink(lattice, _ENDORSED, _DEAREST))


def endorsed_over(text: str, ordered: bool = False) -> str:
    """Return to whom the writing on a back orders payment, where that is no bank; empty if it orders none.

    Args:
        text: all that stands on the back, line by line.
        ordered: whether the order itself was seen already, legible in the text or not.
    """
    place = next((hit for phrase in _ENDORSED if (hit := find_phrase(text, phrase))), None)
    if place is None:
        return _ILLEGIBLE if ordered and _BANK_WORDS.isdisjoint(words(text)) else ""
    named = tuple(takewhile(lambda word: word not in _NOT_A_NAME, words(text)[place[1] : place[1] + 6]))
    return "" if any(word in _BANK_WORDS for word in named) else " ".join(named) or _ILLEGIBLE


def _stands(text: str, kind: MarkKind, phrase: str) -> str:
    """Return the words of a phrase as they stand in the text; empty if absent or harmless where it stands."""
    place = find_phrase(text, phrase, least=_LIKE.get(kind, 88))
    if place is None:
        return ""
    start, end, _ = place
    tokens = words(text)
    before = tokens[start - 1] if start else ""
    after = tokens[end] if end < len(tokens) else ""
    harmless = before in _HARMLESS_BEFORE.get(kind, ()) or after in _HARMLESS_AFTER.get(kind, ())
    return "" if harmless else " ".join(tokens[start:end])
