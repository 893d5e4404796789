"""The door: a folder of scans or an image cash letter becomes archive objects and envelopes.

Nothing is dropped: a file that is no readable page becomes a stray of its envelope, with what is
wrong in plain words. A folder is taken only when it holds still: no unfinished transfer in it, and
the same names, sizes and times after reading as before.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from batches.batch_slip import BATCH_SLIP, BatchSlip, read_batch_slip
from lockbox.errors import MailError
from lockbox.formats.x9 import Item, NotAnImageCashLetter, looks_like_cash_letter, read_cash_letter
from lockbox.records import Batch, Envelope, Scan, Side, Stray
from lockbox.settings import ReadingSettings
from ocr.image import NotAPage, count_pages

INDEX = "index.csv"
_INDEX_COLUMNS = ("envelope", "file", "page", "side")
_UNFINISHED = re.compile(r"\.(part|partial|tmp|filepart|crdownload|writing|lock)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(.+)_(\d{1,4})")
_SIDES = {"front": Side.FRONT, "back": Side.BACK, "": Side.UNKNOWN, "unknown": Side.UNKNOWN}

Put = Callable[[bytes], str]
"""Stores bytes in the archive and returns their SHA-256."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """One file of the folder: its path within it, and its pages or its fault."""

    name: str
    sha256: str
    pages: int = 0
    fault: str = ""

    def scans(self, side: Side = Side.UNKNOWN) -> tuple[Scan, ...]:
        return tuple(Scan(self.sha256, self.name, page, side) for page in range(self.pages))

    def strays(self) -> tuple[Stray, ...]:
        return (Stray(self.name, self.sha256, self.fault),) if self.fault else ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of index.csv; ``page`` is 1-based, 0 for all pages of the file."""

    envelope: str
    file: str
    page: int
    side: Side


def take_in(mail: Path, put: Put, bounds: ReadingSettings, received_on: dt.date) -> Batch:
    """Archive everything at ``mail`` and return the batch it makes.

    Args:
        mail: a folder of scans, or an image cash letter file.
        put: stores bytes, returns their SHA-256.
        bounds: how large a page may be.
        received_on: the day, unless batch.toml names another.

    Raises:
        MailError: nothing is there, the folder is still being written, or its index.csv or
            batch.toml has mistakes (all named).
    """
    if mail.is_file():
        return _from_cash_letter(mail, put, bounds, received_on)
    if not mail.is_dir():
        raise MailError(f"{mail} is neither a folder nor a file", hint="Name the folder that the scanner writes to.")
    before = _listing(mail)
    _refuse_unfinished(mail, before)
    slip = read_batch_slip(mail / BATCH_SLIP)
    papers = [_take_paper(path, _plain_name(path, mail), put, bounds) for path in _papers(mail)]
    rows = _read_index(mail / INDEX)
    if _listing(mail) != before:
        raise MailError(f"{mail} changed while it was read", hint="Wait until the scanner is done and run it again.")
    envelopes = _group(papers, rows)
    if not envelopes:
        raise MailError(f"{mail} holds no mail", hint="Name the folder that the scanner writes to.")
    return _batch(mail.name, envelopes, slip, received_on)


def seconds_since_change(mail: Path, now: float) -> float:
    """Return how long ago (seconds; ``now`` is a POSIX time) anything at ``mail`` last changed."""
    stamps = [stamp for _, _, stamp in _listing(mail)] if mail.is_dir() else [mail.stat().st_mtime_ns]
    return now - max(stamps) / 1e9 if stamps else float("inf")


def _batch(name: str, envelopes: tuple[Envelope, ...], slip: BatchSlip, received_on: dt.date) -> Batch:
    return Batch(name, slip.received_on or received_on, envelopes, slip.count, slip.total_cents)


def _listing(mail: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of change (nanoseconds) of everything in the folder."""
    found = []
    for path in sorted(mail.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            stat = path.lstat()
            found.append((path.relative_to(mail).as_posix(), stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def _refuse_unfinished(mail: Path, listing: Iterable[tuple[str, int, int]]) -> None:
    unfinished = [name for name, _, _ in listing if _UNFINISHED.search(Path(name).name)]
    if unfinished:
        raise MailError(
            f"{mail} is still being written: {', '.join(unfinished[:5])}",
            hint="Wait until the scanner is done; remove left-over partial files.",
        )


def _papers(mail: Path) -> Iterator[Path]:
    """Yield every file that is mail, in the order of names with numbers counted, not spelled."""
    special = {mail / BATCH_SLIP, mail / INDEX}
    files = (path for path in mail.rglob("*") if (path.is_symlink() or not path.is_dir()) and path not in special)
    yield from sorted(files, key=lambda path: _natural(path.relative_to(mail).as_posix()))


def _plain_name(path: Path, mail: Path) -> str:
    """Return a file's path within the folder; bytes that are no UTF-8 are shown as they would be typed."""
    return path.relative_to(mail).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts if part], name


def _take_paper(path: Path, name: str, put: Put, bounds: ReadingSettings) -> _Paper:
    """Archive one file and count its pages; whatever is wrong with it becomes its fault."""
    nothing = hashlib.sha256(name.encode()).hexdigest()
    if path.is_symlink() or not path.is_file():
        return _Paper(name, nothing, fault="not a file of its own (a link or a device)")
    try:
        data = path.read_bytes()
    except OSError as error:
        return _Paper(name, nothing, fault=f"cannot be opened: {error.strerror}")
    sha256 = put(data)
    if looks_like_cash_letter(data):
        return _Paper(name, sha256, fault="an image cash letter among scans: run it by itself")
    try:
        return _Paper(name, sha256, pages=count_pages(data, bounds))
    except NotAPage as error:
        return _Paper(name, sha256, fault=str(error))


