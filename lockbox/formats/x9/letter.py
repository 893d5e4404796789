"""Reads an image cash letter (X9.100-187, X9.37) leniently: what is wrong is said, and the rest is read on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lockbox.formats.x9.faults import Fault, Faults, remark
from lockbox.formats.x9.frame import NotAnImageCashLetter, frames, framing_of
from lockbox.formats.x9.record import Code, Record, read_record
from lockbox.formats.x9.totals import ITEMS, Totals
from lockbox.micr import check_digit

__all__ = ["CashLetterFile", "Item", "NotAnImageCashLetter", "View", "read_cash_letter", "read_records"]


@dataclass(frozen=True, slots=True)
class View:
    """One image of an item, raw as in the file (TIFF by default)."""

    back: bool
    image: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One check of the file: the amount its sender declared, in cents, and its images in file order."""

    sequence: str
    cents: int
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class CashLetterFile:
    """What a file holds, what its control record declares, and what is wrong with it.

    ``declared_count`` counts checks alone; both declarations are None where record 99 is absent.

    Attributes:
        faults: what makes money or an image uncertain; ``remarks`` what breaks the form alone.
        verified: control records whose every total is what the file holds.
    """

    items: tuple[Item, ...]
    declared_count: int | None
    declared_cents: int | None
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    verified: int = 0


def read_records(data: bytes, faults: Faults, totals: Totals) -> Iterator[Record]:
    """Yield the records of a file, adding to ``faults`` what is wrong and to ``totals`` what passes.

    Args:
        data: the file, as bytes or as a memory map.
        faults: takes what is wrong with each record, in words.
        totals: counts; whole once the last record is out.

    Raises:
        NotAnImageCashLetter: the file begins with no file header record.
    """
    found = framing_of(data)
    code = found[1] if found else Code.EBCDIC
    for frame in frames(data, faults):
        record, wrong = read_record(frame.raw, code)
        for fault in (*wrong, *_payor_check(record), *totals.pass_by(record)):
            faults.add(fault.at(frame.number, record.code))
        yield record
    for fault in totals.left_open():
        faults.add(fault)


def read_cash_letter(data: bytes) -> CashLetterFile:
    """Read the items of an image cash letter, leniently: what is wrong is said, the rest is read on.

    Raises:
        NotAnImageCashLetter: the first record is no file header.
    """
    faults, totals = Faults(), Totals()
    items: list[Item] = []
    views: list[View] = []
    control, back, on_item = None, False, False
    for record in read_records(data, faults, totals):
        if record.code in ITEMS:
            _close_item(items, views)
            items.append(Item(record.text("item_sequence_number"), record.number("item_amount")))
            on_item = True
        elif record.code in {"61", "62", "70"}:
            _close_item(items, views)
            on_item = False
        elif record.code == "50":
            back = record.text("view_side") == "1"
        elif record.code == "52" and on_item:
            views.append(View(back, record.blob("image")))
            _weigh(record, totals.records, faults)
        elif record.code == "99":
            control = record
    _close_item(items, views)
    said = (faults.all(grave=True), faults.all(grave=False), totals.verified)
    if control is None:
        return CashLetterFile(tuple(items), None, None, *said)
    count = control.number("item_count")
    if count in {totals.file.items + totals.file.credits, totals.file.parts}:
        count = totals.file.items
    return CashLetterFile(tuple(items), count, control.number("total_amount"), *said)


def _close_item(items: list[Item], views: list[View]) -> None:
    """Give the item read last its images."""
    if views and items:
        items[-1] = replace(items[-1], views=(*items[-1].views, *views))
    views.clear()


def _weigh(record: Record, number: int, faults: Faults) -> None:
    said, there = record.number("image_length"), len(record.blob("image"))
    if said != there or not there:
        faults.add(Fault(f"record {number} (52) declares {said} image bytes, {there} are there"))


def _payor_check(record: Record) -> Iterator[Fault]:
    """Yield what is wrong with an item's routing number, whose check digit has a field of its own."""
    if record.code in ITEMS:
        eight, ninth = record.text("payor_bank_routing"), record.text("payor_bank_check_digit")
        figures = eight.isdigit() and ninth.isdigit() and eight.isascii() and ninth.isascii()
        if len(eight) == 8 and figures and check_digit(eight) != ninth:
            yield remark("field payor_bank_check_digit: the check digit of the payor bank's routing number fails")
