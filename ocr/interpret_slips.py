"""Payment slips: bar code and scan line are two machine reads that must not contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from lockbox.records import Field, PageKind, PageReading, Sighting, Slip, SlipPayload, Zone
from lockbox.slips import SlipProfile, encode_payload, find_payloads
from ocr.interpret_check import zone

BOTH = 1000
BARCODE_ALONE = 990
SCAN_LINE_ALONE = 970
"""How far a payload is trusted by what read it; its check digits hold in any case."""


def read_slip(page: PageReading, profiles: Sequence[SlipProfile]) -> Slip | None:
    """Return the slip on a page; None if the page shows none."""
    codes, lines = zone(page, Zone.BARCODE), zone(page, Zone.SCAN_LINE)
    barred, scanned = _payloads(codes, profiles), _payloads(lines, profiles)
    if page.kind not in (PageKind.SLIP, PageKind.BILL) and not barred and not scanned:
        return None
    return Slip(
        page.page,
        _agreed(page.page, barred, scanned),
        _shown(codes, barred, page.page),
        _shown(lines, scanned, page.page),
    )


def _payloads(sightings: Sequence[Sighting], profiles: Sequence[SlipProfile]) -> dict[SlipPayload, Sighting]:
    """Return every payload whose check holds, with the sighting that shows it; alternatives only where texts fail."""
    found = {payload: s for s in sightings for payload in find_payloads(s.text, profiles)}
    if not found:
        found = {p: s for s in sightings for text, _ in s.alternatives for p in find_payloads(text, profiles)}
    return found


def _agreed(page: int, barred: dict[SlipPayload, Sighting], scanned: dict[SlipPayload, Sighting]) -> Field[SlipPayload]:
    """Return the one payload that the machine reads allow; none where they contradict each other."""
    seen = {**scanned, **barred}
    if not seen:
        return Field(page=page)
    payload, sighting = next(iter(seen.items()))
    confidence = BOTH if barred and scanned else BARCODE_ALONE if barred else SCAN_LINE_ALONE
    single = len(seen) == 1
    engines = sorted({s.engine for s in (*barred.values(), *scanned.values())})
    candidates = tuple((_digits(one), confidence // len(seen)) for one in seen)
    source = f"{sighting.zone.value}:{'+'.join(engines)}"
    return Field(
        value=payload if single else None,
        confidence=confidence if single else 0,
        text=sighting.text,
        source=source,
        page=page,
        box=sighting.box,
        candidates=candidates,
    )


def _digits(payload: SlipPayload) -> str:
    return encode_payload(payload)


def _shown(sightings: Sequence[Sighting], payloads: dict[SlipPayload, Sighting], page: int) -> Field[str]:
    """Return what one machine read, valid or not; a value only where its check holds."""
    if not sightings:
        return Field()
    held = next(iter(payloads.items()), None)
    sighting = held[1] if held else max(sightings, key=lambda s: s.confidence)
    return Field(
        value=_digits(held[0]) if held and len(payloads) == 1 else None,
        confidence=sighting.confidence,
        text=sighting.text,
        source=f"{sighting.zone.value}:{sighting.engine}",
        page=page,
        box=sighting.box,
        candidates=sighting.alternatives,
        lattice=sighting.lattice,
    )
