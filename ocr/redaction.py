"""Takes social security and card numbers out of what was read, before it is kept anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lockbox.identifiers import REDACTED, NumberKind, withhold
from lockbox.records import Box, Sighting, Zone
from ocr.opinions import overlap

_MACHINE = frozenset({Zone.MICR, Zone.BARCODE, Zone.SCAN_LINE, Zone.COURTESY, Zone.LEGAL, Zone.DATE, Zone.SERIAL})
"""What holds no number of a person."""

_RUN = re.compile(r"[0-9](?:[ .,-]{0,2}[0-9])+")
_WHOLE_ID = 12
_HEARD = 50
"""Confidence below which an alternative that spells a secret number is only left out: nobody takes it for the text."""
_LIKELY = range(7, 20)  # digits that another reader may have made of a secret number


def without_secrets(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return sightings in which marks stand in the place of secret numbers, and no lattice that spells them.

    What other readers made of the same ink loses its long numbers too, whole member numbers excepted:
    they are the secret number misread.
    """
    sightings = tuple(one if one.zone in _MACHINE else _without_whispers(one) for one in sightings)
    clean = tuple(one if one.zone in _MACHINE else _reworded(one, withhold) for one in sightings)
    secret = [new.box for old, new in zip(sightings, clean, strict=True) if new != old]
    if not secret:
        return clean
    return tuple(
        _reworded(one, _without_numbers) if one.zone not in _MACHINE and _shares(one, secret) else one for one in clean
    )


def _shares(sighting: Sighting, boxes: Sequence[Box]) -> bool:
    return any(overlap(sighting.box, box) for box in boxes)


def _without_numbers(text: str) -> str:
    mark = next((mark for mark in REDACTED.values() if mark in text), REDACTED[NumberKind.SSN])

    def masked(found: re.Match[str]) -> str:
        count = sum(character.isdigit() for character in found[0])
        return mark if count in _LIKELY and count != _WHOLE_ID else found[0]

    return _RUN.sub(masked, text)


def _without_whispers(sighting: Sighting) -> Sighting:
    """Return a sighting without hardly heard alternatives that spell a secret number, nor the ink they stand for."""
    kept = tuple(
        (other, confidence)
        for other, confidence in sighting.alternatives
        if confidence >= _HEARD or other == sighting.text or withhold(other) == other
    )
    return sighting if kept == sighting.alternatives else replace(sighting, alternatives=kept, lattice=None)


def _reworded(sighting: Sighting, reword: Callable[[str], str]) -> Sighting:
    """Return a sighting with its texts reworded, and without its lattice where that changed any."""
    text = reword(sighting.text)
    others: dict[str, int] = {}
    for other, confidence in sighting.alternatives:
        others.setdefault(reword(other), confidence)
    if text == sighting.text and all(reword(other) == other for other, _ in sighting.alternatives):
        return sighting
    return replace(sighting, text=text, alternatives=tuple(others.items()), lattice=None)
