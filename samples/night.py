"""Makes a night of mail: scans, batch ticket, roster and truth table, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lockbox.money import format_dollars, parse_dollars
from lockbox.records import Coverage
from samples.crowd import fill
from samples.degrade import Mode, Scanning, any_scanning, scan
from samples.files import Format, Sheet, encode
from samples.fonts import find_fonts
from samples.hand import Digits, any_hand
from samples.people import World
from samples.scenarios import SCENARIOS, Scenario
from samples.story import Kit, Story
from samples.truth import Truth, truth_csv

RECEIVED_ON = dt.date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Options:
    """How a night is made, beyond its size and seed.

    Attributes:
        received_on: the day the mail came in.
        fonts_dir: a folder with further handwriting fonts (``*.ttf``), or None.
        digits: an .npz of real handwritten digits (``images``, ``labels``), or None.
        scanner: how pages are scanned.
        hands: how many of the hands found are used, the neatest first; None for all.
        scenarios: the table to draw from.
        members: how many people are on the roster at least, those who did not write included.
    """

    received_on: dt.date = RECEIVED_ON
    fonts_dir: Path | None = None
    digits: Path | None = None
    scanner: Callable[[random.Random], Scanning] = any_scanning
    hands: int | None = None
    scenarios: tuple[Scenario, ...] = SCENARIOS
    members: int = 0


def make_night(out: Path, count: int, seed: int, options: Options | None = None) -> None:
    """Write a night of ``count`` envelopes to ``out``: ``mail/``, ``roster.csv`` and ``truth.csv``.

    Where a bill was paid by another channel, ``payments.csv`` says so.

    The same arguments with the same fonts and libraries give the same bytes.

    Args:
        out: a folder, made if it is not there.
        count: envelopes in all, at least 1.
        seed: the chance of the night.
        options: how it is made; the default is the usual mixture.

    Raises:
        FontsMissingError: the fonts to draw with are not installed.
    """
    choice = options or Options()
    make_mail(out, _draw(choice.scenarios, count, seed), seed, choice)


def make_mail(out: Path, scenarios: Sequence[Scenario], seed: int, options: Options) -> None:
    """Write the envelopes of the given scenarios, in their order, with ticket, roster and truth."""
    world = World(random.Random(f"world {seed}"), options.received_on)
    digits = Digits.load(options.digits) if options.digits else None
    fonts = find_fonts(options.fonts_dir)
    kit = Kit(replace(fonts, hands=fonts.hands[: options.hands]), digits)
    mail = out / "mail"
    mail.mkdir(parents=True, exist_ok=True)
    late: list[Story] = []
    truth: list[Truth] = []
    for place, scenario in enumerate(scenarios):
        story = _tell(scenario, f"E{place + 1:04d}", seed, (world, kit))
        late += [story.twin] if story.twin else []
        truth += _write(story, mail, options)
    for story in late:
        truth += _write(story, mail, options)
    _enrol_neighbours(world, len(scenarios))
    fill(world, options.members)
    (mail / "batch.toml").write_text(_ticket(truth, options.received_on), encoding="utf-8")
    (out / "roster.csv").write_text(world.roster_csv(), encoding="utf-8")
    (out / "truth.csv").write_text(truth_csv(truth), encoding="utf-8")
    if world.paid:
        (out / "payments.csv").write_text(world.payments_csv(), encoding="utf-8")


def _draw(table: Sequence[Scenario], count: int, seed: int) -> list[Scenario]:
    """Return scenarios by their weights that make exactly ``count`` envelopes together."""
    chance = random.Random(f"plan {seed}")
    drawn: list[Scenario] = []
    left = count
    while left:
        fitting = [scenario for scenario in table if scenario.envelopes <= left]
        drawn += chance.choices(fitting, [scenario.weight for scenario in fitting])
        left -= drawn[-1].envelopes
    return drawn


def _tell(scenario: Scenario, name: str, seed: int, within: tuple[World, Kit]) -> Story:
    world, kit = within
    chance = random.Random(f"envelope {seed} {name}")
    hand = any_hand(kit.fonts, chance, kit.digits)
    story = Story(name, scenario.name, scenario.outcome, scenario.reasons, world, kit, chance, hand)
    scenario.tell(story)
    return story


def _write(story: Story, mail: Path, options: Options) -> list[Truth]:
    """Scan the pages of an envelope into one file or several, and return the truth about it."""
    for number, (extension, data) in enumerate(story.strays, 1):
        name = (
            f"{story.name}.{extension}" if number == 1 and not story.pages else f"{story.name}_{9 + number}.{extension}"
        )
        (mail / name).write_bytes(data)
    if story.pages:
        usual = options.scanner(story.rng)
        sheets = [_scan_page(story, place, usual, options) for place in range(len(story.pages))]
        _write_sheets(story, mail, sheets)
    return story.finish()


def _scan_page(story: Story, place: int, usual: Scanning, options: Options) -> Sheet:
    """Scan one page as the envelope's others, but for skew, turn and noise."""
    paper, own = story.pages[place]
    single = options.scanner(story.rng)
    how = own or replace(usual, skew=single.skew, turn=single.turn, seed=single.seed)
    return Sheet(scan(paper.pixels(), how, paper.dpi), how.mode is Mode.BITONAL, how.dpi)


def _write_sheets(story: Story, mail: Path, sheets: list[Sheet]) -> None:
    forms = (Format.TIFF, Format.PDF, Format.PNG, Format.JPEG)
    form = story.rng.choices(forms, (12, 3, 2, 2))[0]
    if any(sheet.bitonal for sheet in sheets):
        form = Format.TIFF if form is Format.JPEG else form
    elif form is Format.PNG and story.rng.random() < 0.5:
        form = Format.JPEG
    if form in {Format.TIFF, Format.PDF} and story.rng.random() < 0.8:
        (mail / f"{story.name}.{form.value}").write_bytes(encode(sheets, form))
        return
    for number, sheet in enumerate(sheets, 1):
        lossless = story.rng.random() < 0.2
        (mail / f"{story.name}_{number}.{form.value}").write_bytes(encode([sheet], form, lossless=lossless))


def _enrol_neighbours(world: World, count: int) -> None:
    """Put people on the roster who did not write tonight."""
    for _ in range(20 + count // 2):
        kind = world.rng.random()
        coverages = (Coverage.DENTAL,) if kind < 0.15 else (Coverage.MEDICAL,)
        world.member(*(coverages if kind < 0.85 else (Coverage.MEDICAL, Coverage.DENTAL)))


def _ticket(truth: Sequence[Truth], day: dt.date) -> str:
    """Return batch.toml: the day, how many instruments there are, and what they come to."""
    amounts = [parse_dollars(row.amount) for row in truth if row.amount]
    return f'received_on = {day.isoformat()}\ncount = {len(amounts)}\ntotal = "{format_dollars(sum(amounts))}"\n'
