"""Measures code lines on whole checks: ``python -m bench.code_lines --count 20`` draws, wears and reads them.

Every check is drawn by ``samples`` from a seed, so that the set is the same on every machine; its figures are
*synthetic*. A line counts as right where every character is, blanks left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import cv2
import numpy as np
from numpy.typing import NDArray

from lockbox.micr import UNREAD, Micr, check_digit
from lockbox.records import Field, PageKind, PageReading
from lockbox.settings import ReadingSettings
from ocr.engine import Engines
from ocr.engines import load_engines
from ocr.image import open_page
from ocr.interpret_check import read_micr_line
from ocr.read_check import find_band
from ocr.views import lay_out_best
from samples.checks import draw_check
from samples.degrade import Mode, Scanning, scan
from samples.fonts import Fonts, find_fonts
from samples.hand import Writer, any_hand
from samples.instruments import Bank, Instrument, Kind, account_number, code_line

Pixels = NDArray[np.uint8]

BAND_INCHES = 0.625
_KINDS = (Kind.PERSONAL, Kind.PERSONAL, Kind.BUSINESS, Kind.CASHIERS, Kind.BILL_PAY)
_LEADS = ("01", "02", "03", "05", "07", "09", "10", "11", "12", "21", "26", "31", "32")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One check as an image file, and what its code line says.

    Attributes:
        image: PNG or JPEG.
        text: the characters, blanks left out.
        routing: its routing number.
    """

    condition: str
    dpi: int
    image: bytes
    text: str
    routing: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How a set was read: counts of ``checks``, and processor time for finding and reading the line.

    Attributes:
        exact: every character as printed, whatever the confidence.
        valued: some value was given; ``whole`` of them without a character marked as unread.
        wrong_values: of those valued, with a character that is not what was printed.
        wrong_routings: of those valued, with another routing number than the printed one.
    """

    condition: str
    dpi: int
    checks: int
    found: int
    exact: int
    valued: int
    whole: int
    wrong_values: int
    wrong_routings: int
    milliseconds: float


def draw_code_line(condition: str, dpi: int, seed: int, fonts: Fonts) -> CodeLine:
    """Draw one check whose code line suffers what ``condition`` (a key of ``CONDITIONS``) names."""
    rng = random.Random(f"{condition} {dpi} {seed}")
    item = _any_instrument(rng)
    page = draw_check(item, fonts, Writer(any_hand(fonts, rng), rng), dpi).pixels()
    image = CONDITIONS[condition](page, dpi, rng)
    return CodeLine(condition, dpi, image, item.cells.replace(" ", ""), item.bank.routing)


def _any_instrument(rng: random.Random) -> Instrument:
    """Return a filled-in check of a bank that does not exist, one in five with its amount encoded."""
    kind = rng.choice(_KINDS)
    eight = rng.choice(_LEADS) + f"{rng.randrange(10**6):06d}"
    bank = Bank("Bank of Elsewhere", "Elsewhere, MA", eight + check_digit(eight))
    account, serial = account_number(rng), f"{rng.randrange(101, 99999):0{rng.choice((3, 4, 6))}d}"
    cents = rng.randrange(1000, 200000)
    cells = code_line(kind, bank, account, serial, rng)
    if rng.random() < 0.2:
        cells = f"{cells[:53]}B{cents:010d}B" if not cells[53:].strip() else cells
    figures = f"{cents // 100}.{cents % 100:02d}"
    return Instrument(
        kind=kind,
        bank=bank,
        drawer=("Jordan Example", "12 Sample Street", "Elsewhere, MA 01001"),
        payee="Health Connector",
        cents=cents,
        figures=figures,
        words=f"{cents // 100} and {cents % 100:02d}/100",
        day=dt.date(2026, 3, 12),
        date="3/12/2026",
        memo="premium",
        signature="Jordan Example",
        account=account,
        serial=serial,
        cells=cells,
    )


def _scanned(page: Pixels, dpi: int, rng: random.Random, how: Scanning) -> bytes:
    done = scan(page, replace(how, dpi=dpi, seed=rng.getrandbits(48)), dpi)
    return _file(done, ".png")


def _clean(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    return _scanned(page, dpi, rng, Scanning(Mode.GREY, skew=rng.gauss(0, 0.3), noise=3))


def _bitonal(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    return _scanned(page, dpi, rng, Scanning(Mode.BITONAL, skew=rng.gauss(0, 0.4), noise=rng.uniform(2, 12)))


def _jpeg(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    done = scan(page, Scanning(Mode.GREY, dpi, rng.gauss(0, 0.4), noise=4, blur=0.7, seed=rng.getrandbits(48)), dpi)
    return _file(done, ".jpg", rng.randrange(18, 50))


def _skewed(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    skew = rng.choice((-1, 1)) * rng.uniform(1.2, 3)
    return _scanned(page, dpi, rng, Scanning(rng.choice((Mode.GREY, Mode.BITONAL)), skew=skew))


def _faint(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Print the line with a ribbon that is nearly spent."""
    _fade(page, dpi, np.float32(rng.uniform(0.35, 0.6)))
    return _scanned(page, dpi, rng, Scanning(Mode.GREY, noise=rng.uniform(2, 8)))


