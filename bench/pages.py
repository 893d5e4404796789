"""Whole pages read by this program and, the plain way, by Tesseract and PP-OCR: the same pages, the same parsers.

The plain way finds every line of a page and takes the first that parses as a field. Nobody's layout helps it, and it
has no confidence to decline by.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rapidfuzz import process

from lockbox.amount_words import read_words
from lockbox.dates import read_date
from lockbox.money import format_dollars, read_figures
from lockbox.records import PageReading
from lockbox.settings import ReadingSettings, Settings
from ocr.describe import describe_page
from ocr.engine import Engines
from ocr.image import PageImage, open_page
from ocr.read import read_page
from ocr.text_reader import find_tessdata

_MONEY = re.compile(r"\$\s*[*\d][\d,*]*[.\- ]*\d{0,2}|\d[\d,]*\.\d\d")
_DATE = re.compile(r"\d{1,2}\s?[/\-.]\s?\d{1,2}\s?[/\-.]\s?\d{2,4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}\D{1,4}\d{2,4}")
_WORDS = re.compile(r".*\b(hundred|thousand|[a-z]+ty|dollars)\b.*", re.IGNORECASE)
_PAYEE = re.compile(r"(?:order\s*of|pay\s*to(?!\s*the\b))\W*(.+?)\s*(?:[|]?\$.*)?$", re.IGNORECASE)
_ALIKE = 80
"""Likeness, of 100, from which a line is taken for the name on the list that it is most like."""
_NO_DAY = dt.date(2020, 1, 1)

Values = dict[str, str]
TextReader = Callable[[PageImage], list[str]]
"""Reads a whole page to lines of text."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One check front with what it says, by the published names of its fields.

    Attributes:
        payees: all names that a check of its set may be payable to.
    """

    name: str
    image: PageImage
    truth: Values
    received_on: dt.date
    payees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader says of a field: its best guess, how sure if it knows, and whether it takes it."""

    said: str | None
    confidence: int | None
    accepted: bool


NOTHING = Told(None, 0, accepted=False)


def real_checks(folder: Path) -> Iterator[Labelled]:
    """Yield the labelled checks of a folder with ``labels.csv``; what no parser understands has no truth."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    payees = tuple(dict.fromkeys(row["payee"] for row in rows))
    for row in rows:
        image = open_page((folder / row["file"]).read_bytes(), 0, ReadingSettings())
        day = next((date for date, _ in read_date(row["date"], _NO_DAY)), None)
        words = next((cents for cents, _ in read_words(row["legal_amount"])), None)
        truth = {
            "courtesy_amount": row["courtesy_amount"],
            "legal_amount": "" if words is None else format_dollars(words),
            "date": day.isoformat() if day else "",
            "payee": row["payee"],
        }
        truth = {name: value for name, value in truth.items() if value}
        yield Labelled(row["file"], image, truth, (day or _NO_DAY) + dt.timedelta(days=7), payees)


def ours(page: Labelled, engines: Engines) -> dict[str, Told]:
    """Return what this program makes of every field of a page."""
    settings = Settings() if not page.payees else replace(Settings(), acceptable_payees=page.payees)
    return told_of(read_page(page.image, 0, engines), settings, page.received_on)


def told_of(reading: PageReading, settings: Settings, received_on: dt.date) -> dict[str, Told]:
    """Return the best guess of every field that a page's reading shows, taken or not."""
    told = {}
    for one in describe_page(reading, settings, received_on).fields:
        guess = one.value if one.value is not None else next((text for text, _ in one.candidates), None)
        told[one.name] = Told(None if guess is None else str(guess), one.confidence, one.value is not None)
    return told


def plain_readers() -> dict[str, Callable[[Labelled], Values]]:
    """Return Tesseract and PP-OCR on whole pages, each on one thread in this process."""
    tesseract, paddle = whole_page_tesseract(), whole_page_paddle()
    return {
        "tesseract, whole page": lambda page: fields(tesseract(page.image), page),
        "pp-ocr, whole page": lambda page: fields(paddle(page.image), page),
    }


def fields(lines: Sequence[str], page: Labelled) -> Values:
    """Return the first line that parses as each field; of a payee, the name on the page's list that it is most like."""
    text = "\n".join(lines)
    values: Values = {}
    figures = [guess for found in _MONEY.findall(text) for guess in read_figures(found)[:1]]
    words = [guess for line in lines if _WORDS.fullmatch(line) for guess in read_words(line)[:1]]
    dates = [guess for found in _DATE.findall(text) for guess in read_date(found, page.received_on)[:1]]
    payees = [found[1] for line in lines if (found := _PAYEE.search(line))]
    if figures:
        values["courtesy_amount"] = format_dollars(figures[0][0])
    if words:
        values["legal_amount"] = format_dollars(words[0][0])
    if dates:
        values["date"] = dates[0][0].isoformat()
    if payees:
        like = process.extractOne(payees[0], page.payees, processor=str.casefold, score_cutoff=_ALIKE)
        values["payee"] = like[0] if like else payees[0]
    return values


def whole_page_tesseract() -> TextReader:
    """Return Tesseract's own reading of a whole page, line by line."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    tesserocr = importlib.import_module("tesserocr")
    interface = tesserocr.PyTessBaseAPI(path=str(find_tessdata()), lang="eng", psm=tesserocr.PSM.AUTO)

    def read(page: PageImage) -> list[str]:
        interface.SetImage(Image.fromarray(page.gray))
        interface.SetSourceResolution(page.dpi)
        return [line for line in str(interface.GetUTF8Text()).splitlines() if line.strip()]

    return read


def whole_page_paddle() -> TextReader:
    """Return PP-OCR's own reading of a whole page: its detector, then its recogniser; boxes side by side are a line."""
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    engine = importlib.import_module("rapidocr").RapidOCR(params={**threads, "Global.log_level": "error"})

    def read(page: PageImage) -> list[str]:
        seen = engine(np.repeat(page.gray[:, :, None], 3, axis=2), use_cls=False)
        return joined(seen.boxes, seen.txts) if seen.txts else []

    return read


def joined(boxes: Any, texts: Sequence[str]) -> list[str]:  # noqa: ANN401 - corners as the library gives them
    """Join texts whose boxes are level, from left to right."""
    corners = np.asarray(boxes, float)
    tops, bottoms, lefts = corners[:, :, 1].min(axis=1), corners[:, :, 1].max(axis=1), corners[:, :, 0].min(axis=1)
    lines: list[list[int]] = []
    for place in np.argsort((tops + bottoms) / 2):
        middle = (tops[place] + bottoms[place]) / 2
        last = lines[-1][0] if lines else None
        if last is not None and tops[last] < middle < bottoms[last]:
            lines[-1].append(int(place))
        else:
            lines.append([int(place)])
    return [" ".join(texts[place] for place in sorted(line, key=lambda one: lefts[one])) for line in lines]
