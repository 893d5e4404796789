"""From a reading to its meaning: instruments, slips, mentions and marks of one envelope. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from lockbox.image_tests import faults, judge
from lockbox.records import (
    Envelope,
    ImageTest,
    Instrument,
    PageFacts,
    PageKind,
    PageReading,
    Reading,
    Remittance,
    Side,
    Zone,
)
from lockbox.settings import Settings, Severity
from ocr.interpret_amounts import read_amounts
from ocr.interpret_check import (
    instrument_kind,
    read_drawer,
    read_memo,
    read_micr_line,
    read_payee,
    read_serial,
    read_signature,
    zone,
)
from ocr.interpret_dates import read_check_date
from ocr.interpret_marks import read_marks, turn_backs
from ocr.interpret_people import read_mentions
from ocr.interpret_slips import read_slip

_INSTRUMENTS = frozenset({PageKind.CHECK, PageKind.MONEY_ORDER})
_SLIPS = frozenset({PageKind.SLIP, PageKind.BILL})
_SAME_SIZE = 4
"""Percent by which front and back of one paper may differ in the scan."""
_SHORTEST_COMPANY = 5


def interpret(reading: Reading, envelope: Envelope, settings: Settings, received_on: dt.date) -> Remittance:
    """Return what one envelope means.

    Values whose confidence is below the bounds of ``settings.reading`` are None; their candidates stay.
    """
    reading = turn_backs(reading)
    backs = pair_backs(reading, envelope)
    pages = {page.page: page for page in reading.pages}
    fronts_of = {back: pages[front] for front, back in backs.items()}
    fronts = [page for page in reading.pages if page.kind in _INSTRUMENTS and page.page not in backs.values()]
    slips = (read_slip(page, settings.slip_profiles) for page in reading.pages if page not in fronts)
    return Remittance(
        pages=tuple(_facts(page, _side(page, envelope), fronts_of.get(page.page), settings) for page in reading.pages),
        instruments=tuple(
            _instrument(item, page, backs.get(page.page, -1), settings, received_on)
            for item, page in enumerate(fronts, 1)
        ),
        slips=tuple(slip for slip in slips if slip is not None),
        mentions=tuple(mention for page in reading.pages for mention in read_mentions(page, settings)),
        marks=tuple(
            mark for page in reading.pages for mark in read_marks(page, page in fronts or page.page in backs.values())
        ),
        strays=envelope.strays,
    )


def pair_backs(reading: Reading, envelope: Envelope) -> Mapping[int, int]:
    """Return the page of the back for the page of each front, where there is one.

    A back is a page that the scanner or the reader calls one, or a page right after a front that is
    blank or as large and shows no code of its own: many backs bear only a security pattern. It belongs
    to the nearest front before it in the same file, else to the first front still without.
    """
    pages = {page.page: page for page in reading.pages}
    backs: dict[int, int] = {}
    fronts = [p.page for p in reading.pages if p.kind in _INSTRUMENTS and _side(p, envelope) is not Side.BACK]
    for page in reading.pages:
        if not _may_be_back(page, envelope):
            continue
        free = [front for front in fronts if front not in backs]
        beside = [f for f in free if f == page.page - 1 and _is_other_side(page, pages[f], envelope)]
        same_file = [f for f in free if f < page.page and _file(envelope, f) == _file(envelope, page.page)]
        sure = page.kind is PageKind.CHECK_BACK or _side(page, envelope) is Side.BACK
        chosen = beside or (same_file[-1:] if sure else []) or (free[:1] if sure else [])
        if chosen:
            backs[chosen[0]] = page.page
    return backs


def _may_be_back(page: PageReading, envelope: Envelope) -> bool:
    side = _side(page, envelope)
    if side is Side.BACK:
        return page.kind not in _SLIPS
    return side is Side.UNKNOWN and page.kind not in _INSTRUMENTS | _SLIPS


def _is_other_side(page: PageReading, front: PageReading, envelope: Envelope) -> bool:
    """Say whether a page may be the back of the front before it: it is blank or called a back, or just as large."""
    if page.kind is PageKind.BLANK or _side(page, envelope) is Side.BACK:
        return True
    if zone(page, Zone.MICR, Zone.BARCODE, Zone.SCAN_LINE):
        return False
    sizes = zip(sorted((page.width, page.height)), sorted((front.width, front.height)), strict=True)
    return all(abs(one - other) * 100 <= _SAME_SIZE * other for one, other in sizes)


def _facts(page: PageReading, side: Side, front: PageReading | None, settings: Settings) -> PageFacts:
    """Return what decide must know of a page; what was paired with a front is a back, whatever it looked like.

    A back may bear no ink at all, so that it is pale is no fault of its image.
    """
    kind, old = page.kind, page.faults
    if front is not None:
        kind, side = PageKind.CHECK_BACK, Side.BACK
        old = tuple(fault for fault in old if not fault.startswith(ImageTest.TOO_LIGHT))
    tests = judge(page, settings, kind, front)
    held, reported = (faults(tests, severity) for severity in (Severity.HOLD, Severity.REPORT))
    return PageFacts(page.page, kind, side, (*old, *held), page.failure, reported)


def _side(page: PageReading, envelope: Envelope) -> Side:
    """Return the side the scanner named, else the one that the page's kind shows."""
    told = envelope.scans[page.page].side if page.page < len(envelope.scans) else Side.UNKNOWN
    if told is not Side.UNKNOWN:
        return told
    return Side.BACK if page.kind is PageKind.CHECK_BACK else Side.UNKNOWN


def _file(envelope: Envelope, page: int) -> str:
    return envelope.scans[page].sha256 if page < len(envelope.scans) else ""


def _instrument(item: int, page: PageReading, back: int, settings: Settings, received_on: dt.date) -> Instrument:
    bounds = settings.reading
    courtesy, legal = read_amounts(zone(page, Zone.COURTESY), zone(page, Zone.LEGAL), page.page, bounds.amount_bound)
    serial, micr = read_serial(page, read_micr_line(page, bounds.micr_bound))
    drawer = read_drawer(page)
    return Instrument(
        item=item,
        kind=instrument_kind(page, micr),
        front=page.page,
        back=back,
        micr=micr,
        courtesy_amount=courtesy,
        legal_amount=legal,
        check_date=read_check_date(zone(page, Zone.DATE), page.page, received_on, bounds.date_bound),
        payee=read_payee(page, settings.acceptable_payees, _companies(settings), bounds.payee_bound),
        payer=drawer.name,
        payer_address=drawer.address,
        memo=read_memo(page, bounds.memo_bound),
        serial=serial,
        signature=read_signature(page),
        picture=page.picture,
    )


def _companies(settings: Settings) -> tuple[str, ...]:
    """Return the names of the insurance companies that are long enough to be told from a scribble."""
    names = (name for carrier in settings.carriers for name in (carrier.name, *carrier.aliases))
    return tuple(dict.fromkeys(name for name in names if len(name) >= _SHORTEST_COMPANY))
