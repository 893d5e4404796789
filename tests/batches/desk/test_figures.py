"""The operator's figures agree with the night's own report, and the plots with the figures."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
import recorded

from batches.bank import load_report, sample_report
from batches.desk.charts import Column, Row, columns, lines, rows
from batches.desk.figures import Figures, most_frequent
from batches.desk.papers import Nights
from batches.run import run_batch
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.books import Books


def test_a_night_has_the_figures_of_its_report(site: Site, night: RunReport, books: Books) -> None:
    (figures,) = Figures(Nights(site.archive), books).last(30)
    assert (figures.batch, figures.name, figures.received_on) == (night.batch, night.name, night.received_on)
    assert (figures.straight, figures.held, figures.open_items) == (night.posted, night.held, night.held)
    assert (figures.deposit_cents, figures.suspense_cents) == (night.deposit_cents, night.held_cents)
    assert dict(figures.reasons) == {one.reason: one.held + one.flagged for one in night.by_reason}
    assert figures.straight_permille == round(1000 * night.posted / (night.posted + night.held))
    assert figures.bank is None


def test_a_night_out_of_balance_is_shown_with_its_fault(site: Site, books: Books) -> None:
    run_batch(site, recorded.night(site, count=9), recorded.OPERATOR, readers=recorded.READERS)
    (figures,) = Figures(Nights(site.archive), books).last(30)
    assert figures.faults == ("declared 9 instruments, found 4 and 1 page unread",)
    assert (figures.items, figures.deposit_cents) == (0, 0)


def test_what_the_bank_reported_stands_beside_the_deposit(site: Site, night: RunReport, books: Books) -> None:
    load_report(site, sample_report(site, (), recorded.DAY), "ops", "2026-03-21T06:00:00+00:00")
    (figures,) = Figures(Nights(site.archive), books).last(30)
    assert figures.bank
    assert (figures.bank.bank_cents, figures.bank.returned_cents) == (night.deposit_cents, 0)


def test_a_new_night_is_there_without_a_restart(site: Site, night: RunReport, books: Books) -> None:
    figures = Figures(Nights(site.archive), books)
    assert [one.run for one in figures.last(30)] == [night.run]
    batch = recorded.Batch(
        "second", recorded.DAY + dt.timedelta(days=1), (recorded.envelope(site.archive, "9", recorded.back()),)
    )
    second = run_batch(site, batch, recorded.OPERATOR, readers=recorded.READERS)
    both = figures.last(30)
    assert [one.run for one in both] == [night.run, second.run]
    assert [one.run for one in figures.last(1)] == [second.run]
    assert most_frequent(both, 1)[0] in dict(both[0].reasons)


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - of our own making


def test_columns_are_as_high_as_their_figures() -> None:
    nights = [Column(f"Mar {day}", (("straight", 10.0 * day), ("held", 5.0)), f"night {day}") for day in (1, 2, 4)]
    plot = drawn(columns("items a night", nights))
    heights = [float(one.attrib["height"]) for one in plot.iter("rect") if one.attrib["class"] == "straight"]
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.01)
    assert heights[2] == pytest.approx(4 * heights[0], rel=0.01)
    assert plot.attrib["aria-label"] == "items a night"
    assert [one.text for one in plot.iter("title")] == ["night 1", "night 2", "night 4"]


def test_names_from_the_mail_cannot_break_out_of_a_plot() -> None:
    evil = '"><script>alert(1)</script>'
    plots = (
        columns(evil, [Column(evil, (("held", 1),), evil, "/audit")]),
        lines(evil, [Column(evil, (("straight", 1),), evil)], 100),
        rows(evil, [Row(evil, (1.0,), evil, evil)]),
    )
    for plot in plots:
        assert not list(drawn(plot).iter("script"))


def test_no_nights_make_an_empty_plot() -> None:
    for plot in (columns("none", []), lines("none", [], 100), rows("none", [])):
        assert drawn(plot).tag == "svg"


def test_plots_need_no_style_of_their_own() -> None:
    plot = columns("items", [Column("Mar 1", (("held", 3),), "three")], unit="$")
    assert "style=" not in plot
    assert "fill=" not in plot
