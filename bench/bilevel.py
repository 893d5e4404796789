"""Chooses how grey becomes black and white: ``python -m bench.bilevel --data DATA [--envelopes N]``.

Every grey check is read as it is and again from each bilevel page at 200 dots an inch, by this program's own readers;
the table says how many fields were read right and how many wrongly, and how large the pages are as Group 4 TIFF. DATA
holds real checks; those of a sample night, written with fonts and digits that no reader was trained on, are synthetic.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np

from bench.bilevel_methods import METHODS
from bench.drawn_pages import drawn_pages, unseen_hands
from bench.pages import Labelled, ours, real_checks
from lockbox.records import PageKind
from ocr.bilevel import DPI, Bilevel, at_bank_resolution, find_ink, group4_tiff
from ocr.engine import Engines
from ocr.engines import load_engines
from samples.night import RECEIVED_ON

OWN = "ours"
_FIELDS = ("courtesy_amount", "legal_amount", "date", "payee", "micr")
_FRONTS = (PageKind.CHECK, PageKind.MONEY_ORDER)
_SEED = 77
_GREY_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one method on one set: fields read right and wrong by name, bytes and seconds of each page."""

    right: Counter[str]
    wrong: Counter[str]
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]


def grey(pages: Iterable[Labelled]) -> list[Labelled]:
    """Return the pages that are not black and white already."""
    return [one for one in pages if ((one.image.gray > 0) & (one.image.gray < 255)).mean() > _GREY_SHARE]


def drawn_checks(data: Path, envelopes: int) -> Iterator[Labelled]:
    """Yield the fronts of a sample night with what they say."""
    for page in drawn_pages(unseen_hands(data, None), envelopes, seed=_SEED):
        values = {name: value for name, value in page.values.items() if value}
        if page.kind in _FRONTS and values:
            yield Labelled(page.name, page.image, values, RECEIVED_ON)


def score(pages: Sequence[Labelled], method: str, engines: Engines) -> Score:
    """Read pages as one method makes them; ``grey`` leaves them as they are."""
    right, wrong = Counter[str](), Counter[str]()
    sizes, seconds = [], []
    for page in pages:
        seen = page
        if method != "grey":
            begun = process_time()
            small = at_bank_resolution(page.image.gray, page.image.dpi)
            ink = find_ink(small) if method == OWN else METHODS[method](small)
            sizes.append(len(group4_tiff(Bilevel(ink))))
            seconds.append(process_time() - begun)
            gray = np.where(ink, 0, 255).astype(np.uint8)
            seen = replace(page, image=replace(page.image, gray=gray, dpi=DPI))
        found = held(page.truth, {name: one.said for name, one in ours(seen, engines).items() if one.accepted})
        right.update(name for name, good in found.items() if good)
        wrong.update(name for name, good in found.items() if not good)
    return Score(right, wrong, tuple(sizes), tuple(seconds))


def held(truth: Mapping[str, str | None], said: Mapping[str, str | None]) -> dict[str, bool]:
    """Return of each field that was read whether it was read as it is."""
    return {
        name: _squeezed(value) == _squeezed(truth[name])
        for name in _FIELDS
        if truth.get(name) and (value := said.get(name)) is not None
    }


def _squeezed(text: str | None) -> str:
    return re.sub(r"[^A-Z0-9*]", "", (text or "").upper())


def table(name: str, pages: Sequence[Labelled], methods: Sequence[str], engines: Engines) -> Iterator[str]:
    """Yield one set's table, Markdown: fields right / wrong, all together, size at the median, milliseconds."""
    fields = [one for one in _FIELDS if any(page.truth.get(one) for page in pages)]
    yield f"\n{len(pages)} {name}; fields right / wrong\n"
    yield f"| page | {' | '.join(one.replace('_', ' ') for one in fields)} | all | median bytes | ms |"
    yield "|---" * (len(fields) + 4) + "|"
    for method in ("grey", *methods):
        found = score(pages, method, engines)
        cells = [f"{found.right[one]} / {found.wrong[one]}" for one in fields]
        size = f"{np.median(found.sizes):,.0f}" if found.sizes else ""
        spent = f"{1000 * np.median(found.seconds):.1f}" if found.seconds else ""
        whole = f"{found.right.total()} / {found.wrong.total()}"
        yield f"| {method} | {' | '.join(cells)} | {whole} | {size} | {spent} |"


def main(words: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench.bilevel", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with pictures of real checks and digits")
    parser.add_argument("--envelopes", type=int, default=40, help="of the sample night")
    parser.add_argument("--methods", nargs="*", default=[OWN, *METHODS])
    given, engines = parser.parse_args(words), load_engines()
    sets = {
        "real checks": real_checks(given.data / "checks"),
        "drawn checks": drawn_checks(given.data, given.envelopes),
    }
    for name, pages in sets.items():
        for line in table(name, grey(pages), given.methods, engines):
            print(line, flush=True)


if __name__ == "__main__":
    main()
