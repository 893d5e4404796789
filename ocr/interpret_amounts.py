"""The two amounts of a check: each read by itself, then each helping where the other is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lockbox.amount_evidence import RIVAL, Reading, beside, lookalikes, pool, supports, weigh
from lockbox.amount_figures import read_figures_lattice
from lockbox.amount_words import read_lattice, read_words
from lockbox.lattice import Lattice
from lockbox.money import Guesses, format_dollars, read_figures
from lockbox.records import Field, Sighting
from ocr.opinions import HEARD, MOST, family, source

_KEPT = 16
"""Amounts kept of a reading: what was asked for may be far down among them."""


def read_amounts(
    courtesy: Sequence[Sighting], legal: Sequence[Sighting], page: int, bound: int
) -> tuple[Field[int], Field[int]]:
    """Return the courtesy and the legal amount of one check in cents.

    Each is what its own ink says, where that is sure enough; the candidates are always those of its
    own ink. An amount that neither ink rules out and that both together make sure is taken for both.
    Of two amounts that differ, one that its ink need not mean is declined, for people seldom write two.
    Where the inks clearly differ, both stay as they are: words govern figures, but a clerk decides.
    """
    figures = _read(courtesy, read_figures_lattice, read_figures)
    words = _read(legal, read_lattice, read_words)
    fields = _field(courtesy, figures, page, bound), _field(legal, words, page, bound)
    belief = weigh(figures, words)
    cents, sure = belief.best, min(MOST, round(1000 * belief.of(belief.best or 0)))
    if cents is None or sure < bound or not all(supports(ink, cents, RIVAL) for ink in (figures, words)):
        return _apart(fields, figures, words, bound)
    return _settled(fields[0], cents, sure), _settled(fields[1], cents, sure)


def _apart(
    fields: tuple[Field[int], Field[int]], figures: Reading, words: Reading, bound: int
) -> tuple[Field[int], Field[int]]:
    """Return the fields of figures and words that are not known to say the same, each only where it is still sure."""
    one, two = (next(iter(reading), None) for reading in (figures, words))
    if one is None or two is None or one == two or fields[0].value is None:
        return fields
    if figures.get(two) or words.get(one):
        sures = [round(1000 * share) for share in beside(figures, words)]
        return _doubted(fields[0], sures[0], bound), _doubted(fields[1], sures[1], bound)
    if lookalikes(one, two) and words[two] >= HEARD:
        in_cents = one // 100 == two // 100  # which words say in figures too
        return replace(fields[0], value=None), replace(fields[1], value=None) if in_cents else fields[1]
    return fields


def _read(
    sightings: Sequence[Sighting], by_ink: Callable[[Lattice], Guesses], by_text: Callable[[str], Guesses]
) -> Reading:
    """Return what all readers of one amount make of it; readers of one family share their mistakes."""
    families: dict[str, list[Reading]] = {}
    for sighting in sightings:
        own = dict(by_ink(sighting.lattice)) if sighting.lattice else _from_text(sighting, by_text)
        families.setdefault(family(sighting.engine), []).append(own)
    ranked = sorted(pool([_mean(own) for own in families.values()]).items(), key=lambda item: (-item[1], item[0]))
    return {cents: share for cents, share in ranked[:_KEPT] if share > 0}


def _from_text(sighting: Sighting, read: Callable[[str], Guesses]) -> Reading:
    """Return what a sighting without a lattice may mean."""
    shares: dict[int, int] = {}
    for text, confidence in dict([*sighting.alternatives, (sighting.text, sighting.confidence)]).items():
        for cents, plausibility in read(text):
            shares[cents] = min(1000, shares.get(cents, 0) + confidence * plausibility // 1000)
    return shares


def _mean(readings: Sequence[Reading]) -> Reading:
    amounts = {cents for reading in readings for cents in reading}
    return {cents: sum(reading.get(cents, 0) for reading in readings) // len(readings) for cents in amounts}


def _field(sightings: Sequence[Sighting], reading: Reading, page: int, bound: int) -> Field[int]:
    """Return a reading as a field, shown by the sighting that is surest."""
    if not sightings:
        return Field()
    seen = max(sightings, key=lambda sighting: (sighting.confidence, sighting.engine))
    best, share = next(iter(reading.items()), (None, 0))
    confidence = min(MOST, share)
    return Field(
        value=best if confidence >= bound else None,
        confidence=confidence,
        text=seen.text,
        source=source(seen.zone, [sighting.engine for sighting in sightings]),
        page=page,
        box=seen.box,
        candidates=tuple((format_dollars(cents), share) for cents, share in reading.items()),
        lattice=seen.lattice,
    )


def _settled(field: Field[int], cents: int, sure: int) -> Field[int]:
    return field if field.value == cents else replace(field, value=cents, confidence=sure)


def _doubted(field: Field[int], sure: int, bound: int) -> Field[int]:
    """Return a field of which no more is sure than that; below the bound it has no value."""
    sure = min(sure, field.confidence)
    return replace(field, confidence=sure, value=field.value if sure >= bound else None)
