"""Nights for the desk that no reader need read: drawn papers carry their own reading, and wait for chosen reasons.

All of it is synthetic. A page is a PNG whose text chunk holds the reading that a perfect reader would have made,
and where it is to wait, the reason; so 5,000 envelopes are taken in and posted in minutes, by the real mailroom.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from batches.archive import Archive
from batches.mailroom import Mailroom, open_mailroom
from batches.rosters import shared_roster
from batches.run import Operator, Readers, run_batch
from batches.site import Site
from batches.tally import RunReport
from lockbox.canonical import decode, encode
from lockbox.manifest import EnginePin, Inputs
from lockbox.reasons import DISPOSITIONS, Disposition, Reason
from lockbox.records import Batch, Box, Envelope, PageKind, PageReading, Reading, Scan, Sighting, SlipPayload, Zone
from lockbox.settlement import Bill, Finding, Member, Outcome, Verdict
from lockbox.slips import encode_payload
from samples.crowd import fill
from samples.people import World, full_name
from samples.words import amount_in_figures, amount_in_words

DAY = dt.date(2026, 11, 20)
AT = "2026-11-20T21:30:00+00:00"
WITHOUT_MONEY = frozenset(reason for reason in Reason if DISPOSITIONS[reason] is Disposition.NONE)
"""Reasons of envelopes that hold no instrument."""

_HOLD, _READING = "hold", "reading"
_SIZE = {PageKind.CHECK: (1200, 550), PageKind.CHECK_BACK: (1200, 550), PageKind.SLIP: (1700, 700)}
_LETTER = (1700, 2200)
_FIGURES_ONLY = frozenset({Reason.AMOUNT_UNREAD, Reason.AMOUNT_FIGURES_MISSING, Reason.AMOUNT_WORDS_MISSING})


@dataclass(frozen=True, slots=True)
class Held:
    """One envelope of a night and what is true of it: why it waits, whose bill it pays, and the day it came."""

    envelope: str
    reason: Reason | None
    bill: Bill
    names_member: bool
    day: dt.date


def crowd(size: int, seed: int = 1) -> bytes:
    """Return the roster file of some made people."""
    world = World(random.Random(f"desk {seed}"), DAY)
    fill(world, size)
    return world.roster_csv().encode()


def post_night(
    site: Site, plan: Sequence[tuple[Reason | None, bool]], seed: int = 1, day: dt.date = DAY
) -> tuple[RunReport, tuple[Held, ...]]:
    """Draw a night, one envelope for each of the plan, run it and post it; return its report and what is true.

    Args:
        site: an open site with a roster.
        plan: for each envelope the reason it waits for, or None for one that posts by itself, and whether its
            papers name the member.
        seed: of chance.
        day: when it came.
    """
    chance = random.Random(f"night {seed} {day}")
    members = [one for one in shared_roster(site.archive, site.roster().sha256).members if one.bills]
    held, envelopes = [], []
    for number, (reason, names_member) in enumerate(plan):
        member = chance.choice(members)
        one = Held(f"N{day:%m%d}-{number:05}", reason, chance.choice(member.bills), names_member, day)
        pages = tuple(_pages(one, member, 1000 + number, chance))
        scans = tuple(Scan(site.archive.put(page), f"{one.envelope}_{at}.png") for at, page in enumerate(pages))
        held.append(one)
        envelopes.append(Envelope(one.envelope, scans))
    batch = Batch(f"mail of {day}", day, tuple(envelopes))
    return run_batch(site, batch, Operator("ops", "mailroom", lambda: AT), readers=READERS), tuple(held)


# --- papers --------------------------------------------------------------------------------------


def _pages(one: Held, member: Member, serial: int, chance: random.Random) -> Iterator[bytes]:
    if one.reason in WITHOUT_MONEY:
        text = f"Dear Connector, please look at my account. {full_name(member)}"
        yield draw(_page(PageKind.LETTER, ((Zone.PRINTED, Box(160, 300, 1300, 44), text),)), one.reason)
        return
    yield draw(_check(one, member, serial, chance), one.reason)
    yield draw(_page(PageKind.CHECK_BACK, ()))
    if one.reason is None or (one.names_member and chance.random() < 0.5):
        payload = SlipPayload(
            "connector-1", member.member_id, one.bill.coverage, one.bill.coverage_month, one.bill.due_cents
        )
        digits = encode_payload(payload)
        yield draw(
            _page(
                PageKind.SLIP,
                ((Zone.BARCODE, Box(200, 420, 900, 120), digits), (Zone.SCAN_LINE, Box(200, 600, 1200, 40), digits)),
            )
        )


def _check(one: Held, member: Member, serial: int, chance: random.Random) -> PageReading:
    cents = one.bill.due_cents
    payer = full_name(member) if one.names_member else chance.choice(("Harbor Lights Diner LLC", "Elm Street Trust"))
    written = one.day - dt.timedelta(days=4)
    account = f"{chance.randrange(10**8, 10**9)}"
    lines = [
        (Zone.PAYER, Box(50, 36, 460, 32), payer),
        (Zone.SERIAL, Box(1060, 36, 100, 32), str(serial)),
        (Zone.DATE, Box(830, 110, 260, 40), f"{written.month}/{written.day}/{written:%y}"),
        (Zone.PAYEE, Box(190, 196, 560, 42), "Health Connector"),
        (Zone.SIGNATURE, Box(720, 390, 400, 56), "signed"),
        (Zone.MICR, Box(120, 484, 760, 38), f"A021000021A{account}C{serial}"),
    ]
    if one.names_member:
        lines.append((Zone.MEMO, Box(120, 400, 460, 40), member.member_id))
    if one.reason not in _FIGURES_ONLY:
        figures, words = amount_in_figures(cents, chance), amount_in_words(cents, chance)
        lines += 2 * [(Zone.COURTESY, Box(930, 196, 220, 46), figures)]
        lines += 2 * [(Zone.LEGAL, Box(70, 284, 860, 42), words)]
    return _page(PageKind.CHECK, lines)


def _page(kind: PageKind, lines: Sequence[tuple[Zone, Box, str]]) -> PageReading:
    width, height = _SIZE.get(kind, _LETTER)
    seen = tuple(
        Sighting(zone, box, text, 990, f"{'ab'[number % 2]}:{'0' * 12}")
        for number, (zone, box, text) in enumerate(lines)
    )
    return PageReading(0, kind, 0, width, height, 200, seen)


def draw(page: PageReading, reason: Reason | None = None) -> bytes:
    """Return a page as a PNG in black and white that carries its own reading."""
    paper = np.full((page.height, page.width), 255, np.uint8)
    cv2.rectangle(paper, (6, 6), (page.width - 7, page.height - 7), 0, 2)
    for one in page.sightings:
        box = one.box
        foot = (box.left, box.top + box.height)
        if one.zone is Zone.SIGNATURE:
            marks = [(box.left + 9 * n, foot[1] - (7 * n * n) % box.height) for n in range(40)]
            cv2.polylines(paper, [np.array(marks, np.int32)], False, 0, 2)
        elif one.zone is Zone.BARCODE:
            for n, digit in enumerate(one.text):
                cv2.rectangle(paper, (box.left + 28 * n, box.top), (box.left + 28 * n + 2 * int(digit), foot[1]), 0, -1)
        else:
            size = box.height / 42
            cv2.putText(paper, one.text, (foot[0], foot[1] - 8), cv2.FONT_HERSHEY_SIMPLEX, size, 0, 2)
        if one.zone in (Zone.PAYEE, Zone.LEGAL, Zone.DATE, Zone.MEMO):
            cv2.line(paper, foot, (box.left + box.width, foot[1]), 0, 1)
    said = PngInfo()
    said.add_text(_READING, encode(page).decode())
    said.add_text(_HOLD, reason.value if reason else "")
    out = io.BytesIO()
    Image.fromarray(paper).convert("1", dither=Image.Dither.NONE).save(out, "PNG", pnginfo=said, dpi=(200, 200))
    return out.getvalue()


# --- the mailroom --------------------------------------------------------------------------------


class DrawnRoom:
    """A mailroom whose scans tell what a reader would have read, and for what an envelope is to wait."""

    def __init__(self, mailroom: Mailroom) -> None:
        """Take the mailroom that decides."""
        self._mailroom = mailroom

    def process(self, envelope: Envelope, fetch: Callable[[str], bytes]) -> tuple[Reading, Outcome]:
        """Take the reading from the scans and decide."""
        said = [_said(fetch(scan.sha256)) for scan in envelope.scans]
        pages = tuple(replace(decode(PageReading, text.encode()), page=at) for at, (text, _) in enumerate(said))
        outcome = self.redecide(envelope, Reading(pages))
        return Reading(pages), _held(outcome, Reason(said[0][1])) if said[0][1] else outcome

    def redecide(self, envelope: Envelope, reading: Reading) -> Outcome:
        """Decide as any mailroom does."""
        return self._mailroom.redecide(envelope, reading)


def _said(png: bytes) -> tuple[str, str]:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return str(picture.info[_READING]), str(picture.info[_HOLD])


def _held(outcome: Outcome, reason: Reason) -> Outcome:
    finding = Finding(reason, "as the night was drawn", blocks=True)
    decisions = tuple(
        replace(one, verdict=Verdict.HOLD, disposition=DISPOSITIONS[reason], allocations=(), findings=(finding,))
        for one in outcome.decisions
    )
    return replace(outcome, decisions=decisions)


def open_drawn(archive: Archive, inputs: Inputs) -> DrawnRoom:
    """Open a room for drawn papers."""
    return DrawnRoom(open_mailroom(archive, inputs, open_roster=shared_roster))


READERS = Readers(open_drawn, lambda: (EnginePin("drawn", "0" * 64),), lambda: "drawn", apart=False)
