"""Draws what comes with a check: its back, the envelope, letters, bills and coupons."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pypdfium2

from lockbox.formats.coupon import COUPON_HEIGHT, PAYEE, coupon_pdf
from lockbox.settlement import Bill, Member
from samples.fonts import Fonts
from samples.hand import Writer
from samples.paper import BLACK, GREY, Paper
from samples.patterns import lay_pattern


def draw_back(size: tuple[float, float], texts: tuple[str, ...], fonts: Fonts, writer: Writer, dpi: int = 200) -> Paper:
    """Return the back of a check of ``size`` inches with ``texts`` written above the endorsement line."""
    width, height = size
    rng = writer.rng
    paper = Paper(width, height, dpi, (251, 251, 248))
    body = fonts.print_path("sans")
    if rng.random() < 0.6:
        lay_pattern(paper, rng)
    right = width - 0.12
    if rng.random() < 0.85:
        paper.text((right - 1.45, 0.25), "ENDORSE HERE", (body, 6.5), GREY)
        for row in range(3):
            paper.rule((right - 1.5, 0.5 + 0.28 * row), (right, 0.5 + 0.28 * row), GREY, 0.4)
        notice = "DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE"
        paper.rule((right - 1.5, 1.5), (right, 1.5), GREY)
        paper.text((right - 1.5, 1.58), notice, (body, 3.6), GREY)
    if rng.random() < 0.5:
        security = ("Security features:", "Microprint border", "Chemical reactive paper", "Details on back")
        paper.lines((0.3, height - 0.75), security, (body, 5), GREY)
    for row, text in enumerate(texts):
        writer.write(paper, (0.35, 0.5 + 0.34 * row), text, 0.14, width - 2.1)
    return paper


def endorse(paper: Paper, texts: tuple[str, ...], writer: Writer) -> None:
    """Write an endorsement in the space for it, the last line signed."""
    left = paper.width - 1.6
    for row, text in enumerate(texts[:-1]):
        writer.write(paper, (left, 0.47 + 0.28 * row), text, 0.15, 1.5)
    writer.sign(paper, (left, 0.47 + 0.28 * (len(texts) - 1)), texts[-1], 1.3)


def draw_envelope(sender: Member, fonts: Fonts, writer: Writer, dpi: int = 200) -> Paper:
    """Return the face of a No. 10 envelope: with a window, or addressed by hand; stamped and postmarked."""
    rng = writer.rng
    paper = Paper(9.5, 4.125, dpi, rng.choice(((252, 252, 250), (240, 238, 230), (246, 242, 228))))
    lines = (f"{sender.first_name} {sender.last_name}", sender.street, f"{sender.city}, {sender.state} {sender.zip}")
    for row, line in enumerate(lines):
        writer.write(paper, (0.35, 0.45 + 0.22 * row), line, 0.13, 3)
    if rng.random() < 0.6:
        paper.frame((0.8, 2.1), (4.4, 1.25), GREY, (255, 255, 255))
        paper.lines((1.1, 2.5), PAYEE, (fonts.print_path("sans"), 11))
    else:
        for row, line in enumerate(PAYEE):
            writer.write(paper, (3.6, 2.1 + 0.32 * row), line, 0.2, 4)
    _postmark(paper, fonts, rng)
    return paper


def _postmark(paper: Paper, fonts: Fonts, rng: random.Random) -> None:
    """Cancel a stamp with wavy lines and a place and date."""
    paper.frame((8.2, 0.3), (0.9, 1.05), (90, 60, 90), (205, 215, 235))
    paper.text((8.65, 0.9), rng.choice(("FOREVER", "USA")), (fonts.print_path("sans-bold"), 9), (60, 60, 110), "ms")
    paper.text(
        (6.2, 0.55),
        rng.choice(("BOSTON MA 021", "BROCKTON MA 023", "SPRINGFIELD MA 010")),
        (fonts.print_path("sans"), 8),
    )
    paper.text((6.2, 0.75), "19 NOV PM 4 L", (fonts.print_path("sans"), 8))
    steps = np.linspace(7.3, 9.2, 40)
    for row in range(5):
        heights = 0.45 + row * 0.13 + 0.03 * np.sin(steps * 12)
        for place in range(len(steps) - 1):
            paper.rule((steps[place], heights[place]), (steps[place + 1], heights[place + 1]), (60, 60, 66), 0.7)


def draw_letter(lines: tuple[str, ...], sender: Member, fonts: Fonts, writer: Writer, day: dt.date) -> Paper:
    """Return a page of writing paper with a short letter, typed or by hand, from ``sender``."""
    rng = writer.rng
    paper = Paper(8.5, 11, 200, (253, 253, 252))
    name = f"{sender.first_name} {sender.last_name}"
    heading = (
        name,
        sender.street,
        f"{sender.city}, {sender.state} {sender.zip}",
        "",
        f"{day:%B} {day.day}, {day.year}",
    )
    body = (*heading, "", "Dear Health Connector,", "", *lines, "", "Sincerely,")
    if rng.random() < 0.5:
        paper.lines((1.0, 1.2), body, (fonts.print_path("serif"), 12))
        writer.sign(paper, (1.0, 1.3 + 0.21 * len(body) + 0.3), name)
        return paper
    for row, line in enumerate(body):
        writer.write(paper, (0.9, 1.1 + 0.36 * row), line, 0.16, 6.6)
    writer.sign(paper, (1.0, 1.2 + 0.36 * len(body)), name)
    return paper


def draw_bill(member: Member, bill: Bill, fonts: Fonts, dpi: int = 200, *, whole: bool) -> Paper:
    """Return a bill as printed, or only its coupon where ``whole`` is false; drawn from the PDF we print."""
    pdf = bill_pdf(member, bill, fonts)
    crop = (0, 0, 0, 0) if whole else (0, 0, 0, (11 - COUPON_HEIGHT) * 72)
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=dpi / 72, crop=crop).to_numpy()
    height = 11.0 if whole else COUPON_HEIGHT
    paper = Paper(8.5, height, dpi)
    paper.put(np.ascontiguousarray(image[:, :, ::-1]))
    return paper


def bill_pdf(member: Member, bill: Bill, fonts: Fonts) -> bytes:
    """Return the PDF of one bill."""
    return coupon_pdf(member, (bill,), fonts.print_path("ocr-b").read_bytes())


def fill_coupon(paper: Paper, figures: str, writer: Writer) -> None:
    """Write the amount enclosed into the box of a coupon, which lies at the foot of the sheet."""
    writer.write(paper, (5.1, paper.height - 1.63), figures, 0.17, 2.2)


def damage_coupon(paper: Paper, rng: random.Random) -> None:
    """Smear and tear a coupon so that neither bars nor scan line can be read."""
    pixels = paper.pixels().astype(np.float32)
    dpi = paper.dpi
    top, bottom = round((paper.height - 1.45) * dpi), round((paper.height - 0.3) * dpi)
    left = round(rng.uniform(4.6, 5.0) * dpi)
    width = round(rng.uniform(1.6, 2.2) * dpi)
    region = pixels[top:bottom, left : left + width]
    chance = np.random.default_rng(rng.getrandbits(48))
    blot = chance.random((bottom - top, region.shape[1], 1)).astype(np.float32)
    pixels[top:bottom, left : left + width] = 60 + 120 * (blot > 0.5)
    for row in range(6):
        height = top + row * (bottom - top) // 6
        pixels[height : height + 5] = 250
    paper.put(pixels.astype(np.uint8))


def draw_cash_note(fonts: Fonts, rng: random.Random) -> Paper:
    """Return the slip on which the mail opener records cash that was in the envelope."""
    paper = Paper(6, 2.75, 200, (250, 246, 214))
    bold, body = fonts.print_path("sans-bold"), fonts.print_path("sans")
    paper.text((0.4, 0.6), "CASH RECEIVED", (bold, 22), BLACK)
    paper.lines(
        (0.4, 1.05),
        (f"Cash in envelope: ${rng.choice((20, 50, 100, 120))}.00", "Counted by two clerks, sealed", "Cash log page 4"),
        (body, 12),
    )
    return paper
