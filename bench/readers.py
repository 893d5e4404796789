"""Measures the line readers side by side on a data folder: ``python -m bench.readers --data FOLDER``.

Sets: E-13B lines of groups never trained on, 12-digit numbers composed of digits never trained on,
and crops of real checks. A text counts as right when it equals the label, digits alone where the
label has only digits.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import cv2

from ocr import micr_reader, text_reader
from ocr.engine import AMOUNT, DIGITS, MICR, Gray, LineReader
from ocr.training.draw_micr import held_out, load_real
from ocr.training.judge import held_out_numbers
from ocr.training.paper import decoded

Line = tuple[Gray, str]

SURE = 990


@dataclass(frozen=True, slots=True)
class Figure:
    """How one reader did on one set; shares of ``lines``."""

    set: str
    reader: str
    lines: int
    exact: float
    sure: float
    sure_wrong: float
    milliseconds: float


def sets(data: Path, count: int) -> Iterator[tuple[str, list[Line], str]]:
    """Yield name, lines and alphabet of every set found in the data folder."""
    if (data / "micr").is_dir():
        yield (
            "E-13B, real, held-out groups",
            [line for line, group in load_real(data / "micr") if held_out(group)],
            MICR,
        )
    if (data / "digits").is_dir():
        for condition, lines in held_out_numbers(data, count).items():
            yield f"12 digits, {condition}", lines, DIGITS
    crops = data / "checks" / "pen_crops"
    if crops.is_dir():
        with (crops / "labels.csv").open(newline="", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        for kind, column in (("courtesy", "courtesy_digits"), ("date", "date_ddmmyyyy")):
            lines = [(decoded((crops / kind / f"{row['item']}.png").read_bytes()), row[column]) for row in rows]
            yield f"{kind}, real pens", lines, AMOUNT


def measure(name: str, reader: LineReader, lines: list[Line], alphabet: str) -> Figure:
    """Read every line by itself and compare."""
    right, sure, sure_wrong = 0, 0, 0
    spent = 0.0
    for crop, label in lines:
        start = time.perf_counter()
        (read,) = reader.read([crop], alphabet)
        spent += time.perf_counter() - start
        text = "".join(filter(str.isdigit, read.text)) if label.isdigit() else read.text
        right += text == label
        sure += read.confidence >= SURE
        sure_wrong += read.confidence >= SURE and text != label
    count = len(lines)
    return Figure(
        name, reader.name, count, right / count, sure / count, sure_wrong / max(1, sure), 1000 * spent / count
    )


def bench_readers(data: Path, count: int) -> Iterator[Figure]:
    """Yield one figure for every set and every reader that can read it."""
    cv2.setNumThreads(1)
    code_lines = [micr_reader.load()]
    writing = [text_reader.load_digits(), text_reader.load_second(), text_reader.load_print()]
    for name, lines, alphabet in sets(data, count):
        for reader in code_lines if alphabet == MICR else writing:
            yield measure(name, reader, lines, alphabet)


def main() -> None:
    """Parse the command line, measure and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with micr/, digits/, checks/pen_crops/")
    parser.add_argument("--count", type=int, default=100, help="lines of each composed set")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not given.json:
        print(f"{'set':32} {'reader':12} {'n':>5} {'exact':>7} {'sure':>7} {'wrong of sure':>14} {'ms a line':>10}")
    for figure in bench_readers(given.data, given.count):
        print(json.dumps(asdict(figure)) if given.json else _row(figure), flush=True)


def _row(figure: Figure) -> str:
    return (
        f"{figure.set:32} {figure.reader:12} {figure.lines:5d} {figure.exact:7.1%} {figure.sure:7.1%} "
        f"{figure.sure_wrong:14.1%} {figure.milliseconds:10.1f}"
    )


if __name__ == "__main__":
    main()
