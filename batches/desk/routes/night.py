"""The operator's page: the last nights at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from batches.desk.charts import Column, Row, columns, lines, rows
from batches.desk.figures import NightFigures, most_frequent
from batches.desk.pages import page, reason_words
from batches.desk.security import Operator
from batches.desk.shelf import Shelved
from lockbox.money import display_dollars
from lockbox.reasons import MEANINGS, Reason

router = APIRouter()

_NIGHTS, _REASONS = 30, 8


@dataclass(frozen=True, slots=True)
class Plots:
    """The plots of the page, as SVG."""

    volume: Markup
    straight: Markup
    open: Markup
    deposits: Markup
    reasons: Markup


@router.get("/night")
def nights(request: Request, who: Operator, shelf: Shelved) -> Response:
    """Show the last nights: volumes, straight-through, hold-over, reasons, and deposits against the bank's word."""
    del who
    found = shelf.figures.last(_NIGHTS)
    return page(request, "night.html", nights=found[::-1], plots=_plots(found) if found else None)


def _plots(nights: Sequence[NightFigures]) -> Plots:
    named = [(f"{one.received_on:%b} {one.received_on.day}", one) for one in nights]
    return Plots(
        volume=columns(
            "Items a night: posted by themselves, and held for a clerk",
            [
                Column(label, (("straight", one.straight), ("held", one.held)), _volume_words(label, one))
                for label, one in named
            ],
        ),
        straight=lines(
            "Share of items posted without a clerk, in percent",
            [
                Column(
                    label,
                    (("straight", one.straight_permille / 10),) if one.items else (),
                    f"{label}: {one.straight_permille / 10:.1f} %",
                )
                for label, one in named
            ],
            100,
        ),
        open=columns(
            "Items that still wait, by the night they came in",
            [
                Column(label, (("held", one.open_items),), f"{label}: {one.open_items} of {one.held} still open")
                for label, one in named
            ],
        ),
        deposits=columns(
            "Deposit a night: posted, and in Suspense",
            [
                Column(
                    label,
                    (
                        ("straight", (one.medical_cents + one.dental_cents) / 100),
                        ("held", one.suspense_cents / 100),
                    ),
                    _deposit_words(label, one),
                )
                for label, one in named
            ],
            "$",
        ),
        reasons=rows("Reasons a night", [_row(reason, nights) for reason in most_frequent(nights, _REASONS)]),
    )


def _volume_words(label: str, one: NightFigures) -> str:
    if one.faults:
        return f"{label}: not posted, {'; '.join(one.faults)}"
    return f"{label}: {one.items} items, {one.straight} posted, {one.held} held"


def _deposit_words(label: str, one: NightFigures) -> str:
    said = f"the bank reported {display_dollars(one.bank.bank_cents or 0)}" if one.bank else "not reported yet"
    return f"{label}: {display_dollars(one.deposit_cents)} deposited, {said}"


def _row(reason: Reason, nights: Sequence[NightFigures]) -> Row:
    values = tuple(float(dict(one.reasons).get(reason, 0)) for one in nights)
    last = f"{values[-1]:.0f}"
    return Row(reason_words(reason.value), values, last, f"{reason.value}: {MEANINGS[reason]}; {last} last night")
