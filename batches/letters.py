"""Letters to payers, as tagged PDF: what came of a payment, in plain words, and what to do now."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from batches.case import Case, case_of
from batches.outbox import OutName, put
from batches.pdf import print_pdf
from batches.rosters import shared_roster
from batches.site import Site
from lockbox.books.history import Story
from lockbox.errors import LockboxError, NotFoundError
from lockbox.formats.coupon import PAYEE
from lockbox.identifiers import mask_account, redact
from lockbox.money import display_dollars
from lockbox.records import Instrument
from lockbox.settlement import Entry, Member

LANGUAGES = ("en", "es")

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
}
_LIKELY = 500
_LINE = 60
"""Most characters of a line of an address."""
_FIGURES = re.compile(r"[0-9](?:[ -]?[0-9]){3,}")
_LONG_FIGURES = re.compile(r"[0-9](?:[ -]?[0-9]){9,}")
"""What no address holds: longer than a ZIP of nine digits."""


class LetterKind(StrEnum):
    """What a letter tells its reader; each has its words in ``templates/letters.toml``."""

    RETURNED_CHECK = "returned_check"
    SENT_BACK = "sent_back"
    SEPARATE_DENTAL = "separate_dental"
    ID_MISSING = "id_missing"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    PAID_ELSEWHERE = "paid_elsewhere"


class NobodyToWriteToError(LockboxError):
    """Neither roster nor paper gives a name and an address to write to."""

    hint = "Say it, line by line: --to 'Ann Baker; 1 Elm Street; Boston MA 02118'"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a letter is worded.

    Attributes:
        language: ``en`` or ``es``.
        to: name and address, line by line, where the letter goes elsewhere than roster or paper say.
        bank_reason: why the bank did not pay, in the bank's words.
    """

    language: str = "en"
    to: tuple[str, ...] = ()
    bank_reason: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a letter may say of a payment; no account number is among it."""

    to: tuple[str, ...]
    cents: int | None
    received_on: dt.date
    confirmation: str
    check_number: str = ""
    check_date: dt.date | None = None
    tail: str = ""
    plans: tuple[tuple[str, str], ...] = ()
    bill_cents: int | None = None
    reasons: tuple[str, ...] = ()
    deposited: bool = False


PLAIN = Wording()


def letter_for(site: Site, story: Story, kind: LetterKind, today: dt.date, wording: Wording = PLAIN) -> bytes:
    """Return a letter about one payment as tagged PDF, Letter size; same input, same bytes.

    Args:
        site: its roster says where the subscriber lives; its archive what stood on the paper.
        story: the payment, as the books tell it.
        kind: what the letter says.
        today: the date of the letter.
        wording: language, and an address where none is known.

    Raises:
        NobodyToWriteToError: no name and address is known, and none was given.
        DamagedError: the archive has the payment no more, or altered.
    """
    return render_letter(_facts(site, story, wording), kind, today, wording)


def put_letter(site: Site, story: Story, kind: LetterKind, today: dt.date, wording: Wording = PLAIN) -> Path:
    """Put a letter about one payment into the outbox and return where it lies; arguments as for ``letter_for``.

    Raises:
        NobodyToWriteToError: no name and address is known, and none was given.
        OutboxError: another letter of this kind about this payment left today.
    """
    name = f"letter-{kind.value.replace('_', '-')}-{wording.language}-{story.confirmation.lower()}"
    return put(site, OutName(today, name, "pdf", story.place.batch), letter_for(site, story, kind, today, wording)).path


def render_letter(facts: _Facts, kind: LetterKind, today: dt.date, wording: Wording = PLAIN) -> bytes:
    """Return the letter that says ``facts`` as PDF."""
    return print_pdf(letter_html(facts, kind, today, wording))


def letter_html(facts: _Facts, kind: LetterKind, today: dt.date, wording: Wording = PLAIN) -> str:
    """Return the letter that says ``facts`` as one HTML page."""
    texts, plain = _texts(), _environment(escapes=False)
    words, letter = texts["words"][wording.language], texts["letters"][kind.value][wording.language]
    values = _values(facts, texts["why"][wording.language], wording)

    def said(template: str) -> str:
        return plain.from_string(template).render(values).strip()

    return (
        _environment(escapes=True)
        .get_template("letter.html")
        .render(
            language=wording.language,
            letter=letter,
            words=words,
            sender=PAYEE,
            to=facts.to,
            day=today,
            long_day=_long_day(today, wording.language),
            greeting=said(words["greeting"]),
            body=[text for text in map(said, letter["body"]) if text],
            todo=[text for text in map(said, letter["todo"]) if text],
            facts=tuple(_table(facts, words, said, wording.language)),
        )
    )


def _values(facts: _Facts, why: Mapping[str, str], wording: Wording) -> dict[str, str | bool]:
    bill, rest = facts.bill_cents, (facts.bill_cents or 0) - (facts.cents or 0)
    return {
        "name": facts.to[0],
        "amount": display_dollars(facts.cents) if facts.cents else "",
        "bill": display_dollars(bill) if bill else "",
        "rest": display_dollars(rest) if bill and rest > 0 else "",
        "tail": facts.tail,
        "deposited": facts.deposited,
        "bank_reason": _FIGURES.sub(_masked, wording.bank_reason),
        "why": " ".join([why[code] for code in facts.reasons if code in why][:2]) or why["OTHER"],
    }


def _table(facts: _Facts, words: Mapping[str, str], said: Any, language: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the rows that say which payment is meant."""
    if facts.cents:
        yield words["amount"], display_dollars(facts.cents)
    if facts.check_number:
        yield words["check"], facts.check_number
    if facts.check_date:
        yield words["check_date"], _long_day(facts.check_date, language)
    yield words["received"], _long_day(facts.received_on, language)
    if facts.tail:
        yield words["member"], said(words["member_tail"])
    for coverage, month in facts.plans:
        year, _, number = month.partition("-")
        said_month = f"{_MONTHS[language][int(number) - 1]} {year}" if month else words["credit"]
        yield words["coverage"], f"{words[coverage]}, {said_month}"
    yield words["number"], facts.confirmation


