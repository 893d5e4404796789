"""BAI2 cash report: what the bank says it credited and returned, read leniently, every total computed again.

The layout is that of Cash Management Balance Reporting, version 2: records 01, 02, 03, 16, 49, 98 and 99, each
continued by 88; commas between fields, ``/`` at the end unless text ends the record, amounts in cents.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lockbox.formats.bai2_lines import Cursor, Record, records_of
from lockbox.formats.faults import Fault
from lockbox.money import display_dollars

__all__ = ["BankAccount", "BankGroup", "BankItem", "BankReport", "BankSummary", "NotABankReport", "read_bank_report"]

UPDATE, DELETION, CORRECTION, TEST = "1", "2", "3", "4"
"""States of a group."""

_AMOUNT = re.compile(r"[0-9]{1,15}")
_SIGNED = re.compile(r"[+-]?[0-9]{1,15}")
_COUNT = re.compile(r"[0-9]{1,9}")
_TYPE = re.compile(r"[0-9]{3}")
_MOST_DAYS = 99


class NotABankReport(ValueError):
    """These bytes are no BAI2 report; the message says why."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """One detail (record 16).

    Attributes:
        record: its place among the physical records of the file, from 1.
        code: type code: 115 lockbox deposit, 116 item in one, 555 deposited item returned.
        cents: unsigned, as the bank writes it; the code says whether it is a credit or a debit.
        text: the rest of the record, pieces of continued records joined by a blank.
    """

    record: int
    code: str
    cents: int
    funds: str = ""
    bank_reference: str = ""
    customer_reference: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BankSummary:
    """One status or sum of record 03; ``cents`` is None where the bank says nothing."""

    code: str
    cents: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One account of a group (record 03 to 49)."""

    record: int
    number: str
    currency: str = ""
    summaries: tuple[BankSummary, ...] = ()
    items: tuple[BankItem, ...] = ()

    @property
    def total_cents(self) -> int:
        """What the control total of the account must be: the sum of all its amounts."""
        return sum(one.cents or 0 for one in self.summaries) + sum(one.cents for one in self.items)


