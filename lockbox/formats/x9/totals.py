"""Totals of an image cash letter: counted while its records pass, held against each control record."""

from __future__ import annotations

from dataclasses import dataclass, field

from lockbox.formats.x9.faults import Fault, remark
from lockbox.formats.x9.record import Record

ITEMS = frozenset({"25", "31"})
CREDITS = frozenset({"61", "62"})
_OF_ITEM = frozenset({"26", "27", "28", "32", "33", "34", "35", "50", "52", "54"})
_LEVELS = {"70": "bundle", "90": "cash letter", "99": "file"}
_OPENS = {"10": "90", "20": "70"}
_GOOD = "1"


@dataclass(slots=True)
class Count:
    """What one bundle, cash letter or file holds; amounts are cents.

    Attributes:
        parts: items with their addenda and views, record by record.
        groups: bundles of a cash letter, cash letters of a file.
        is_open: its header has been seen.
    """

    items: int = 0
    credits: int = 0
    parts: int = 0
    images: int = 0
    cents: int = 0
    credit_cents: int = 0
    valid_cents: int = 0
    groups: int = 0
    is_open: bool = False

    def take(self, other: Count) -> None:
        """Add what a closed group held."""
        self.items += other.items
        self.credits += other.credits
        self.parts += other.parts
        self.images += other.images
        self.cents += other.cents
        self.credit_cents += other.credit_cents
        self.valid_cents += other.valid_cents
        self.groups += 1


@dataclass(slots=True)
class Totals:
    """The three levels of a file as far as it has been read, and how many control records held."""

    bundle: Count = field(default_factory=Count)
    letter: Count = field(default_factory=Count)
    file: Count = field(default_factory=lambda: Count(is_open=True))
    records: int = 0
    verified: int = 0
    closed: bool = False

    def pass_by(self, record: Record) -> list[Fault]:
        """Count one record and return what its totals or its place say wrongly."""
        self.records += 1
        code, wrong = record.code, list[Fault]()
        if self.closed:
            wrong.append(Fault("stands behind the file control record"))
        if code in _OPENS:
            wrong += self._open(code)
        elif code in _LEVELS:
            wrong += self._close(record)
        elif code in ITEMS | CREDITS:
            wrong += self._item(record)
        elif code in _OF_ITEM:
            self.bundle.parts += 1
            self.bundle.images += code == "50"
            if not self.bundle.items + self.bundle.credits:
                wrong.append(Fault("belongs to an item, and none stands ahead of it"))
        return wrong

    def left_open(self) -> list[Fault]:
        """Return what the file ends without."""
        found = [self.bundle.is_open and "70", self.letter.is_open and "90", not self.closed and "99"]
        return [Fault(f"the {_LEVELS[code]} control record ({code}) is missing") for code in found if code]

    def _item(self, record: Record) -> list[Fault]:
        cents = record.number("item_amount")
        self.bundle.parts += 1
        if record.code in CREDITS:
            self.bundle.credits += 1
            self.bundle.credit_cents += cents
        else:
            self.bundle.items += 1
            self.bundle.cents += cents
            if record.code == "25" and record.text("micr_valid_indicator") == _GOOD:
                self.bundle.valid_cents += cents
        loose = not self.bundle.is_open and record.code in ITEMS
        return [remark("stands outside any bundle")] if loose else []

    def _open(self, code: str) -> list[Fault]:
        """Open a bundle or cash letter; one left open before it is closed as if its control had come."""
        wrong: list[Fault] = []
        if self.bundle.is_open:
            wrong.append(Fault("the bundle control record (70) ahead of it is missing"))
            self._roll_bundle()
        if code == "10":
            if self.letter.is_open:
                wrong.append(Fault("the cash letter control record (90) ahead of it is missing"))
                self._roll_letter()
            self.letter.is_open = True
        else:
            if not self.letter.is_open:
                wrong.append(remark("stands outside any cash letter"))
            self.bundle.is_open = True
        return wrong

    def _roll_bundle(self) -> None:
        self.letter.take(self.bundle)
        self.bundle = Count()

    def _roll_letter(self) -> None:
        self.file.take(self.letter)
        self.letter = Count()

    def _close(self, record: Record) -> list[Fault]:
        """Hold a control record against what was counted, and carry that to the level above."""
        code, wrong = record.code, list[Fault]()
        if code == "70":
            if not self.bundle.is_open:
                wrong.append(remark("closes a bundle that nothing opens"))
            count = self.bundle
            self._roll_bundle()
        elif code == "90":
            if self.bundle.is_open:
                wrong.append(Fault("the bundle control record (70) ahead of it is missing"))
            if not self.letter.is_open:
                wrong.append(remark("closes a cash letter that nothing opens"))
            self._settle_bundle()
            count = self.letter
            self._roll_letter()
        else:
            wrong += (
                [Fault("the cash letter control record (90) ahead of it is missing")] if self.letter.is_open else []
            )
            self._settle_bundle()
            self._settle_letter()
            count, self.closed = self.file, True
        items, others = _items_differ(record, count), self._totals_differ(record, count)
        self.verified += not (others or any(fault.grave for fault in items))
        return wrong + items + others

    def _settle_bundle(self) -> None:
        """Carry up what stands in no closed bundle."""
        if self.bundle.is_open or self.bundle.parts:
            self._roll_bundle()
            self.letter.groups -= not self.letter.is_open

    def _settle_letter(self) -> None:
        if self.letter.is_open or self.letter.parts:
            self._roll_letter()

    def _totals_differ(self, record: Record, count: Count) -> list[Fault]:
        """Return each other total of a control record that is not what was counted, by field."""
        with_credits = record.text("credit_total_indicator") == "1"
        wrong: list[Fault] = []
        total, counted = record.number("total_amount"), count.cents
        if total not in ({counted, counted + count.credit_cents} if with_credits else {counted}):
            wrong.append(Fault(f"field total_amount says {total}, its items come to {counted}"))
        for name, there in self._others(record, count).items():
            if record.text(name) and record.number(name) != there:
                what = f"field {name} says {record.number(name)}, {there} are there"
                wrong.append(Fault(what, grave=name == "image_count"))
        return wrong

    def _others(self, record: Record, count: Count) -> dict[str, int]:
        """Return the fields of a control record that have one true value each."""
        if record.code == "99":
            return {"cash_letter_count": count.groups, "record_count": self.records}
        if record.code == "90":
            return {"bundle_count": count.groups, "image_count": count.images}
        return {"image_count": count.images, "micr_valid_amount": count.valid_cents}


def _items_differ(record: Record, count: Count) -> list[Fault]:
    """Say where a count of items is none: with credits it may count them, and some count every record of an item."""
    said = record.number("item_count")
    if said in {count.items, count.items + count.credits}:
        return []
    if said == count.parts:
        return [remark(f"field item_count says {said}: it counts every record of its {count.items} items")]
    return [Fault(f"field item_count says {said}, {count.items} are there")]
