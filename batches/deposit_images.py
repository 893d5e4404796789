"""Pages of a deposit as the bank takes them: upright, black and white, 200 dots an inch, one item after another.

Pages are made in several processes where there are many; only a few items are ever in hand.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from batches.archive import Archive
from batches.deposit_items import Item, Sheet
from lockbox.formats.x9.deposit import Face
from lockbox.formats.x9.tiff import bilevel_tiff, group4_of
from lockbox.settings import ReadingSettings
from ocr.bilevel import DPI, Bilevel, group4_tiff, to_bilevel
from ocr.image import NotAPage, open_page

_CHUNK = 16
_AHEAD = 3
"""Chunks in hand for each process."""

_BLANK = (round(2.75 * DPI), 6 * DPI)
"""Height and width in dots of a personal check, for a side that nobody scanned."""

Faces = tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Studio:
    """Where page images are made: the archive's folder, how large a page may be, and in how many processes."""

    archive: Path
    bounds: ReadingSettings
    workers: int = 1

    def faces(self, items: Iterable[Item]) -> Iterator[tuple[Item, Faces]]:
        """Yield each item with front and back, in order."""
        rest = iter(items)
        first = list(islice(rest, _CHUNK))
        if self.workers < 2 or len(first) < _CHUNK:
            yield from zip(first, self.make(first), strict=True)
            for item in rest:
                yield item, self.make([item])[0]
            return
        yield from self._at_once(first, rest)

    def make(self, items: list[Item]) -> list[Faces]:
        """Return front and back of each item."""
        archive = Archive(self.archive)
        return [self._both(archive, item) for item in items]

    def _at_once(self, chunk: list[Item], rest: Iterator[Item]) -> Iterator[tuple[Item, Faces]]:
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(self.workers, mp_context=context) as pool:
            waiting: deque[tuple[list[Item], Future[list[Faces]]]] = deque()
            while chunk or waiting:
                while chunk and len(waiting) < _AHEAD * self.workers:
                    waiting.append((chunk, pool.submit(self.make, chunk)))
                    chunk = list(islice(rest, _CHUNK))
                done, made = waiting.popleft()
                yield from zip(done, made.result(), strict=True)

    def _both(self, archive: Archive, item: Item) -> Faces:
        front = self._face(archive, item.front, back=False)
        shape = _shape(front)
        return front, self._face(archive, item.back, back=True, shape=shape)

    def _face(self, archive: Archive, sheet: Sheet | None, *, back: bool, shape: tuple[int, int] = _BLANK) -> Face:
        """Return one side; a white one that says it is no paper where there is no scan of it."""
        if sheet is not None:
            data = archive.get(sheet.scan.sha256)
            ready = group4_of(data, DPI) if sheet.rotation == 0 else None
            if ready:
                return Face(back, bilevel_tiff(*ready, DPI), flags=sheet.flags)
            try:
                page = open_page(data, sheet.scan.page, self.bounds)
            except NotAPage:
                pass
            else:
                upright = np.ascontiguousarray(np.rot90(page.gray, -sheet.rotation // 90))
                return Face(back, group4_tiff(to_bilevel(upright, page.dpi)), flags=sheet.flags)
        return Face(back, group4_tiff(Bilevel(np.zeros(shape, np.bool_))), is_paper=False)


def _shape(face: Face) -> tuple[int, int]:
    """Return height and width of a face from its TIFF, whose tags stand in a fixed order."""
    width, height = (int.from_bytes(face.tiff[at : at + 4], "little") for at in (30, 42))
    return height, width
