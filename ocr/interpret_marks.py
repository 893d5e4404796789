"""What stamps and writing say about the paper itself: paid in full, void, endorsed over, struck out, and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lockbox.marks import MarkSeen, endorsed_over, find_marks, find_marks_in_ink, is_endorsed
from lockbox.micr import is_foreign, parse_micr
from lockbox.records import Mark, MarkKind, PageKind, PageReading, Reading, Sighting, Zone
from ocr.interpret_check import zone

_ANYWHERE = frozenset({MarkKind.DECEASED, MarkKind.CASH, MarkKind.GIFT_CARD, MarkKind.PAID_IN_FULL})
_ZONES = (Zone.WRITTEN, Zone.MEMO, Zone.PRINTED, Zone.PAYEE, Zone.PAYER, Zone.COURTESY, Zone.LEGAL)
_LINES = (*_ZONES, Zone.DATE)
_HEARD = 400


def read_marks(page: PageReading, instrument: bool) -> Iterator[Mark]:
    """Yield the marks of one page, one of a kind.

    On other pages than instruments only the marks that speak of the payment count, and on printed
    bills and slips only what is written by hand.

    Args:
        page: what was read on it.
        instrument: whether it is the front or the back of one.
    """
    printed_form = page.kind in (PageKind.SLIP, PageKind.BILL)
    lines = zone(page, *((Zone.WRITTEN, Zone.MEMO) if printed_form else _ZONES))
    found = {mark.kind: mark.text for mark in _seen(lines) if instrument or mark.kind in _ANYWHERE}
    if page.kind is PageKind.CHECK_BACK:
        named = _endorsed_over(zone(page, *_LINES))
        if named:
            found[MarkKind.THIRD_PARTY] = named
    if instrument and zone(page, Zone.STRUCK):
        found[MarkKind.ALTERED] = "figures struck out"
    if instrument and any(is_foreign(parse_micr(s.text)) for s in zone(page, Zone.MICR)):
        found.setdefault(MarkKind.FOREIGN, "transit number of another country")
    yield from (Mark(kind, text, page.page) for kind, text in found.items())


_FACES = (PageKind.CHECK, PageKind.MONEY_ORDER)


def turn_backs(reading: Reading) -> Reading:
    """Call a page the back of a check that was sorted as a check for its words alone, and the other way about.

    An endorsement orders payment as the face of a check does. But a face has a code line or an
    amount, and a back follows its face. Two backs and no face are a check whose face could not be
    made out, for two sides were scanned: it is an instrument, so that nothing with money in it is
    passed over.
    """
    pages = list(reading.pages)
    backs = [place for place, page in enumerate(pages) if page.kind is PageKind.CHECK_BACK]
    if len(backs) > 1 and not any(page.kind in _FACES for page in pages):
        pages[backs[0]] = replace(pages[backs[0]], kind=PageKind.CHECK)
    for place in range(1, len(pages)):
        before, page = pages[place - 1], pages[place]
        if page.kind is PageKind.CHECK and not _has_face(page) and before.kind is PageKind.CHECK and _has_face(before):
            pages[place] = replace(page, kind=PageKind.CHECK_BACK)
    return replace(reading, pages=tuple(pages))


def _has_face(page: PageReading) -> bool:
    signed = any(seen.text == "present" for seen in zone(page, Zone.SIGNATURE))
    return signed or any(seen.text for seen in zone(page, Zone.MICR, Zone.LEGAL))


def _seen(lines: tuple[Sighting, ...]) -> Iterator[MarkSeen]:
    """Yield the marks of some lines: what texts say, read with some certainty, and what the ink may say."""
    texts = [line.text for line in lines if line.confidence >= _HEARD]
    for line in lines:
        if line.lattice is not None and line.confidence > 0:
            yield from find_marks_in_ink(line.lattice, line.text)
    for text in [*texts, "\n".join(texts)]:
        yield from find_marks(text)


def _endorsed_over(lines: tuple[Sighting, ...]) -> str:
    """Return to whom the writing on a back orders payment, empty if it orders none or a bank is named."""
    ordered = any(line.lattice is not None and is_endorsed(line.lattice) for line in lines)
    text = "\n".join(line.text for line in lines if line.confidence >= _HEARD or ordered)
    return endorsed_over(text, ordered)
