"""Engines that crash, lie, or say nothing cost the page they were reading, never its neighbours."""

import io
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from lockbox.records import Box, Envelope, PageKind, Reading, Scan
from lockbox.settings import ReadingSettings
from ocr.engine import CodeRead, Engines, Gray, LineRead
from ocr.read import read

MARK = 7
"""The corner pixel of the one page on which engines of these tests misbehave."""

LINES = ("To whom it may concern:", "this page holds", "a few lines of type", "none of them alike", "and nothing else.")


class Line:
    """Reads every line as ``text``; on marked crops it does what it was told instead."""

    name = "line"
    fingerprint = "1" * 64

    def __init__(self, text: str = "", trouble: Callable[[int], tuple[LineRead, ...]] | None = None) -> None:
        self.text, self.trouble = text, trouble

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        if self.trouble:
            return self.trouble(len(crops))
        kept = "".join(character for character in self.text if character in alphabet)
        return tuple(LineRead(kept, 800) for _ in crops)


class Codes:
    """Finds a code on every page, but fails on the marked one."""

    name = "codes"
    fingerprint = "2" * 64

    def __init__(self, trouble: Callable[[], tuple[CodeRead, ...]] | None = None) -> None:
        self.trouble = trouble

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        if self.trouble and page[0, 0] == MARK:
            return self.trouble()
        return (CodeRead("1" * 30, "code128", Box(10, 10, 200, 40)),)


def crash(*_: object) -> tuple[LineRead, ...]:
    raise RuntimeError("the model met a crop it cannot stand, at 0x7f00dead")


def run_out(*_: object) -> tuple[LineRead, ...]:
    raise MemoryError


def engines(**bad: object) -> Engines:
    good = {role.name: Line("Pay to the order of") for role in fields(Engines)}
    return replace(Engines(**good), **{"codes": Codes(), **bad})  # type: ignore[arg-type]


def page(mark: int = 255) -> bytes:
    image = Image.new("L", (1200, 550), 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(LINES):
        draw.text((80, 60 + 80 * row), line, font=ImageFont.load_default(36), fill=0)
    image.putpixel((0, 0), mark)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(200, 200))
    return buffer.getvalue()


FILES = {"good": page(), "bad": page(MARK), "half": page()[:700], "empty": b""}


def reading(names: Sequence[str], readers: Engines) -> Reading:
    envelope = Envelope("E1", tuple(Scan(name, name) for name in names))
    return read(envelope, FILES.__getitem__, readers, ReadingSettings())


@pytest.mark.parametrize(("trouble", "failure"), [(crash, "RuntimeError"), (run_out, "MemoryError")])
def test_a_crash_costs_its_page_only(trouble: Callable[[], tuple[CodeRead, ...]], failure: str) -> None:
    pages = reading(["good", "bad", "good"], engines(codes=Codes(trouble))).pages
    assert [one.page for one in pages] == [0, 1, 2]
    assert pages[1].kind is PageKind.OTHER
    assert pages[1].failure == f"a reader failed: {failure}"
    assert pages[1].sightings == ()
    assert pages[0].failure == pages[2].failure == ""
    assert pages[0].sightings == pages[2].sightings != ()


@pytest.mark.parametrize(
    "lie",
    [
        lambda count: (),
        lambda count: tuple(LineRead("ok", 800) for _ in range(count + 1)),
        lambda count: tuple(LineRead("ok", 5000) for _ in range(count)),
        lambda count: tuple(LineRead("ok", -1) for _ in range(count)),
        lambda count: tuple(LineRead("\x00\ufffd√", 900) for _ in range(count)),
    ],
    ids=["too-few", "too-many", "surer-than-sure", "less-than-nothing", "garbage"],
)
def test_a_reader_that_breaks_its_protocol_is_not_believed(lie: Callable[[int], tuple[LineRead, ...]]) -> None:
    liar = Line(trouble=lie)
    (one,) = reading(["good"], engines(print=liar, second=liar, words=liar, codes=Quiet())).pages
    assert one.failure == "a reader failed: EngineLiedError"
    assert one.sightings == ()


class Quiet(Codes):
    """Finds no code anywhere."""

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        return ()


def test_readers_that_say_nothing_leave_a_page_without_fields() -> None:
    silent = {role.name: Line("") for role in fields(Engines)}
    (one,) = reading(["good"], engines(**{**silent, "codes": Quiet()})).pages
    assert one.failure == ""
    assert all(not sighting.text for sighting in one.sightings)


def test_nonsense_that_keeps_the_protocol_is_passed_on_as_seen() -> None:
    (one,) = reading(["good"], engines(words=Line("zzzz"), print=Line("qqqq"), codes=Quiet())).pages
    assert one.failure == ""
    assert {sighting.text for sighting in one.sightings} <= {"zzzz", "qqqq", "Pay to the order of", ""}


@pytest.mark.parametrize("name", ["half", "empty"])
def test_a_page_that_is_none_after_all_is_named(name: str) -> None:
    pages = reading([name, "good"], engines()).pages
    assert pages[0].kind is PageKind.OTHER
    assert pages[0].failure.startswith("no page: ")
    assert pages[1].failure == ""


def test_a_failure_reads_the_same_every_time() -> None:
    again = [reading(["bad"], engines(codes=Codes(crash))) for _ in range(2)]
    assert again[0] == again[1]
    assert "0x" not in again[0].pages[0].failure


def test_crops_reach_readers_as_plain_grey_images() -> None:
    seen: list[Gray] = []

    class Watching(Line):
        def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
            seen.extend(crops)
            return super().read(crops, alphabet)

    reading(["good"], engines(words=Watching("a"), print=Watching("b"), codes=Quiet()))
    assert seen
    assert all(crop.dtype == np.uint8 and crop.ndim == 2 and crop.size for crop in seen)