@dataclass(frozen=True, slots=True)
class BankGroup:
    """What one bank says as of one day (record 02 to 98); ``as_of`` is None where the day is not legible."""

    record: int
    receiver: str
    originator: str
    status: str
    as_of: dt.date | None
    currency: str = ""
    modifier: str = ""
    accounts: tuple[BankAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class BankReport:
    """A whole file.

    Attributes:
        file_id: unique among the files that a sender makes on one day.
        faults: everything that is not as the layout has it, in the order of the file.
        adds_up: every count and total was there and holds.
    """

    sender: str
    receiver: str
    created_on: dt.date | None
    created_at: str
    file_id: str
    groups: tuple[BankGroup, ...] = ()
    faults: tuple[Fault, ...] = ()
    adds_up: bool = True


def read_bank_report(data: bytes) -> BankReport:
    """Return what a BAI2 file says, with everything that is wrong with it.

    Nothing is guessed: an amount that is not legible counts as nothing, and the totals then do not hold.

    Raises:
        NotABankReport: it has no file header (record 01).
    """
    faults: list[Fault] = []
    records = records_of(data, faults)
    if not records or records[0].code != "01":
        raise NotABankReport("not a BAI2 report: it does not begin with record 01")
    reader = _Reader(faults, len(records))
    for record in records:
        reader.take(record)
    return reader.report()


@dataclass(slots=True)
class _Reader:
    """What was read so far: the open file, group and account, and what was counted in each."""

    faults: list[Fault]
    count: int
    header: BankReport | None = None
    group: BankGroup | None = None
    account: BankAccount | None = None
    groups: list[BankGroup] = field(default_factory=list)
    accounts: list[BankAccount] = field(default_factory=list)
    items: list[BankItem] = field(default_factory=list)
    wrong: bool = False
    ended: bool = False

    def take(self, record: Record) -> None:
        """Take the next logical record."""
        if self.ended:
            self._wrong(record.place, "", f"record {record.code} behind the end of the file")
        match record.code:
            case "01":
                self._file(record)
            case "02":
                self._close_group(record.place)
                self.group = self._group(record)
            case "03":
                self._close_account(record.place)
                self._within_group(record)
                self.account = self._account(record)
            case "16":
                self._within_account(record)
                self.items.append(self._item(record))
            case "49" | "98" | "99":
                self._trailer(record)
            case _:
                self._say(record.place, "record code", f"{record.code!r} is none of BAI2; left out")

    def report(self) -> BankReport:
        """Return the whole."""
        assert self.header is not None
        self._close_group(0)
        if not self.ended:
            self._wrong(0, "", "there is no file trailer (record 99): the file was cut short")
        faults = tuple(sorted(self.faults, key=lambda fault: fault.record or self.count + 1))
        return replace(self.header, groups=tuple(self.groups), faults=faults, adds_up=not self.wrong)

    # --- Records -----------------------------------------------------------------------------------

    def _file(self, record: Record) -> None:
        if self.header is not None:
            self._wrong(record.place, "", "a second file header: these are several files in one")
            return
        fields = record.cursor()
        sender, receiver, day, time, number = (fields.next() for _ in range(5))
        fields.next()
        fields.next()
        version = fields.next()
        if version != "2":
            self._say(record.place, "version", f"{version!r} is not 2")
        if not number:
            self._say(record.place, "file identification", "it is empty")
        created = self._day(record.place, "file creation date", day)
        self.header = BankReport(sender, receiver, created, time, number)

    def _group(self, record: Record) -> BankGroup:
        fields = record.cursor()
        receiver, originator, status, day, _time, currency, modifier = (fields.next() for _ in range(7))
        if status not in {UPDATE, DELETION, CORRECTION, TEST}:
            self._say(record.place, "group status", f"{status!r} is none of 1, 2, 3, 4")
        as_of = self._day(record.place, "as-of date", day)
        return BankGroup(record.place, receiver, originator, status, as_of, currency, modifier)

    def _account(self, record: Record) -> BankAccount:
        fields = record.cursor()
        number, currency = fields.next(), fields.next()
        if not number:
            self._say(record.place, "account", "it is empty")
        return BankAccount(record.place, number, currency, tuple(self._summaries(record, fields)))

    def _summaries(self, record: Record, fields: Cursor) -> Iterator[BankSummary]:
        while fields.more():
            code, amount, items = fields.next(), fields.next(), fields.next()
            self._funds(record, fields)
            if not (code or amount or items):
                continue
            if not _TYPE.fullmatch(code):
                self._say(record.place, "type code", f"{code!r} is not three digits")
            cents = self._number(record, "amount", amount, _SIGNED)
            yield BankSummary(code, cents, self._number(record, "item count", items, _COUNT))

    def _item(self, record: Record) -> BankItem:
        fields = record.cursor()
        code, amount = fields.next(), fields.next()
        if not _TYPE.fullmatch(code):
            self._say(record.place, "type code", f"{code!r} is not three digits")
        cents = self._number(record, "amount", amount, _AMOUNT) or 0
        funds = self._funds(record, fields)
        bank, customer = fields.next(), fields.next()
        return BankItem(record.place, code, cents, funds, bank, customer, fields.rest())

    def _funds(self, record: Record, fields: Cursor) -> str:
        """Take the funds type with the amounts or days it brings; return its letter."""
        kind = fields.next().upper()
        if kind == "S":
            for name in ("immediate", "one-day", "two-day"):
                self._number(record, f"{name} availability", fields.next(), _SIGNED)
        elif kind == "V":
            self._day(record.place, "value date", fields.next())
            fields.next()
        elif kind == "D":
            days = self._number(record, "number of distributions", fields.next(), _COUNT) or 0
            if days > _MOST_DAYS:
                self._say(record.place, "number of distributions", f"{days} are more than {_MOST_DAYS}")
            for _ in range(min(days, _MOST_DAYS)):
                self._number(record, "days of availability", fields.next(), _COUNT)
                self._number(record, "amount available", fields.next(), _SIGNED)
        elif kind not in {"", "0", "1", "2", "Z"}:
            self._say(record.place, "funds type", f"{kind!r} is none of 0, 1, 2, D, S, V, Z")
        return kind

    # --- Levels and their totals -------------------------------------------------------------------

    def _within_group(self, record: Record) -> None:
        if self.group is None:
            self._wrong(record.place, "", f"record {record.code} outside of any group")
            self.group = BankGroup(record.place, "", "", UPDATE, None)

    def _within_account(self, record: Record) -> None:
        self._within_group(record)
        if self.account is None:
            self._wrong(record.place, "", "record 16 outside of any account")
            self.account = BankAccount(record.place, "")

    def _trailer(self, record: Record) -> None:
        """Close a level and hold its trailer against what was read."""
        fields, place, opened = record.cursor(), record.place, 1
        if record.code == "49":
            below, what = None, "account"
            if self.account is None:
                self._wrong(place, "", "an account trailer without an account")
                return
            opened = self.account.record
            total = self._shut_account().total_cents
        elif record.code == "98":
            self._close_account(place)
            if self.group is None:
                self._wrong(place, "", "a group trailer without a group")
                return
            opened, what = self.group.record, "group"
            group = self._shut_group()
            below, total = len(group.accounts), sum(one.total_cents for one in group.accounts)
        else:
            self._close_group(place)
            self.ended, what, below = True, "file", len(self.groups)
            total = sum(one.total_cents for group in self.groups for one in group.accounts)
        self._hold(record, f"{what} control total", fields.next(), total)
        if below is not None:
            self._hold(record, f"number of {'accounts' if what == 'group' else 'groups'}", fields.next(), below)
        self._hold(record, "number of records", fields.next(), record.last - opened + 1)

    def _close_account(self, place: int) -> None:
        if self.account is not None:
            self._wrong(place, "", f"the account of record {self.account.record} has no trailer (record 49)")
            self._shut_account()

    def _close_group(self, place: int) -> None:
        self._close_account(place)
        if self.group is not None:
            self._wrong(place, "", f"the group of record {self.group.record} has no trailer (record 98)")
            self._shut_group()

    def _shut_account(self) -> BankAccount:
        assert self.account is not None
        done, self.account = replace(self.account, items=tuple(self.items)), None
        self.items = []
        self.accounts.append(done)
        return done

    def _shut_group(self) -> BankGroup:
        assert self.group is not None
        done, self.group = replace(self.group, accounts=tuple(self.accounts)), None
        self.accounts = []
        self.groups.append(done)
        return done

    def _hold(self, record: Record, name: str, said: str, found: int) -> None:
        value = self._number(record, name, said, _SIGNED)
        if value == found:
            return
        money = name.endswith("total")
        shown = [display_dollars(one) if money else str(one) for one in (value or 0, found)]
        self._wrong(record.place, name, f"it says {shown[0] if value is not None else 'nothing'}, {shown[1]} are there")

    # --- Fields ------------------------------------------------------------------------------------

    def _number(self, record: Record, name: str, said: str, shape: re.Pattern[str]) -> int | None:
        if not said:
            return None
        if not shape.fullmatch(said):
            self._wrong(record.place, name, f"{said[:40]!r} is no number of that field")
            return None
        return int(said)

    def _day(self, place: int, name: str, said: str) -> dt.date | None:
        """Return the day that six digits YYMMDD name, of this century."""
        with contextlib.suppress(ValueError):
            if re.fullmatch(r"[0-9]{6}", said):
                return dt.date(2000 + int(said[:2]), int(said[2:4]), int(said[4:]))
        self._say(place, name, f"{said[:40]!r} is no day as YYMMDD")
        return None

    def _say(self, place: int, name: str, text: str) -> None:
        self.faults.append(Fault(place, name, text))

    def _wrong(self, place: int, name: str, text: str) -> None:
        """Note what makes the totals no proof any more."""
        self.wrong = True
        self._say(place, name, text)
