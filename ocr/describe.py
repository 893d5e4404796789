"""One page's fields as ``lockbox read --json`` prints them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from lockbox.carriers import find_carriers, find_coverage
from lockbox.image_tests import UNITS, Judged, judge
from lockbox.money import format_dollars
from lockbox.persons import may_be_person
from lockbox.records import (
    Box,
    Envelope,
    Field,
    Instrument,
    Mention,
    MentionKind,
    PageKind,
    PageReading,
    Reading,
    Remittance,
    Scan,
    SlipPayload,
    Zone,
)
from lockbox.settings import Settings
from ocr.interpret import interpret
from ocr.interpret_check import read_micr_line
from ocr.opinions import revalue


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field for printing: value as text, truth or None; confidence 0 to 1000; candidates best first."""

    name: str
    value: str | bool | None
    confidence: int
    source: str
    box: Box | None
    candidates: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """What one page is, every field seen on it, and how its image came out of the tests."""

    page: int
    kind: PageKind
    rotation: int
    fields: tuple[FieldView, ...]
    image_tests: tuple[Judged, ...] = ()


def describe_page(page: PageReading, settings: Settings, received_on: dt.date) -> PageView:
    """Return the published fields of one page, read as if it were alone in its envelope."""
    alone = Envelope("page", (Scan(sha256="", source=""),))
    remittance = interpret(Reading((replace(page, page=0),)), alone, settings, received_on)
    views: list[FieldView] = []
    for instrument in remittance.instruments:
        views += _instrument(instrument, page)
    for slip in remittance.slips:
        views += [_view("barcode", slip.barcode), _view("scan_line", slip.scan_line)]
    views += _people(remittance, settings.reading.payee_bound)
    seen = tuple(view for view in views if _seen(view))
    return PageView(page.page, page.kind, page.rotation, seen, judge(page, settings, page.kind))


def as_json(view: PageView, file: str, milliseconds: int) -> dict[str, Any]:
    """Return the published JSON object of one page; confidences become 0 to 1."""
    return {
        "file": file,
        "page": view.page,
        "kind": view.kind.value,
        "rotation": view.rotation,
        "ms": milliseconds,
        "fields": {field.name: _field_json(field) for field in view.fields},
        "image_tests": {one.test.value: _test_json(one) for one in view.image_tests},
    }


def _test_json(one: Judged) -> dict[str, Any]:
    unit = UNITS[one.test]
    return {
        "result": one.result.value,
        "value": None if one.value is None else one.value / unit.parts,
        "limit": one.limit / unit.parts,
        "unit": unit.name,
        "severity": one.severity.value,
        "fault": one.words,
    }


def _field_json(field: FieldView) -> dict[str, Any]:
    box = field.box
    return {
        "value": field.value,
        "confidence": field.confidence / 1000,
        "source": field.source,
        "box": [box.left, box.top, box.width, box.height] if box else None,
        "candidates": [[text, confidence / 1000] for text, confidence in field.candidates],
    }


def _instrument(instrument: Instrument, page: PageReading) -> list[FieldView]:
    courtesy, legal, micr = instrument.courtesy_amount, instrument.legal_amount, instrument.micr
    line = micr.value
    raw = read_micr_line(replace(page, page=0), 0)
    return [
        _view("micr", revalue(raw, line.text if line else None)),
        _view("routing", revalue(micr, line.routing if line else None)),
        _view("account", revalue(micr, line.account or None if line else None)),
        _view("serial", instrument.serial),
        _view("courtesy_amount", _dollars(courtesy)),
        _view("legal_amount", _dollars(legal)),
        _view("amount", amount(courtesy, legal)),
        _view("date", _iso(instrument.check_date)),
        _view("payee", instrument.payee),
        _view("payer", instrument.payer),
        _view("memo", instrument.memo),
        _view("signature", instrument.signature),
    ]


def amount(courtesy: Field[int], legal: Field[int]) -> Field[str]:
    """Return the amount of a check as a decimal string: what figures and words say; no value where they disagree."""
    values = {field.value for field in (courtesy, legal) if field.value is not None}
    best = max(courtesy, legal, key=lambda field: (field.value is not None, field.confidence))
    joint = tuple(sorted({**dict(legal.candidates), **dict(courtesy.candidates)}.items(), key=lambda c: (-c[1], c[0])))
    value = format_dollars(values.pop()) if len(values) == 1 else None
    source = "+".join(field.source for field in (courtesy, legal) if field.source)
    return Field(value, best.confidence if value else 0, best.text, source, best.page, best.box, joint[:6])


def _people(remittance: Remittance, bound: int) -> list[FieldView]:
    """Return the first member number, subscriber name, carrier and coverage; a slip's word before handwriting."""
    views = []
    payload = next((slip.payload for slip in remittance.slips if slip.payload.value), None)
    for name, kind in (
        ("member_id", MentionKind.MEMBER_ID),
        ("carrier", MentionKind.CARRIER),
        ("coverage", MentionKind.COVERAGE),
    ):
        told = _from_slip(name, payload.value) if payload and payload.value else ""
        best = _best(remittance.mentions, kind)
        if payload and told:
            views.append(_view(name, revalue(payload, told)))
        elif best:
            views.append(_view(name, best))
    subscriber = _subscriber(remittance, bound)
    return [*views, _view("subscriber_name", subscriber)] if subscriber else views


def _subscriber(remittance: Remittance, bound: int) -> Field[str] | None:
    """Return the person printed first as the drawer of a check, or else written on a page that is none."""
    drawers = (_first_name(instrument.payer) for instrument in remittance.instruments)
    lines = () if remittance.instruments else (one.found for one in remittance.mentions if _is_written(one))
    found = next((field for field in (*drawers, *lines) if _is_person(field.text)), None)
    return replace(found, value=found.text if found.confidence >= bound else None) if found else None


def _first_name(payer: Field[str]) -> Field[str]:
    """Return the first of the names under which an account is held."""
    name = payer.text.split(" & ")[0]
    return replace(payer, text=name, candidates=((name, payer.confidence),))


def _is_written(mention: Mention) -> bool:
    return mention.kind is MentionKind.TEXT and mention.found.source.startswith(Zone.WRITTEN.value)


def _is_person(text: str) -> bool:
    return may_be_person(text) and not find_carriers(text) and not find_coverage(text)


def _from_slip(name: str, payload: SlipPayload) -> str:
    return {"member_id": payload.member_id, "coverage": payload.coverage.value}.get(name, "")


def _best(mentions: tuple[Mention, ...], kind: MentionKind) -> Field[str] | None:
    found = [mention.found for mention in mentions if mention.kind is kind]
    return max(found, key=lambda field: (field.value is not None, field.confidence), default=None)


def _iso(field: Field[dt.date]) -> Field[str]:
    text = field.value.isoformat() if field.value else None
    return replace(revalue(field, text), candidates=field.candidates)


def _dollars(field: Field[int]) -> Field[str]:
    text = None if field.value is None else format_dollars(field.value)
    return replace(revalue(field, text), candidates=field.candidates)


def _view(name: str, field: Field[Any]) -> FieldView:
    candidates = field.candidates or (((field.text, field.confidence),) if field.text else ())
    return FieldView(name, field.value, field.confidence, field.source, field.box, candidates)


def _seen(view: FieldView) -> bool:
    """Say whether anything was seen of a field; amount is shown whenever its parts are."""
    return bool(view.source)
