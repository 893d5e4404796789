"""The image tests obey the site's limits and severities, speak plainly, and become the flags of record 54."""

from dataclasses import astuple, replace

import pytest

from lockbox.canonical import decode, encode
from lockbox.image_tests import UNITS, Judged, Result, faults, judge, quality_flags
from lockbox.records import ImageTest, Measure, PageKind, PageReading, Reading
from lockbox.settings import (
    ImageLimits,
    ImageSeverity,
    Settings,
    Severity,
    parse_site_file,
    seal_settings,
    unseal_settings,
)

T = ImageTest
GOOD = {
    T.TORN_CORNER: 0,
    T.TORN_EDGE: 0,
    T.FRAMING: 2,
    T.SKEW: 30,
    T.PIGGYBACK: 0,
    T.TOO_LIGHT: 180,
    T.TOO_DARK: 12,
    T.STREAKS: 0,
    T.TOO_FEW_BYTES: 9000,
    T.TOO_MANY_BYTES: 9000,
    T.SPOT_NOISE: 3,
    T.CARBON_STRIP: 1,
    T.OUT_OF_FOCUS: 900,
    T.RESOLUTION: 200,
}
BAD = {
    T.TORN_CORNER: 160,
    T.TORN_EDGE: 80,
    T.FRAMING: 60,
    T.SKEW: 610,
    T.PIGGYBACK: 260,
    T.TOO_LIGHT: 12,
    T.TOO_DARK: 910,
    T.STREAKS: 33,
    T.TOO_FEW_BYTES: 90,
    T.TOO_MANY_BYTES: 90_000_000,
    T.SPOT_NOISE: 250,
    T.CARBON_STRIP: 50,
    T.OUT_OF_FOCUS: 90,
    T.RESOLUTION: 50,
}


def page(size: tuple[int, int] = (1200, 550), **other: int) -> PageReading:
    values = GOOD | {T(name): value for name, value in other.items()}
    measures = tuple(Measure(test, value, "upper right") for test, value in values.items())
    return PageReading(0, PageKind.CHECK, 0, *size, dpi=200, measures=measures)


def failed(judged: tuple[Judged, ...]) -> set[ImageTest]:
    return {one.test for one in judged if one.result is Result.FAILED}


@pytest.mark.parametrize("test", BAD, ids=str)
def test_each_test_fails_alone_and_says_what_to_do(test: ImageTest) -> None:
    judged = judge(page(**{test.value: BAD[test]}), Settings(), PageKind.CHECK)
    assert [one.test for one in judged] == list(ImageTest)
    assert failed(judged) == {test}
    (words,) = faults(judged, ImageSeverity().of(test))
    assert "again" in words
    assert "{" not in words


@pytest.mark.parametrize(
    ("size", "test"), [((800, 550), T.UNDERSIZE), ((1200, 300), T.UNDERSIZE), ((1700, 2200), T.OVERSIZE)]
)
def test_sizes_are_those_of_a_check(size: tuple[int, int], test: ImageTest) -> None:
    assert failed(judge(page(size), Settings(), PageKind.CHECK)) == {test}
    assert failed(judge(page(size), Settings(), PageKind.LETTER)) == set()


def test_front_and_back_are_of_one_size() -> None:
    back = replace(page((550, 1200)), kind=PageKind.CHECK_BACK)
    assert failed(judge(back, Settings(), PageKind.CHECK_BACK, page())) == set()
    assert failed(judge(back, Settings(), PageKind.CHECK_BACK, page((1700, 700)))) == {T.SIZE_MISMATCH}
    alone = judge(back, Settings(), PageKind.CHECK_BACK)
    assert next(one for one in alone if one.test is T.SIZE_MISMATCH).result is Result.NOT_TESTED


def test_a_back_may_be_pale_and_small_in_its_file() -> None:
    pale = page(too_light=12, out_of_focus=90, too_few_bytes=150)
    assert failed(judge(pale, Settings(), PageKind.CHECK_BACK)) == set()
    assert failed(judge(pale, Settings(), PageKind.CHECK)) == {T.TOO_LIGHT, T.OUT_OF_FOCUS, T.TOO_FEW_BYTES}


def test_limit_and_severity_are_settings_of_the_site() -> None:
    limits = "[settings.image_limits]\nskew = 20\nspot_noise = 400\n"
    site = parse_site_file(limits + '[settings.image_severity]\nskew = "hold"\nframing = "off"\n').settings
    judged = {one.test: one for one in judge(page(framing=90, spot_noise=300), site, PageKind.CHECK)}
    assert judged[T.SKEW].result is Result.FAILED
    assert faults(judged.values(), Severity.HOLD) == ("it lies 0.30 degrees askew; put it straight and scan it again",)
    assert judged[T.FRAMING].result is Result.NOT_TESTED
    assert judged[T.SPOT_NOISE].result is Result.PASSED
    assert (judged[T.FRAMING].words, judged[T.SPOT_NOISE].words) == ("", "")
    assert unseal_settings(seal_settings(site)) == site


def test_every_test_has_a_unit_a_limit_and_a_severity() -> None:
    assert set(UNITS) == set(ImageTest)
    assert {test.value for test in ImageTest} == set(ImageSeverity.__dataclass_fields__)
    sided = {"undersize_length", "undersize_height", "oversize_length", "oversize_height"}
    sizes = {T.UNDERSIZE, T.OVERSIZE}
    assert set(ImageLimits.__dataclass_fields__) == {test.value for test in set(ImageTest) - sizes} | sided


def test_flags_of_record_54_say_not_tested_there_or_not_there() -> None:
    assert astuple(quality_flags(())) == (0,) * 9
    assert astuple(quality_flags(judge(page(), Settings(), PageKind.CHECK))) == (2,) * 9
    torn = quality_flags(judge(page(torn_corner=160, streaks=9), Settings(), PageKind.CHECK))
    assert astuple(torn) == (1, 2, 1, 2, 2, 2, 1, 2, 2)
    dark = quality_flags(judge(page(too_dark=910, spot_noise=300), Settings(), PageKind.CHECK))
    assert (dark.global_quality, dark.light_or_dark, dark.bank_specific) == (1, 1, 1)
    letter = quality_flags(judge(page(), Settings(), PageKind.LETTER))
    assert (letter.global_quality, letter.partial, letter.piggyback) == (2, 0, 0)


def test_a_reading_from_before_there_were_measures_is_read_and_not_judged() -> None:
    old = (
        b'{"pages":[{"page":0,"kind":"check","rotation":0,"width":90,"height":40,"dpi":200,"faults":["too_dark: 91"]}]}'
    )
    (one,) = decode(Reading, old).pages
    assert one.faults == ("too_dark: 91",)
    assert judge(one, Settings(), PageKind.CHECK) == ()
    assert decode(Reading, encode(Reading((page(),)))) == Reading((page(),))
