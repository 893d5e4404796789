"""The date of a check: what readers who do not share their mistakes make of the same ink, put together."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from lockbox.amount_evidence import DOUBT, SURELY_MISREAD
from lockbox.date_lattice import read_date_lattice
from lockbox.dates import read_date, usualness
from lockbox.records import Field, Sighting
from ocr.opinions import HEARD, KEPT, MOST, Weigh, by_lattice, by_text, family, poll, source

Shares = Mapping[dt.date, int]
"""How likely dates are by one reading, of 1000; what is missing is none of them."""

_ONE_OF = 20
"""A misread date is taken for one particular other date about once in so many times: digits have few lookalikes."""
_CLEAR = 500
"""Share of a date, of 1000, from which a reader who says another one contradicts."""
_LOST = 1 / 50
"""How often a one beside another stroke leaves no trace of its own, so that ``11/12`` looks like ``1/12``."""
_MONTHS, _TWENTY = 12, 20
_PADDED = re.compile("[^0-9]*0")


def read_check_date(sightings: Sequence[Sighting], page: int, received_on: dt.date, bound: int) -> Field[dt.date]:
    """Return the date that the sightings of its zone say; no value below ``bound``, only candidates.

    Candidates are what the ink says; that a one of it may be lost counts for how sure the value is alone. A zero
    before the month shows that none is.
    """
    from_texts = by_text(lambda text: read_date(text, received_on))
    weigh = by_lattice(lambda lattice: read_date_lattice(lattice, received_on), from_texts)
    families: dict[str, list[Shares]] = {}
    for sighting in sightings:
        families.setdefault(family(sighting.engine), []).append(dict(weigh(sighting)))
    if len(families) < 2:
        return poll(sightings, weigh, page).field(bound, dt.date.isoformat)
    support = together([_mean(views) for views in families.values()])
    padded = any(_PADDED.match(sighting.text) for sighting in sightings)
    likely = support if padded else with_lost_ones(support, received_on)
    best, confidence = next(iter(likely.items()), (None, 0))
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

    Bayes' rule with equal priors. A reading that wavers is wrong oftener, and may then say anything; that all are
    wrong is weighed too. Readers who clearly say different dates leave none of them sure.
    """
    misread = [1 - min(1000, sum(reading.values())) / 1000 * _trust(reading) for reading in readings]
    weights = {
        date: math.prod(
            reading.get(date, 0) / 1000 * _trust(reading) + wrong / _ONE_OF
            for reading, wrong in zip(readings, misread, strict=True)
        )
        for date in {date for reading in readings for date in reading}
    }
    whole = sum(weights.values()) + _ONE_OF * math.prod(wrong / _ONE_OF for wrong in misread)
    against = {date: _against(readings, date) for date in weights}
    shares = {date: int((1000 - against[date]) * weight / whole) for date, weight in weights.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def with_lost_ones(support: Shares, received_on: dt.date) -> dict[dt.date, int]:
    """Return how likely dates are where a one may have run into the stroke beside it, which no reader can see.

    So a check that seems ten months old may be of this month.
    """
    weights = {date: float(share) for date, share in support.items()}
    for date, share in support.items():
        for other in _with_a_one_more(date):
            likelier = usualness(other, received_on) / usualness(date, received_on)
            weights[other] = weights.get(other, 0.0) + share * _LOST * likelier
    whole = sum(weights.values()) / max(1, sum(support.values()))
    shares = {date: int(weight / whole) for date, weight in weights.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _with_a_one_more(date: dt.date) -> Iterator[dt.date]:
    """Yield the dates with a one before the month or the day, where that makes a date."""
    for month, day in ((date.month + 10, date.day), (date.month, date.day + 10)):
        if month <= _MONTHS and day < _TWENTY:
            with contextlib.suppress(ValueError):
                yield dt.date(date.year, month, day)


def _trust(reading: Shares) -> float:
    """Return how often a reading is about what stands there: less the more it wavers."""
    return 1 - SURELY_MISREAD - DOUBT * (1 - max(reading.values(), default=0) / 1000)


def _against(readings: Sequence[Shares], date: dt.date) -> int:
    """Return the share, of 1000, of the date that a reader says instead, clearly or hardly allowing this one."""
    return max((_instead(reading, date) for reading in readings if reading), default=0)


def _instead(reading: Shares, date: dt.date) -> int:
    other, share = max(reading.items(), key=lambda item: item[1])
    contradicts = share >= _CLEAR or reading.get(date, 0) < HEARD <= share
    return share if other != date and contradicts else 0


def _mean(views: Sequence[Shares]) -> Shares:
    """Return what readers of one family say: they share their mistakes."""
    dates = {date for view in views for date in view}
    return {date: sum(view.get(date, 0) for view in views) // len(views) for date in dates}


def _clearest(sightings: Sequence[Sighting], weigh: Weigh[dt.date], date: dt.date | None) -> Sighting:
    """Return the sighting that says a date most clearly, the surest where none says it."""
    return max(sightings, key=lambda one: (dict(weigh(one)).get(date, 0) if date else 0, one.confidence))
