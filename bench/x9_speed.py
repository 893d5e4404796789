"""Writes a large image cash letter and says how fast, in how much memory: ``python -m bench.x9_speed --items 10000``.

The checks are synthetic. Each way is measured with a tenth of the items, in one process and in several, and with all:
items a second by the clock, for one process by its processor time too, and the most memory that the writing process
held, which must not grow with the file. *Bilevel scans* come as Group 4 TIFF, as bank scanners give them; *grey scans*
are JPEG and are made black and white first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import multiprocessing
import resource
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import BinaryIO, cast

import numpy as np
from PIL import Image

from batches.archive import Archive
from batches.deposit import Deposit, write_x9
from batches.deposit_images import Studio
from batches.deposit_items import Item, Sheet, sequence_of
from bench.drawn_pages import envelope_pages
from lockbox.formats.x9.faults import Faults
from lockbox.formats.x9.letter import read_records
from lockbox.formats.x9.totals import Totals
from lockbox.micr import parse_micr
from lockbox.records import Scan
from lockbox.settings import ReadingSettings
from lockbox.settings_bank import Bank
from ocr.bilevel import group4_tiff, to_bilevel
from samples.fonts import find_fonts
from samples.story import Kit

WAYS = ("bilevel", "grey")
_DIFFERENT = 24
"""Checks drawn; the items of the file go through them again and again."""
_DAY = dt.date(2026, 11, 20)
_LINE = parse_micr("A021000021A 123456789C 1042")


@dataclass(frozen=True, slots=True)
class Run:
    """One writing: seconds by the clock and of this processor, most memory in MiB, bytes of file and images."""

    items: int
    seconds: float
    processor: float
    memory: float
    size: int
    image_bytes: int


def draw(archive: Archive) -> dict[str, list[tuple[str, str]]]:
    """Put fronts and backs of checks into an archive and return their names for each way they may come."""
    ways: dict[str, list[tuple[str, str]]] = {way: [] for way in WAYS}
    for front, back, *_ in envelope_pages(Kit(find_fonts(), None), _DIFFERENT):
        upright = [np.rot90(page.image.gray, -page.rotation // 90) for page in (front, back)]
        dpi = front.image.dpi
        ways["bilevel"].append(_names(archive, [group4_tiff(to_bilevel(one, dpi)) for one in upright]))
        ways["grey"].append(_names(archive, [_jpeg(one, dpi) for one in upright]))
    return ways


def _names(archive: Archive, pages: Sequence[bytes]) -> tuple[str, str]:
    front, back = (archive.put(page) for page in pages)
    return front, back


def _jpeg(gray: np.ndarray, dpi: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(gray)).save(out, "JPEG", quality=85, dpi=(dpi, dpi))
    return out.getvalue()


def items(pages: Sequence[tuple[str, str]], count: int) -> Iterator[Item]:
    """Yield so many items over the same few pages."""
    for number in range(1, count + 1):
        front, back = (Sheet(Scan(name, "check"), 0, None) for name in pages[number % len(pages)])
        sequence, cents = sequence_of(1, number), 100 + number % 90_000
        yield Item("batch", f"E{number}", 1, sequence, cents, _LINE, front, back, ())


def write(folder: Path, pages: Sequence[tuple[str, str]], count: int, workers: int) -> Run:
    """Write one file in this process and its workers, read it back, and measure."""
    deposit = Deposit(_DAY, 0, "ABCD1234", False, tuple(items(pages, count)), Bank())
    begun, used = perf_counter(), process_time()
    with tempfile.TemporaryFile(dir=folder) as file:
        write_x9(deposit, Studio(folder / "archive", ReadingSettings(), workers), cast("BinaryIO", file))
        seconds, processor, size = perf_counter() - begun, process_time() - used, file.tell()
        file.seek(0)
        few = Faults(), Totals()
        sizes = [len(one.blob("image")) for one in read_records(file.read(4_000_000), *few) if one.code == "52"]
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(count, seconds, processor, held, size, int(median(sizes)))


def lines(folder: Path, count: int, workers: int, wanted: Sequence[str]) -> Iterator[str]:
    """Yield the table, Markdown."""
    ways = draw(Archive(folder / "archive"))
    yield "| way | processes | items | items a second | a processor second | MiB held | file, MB | image, median |"
    yield "|---" * 8 + "|"
    for way in wanted:
        for some, processes in ((count // 10, 1), (count // 10, workers), (count, workers)):
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
                run = apart.submit(write, folder, ways[way], some, processes).result()
            cost = f"{run.items / run.processor:.0f}" if processes == 1 else ""
            paces = f"{run.items:,} | {run.items / run.seconds:.0f} | {cost}"
            yield f"| {way} | {processes} | {paces} | {run.memory:.0f} | {run.size / 1e6:.1f} | {run.image_bytes:,} |"


def main(words: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench.x9_speed", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        for line in lines(Path(folder), given.items, given.workers, given.ways):
            print(line, flush=True)


if __name__ == "__main__":
    main()
