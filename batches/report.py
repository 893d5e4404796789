"""The night's report: one HTML page whose figures all come from the sealed run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from batches.archive import Archive
from batches.plots import POSTED, SUSPENSE, UNDEPOSITED, Bar, bars, histogram
from batches.screens import PAPER
from batches.tally import RunReport, outcomes_of, tally
from lockbox.identity import confirmation
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Disposition
from lockbox.records import Instrument
from lockbox.settlement import Decision, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One exception as the report lists it: no name, no account number."""

    envelope: str
    item: int
    amount: str
    paper: str
    confirmation: str
    findings: tuple[tuple[str, str], ...]


def render_report(archive: Archive, run: str) -> str:
    """Return the report of a sealed run as one HTML page that needs no other file.

    Raises:
        NotFoundError: no such run is sealed.
        DamagedError: something it names is missing or altered.
    """
    night = tally(archive, run)
    manifest = archive.manifest(run)
    outcomes = tuple(outcomes_of(archive, manifest))
    environment = Environment(
        loader=PackageLoader("batches"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"dollars": display_dollars, "sentence": _sentence}
    return environment.get_template("night.html").render(
        night=night,
        pins=manifest.inputs.engines,
        program=manifest.inputs.program,
        meanings=MEANINGS,
        held=tuple(_held_lines(night, outcomes)),
        money_plot=_money_plot(night),
        reason_plot=_reason_plot(night),
        confidence_plot=_confidence_plot(outcomes),
    )


def _sentence(text: str) -> str:
    """Return words as a sentence: a capital first, a full stop last."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _held_lines(night: RunReport, outcomes: Iterable[Outcome]) -> Iterable[HeldLine]:
    for outcome in outcomes:
        for decision in outcome.decisions:
            if decision.verdict is Verdict.HOLD:
                yield HeldLine(
                    envelope=outcome.envelope,
                    item=decision.item,
                    amount=_amount(decision),
                    paper=_paper(decision),
                    confirmation=confirmation(night.batch, outcome.envelope, decision.item),
                    findings=tuple((one.reason.value, one.detail) for one in decision.findings if one.blocks),
                )


def _paper(decision: Decision) -> str:
    if decision.disposition is Disposition.DEPOSIT and decision.amount_cents is None:
        return "not deposited until its amount is known"
    return PAPER[decision.disposition]


def _amount(decision: Decision) -> str:
    if decision.amount_cents is not None:
        return display_dollars(decision.amount_cents)
    return "not read" if decision.item else "–"


def _money_plot(night: RunReport) -> str:
    parts = (
        ("Posted", night.posted_cents, POSTED),
        ("Suspense", night.held_cents, SUSPENSE),
        ("Not deposited", night.undeposited_cents, UNDEPOSITED),
    )
    return bars([Bar(label, cents / 100, display_dollars(cents), colour) for label, cents, colour in parts])


def _reason_plot(night: RunReport) -> str:
    held = [one for one in night.by_reason if one.held]
    return bars([Bar(one.reason.value, one.held, str(one.held), SUSPENSE) for one in held])


def _confidence_plot(outcomes: Iterable[Outcome]) -> str:
    instruments = [instrument for outcome in outcomes for instrument in outcome.remittance.instruments]
    fields = (
        ("MICR", [one.micr.confidence for one in instruments]),
        ("figures", [one.courtesy_amount.confidence for one in instruments]),
        ("words", [one.legal_amount.confidence for one in instruments]),
        ("date", [one.check_date.confidence for one in instruments if _has_date(one)]),
    )
    return histogram(fields)


def _has_date(instrument: Instrument) -> bool:
    return instrument.check_date.page >= 0
