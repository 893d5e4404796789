"""Holds what left against the books, line by line: every file is read as it was written, none is asked what it meant.

The books speak first. Each source then says, on each level that it knows, which line has how many cents; a line
that differs, is missing or is too many is a difference, and so is every fault that a reader finds.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from batches.tables import ExceptionRow, PostingRow, read_csv, read_parquet
from lockbox.formats.bai import read_bai
from lockbox.formats.bai_layout import BaiProfile, Role
from lockbox.formats.faults import Fault
from lockbox.formats.x12_820 import BALANCING, read_820
from lockbox.formats.x12_823 import read_823
from lockbox.identity import confirmation
from lockbox.money import display_dollars, parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Account, Entry

CHECKS, PARTS, BILLS, SUSPENSE, COMPANIES, TOTALS = (
    *("deposited checks", "posted parts", "posted bills", "checks in Suspense", "companies", "totals"),
)
Lines = Counter[str]
"""Cents by what a line is about."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says on one level."""

    source: str
    level: str
    lines: Lines

    @property
    def cents(self) -> int:
        """The sum of its lines."""
        return sum(self.lines.values())


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of file as it was read: where its bytes were, what it says, and what is wrong with it."""

    name: str
    where: str
    statements: tuple[Statement, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One source on one level beside the books; ``differences`` is empty where they agree."""

    source: str
    where: str
    level: str
    lines: int
    cents: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A night, source by source."""

    batch: str
    compared: tuple[Compared, ...]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether all agree to the cent."""
        return not self.faults and not any(one.differences for one in self.compared)

    @property
    def lines(self) -> int:
        """How many lines were compared."""
        return sum(one.lines for one in self.compared)


def compare(batch: str, books: Sequence[Statement], sources: Sequence[Source]) -> Agreement:
    """Return how every source stands beside the books; companies, whom the books do not know, beside the postings."""
    basis = {one.level: one.lines for one in books}
    for source in sources:
        for one in source.statements:
            if one.level == COMPANIES:
                basis.setdefault(COMPANIES, one.lines)
    compared = tuple(
        Compared(source.name, source.where, one.level, len(one.lines), one.cents, tuple(_differences(one, basis)))
        for source in sources
        for one in source.statements
    )
    return Agreement(batch, compared, tuple(f"{s.name}: {fault}" for s in sources for fault in s.faults))


def _differences(told: Statement, basis: Mapping[str, Lines]) -> Iterator[str]:
    wanted = basis[told.level]
    keys = told.lines.keys() if told.level == TOTALS else told.lines.keys() | wanted.keys()
    for key in sorted(keys):
        if told.lines[key] != wanted[key]:
            said = f"{display_dollars(told.lines[key])} in {told.source}"
            yield f"{told.level}, {key}: {said}, {display_dollars(wanted[key])} by the books"


# --- The books -----------------------------------------------------------------------------------


def books_say(entries: Sequence[Entry], deposit_cents: int) -> tuple[Statement, ...]:
    """Return what the entries of a night say; ``deposit_cents`` is the deposit that the night declared."""
    checks, parts, bills, suspense, totals = (Lines() for _ in range(5))
    for entry in entries:
        checks[entry.confirmation] += entry.cents
        plan = Account.plan(entry.credit)
        if plan:
            member, coverage = plan
            parts[_part(entry.confirmation, member, coverage, entry.coverage_month)] += entry.cents
            bills[_bill(member, coverage, entry.coverage_month)] += entry.cents
            totals[coverage.value] += entry.cents
            totals["posted"] += entry.cents
        else:
            suspense[entry.confirmation] += entry.cents
            totals["suspense"] += entry.cents
    totals["deposit"] = deposit_cents
    found = {CHECKS: checks, PARTS: parts, BILLS: bills, SUSPENSE: suspense, TOTALS: totals}
    return tuple(Statement("books", level, lines) for level, lines in found.items())


def _part(number: str, member: str, coverage: str, month: str) -> str:
    return f"{number} {_bill(member, coverage, month)}"


def _bill(member: str, coverage: str, month: str) -> str:
    return f"{member} {coverage} {month or 'credit'}"


# --- Posting files -------------------------------------------------------------------------------


def from_bai(data: bytes, where: str, layout: BaiProfile) -> Source:
    """Return what a BAI file says: its bills, where the layout has them, and its total."""
    file, faults = read_bai(data, layout)
    statements = [Statement("bai", TOTALS, Lines(posted=file.cents))]
    if layout.record(Role.OVERFLOW):
        bills = Lines()
        for check in file.checks:
            for part in check.parts:
                bills[_bill(part.member_id, part.coverage, part.coverage_month)] += part.cents or 0
        statements.insert(0, Statement("bai", BILLS, bills))
    return Source("bai", where, tuple(statements), _said(faults))


def from_820(files: Sequence[bytes], where: str) -> Source:
    """Return what the carriers' files say, taken together."""
    parts, found = Lines(), list[Fault]()
    for data in files:
        advices, faults = read_820(data)
        found += faults
        for line in (line for advice in advices for line in advice.lines if line.payment_type != BALANCING):
            coverage = Coverage.DENTAL if line.policy.endswith("D") else Coverage.MEDICAL
            parts[_part(line.confirmation, line.member_id, coverage, line.coverage_month)] += line.cents
    statements = (Statement("820", PARTS, parts), Statement("820", TOTALS, Lines(posted=sum(parts.values()))))
    return Source("820", where, statements, _said(found))


