"""All readers on all sets, side by side: what ``lockbox bench readers`` runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import cv2

from bench import reader_carriers, reader_code_lines, reader_lines, reader_pages, reader_roster
from bench.drawn_pages import unseen_hands
from bench.outcomes import Figure, Outcome, figure
from bench.reader_envelopes import EnvelopeCost, envelope_costs
from bench.reader_plots import save_plots
from bench.reader_tables import markdown
from lockbox.settings import ReadingSettings
from ocr.engine import Engines
from ocr.engines import load_engines
from samples.story import Kit


@dataclass(frozen=True)
class Bench:
    """What is measured with.

    Attributes:
        data: the folder that ``ocr/training/README.md`` describes; a set whose data is not there is left out.
        fonts: a folder of handwriting fonts that no reader was trained on; None for those of sample nights.
        count: how many lines or pages are drawn for a set, in proportion.
    """

    data: Path
    fonts: Path | None
    count: int

    @cached_property
    def engines(self) -> Engines:
        """The readers of the program."""
        return load_engines()

    @cached_property
    def kit(self) -> Kit:
        """What synthetic sets are written with."""
        return unseen_hands(self.data, self.fonts)


_BOUNDS = ReadingSettings()
_SETS: Mapping[str, Callable[[Bench], Iterator[Outcome]]] = {
    "code-lines": lambda bench: reader_lines.code_lines(bench.data, _BOUNDS),
    "checks-code-lines": lambda bench: reader_code_lines.code_lines_on_checks(bench.count // 10, bench.engines),
    "numbers": lambda bench: reader_lines.numbers(bench.data, bench.count, _BOUNDS),
    "roster": lambda bench: reader_roster.named_ids(bench.data, 5 * bench.count),
    "pens": lambda bench: reader_lines.pen_crops(bench.data, _BOUNDS),
    "checks": lambda bench: reader_pages.checks(bench.data, bench.engines),
    "carriers": lambda bench: reader_carriers.carriers(bench.kit, 2 * bench.count),
    "pages": lambda bench: reader_pages.drawn(bench.kit, bench.count // 2, bench.engines),
}
_ENVELOPES = "envelopes"
READER_SETS = (*_SETS, _ENVELOPES)
"""The sets by the names that the command line gives them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All answers, the figures they come to, and what an envelope costs."""

    outcomes: tuple[Outcome, ...]
    figures: tuple[Figure, ...]
    costs: tuple[EnvelopeCost, ...]


def measure_readers(bench: Bench, only: Collection[str], report: Callable[[str], None]) -> Measured:
    """Read all sets with all readers, or those sets that are named.

    Args:
        bench: what to measure with.
        only: names of ``READER_SETS``; all where empty.
        report: is told the name of every set that is done.
    """
    cv2.setNumThreads(1)
    found: list[Outcome] = []
    for name, read in _SETS.items():
        if not only or name in only:
            found += [outcome for outcome in read(bench) if outcome.answers]
            report(name)
    costs: tuple[EnvelopeCost, ...] = ()
    if not only or _ENVELOPES in only:
        costs = tuple(envelope_costs(bench.data, bench.fonts, max(2, bench.count // 20)))
        report(_ENVELOPES)
    return Measured(tuple(found), tuple(map(figure, found)), costs)


def write_measured(folder: Path, measured: Measured) -> None:
    """Write ``readers.md``, ``readers.json`` with every mistake, and the plots to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "readers.md").write_text(markdown(measured.figures, measured.costs, measured.outcomes), encoding="utf-8")
    told = {
        "figures": [asdict(one) for one in measured.figures],
        "envelopes": [asdict(one) for one in measured.costs],
        "mistakes": [
            {"set": one.set, "field": one.field, "reader": one.reader, **asdict(answer)}
            for one in measured.outcomes
            for answer in one.answers
            if not answer.right
        ],
    }
    (folder / "readers.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    save_plots(folder, measured.outcomes, measured.figures)
