"""Measures what an envelope costs, stage by stage: ``python -m bench.speed NIGHT [--envelopes N]``.

A night is one made by ``lockbox samples``. All times are of processor time on one core, so that they hold on a
busy machine as well. Readers are timed by standing between them and the page, the steps before them by calling
them alone. In the same run Tesseract and PP-OCR read the same pages whole, in the same process and on one thread.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time
from typing import TypeVar

from batches.intake import take_in
from bench.pages import TextReader, whole_page_paddle, whole_page_tesseract
from lockbox.records import Envelope, Zone
from lockbox.settings import Settings
from lockbox.settlement import Known
from matching.decide import Context, decide
from matching.match import find_payer
from matching.roster import Roster, parse_roster
from ocr.engine import CodeRead, CodeReader, Engines, Gray, LineRead, LineReader
from ocr.engines import load_engines
from ocr.image import open_page
from ocr.interpret import interpret
from ocr.layout import find_layout
from ocr.quality import with_contrast
from ocr.read import read, read_page
from ocr.turn import straighten

RECEIVED = dt.date(2026, 11, 20)
"""The day on which mail without a batch ticket came in."""

READERS = {"micr": "code line", "print": "print", "digits": "writing", "words": "writing", "second": "writing"}
PAGE_STAGES = ("decode", "straighten", "layout", "codes", "code line", "print", "writing", "other")
ENVELOPE_STAGES = ("read", "interpret", "match", "decide")
OURS = "whole"
PLAIN = ("Tesseract", "PP-OCR")

_T = TypeVar("_T")


class Clock:
    """Processor time by stage, in seconds, and how many pages or envelopes it is for."""

    def __init__(self) -> None:
        """Start with nothing measured."""
        self.count = 0
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, stage: str, work: Callable[[], _T]) -> _T:
        """Do a piece of work and count its time towards a stage."""
        begun = process_time()
        done = work()
        self.spent[stage] += process_time() - begun
        return done

    def add(self, other: Clock) -> None:
        """Count what another clock measured."""
        self.count += 1
        for stage, seconds in other.spent.items():
            self.spent[stage] += seconds

    def each(self, stage: str) -> float:
        """Return milliseconds of a stage for one of those counted."""
        return 1000 * self.spent[stage] / max(1, self.count)


class TimedLines:
    """A line reader whose time is counted."""

    def __init__(self, reader: LineReader, clock: Clock, stage: str) -> None:
        """Stand before a reader."""
        self._reader, self._clock, self._stage = reader, clock, stage
        self.name, self.fingerprint = reader.name, reader.fingerprint

    def read(self, crops: Sequence[Gray], alphabet: str) -> tuple[LineRead, ...]:
        """Read as the reader does."""
        return self._clock.time(self._stage, lambda: self._reader.read(crops, alphabet))


class TimedCodes:
    """A reader of bar codes whose time is counted."""

    def __init__(self, reader: CodeReader, clock: Clock) -> None:
        """Stand before a reader."""
        self._reader, self._clock = reader, clock
        self.name, self.fingerprint = reader.name, reader.fingerprint

    def read(self, page: Gray) -> tuple[CodeRead, ...]:
        """Read as the reader does."""
        return self._clock.time("codes", lambda: self._reader.read(page))


def timed(engines: Engines, clock: Clock) -> Engines:
    """Return the readers with their time counted."""
    lines = {role: TimedLines(getattr(engines, role), clock, stage) for role, stage in READERS.items()}
    return replace(engines, codes=TimedCodes(engines.codes, clock), **lines)


def measure_page(data: bytes, page: int, engines: Engines, plain: Sequence[TextReader]) -> tuple[str, Clock]:
    """Return what kind a page is and the time of every stage, of the whole, and of the plain readers of whole pages."""
    clock = Clock()
    image = clock.time("decode", lambda: open_page(data, page, Settings().reading))
    reading = clock.time(OURS, lambda: read_page(image, 0, timed(engines, clock)))
    for name, reader in zip(PLAIN, plain, strict=True):
        clock.time(name, partial(reader, image))
    drawn_out = replace(image, gray=with_contrast(image.gray))
    upright = clock.time("straighten", lambda: straighten(drawn_out))
    coded = any(seen.zone is Zone.BARCODE for seen in reading.sightings)
    clock.time("layout", lambda: find_layout(upright.gray, upright.dpi, ruled=not coded))
    clock.spent[OURS] += clock.spent["decode"]
    clock.spent["other"] = clock.spent[OURS] - sum(clock.spent[stage] for stage in PAGE_STAGES if stage != "other")
    return reading.kind.value, clock


def measure_envelope(envelope: Envelope, fetch: Callable[[str], bytes], engines: Engines, context: Context) -> Clock:
    """Return the time of an envelope's way from its scans to its decisions."""
    clock, settings = Clock(), context.settings
    reading = clock.time("read", lambda: read(envelope, fetch, engines, settings.reading))
    meaning = clock.time("interpret", lambda: interpret(reading, envelope, settings, context.received_on))
    matches = clock.time("match", lambda: find_payer(meaning, context.roster, context.known, settings))
    clock.time("decide", lambda: decide(meaning, matches, context))
    return clock


def measure(night: Path, most: int) -> tuple[dict[str, Clock], Clock]:
    """Measure a night: the clock of each kind of page, and that of the envelopes."""
    store: dict[str, bytes] = {}

    def put(data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        store[name] = data
        return name

    settings, engines = Settings(), load_engines()
    plain = (whole_page_tesseract(), whole_page_paddle())
    roster = Roster.of(parse_roster((night / "roster.csv").read_text("utf-8-sig")))
    batch = take_in(night / "mail", put, settings.reading, RECEIVED)
    context = Context(roster, Known(), settings, batch.received_on)
    kinds: dict[str, Clock] = defaultdict(Clock)
    envelopes = Clock()
    for envelope in [one for one in batch.envelopes if one.scans][:most]:
        envelopes.add(measure_envelope(envelope, store.__getitem__, engines, context))
        for scan in envelope.scans:
            kind, clock = measure_page(store[scan.sha256], scan.page, engines, plain)
            kinds[kind].add(clock)
    return kinds, envelopes


def table(rows: Iterable[tuple[str, Clock]], stages: Sequence[str]) -> str:
    """Return milliseconds by row and stage as a Markdown table."""
    lines = ["| | of these | " + " | ".join(stages) + " |", "|---" * (len(stages) + 2) + "|"]
    for name, clock in rows:
        cells = (f"{clock.each(stage):.1f}" for stage in stages)
        lines.append(f"| {name} | {clock.count} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What an envelope costs, stage by stage.")
    parser.add_argument("night", type=Path, help="a folder made by lockbox samples")
    parser.add_argument("--envelopes", type=int, default=40)
    options = parser.parse_args()
    kinds, envelopes = measure(options.night, options.envelopes)
    rows = sorted(kinds.items(), key=lambda row: (-row[1].count, row[0]))
    print("Milliseconds of one core, each:\n")
    print(table(rows, (*PAGE_STAGES, OURS, *PLAIN)) + "\n")
    print(table([("envelope", envelopes)], ENVELOPE_STAGES) + "\n")
    ours, *theirs = (sum(clock.spent[stage] for clock in kinds.values()) for stage in (OURS, *PLAIN))
    for name, seconds in zip(PLAIN, theirs, strict=True):
        print(f"{name} takes {seconds / ours:.1f} times as long to read the same pages whole.")


if __name__ == "__main__":
    main()
