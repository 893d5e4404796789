"""The image tests of a page: which pass under a site's limits, what to do where one fails, and its X9 flags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lockbox.records import ImageTest, PageKind, PageReading
from lockbox.settings import ImageLimits, Settings, Severity


class Result(StrEnum):
    """How a test came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a test's whole numbers are: so many ``parts`` make one ``name``."""

    name: str
    parts: int = 1

    def show(self, value: int) -> str:
        """Return a value as people write it, without its unit."""
        return f"{value / self.parts:.{len(str(self.parts)) - 1}f}"


_INCHES, _PERCENT = Unit("inches", 100), Unit("%", 10)

UNITS: dict[ImageTest, Unit] = {
    ImageTest.UNDERSIZE: _INCHES,
    ImageTest.OVERSIZE: _INCHES,
    ImageTest.TORN_CORNER: _INCHES,
    ImageTest.TORN_EDGE: _INCHES,
    ImageTest.FRAMING: _INCHES,
    ImageTest.SKEW: Unit("degrees", 100),
    ImageTest.PIGGYBACK: _INCHES,
    ImageTest.TOO_LIGHT: Unit("levels"),
    ImageTest.TOO_DARK: _PERCENT,
    ImageTest.STREAKS: _PERCENT,
    ImageTest.TOO_FEW_BYTES: Unit("bytes"),
    ImageTest.TOO_MANY_BYTES: Unit("bytes"),
    ImageTest.SPOT_NOISE: Unit("specks a square inch"),
    ImageTest.SIZE_MISMATCH: _INCHES,
    ImageTest.CARBON_STRIP: _INCHES,
    ImageTest.OUT_OF_FOCUS: _PERCENT,
    ImageTest.RESOLUTION: Unit("dots an inch"),
}

_WORDS: dict[ImageTest, str] = {
    ImageTest.UNDERSIZE: "part of it is missing: it measures {value} inches where a check has {limit} or more; "
    "find the rest and scan the whole paper again",
    ImageTest.OVERSIZE: "the picture is larger than a check: {value} inches where {limit} is the most; "
    "scan the check again by itself",
    ImageTest.TORN_CORNER: "its {place} corner is folded over or torn off, {value} inches of it; "
    "unfold or mend it and scan it again",
    ImageTest.TORN_EDGE: "its {place} edge is folded over or torn, {value} inches deep; "
    "unfold or mend it and scan it again",
    ImageTest.FRAMING: "the scanner's bed shows beside its {place} edge, {value} inches wide; "
    "lay it against the guide and scan it again",
    ImageTest.SKEW: "it lies {value} degrees askew; put it straight and scan it again",
    ImageTest.PIGGYBACK: "two papers overlap; pull them apart and scan both again",
    ImageTest.TOO_LIGHT: "its ink is hardly darker than the paper, {value} levels where {limit} are needed; "
    "scan it again darker",
    ImageTest.TOO_DARK: "{value} % of it is black; scan it again lighter",
    ImageTest.STREAKS: "streaks run across it, over {value} % of it; clean the scanner's glass and scan it again",
    ImageTest.TOO_FEW_BYTES: "its picture is only {value} bytes, as an empty or broken one is; scan it again",
    ImageTest.TOO_MANY_BYTES: "its picture is {value} bytes, more than {limit}; scan it again in black and white",
    ImageTest.SPOT_NOISE: "it is covered with specks, {value} on a square inch; clean the scanner and scan it again",
    ImageTest.SIZE_MISMATCH: "front and back differ by {value} inches and may be of two papers; scan both sides again",
    ImageTest.CARBON_STRIP: "a black band lies across it, {value} inches high, as if of carbon; scan it again lighter",
    ImageTest.OUT_OF_FOCUS: "it is out of focus: the sharpest edges rise by {value} % a dot where {limit} are needed; "
    "lay it flat and scan it again",
    ImageTest.RESOLUTION: "it has only {value} dots an inch; scan it again with 200 or more",
}
"""What is wrong, and what to do about it, for the one who stands at the scanner."""

_LEAST = frozenset(
    {
        ImageTest.UNDERSIZE,
        ImageTest.TOO_LIGHT,
        ImageTest.TOO_FEW_BYTES,
        ImageTest.OUT_OF_FOCUS,
        ImageTest.RESOLUTION,
    }
)
"""Tests that fail below their limit; the others fail above."""

_MONEY = frozenset({PageKind.CHECK, PageKind.MONEY_ORDER, PageKind.CHECK_BACK})
_OF_MONEY = frozenset(
    {
        ImageTest.UNDERSIZE,
        ImageTest.OVERSIZE,
        ImageTest.TORN_CORNER,
        ImageTest.TORN_EDGE,
        ImageTest.PIGGYBACK,
        ImageTest.SIZE_MISMATCH,
        ImageTest.CARBON_STRIP,
    }
)
"""Tests that ask for the shape of a check; other papers come in any."""

_MAY_BE_EMPTY = frozenset({PageKind.BLANK, PageKind.CHECK_BACK})
_OF_INK = frozenset({ImageTest.TOO_LIGHT, ImageTest.OUT_OF_FOCUS, ImageTest.TOO_FEW_BYTES})
"""Tests that ask for ink; an empty side is neither faint nor blurred, and takes few bytes."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One test of one page: what was measured and how it came out; ``value`` is None where nothing was."""

    test: ImageTest
    result: Result
    severity: Severity
    value: int | None
    limit: int
    place: str = ""

    @property
    def words(self) -> str:
        """What is wrong and what to do, in plain words; empty unless the test failed."""
        if self.result is not Result.FAILED or self.value is None:
            return ""
        unit = UNITS[self.test]
        return _WORDS[self.test].format(value=unit.show(self.value), limit=unit.show(self.limit), place=self.place)


