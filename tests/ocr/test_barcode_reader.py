"""Bar codes are read through skew, noise and low resolution, and a page without any costs nothing."""

import cv2
import numpy as np
import pytest
import zxingcpp

from lockbox.records import Coverage, SlipPayload
from lockbox.slips import encode_payload
from ocr import barcode_reader
from ocr.barcode_reader import suspects
from ocr.engine import Gray

DIGITS = encode_payload(SlipPayload("connector-1", "730021448815", Coverage.MEDICAL, "2026-03", 41250))
READER = barcode_reader.load()
PLACE = (120, 150)
MODULES = {"Code128": 3, "ITF": 2, "Code39": 2, "QRCode": 4, "DataMatrix": 4, "PDF417": 3}


def page_with(symbology: str, text: str = DIGITS) -> Gray:
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology))
    image = np.asarray(zxingcpp.write_barcode_to_image(code, scale=MODULES[symbology]))
    if symbology in {"Code128", "ITF", "Code39"}:
        image = np.repeat(image[image.shape[0] // 2][None], 100, axis=0)
    page = np.full((500, 1300), 255, np.uint8)
    page[PLACE[1] : PLACE[1] + image.shape[0], PLACE[0] : PLACE[0] + image.shape[1]] = image[:330, :1100]
    return page


def turned(page: Gray, degrees: float) -> Gray:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255), np.uint8)


def noisy(page: Gray, level: float) -> Gray:
    noise = np.random.default_rng(5).normal(0, level, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("symbology", MODULES)
def test_every_symbology_is_read(symbology: str) -> None:
    (code,) = READER.read(page_with(symbology))
    assert code.text == DIGITS
    assert code.symbology == symbology.lower()
    assert code.turned == 0
    assert abs(code.box.left - PLACE[0]) < 40
    assert abs(code.box.top - PLACE[1]) < 40


@pytest.mark.parametrize("degrees", [-9, -4, 3, 8])
def test_skewed_bars_are_read(degrees: float) -> None:
    assert [code.text for code in READER.read(noisy(turned(page_with("Code128"), degrees), 25))] == [DIGITS]


def test_half_the_resolution_is_read() -> None:
    small = cv2.resize(page_with("Code128"), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert [code.text for code in READER.read(noisy(np.asarray(small, np.uint8), 20))] == [DIGITS]


def test_a_page_on_its_head_says_so() -> None:
    (code,) = READER.read(np.ascontiguousarray(np.rot90(page_with("Code128"), 2)))
    assert (code.text, code.turned) == (DIGITS, 180)


def test_a_code_that_is_not_wanted_is_still_reported() -> None:
    assert [code.text for code in READER.read(page_with("Code128", "TRAY 17"))] == ["TRAY 17"]


def test_the_rule_is_part_of_the_fingerprint() -> None:
    other = barcode_reader.load(lambda text: len(text) == 42, "forty-two")
    assert other.fingerprint != READER.fingerprint
    assert barcode_reader.load().fingerprint == READER.fingerprint


def test_only_texture_of_codes_is_suspect() -> None:
    text = np.full((550, 1200), 255, np.uint8)
    for row in range(8):
        cv2.putText(text, "PAY TO THE ORDER OF 0123456789", (40, 60 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    assert suspects(text) == ()
    assert READER.read(text) == ()
    (region,) = suspects(page_with("Code128"))
    assert region.left <= PLACE[0]
    assert region.top <= PLACE[1]
