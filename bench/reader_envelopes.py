"""What an envelope costs: check, back and coupon with all their fields, against whole pages read the plain way."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import cv2

from bench.drawn_pages import envelope_pages, unseen_hands
from bench.pages import whole_page_paddle, whole_page_tesseract
from lockbox.records import Envelope, Reading, Scan
from lockbox.settings import Settings
from ocr.engines import load_engines
from ocr.image import PageImage
from ocr.interpret import interpret
from ocr.read import read_page
from samples.night import RECEIVED_ON

Work = Callable[[Sequence[PageImage]], object]


@dataclass(frozen=True, slots=True)
class EnvelopeCost:
    """Milliseconds of processor time for one envelope, the median, and envelopes a second.

    Attributes:
        ratio: how many times what this program takes.
        two_cores: envelopes a second of two workers, by the busier one's processor time; None where not measured.
    """

    reader: str
    n: int
    milliseconds: float
    a_second: float
    ratio: float
    two_cores: float | None = None


def envelope_costs(data: Path, fonts: Path | None, count: int) -> Iterator[EnvelopeCost]:
    """Measure all readers on the same envelopes, one after the other."""
    envelopes = [[page.image for page in pages] for pages in envelope_pages(unseen_hands(data, fonts), count)]
    readers = {"lockbox": _ours(), "tesseract, whole pages": _plain(whole_page_tesseract())}
    readers["pp-ocr, whole pages"] = _plain(whole_page_paddle())
    spent = {name: [_seconds(work, pages) for pages in envelopes] for name, work in readers.items()}
    base = median(spent["lockbox"])
    for name, seconds in spent.items():
        middle = median(seconds)
        both = _two_workers(data, fonts, count) if name == "lockbox" else None
        yield EnvelopeCost(name, len(seconds), 1000 * middle, len(seconds) / sum(seconds), middle / base, both)


def _two_workers(data: Path, fonts: Path | None, count: int) -> float:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        busy = pool.starmap(_share, [(data, fonts, count, turn) for turn in (0, 1)])
    return count / max(busy)


def _share(data: Path, fonts: Path | None, count: int, turn: int) -> float:
    """Return the processor seconds that every other envelope takes."""
    cv2.setNumThreads(1)
    work = _ours()
    pages = [[page.image for page in one] for one in envelope_pages(unseen_hands(data, fonts), count)]
    _seconds(work, pages[0])
    return sum(_seconds(work, one) for one in pages[turn::2])


def _ours() -> Work:
    engines, settings = load_engines(), Settings()

    def work(pages: Sequence[PageImage]) -> object:
        reading = Reading(tuple(read_page(page, place, engines) for place, page in enumerate(pages)))
        return interpret(reading, Envelope("one", (Scan("", ""),) * len(pages)), settings, RECEIVED_ON)

    return work


def _plain(read: Callable[[PageImage], object]) -> Work:
    return lambda pages: [read(page) for page in pages]


def _seconds(work: Work, pages: Sequence[PageImage]) -> float:
    begun = process_time()
    work(pages)
    return process_time() - begun
