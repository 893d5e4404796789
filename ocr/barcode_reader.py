"""Bar codes: zxing-cpp up a ladder of clearer and straighter images, pyzbar for what it misses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from lockbox.records import Box
from lockbox.slips import DEFAULT_PROFILE, parse_payload
from ocr.components import components
from ocr.engine import CodeRead, CodeReader, Gray

_LINEAR = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.ITF, zxingcpp.BarcodeFormat.Code39)
_MATRIX = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.PDF417)
_FORMATS = zxingcpp.BarcodeFormats((*_LINEAR, *_MATRIX))
_ZBAR_SYMBOLS = (pyzbar.ZBarSymbol.CODE128, pyzbar.ZBarSymbol.I25, pyzbar.ZBarSymbol.CODE39, pyzbar.ZBarSymbol.QRCODE)
_ZBAR_NAMES = {"I25": "itf"}
_ANGLES = (-5, 5, -10, 10)
_WHITE = 255

_GRID_WIDTH = 850  # bars are sought on the page shrunk to at most this width
_WINDOW = (50, 20)  # neighbourhood whose texture is measured on that grid, for bars
_CELL = (25, 25)  # the same for matrix codes
_BARS = 25  # mean steepness across the bars from which a window may be of a bar code
_CALM = 0.4  # and the most it may change along them, as a share of that
_CALMEST = np.ceil(_CALM * np.arange(256)).astype(np.uint8)
_BLOCKS = 70  # mean steepness both ways from which a cell may be of a matrix code
_LEAST_AREA, _LEAST_WIDTH = 900, 70  # pixels of the grid, the half windows around a code included
_MARGIN = 60  # pixels of page kept around a suspect: quiet zones and the corners of a skewed code


class Rung(NamedTuple):
    """One view of a region: the image, and the affine map from it back to the page."""

    image: Gray
    back: cv2.typing.MatLike


class BarcodeReader:
    """Reads the whole page once; where texture promises a code it did not get, climbs the ladder there."""

    name = "barcode"

    def __init__(self, wanted: Callable[[str], bool], rule: str) -> None:
        """Take the test that a payload must pass to end the search, and the rule's name for the fingerprint."""
        self._wanted = wanted
        gate = f"{_GRID_WIDTH}|{_WINDOW}|{_CELL}|{_BARS}|{_CALM}|{_BLOCKS}|{_LEAST_AREA}|{_LEAST_WIDTH}|{_MARGIN}"
        engines = f"zxing-cpp {version('zxing-cpp')}|pyzbar {version('pyzbar')}|opencv {cv2.__version__}"
        self.fingerprint = hashlib.sha256(f"barcode-2|{engines}|{rule}|{_ANGLES}|{gate}".encode()).hexdigest()

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        """Return every code found, from top to bottom; codes that fail ``wanted`` only if no other was found."""
        found = _zxing(Rung(page, np.eye(2, 3)))
        if self._good(found):
            return _ordered(found)
        for region in suspects(page):
            for look in (self._climb, _zbar):
                codes = look(page, region)
                if self._good(codes):
                    return _ordered(codes)
                found = found or codes
        return _ordered(found)

    def _good(self, codes: list[CodeRead]) -> bool:
        return any(self._wanted(code.text) for code in codes)

    def _climb(self, page: Gray, region: Box) -> list[CodeRead]:
        found: list[CodeRead] = []
        for rung in _ladder(page, region):
            codes = _zxing(rung)
            if self._good(codes):
                return codes
            found = found or codes
        return found


def load(wanted: Callable[[str], bool] | None = None, rule: str = "connector-1") -> CodeReader:
    """Return the reader; ``wanted`` (default: the default slip profile holds) ends its search.

    Args:
        wanted: says whether a payload has the length and check digits of a slip.
        rule: the name of that rule, part of the fingerprint.
    """
    return BarcodeReader(wanted or (lambda text: parse_payload(text, (DEFAULT_PROFILE,)) is not None), rule)


