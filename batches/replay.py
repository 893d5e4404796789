"""Do a sealed run again and list what differs; the books are not within reach here."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from itertools import count, zip_longest

from batches.archive import Archive
from batches.mailroom import Mailroom, open_mailroom
from batches.tally import batch_of
from batches.workers import Progress, sketch
from lockbox.canonical import decode, digest, encode
from lockbox.manifest import EnvelopeResult, Manifest
from lockbox.records import Box, Envelope, PageReading, Reading, Sighting
from lockbox.settlement import Outcome
from ocr.engine import Engines
from ocr.engines import pins

_ABSENT = "(absent)"
_VERSION = re.compile(r":[0-9a-f]{12}\b")
"""The part of an engine's tag that another version changes; the pins say that once, not every field."""
_LONGEST = 160


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise; ``envelope`` is empty for what concerns the whole run.

    Attributes:
        path: where in the record, such as ``decisions[0].amount_cents`` or ``page 2 courtesy_amount text``.
        sealed: as the run has it, as text; ``replayed``: as it is now.
    """

    envelope: str
    path: str
    sealed: str
    replayed: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Again:
    """One envelope done again: its reading where that came out otherwise, else None, and its outcome in brief."""

    reading: Reading | None
    digest: str
    sketch: Outcome


def _unwatched(_done: int, _of: int) -> None:
    """Tell nobody."""


def replay(
    archive: Archive, run: str, engines: Engines | None = None, progress: Progress = _unwatched
) -> tuple[Difference, ...]:
    """Do a sealed run again and return every difference, none if it is the same byte for byte.

    Without engines it starts from the recorded readings and must be the same on any machine. With
    engines it starts from the images; where these are not the pinned ones, each that differs is
    listed first, and what they read otherwise after it. Human rulings are not decided again.

    Raises:
        NotFoundError: no such run is sealed.
        DamagedError: something that the run names is missing or altered.
    """
    manifest = archive.manifest(run)
    batch = batch_of(archive, manifest)
    room = open_mailroom(archive, manifest.inputs, engines)
    again = []
    for envelope, result in zip(batch.envelopes, manifest.results, strict=True):
        again.append(_once_more(archive, room, envelope, result))
        progress(len(again), len(batch.envelopes))
    outcomes, balance = room.close(batch, tuple(one.sketch for one in again))
    differences = list(_pin_differences(manifest, engines))
    if balance.holds != manifest.balanced:
        differences.append(Difference("", "balanced", _said(manifest.balanced), _said(balance.holds)))
    for place, envelope in enumerate(batch.envelopes):
        result, one, closed = manifest.results[place], again[place], outcomes[place]
        if one.reading is not None:
            sealed_reading = decode(Reading, archive.get(result.reading_sha256))
            differences += _reading_differences(envelope.name, sealed_reading, one.reading)
        if closed.decisions == one.sketch.decisions and one.digest == result.outcome_sha256:
            continue
        reading = one.reading or decode(Reading, archive.get(result.reading_sha256))
        full = dataclasses.replace(room.redecide(envelope, reading), decisions=closed.decisions)
        if digest(full) != result.outcome_sha256:
            sealed = json.loads(archive.get(result.outcome_sha256))
            differences += _leaves(envelope.name, "", sealed, json.loads(encode(full)))
    return tuple(differences)


def _once_more(archive: Archive, room: Mailroom, envelope: Envelope, result: EnvelopeResult) -> _Again:
    archive.get(result.outcome_sha256)  # a result that is damaged is not the same, however well it is done again
    if room.engines is None:
        recorded = decode(Reading, archive.get(result.reading_sha256))
        outcome = room.redecide(envelope, recorded)
        return _Again(None, digest(outcome), sketch(outcome))
    archive.get(result.reading_sha256)
    reading, outcome = room.process(envelope, archive.get)
    same = digest(reading) == result.reading_sha256
    return _Again(None if same else reading, digest(outcome), sketch(outcome))


# --- differences ---------------------------------------------------------------------------------


def _pin_differences(manifest: Manifest, engines: Engines | None) -> Iterator[Difference]:
    """Name every reader that is not the one the run pinned."""
    if engines is None:
        return
    pinned = {pin.name: pin.fingerprint for pin in manifest.inputs.engines}
    installed = {pin.name: pin.fingerprint for pin in pins(engines)}
    for name in dict.fromkeys((*pinned, *installed)):
        before, now = pinned.get(name, _ABSENT), installed.get(name, _ABSENT)
        if before != now:
            yield Difference("", f"engine {name}", before, now)


def _reading_differences(envelope: str, sealed: Reading, replayed: Reading) -> Iterator[Difference]:
    for number, (before, now) in enumerate(zip_longest(sealed.pages, replayed.pages), 1):
        if before is None or now is None:
            yield Difference(envelope, f"page {number}", _said_page(before), _said_page(now))
            continue
        for name in ("kind", "rotation", "width", "height", "dpi", "faults", "failure", "measures"):
            if getattr(before, name) != getattr(now, name):
                yield Difference(
                    envelope, f"page {number} {name}", _said(getattr(before, name)), _said(getattr(now, name))
                )
        yield from _sighting_differences(envelope, number, before, now)


def _sighting_differences(
    envelope: str, number: int, sealed: PageReading, replayed: PageReading
) -> Iterator[Difference]:
    """Compare what was seen, zone by zone and reader by reader."""
    before, now = _by_place(sealed), _by_place(replayed)
    for zone, engine, nth in dict.fromkeys((*before, *now)):
        old, new = before.get((zone, engine, nth)), now.get((zone, engine, nth))
        differing = [
            field.name
            for field in dataclasses.fields(Sighting)
            if field.name != "engine" and old and new and getattr(old, field.name) != getattr(new, field.name)
        ]
        if differing or old is None or new is None:
            path = f"page {number} {zone} {engine} {', '.join(differing)}".rstrip()
            yield Difference(envelope, path, _said_sighting(old), _said_sighting(new))


def _by_place(page: PageReading) -> dict[tuple[str, str, int], Sighting]:
    """Return a page's sightings by zone, reader (whatever its version) and a running number."""
    found: dict[tuple[str, str, int], Sighting] = {}
    for sighting in page.sightings:
        name = sighting.engine.partition(":")[0]
        nth = next(n for n in count() if (sighting.zone.value, name, n) not in found)
        found[sighting.zone.value, name, nth] = sighting
    return found