def judge(
    page: PageReading, settings: Settings, kind: PageKind, front: PageReading | None = None
) -> tuple[Judged, ...]:
    """Hold what was measured on a page against the limits.

    Args:
        page: the page as read.
        settings: limits and severities.
        kind: what the page is taken for, which may be the back of what was read before it.
        front: of a back, the page it is the back of.

    Returns:
        Every test once, in the order of ``ImageTest``; none for a page that was not measured.
    """
    if not page.measures:
        return ()
    found = {one.test: (one.value, _limit(one.test, settings), one.place) for one in page.measures}
    found |= {test: _side(test, page, settings.image_limits) for test in (ImageTest.UNDERSIZE, ImageTest.OVERSIZE)}
    if front is not None and front.measures:
        mismatch = max(abs(one - other) for one, other in zip(_sides(page), _sides(front), strict=True))
        found[ImageTest.SIZE_MISMATCH] = (mismatch, _limit(ImageTest.SIZE_MISMATCH, settings), "")
    return tuple(_judged(test, found.get(test), kind, settings) for test in ImageTest)


def _judged(test: ImageTest, found: tuple[int, int, str] | None, kind: PageKind, settings: Settings) -> Judged:
    severity = settings.image_severity.of(test)
    amiss = (test in _OF_MONEY and kind not in _MONEY) or (test in _OF_INK and kind in _MAY_BE_EMPTY)
    if found is None or amiss or severity is Severity.OFF:
        return Judged(test, Result.NOT_TESTED, severity, None, _limit(test, settings))
    value, limit, place = found
    failed = value < limit if test in _LEAST else value > limit
    return Judged(test, Result.FAILED if failed else Result.PASSED, severity, value, limit, place)


def _limit(test: ImageTest, settings: Settings) -> int:
    """Return a test's limit; of those with two, the one of the longer side."""
    name = f"{test}_length" if test in {ImageTest.UNDERSIZE, ImageTest.OVERSIZE} else test.value
    return int(getattr(settings.image_limits, name))


def _sides(page: PageReading) -> tuple[int, int]:
    """Return the longer and the shorter side of a page in hundredths of an inch."""
    sides = sorted((page.width, page.height), reverse=True)
    longer, shorter = (round(100 * side / max(1, page.dpi)) for side in sides)
    return longer, shorter


def _side(test: ImageTest, page: PageReading, limits: ImageLimits) -> tuple[int, int, str]:
    """Return the side nearer to its limit, or further beyond it, and that limit."""
    longer, shorter = _sides(page)
    if test is ImageTest.UNDERSIZE:
        pairs = ((longer, limits.undersize_length, "length"), (shorter, limits.undersize_height, "height"))
        return min(pairs, key=lambda pair: pair[0] / max(1, pair[1]))
    pairs = ((longer, limits.oversize_length, "length"), (shorter, limits.oversize_height, "height"))
    return max(pairs, key=lambda pair: pair[0] / max(1, pair[1]))


def faults(tests: Iterable[Judged], severity: Severity) -> tuple[str, ...]:
    """Return in words what failed and has a given severity."""
    return tuple(one.words for one in tests if one.result is Result.FAILED and one.severity is severity)


@dataclass(frozen=True, slots=True)
class QualityFlags:
    """Quality fields of record 54 (Image View Analysis) of X9.100-187, positions 3 and 5 to 12.

    Each is 0 where it was not tested, 1 where the condition is there, 2 where it is not. Tests without a
    field of their own are the imaging bank's specific test.
    """

    global_quality: int
    bank_specific: int
    partial: int
    skew: int
    piggyback: int
    light_or_dark: int
    streaks_or_bands: int
    below_minimum_size: int
    above_maximum_size: int


def quality_flags(tests: Iterable[Judged]) -> QualityFlags:
    """Return the flags that a page's tests come to."""
    results = {one.test: one.result for one in tests}

    def flag(*members: ImageTest) -> int:
        found = {results.get(test, Result.NOT_TESTED) for test in members}
        return 1 if Result.FAILED in found else 2 if Result.PASSED in found else 0

    return QualityFlags(
        global_quality=flag(*ImageTest),
        bank_specific=flag(
            ImageTest.OVERSIZE,
            ImageTest.FRAMING,
            ImageTest.SPOT_NOISE,
            ImageTest.SIZE_MISMATCH,
            ImageTest.OUT_OF_FOCUS,
            ImageTest.RESOLUTION,
        ),
        partial=flag(ImageTest.UNDERSIZE, ImageTest.TORN_CORNER, ImageTest.TORN_EDGE),
        skew=flag(ImageTest.SKEW),
        piggyback=flag(ImageTest.PIGGYBACK),
        light_or_dark=flag(ImageTest.TOO_LIGHT, ImageTest.TOO_DARK),
        streaks_or_bands=flag(ImageTest.STREAKS, ImageTest.CARBON_STRIP),
        below_minimum_size=flag(ImageTest.TOO_FEW_BYTES),
        above_maximum_size=flag(ImageTest.TOO_MANY_BYTES),
    )
