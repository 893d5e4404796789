"""The night's report: one HTML page of figures from the sealed run, and from the books the age of what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from batches.archive import Archive
from batches.leaving import slug
from batches.pdf import picture
from batches.plots import POSTED, SUSPENSE, UNDEPOSITED, Bar, bars, histogram
from batches.report_facts import AGES, Facts, Waiting, gather
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


def render_report(archive: Archive, run: str, waiting: Waiting = ()) -> str:
    """Return the report of a sealed run as one HTML page that needs no other file; it is what is printed, too.

    Args:
        archive: where the run lies.
        run: its id.
        waiting: what waited for a clerk at the end of the night's day, by the books.

    Raises:
        NotFoundError: no such run is sealed.
        DamagedError: something it names is missing or altered.
    """
    night = tally(archive, run)
    manifest = archive.manifest(run)
    outcomes = tuple(outcomes_of(archive, manifest))
    facts = gather(night, outcomes, waiting)
    environment = Environment(
        loader=PackageLoader("batches"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"dollars": display_dollars, "sentence": _sentence, "slug": slug}
    return environment.get_template("night.html").render(
        facts=facts,
        night=night,
        pins=manifest.inputs.engines,
        program=manifest.inputs.program,
        meanings=MEANINGS,
        ages=[name for _, name in AGES],
        held=tuple(_held_lines(night, outcomes)),
        money_plot=picture(_money_plot(night)),
        plan_plot=picture(_plan_plot(facts)),
        reason_plot=picture(_reason_plot(night)),
        age_plot=picture(_age_plot(facts)),
        confidence_plot=picture(_confidence_plot(outcomes)),
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


def _plan_plot(facts: Facts) -> str:
    plans = [plan for of_coverage in facts.plans for plan in of_coverage.plans]
    return bars(
        [
            Bar(f"{one.carrier}, {one.coverage.value}", one.cents / 100, display_dollars(one.cents), POSTED)
            for one in plans
        ]
    )


def _age_plot(facts: Facts) -> str:
    rows = zip(AGES, facts.ages[0].by_age, strict=True)
    return bars([Bar(name, count, str(count), SUSPENSE) for (_, name), count in rows])


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
