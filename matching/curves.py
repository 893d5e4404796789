"""How often postings were wrong, by score: measured, never written by hand; docs/matching.md says how it is redrawn."""

from __future__ import annotations

from collections.abc import Mapping

Point = tuple[int, int, int]
"""A score in 1/100 nat; of the simulated envelopes with that score or more, how many posted, and how many wrongly."""

CURVES: Mapping[str, tuple[Point, ...]] = {
    "match-1": (),
    "match-2": (
        (-1000, 36_735, 0),
        (-200, 36_735, 0),
        (-150, 36_735, 0),
        (-100, 36_735, 0),
        (-50, 36_735, 0),
        (0, 36_735, 0),
        (50, 36_735, 0),
        (100, 36_735, 0),
        (150, 36_735, 0),
        (200, 36_735, 0),
        (250, 36_550, 0),
        (300, 36_136, 0),
        (350, 35_623, 0),
        (400, 34_709, 0),
        (450, 33_953, 0),
        (500, 33_227, 0),
        (550, 32_048, 0),
        (600, 30_505, 0),
        (650, 28_473, 0),
        (700, 24_382, 0),
        (750, 13_555, 0),
        (800, 4_655, 0),
        (850, 1_083, 0),
        (900, 125, 0),
        (950, 26, 0),
        (1000, 0, 0),
        (1050, 0, 0),
        (1100, 0, 0),
        (1150, 0, 0),
        (1200, 0, 0),
        (1250, 0, 0),
        (1300, 0, 0),
        (1350, 0, 0),
        (1400, 0, 0),
        (1450, 0, 0),
        (1500, 0, 0),
        (1550, 0, 0),
        (1600, 0, 0),
        (1650, 0, 0),
        (1700, 0, 0),
        (1750, 0, 0),
        (1800, 0, 0),
        (1850, 0, 0),
        (1900, 0, 0),
        (1950, 0, 0),
        (2000, 0, 0),
    ),
}
"""One curve for each table of weights; one without points was not measured, and nothing posts by itself with it."""
