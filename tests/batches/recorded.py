"""Nights whose scans are readings already written down, so that a night takes milliseconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from batches.archive import Archive
from batches.mailroom import Mailroom, open_mailroom
from batches.run import Operator, Readers
from batches.site import Site
from lockbox.canonical import decode, encode
from lockbox.manifest import EnginePin, Inputs
from lockbox.records import (
    Batch,
    Box,
    Coverage,
    Envelope,
    PageKind,
    PageReading,
    Reading,
    Scan,
    Sighting,
    SlipPayload,
    Stray,
    Zone,
)
from lockbox.settlement import Outcome
from lockbox.slips import encode_payload

DAY = dt.date(2026, 3, 20)
NAMES = ("Ann Baker", "Carl Davis", "Erin Foley", "Glenn Hart", "Ida Jensen", "Karl Lopez")


def member_id(place: int) -> str:
    return f"73002144{place:02}15"


def roster() -> bytes:
    header = "member_id,first_name,last_name,street,city,state,zip,coverage,carrier,coverage_month,amount_due\n"
    rows = (
        f"{member_id(place)},{name.replace(' ', ',')},{place + 1} Elm Street,Boston,MA,02118,"
        f"medical,WellSense,2026-04,{100 + place}.00\n"
        for place, name in enumerate(NAMES)
    )
    return (header + "".join(rows)).encode()


def page(kind: PageKind, *lines: tuple[Zone, str]) -> bytes:
    seen = tuple(
        Sighting(zone, Box(10, 50 * row, 300, 40), text, 990, f"{'ab'[row % 2]}:{'0' * 12}")
        for row, (zone, text) in enumerate(lines)
    )
    return encode(PageReading(0, kind, 0, 1200, 550, 200, seen))


def check(place: int, serial: int = 1000) -> bytes:
    """Return a check of one of the subscribers for exactly the bill."""
    dollars = 100 + place
    words = "One hundred" if not place else f"One hundred {('one', 'two', 'three', 'four', 'five')[place - 1]}"
    return page(
        PageKind.CHECK,
        (Zone.MICR, f"A021000021A12345678{place}C{serial}"),
        (Zone.COURTESY, f"{dollars}.00"),
        (Zone.COURTESY, f"{dollars}.00"),
        (Zone.LEGAL, f"{words} and 00/100"),
        (Zone.LEGAL, f"{words} and 00/100"),
        (Zone.DATE, "3/14/26"),
        (Zone.PAYEE, "Health Connector"),
        (Zone.PAYER, NAMES[place]),
        (Zone.SERIAL, str(serial)),
        (Zone.SIGNATURE, "signed"),
    )


def slip(place: int) -> bytes:
    payload = SlipPayload("connector-1", member_id(place), Coverage.MEDICAL, "2026-04", 100_00 + 100 * place)
    digits = encode_payload(payload)
    return page(PageKind.SLIP, (Zone.BARCODE, digits), (Zone.SCAN_LINE, digits))


def letter(text: str) -> bytes:
    return page(PageKind.LETTER, (Zone.PRINTED, text))


def back() -> bytes:
    return page(PageKind.CHECK_BACK)


def envelope(archive: Archive, name: str, *pages: bytes) -> Envelope:
    scans = tuple(Scan(archive.put(data), f"{name}_{n}.png") for n, data in enumerate(pages))
    return Envelope(name, scans)


def night(site: Site, count: int | None = None, cents: int | None = None, name: str = "night") -> Batch:
    """Take in three good payments, one of them sent twice, a letter, and a file that is no page."""
    archive = site.archive
    good = [envelope(archive, f"{place:03}", check(place), back(), slip(place)) for place in range(3)]
    twice = envelope(archive, "003", check(0), back())
    other = envelope(archive, "004", letter("please send me a new card"))
    broken = Envelope("005", (), (Stray("005.pdf", archive.put(b"no page"), "encrypted"),))
    return Batch(name, DAY, (*good, twice, other, broken), count, cents)


def make_site(root: Path) -> Site:
    site = Site.create(root, "ab" * 32).with_workers(1)
    site.load_roster(roster(), "2026-03-19T08:00:00+00:00")
    return site


class RecordedRoom:
    """A mailroom whose scans are readings."""

    def __init__(self, mailroom: Mailroom) -> None:
        self._mailroom = mailroom

    def process(self, envelope: Envelope, fetch: Callable[[str], bytes]) -> tuple[Reading, Outcome]:
        pages = (decode(PageReading, fetch(scan.sha256)) for scan in envelope.scans)
        reading = Reading(tuple(replace(one, page=place) for place, one in enumerate(pages)))
        return reading, self.redecide(envelope, reading)

    def redecide(self, envelope: Envelope, reading: Reading) -> Outcome:
        return self._mailroom.redecide(envelope, reading)


def open_recorded(archive: Archive, inputs: Inputs) -> RecordedRoom:
    return RecordedRoom(open_mailroom(archive, inputs))


READERS = Readers(open_recorded, lambda: (EnginePin("recorded", "0" * 64),), lambda: "tests", apart=False)
OPERATOR = Operator("ann", "desk", lambda: "2026-03-20T20:00:00+00:00")
