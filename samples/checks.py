"""Draws the faces of checks that people fill in by hand and of checks that machines print."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from samples.e13b import draw_line
from samples.fonts import Fonts, sized
from samples.hand import Writer, any_hand
from samples.instruments import Instrument, Kind
from samples.paper import BLACK, GREY, Colour, Paper
from samples.patterns import lay_border, lay_pattern

_SMALL = 6.5


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on the face of a check, in inches from its upper left corner.

    Attributes:
        date: start of the date line; ``date_label`` is printed before or under it.
        payee_row: height of the payee line, ``words_row`` of the line for the amount in words,
            ``memo_row`` of the memo and signature lines.
        payee_end: where the payee line stops.
        box: whether the amount in figures has a box.
    """

    width: float
    height: float
    left: float
    date: tuple[float, float]
    date_label: str
    payee_label: tuple[str, ...]
    payee_row: float
    words_row: float
    memo_row: float
    payee_end: float
    memo_label: str
    memo_end: float
    sign_start: float
    box: bool
    dollars_label: str
    body: Path
    bold: Path
    tone: Colour


def any_layout(kind: Kind, fonts: Fonts, rng: random.Random) -> Layout:
    """Return some printer's arrangement for a kind of check."""
    personal = kind is Kind.PERSONAL
    width, height = (6.0, 2.75) if personal else (8.5, 3.5)
    stretch = height / 2.75
    body, bold = rng.choice(
        (("sans", "sans-bold"), ("serif", "serif-bold"), ("grotesk", "sans-bold"), ("serif", "serif-bold"))
    )
    payee_row = rng.uniform(1.08, 1.2) * stretch
    caps = rng.random() < 0.4
    payee_label = rng.choice((("Pay to the", "order of"), ("Pay to the", "Order of"), ("Pay to the order of",)))
    memo_label = rng.choice(("Memo", "For", "Memo", "MEMO", "FOR"))
    return Layout(
        width=width,
        height=height,
        left=rng.uniform(0.22, 0.34),
        date=(width - rng.uniform(2.25, 2.5), rng.uniform(0.58, 0.76) * stretch),
        date_label=rng.choice(("Date", "DATE", "")),
        payee_label=tuple(part.upper() for part in payee_label) if caps else payee_label,
        payee_row=payee_row,
        words_row=payee_row + rng.uniform(0.32, 0.4) * stretch,
        memo_row=rng.uniform(2.13, 2.22) * stretch if personal else height - 0.64,
        payee_end=width - rng.uniform(1.5, 1.65),
        memo_label=memo_label,
        memo_end=rng.uniform(2.7, 3.1) * (1 if personal else 1.3),
        sign_start=width - rng.uniform(2.45, 2.6),
        box=rng.random() < 0.6,
        dollars_label=rng.choice(("Dollars", "DOLLARS")),
        body=fonts.print_path(body),
        bold=fonts.print_path(bold),
        tone=rng.choice((BLACK, (30, 50, 90), (60, 60, 66), (30, 70, 60))),
    )


def draw_check(item: Instrument, fonts: Fonts, writer: Writer, dpi: int = 200) -> Paper:
    """Return the face of a check, filled in by hand or, where machines fill it in, by print."""
    rng = writer.rng
    layout = any_layout(item.kind, fonts, rng)
    paper = Paper(layout.width, layout.height, dpi, rng.choice(((253, 253, 250), (250, 250, 245), (247, 250, 252))))
    lay_pattern(paper, rng)
    lay_border(paper, rng)
    _print_form(paper, item, layout)
    if item.kind in {Kind.CASHIERS, Kind.BILL_PAY}:
        _fill_by_machine(paper, item, layout, fonts, rng)
    else:
        _fill_by_hand(paper, item, layout, writer)
    paper.lay(draw_line(item.cells, paper.size, dpi), (0, 0), (16, 16, 18))
    if item.stamp:
        stamp(paper, item.stamp, layout, rng)
    return paper


def stamp(paper: Paper, word: str, at: Layout, rng: random.Random) -> None:
    """Stamp a word into the free space below the amount in words."""
    room = (at.sign_start - at.left - 1.95, (at.memo_row - at.words_row) * 0.75)
    per_point = sized(at.bold, 100).getlength(word) / 100 / 72
    points = min(room[0] / per_point, room[1] * 72 / 0.75, 60)
    middle = (at.left + 1.75 + room[0] / 2 + rng.uniform(-0.1, 0.05), (at.words_row + at.memo_row) / 2 - 0.03)
    paper.text(middle, word, (at.bold, max(points, 13)), rng.choice(((150, 30, 40), (70, 70, 78), (40, 60, 140))), "mm")


