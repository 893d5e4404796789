"""The picture of a deposit ticket: what the account is credited with, drawn, since there is no paper of it."""

from __future__ import annotations

import datetime as dt

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lockbox.formats.x9.deposit import Face
from lockbox.money import display_dollars
from lockbox.settings_bank import Bank
from ocr.bilevel import DPI, Bilevel, group4_tiff

_WIDTH, _HEIGHT = 6 * DPI, round(2.75 * DPI)
_MARGIN, _LINE = DPI // 4, DPI // 4


def ticket_face(bank: Bank, day: dt.date, items: int, cents: int) -> Face:
    """Return the face of a deposit ticket; it says that it is no paper."""
    picture = Image.new("1", (_WIDTH, _HEIGHT), 1)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((2, 2, _WIDTH - 3, _HEIGHT - 3), outline=0, width=3)
    lines = (
        ("VIRTUAL DEPOSIT TICKET", 34),
        (bank.payee_name, 28),
        (f"Date {day:%m/%d/%Y}", 28),
        (f"Routing {bank.deposit_routing}   Account {bank.credit_account}", 28),
        (f"{items:,} {'item' if items == 1 else 'items'}   Total {display_dollars(cents)}", 34),
    )
    for number, (text, size) in enumerate(lines):
        font = ImageFont.load_default(size)
        draw.text((_MARGIN, _MARGIN + number * _LINE * 1.6), text, fill=0, font=font)
    return Face(back=False, tiff=group4_tiff(Bilevel(~np.asarray(picture))), is_paper=False)
