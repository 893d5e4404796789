"""The bill with its detachable payment coupon, as PDF: what the Connector mails, what a member prints at home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from lockbox.money import display_dollars, format_dollars
from lockbox.records import Coverage, SlipPayload
from lockbox.settlement import Bill, Member
from lockbox.slips import DEFAULT_PROFILE, SLIP_LINE, encode_payload

COUPON_HEIGHT = 3.5
"""Inches from the foot of the page to the line where the coupon is cut off."""

PAYEE = ("Health Connector", "P.O. Box 412612", "Boston MA 02241-2612")

_BLACK = HexColor("#000000")
_INK = HexColor("#1a2330")
_SOFT = HexColor("#5b6675")
_TINT = HexColor("#eef3f8")
_ACCENT = HexColor("#14558f")

_LEFT = 0.75 * inch
_RIGHT = 7.75 * inch
_SCAN_PITCH = 0.1 * inch
_SCAN_BASELINE = 0.5 * inch
_BAR_MODULE = 0.015 * inch
_QR_SIZE = 1.2 * inch

_Place = tuple[float, float]
_Face = tuple[str, float]
_Path = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]


def due_date(coverage_month: str) -> dt.date:
    """Return the day a month's premium must be received: the 23rd of the month before."""
    year, month = (int(part) for part in coverage_month.split("-"))
    return dt.date(year - (month == 1), 12 if month == 1 else month - 1, 23)


def payload_digits(bill: Bill) -> str:
    """Return the thirty digits that the coupon of a bill carries as bar code and scan line."""
    payload = SlipPayload(DEFAULT_PROFILE.name, bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents)
    return encode_payload(payload)


def payment_info(bill: Bill) -> str:
    """Return what the QR code of a coupon says: the bill in words for a phone, the slip's digits in its last line."""
    return "\n".join(
        (
            "HEALTH CONNECTOR PREMIUM",
            f"MEMBER ID {bill.member_id}",
            f"{bill.coverage.value.upper()} {bill.coverage_month}",
            f"PAY ${format_dollars(bill.due_cents)} BY {due_date(bill.coverage_month):%m/%d/%Y}",
            "TO HEALTH CONNECTOR, PO BOX 412612, BOSTON MA 02241-2612",
            f"{SLIP_LINE}{payload_digits(bill)}",
        )
    )


def coupon_pdf(member: Member, bills: Sequence[Bill], ocr_b: bytes, *, qr: bool = False) -> bytes:
    """Return a PDF with one Letter page for each bill, its coupon at the foot; same input, same bytes.

    Args:
        member: whom the bills are for.
        bills: the bills to print, each with a coupon of its own.
        ocr_b: an OpenType file of OCR-B with digits, drawn as outlines.
        qr: print the QR code "scan for payment info" on each coupon.
    """
    buffer = BytesIO()
    page = Canvas(buffer, pagesize=LETTER, invariant=1, pageCompression=1)
    page.setTitle("Premium bill")
    page.setAuthor(PAYEE[0])
    for bill in bills:
        _statement(page, member, bill)
        _cut_line(page)
        if qr:
            _scan_for_info(page, bill)
        _coupon(page, member, bill, ocr_b)
        page.showPage()
    page.save()
    return buffer.getvalue()


# --- The upper part: what is owed ----------------------------------------------------------------


def _statement(page: Canvas, member: Member, bill: Bill) -> None:
    _text(page, (_LEFT, 10.28 * inch), PAYEE[0], ("Helvetica-Bold", 19), _ACCENT)
    _text(page, (_LEFT, 10.06 * inch), "Premium bill", ("Helvetica", 10.5), _SOFT)
    _facts(
        page,
        (5.35 * inch, 10.34 * inch),
        (
            ("Member ID", member.member_id),
            ("Coverage month", _month_name(bill.coverage_month)),
            ("Payment due", _long_date(due_date(bill.coverage_month))),
        ),
    )
    for row, line in enumerate(_address(member)):
        _text(page, (_LEFT, (9.1 - 0.19 * row) * inch), line, ("Helvetica", 11))
    _panel(page, bill)
    _table(page, member, bill)
    _advice(page, bill)


def _panel(page: Canvas, bill: Bill) -> None:
    page.setFillColor(_TINT)
    page.roundRect(_LEFT, 7.2 * inch, _RIGHT - _LEFT, 0.85 * inch, 6, stroke=0, fill=1)
    _text(page, (_LEFT + 14, 7.74 * inch), "Amount due", ("Helvetica", 10), _SOFT)
    _text(page, (_LEFT + 14, 7.37 * inch), display_dollars(bill.due_cents), ("Helvetica-Bold", 23))
    _text(page, (4.45 * inch, 7.74 * inch), "We must receive it by", ("Helvetica", 10), _SOFT)
    _text(page, (4.45 * inch, 7.4 * inch), _long_date(due_date(bill.coverage_month)), ("Helvetica-Bold", 15))