def _broken(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Let flakes of the line's ink be missing."""
    chance = np.random.default_rng(rng.getrandbits(48))
    rows = round(BAND_INCHES * dpi)
    cells = chance.random((max(1, rows * 60 // dpi), max(1, page.shape[1] * 60 // dpi)), dtype=np.float32)
    kept = cv2.resize(cells, (page.shape[1], rows), interpolation=cv2.INTER_LINEAR) > rng.uniform(0.12, 0.28)
    _fade(page, dpi, np.asarray(kept, np.float32)[:, :, None])
    return _bitonal(page, dpi, rng)


def _overwritten(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Let a signature's loops and the tails of letters run down into the line."""
    height, width = page.shape[:2]
    ink = rng.choice(((20, 24, 60), (28, 44, 120), (16, 16, 20)))
    for _ in range(rng.randrange(2, 5)):
        x, top = rng.uniform(0.1, 0.9) * width, height - rng.uniform(0.6, 0.9) * dpi
        depth, lean, loop = rng.uniform(0.35, 0.62) * dpi, rng.uniform(-0.3, 0.1) * dpi, rng.uniform(0.02, 0.14) * dpi
        turn = np.linspace(0, 1, 40)
        down = top + depth * np.sin(np.pi * turn)
        across = x + lean * np.sin(np.pi * turn / 2) + loop * np.sin(2 * np.pi * turn)
        line = np.round(np.stack((across, down), axis=1) * 8).astype(np.int32)
        cv2.polylines(page, [line], False, ink, max(1, round(dpi * rng.uniform(0.008, 0.016))), cv2.LINE_AA, 3)
    return _bitonal(page, dpi, rng) if rng.random() < 0.5 else _clean(page, dpi, rng)


def _stamped(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Stamp a word across the line, paler than its ink."""
    height, width = page.shape[:2]
    layer = np.zeros((height, width), np.uint8)
    word = rng.choice(("DEPOSITED", "MAR 12 2026", "PAID", "TELLER 4"))
    place = (round(rng.uniform(0.1, 0.6) * width), height - round(rng.uniform(0.1, 0.45) * dpi))
    cv2.putText(layer, word, place, cv2.FONT_HERSHEY_SIMPLEX, dpi / 110, 255, max(1, dpi // 70), cv2.LINE_AA)
    share = layer[:, :, None] / 255 * rng.uniform(0.25, 0.6)
    colour = np.array(rng.choice(((150, 30, 40), (70, 70, 78), (40, 60, 140))))
    inked = np.minimum(page, page * (1 - share) + colour * share)
    return _clean(np.asarray(inked, np.uint8), dpi, rng)


def _photo(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Photograph the check on a desk: keystoned, in uneven light, soft and squeezed."""
    height, width = page.shape[:2]
    edge = round(0.15 * dpi)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = [(x + edge + rng.uniform(0, 0.012) * width, y + edge + rng.uniform(0, 0.012) * width) for x, y in corners]
    matrix = cv2.getPerspectiveTransform(corners, np.array(moved, np.float32))
    size = (width + 2 * edge, height + 2 * edge)
    desk = (rng.randrange(40, 120),) * 3
    shot = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA, borderValue=desk).astype(np.float32)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    across, down = np.cos(rng.uniform(0, 7)) / size[0], np.sin(rng.uniform(0, 7)) / size[1]
    light = 1 - rng.uniform(0.1, 0.45) * (across * x + down * y)
    shot = cv2.GaussianBlur(shot * light.clip(0.35, 1.1)[:, :, None], (0, 0), rng.uniform(0.6, 1.1) * dpi / 200)
    return _file(np.clip(shot, 0, 255).astype(np.uint8), ".jpg", rng.randrange(40, 85))


def _desk(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Photograph the check from farther away: it takes up half to nine tenths of the width, askew, on a plain desk."""
    height, width = page.shape[:2]
    across = round(width / rng.uniform(0.5, 0.9))
    down = max(round(across * rng.choice((0.56, 0.75))), round(1.25 * height))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = np.radians(rng.uniform(-6, 6))
    level = (corners - (width / 2, height / 2)) @ np.array(
        [(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]
    )
    bent = np.array([(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in corners]) * 0.015 * width
    matrix = cv2.getPerspectiveTransform(corners, np.asarray(level + bent + (across / 2, down / 2), np.float32))
    desk = (rng.randrange(30, 190),) * 3
    shot = cv2.warpPerspective(page, matrix, (across, down), flags=cv2.INTER_AREA, borderValue=desk)
    noisy = shot + np.random.default_rng(rng.getrandbits(48)).normal(0, 3, shot.shape)
    shot = cv2.GaussianBlur(noisy, (0, 0), rng.uniform(0.5, 1.0) * dpi / 200)
    return _file(np.clip(shot, 0, 255).astype(np.uint8), ".jpg", rng.randrange(50, 90))


def _shaded(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Let a shadow fall over one end of the check."""
    width = page.shape[1]
    edge, soft = rng.uniform(0.2, 0.8) * width, rng.uniform(0.02, 0.2) * dpi
    light = np.interp(np.arange(width), (edge - soft, edge + soft), (1.0, rng.uniform(0.35, 0.7)))
    lit = page * (light if rng.random() < 0.5 else light[::-1])[None, :, None]
    return _file(lit.astype(np.uint8), ".jpg", rng.randrange(50, 90))


def _small(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    """Show the check as a web page does: at 90 to 130 dots an inch, squeezed."""
    factor = rng.uniform(90, 130) / dpi
    less = cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return _file(np.asarray(less, np.uint8), ".jpg", rng.randrange(50, 90))


def _turned(page: Pixels, dpi: int, rng: random.Random) -> bytes:
    return _scanned(page, dpi, rng, Scanning(rng.choice((Mode.GREY, Mode.BITONAL)), turn=rng.choice((90, 180, 270))))


CONDITIONS: dict[str, Callable[[Pixels, int, random.Random], bytes]] = {
    "clean": _clean,
    "bitonal": _bitonal,
    "jpeg": _jpeg,
    "skewed": _skewed,
    "faint": _faint,
    "broken": _broken,
    "overwritten": _overwritten,
    "stamped": _stamped,
    "photo": _photo,
    "desk": _desk,
    "shaded": _shaded,
    "small": _small,
    "turned": _turned,
}
"""What happens to the check, by name."""


def _fade(page: Pixels, dpi: int, keep: NDArray[np.float32] | np.float32) -> None:
    """Keep a share of the ink in the band, 1 all of it; what was printed or written there fades with the line."""
    rows = slice(page.shape[0] - round(BAND_INCHES * dpi), None)
    band = page[rows].astype(np.float32)
    paper = np.float32(np.percentile(band, 90))
    page[rows] = np.clip(paper - (paper - band) * keep, 0, 255).astype(np.uint8)


def _file(image: Pixels, suffix: str, quality: int = 95) -> bytes:
    shown = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    how = (cv2.IMWRITE_JPEG_QUALITY, quality) if suffix == ".jpg" else ()
    return bytes(cv2.imencode(suffix, shown, how)[1].tobytes())


def read_code_line(image: bytes, engines: Engines) -> Field[Micr]:
    """Return the code line of one check's face as the program reads it, without its other fields."""
    page = open_page(image, 0, ReadingSettings())
    _, seen = find_band(lay_out_best(page, engines))
    height, width = page.gray.shape
    reading = PageReading(0, PageKind.CHECK, 0, width, height, page.dpi, seen)
    return read_micr_line(reading, ReadingSettings().micr_bound)


def measure(lines: list[CodeLine], engines: Engines) -> Figure:
    """Read the checks of one condition and compare."""
    start = time.process_time()
    reads = [read_code_line(line.image, engines) for line in lines]
    spent = time.process_time() - start
    pairs = list(zip(lines, reads, strict=True))
    values = [(line, read.value) for line, read in pairs if read.value is not None]
    return Figure(
        condition=lines[0].condition,
        dpi=lines[0].dpi,
        checks=len(lines),
        found=sum(bool(read.text) for read in reads),
        exact=sum(read.text == line.text for line, read in pairs),
        valued=len(values),
        whole=sum(UNREAD not in micr.text for _, micr in values),
        wrong_values=sum(not fits(micr.text, line.text) for line, micr in values),
        wrong_routings=sum(micr.routing not in ("", line.routing) for line, micr in values),
        milliseconds=1000 * spent / len(lines),
    )


def fits(read: str, text: str) -> bool:
    """Say whether a line is as printed wherever it was read: an unread character may be one, none or several."""
    return bool(re.fullmatch(read.replace(UNREAD, ".{0,3}"), text))


def bench_code_lines(count: int, seed: int = 1) -> Iterator[Figure]:
    """Yield one figure for every condition at 200 and at 300 dots an inch."""
    cv2.setNumThreads(1)
    fonts, engines = find_fonts(), load_engines()
    for condition in CONDITIONS:
        for dpi in (200, 300):
            lines = [draw_code_line(condition, dpi, seed + place, fonts) for place in range(count)]
            yield measure(lines, engines)


def main() -> None:
    """Parse the command line, measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="checks of each condition and resolution")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    heads = ("n", "found", "exact", "valued", "whole", "wrong", "bank", "ms")
    print(f"{'condition':12} {'dpi':>4}", *(f"{head:>6}" for head in heads))
    for one in bench_code_lines(given.count, given.seed):
        values = (one.valued, one.whole, one.wrong_values, one.wrong_routings)
        counts = (one.checks, one.found, one.exact, *values)
        print(f"{one.condition:12} {one.dpi:4}", *(f"{n:6}" for n in counts), f"{one.milliseconds:6.1f}", flush=True)


if __name__ == "__main__":
    main()
