"""What a check is good for: figures and words held against each other, and against what was asked for."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lockbox.amount_evidence import MARGIN, RIVAL, Reading, leads, supports, weigh
from lockbox.money import display_dollars, parse_dollars
from lockbox.reasons import Reason
from lockbox.records import Field, Instrument

VERY_CERTAIN = 970
"""Confidence at which words stand alone where the figures are not there."""

LEAST_DOUBT = 1e-9
"""Doubt about an amount below which nothing is told apart."""
READ = 500
"""Share, of 1000, from which words say an amount rather than all others."""
CONTRADICTED = 0.2
"""Probability from which figures and words that may differ are called so."""


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
    """What is deposited, None where that is not certain, and what is wrong with how it was read.

    ``certainty`` is the log-odds in 1/100 nat that it is the amount that was written.
    """

    cents: int | None
    notices: tuple[Notice, ...] = ()
    certainty: int = 0


def prove_amount(instrument: Instrument, asked: frozenset[int], bound: int) -> Amount:
    """Return the amount that two independent witnesses agree on and that is sure enough, or what keeps it from that.

    Witnesses are the ink of the figures, the ink of the words, the amount encoded by a bank, and what
    was asked for: the amount of a slip or a bill of the payer's. What was asked for also makes an
    amount likelier beforehand, but some ink must say that amount before any other.
    Certain words are never overruled. Where nothing stands in the place of one, the other suffices if
    it is certain, words very certain: figures may be there and not be seen, so a slip does not bear out
    words alone.

    Args:
        instrument: the check.
        asked: amounts in cents that slips and open bills ask for.
        bound: confidence from which an amount counts as certain.
    """
    figures, words = reading_of(instrument.courtesy_amount), reading_of(instrument.legal_amount)
    expected = asked | _encoded(instrument)
    belief = weigh(figures, words, expected)
    cents = belief.best
    governed = any(share >= bound for other, share in words.items() if other != cents)
    rivalled = cents not in expected and any(_may_be(one, figures, words) for one in expected)
    sure = cents is not None and 1000 * belief.of(cents) >= bound and not governed and not rivalled
    alone = (_is_absent(instrument.courtesy_amount) and words.get(cents or 0, 0) >= VERY_CERTAIN) or (
        _is_absent(instrument.legal_amount) and figures.get(cents or 0, 0) >= bound
    )
    witnesses = _encoded(instrument) if _is_absent(instrument.courtesy_amount) else expected
    if cents is not None and (alone or (sure and _is_witnessed(cents, figures, words, witnesses))):
        share = max(belief.of(cents), max(figures.get(cents, 0), words.get(cents, 0)) / 1000 if alone else 0.0)
        amount = Amount(cents, tuple(_missing(instrument, cents)), _log_odds(share))
    elif belief.contradiction >= CONTRADICTED:
        amount = _contradicted(figures, words, bound)
    else:
        unread = Notice(Reason.AMOUNT_UNREAD, _doubt(figures, words))
        amount = Amount(None, (*_missing(instrument, None), unread))
    return replace(amount, notices=(*amount.notices, *_encoded_disagrees(instrument, amount.cents)))


def _log_odds(share: float) -> int:
    """Return the log-odds of a probability in 1/100 nat, within the bounds of what can be told apart."""
    return round(100 * math.log(share / max(1 - share, LEAST_DOUBT)))


def _is_witnessed(cents: int, figures: Reading, words: Reading, expected: frozenset[int]) -> bool:
    """Say whether two independent witnesses support an amount, and some ink says it before any other.

    Figures that were read as something else are no missing witness but one against it: with words of
    the like tail and a slip that asks for them, a check that contradicts itself would pass. So are words
    that rather say something else.
    """
    if figures and not supports(figures, cents, RIVAL if cents in expected else MARGIN):
        return False
    if max(words.values(), default=0) >= READ and not supports(words, cents):
        return False
    inks = sum(supports(ink, cents) for ink in (figures, words))
    first = any(leads(ink, cents) for ink in (figures, words))
    return first and inks + (cents in expected) >= 2


def _may_be(cents: int, figures: Reading, words: Reading) -> bool:
    """Say whether neither ink rules out an amount that was asked for: one hand's fours may always be nines."""
    return supports(figures, cents, RIVAL) and supports(words, cents, RIVAL)


def _contradicted(figures: Reading, words: Reading, bound: int) -> Amount:
    """Say that figures and words differ; what the words say governs where they are certain."""
    one, two = max(figures, key=figures.__getitem__), max(words, key=words.__getitem__)
    detail = f"the figures say {display_dollars(one)}, the words {display_dollars(two)}"
    return Amount(two if words[two] >= bound else None, (Notice(Reason.AMOUNT_MISMATCH, detail),))


def _missing(instrument: Instrument, cents: int | None) -> Iterator[Notice]:
    """Say what is not there at all while the other is."""
    figures, words = _is_absent(instrument.courtesy_amount), _is_absent(instrument.legal_amount)
    said = "" if cents is None else f"; {'the words' if figures else 'the figures'} say {display_dollars(cents)}"
    if figures and not words:
        yield Notice(Reason.AMOUNT_FIGURES_MISSING, f"there are no figures{said}")
    if words and not figures:
        yield Notice(Reason.AMOUNT_WORDS_MISSING, f"there are no words{said}")


def _doubt(figures: Reading, words: Reading) -> str:
    """Return what was read as far as it goes."""
    parts = [
        f"{name} may say {display_dollars(max(reading, key=reading.__getitem__))}"
        for name, reading in (("the figures", figures), ("the words", words))
        if reading
    ]
    return f"{' and '.join(parts)}, and not enough agrees with it" if parts else "neither figures nor words were read"


def reading_of(field: Field[int]) -> dict[int, int]:
    """Return the amounts that the ink of a field may mean, with their probabilities in 1/1000."""
    reading: dict[int, int] = {}
    for text, share in field.candidates:
        with contextlib.suppress(ValueError):
            reading.setdefault(parse_dollars(text), share)
    if field.value is not None:
        reading.setdefault(field.value, field.confidence)
    return {cents: share for cents, share in reading.items() if cents > 0}


def _is_absent(field: Field[int]) -> bool:
    """Say whether nothing was written where an amount belongs, as far as the readers saw."""
    return field.value is None and not field.text.strip() and not field.candidates


def _encoded(instrument: Instrument) -> frozenset[int]:
    """Return the amount that a bank has encoded in the code line, if one has."""
    micr = instrument.micr.value
    return frozenset({micr.amount_cents}) if micr and micr.amount_cents > 0 else frozenset()


def _encoded_disagrees(instrument: Instrument, cents: int | None) -> Iterator[Notice]:
    for encoded in _encoded(instrument):
        if cents is not None and encoded != cents:
            detail = f"the code line is encoded for {display_dollars(encoded)}, the check says {display_dollars(cents)}"
            yield Notice(Reason.AMOUNT_MISMATCH, detail)
