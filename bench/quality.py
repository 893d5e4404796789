"""Measures the image tests: ``python -m bench.quality NIGHT [--data FOLDER] [--pages N]``.

A night is one made by ``lockbox samples``; the data folder holds pictures of real checks. Pages as they are show
how often a test fails on a good one; defects drawn on the fronts of checks and money orders, how often it finds them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np

from lockbox.image_tests import Result, judge
from lockbox.records import ImageTest, PageKind, PageReading
from lockbox.settings import Settings
from ocr.engines import load_engines
from ocr.image import NotAPage, PageImage, count_pages, open_page
from ocr.quality import measure
from ocr.read import read_page
from ocr.turn import straighten
from samples import defects
from samples.defects import Pixels

_FRONTS = (PageKind.CHECK, PageKind.MONEY_ORDER)

Draw = Callable[[Pixels, int, random.Random], Pixels]

DEFECTS: tuple[tuple[ImageTest, str, Draw], ...] = (
    (ImageTest.UNDERSIZE, "45 % of the check cut off", defects.cut_off),
    (ImageTest.OVERSIZE, "on a letter-size sheet", defects.on_a_larger_sheet),
    (ImageTest.TORN_CORNER, "corner torn off, 1.5 inches", defects.torn_corner),
    (ImageTest.TORN_CORNER, "corner folded over, 1 inch", defects.folded_corner),
    (ImageTest.TORN_EDGE, "edge torn, 0.8 inches", defects.torn_edge),
    (ImageTest.FRAMING, "bed of 0.5 inches beside it", defects.framed),
    (ImageTest.SKEW, "fed askew by 6 degrees", defects.skewed),
    (ImageTest.TOO_LIGHT, "8 % of the ink left (grey)", defects.faded),
    (ImageTest.TOO_DARK, "15 % of the light left (grey)", defects.darkened),
    (ImageTest.STREAKS, "four streaks of 0.012 inches", defects.streaked),
    (ImageTest.SPOT_NOISE, "250 specks a square inch", defects.spotted),
    (ImageTest.CARBON_STRIP, "band of 0.5 inches", defects.carbon_strip),
    (ImageTest.OUT_OF_FOCUS, "blurred by 0.025 inches (grey)", defects.blurred),
)
"""What is drawn for each test; two papers together, and front against back, need a second page."""

_NEEDS_GREY = frozenset({ImageTest.TOO_LIGHT, ImageTest.TOO_DARK, ImageTest.OUT_OF_FOCUS})


@dataclass(frozen=True, slots=True)
class Shown:
    """One page and what it was read as."""

    name: str
    image: PageImage
    kind: PageKind


def load(files: Iterable[Path]) -> Iterator[Shown]:
    """Yield every page of the files that are pages, with its kind."""
    bounds, engines = Settings().reading, load_engines()
    for file in files:
        data = file.read_bytes()
        try:
            for page in range(count_pages(data, bounds)):
                image = open_page(data, page, bounds)
                yield Shown(f"{file.name} {page + 1}", image, read_page(image, 0, engines).kind)
        except NotAPage:
            continue


def look(shown: Shown) -> tuple[PageReading, float]:
    """Return a page's measures as a reading, and the seconds of processor time they took."""
    upright = straighten(shown.image)
    begun = process_time()
    measures = measure(shown.image, upright, shown.kind)
    spent = process_time() - begun
    size = (upright.width, upright.height, shown.image.dpi)
    return PageReading(0, shown.kind, upright.rotation, *size, measures=measures), spent


def failed(shown: Shown, front: Shown | None = None) -> set[ImageTest]:
    """Return the tests that a page fails with the limits as they come."""
    other = look(front)[0] if front else None
    kind = PageKind.CHECK_BACK if front else shown.kind
    return {one.test for one in judge(look(shown)[0], Settings(), kind, other) if one.result is Result.FAILED}


