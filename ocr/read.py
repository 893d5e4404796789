"""What the paper says: an envelope's scans become its reading, page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lockbox.records import Envelope, PageKind, PageReading, Reading, Scan, Side, Sighting, Zone
from lockbox.settings import ReadingSettings
from ocr import quality
from ocr.engine import Engines
from ocr.image import NotAPage, PageImage, open_page
from ocr.micr_band import candidate_rows, is_postal, outline, reads_mirrored, routing_holds
from ocr.read_check import find_band, read_check
from ocr.read_lines import read_lines, read_text_layer
from ocr.read_order import read_postal_order
from ocr.read_slip import is_slip_length, read_codes, read_scan_line
from ocr.redaction import without_secrets
from ocr.sheet import Sheet
from ocr.sort import Evidence, sort
from ocr.views import lay_out_best

MIRRORED = "mirrored: the scan shows the page as in a mirror"
_SAME_SIZE = 0.3  # inches by which front and back of a paper may differ as scanned
_INSTRUMENTS = (PageKind.CHECK, PageKind.MONEY_ORDER)


def read(envelope: Envelope, fetch: Callable[[str], bytes], engines: Engines, bounds: ReadingSettings) -> Reading:
    """Read every scan of an envelope, in order.

    Args:
        envelope: what came together.
        fetch: returns a file's bytes for its SHA-256.
        engines: the readers.
        bounds: how large a page may be.

    A page that is none after all, or on which a reader fails, costs only itself: it becomes a page
    of kind OTHER whose ``failure`` says what happened.
    """
    pages = [_read_scan(scan, i, (fetch, engines, bounds)) for i, scan in enumerate(envelope.scans)]
    return Reading(tuple(_with_blank_back(pages[i - 1] if i else None, page) for i, page in enumerate(pages)))


def read_page(image: PageImage, index: int, engines: Engines, side: Side = Side.UNKNOWN) -> PageReading:
    """Read one page: put it straight, say what it is, and look at every field its kind has.

    A check scanned as in a mirror is read the right way round, and its boxes are those of the page so turned.

    Args:
        image: the decoded page.
        index: its place among the envelope's scans.
        engines: the readers.
        side: which side of the paper it shows, where the scanner said so.
    """
    sheet = lay_out_best(image, engines)
    kind, sightings = _look(sheet, image, side)
    sure = any(one.zone is Zone.SCAN_LINE or (one.zone is Zone.MICR and routing_holds(one.text)) for one in sightings)
    mirrored = not sure and reads_mirrored(sheet.gray, sheet.upright.dpi, sheet.layout, engines.micr)
    if mirrored:
        image = replace(image, gray=np.ascontiguousarray(np.fliplr(image.gray)))
        sheet = lay_out_best(image, engines)
        kind, sightings = _look(sheet, image, side)
    return PageReading(
        page=index,
        kind=kind,
        rotation=sheet.upright.rotation,
        width=sheet.upright.width,
        height=sheet.upright.height,
        dpi=image.dpi,
        sightings=without_secrets(sightings),
        faults=(MIRRORED,) if mirrored else (),
        picture=quality.picture_of(sheet.gray) if kind in _INSTRUMENTS else "",
        measures=quality.measure(image, sheet.upright, kind),
    )


def _with_blank_back(before: PageReading | None, page: PageReading) -> PageReading:
    """A blank side as large as the check scanned before it is that check's back."""
    if before is None or page.kind is not PageKind.BLANK or before.kind not in _INSTRUMENTS:
        return page
    sizes = [sorted((one.width / one.dpi, one.height / one.dpi)) for one in (before, page)]
    same = all(abs(one - other) <= _SAME_SIZE for one, other in zip(*sizes, strict=True))
    return replace(page, kind=PageKind.CHECK_BACK) if same else page


def _read_scan(scan: Scan, index: int, tools: tuple[Callable[[str], bytes], Engines, ReadingSettings]) -> PageReading:
    fetch, engines, bounds = tools
    data = fetch(scan.sha256)
    try:
        return read_page(open_page(data, scan.page, bounds), index, engines, scan.side)
    except NotAPage as fault:
        failure = f"no page: {fault}"
    except Exception as error:  # whatever a reader throws is this page's trouble alone
        failure = f"a reader failed: {type(error).__name__}"
    return PageReading(index, PageKind.OTHER, rotation=0, width=0, height=0, dpi=0, failure=failure)


def _look(sheet: Sheet, image: PageImage, side: Side) -> tuple[PageKind, tuple[Sighting, ...]]:
    """Look at the cheapest telling things first, and only then at what the page's kind calls for."""
    typed = read_text_layer(sheet, image.words)
    codes = read_codes(sheet)
    if codes:
        machine = (*codes, *read_scan_line(sheet)) if _may_be_slip(sheet, side) else codes
        if _agree(machine):
            return _kind(sheet, side, machine), (*typed, *machine)
        sheet = sheet.with_rules()
    banded, micr = (sheet, ()) if codes else find_band(sheet)
    if micr:
        postal = read_postal_order(banded) if is_postal(micr[0].text) else ()
        seen = (*typed, *micr, *(postal or read_check(banded)))
        return _kind(sheet, side, seen), seen
    machine = (*codes, *read_scan_line(sheet)) if _may_be_slip(sheet, side) else codes
    if any(is_slip_length(sighting.text) for sighting in machine):
        return _kind(sheet, side, machine), (*typed, *machine)
    lines = () if typed else read_lines(sheet)
    seen = (*typed, *machine, *lines)
    kind = _kind(sheet, side, seen)
    if kind in _INSTRUMENTS:
        return kind, (*typed, *codes, *read_check(sheet))
    return kind, seen


def _agree(machine: tuple[Sighting, ...]) -> bool:
    """Say whether a slip's bar code and its scan line say the same."""
    coded, lined = ({one.text for one in machine if one.zone is zone} for zone in (Zone.BARCODE, Zone.SCAN_LINE))
    return any(is_slip_length(text) for text in coded & lined)


def _may_be_slip(sheet: Sheet, side: Side) -> bool:
    return side is not Side.BACK and bool(sheet.codes or sheet.layout.lines)


def _unreadable_code_row(sheet: Sheet) -> bool:
    """Say whether a page too poor to be read has a row near its foot that may be a code line."""
    if not any(row.middle > sheet.layout.height / 2 for row in candidate_rows(sheet.layout)):
        return False
    return quality.too_poor_to_read(sheet.gray, sheet.upright.dpi)


def _kind(sheet: Sheet, side: Side, seen: tuple[Sighting, ...]) -> PageKind:
    """Sort the page by what was seen on it so far."""
    machine = (Zone.BARCODE, Zone.SCAN_LINE)
    inch = sheet.upright.dpi
    micr = next((outline(one) for one in seen if one.zone is Zone.MICR), "")
    coupon = any(one.zone in machine and is_slip_length(one.text) for one in seen)
    return sort(
        Evidence(
            width=sheet.gray.shape[1] / inch,
            height=sheet.gray.shape[0] / inch,
            marks=len(sheet.layout.marks),
            micr=micr,
            code_row=not micr and not coupon and _unreadable_code_row(sheet),
            coupon=coupon,
            texts=tuple(one.text for one in seen if one.zone not in machine and one.zone is not Zone.MICR),
            side=side,
        )
    )
