"""Pages of sample nights in hands that no reader was trained on, each with what it is and what it says.

The writing is in fonts that nobody trained on and in the digits kept back from the MNIST file; every page lies one
of four ways in the scanner and up to three degrees askew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from lockbox.records import PageKind
from lockbox.settlement import Bill, Member
from ocr.engine import Gray
from ocr.image import PageImage
from ocr.training.hands import HELD_OUT_MNIST
from samples.degrade import Scanning, any_scanning, scan
from samples.fonts import Face, covers, find_fonts
from samples.hand import Digits, any_hand
from samples.instruments import Instrument, Kind
from samples.night import RECEIVED_ON
from samples.paper import Paper
from samples.people import World
from samples.scenarios import SCENARIOS, Scenario
from samples.story import Kit, Story

TURNS = (0, 90, 180, 270)
_ASKEW = 3.0
_DARK, _SPECKS = 135, 200  # darker than any pattern; fewer such pixels are no print
_ORDERS = {Kind.POSTAL_ORDER, Kind.BANK_ORDER}
_LONE = {"nothing_inside": PageKind.BLANK, "cash": PageKind.OTHER}
"""Kinds of the pages that scenarios draw themselves; all others are letters."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One scanned page and the truth about it.

    Attributes:
        name: envelope, page and scenario.
        rotation: clockwise degrees that put it upright.
        bare: whether nothing is printed or written on it, so that it has no right way up; it may have a pattern.
        values: what its fields say, by their published names, None where nothing legible stands; empty where the
            scan spoils them all.
    """

    name: str
    image: PageImage
    kind: PageKind
    rotation: int
    bare: bool
    values: dict[str, str | None]


@dataclass(slots=True)
class _Watched(Story):
    """A story that notes what each of its papers is."""

    kinds: dict[int, tuple[PageKind, Instrument | None]] = field(default_factory=dict)

    def send(
        self,
        item: Instrument,
        pays: Sequence[Bill],
        *,
        amounts: tuple[int | None, int | None] | None = None,
        scanning: Scanning | None = None,
    ) -> Paper:
        """Put an instrument into the envelope."""
        place = len(self.pages)
        front = Story.send(self, item, pays, amounts=amounts, scanning=scanning)
        self.kinds[place] = (PageKind.MONEY_ORDER if item.kind in _ORDERS else PageKind.CHECK, item)
        self.kinds[place + 1] = (PageKind.CHECK_BACK, None)
        return front

    def coupon(self, member: Member, bill: Bill, *, enclosed: str = "", whole: bool = False) -> Paper:
        """Put a coupon or a bill into the envelope."""
        self.kinds[len(self.pages)] = (PageKind.BILL if whole else PageKind.SLIP, None)
        return Story.coupon(self, member, bill, enclosed=enclosed, whole=whole)

    def envelope(self, sender: Member) -> None:
        """Put the scan of the envelope among the pages."""
        self.kinds[len(self.pages)] = (PageKind.ENVELOPE, None)
        Story.envelope(self, sender)


def unseen_hands(data: Path, folder: Path | None) -> Kit:
    """Return what to write with: the fonts of a folder, else those of sample nights; and the digits kept back."""
    fonts = find_fonts()
    if folder is not None:
        fonts = replace(fonts, hands=tuple(Face(path) for path in sorted(folder.glob("*.ttf")) if covers(path)))
    with np.load(data / "digits" / "mnist_train.npz") as mnist:
        digits = Digits(mnist["images"][-HELD_OUT_MNIST:], mnist["labels"][-HELD_OUT_MNIST:])
    return Kit(fonts, digits)


def drawn_pages(kit: Kit, envelopes: int, seed: int) -> Iterator[DrawnPage]:
    """Yield the pages of a night as chance mixes it, the same for the same arguments."""
    chance = random.Random(f"pages {seed}")
    world = World(random.Random(f"people {seed}"), RECEIVED_ON)
    table = [one for one in SCENARIOS if one.name != "not_a_page"]
    for number, scenario in enumerate(chance.choices(table, [one.weight for one in table], k=envelopes), 1):
        story = _tell(scenario, f"{number:04d} {scenario.name}", (world, kit), chance)
        for place in range(len(story.pages)):
            turned = replace(any_scanning(chance), turn=chance.choice(TURNS), skew=chance.uniform(-_ASKEW, _ASKEW))
            yield _scanned(story, place, turned)


def envelope_pages(kit: Kit, count: int) -> Iterator[tuple[DrawnPage, ...]]:
    """Yield ordinary envelopes as they come from the scanner: a check, its back and the coupon, upright or turned."""
    chance = random.Random("envelopes")
    world = World(random.Random("payers"), RECEIVED_ON)
    scenario = next(one for one in SCENARIOS if one.name == "coupon_exact")
    for number in range(count):
        story = _tell(scenario, f"{number:04d}", (world, kit), chance)
        yield tuple(_scanned(story, place, any_scanning(chance)) for place in range(len(story.pages)))


def _tell(scenario: Scenario, name: str, within: tuple[World, Kit], chance: random.Random) -> _Watched:
    world, kit = within
    hand = any_hand(kit.fonts, chance, kit.digits if chance.random() < 0.5 else None)
    story = _Watched(name, scenario.name, scenario.outcome, scenario.reasons, world, kit, chance, hand)
    scenario.tell(story)
    return story


def _scanned(story: _Watched, place: int, scanning: Scanning) -> DrawnPage:
    paper, own = story.pages[place]
    kind, item = story.kinds.get(place, (_LONE.get(story.scenario, PageKind.LETTER), None))
    how = replace(own, turn=scanning.turn, skew=scanning.skew) if own else scanning
    pixels = scan(paper.pixels(), how, paper.dpi)
    gray: Gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    name = f"{story.name} {place + 1} {kind.value} {how.mode.value} {how.dpi} {how.turn}"
    values = _values(story, item) if item is not None and own is None else {}
    bare = int((paper.pixels().min(axis=2) < _DARK).sum()) < _SPECKS
    return DrawnPage(name, PageImage(gray, how.dpi), kind, (360 - how.turn) % 360, bare, values)


def _values(story: Story, item: Instrument) -> dict[str, str | None]:
    """Return what the face of an instrument says, None where nothing legible stands there."""
    row = next(one for one in reversed(story.truth) if one.serial == item.serial.lstrip("0"))
    values: dict[str, str | None] = {
        "courtesy_amount": row.courtesy_amount or None,
        "legal_amount": row.legal_amount or None,
        "date": row.check_date or None,
        "payee": item.payee,
    }
    if story.scenario != "smudged_code_line":
        values["micr"] = "".join(item.cells.split())
    return values
