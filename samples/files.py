"""Writes scanned pages as the files scanners write: TIFF, PNG, JPEG, PDF; nothing in them knows the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


class Format(StrEnum):
    """File formats of the mail."""

    TIFF = "tif"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scanned page: pixels as ``degrade.scan`` gives them, whether bitonal, and its resolution."""

    pixels: Pixels
    bitonal: bool
    dpi: int

    def image(self) -> Image.Image:
        """Return the page for Pillow, one bit a pixel where it is bitonal."""
        picture = Image.fromarray(self.pixels)
        return picture.convert("1", dither=Image.Dither.NONE) if self.bitonal else picture


def encode(sheets: Sequence[Sheet], form: Format, *, lossless: bool = False) -> bytes:
    """Return a file holding the sheets; only TIFF and PDF hold more than one."""
    if form is Format.TIFF:
        return _tiff(sheets, lossless=lossless)
    if form is Format.PDF:
        return _pdf(sheets)
    assert len(sheets) == 1
    return _png(sheets[0]) if form is Format.PNG else _jpeg(sheets[0])


def _tiff(sheets: Sequence[Sheet], *, lossless: bool) -> bytes:
    buffer = BytesIO()
    with_lzw = "tiff_lzw" if lossless else "jpeg"
    images = [sheet.image() for sheet in sheets]
    for image, sheet in zip(images, sheets, strict=True):
        image.encoderinfo = {
            "compression": "group4" if sheet.bitonal else with_lzw,
            "dpi": (sheet.dpi, sheet.dpi),
        }
    first, *rest = images
    settings = {"compression": "group4" if sheets[0].bitonal else with_lzw, "dpi": (sheets[0].dpi,) * 2}
    first.save(buffer, "TIFF", save_all=True, append_images=rest, **settings)
    return buffer.getvalue()


def _png(sheet: Sheet) -> bytes:
    buffer = BytesIO()
    sheet.image().save(buffer, "PNG", dpi=(sheet.dpi, sheet.dpi))
    return buffer.getvalue()


def _jpeg(sheet: Sheet) -> bytes:
    buffer = BytesIO()
    Image.fromarray(sheet.pixels).save(buffer, "JPEG", quality=70, dpi=(sheet.dpi, sheet.dpi))
    return buffer.getvalue()


def _pdf(sheets: Sequence[Sheet]) -> bytes:
    """Wrap each page's JPEG, or G4 strip, in a PDF page of its size, as scanners do."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    pages: list[int] = []
    for sheet in sheets:
        rows, columns = sheet.pixels.shape[:2]
        width, height = (f"{side * 72 / sheet.dpi:.2f}" for side in (columns, rows))
        draw = f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode()
        number = len(objects) + 1
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] "
            f"/Resources << /XObject << /Scan {number + 2} 0 R >> >> /Contents {number + 1} 0 R >>"
        )
        objects += [page.encode(), _stream("", draw), _image_object(sheet)]
        pages.append(number)
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    return _assemble(objects)


def _image_object(sheet: Sheet) -> bytes:
    rows, columns = sheet.pixels.shape[:2]
    head = f"/Type /XObject /Subtype /Image /Width {columns} /Height {rows} "
    if sheet.bitonal:
        parameters = f"<< /K -1 /Columns {columns} /Rows {rows} >>"
        head += f"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms {parameters}"
        return _stream(head, _g4(sheet))
    space = "DeviceGray" if sheet.pixels.ndim == 2 else "DeviceRGB"
    return _stream(head + f"/ColorSpace /{space} /BitsPerComponent 8 /Filter /DCTDecode", _jpeg(sheet))


def _g4(sheet: Sheet) -> bytes:
    """Return the page's CCITT Group 4 data, taken from the one strip of a TIFF."""
    buffer = BytesIO()
    image = sheet.image()
    image.save(buffer, "TIFF", compression="group4", tiffinfo={278: image.height, 262: 0})
    with Image.open(BytesIO(buffer.getvalue())) as stored:
        offsets, counts = stored.tag_v2[273], stored.tag_v2[279]  # type: ignore[attr-defined]
    assert len(offsets) == 1
    return buffer.getvalue()[offsets[0] : offsets[0] + counts[0]]


def _stream(head: str, body: bytes) -> bytes:
    return f"<< {head} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def _assemble(objects: Sequence[bytes]) -> bytes:
    """Return a PDF file of numbered objects, the first of them its root."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