def suspects(page: Gray) -> tuple[Box, ...]:
    """Return the regions, largest first and at most three, whose texture is that of bars or of a matrix code."""
    grid = -(-page.shape[1] // _GRID_WIDTH)
    small = cv2.blur(page, (grid, grid))[::grid, ::grid]
    across = cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 1, 0, ksize=1))
    along = cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 0, 1, ksize=1))
    steep, wavy = cv2.blur(across, _WINDOW), cv2.blur(along, _WINDOW)
    blocks = cv2.min(cv2.blur(across, _CELL), cv2.blur(along, _CELL))
    lit = ((steep > _BARS) & (wavy < cv2.LUT(steep, _CALMEST))) | (blocks > _BLOCKS)
    stats = components(lit).stats
    large = (stats[:, cv2.CC_STAT_AREA] >= _LEAST_AREA) & (stats[:, cv2.CC_STAT_WIDTH] >= _LEAST_WIDTH)
    large[0] = False
    order = sorted(np.flatnonzero(large), key=lambda i: (-int(stats[i, cv2.CC_STAT_AREA]), int(i)))
    return tuple(_grown(stats[i], grid, page.shape) for i in order[:3])


def _grown(stats: cv2.typing.MatLike, grid: int, shape: tuple[int, ...]) -> Box:
    left, top, width, height = (int(side) * grid for side in stats[:4])
    right, bottom = min(left + width + _MARGIN, shape[1]), min(top + height + _MARGIN, shape[0])
    left, top = max(0, left - _MARGIN), max(0, top - _MARGIN)
    return Box(left, top, right - left, bottom - top)


def _ladder(page: Gray, region: Box) -> Iterator[Rung]:
    """Doubled; doubled, blurred and thresholded; then both turned by a few degrees."""
    crop = page[region.top : region.top + region.height, region.left : region.left + region.width]
    for angle in (0, *_ANGLES):
        rung = _turned(crop, region, angle)
        yield rung
        _, hard = cv2.threshold(cv2.GaussianBlur(rung.image, (0, 0), 1.6), 0, _WHITE, cv2.THRESH_OTSU)
        yield Rung(np.asarray(hard, np.uint8), rung.back)


def _turned(crop: Gray, region: Box, angle: int) -> Rung:
    """Return a region doubled and turned about its middle, with the way back to the page."""
    height, width = crop.shape
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 2.0)
    forth[:, 2] += (width / 2, height / 2)
    image = cv2.warpAffine(
        crop, forth, (2 * width, 2 * height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=_WHITE
    )
    back = cv2.invertAffineTransform(forth)
    back[:, 2] += (region.left, region.top)
    return Rung(np.asarray(image, np.uint8), back)


def _zxing(rung: Rung) -> list[CodeRead]:
    found = zxingcpp.read_barcodes(
        rung.image,
        formats=_FORMATS,
        try_rotate=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    reads = []
    for code in found:
        place = code.position
        corners = [(p.x, p.y) for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
        name = str(code.symbology).rpartition(".")[2].lower().replace(" ", "").replace("-", "")
        reads.append(CodeRead(code.text, name, _bounds(corners, rung.back), 180 * (abs(code.orientation) > 90)))
    return reads


def _zbar(page: Gray, region: Box) -> list[CodeRead]:
    crop = page[region.top : region.top + region.height, region.left : region.left + region.width]
    reads = []
    for code in pyzbar.decode(np.ascontiguousarray(crop), symbols=list(_ZBAR_SYMBOLS)):
        name = _ZBAR_NAMES.get(code.type, code.type.lower())
        box = Box(
            region.left + code.rect.left, region.top + code.rect.top, max(1, code.rect.width), max(1, code.rect.height)
        )
        turned = 180 * (code.orientation == "DOWN")
        reads.append(CodeRead(code.data.decode("utf-8", "replace"), name, box, turned))
    return reads


def _bounds(corners: list[tuple[int, int]], back: cv2.typing.MatLike) -> Box:
    points = np.array(corners, np.float64) @ back[:, :2].T + back[:, 2]
    (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    return Box(max(0, int(left)), max(0, int(top)), max(1, int(right - left)), max(1, int(bottom - top)))


def _ordered(codes: list[CodeRead]) -> tuple[CodeRead, ...]:
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left, code.symbology, code.text)))
