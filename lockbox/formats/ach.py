"""ACH files of ARC entries (Nacha): 94-character records in blocks of ten, bytes <-> records, every total held.

Layout of the 2013 Nacha Operating Rules, appendix three: file header 1, batch header 5, entry 6, batch control 8,
file control 9, filled up with lines of nines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lockbox.micr import check_digit

_WIDTH, _BLOCK = 94, 10
_DEBITS = "225"
_CHECKING = "27"
_FILLER = "9" * _WIDTH
_MOST_CENTS = 2_500_000
_LINE = re.compile(r"[\x20-\x7e]{94}")


class NotAnAchFile(ValueError):
    """The bytes are no ACH file; the message names the line and the field."""


@dataclass(frozen=True, slots=True)
class AchParties:
    """Who debits whom, and when.

    Attributes:
        destination: routing number of the ACH operator or bank; ``origin`` of who sends.
        company_name: the payee, as payers know it.
        bank: routing number of the bank that originates (ODFI).
        effective_on: the day the debits are meant to settle; ``created_at`` is HHMM.
        file_id: one letter or figure.
    """

    destination: str
    destination_name: str
    origin: str
    origin_name: str
    company_name: str
    company_id: str
    description: str
    bank: str
    created_on: dt.date
    created_at: str
    effective_on: dt.date
    file_id: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ArcEntry:
    """One check as a debit: ``routing`` nine figures, ``account`` to 17, ``serial`` to 15 characters."""

    routing: str
    account: str
    serial: str
    cents: int


def write_arc(parties: AchParties, entries: Sequence[ArcEntry]) -> bytes:
    """Return one file with one batch of ARC entries, lines parted by line feeds.

    Raises:
        ValueError: an entry does not fit, or is over what the rules let a source document be worth.
    """
    bank = parties.bank[:8]
    lines = [_file_header(parties), _batch_header(parties)]
    lines += [_entry(one, f"{bank}{number:07d}") for number, one in enumerate(entries, 1)]
    count, cents = len(entries), sum(one.cents for one in entries)
    hashed = _hash(one.routing for one in entries)
    totals = f"{_DEBITS}{count:06d}{hashed:010d}{cents:012d}{0:012d}{parties.company_id[:10]:<10}"
    lines.append(f"8{totals}{'':25}{bank}{1:07d}")
    blocks = -(-(len(lines) + 1) // _BLOCK)
    lines.append(f"9{1:06d}{blocks:06d}{count:08d}{hashed:010d}{cents:012d}{0:012d}{'':39}")
    lines += [_FILLER] * (blocks * _BLOCK - len(lines))
    assert all(len(line) == _WIDTH for line in lines), "a line has not 94 characters"
    return ("\n".join(lines) + "\n").encode("ascii")


def _file_header(parties: AchParties) -> str:
    when = f"{parties.created_on:%y%m%d}{parties.created_at}"
    names = f"{parties.destination_name[:23]:<23}{parties.origin_name[:23]:<23}{parties.reference[:8]:<8}"
    return f"101 {parties.destination} {parties.origin}{when}{parties.file_id}094101{names}"


def _batch_header(parties: AchParties) -> str:
    company = f"{parties.company_name[:16]:<16}{'':20}{parties.company_id[:10]:<10}"
    days = f"{parties.created_on:%y%m%d}{parties.effective_on:%y%m%d}{'':3}"
    return f"5{_DEBITS}{company}ARC{parties.description[:10]:<10}{days}1{parties.bank[:8]}{1:07d}"


def _entry(one: ArcEntry, trace: str) -> str:
    fits = 0 < one.cents <= _MOST_CENTS and 0 < len(one.account) <= 17 and 0 < len(one.serial) <= 15
    if not fits:
        raise ValueError("an entry is over the limit, or its account or serial does not fit")
    who = f"{one.routing}{one.account:<17}{one.cents:010d}{one.serial:<15}"
    return f"6{_CHECKING}{who}{'':22}{'':2}0{trace}"


def _hash(routings: Iterable[str]) -> int:
    """Return the sum of the first eight figures of routing numbers, its last ten figures (entry hash)."""
    return sum(int(routing[:8]) for routing in routings) % 10**10


# --- Reading -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArcFile:
    """What an ARC file holds, and where it is not as the rules have it."""

    entries: tuple[ArcEntry, ...]
    effective_on: str
    faults: tuple[str, ...]

    @property
    def cents(self) -> int:
        """What all entries debit."""
        return sum(one.cents for one in self.entries)


def read_arc(data: bytes) -> ArcFile:
    """Read an ARC file leniently: a total that does not hold or a field that cannot be is said, the rest read on.

    Raises:
        NotAnAchFile: the file does not begin with an ACH file header.
    """
    text = data.decode("ascii", "replace")
    lines = (
        text.splitlines() if "\n" in text or "\r" in text else [text[at : at + 94] for at in range(0, len(text), 94)]
    )
    if not lines or not re.match(r"101 [0-9]{9}", lines[0]) or lines[0][34:40] != "094101":
        raise NotAnAchFile("line 1: no ACH file header (1)")
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
    if reader.controls != 1:
        reader.faults.append(f"{reader.controls} file control records (9), 1 belongs")
    if reader.open_batch:
        reader.faults.append("the last batch has no control record (8)")
    if len(lines) % _BLOCK:
        reader.faults.append(f"{len(lines)} lines are no whole blocks of {_BLOCK}")
    return ArcFile(tuple(reader.entries), reader.effective, tuple(reader.faults))


class _Reader:
    """Takes line after line and holds every control record against what came before it."""

    def __init__(self) -> None:
        self.entries: list[ArcEntry] = []
        self.faults: list[str] = []
        self.effective = ""
        self.controls = self.batches = self.lines = self.first = 0
        self.open_batch = False

    def take(self, number: int, line: str) -> None:
        """Take one line."""
        self.lines = number
        if not _LINE.fullmatch(line):
            self._wrong(f"{len(line)} characters, 94 of ASCII belong")
            line = f"{line:<94}"[:_WIDTH]
        if self.controls:
            if line != _FILLER:
                self._wrong("stands behind the file control record")
            return
        take: Callable[[str], None] = {
            "1": self._header,
            "5": self._open,
            "6": self._entry,
            "8": self._close,
            "9": self._end,
        }.get(line[:1], lambda _: self._wrong(f"no record type is called {line[:1]!r}"))
        take(line)

    def _wrong(self, what: str) -> None:
        if len(self.faults) < 1_000:
            self.faults.append(f"line {self.lines}: {what}")

    def _number(self, line: str, first: int, last: int, name: str) -> int:
        text = line[first - 1 : last]
        if text.isascii() and text.isdigit():
            return int(text)
        self._wrong(f"{name}, positions {first}-{last}: no number")
        return 0

    def _header(self, line: str) -> None:
        if self.lines != 1:
            self._wrong("a second file header")

    def _open(self, line: str) -> None:
        if self.open_batch:
            self._wrong("the batch ahead of it has no control record (8)")
        if line[50:53] != "ARC":
            self._wrong(f"standard entry class, positions 51-53: {line[50:53]!r}, ARC belongs")
        self.open_batch, self.first = True, len(self.entries)
        self.effective = line[69:75].strip()

    def _entry(self, line: str) -> None:
        if not self.open_batch:
            self._wrong("stands outside any batch")
        routing, account, serial = line[3:12], line[12:29].strip(), line[39:54].strip()
        if not (routing.isdigit() and check_digit(routing[:8]) == routing[8]):
            self._wrong("receiving bank, positions 4-12: its check digit fails")
            routing = "0" * 9 if not (routing.isascii() and routing.isdigit()) else routing
        if line[1:3] not in {"27", "37"}:
            self._wrong(f"transaction code, positions 2-3: {line[1:3]!r} is no debit")
        if not serial:
            self._wrong("check serial number, positions 40-54: is blank")
        cents = self._number(line, 30, 39, "amount")
        if cents > _MOST_CENTS:
            self._wrong("amount, positions 30-39: over 25,000 dollars")
        self.entries.append(ArcEntry(routing, account, serial, cents))

    def _close(self, line: str) -> None:
        own = self.entries[self.first :]
        if not self.open_batch:
            self._wrong("closes a batch that nothing opens")
        self.open_batch = False
        self.batches += 1
        self._hold(line, {"entry count": (5, 10, len(own)), **self._sums((11, 21, 33), own)})

    def _end(self, line: str) -> None:
        self.controls += 1
        blocks = -(-self.lines // _BLOCK)
        counts = {"batch count": (2, 7, self.batches), "block count": (8, 13, blocks)}
        self._hold(
            line, {**counts, "entry count": (14, 21, len(self.entries)), **self._sums((22, 32, 44), self.entries)}
        )

    def _sums(self, places: tuple[int, int, int], own: Sequence[ArcEntry]) -> dict[str, tuple[int, int, int]]:
        hashed, debited, credited = places
        return {
            "entry hash": (hashed, hashed + 9, _hash(one.routing for one in own)),
            "total debits": (debited, debited + 11, sum(one.cents for one in own)),
            "total credits": (credited, credited + 11, 0),
        }

    def _hold(self, line: str, totals: dict[str, tuple[int, int, int]]) -> None:
        for name, (first, last, there) in totals.items():
            said = self._number(line, first, last, name)
            if said != there:
                self._wrong(f"{name}, positions {first}-{last}: says {said}, {there} is what came before it")
