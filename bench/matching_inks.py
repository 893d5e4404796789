"""Draws checks as people write them, reads each once with the real readers, and keeps what was read on disk.

One check is one ink: what stands on it is known, and what the readers saw of it never changes. Nights are then
put together from inks and rosters (``bench.matching_nights``). Inks to calibrate with and inks to judge with share
no hand, no real digit and no seed.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from lockbox.canonical import decode, encode, sha256
from lockbox.carriers import CARRIERS
from lockbox.records import Coverage, PageReading, Reading
from lockbox.settlement import Member
from ocr.engine import Engines
from ocr.image import PageImage
from ocr.read import read_page
from ocr.training.hands import HELD_OUT_MNIST
from samples.degrade import any_scanning, scan
from samples.fonts import Face, find_fonts
from samples.hand import Digits, any_hand
from samples.instruments import Instrument, Kind
from samples.people import World, full_name
from samples.sheets import damage_coupon
from samples.story import Kit, Story
from samples.words import amount_in_figures, grouped_id

SETS = ("calibrate", "judge")
RECEIVED = dt.date(2026, 11, 20)
_REAL_DIGITS = 0.5
_ALIASED, _PLAIN_WORD, _SPOUSE, _BUSINESS = 0.35, 0.08, 0.12, 0.12
_FIRMS = ("Plumbing LLC", "Landscaping Inc", "Bakery", "Auto Repair", "Construction Co")
_SLIPS_OF_THE_PEN = (1000, 9000, -900, 20000, 100, -10000, 3000)


@dataclass(frozen=True, slots=True)
class Ink:
    """One check, what is written on it, and what the readers saw.

    Attributes:
        name: set and number; ``hand`` the font and whether the digits are real ones.
        what: the row of ``PAPERS`` by which it was drawn.
        member: the subscriber whose id and name are written, with the bill that is paid.
        payer: the name printed on the check; ``relation`` is own, spouse or business.
        company: the company as written, empty for none.
        figures, words: what the check says, in cents.
        pages: of the check, and for a damaged coupon of the slip.
    """

    name: str
    hand: str
    what: str
    member: Member
    payer: str
    relation: str
    company: str
    figures: int
    words: int
    pages: Reading


@dataclass(frozen=True, slots=True)
class Shop:
    """What inks are drawn and read with."""

    kit: Kit
    engines: Engines
    name: str


Draw = Callable[[Story, Instrument, Member], Instrument]
"""Returns an instrument with what somebody writes on it to say whose it is."""


def _coupon(story: Story, item: Instrument, member: Member) -> Instrument:
    """Nothing: the coupon says it; now and then the company's name all the same."""
    return replace(item, memo=member.bills[0].carrier) if story.rng.random() < 0.2 else item


def _written(story: Story, item: Instrument, member: Member) -> Instrument:
    """Id and company, and the name of the subscriber where another one pays."""
    company = _as_people_say(story, member.bills[0].carrier)
    number = grouped_id(member.member_id, story.rng)
    own = item.drawer[0] == full_name(member)
    if own and story.rng.random() < 0.5:
        return replace(item, memo=number, note=company)
    return replace(item, above_payee=f"{number} {full_name(member)}", memo=company)


def _number_alone(story: Story, item: Instrument, member: Member) -> Instrument:
    """Id and name, and no company."""
    number = grouped_id(member.member_id, story.rng)
    if item.drawer[0] == full_name(member):
        return replace(item, memo=number)
    return replace(item, above_payee=full_name(member), memo=number)


def _account(story: Story, item: Instrument, member: Member) -> Instrument:
    """The billing account of an old bill instead of the id, with name and company."""
    above = "" if item.drawer[0] == full_name(member) else full_name(member)
    return replace(item, memo=f"Acct {member.billing_account}", note=member.bills[0].carrier, above_payee=above)


PAPERS: Mapping[str, tuple[float, Draw]] = {
    "coupon": (30, _coupon),
    "mismatch": (12, _coupon),
    "written": (32, _written),
    "number": (14, _number_alone),
    "account": (4, _account),
    "damaged_coupon": (8, _coupon),
}
"""Kinds of paper, how often each is drawn, and what is written on it."""


