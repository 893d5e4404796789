"""Moments as the desk's tables keep them: ISO 8601 in UTC, so that text sorts as time does."""

from __future__ import annotations

import datetime as dt


def moment(at: str) -> dt.datetime:
    """Return the moment that an ISO 8601 text with an offset names; one without is taken for UTC."""
    found = dt.datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def utc(at: str, minutes: int = 0) -> str:
    """Return a moment, or one some minutes later, as it is kept."""
    return (moment(at).astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).isoformat(timespec="seconds")