def _leaves(envelope: str, path: str, sealed: object, replayed: object) -> Iterator[Difference]:
    """Yield every value that differs between two records in plain JSON."""
    if isinstance(sealed, dict) and isinstance(replayed, dict):
        for name in sorted(sealed.keys() | replayed.keys()):
            inner = f"{path}.{name}" if path else name
            yield from _leaves(envelope, inner, sealed.get(name, _ABSENT), replayed.get(name, _ABSENT))
    elif isinstance(sealed, list) and isinstance(replayed, list):
        for place, (before, now) in enumerate(zip_longest(sealed, replayed, fillvalue=_ABSENT)):
            yield from _leaves(envelope, f"{path}[{place}]", before, now)
    elif _plain(sealed) != _plain(replayed):
        yield Difference(envelope, path, _said(sealed), _said(replayed))


def _plain(value: object) -> object:
    """Return a value without versions of engines."""
    return _VERSION.sub("", value) if isinstance(value, str) else value


def _said(value: object) -> str:
    """Return a value as a short text for people."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said_page(page: PageReading | None) -> str:
    return _ABSENT if page is None else f"{page.kind.value}, {len(page.sightings)} sightings"


def _said_sighting(sighting: Sighting | None) -> str:
    if sighting is None:
        return _ABSENT
    return f"{sighting.text!r} ({sighting.confidence}) at {_said_box(sighting.box)} by {sighting.engine}"


def _said_box(box: Box) -> str:
    return f"{box.left},{box.top} {box.width}x{box.height}"
