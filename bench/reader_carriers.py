"""The insurance company from a written name: twenty companies by name or alias, misspelt now and then, and none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import process_time

import cv2
import numpy as np

from bench.outcomes import Answer, Outcome
from bench.reader_lines import timed_read
from lockbox.carrier_lattice import read_carriers
from lockbox.carriers import CARRIERS, Carrier
from lockbox.records import Coverage
from ocr import text_reader
from ocr.engine import TEXT, Gray, LineReader
from samples.degrade import any_scanning, scan
from samples.hand import Writer, any_hand
from samples.ordinary import misspell
from samples.paper import Paper
from samples.story import Kit

_MEDICAL = (Coverage.MEDICAL,)
TWENTY = (
    *CARRIERS,
    Carrier("Aetna", _MEDICAL, ("Aetna Health", "Aetna CVS Health")),
    Carrier("Cigna", _MEDICAL, ("Cigna Healthcare", "Cigna Health")),
    Carrier("Kaiser Permanente", _MEDICAL, ("Kaiser", "Kaiser Health Plan")),
    Carrier("Oscar Health", _MEDICAL, ("Oscar", "Oscar Insurance")),
    Carrier("Molina Healthcare", _MEDICAL, ("Molina",)),
    Carrier("Ambetter", _MEDICAL, ("Ambetter Health", "Celtic Insurance")),
    Carrier("Humana Dental", (Coverage.DENTAL,), ("Humana",)),
)[:20]
"""The usual companies and some of other exchanges."""

_NOBODY = (
    "Health Connector", "Rent November", "National Grid", "John Harrington", "Mary Flaherty", "Happy Birthday",
    "Tuition", "Member ID", "December premium", "Thank you", "Eversource", "14 Fallen Oak Rd", "Guard duty",
    "Bluefield Ave",
    "Harvard Square", "Unitarian Church", "Delia Alvarez", "Alton Street", "Welles Avenue", "Pilgrim Rd", "Oscar Reyes",
)  # fmt: skip
"""What else people write on a memo line; some of it looks like a company."""
_MISSPELT, _NONE = 0.3, 0.2
_DARK, _MARGIN = 205, 8


@dataclass(frozen=True, slots=True)
class Written:
    """A line of writing, its text, and the company it names, if any."""

    crop: Gray
    text: str
    carrier: str | None


def carriers(kit: Kit, count: int) -> Iterator[Outcome]:
    """Read written names; ours decides the company, all readers are compared by their exact text."""
    lines = list(written(kit, count))
    ours, second, plain = text_reader.load_words(), text_reader.load_second(), text_reader.load_print()
    yield Outcome("written company, decided", "drawn", "carrier", ours.name, tuple(decided(lines, ours)), ours=True)
    for reader in (ours, second, plain):
        answers = []
        for line in lines:
            read, spent = timed_read(reader, line.crop, TEXT)
            said = "".join(read.text.split()).casefold()
            true = "".join(line.text.split()).casefold()
            answers.append(Answer(line.text, said, true, read.confidence, accepted=False, milliseconds=spent))
        yield Outcome(
            "written company, exact text", "drawn", "company text", reader.name, tuple(answers), ours=reader is ours
        )


def decided(lines: list[Written], reader: LineReader) -> Iterator[Answer]:
    """Yield which company each line is taken to name."""
    for line in lines:
        begun = process_time()
        read, _ = timed_read(reader, line.crop, TEXT)
        seen = read_carriers(read.text, read.lattice, TWENTY)
        spent = 1000 * (process_time() - begun)
        said = seen[0].name if len(seen) == 1 else None
        sure = seen[0].likeness if said else 0
        yield Answer(f"{line.text} | {read.text}", said, line.carrier, sure, said is not None, spent)


def written(kit: Kit, count: int) -> Iterator[Written]:
    """Yield lines of writing, the same for the same fonts and count."""
    chance = random.Random("carriers")
    for _ in range(count):
        carrier = None if chance.random() < _NONE else chance.choice(TWENTY)
        text = chance.choice((carrier.name, *carrier.aliases)) if carrier else chance.choice(_NOBODY)
        if carrier and len(text) > 5 and chance.random() < _MISSPELT:
            text = misspell(text, chance)
        yield Written(_line(kit, text, chance), text, carrier.name if carrier else None)


def _line(kit: Kit, text: str, chance: random.Random) -> Gray:
    """Write a text on a slip of paper, scan it, and cut the line out."""
    hand = any_hand(kit.fonts, chance)
    paper = Paper(4.0, 0.9, 200, (250, 250, 247))
    Writer(hand, chance).write(paper, (0.3, 0.5), text, chance.uniform(0.13, 0.19), 3.4)
    pixels = scan(paper.pixels(), replace(any_scanning(chance), turn=0, skew=0.0), paper.dpi)
    gray: Gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    dark = cv2.GaussianBlur(gray, (0, 0), 1.2) < _DARK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return gray
    top, left = max(0, rows[0] - _MARGIN), max(0, columns[0] - _MARGIN)
    return np.ascontiguousarray(gray[top : rows[-1] + _MARGIN, left : columns[-1] + _MARGIN])