def _print_form(paper: Paper, item: Instrument, at: Layout) -> None:
    """Print everything that is on the check before it is filled in."""
    paper.text((at.left, 0.36), item.drawer[0] if item.drawer else "", (at.bold, 9.5), at.tone)
    paper.lines((at.left, 0.5), item.drawer[1:], (at.body, 8), at.tone)
    paper.text((at.width - 0.3, 0.36), item.serial.lstrip("0") or item.serial, (at.bold, 12), BLACK, "rs")
    paper.text((at.width - 0.3, 0.48), item.bank.fraction, (at.body, 6), at.tone, "rs")
    start, row = at.date
    paper.rule((start, row), (at.width - 0.95, row), at.tone)
    if at.date_label:
        paper.text((start - 0.04, row), at.date_label, (at.body, _SMALL), at.tone, "rs")
    label_width = 0.62 if len(at.payee_label) == 2 else 1.1
    for place, part in enumerate(reversed(at.payee_label)):
        paper.text((at.left, at.payee_row - place * 0.105), part, (at.body, _SMALL + 0.5), at.tone)
    paper.rule((at.left + label_width, at.payee_row), (at.payee_end, at.payee_row), at.tone)
    _amount_place(paper, at)
    paper.rule((at.left, at.words_row), (at.width - 1.02, at.words_row), at.tone)
    paper.text((at.width - 0.97, at.words_row), at.dollars_label, (at.body, 8), at.tone)
    bank_row = (at.words_row + at.memo_row) / 2 - 0.09
    paper.text((at.left, bank_row), item.bank.name, (at.bold, 9), at.tone)
    paper.text((at.left, bank_row + 0.13), item.bank.town, (at.body, _SMALL), at.tone)
    paper.text((at.left, at.memo_row), at.memo_label, (at.body, _SMALL + 0.5), at.tone)
    paper.rule((at.left + 0.42, at.memo_row), (at.memo_end, at.memo_row), at.tone)
    paper.rule((at.sign_start, at.memo_row), (at.width - 0.25, at.memo_row), at.tone)


def _amount_place(paper: Paper, at: Layout) -> None:
    left = at.payee_end + 0.1
    paper.text((left, at.payee_row), "$", (at.bold, 13), at.tone)
    if at.box:
        paper.frame((left + 0.14, at.payee_row - 0.22), (at.width - 0.25 - left - 0.14, 0.28), at.tone, (254, 254, 252))


def _fill_by_hand(paper: Paper, item: Instrument, at: Layout, writer: Writer) -> None:
    """Write date, payee, amount, memo and signature as the drawer would."""
    rng = writer.rng

    def put(place: tuple[float, float], text: str, size: float, width: float) -> None:
        lifted = (place[0] + rng.uniform(0, 0.08), place[1] - rng.uniform(0.015, 0.045))
        writer.write(paper, lifted, text, size, width)

    label = 0.68 if len(at.payee_label) == 2 else 1.16
    put((at.date[0] + 0.05, at.date[1]), item.date, 0.15, at.width - at.date[0] - 0.9)
    put((at.left + label, at.payee_row), item.payee, 0.17, at.payee_end - at.left - label - 0.1)
    put((at.payee_end + 0.27, at.payee_row), item.figures, 0.16, at.width - at.payee_end - 0.6)
    put((at.left + 0.06, at.words_row), item.words, 0.16, at.width - at.left - 1.2)
    _strike_rest(paper, item, at, writer)
    put((at.left + 0.46, at.memo_row), item.memo, 0.12, at.memo_end - at.left - 0.5)
    if item.above_payee:
        put((at.left + label, at.payee_row - 0.21), item.above_payee, 0.11, at.date[0] - at.left - label)
    if item.note:
        put((at.left + 1.9, at.words_row + 0.26), item.note, 0.12, at.width - at.left - 2.3)
    if item.signature:
        writer.sign(paper, (at.sign_start + 0.15, at.memo_row - 0.03), item.signature)


def _strike_rest(paper: Paper, item: Instrument, at: Layout, writer: Writer) -> None:
    """Close the line of words with a stroke, so that nothing can be added."""
    rng = writer.rng
    start = at.left + 0.3 + 0.115 * len(item.words)
    end = at.width - 1.15
    if item.words and rng.random() < 0.5 and start < end - 0.4:
        row = at.words_row - 0.07
        paper.rule((start, row + rng.uniform(-0.02, 0.02)), (end, row + rng.uniform(-0.02, 0.02)), writer.hand.ink, 1.1)


def _fill_by_machine(paper: Paper, item: Instrument, at: Layout, fonts: Fonts, rng: random.Random) -> None:
    """Print date, payee, amount and memo as a teller's or a bank's machine does."""
    face = (fonts.print_path(rng.choice(("grotesk", "sans", "ocr-b"))), 9.5)
    label = 0.68 if len(at.payee_label) == 2 else 1.16
    paper.text((at.date[0] + 0.05, at.date[1] - 0.03), item.date, face)
    paper.text((at.left + label, at.payee_row - 0.03), item.payee, face)
    paper.text((at.payee_end + 0.3, at.payee_row - 0.03), item.figures, face)
    paper.text((at.left + 0.06, at.words_row - 0.03), item.words, face)
    paper.text((at.left + 0.46, at.memo_row - 0.03), item.memo, (face[0], 8))
    if item.above_payee:
        paper.text((at.left + label, at.payee_row - 0.2), item.above_payee, (face[0], 8))
    if item.kind is Kind.BILL_PAY:
        paper.text((at.sign_start, at.memo_row - 0.2), "SIGNATURE ON FILE", (face[0], 9), BLACK)
        note = "This check has been authorized by your depositor"
        paper.text((at.sign_start, at.memo_row - 0.06), note, (at.body, 6), GREY)
        paper.text((at.width - 2.6, 0.5), "Void after 90 days", (at.body, 6.5), GREY)
    elif item.signature:
        Writer(any_hand(fonts, rng), rng).sign(paper, (at.sign_start + 0.2, at.memo_row - 0.03), item.signature)
        paper.text((at.sign_start, at.memo_row + 0.1), "Authorized signature", (at.body, 6), at.tone)
    if item.kind is Kind.CASHIERS:
        title = rng.choice(("CASHIER'S CHECK", "OFFICIAL CHECK", "TREASURER'S CHECK", "CASHIER'S CHECK"))
        paper.text((at.width / 2, 0.42), title, (at.bold, 15), at.tone, "ms")
        paper.text((at.left, 0.84), "Remitter: " + item.drawer[0], (at.body, 8), at.tone)