def spoilt(shown: Shown, draw: Draw, chance: random.Random) -> Shown:
    """Return a page with a defect drawn on it; a black and white one stays so."""
    gray = draw(shown.image.gray, shown.image.dpi, chance)
    if is_bitonal(shown.image):
        gray = np.where(gray < 128, 0, 255).astype(np.uint8)
    return replace(shown, image=replace(shown.image, gray=np.ascontiguousarray(gray)))


def is_bitonal(image: PageImage) -> bool:
    """Say whether a page holds nothing but black and white."""
    return not bool(((image.gray > 0) & (image.gray < 255)).any())


def detection(fronts: Sequence[Shown], chance: random.Random) -> Iterator[tuple[ImageTest, str, int, int]]:
    """Yield for each defect its test, what was drawn, on how many pages it was found, and on how many it was drawn."""
    for test, what, draw in DEFECTS:
        fit = [one for one in fronts if test not in _NEEDS_GREY or not is_bitonal(one.image)]
        found = sum(test in failed(spoilt(one, draw, chance)) for one in fit)
        yield test, what, found, len(fit)
    pairs = list(zip(fronts, [*fronts[1:], *fronts[:1]], strict=True))
    found = sum(ImageTest.PIGGYBACK in failed(spoilt(one, _together(other), chance)) for one, other in pairs)
    yield ImageTest.PIGGYBACK, "another check over it", found, len(pairs)
    found = sum(ImageTest.SIZE_MISMATCH in failed(spoilt(one, defects.cut_off, chance), one) for one in fronts)
    yield ImageTest.SIZE_MISMATCH, "45 % of the back cut off", found, len(fronts)


def _together(other: Shown) -> Draw:
    def draw(page: Pixels, dpi: int, chance: random.Random) -> Pixels:
        return defects.piggyback(page, dpi, chance, other.image.gray)

    return draw


def alarms(pages: Sequence[Shown]) -> dict[ImageTest, list[str]]:
    """Return the names of the pages that fail each test as they are."""
    failures = [(page.name, failed(page)) for page in pages]
    return {test: [name for name, found in failures if test in found] for test in ImageTest}


def report(night: Sequence[Shown], real: Sequence[Shown], chance: random.Random) -> Iterator[str]:
    """Yield the table of shares, Markdown, and the time a page takes."""
    settings = Settings()
    false, false_real = alarms(night), alarms(real)
    fronts = [page for page in night if page.kind in _FRONTS]
    drawn = list(detection(fronts, chance))
    yield f"| test | by default | drawn | found | fails on sample pages | fails on real checks |\n{'|---' * 6}|"
    for test in ImageTest:
        rows = [row for row in drawn if row[0] is test] or [(test, "–", 0, 0)]
        for _, what, hits, count in rows:
            share = f"{hits} of {count}" if count else "–"
            alarm = f"{len(false[test])} of {len(night)} | {len(false_real[test])} of {len(real)}"
            yield f"| `{test}` | {settings.image_severity.of(test)} | {what} | {share} | {alarm} |"
    kinds = Counter(page.kind.value for page in night)
    yield "\nSample pages: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + "."
    for title, found in (("Sample pages that fail", false), ("Real checks that fail", false_real)):
        yield from (f"{title} `{test}`: {', '.join(names)}" for test, names in found.items() if names)
    times = [1000 * look(page)[1] for page in night]
    yield f"Measuring takes {np.median(times):.1f} ms a page, {max(times):.1f} at most."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How often the image tests find a defect, and fail on a good page.")
    parser.add_argument("night", type=Path, help="a folder made by lockbox samples")
    parser.add_argument("--data", type=Path, help="a folder with pictures of real checks")
    parser.add_argument("--pages", type=int, default=100, help="at most so many files of the night")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = sorted(file for file in (options.night / "mail").iterdir() if file.suffix != ".toml")[: options.pages]
    real = sorted(options.data.iterdir()) if options.data else []
    shown = [list(load(paths)) for paths in (files, [path for path in real if path.is_file()])]
    for line in report(shown[0], shown[1], random.Random(options.seed)):
        print(line)


if __name__ == "__main__":
    main()
