"""The small print of a check's back is read where something else stands on it, and only there."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from lockbox.records import Sighting, Zone
from ocr.engine import Engines
from ocr.engines import load_engines
from ocr.page import PageImage
from ocr.read_lines import read_lines
from ocr.sheet import lay_out


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


def seen_on_back(engines: Engines, *written: str) -> tuple[Sighting, ...]:
    image = Image.new("L", (1200, 550), 250)
    pen = ImageDraw.Draw(image)
    pen.text((820, 60), "ENDORSE HERE", font=ImageFont.load_default(30), fill=20)
    pen.text((100, 480), "Keep this paper dry and flat", font=ImageFont.load_default(15), fill=20)
    for row, text in enumerate(written):
        pen.text((100, 120 + 60 * row), text, font=ImageFont.load_default(36), fill=20)
    return read_lines(lay_out(PageImage(np.asarray(image), 200), engines))


def zones(seen: tuple[Sighting, ...]) -> set[Zone]:
    return {one.zone for one in seen}


def test_the_small_print_of_a_bare_back_is_left(engines: Engines) -> None:
    seen = seen_on_back(engines)
    assert [one.text for one in seen] == ["ENDORSE HERE"]
    assert seen[0].engine.startswith("tesseract")


def test_what_is_written_is_read_by_the_reader_of_handwriting_and_small_print_with_it(engines: Engines) -> None:
    seen = seen_on_back(engines, "For deposit only", "to the account of", "Harvey Miller")
    assert zones(seen) == {Zone.WRITTEN, Zone.PRINTED}
    assert {one.engine.partition(":")[0] for one in seen if "Harvey" in one.text} == {"ppocr-wide"}


def test_all_print_of_a_payment_coupon_is_read(engines: Engines) -> None:
    image = Image.new("L", (1700, 700), 250)
    pen = ImageDraw.Draw(image)
    pen.text((100, 40), "Payment coupon", font=ImageFont.load_default(44), fill=20)
    for row in range(4):
        pen.text(
            (100, 300 + 40 * row),
            "Please keep this paper dry and flat for us",
            font=ImageFont.load_default(15),
            fill=20,
        )
    pen.text((1100, 60), "386875966735", font=ImageFont.load_default(17), fill=20)
    seen = read_lines(lay_out(PageImage(np.asarray(image), 200), engines))
    assert any("386875966735" in one.text for one in seen)
