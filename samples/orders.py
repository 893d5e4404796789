"""Draws money orders and Treasury-like warrants."""

from __future__ import annotations

from samples.e13b import draw_line
from samples.fonts import Fonts
from samples.hand import Writer
from samples.instruments import Instrument, Kind
from samples.paper import BLACK, GREY, Paper
from samples.patterns import lay_border, lay_pattern


def draw_order(item: Instrument, fonts: Fonts, writer: Writer, dpi: int = 200) -> Paper:
    """Return the face of a postal or bank money order, or of a warrant."""
    drawers = {Kind.POSTAL_ORDER: _postal, Kind.BANK_ORDER: _bank, Kind.WARRANT: _warrant}
    size = (6.0, 3.25) if item.kind is not Kind.WARRANT else (7.375, 3.25)
    paper = Paper(*size, dpi, (250, 251, 246))
    lay_pattern(paper, writer.rng)
    drawers[item.kind](paper, item, fonts, writer)
    paper.lay(draw_line(item.cells, paper.size, dpi), (0, 0), (16, 16, 18))
    return paper


def _postal(paper: Paper, item: Instrument, fonts: Fonts, writer: Writer) -> None:
    """A postal order: serial, date, office and amount printed at issue, the rest written by the purchaser."""
    bold, body = fonts.print_path("sans-bold"), fonts.print_path("sans")
    machine = fonts.print_path("ocr-b")
    paper.text((0.25, 0.36), "POSTAL MONEY ORDER", (bold, 14), (60, 50, 110))
    for left, label, value in (
        (0.25, "Serial Number", item.serial),
        (1.75, "Year, Month, Day", item.date),
        (3.05, "Post Office", f"0{item.bank.routing[-4:]}1"),
        (4.1, "U.S. Dollars and Cents", f"${item.figures}"),
    ):
        paper.text((left, 0.58), label, (body, 6), GREY)
        paper.text((left, 0.75), value, (machine, 10))
    paper.text((0.25, 0.98), "Amount", (body, 6), GREY)
    paper.text((0.75, 0.98), item.words, (machine, 8.5))
    for row, (name, text) in enumerate((("Pay to", item.payee), ("Address", ""), ("Memo", item.memo))):
        height = 1.38 + row * 0.4
        paper.text((0.25, height), name, (body, 7), BLACK)
        paper.rule((0.75, height), (3.0, height), GREY)
        writer.write(paper, (0.8, height - 0.03), text, 0.14, 2.15)
    for row, text in enumerate(("From", "Address", "")):
        height = 1.38 + row * 0.4
        paper.text((3.15, height), text, (body, 7), BLACK)
        paper.rule((3.6, height), (5.75, height), GREY)
        if row < len(item.drawer):
            writer.write(paper, (3.65, height - 0.03), item.drawer[row], 0.13, 2.05)
    paper.text((0.25, 2.62), "NEGOTIABLE ONLY IN THE U.S. AND POSSESSIONS", (bold, 6), GREY)
    paper.text((3.6, 2.62), "SEE REVERSE WARNING", (bold, 6), GREY)


def _bank(paper: Paper, item: Instrument, fonts: Fonts, writer: Writer) -> None:
    """A money order of a bank or a payment company: amount printed, all else written."""
    bold, body = fonts.print_path("serif-bold"), fonts.print_path("serif")
    lay_border(paper, writer.rng)
    paper.text((0.25, 0.4), writer.rng.choice(("MONEY ORDER", "PERSONAL MONEY ORDER")), (bold, 15), (120, 40, 40))
    paper.text((0.25, 0.56), item.bank.name, (body, 7.5))
    paper.text((5.7, 0.4), item.serial, (bold, 12), BLACK, "rs")
    paper.text((3.6, 0.72), "Date", (body, 7), BLACK)
    paper.rule((3.9, 0.72), (5.1, 0.72), GREY)
    writer.write(paper, (3.95, 0.69), item.date, 0.14, 1.1)
    paper.text((0.25, 1.05), "PAY TO THE ORDER OF", (body, 6.5), BLACK)
    paper.rule((1.35, 1.05), (4.2, 1.05), GREY)
    writer.write(paper, (1.4, 1.02), item.payee, 0.16, 2.7)
    paper.text((4.35, 1.05), f"${item.figures}", (fonts.print_path("ocr-b"), 12))
    paper.text((0.25, 1.4), item.words, (fonts.print_path("ocr-b"), 8.5))
    paper.rule((0.25, 1.44), (5.7, 1.44), GREY)
    paper.text((0.25, 1.85), "PURCHASER, SIGNER FOR DRAWER", (body, 5.5), GREY)
    paper.rule((0.25, 1.76), (2.75, 1.76), GREY)
    if item.signature:
        writer.sign(paper, (0.35, 1.73), item.signature)
    paper.text((0.25, 2.12), "ADDRESS", (body, 5.5), GREY)
    writer.write(paper, (0.75, 2.11), " ".join(item.drawer[1:]), 0.12, 2.6)
    paper.text((3.35, 2.12), "MEMO", (body, 5.5), GREY)
    paper.rule((3.7, 2.12), (5.7, 2.12), GREY)
    writer.write(paper, (3.75, 2.1), item.memo, 0.13, 1.9)
    paper.text((0.25, 2.5), "Payable through " + item.bank.town, (body, 6.5), GREY)


def _warrant(paper: Paper, item: Instrument, fonts: Fonts, writer: Writer) -> None:
    """A Treasury-like check, printed throughout."""
    bold, body, machine = fonts.print_path("serif-bold"), fonts.print_path("serif"), fonts.print_path("ocr-b")
    paper.text((0.3, 0.42), "United States Treasury", (bold, 17), (40, 60, 110))
    paper.text((0.3, 0.62), f"15-51/000    {item.bank.routing}", (body, 7))
    paper.text((7.0, 0.42), item.serial, (bold, 12), BLACK, "rs")
    paper.text((5.0, 0.72), item.date, (machine, 10))
    paper.text((0.3, 1.1), "Pay to the order of", (body, 8))
    paper.lines((1.4, 1.1), (item.payee, *item.drawer[1:]), (machine, 10))
    paper.text((7.0, 1.1), f"$ {item.figures}", (machine, 13), BLACK, "rs")
    paper.text((0.3, 1.8), item.words, (machine, 9))
    paper.text((0.3, 2.2), item.memo, (machine, 8))
    paper.text((0.3, 2.4), "VOID AFTER ONE YEAR", (bold, 7), GREY)
    writer.sign(paper, (4.7, 2.25), item.signature or "R. Disbursing")
