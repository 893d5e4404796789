"""Reads whole pages side by side with Tesseract: ``python -m bench.pages --data FOLDER [--night FOLDER]``.

The data folder holds page images and a ``labels.csv`` (file, date, courtesy_amount, legal_amount); a night is
one made by ``lockbox samples``, whose check fronts are taken. Both readers get the same pages in the same
run, and the same parsers turn Tesseract's text into fields; its answer is the first that parses.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lockbox.amount_words import read_words
from lockbox.dates import read_date
from lockbox.money import format_dollars, read_figures
from lockbox.settings import ReadingSettings, Settings
from ocr.describe import describe_page
from ocr.engine import Engines
from ocr.engines import load_engines
from ocr.image import PageImage, open_page
from ocr.read import read_page
from ocr.text_reader import page_text

FIELDS = ("courtesy_amount", "legal_amount", "date")
_MONEY = re.compile(r"\$\s*[*\d][\d,*]*[.\- ]*\d{0,2}|\d[\d,]*\.\d\d")
_DATE = re.compile(r"\d{1,2}\s?[/\-.]\s?\d{1,2}\s?[/\-.]\s?\d{2,4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}\D{1,4}\d{2,4}")
_WORDS = re.compile(r".*\b(hundred|thousand|[a-z]+ty|dollars)\b.*", re.IGNORECASE)

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One check front with what it says."""

    name: str
    image: PageImage
    truth: Values
    received_on: dt.date


@dataclass(slots=True)
class Tally:
    """How one reader did on one set."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    seconds: float = 0.0

    def add(self, values: Values, truth: Values) -> list[str]:
        """Count one page and return what was wrong on it."""
        faults = []
        for name in FIELDS:
            value = values.get(name)
            if value is None:
                continue
            if value == truth[name]:
                self.right[name] += 1
            else:
                self.wrong[name] += 1
                faults.append(f"{name} {value} for {truth[name]}")
        return faults


def real_checks(folder: Path) -> Iterator[Labelled]:
    """Yield the labelled checks of a data folder; labels that no parser understands are left out."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            image = open_page((folder / row["file"]).read_bytes(), 0, ReadingSettings())
            day = next((date for date, _ in read_date(row["date"], dt.date(2020, 1, 1))), None)
            words = next((cents for cents, _ in read_words(row["legal_amount"])), 0)
            truth = {
                "courtesy_amount": row["courtesy_amount"],
                "legal_amount": format_dollars(words),
                "date": day.isoformat() if day else "",
            }
            yield Labelled(row["file"], image, truth, (day or dt.date(2020, 1, 1)) + dt.timedelta(days=7))


def night_checks(folder: Path) -> Iterator[Labelled]:
    """Yield the check fronts of a synthetic night: the first page of each envelope whose truth names all fields."""
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["instrument"].endswith("_check")]
    for row in rows:
        found = sorted((folder / "mail").glob(f"{row['envelope']}[._]*"))
        if (
            row["item"] == "1"
            and found
            and all(row[name] for name in ("courtesy_amount", "legal_amount", "check_date"))
        ):
            image = open_page(found[0].read_bytes(), 0, ReadingSettings())
            truth = {name: row[name] for name in ("courtesy_amount", "legal_amount")} | {"date": row["check_date"]}
            yield Labelled(found[0].name, image, truth, dt.date(2026, 11, 20))


def ours(page: Labelled, engines: Engines) -> Values:
    """Return the fields that this program accepts."""
    view = describe_page(read_page(page.image, 0, engines), Settings(), page.received_on)
    return {one.name: str(one.value) for one in view.fields if one.name in FIELDS and one.value is not None}


def tesseract(page: Labelled) -> Values:
    """Return the fields found in Tesseract's text of the whole page."""
    text = page_text(page.image.gray)
    values: Values = {}
    figures = [guess for found in _MONEY.findall(text) for guess in read_figures(found)[:1]]
    words = [guess for line in text.splitlines() if _WORDS.fullmatch(line) for guess in read_words(line)[:1]]
    dates = [guess for found in _DATE.findall(text) for guess in read_date(found, page.received_on)[:1]]
    if figures:
        values["courtesy_amount"] = format_dollars(figures[0][0])
    if words:
        values["legal_amount"] = format_dollars(words[0][0])
    if dates:
        values["date"] = dates[0][0].isoformat()
    return values


def measure(pages: list[Labelled], readers: dict[str, Callable[[Labelled], Values]]) -> dict[str, Tally]:
    """Read every page with every reader, in turn."""
    tallies = {name: Tally() for name in readers}
    for page in pages:
        for name, reader in readers.items():
            begun = time.perf_counter()
            values = reader(page)
            tallies[name].seconds += time.perf_counter() - begun
            for fault in tallies[name].add(values, page.truth):
                print(f"  {name} wrong on {page.name}: {fault}")
    return tallies


def main() -> None:
    """Measure and print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of real checks with labels.csv")
    parser.add_argument("--night", type=Path, help="folder of a synthetic night")
    chosen = parser.parse_args()
    engines = load_engines()
    readers: dict[str, Callable[[Labelled], Values]] = {
        "lockbox": lambda page: ours(page, engines),
        "tesseract, whole page": tesseract,
    }
    sets = (("real checks", chosen.data, real_checks), ("synthetic night", chosen.night, night_checks))
    for title, folder, load in sets:
        if folder:
            pages = list(load(folder))
            _print(f"{title}, n = {len(pages)}", measure(pages, readers), len(pages))


def _print(title: str, tallies: dict[str, Tally], count: int) -> None:
    print(title)
    print(f"  {'reader':24}" + "".join(f"{name + ' right/wrong':>32}" for name in FIELDS) + f"{'s a page':>10}")
    for name, tally in tallies.items():
        cells = "".join(f"{f'{tally.right[one]} / {tally.wrong[one]}':>32}" for one in FIELDS)
        print(f"  {name:24}{cells}{tally.seconds / max(count, 1):>10.2f}")


if __name__ == "__main__":
    main()
