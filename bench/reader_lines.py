"""Sets of single lines: E-13B lines of groups never trained on, composed 12-digit numbers, crops of real checks."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
from PIL import Image

from bench.outcomes import Answer, Outcome
from lockbox.records import Box, Sighting, Zone
from lockbox.settings import ReadingSettings
from ocr import micr_reader, text_reader
from ocr.engine import AMOUNT, DATE, DIGITS, MICR, Gray, LineRead, LineReader, tag
from ocr.interpret_ids import read_member_id
from ocr.training.draw_micr import held_out, load_real
from ocr.training.judge import held_out_numbers
from ocr.training.paper import decoded

_E13B_DATA = ("e13b", "mcr", "micr")
"""Names under which people keep Tesseract's data for E-13B."""


@dataclass(frozen=True, slots=True)
class LineSet:
    """Lines of one kind and their texts.

    Attributes:
        bound: confidence from which a reading is accepted; ``point`` the setting that says so.
        digits: how many digits each line has, where the field says so: the likeliest reading with so many is taken.
    """

    name: str
    ink: str
    field: str
    lines: Sequence[tuple[Gray, str]]
    alphabet: str
    bound: int
    point: str
    digits: int = 0


def code_lines(data: Path, bounds: ReadingSettings) -> Iterator[Outcome]:
    """Read the real E-13B lines."""
    if not (data / "micr").is_dir():
        return
    lines = [line for line, group in load_real(data / "micr") if held_out(group)]
    cropped = LineSet("E-13B lines, held-out groups", "real", "code line", lines, MICR, bounds.micr_bound, "micr_bound")
    readers: list[LineReader] = [micr_reader.load(), *tesseract_e13b()]
    yield from read_lines(cropped, readers)


def tesseract_e13b() -> tuple[LineReader, ...]:
    """Return Tesseract with E-13B data, if there is such data in its folder."""
    folder = text_reader.find_tessdata()
    found = [name for name in _E13B_DATA if (folder / f"{name}.traineddata").is_file()]
    return tuple(CodeLineTesseract(folder, name) for name in found[:1])


class CodeLineTesseract:
    """Tesseract on single code lines, with whatever data for E-13B is installed."""

    def __init__(self, folder: Path, language: str) -> None:
        """Open the data named ``language``."""
        tesserocr = importlib.import_module("tesserocr")
        self._open = tesserocr.PyTessBaseAPI(path=str(folder), lang=language, psm=tesserocr.PSM.SINGLE_LINE)
        self._open.SetVariable("tessedit_char_whitelist", MICR)
        self.name = self.fingerprint = "tesseract-e13b"

    def read(self, crops: Sequence[Gray], _alphabet: str) -> tuple[LineRead, ...]:
        """Read one line from each crop."""
        return tuple(self._read_one(crop) for crop in crops)

    def _read_one(self, crop: Gray) -> LineRead:
        self._open.SetImage(Image.fromarray(np.pad(crop, 12, mode="edge")))
        text = "".join(self._open.GetUTF8Text().split())
        return LineRead(text, 10 * int(self._open.MeanTextConf()))


class MemberIdReader:
    """A written id as a night reads it: off what the reader of digits and the second one saw, put together."""

    def __init__(self, *readers: LineReader) -> None:
        """Take the readers."""
        self._readers = readers
        self.name = "+".join(reader.name for reader in readers)
        self.fingerprint = "+".join(reader.fingerprint for reader in readers)

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read one id from each crop."""
        views = zip(*(reader.read(crops, alphabet) for reader in self._readers), strict=True)
        return tuple(self._joined(own) for own in views)

    def _joined(self, views: Sequence[LineRead]) -> LineRead:
        sightings = tuple(
            Sighting(
                Zone.MEMBER_ID,
                Box(0, 0, 1, 1),
                read.text,
                read.confidence,
                tag(reader),
                read.alternatives,
                read.lattice,
            )
            for reader, read in zip(self._readers, views, strict=True)
        )
        found = read_member_id(sightings, (), 0, 0).found
        return LineRead(found.value or found.text, found.confidence, found.candidates, found.lattice)


def numbers(data: Path, count: int, bounds: ReadingSettings) -> Iterator[Outcome]:
    """Read composed 12-digit numbers in every condition."""
    if not (data / "digits").is_dir():
        return
    digits, second, *others = writing()
    readers = (digits, MemberIdReader(digits, second), second, *others)
    for condition, lines in held_out_numbers(data, count).items():
        yield from read_lines(
            LineSet(
                f"12 digits, {condition}", "composed", "12 digits", lines, DIGITS, bounds.member_id_bound,
                "member_id_bound", digits=12,
            ),
            readers,
        )  # fmt: skip


def pen_crops(data: Path, bounds: ReadingSettings) -> Iterator[Outcome]:
    """Read the courtesy amounts and boxed dates cut from real checks, digits alone."""
    crops = data / "checks" / "pen_crops"
    if not crops.is_dir():
        return
    with (crops / "labels.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for kind, column, alphabet, bound, point in (
        ("courtesy", "courtesy_digits", AMOUNT, bounds.amount_bound, "amount_bound"),
        ("date", "date_ddmmyyyy", DATE, bounds.date_bound, "date_bound"),
    ):
        lines = [(decoded((crops / kind / f"{row['item']}.png").read_bytes()), row[column]) for row in rows]
        name = {"courtesy": "courtesy crops, real pens", "date": "boxed dates, real pens"}[kind]
        yield from read_lines(LineSet(name, "real", f"{kind} crop", lines, alphabet, bound, point), writing())


def writing() -> tuple[LineReader, ...]:
    """Return the readers of handwritten digits: ours, PP-OCR and Tesseract, all with the field's alphabet."""
    return text_reader.load_digits(), text_reader.load_second(), text_reader.load_print()


def read_lines(lines: LineSet, readers: Iterable[LineReader]) -> Iterator[Outcome]:
    """Read every line of a set by itself with every reader, ours first, and compare."""
    for rank, reader in enumerate(readers):
        answers = []
        for place, (crop, text) in enumerate(lines.lines):
            read, spent = timed_read(reader, crop, lines.alphabet)
            said, sure = _taken(read, lines.digits)
            said = "".join(filter(str.isdigit, said)) if text.isdigit() else said
            answers.append(Answer(str(place), said or None, text, sure, sure >= lines.bound, spent))
        point = f"{lines.point} {lines.bound}"
        yield Outcome(lines.name, lines.ink, lines.field, reader.name, tuple(answers), point, ours=rank == 0)


def _taken(read: LineRead, digits: int) -> tuple[str, int]:
    """Return the likeliest reading of so many digits with its confidence; the first where the number is not known."""
    readings = ((read.text, read.confidence), *read.alternatives)
    return next((one for one in readings if digits and len(one[0]) == digits), readings[0])


def timed_read(reader: LineReader, crop: Gray, alphabet: str) -> tuple[LineRead, float]:
    """Return a reading and the milliseconds of processor time it took."""
    begun = process_time()
    (read,) = reader.read([crop], alphabet)
    return read, 1000 * (process_time() - begun)