def open_shop(which: str, engines: Engines, data: Path | None, fonts: Path | None) -> Shop:
    """Return what one set is drawn with: every second hand, and half of the digits kept from training."""
    part = SETS.index(which)
    found = find_fonts(fonts)
    families = sorted({_family(face) for face in found.hands}, key=lambda one: sha256(f"hands {one}".encode()))[part::2]
    hands = tuple({face.path.stem.lower(): face for face in found.hands if _family(face) in families}.values())
    digits = None
    if data is not None:
        with np.load(data / "digits" / "mnist_train.npz") as mnist:
            kept = slice(-HELD_OUT_MNIST, None)
            images, labels = mnist["images"][kept], mnist["labels"][kept]
        half = slice(part * len(labels) // 2, (part + 1) * len(labels) // 2)
        digits = Digits(images[half], labels[half])
    return Shop(Kit(replace(found, hands=hands), digits), engines, which)


def draw_ink(shop: Shop, number: int) -> Ink:
    """Draw and read one ink; the same arguments give the same ink."""
    chance = random.Random(f"ink {shop.name} {number}")
    world = World(random.Random(f"{shop.name} people {number}"), RECEIVED)
    real = chance.random() < _REAL_DIGITS and shop.kit.digits is not None
    hand = any_hand(shop.kit.fonts, chance, shop.kit.digits if real else None)
    what = chance.choices(list(PAPERS), [weight for weight, _ in PAPERS.values()])[0]
    story = Story(f"{shop.name} {number}", what, "", (), world, shop.kit, chance, hand)
    story.missing_back = True
    member = world.member(Coverage.DENTAL if chance.random() < 0.15 else Coverage.MEDICAL)
    item, relation = _drawn_by(story, member, what)
    cents = member.bills[0].due_cents
    figures = _mistaken(cents, chance) if what == "mismatch" else cents
    if figures != cents:
        item = replace(item, figures=amount_in_figures(figures, chance))
    item = PAPERS[what][1](story, item, member)
    story.send(item, member.bills)
    if what == "damaged_coupon":
        damage_coupon(story.coupon(member, member.bills[0]), chance)
    pages = tuple(_read(story, place, shop.engines) for place in range(len(story.pages)))
    company = item.memo if what == "coupon" else item.note or item.memo
    return Ink(
        name=story.name,
        hand=f"{hand.face.path.stem}{' real digits' if real else ''}",
        what=what,
        member=member,
        payer=item.drawer[0],
        relation=relation,
        company="" if any(digit.isdigit() for digit in company) else company,
        figures=figures,
        words=cents,
        pages=Reading(pages),
    )


def ink_file(folder: Path, which: str) -> Path:
    """Return where the inks of a set are kept: one line of JSON each."""
    return folder / f"{which}.jsonl"


def keep_inks(folder: Path, shop: Shop, count: int, told: Callable[[int], None]) -> None:
    """Draw and read what a folder lacks of so many inks, adding each as soon as it is read."""
    folder.mkdir(parents=True, exist_ok=True)
    path = ink_file(folder, shop.name)
    done = len(path.read_bytes().splitlines()) if path.exists() else 0
    with path.open("ab") as file:
        for number in range(done, count):
            file.write(encode(draw_ink(shop, number)) + b"\n")
            file.flush()
            told(number + 1)


def kept_inks(folder: Path, which: str) -> Iterator[Ink]:
    """Yield the inks of a set in their order."""
    with ink_file(folder, which).open("rb") as file:
        for line in file:
            yield decode(Ink, line)


def _family(face: Face) -> str:
    """Return what weights and slopes of one hand have in common."""
    return re.sub(r"(-.*|it|\[.*)$", "", face.path.stem.lower())


def _drawn_by(story: Story, member: Member, what: str) -> tuple[Instrument, str]:
    """Return the member's payment as drawn by themselves, the spouse, or a business."""
    cents, chance = member.bills[0].due_cents, story.rng
    kind = chance.random()
    if kind < _SPOUSE:
        spouse = replace(story.world.stranger(), street=member.street, city=member.city, zip=member.zip)
        spouse = replace(spouse, last_name=member.last_name) if chance.random() < 0.7 else spouse
        return story.instrument(spouse, cents), "spouse"
    if kind < _SPOUSE + _BUSINESS:
        item = story.instrument(story.world.stranger(), cents, Kind.BUSINESS)
        return replace(
            item, drawer=(f"{chance.choice(_FIRST_WORDS)} {chance.choice(_FIRMS)}", *item.drawer[1:])
        ), "business"
    return story.instrument(member, cents), "own"


_FIRST_WORDS = ("Harbor", "Bay State", "Sunrise", "Pilgrim", "Old Colony", "Beacon", "Northside", "Cranberry")


def _mistaken(cents: int, chance: random.Random) -> int:
    """Return an amount that somebody wrote by mistake: another figure, two figures swapped, a place too far."""
    text = list(str(cents))
    kind = chance.random()
    if kind < 0.4:
        place = chance.randrange(len(text))
        text[place] = str((int(text[place]) + chance.randrange(1, 10)) % 10)
    elif kind < 0.7:
        place = chance.randrange(len(text) - 1)
        text[place], text[place + 1] = text[place + 1], text[place]
    else:
        return max(100, cents + chance.choice(_SLIPS_OF_THE_PEN))
    other = int("".join(text))
    return other if other not in {0, cents} and text[0] != "0" else cents + 1000


def _as_people_say(story: Story, carrier: str) -> str:
    """Return a company's name in full, by one of its other names, or the plan in plain words."""
    if story.rng.random() < _PLAIN_WORD:
        dental = Coverage.DENTAL in next(one.coverages for one in CARRIERS if one.name == carrier)
        return "dental" if dental else "health insurance"
    aliases = next((one.aliases for one in CARRIERS if one.name == carrier), ())
    return story.rng.choice(aliases) if aliases and story.rng.random() < _ALIASED else carrier


def _read(story: Story, place: int, engines: Engines) -> PageReading:
    """Scan a page as any lockbox does and read it."""
    paper, _ = story.pages[place]
    how = replace(any_scanning(story.rng), turn=0)
    pixels = scan(paper.pixels(), how, paper.dpi)
    gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return read_page(PageImage(gray, how.dpi), place, engines)