def from_823(data: bytes, where: str) -> Source:
    """Return what the deposit's file says: checks, and the parts of those that were posted."""
    deposits, faults = read_823(data)
    checks, parts = Lines(), Lines()
    for line in (line for deposit in deposits for line in deposit.lines):
        checks[line.confirmation] += line.cents
        for member, coverage, month, cents in line.parts:
            parts[_part(line.confirmation, member, coverage, month)] += cents
    total = Lines(deposit=sum(deposit.declared_cents or 0 for deposit in deposits))
    levels = ((CHECKS, checks), (PARTS, parts), (TOTALS, total))
    return Source("823", where, tuple(Statement("823", *one) for one in levels), _said(faults))


def from_postings(data: bytes, where: str, name: str) -> Source:
    """Return what a table of postings says, CSV or Parquet: parts, and companies."""
    read = read_parquet if name.endswith("parquet") else read_csv
    rows, faults = read(PostingRow, data)
    parts, companies = Lines(), Lines()
    for row in rows:
        part = (row["member_id"], row["coverage"], row["coverage_month"])
        parts[_part(row["confirmation"], *part)] += row["amount"] or 0
        companies[f"{row['coverage']} {row['carrier'] or ''}"] += row["amount"] or 0
    levels = ((PARTS, parts), (COMPANIES, companies), (TOTALS, Lines(posted=sum(parts.values()))))
    return Source(name, where, tuple(Statement(name, *one) for one in levels), _said(faults))


def from_exceptions(data: bytes, where: str) -> Source:
    """Return what the table of exceptions says rests in Suspense."""
    rows, faults = read_csv(ExceptionRow, data)
    lines = Lines({row["confirmation"]: row["suspense"] for row in rows if row["suspense"]})
    return Source("exceptions", where, (Statement("exceptions", SUSPENSE, lines),), _said(faults))


def from_results(results: bytes, allocations: bytes) -> Source:
    """Return what the tables of results and of allocations say, which go by no reader of ours."""
    checks, parts = Lines(), Lines()
    for row in rows_of(results):
        if row["disposition"] == "deposit" and row["amount"]:
            checks[row["confirmation"]] += parse_dollars(row["amount"])
    for row in rows_of(allocations):
        number = confirmation(row["batch"], row["envelope"], int(row["item"]))
        month = row["coverage_month"]
        parts[_part(number, row["member_id"], row["coverage"], month)] += parse_dollars(row["amount"])
    levels = ((CHECKS, checks), (PARTS, parts))
    return Source("results", "made now", tuple(Statement("results", *one) for one in levels))


def from_control(data: bytes, where: str, hashes: Mapping[str, str]) -> Source:
    """Return what is wrong with the list of a night's files; ``hashes`` are the SHA-256 of those that lie there."""
    faults = [
        f"{row.get('file')} is not the file that the list names"
        for row in rows_of(data)
        if hashes.get(row.get("file", ""), row.get("sha256")) != row.get("sha256")
    ]
    return Source("control", where, (), tuple(faults))


# --- The report ----------------------------------------------------------------------------------

_NAMES = {
    "posted": "posted",
    "plans": "posted",
    "deposit-posted": "posted",
    "suspense": "suspense",
    "deposit-suspense": "suspense",
    "deposit": "deposit",
    **{f"coverage:{one.value}": one.value for one in Coverage},
}
"""Figures of the page and the total that each must be."""

_PRINTED = {
    "posted": r"Posted without a clerk [\d,]+ (\S+)",
    "suspense": r"Deposited to Suspense, for the clerk (\S+)",
    "deposit": r"^Deposit (\S+)",
}
"""What stands on paper."""


def from_page(page: str, where: str) -> Source:
    """Return what the report says to its readers: the text of every figure, not what made it."""
    reader = _Figures()
    reader.feed(page)
    totals, companies, faults = Lines(), Lines(), list[str]()
    for figure, text in reader.found:
        kind, _, plan = figure.partition(":")
        if kind == "plan":
            companies[plan.replace(":", " ", 1)] += _cents(figure, text, faults)
        elif name := _NAMES.get(figure):
            cents = _cents(figure, text, faults)
            if totals.get(name, cents) != cents:
                faults.append(f"{figure} is {text}, and elsewhere on the page {display_dollars(totals[name])}")
            totals[name] = cents
    levels = ((COMPANIES, companies), (TOTALS, totals))
    return Source("report", where, tuple(Statement("report", *one) for one in levels), tuple(faults))


def from_paper(pdf: bytes, where: str) -> Source:
    """Return what the printed report says of posted, Suspense and deposit."""
    totals, faults = Lines(), list[str]()
    text = ""
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as paper:
            text = "\n".join(page.extract_text() or "" for page in paper.pages)
    except (PdfminerException, PSException) as error:
        faults.append(f"is no PDF: {str(error)[:80]}")
    for name, shape in _PRINTED.items():
        found = re.search(shape, text, re.MULTILINE)
        totals[name] = _cents(name, found[1] if found else "nothing", faults)
    return Source("report on paper", where, (Statement("report on paper", TOTALS, totals),), tuple(faults))


class _Figures(HTMLParser):
    """Collects the text of every element that has a ``data-figure``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note which figure begins."""
        self._open = dict(attrs).get("data-figure") or ""

    def handle_data(self, data: str) -> None:
        """Take the text of a figure."""
        if self._open:
            self.found.append((self._open, data.strip()))
            self._open = ""


def _cents(name: str, text: str, faults: list[str]) -> int:
    try:
        return parse_dollars(text)
    except ValueError:
        faults.append(f"{name}: no amount stands there: {text[:40]!r}")
        return 0


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV by column, as text."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8", "replace"))))


def _said(faults: Iterable[Fault]) -> tuple[str, ...]:
    return tuple(str(fault) for fault in faults)