def _read_index(path: Path) -> tuple[_Row, ...]:
    """Return the rows of index.csv, none if there is no such file."""
    if not path.exists():
        return ()
    try:
        lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MailError(f"{INDEX} is not CSV in UTF-8: {error}") from error
    mistakes, rows = [], []
    for number, line in enumerate(lines, 2):
        envelope, file, page, side = ((line.get(column) or "").strip() for column in _INDEX_COLUMNS)
        if not envelope or not file:
            mistakes.append(f"line {number}: envelope and file must both be given")
        elif page and not page.isdecimal():
            mistakes.append(f"line {number}: page {page!r} is not a number")
        elif side.lower() not in _SIDES:
            mistakes.append(f"line {number}: side {side!r} is neither front nor back")
        else:
            rows.append(_Row(envelope, file, int(page or "0"), _SIDES[side.lower()]))
    if mistakes:
        raise MailError(f"{INDEX} has mistakes:\n  " + "\n  ".join(mistakes), hint="Mend them; nothing was started.")
    return tuple(rows)


def _group(papers: list[_Paper], rows: tuple[_Row, ...]) -> tuple[Envelope, ...]:
    """Put papers into envelopes: by the index first, what it does not name by file name."""
    named = {row.file for row in rows}
    by_name = {paper.name: paper for paper in papers}
    gathered: dict[str, tuple[list[Scan], list[Stray]]] = {}
    for row in rows:
        scans, strays = gathered.setdefault(row.envelope, ([], []))
        _add_row(row, by_name.get(row.file), scans, strays)
    loose = [paper for paper in papers if paper.name not in named]
    for paper, name in zip(loose, _envelope_names(loose, set(gathered)), strict=True):
        scans, strays = gathered.setdefault(name, ([], []))
        scans.extend(paper.scans())
        strays.extend(paper.strays())
    return tuple(Envelope(name, tuple(scans), tuple(strays)) for name, (scans, strays) in gathered.items())


def _add_row(row: _Row, paper: _Paper | None, scans: list[Scan], strays: list[Stray]) -> None:
    if paper is None:
        missing = hashlib.sha256(row.file.encode()).hexdigest()
        strays.append(Stray(row.file, missing, f"{INDEX} names this file, and it is not there"))
    elif paper.fault:
        strays.extend(paper.strays())
    elif row.page == 0:
        scans.extend(paper.scans(row.side))
    elif row.page <= paper.pages:
        scans.append(Scan(paper.sha256, paper.name, row.page - 1, row.side))
    else:
        strays.append(Stray(paper.name, paper.sha256, f"{INDEX} names page {row.page} of {paper.pages}"))


def _envelope_names(papers: list[_Paper], taken: set[str]) -> list[str]:
    """Return NAME for the single pages NAME_1, NAME_2, … and the stem for other files.

    A file whose stem another envelope bears goes by its full name, so that no two are thrown together.
    """
    stems = [paper.name.removesuffix(Path(paper.name).suffix) for paper in papers]
    series = [
        numbered[1] if paper.pages <= 1 and (numbered := _NUMBERED.fullmatch(stem)) else ""
        for paper, stem in zip(papers, stems, strict=True)
    ]
    uses = Counter(stem for stem, name in zip(stems, series, strict=True) if not name)
    shared = taken | set(series) | {stem for stem, count in uses.items() if count > 1}
    return [
        name or (paper.name if stem in shared else stem)
        for paper, stem, name in zip(papers, stems, series, strict=True)
    ]


def _from_cash_letter(path: Path, put: Put, bounds: ReadingSettings, received_on: dt.date) -> Batch:
    """Return an image cash letter as a batch: one envelope an item, its control totals as declared."""
    data = path.read_bytes()
    try:
        letter = read_cash_letter(data)
    except NotAnImageCashLetter as error:
        hint = "lockbox run takes a folder of scans or an image cash letter; put a single scan into a folder."
        raise MailError(f"{path} is no image cash letter: {error}", hint=hint) from error
    whole = put(data)
    envelopes = [
        _item_envelope(f"{path.name}#{number}", item, put, bounds) for number, item in enumerate(letter.items, 1)
    ]
    faults = letter.faults or (() if letter.items else ("it holds no checks",))
    if faults:
        envelopes.append(Envelope(path.name, (), tuple(Stray(path.name, whole, fault) for fault in faults)))
    return Batch(path.stem, received_on, tuple(envelopes), letter.declared_count, letter.declared_cents)


def _item_envelope(name: str, item: Item, put: Put, bounds: ReadingSettings) -> Envelope:
    scans: list[Scan] = []
    strays: list[Stray] = []
    for place, view in enumerate(item.views, 1):
        source, sha256 = f"{name}.{place}", put(view.image)
        try:
            pages = count_pages(view.image, bounds)
        except NotAPage as error:
            strays.append(Stray(source, sha256, str(error)))
        else:
            side = Side.BACK if view.back else Side.FRONT
            scans.extend(Scan(sha256, source, page, side) for page in range(pages))
    if not item.views:
        strays.append(Stray(name, put(b""), "the item carries no image"))
    return Envelope(name, tuple(scans), tuple(strays))
