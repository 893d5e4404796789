"""How often postings were wrong, by score: measured, never written by hand; docs/matching.md says how it is redrawn."""

from __future__ import annotations

from collections.abc import Mapping

Point = tuple[int, int, int]
"""A score in 1/100 nat; of the simulated envelopes with that score or more, how many posted, and how many wrongly."""

CURVES: Mapping[str, tuple[Point, ...]] = {
    "match-1": (),
    "match-2": (
        (-1000, 31_511, 0),
        (-200, 31_511, 0),
        (-150, 31_511, 0),
        (-100, 31_511, 0),
        (-50, 31_511, 0),
        (0, 31_511, 0),
        (50, 31_511, 0),
        (100, 31_511, 0),
        (150, 31_511, 0),
        (200, 31_511, 0),
        (250, 31_370, 0),
        (300, 31_073, 0),
        (350, 30_781, 0),
        (400, 30_255, 0),
        (450, 28_677, 0),
        (500, 27_647, 0),
        (550, 25_911, 0),
        (600, 24_119, 0),
        (650, 22_281, 0),
        (700, 16_336, 0),
        (750, 4_457, 0),
        (800, 1_372, 0),
        (850, 0, 0),
        (900, 0, 0),
        (950, 0, 0),
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