def _table(page: Canvas, member: Member, bill: Bill) -> None:
    top = 6.82 * inch
    columns = (_LEFT, 2.6 * inch, 4.9 * inch)
    for place, heading in zip(columns, ("Plan", "Insurance company", "Month"), strict=True):
        _text(page, (place, top), heading, ("Helvetica-Bold", 9), _SOFT)
    _right(page, (_RIGHT, top), "Premium", ("Helvetica-Bold", 9), _SOFT)
    _rule(page, top - 6, _LEFT, _RIGHT)
    row = top - 22
    cells = (_coverage_name(bill.coverage), bill.carrier, _month_name(bill.coverage_month))
    for place, cell in zip(columns, cells, strict=True):
        _text(page, (place, row), cell, ("Helvetica", 10.5))
    _right(page, (_RIGHT, row), display_dollars(bill.due_cents), ("Helvetica", 10.5))
    _rule(page, row - 9, _LEFT, _RIGHT)
    subscriber = f"Primary subscriber: {member.first_name} {member.last_name}"
    _text(page, (_LEFT, row - 26), subscriber, ("Helvetica", 9.5), _SOFT)


def _advice(page: Canvas, bill: Bill) -> None:
    plan = _coverage_name(bill.coverage).lower()
    lines = (
        "Pay by check or money order, payable to Health Connector, and send it with the coupon below.",
        f"This coupon is for your {plan} plan. Each plan needs a check of its own with its own coupon.",
        "Without a coupon, write on the check your 12-digit Member ID, your first and last name,",
        "your address if it differs, and the name of the insurance company.",
        "Please send no cash, no card numbers and no letters with your payment.",
    )
    _text(page, (_LEFT, 5.72 * inch), "How to pay by mail", ("Helvetica-Bold", 11), _ACCENT)
    for row, line in enumerate(lines):
        _text(page, (_LEFT, (5.47 - 0.19 * row) * inch), line, ("Helvetica", 9.5))


# --- The lower part: the coupon ------------------------------------------------------------------


def _cut_line(page: Canvas) -> None:
    height = COUPON_HEIGHT * inch
    page.setStrokeColor(_SOFT)
    page.setLineWidth(0.6)
    page.setDash(3, 3)
    page.line(0.3 * inch, height, 8.2 * inch, height)
    page.setDash()
    note = "Cut here and return this part with your payment"
    page.setFont("Helvetica", 7.5)
    page.setFillColor(_SOFT)
    page.drawCentredString(4.25 * inch, height + 4, note)


def _coupon(page: Canvas, member: Member, bill: Bill, ocr_b: bytes) -> None:
    _text(page, (_LEFT, 3.18 * inch), "Payment coupon", ("Helvetica-Bold", 13), _ACCENT)
    plan = f"{_coverage_name(bill.coverage)}  |  {bill.carrier}"
    _text(page, (_LEFT, 2.97 * inch), plan, ("Helvetica", 10))
    _facts(
        page,
        (4.75 * inch, 3.18 * inch),
        (
            ("Member ID", member.member_id),
            ("Coverage month", _month_name(bill.coverage_month)),
            ("Due date", due_date(bill.coverage_month).strftime("%m/%d/%Y")),
            ("Amount due", display_dollars(bill.due_cents)),
        ),
    )
    for row, line in enumerate((f"{member.first_name} {member.last_name}", *_address(member)[1:])):
        _text(page, (_LEFT, (2.66 - 0.165 * row) * inch), line, ("Helvetica", 9.5))
    _enclosed_box(page)
    _text(page, (_LEFT, 1.94 * inch), "Make check payable and mail to", ("Helvetica", 7.5), _SOFT)
    for row, line in enumerate(PAYEE):
        _text(page, (_LEFT, (1.76 - 0.165 * row) * inch), line, ("Helvetica-Bold" if row == 0 else "Helvetica", 10))
    digits = payload_digits(bill)
    page.setFillColor(_BLACK)
    code = Code128(digits, barWidth=_BAR_MODULE, barHeight=0.5 * inch, quiet=False)
    code.barFillColor = _BLACK
    code.drawOn(page, _RIGHT - code.width, 0.86 * inch)
    _scan_line(page, digits, ocr_b)


