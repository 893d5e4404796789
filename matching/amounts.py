"""What a check is good for: figures and words held against each other, and against what was asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from lockbox.money import display_dollars, parse_dollars
from lockbox.reasons import Reason
from lockbox.records import Field, Instrument

VERY_CERTAIN = 970
"""Confidence at which words stand alone where the figures are not there."""
LEAST_SUPPORT = 50
"""Confidence below which a guess at an amount does not second another guess."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One reason and what gave it, in words for the clerk.

    ``mild`` marks a case that only flags, unless the settings have a rule of their own for the reason.
    """

    reason: Reason
    detail: str
    mild: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """What is deposited, None where that is not certain, and what is wrong with how it was read."""

    cents: int | None
    notices: tuple[Notice, ...] = ()


def prove_amount(instrument: Instrument, asked: frozenset[int], bound: int) -> Amount:
    """Return the amount that two independent readings agree on, or what keeps them from it.

    Figures and words that agree prove each other. One of them alone needs a second witness: the
    encoded amount, the slip's amount or a bill of the payer's (``asked``), or the first guess at the
    other. Where neither is certain, an amount that was asked for and that both may say, one of them
    as its first guess, is proven by the three together. Words alone suffice where there are no
    figures and the words are read very certainly. What was asked for is never proof by itself.

    Args:
        instrument: the check.
        asked: amounts in cents that slips and open bills ask for.
        bound: confidence from which a single reading counts as certain.
    """
    figures, words = instrument.courtesy_amount, instrument.legal_amount
    if figures.value is not None and words.value is not None:
        amount = _both(figures, words, bound)
    elif (cents := _jointly(figures, words, asked)) is not None:
        amount = Amount(cents)
    elif words.value is not None:
        amount = _words_alone(figures, words, asked, bound)
    elif figures.value is not None:
        amount = _figures_alone(figures, words, asked | _encoded(instrument), bound)
    else:
        amount = _neither(figures, words)
    notices = (*amount.notices, *_encoded_disagrees(instrument, amount.cents))
    if amount.cents is not None and amount.cents <= 0:
        return Amount(None, (*notices, Notice(Reason.AMOUNT_UNREAD, "the amount reads as nothing")))
    return Amount(amount.cents, notices)


def _both(figures: Field[int], words: Field[int], bound: int) -> Amount:
    assert figures.value is not None
    assert words.value is not None
    if figures.value == words.value:
        return Amount(words.value)
    detail = f"the figures say {display_dollars(figures.value)}, the words {display_dollars(words.value)}"
    certain = words.value if words.confidence >= bound else None
    return Amount(certain, (Notice(Reason.AMOUNT_MISMATCH, detail),))


def _words_alone(figures: Field[int], words: Field[int], asked: frozenset[int], bound: int) -> Amount:
    assert words.value is not None
    absent = is_absent(figures)
    said = f"the words say {display_dollars(words.value)}"
    notices = (Notice(Reason.AMOUNT_FIGURES_MISSING, f"there are no figures; {said}"),) if absent else ()
    seconded = words.value in asked or words.value == first_guess(figures)
    if words.confidence >= bound and (seconded or (absent and words.confidence >= VERY_CERTAIN)):
        return Amount(words.value, notices)
    return Amount(None, (*notices, Notice(Reason.AMOUNT_UNREAD, f"{said}, but nothing else agrees with them")))


def _figures_alone(figures: Field[int], words: Field[int], asked: frozenset[int], bound: int) -> Amount:
    assert figures.value is not None
    certain = figures.confidence >= bound
    said = f"the figures say {display_dollars(figures.value)}"
    if is_absent(words):
        notice = Notice(Reason.AMOUNT_WORDS_MISSING, f"there are no words; {said}")
        return Amount(figures.value if certain else None, (notice,))
    if certain and (figures.value in asked or figures.value == first_guess(words)):
        return Amount(figures.value)
    return Amount(None, (Notice(Reason.AMOUNT_UNREAD, f"{said}, but nothing else agrees with them"),))


def _neither(figures: Field[int], words: Field[int]) -> Amount:
    """Say that nothing was read, and what is not there at all while the other is."""
    unread = Notice(Reason.AMOUNT_UNREAD, "neither figures nor words were read")
    if is_absent(words) and not is_absent(figures):
        return Amount(None, (unread, Notice(Reason.AMOUNT_WORDS_MISSING, "there are no words")))
    if is_absent(figures) and not is_absent(words):
        return Amount(None, (unread, Notice(Reason.AMOUNT_FIGURES_MISSING, "there are no figures")))
    return Amount(None, (unread,))


def _jointly(figures: Field[int], words: Field[int], asked: frozenset[int]) -> int | None:
    """Return the one amount asked for that figures and words both may say, and rather than any other."""
    one, other = _guesses(figures), _guesses(words)
    shared = {cents: one[cents] * other[cents] for cents in one.keys() & other.keys()}
    best = max(shared, key=lambda cents: (shared[cents], -cents), default=None)
    if best is None or best not in asked or min(one[best], other[best]) < LEAST_SUPPORT:
        return None
    first = best in {next(iter(one)), next(iter(other))}
    rivals = [cents for cents in shared if cents != best and 2 * shared[cents] > shared[best]]
    return best if first and not rivals and {figures.value, words.value} <= {None, best} else None


def is_absent(field: Field[int]) -> bool:
    """Say whether nothing was written where an amount belongs, as far as the readers saw."""
    return field.value is None and not field.text.strip() and not field.candidates


def first_guess(field: Field[int]) -> int | None:
    """Return the cents of the best guess at an amount that the reader declined to give."""
    return next(iter(_guesses(field)), None)


def _guesses(field: Field[int]) -> dict[int, int]:
    """Return the amounts that a field may say, best first, with confidences; guesses that are none are left out."""
    guesses = {} if field.value is None else {field.value: field.confidence}
    for text, confidence in field.candidates:
        with contextlib.suppress(ValueError):
            guesses.setdefault(parse_dollars(text), confidence)
    return guesses


def _encoded(instrument: Instrument) -> frozenset[int]:
    """Return the amount that a bank has encoded in the code line, if one has."""
    micr = instrument.micr.value
    return frozenset({micr.amount_cents}) if micr and micr.amount_cents > 0 else frozenset()


def _encoded_disagrees(instrument: Instrument, cents: int | None) -> Iterator[Notice]:
    for encoded in _encoded(instrument):
        if cents is not None and encoded != cents:
            detail = f"the code line is encoded for {display_dollars(encoded)}, the check says {display_dollars(cents)}"
            yield Notice(Reason.AMOUNT_MISMATCH, detail)
