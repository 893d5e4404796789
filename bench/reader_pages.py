"""Sets of whole pages: real checks side by side with plain readers, drawn pages for their kind, turn and fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time

from bench.drawn_pages import drawn_pages
from bench.outcomes import Answer, Outcome
from bench.pages import NOTHING, Labelled, Told, Values, ours, plain_readers, real_checks, told_of
from lockbox.records import PageKind
from lockbox.settings import ReadingSettings, Settings
from ocr.engine import Engines
from ocr.read import read_page
from samples.night import RECEIVED_ON
from samples.story import Kit

_POINTS = {
    "courtesy_amount": "amount_bound", "legal_amount": "amount_bound", "date": "date_bound", "payee": "payee_bound",
    "micr": "micr_bound",
}  # fmt: skip
_NAMES = {"courtesy_amount": "courtesy", "legal_amount": "legal", "micr": "code line"}
_BARE = {PageKind.BLANK, PageKind.CHECK_BACK}
"""What a side without print may be taken for, any way up; the page before it tells which."""
_UNREAD = "*"
"""Stands in a code line for a character that was seen and not read."""
_PAYEES = {re.sub(r"[^A-Z0-9]", "", name.upper()): "the payee" for name in Settings().acceptable_payees}

Answers = dict[str, list[Answer]]


def checks(data: Path, engines: Engines) -> Iterator[Outcome]:
    """Read the real checks of a data folder with every reader."""
    if not (data / "checks" / "labels.csv").is_file():
        return
    pages = list(real_checks(data / "checks"))

    def mine(page: Labelled) -> dict[str, Told]:
        return ours(page, engines)

    yield from _outcomes("real checks", "real", "lockbox", _read(pages, mine))
    for name, reader in plain_readers().items():

        def theirs(page: Labelled, read: Callable[[Labelled], Values] = reader) -> dict[str, Told]:
            return {one: Told(value, None, accepted=True) for one, value in read(page).items()}

        yield from _outcomes("real checks", "real", name, _read(pages, theirs))


def drawn(kit: Kit, envelopes: int, engines: Engines) -> Iterator[Outcome]:
    """Read the pages of a sample night: kind and turn of each, and the fields of checks and money orders."""
    answers: Answers = defaultdict(list)
    for page in drawn_pages(kit, envelopes, seed=31):
        begun = process_time()
        reading = read_page(page.image, 0, engines)
        told = told_of(reading, Settings(), RECEIVED_ON)
        spent = 1000 * (process_time() - begun)
        seen, true = f"{reading.kind} {reading.rotation}", f"{page.kind} {page.rotation}"
        if page.bare and reading.kind in _BARE:
            seen = true
        answers["kind and turn"].append(Answer(page.name, seen, true, None, accepted=True, milliseconds=spent))
        if reading.kind is page.kind:
            _add(answers, (page.name, spent), page.values, told)
    yield from _outcomes("drawn pages", "drawn", "lockbox", answers)


def _read(pages: Sequence[Labelled], reader: Callable[[Labelled], dict[str, Told]]) -> Answers:
    answers: Answers = defaultdict(list)
    for page in pages:
        begun = process_time()
        told = reader(page)
        _add(answers, (page.name, 1000 * (process_time() - begun)), page.truth, told)
    return answers


def _add(answers: Answers, page: tuple[str, float], truth: Mapping[str, str | None], told: Mapping[str, Told]) -> None:
    """Hold what was told of a page (name, milliseconds) against what its fields say."""
    for field, true in truth.items():
        one = told.get(field, NOTHING)
        said, meant = (_plain(field, text) for text in (one.said, true))
        taken = one.accepted and _UNREAD not in (said or "")
        answers[field].append(Answer(page[0], said, meant, one.confidence, taken, page[1]))


def _plain(field: str, text: str | None) -> str | None:
    """Return a value as it counts: names and code lines without blanks and case, one name for the payee's many."""
    if text is None or field not in {"payee", "micr"}:
        return text
    return _PAYEES.get(_squeezed(text), _squeezed(text))


def _squeezed(text: str) -> str:
    return re.sub(rf"[^A-Z0-9{_UNREAD}]", "", text.upper())


def _outcomes(name: str, ink: str, reader: str, answers: Answers) -> Iterator[Outcome]:
    bounds = ReadingSettings()
    for field, given in answers.items():
        point = _POINTS.get(field) if reader == "lockbox" else None
        held = f"{point} {getattr(bounds, point)}" if point else ""
        yield Outcome(name, ink, _NAMES.get(field, field), reader, tuple(given), held, ours=reader == "lockbox")
