"""The readers of handwriting and print, on lines drawn here."""

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import AMOUNT, DIGITS, TEXT, LineReader
from ocr.text_reader import (
    TesseractMissingError,
    find_tessdata,
    load_digits,
    load_print,
    load_second,
    load_words,
    scale_to_height,
)


def drawn(text: str, size: int = 34) -> np.ndarray:
    font = ImageFont.load_default(size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    image = Image.new("L", (right - left + 20, bottom - top + 16), 255)
    ImageDraw.Draw(image).text((10 - left, 8 - top), text, font=font, fill=20)
    return np.asarray(image)


@pytest.fixture(scope="module")
def words() -> LineReader:
    return load_words()


@pytest.fixture(scope="module")
def tesseract() -> LineReader:
    return load_print()


def test_words_are_read_with_everything_a_sighting_needs(words: LineReader) -> None:
    (line,) = words.read([drawn("Health Connector")], TEXT)
    assert line.text == "Health Connector"
    assert line.confidence > 800
    assert line.alternatives[0] == (line.text, line.confidence)
    assert line.lattice is not None
    assert line.lattice.alphabet == TEXT


def test_a_reading_depends_on_its_crop_alone(words: LineReader) -> None:
    crops = [drawn("Mary Okafor"), drawn("12 Elm Street, Worcester"), drawn("Mary Okafor")]
    together = words.read(crops, TEXT)
    assert together == tuple(words.read([crop], TEXT)[0] for crop in crops)
    assert together[0] == together[2]


@pytest.mark.parametrize("load", [load_digits, load_second, load_print])
def test_only_characters_of_the_alphabet_come_out(load: Callable[[], LineReader]) -> None:
    reader = load()
    (digits,) = reader.read([drawn("O1S5 lot 730021")], DIGITS)
    (amount,) = reader.read([drawn("$412.50")], AMOUNT)
    assert set(digits.text) <= set(DIGITS)
    assert amount.text.lstrip("$") == "412.50"


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (300, 2), (5, 5), (40, 4000)])
@pytest.mark.parametrize("shade", [0, 255])
def test_a_crop_without_writing_does_no_harm(
    words: LineReader, tesseract: LineReader, shape: tuple[int, int], shade: int
) -> None:
    blank = np.full(shape, shade, np.uint8)
    for reader in (words, tesseract):
        (line,) = reader.read([blank], TEXT)
        assert 0 <= line.confidence <= 1000


def test_print_keeps_its_spaces(tesseract: LineReader) -> None:
    (line,) = tesseract.read([drawn("PAY TO THE ORDER OF")], TEXT)
    assert line.text == "PAY TO THE ORDER OF"


def test_the_print_reader_travels_to_another_process(tesseract: LineReader) -> None:
    crop = drawn("1211")
    assert pickle.loads(pickle.dumps(tesseract)).read([crop], DIGITS) == tesseract.read([crop], DIGITS)  # noqa: S301


def test_readers_that_read_differently_have_different_fingerprints(words: LineReader, tesseract: LineReader) -> None:
    fingerprints = [words.fingerprint, load_second().fingerprint, tesseract.fingerprint]
    assert len(set(fingerprints)) == 3
    assert load_words().fingerprint == words.fingerprint
    assert all(len(fingerprint) == 64 for fingerprint in fingerprints)


def test_tessdata_named_by_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert find_tessdata() == tmp_path


def test_missing_tessdata_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr("ocr.text_reader.Path.is_file", lambda _: False)
    with pytest.raises(TesseractMissingError) as raised:
        find_tessdata()
    assert "tesseract-ocr" in raised.value.hint


def test_scaling_keeps_the_aspect() -> None:
    assert scale_to_height(np.zeros((96, 200), np.uint8), 48).shape == (48, 100)
    assert scale_to_height(np.zeros((96, 200), np.uint8), 48, 1.5).shape == (48, 150)
