"""Upright pictures of archived pages, with secret numbers blacked out in the pixels that leave the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from batches.archive import Archive
from batches.desk.papers import Last
from lockbox.canonical import digest
from lockbox.identifiers import REDACTED, NumberKind, find_numbers
from lockbox.records import Box, PageReading, Scan, Sighting, Zone
from lockbox.settings import ReadingSettings
from ocr.engine import Gray
from ocr.image import NotAPage, open_page

__all__ = ["Leaf", "NotAPage", "Picture", "Pictures", "leaf_of", "picture_name", "secret_boxes"]

MIRRORED = "mirrored"
"""How the fault of a page scanned as in a mirror begins; its boxes are those of the page turned back."""

_MACHINE = frozenset({Zone.MICR, Zone.BARCODE, Zone.SCAN_LINE})
_CARD_DIGITS = 13
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_QUALITY = 82
_LEAST_WIDTH, _MOST_PIXELS = 64, 6_000_000
_MOST_ZOOM = 8
_LINE_ART = 0.2
"""Share of pixels that are neither black nor white, below which a picture is line art."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of an envelope as it may be shown: its scan, the turn that makes it upright, what is blacked out.

    ``rotation`` is clockwise degrees; boxes are in pixels of the upright page.
    """

    scan: Scan
    rotation: int = 0
    mirrored: bool = False
    black: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes of a PNG or JPEG, their media type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def leaf_of(scan: Scan, page: PageReading | None, redactions: Sequence[Box] = ()) -> Leaf:
    """Return a page as it may be shown; ``redactions`` are boxes that a person wants gone, beside what was read."""
    if page is None:
        return Leaf(scan, black=tuple(redactions))
    mirrored = any(fault.startswith(MIRRORED) for fault in page.faults)
    return Leaf(scan, page.rotation, mirrored, (*secret_boxes(page), *redactions))


def secret_boxes(page: PageReading) -> tuple[Box, ...]:
    """Return the boxes of everything on a page that some reader took for a card or social security number.

    Each is a little larger than what was seen, for ink runs over the edges of a box.
    """
    return tuple(dict.fromkeys(_grown(one.box) for one in page.sightings if _is_secret(one)))


def _is_secret(sighting: Sighting) -> bool:
    if sighting.zone in _MACHINE:
        return False
    return any(_tells(text) for text in (sighting.text, *(text for text, _ in sighting.alternatives)))


def _tells(text: str) -> bool:
    """Say whether a text holds a number that may not be shown (a card's misread too) or the mark of one."""
    return any(
        number.kind in REDACTED
        or (number.kind is NumberKind.BANK_ACCOUNT and not number.labelled and len(number.digits) >= _CARD_DIGITS)
        for number in find_numbers(text)
    )


def _grown(box: Box) -> Box:
    across, along = max(4, box.height // 4), max(8, box.height // 2)
    return Box(box.left - along, box.top - across, box.width + 2 * along, box.height + 2 * across)


class Pictures:
    """Makes pictures of the pages of one archive and keeps the last ones; safe to share between threads."""

    def __init__(self, archive: Archive, bounds: ReadingSettings, most_bytes: int = 96 << 20) -> None:
        """Use an archive.

        Args:
            archive: where the scans lie.
            bounds: how large a page may be.
            most_bytes: memory for pictures, and as much again for the pages they are made from.
        """
        self._archive, self._bounds = archive, bounds
        self._pictures = Last[Picture](most_bytes, lambda one: len(one.data))
        self._pages = Last[Gray](most_bytes, lambda one: int(one.nbytes))

    def page(self, leaf: Leaf, width: int = 0) -> Picture:
        """Return a whole page, at most ``width`` pixels wide; 0 gives it as large as it was scanned.

        Raises:
            NotAPage: the scan cannot be decoded.
            DamagedError: the scan is missing from the archive or altered.
        """
        return self._pictures.get(
            picture_name(leaf, "page", width), lambda: _encode(_narrowed(self._upright(leaf), width))
        )

    def crop(self, leaf: Leaf, box: Box, zoom: int = 2) -> Picture:
        """Return what stands in a box of the page, enlarged ``zoom`` times (1 to 8).

        Raises:
            NotAPage: the scan cannot be decoded, or the box lies outside the page.
            DamagedError: the scan is missing from the archive or altered.
        """
        zoom = min(max(zoom, 1), _MOST_ZOOM)
        return self._pictures.get(picture_name(leaf, box, zoom), lambda: _encode(_cut(self._upright(leaf), box, zoom)))

    def _upright(self, leaf: Leaf) -> Gray:
        return self._pages.get(picture_name(leaf, "upright", 0), lambda: self._decoded(leaf))

    def _decoded(self, leaf: Leaf) -> Gray:
        gray = open_page(self._archive.get(leaf.scan.sha256), leaf.scan.page, self._bounds).gray
        if leaf.mirrored:
            gray = np.ascontiguousarray(np.fliplr(gray))
        if leaf.rotation in _TURNS:
            gray = np.asarray(cv2.rotate(gray, _TURNS[leaf.rotation]), np.uint8)
        gray = np.array(gray, np.uint8)
        height, width = gray.shape
        for box in leaf.black:
            gray[_span(box.top, box.height, height), _span(box.left, box.width, width)] = 0
        return gray


def picture_name(leaf: Leaf, what: object, size: int) -> str:
    """Return the name of a picture: the same content, however its file is called, has the same."""
    return digest((replace(leaf, scan=Scan(leaf.scan.sha256, "", leaf.scan.page)), repr(what), size))


def _span(start: int, length: int, most: int) -> slice:
    return slice(min(max(start, 0), most), min(max(start + length, 0), most))


def _narrowed(gray: Gray, width: int) -> Gray:
    """Return a page no wider than asked for, and never so large that a browser chokes on it."""
    height, own = gray.shape
    share = min(1.0, max(width, _LEAST_WIDTH) / own if width else 1.0, (_MOST_PIXELS / (own * height)) ** 0.5)
    if share == 1.0:
        return gray
    size = (max(1, round(own * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cut(gray: Gray, box: Box, zoom: int) -> Gray:
    height, width = gray.shape
    piece = gray[_span(box.top, box.height, height), _span(box.left, box.width, width)]
    if not piece.size:
        raise NotAPage("there is nothing of this page in that box")
    zoom = max(1, min(zoom, int((_MOST_PIXELS / piece.size) ** 0.5)))
    return np.asarray(cv2.resize(piece, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), np.uint8)


def _encode(gray: Gray) -> Picture:
    """Encode black on white as a PNG of one bit, line art in few levels as PNG, and photographs as JPEG."""
    between = cv2.countNonZero(cv2.inRange(gray, np.array(1), np.array(254))) / gray.size
    extension, media_type, options = ".jpg", "image/jpeg", [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    if between < _LINE_ART:
        extension, media_type, options = ".png", "image/png", [cv2.IMWRITE_PNG_COMPRESSION, 1]
        if not between:
            options += [cv2.IMWRITE_PNG_BILEVEL, 1]
    done, data = cv2.imencode(extension, gray, options)
    assert done, "a grey picture can be encoded"
    return Picture(data.tobytes(), media_type, gray.shape[1], gray.shape[0])
