"""PDF pages: a scan gives its embedded picture untouched, a written page is drawn and gives its words."""

from __future__ import annotations

import io
import re
import zlib
from contextlib import closing
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException
from pypdfium2 import raw as pdfium

from lockbox.records import Box
from lockbox.settings import ReadingSettings
from ocr.engine import Gray
from ocr.page import NotAPage, PageImage, TextWord, believable_dpi, gray_of, too_many_pages, within_bounds

_POINTS = 72  # PDF units to the inch
_TEXT_DPI = 200
_SCAN_DPI = 300  # a scan in pieces is drawn at this resolution
_WHOLE_PAGE = 0.8  # share of the page a picture must cover to be the page
_BYTES_PER_PIXEL = 4
_SMALL_PICTURE = 100  # pixels: logos and lines are no pages
_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")


def count_pages(data: bytes, bounds: ReadingSettings) -> int:
    """Return the number of pages after checking that every one of them is within bounds.

    Raises:
        NotAPage: encrypted, without pages, or larger than the bounds allow.
    """
    if _inflates_beyond(data, bounds.max_megapixels * 1_000_000 * _BYTES_PER_PIXEL):
        raise NotAPage("the PDF unpacks to far more than a page can hold")
    with _open(data) as document:
        count = len(document.pages)
        if count == 0:
            raise NotAPage("the PDF has no pages")
        if count > bounds.max_pages:
            raise too_many_pages(count, bounds)
        for index, page in enumerate(document.pages):
            _check_sizes(page, index, bounds)
            page.close()
        return count


def open_page(data: bytes, page: int, bounds: ReadingSettings) -> PageImage:
    """Return one page: the embedded picture at its own resolution, or the page drawn and its words.

    Words over a picture that covers the page are some other program's reading of it: they are dropped.

    Raises:
        NotAPage: encrypted, no such page, or larger than the bounds allow.
    """
    with _open(data) as document, closing(pypdfium2.PdfDocument(data)) as drawing:
        if not 0 <= page < len(document.pages):
            raise NotAPage("the PDF has no such page")
        source = document.pages[page]
        _check_sizes(source, page, bounds)
        picture = _covering_picture(source)
        if picture is None:
            dpi = _drawn_dpi(source)
            return PageImage(_draw(drawing[page], dpi, page, bounds), dpi, _words(source, dpi))
        native = None if source.chars else _native(drawing[page], source.rotation)
        if native is None:
            own = picture["srcsize"][0] / picture["width"] * _POINTS
            dpi = round(min(max(own, _TEXT_DPI), _SCAN_DPI))
            return PageImage(_draw(drawing[page], dpi, page, bounds), dpi)
        longer = max(source.width, source.height) / _POINTS
        stated = max(native.shape) / longer
        stored = len(picture["stream"].get_rawdata() or b"")
        return PageImage(native, believable_dpi(stated, native.shape[1], native.shape[0]), stored=stored)


def _open(data: bytes) -> Any:  # noqa: ANN401 - pdfplumber has no types
    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (*error.args, error.__cause__)):
            raise NotAPage("the PDF is encrypted and needs a password") from error
        raise


def _inflates_beyond(data: bytes, bound: int) -> bool:
    """Say whether any compressed stream of the file unpacks to more than ``bound`` bytes."""
    for found in _STREAM.finditer(data):
        unpacker, packed, total = zlib.decompressobj(), data[found.end() :], 0
        try:
            while packed and not unpacker.eof:
                total += len(unpacker.decompress(packed, 1 << 20))
                if total > bound:
                    return True
                packed = unpacker.unconsumed_tail
        except zlib.error:
            continue
    return False


def _drawn_dpi(page: Any) -> int:  # noqa: ANN401
    return _SCAN_DPI if page.images and not page.chars else _TEXT_DPI


def _check_sizes(page: Any, index: int, bounds: ReadingSettings) -> None:  # noqa: ANN401
    scale = _drawn_dpi(page) / _POINTS
    within_bounds((page.width * scale, page.height * scale), index, bounds)
    for picture in page.images:
        if min(picture["srcsize"]) > _SMALL_PICTURE:
            within_bounds(picture["srcsize"], index, bounds)


def _covering_picture(page: Any) -> dict[str, Any] | None:  # noqa: ANN401
    area = float(page.width * page.height)
    for picture in page.images:
        if picture["width"] * picture["height"] >= _WHOLE_PAGE * area:
            return dict(picture)
    return None


def _native(page: pypdfium2.PdfPage, rotation: int) -> Gray | None:
    """Return the page's only picture, turned as the page is shown; None where it stands askew or mirrored."""
    pictures = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    if len(pictures) != 1:
        return None
    a, b, c, d, _, _ = pictures[0].get_matrix().get()
    if a <= 0 or d <= 0 or abs(b) + abs(c) > 1e-3 * (a + d):
        return None
    gray = _gray_of_bitmap(pictures[0].get_bitmap())
    return np.ascontiguousarray(np.rot90(gray, -(rotation // 90)))


def _draw(page: pypdfium2.PdfPage, dpi: int, index: int, bounds: ReadingSettings) -> Gray:
    scale = dpi / _POINTS
    width, height = page.get_size()
    within_bounds((width * scale, height * scale), index, bounds)
    with closing(page.render(scale=scale)) as bitmap:
        return _gray_of_bitmap(bitmap)


def _gray_of_bitmap(bitmap: pypdfium2.PdfBitmap) -> Gray:
    picture = bitmap.to_pil()
    if picture.mode in {"1", "L"}:
        return np.array(picture.convert("L"), np.uint8)
    return gray_of(np.array(picture.convert("RGB"), np.uint8))


def _words(page: Any, dpi: int) -> tuple[TextWord, ...]:  # noqa: ANN401
    """Return the words that stand on the visible part of the page."""
    scale = dpi / _POINTS
    left, top, right, bottom = page.cropbox
    words = []
    for word in page.extract_words():
        x0, y0 = max(word["x0"], left), max(word["top"], top)
        width, height = min(word["x1"], right) - x0, min(word["bottom"], bottom) - y0
        if width > 0 and height > 0:
            sides = (round(side * scale) for side in (x0 - left, y0 - top, width, height))
            words.append(TextWord(word["text"], Box(*sides)))
    return tuple(words)