def _scan_for_info(page: Canvas, bill: Bill) -> None:
    """Draw the QR code between the two columns, with what it is for under it."""
    code = QrCodeWidget(payment_info(bill), barLevel="M", barWidth=_QR_SIZE, barHeight=_QR_SIZE, barBorder=4)
    drawing = Drawing(_QR_SIZE, _QR_SIZE)
    drawing.add(code)
    left, foot = 3.4 * inch, 1.72 * inch
    page.setFillColor(HexColor("#ffffff"))
    page.rect(left, foot, _QR_SIZE, _QR_SIZE, stroke=0, fill=1)
    renderPDF.draw(drawing, page, left, foot)
    page.setFont("Helvetica", 7.5)
    page.setFillColor(_SOFT)
    page.drawCentredString(left + _QR_SIZE / 2, foot - 6, "Scan for payment info")


def _enclosed_box(page: Canvas) -> None:
    _text(page, (4.75 * inch, 1.94 * inch), "Amount enclosed", ("Helvetica", 7.5), _SOFT)
    page.setStrokeColor(_SOFT)
    page.setLineWidth(0.7)
    page.rect(4.75 * inch, 1.54 * inch, _RIGHT - 4.75 * inch, 0.34 * inch)
    _text(page, (4.83 * inch, 1.64 * inch), "$", ("Helvetica", 13))


def _scan_line(page: Canvas, digits: str, ocr_b: bytes) -> None:
    """Draw the digits in OCR-B at ten to the inch, and the same digits unseen as text for PDF readers."""
    left = _RIGHT - len(digits) * _SCAN_PITCH
    outlines, advance = _ocr_b_digits(ocr_b)
    scale = _SCAN_PITCH / advance
    page.setFillColor(_BLACK)
    for place, digit in enumerate(digits):
        path = page.beginPath()
        _trace(path, outlines[int(digit)], (left + place * _SCAN_PITCH, _SCAN_BASELINE), scale)
        page.drawPath(path, stroke=0, fill=1)
    unseen = page.beginText(left, _SCAN_BASELINE)
    unseen.setTextRenderMode(3)
    unseen.setFont("Courier", _SCAN_PITCH / 0.6)
    unseen.textOut(digits)
    page.drawText(unseen)


@lru_cache(maxsize=4)
def _ocr_b_digits(ocr_b: bytes) -> tuple[tuple[_Path, ...], float]:
    """Return the outlines of the ten digits and their common advance, in units of the font."""
    font = TTFont(BytesIO(ocr_b))
    names = font.getBestCmap()
    glyphs = font.getGlyphSet()
    paths: list[_Path] = []
    for digit in "0123456789":
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(digit)]].draw(pen)
        paths.append(tuple((verb, tuple(points)) for verb, points in pen.value))
    return tuple(paths), float(glyphs[names[ord("0")]].width)


def _trace(path: object, outline: _Path, origin: tuple[float, float], scale: float) -> None:
    verbs = {"moveTo": "moveTo", "lineTo": "lineTo", "curveTo": "curveTo", "closePath": "close", "endPath": "close"}
    for verb, points in outline:
        places = [value for x, y in points for value in (origin[0] + x * scale, origin[1] + y * scale)]
        getattr(path, verbs[verb])(*places)


# --- Small things --------------------------------------------------------------------------------


def _facts(page: Canvas, corner: tuple[float, float], rows: Sequence[tuple[str, str]]) -> None:
    """Draw labels to the left and values flush right, one row below the other."""
    left, top = corner
    for row, (label, value) in enumerate(rows):
        height = top - row * 0.21 * inch
        _text(page, (left, height), label, ("Helvetica", 9), _SOFT)
        _right(page, (_RIGHT, height), value, ("Helvetica-Bold", 10.5))


def _text(page: Canvas, place: _Place, text: str, face: _Face, ink: Color = _INK) -> None:
    page.setFont(*face)
    page.setFillColor(ink)
    page.drawString(*place, text)


def _right(page: Canvas, place: _Place, text: str, face: _Face, ink: Color = _INK) -> None:
    page.setFont(*face)
    page.setFillColor(ink)
    page.drawRightString(*place, text)


def _rule(page: Canvas, height: float, left: float, right: float) -> None:
    page.setStrokeColor(_SOFT)
    page.setLineWidth(0.5)
    page.line(left, height, right, height)


def _address(member: Member) -> tuple[str, ...]:
    name = f"{member.first_name} {member.last_name}"
    return (name, member.street, f"{member.city}, {member.state} {member.zip}")


def _coverage_name(coverage: Coverage) -> str:
    return "Medical" if coverage is Coverage.MEDICAL else "Dental"


def _month_name(coverage_month: str) -> str:
    year, month = coverage_month.split("-")
    return dt.date(int(year), int(month), 1).strftime("%B %Y")


def _long_date(day: dt.date) -> str:
    return f"{day.strftime('%B')} {day.day}, {day.year}"
