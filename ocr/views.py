"""The page laid out for reading: whole as scanned, or the paper that a picture shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ocr.cutout import Cutout, Matrix, other_sizes, paper_in
from ocr.engine import Engines
from ocr.micr_band import outline, routing_holds
from ocr.page import PageImage
from ocr.read_check import find_band
from ocr.rules import INCH
from ocr.sheet import Sheet, lay_out
from ocr.turn import Upright

_CLEAR = 0.08  # inches of bare paper at both ends of a code line


def lay_out_best(page: PageImage, engines: Engines) -> Sheet:
    """Lay a page out for reading; of a picture that may be larger than its paper, the paper alone.

    What is taken for the paper must prove it by a code line: the first view whose routing number holds,
    else the first with a line that is none but a code line's, else the whole picture.
    """
    if not page.guessed:
        return lay_out(page, engines)
    whole: Sheet | None = None
    lined: Sheet | None = None
    for cutout in _views(page):
        sheet = _lay_out(cutout, page, engines) if cutout else lay_out(page, engines)
        whole = sheet if cutout is None else whole
        if cutout is None and sheet.codes:
            return sheet
        banded, seen = find_band(sheet)
        if cutout is not None and not _has_whole_line(banded):
            continue
        if any(routing_holds(outline(one)) for one in seen):
            return sheet
        lined = sheet if seen and lined is None else lined
    assert whole is not None, "one of the views is the whole picture"
    return lined or whole


def _views(page: PageImage) -> Iterator[Cutout | None]:
    """Return what may be the paper of a picture, None for the whole of it."""
    paper = paper_in(page)
    if paper is not None:
        yield paper
    yield None
    yield from other_sizes(page)


def _has_whole_line(sheet: Sheet) -> bool:
    """Say whether a sheet's code line ends well within its sides: one that runs on was not cut out rightly."""
    row = sheet.layout.micr
    return row is not None and row.left >= _CLEAR * INCH and row.right <= sheet.layout.width - _CLEAR * INCH


def _lay_out(cutout: Cutout, page: PageImage, engines: Engines) -> Sheet:
    """Lay out a part of a picture; its boxes lead back to the picture."""
    sheet = lay_out(cutout.page, engines)
    return replace(sheet, upright=_on_picture(sheet.upright, cutout, page))


def _on_picture(upright: Upright, cutout: Cutout, page: PageImage) -> Upright:
    height, width = page.gray.shape
    turn = upright.rotation
    back = (
        _turned(turn, width, height)
        @ cutout.back
        @ np.linalg.inv(_turned(turn, cutout.page.gray.shape[1], cutout.page.gray.shape[0]))
        @ upright.back
    )
    size = (height, width) if turn in {90, 270} else (width, height)
    return replace(upright, width=size[0], height=size[1], back=back)


def _turned(degrees: int, width: int, height: int) -> Matrix:
    """Return where the places of a picture of a size are once it is turned clockwise."""
    ways = {
        0: ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        90: ((0, -1, height), (1, 0, 0), (0, 0, 1)),
        180: ((-1, 0, width), (0, -1, height), (0, 0, 1)),
        270: ((0, 1, 0), (-1, 0, width), (0, 0, 1)),
    }
    return np.array(ways[degrees], np.float64)
