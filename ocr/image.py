"""Page images from the bytes of a scan: every format is one grey picture, its resolution and its words.

Whatever the bytes are, the only trouble that leaves here is ``NotAPage``. The number of pixels is
taken from headers and held against the bound before anything is decoded.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import cv2
import numpy as np
from PIL import Image, ImageFile, ImageOps

from lockbox.settings import ReadingSettings
from ocr import pdf
from ocr.engine import Gray
from ocr.page import NotAPage, PageImage, TextWord, believable_dpi, gray_of, too_many_pages, within_bounds

__all__ = ["NotAPage", "PageImage", "TextWord", "count_pages", "open_page"]

cv2.setNumThreads(1)
Image.MAX_IMAGE_PIXELS = None  # replaced by the bound of the settings, held in ``within_bounds``

_TIFF_OFFSETS = ((273, 279), (324, 325))  # offset and byte-count tags of strips and of tiles


def count_pages(data: bytes, bounds: ReadingSettings) -> int:
    """Check a file at the door and return how many pages it holds.

    Raises:
        NotAPage: empty, foreign, encrypted, cut short, or larger than the bounds allow.
    """
    form = _form(data)
    with _door(form):
        if form == "PDF":
            return pdf.count_pages(data, bounds)
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            return _count_frames(picture, data, bounds)


def open_page(data: bytes, page: int, bounds: ReadingSettings) -> PageImage:
    """Decode one page, counted from 0.

    Raises:
        NotAPage: it cannot be decoded, or is larger than the bounds allow.
    """
    form = _form(data)
    with _door(form):
        if form == "PDF":
            return pdf.open_page(data, page, bounds)
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            picture.seek(page)
            within_bounds(picture.size, page, bounds)
            stated = picture.info.get("dpi", (0, 0))[0]
            gray = _to_gray(ImageOps.exif_transpose(picture))
            dpi = believable_dpi(float(stated), gray.shape[1], gray.shape[0])
            return PageImage(gray, dpi, stored=_stored_bytes(picture, data), guessed=dpi != round(float(stated)))


def _form(data: bytes) -> str:
    if not data:
        raise NotAPage("the file is empty")
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if b"%PDF-" in data[:1024]:
        return "PDF"
    raise NotAPage("the file is no TIFF, PNG, JPEG or PDF")


@contextmanager
def _door(form: str) -> Iterator[None]:
    """Turn whatever a decoder throws into one fault; its own words hold addresses that differ by run."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass for a whole one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except NotAPage:
        raise
    except EOFError as error:
        raise NotAPage(f"the {form} has no such page") from error
    except Exception as error:  # decoders of hostile bytes throw nearly anything
        raise NotAPage(f"the {form} is broken or cut short") from error


def _count_frames(picture: Image.Image, data: bytes, bounds: ReadingSettings) -> int:
    count = 0
    while True:
        try:
            picture.seek(count)
        except EOFError:
            return count
        count += 1
        if count > bounds.max_pages:
            raise too_many_pages(count, bounds)
        within_bounds(picture.size, count - 1, bounds)
        if not _is_whole(picture, data):
            raise NotAPage(f"the {picture.format} is cut short at page {count}")


def _is_whole(picture: Image.Image, data: bytes) -> bool:
    """Say, without decoding, whether all the picture's data can be there."""
    if picture.format == "JPEG":
        return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
    if picture.format == "PNG":
        return b"IEND" in data[-65536:]
    tags = getattr(picture, "tag_v2", {})
    for offset_tag, count_tag in _TIFF_OFFSETS:
        offsets: Sequence[int] = tags.get(offset_tag, ())
        counts: Sequence[int] = tags.get(count_tag, ())
        if any(offset + count > len(data) for offset, count in zip(offsets, counts, strict=False)):
            return False
    return True


def _stored_bytes(picture: Image.Image, data: bytes) -> int:
    """Return the bytes of the page's strips or tiles in a TIFF, and of the whole file else."""
    tags = getattr(picture, "tag_v2", None)
    if tags is None:
        return len(data)
    return sum(sum(tags.get(count_tag, ())) for _, count_tag in _TIFF_OFFSETS)


def _to_gray(picture: Image.Image) -> Gray:
    if picture.mode in {"1", "L"}:
        return np.array(picture.convert("L"), np.uint8)
    if picture.mode.startswith(("I", "F")):
        deep = np.asarray(picture, np.float64)
        scale = 255.0 / max(deep.max(initial=0.0), 1.0) if picture.mode in {"I", "F"} else 1 / 257
        return np.clip(np.rint(deep * scale), 0, 255).astype(np.uint8)
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return gray_of(np.asarray(picture.convert("RGB"), np.uint8))
