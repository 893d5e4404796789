"""The date of a check: what readers who do not share their mistakes make of the same ink, put together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from lockbox.date_lattice import read_date_lattice
from lockbox.dates import read_date
from lockbox.records import Field, Sighting
from ocr.opinions import KEPT, MOST, Weigh, by_lattice, by_text, family, poll, source

Shares = Mapping[dt.date, int]
"""How likely dates are by one reading, of 1000; what is missing is none of them."""

_DAYS = 400
"""Dates that a check may well bear, among which a misreading falls."""
_LEAST_DOUBT = 0.02
"""How often a reader is wrong however sure it is."""


def read_check_date(sightings: Sequence[Sighting], page: int, received_on: dt.date, bound: int) -> Field[dt.date]:
    """Return the date that the sightings of its zone say; no value below ``bound``, only candidates."""
    from_texts = by_text(lambda text: read_date(text, received_on))
    weigh = by_lattice(lambda lattice: read_date_lattice(lattice, received_on), from_texts)
    families: dict[str, list[Shares]] = {}
    for sighting in sightings:
        families.setdefault(family(sighting.engine), []).append(dict(weigh(sighting)))
    if len(families) < 2:
        return poll(sightings, weigh, page).field(bound, dt.date.isoformat)
    support = together([_mean(views) for views in families.values()])
    best, confidence = next(iter(support.items()), (None, 0))
    seen = _clearest(sightings, weigh, best)
    return Field(
        value=best if confidence >= bound else None,
        confidence=min(MOST, confidence),
        text=seen.text,
        source=source(seen.zone, [sighting.engine for sighting in sightings]),
        page=page,
        box=seen.box,
        candidates=tuple((date.isoformat(), share) for date, share in list(support.items())[:KEPT]),
        lattice=seen.lattice,
    )


def together(readings: Sequence[Shares]) -> dict[dt.date, int]:
    """Return how likely dates are by several readings of the same ink that err apart, likeliest first.

    Bayes' rule with equal priors: a reading that is wrong may say any of ``_DAYS`` dates alike, and that all are wrong
    is weighed too.
    """
    doubts = [max(_LEAST_DOUBT, 1 - sum(reading.values()) / 1000) for reading in readings]
    dates = {date for reading in readings for date in reading}
    weights = {
        date: math.prod(
            reading.get(date, 0) / 1000 * (1 - _LEAST_DOUBT) + doubt / _DAYS
            for reading, doubt in zip(readings, doubts, strict=True)
        )
        for date in dates
    }
    whole = sum(weights.values()) + _DAYS * math.prod(doubt / _DAYS for doubt in doubts)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return {date: int(1000 * weight / whole) for date, weight in ranked}


def _mean(views: Sequence[Shares]) -> Shares:
    """Return what readers of one family say: they share their mistakes."""
    dates = {date for view in views for date in view}
    return {date: sum(view.get(date, 0) for view in views) // len(views) for date in dates}


def _clearest(sightings: Sequence[Sighting], weigh: Weigh[dt.date], date: dt.date | None) -> Sighting:
    """Return the sighting that says a date most clearly, the surest where none says it."""
    return max(sightings, key=lambda one: (dict(weigh(one)).get(date, 0) if date else 0, one.confidence))
