"""What a check is good for: figures and words held against each other, and against what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lockbox.money import display_dollars, parse_dollars
from lockbox.reasons import Reason
from lockbox.records import Field, Instrument

VERY_CERTAIN = 970
"""Confidence at which words stand alone where the figures are not there."""


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
    other. Words alone suffice where there are no figures and the words are read very certainly. What
    was asked for is never proof by itself.

    Args:
        instrument: the check.
        asked: amounts in cents that slips and open bills ask for.
        bound: confidence from which a single reading counts as certain.
    """
    figures, words = instrument.courtesy_amount, instrument.legal_amount
    if figures.value is not None and words.value is not None:
        amount = _both(figures, words, bound)
    elif words.value is not None:
        amount = _words_alone(figures, words, asked, bound)
    elif figures.value is not None:
        amount = _figures_alone(figures, words, asked | _encoded(instrument), bound)
    else:
        amount = Amount(None, (Notice(Reason.AMOUNT_UNREAD, "neither figures nor words were read"),))
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


def is_absent(field: Field[int]) -> bool:
    """Say whether nothing was written where an amount belongs, as far as the readers saw."""
    return field.value is None and not field.text.strip() and not field.candidates


def first_guess(field: Field[int]) -> int | None:
    """Return the cents of the best guess at an amount that the reader declined to give."""
    return next(_parsed(field), None)


def _parsed(field: Field[int]) -> Iterator[int]:
    for text, _ in field.candidates[:1]:
        try:
            yield parse_dollars(text)
        except ValueError:
            return


def _encoded(instrument: Instrument) -> frozenset[int]:
    """Return the amount that a bank has encoded in the code line, if one has."""
    micr = instrument.micr.value
    return frozenset({micr.amount_cents}) if micr and micr.amount_cents > 0 else frozenset()


def _encoded_disagrees(instrument: Instrument, cents: int | None) -> Iterator[Notice]:
    for encoded in _encoded(instrument):
        if cents is not None and encoded != cents:
            detail = f"the code line is encoded for {display_dollars(encoded)}, the check says {display_dollars(cents)}"
            yield Notice(Reason.AMOUNT_MISMATCH, detail)