# --- What is known -------------------------------------------------------------------------------


def _facts(site: Site, story: Story, wording: Wording) -> _Facts:
    try:
        case = case_of(site.archive, story.place)
    except NotFoundError:
        case = None
    instrument = _instrument(case, story)
    paid = tuple(entry for entry in story.entries if entry.credit.startswith("member:") and not entry.reverses)
    member = _member(site, case, paid)
    to = wording.to or _address(member, instrument)
    if not to:
        raise NobodyToWriteToError
    last = story.exceptions[-1] if story.exceptions else None
    return _Facts(
        to=tuple(_LONG_FIGURES.sub(_masked, redact(line))[:_LINE] for line in to),
        cents=story.cents,
        received_on=story.received_on,
        confirmation=story.confirmation,
        check_number=redact((instrument.serial.value or "") if instrument else ""),
        check_date=instrument.check_date.value if instrument else None,
        tail=member.member_id[-4:] if member else "",
        plans=tuple(dict.fromkeys((entry.credit.rpartition(":")[2], entry.coverage_month) for entry in paid)),
        bill_cents=_asked(case, member),
        reasons=tuple(reason.value for item in story.exceptions for reason in item.reasons),
        deposited=bool(last and last.cents) or bool(paid),
    )


def _instrument(case: Case | None, story: Story) -> Instrument | None:
    papers = case.remittance.instruments if case else ()
    return next((one for one in papers if one.item == story.place.item), None)


def _member(site: Site, case: Case | None, paid: Sequence[Entry]) -> Member | None:
    """Return whose bill it paid, or, where it paid none, who more likely sent it than not."""
    for entry in paid:
        member_id = entry.credit.split(":")[1]
        found = shared_roster(site.archive, site.roster().sha256).member(member_id)
        return found or next((one for one in (case.members if case else ()) if one.member_id == member_id), None)
    if case is None or case.match is None or not case.match.candidates or case.decision.confidence < _LIKELY:
        return None
    best = case.match.candidates[0].member_id
    return next((one for one in case.members if one.member_id == best), None)


def _address(member: Member | None, instrument: Instrument | None) -> tuple[str, ...]:
    """Return name and address: the subscriber's, else the drawer's as printed on the check."""
    if member:
        place = (member.street, f"{member.city}, {member.state} {member.zip}")
        return (f"{member.first_name} {member.last_name}", *place) if member.street else ()
    name = (instrument.payer.value or "") if instrument else ""
    lines = re.split(r"[\n;]+", (instrument.payer_address.value or "") if instrument else "")
    address = tuple(line.strip() for line in lines if line.strip())
    return (name, *address) if name and address else ()


def _asked(case: Case | None, member: Member | None) -> int | None:
    """Return what the payment was asked for: by its slips, else by the only bill of the subscriber."""
    if case is None or case.match is None or member is None:
        return None
    slips = (case.remittance.slips[number].payload.value for number in case.match.slips)
    asked = [payload.amount_due_cents for payload in slips if payload]
    if asked:
        return sum(asked)
    return member.bills[0].due_cents if len(member.bills) == 1 else None


# --- Small things --------------------------------------------------------------------------------


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("batches").joinpath("templates/letters.toml").read_text("utf-8"))


@cache
def _environment(*, escapes: bool) -> Environment:
    """Return what fills in texts, for a page or (not escaping) for a sentence that a page then takes in."""
    loader = PackageLoader("batches")
    return Environment(loader=loader, autoescape=escapes, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701


def _masked(figures: re.Match[str]) -> str:
    return mask_account(figures[0])


def _long_day(day: dt.date, language: str) -> str:
    month = _MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"
