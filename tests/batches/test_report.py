"""The night's report: figures that add up, age from the books, and a PDF that is the same every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from contextlib import closing
from pathlib import Path

import pdfplumber
import pytest
import recorded
from pdfminer.pdftypes import resolve1

from batches.counter.night import write_report
from batches.report import render_report
from batches.report_facts import AGES, gather
from batches.run import run_batch
from batches.site import Site
from batches.tally import RunReport, outcomes_of
from lockbox.books.books import open_books
from lockbox.money import parse_dollars
from lockbox.reasons import Disposition, Reason
from lockbox.settlement import ExceptionItem

FIGURE = re.compile(r'data-figure="([^"]+)">([^<]+)<')


@pytest.fixture
def night(tmp_path: Path) -> tuple[Site, RunReport]:
    site = recorded.make_site(tmp_path / "site")
    return site, run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)


def waits(days: int, cents: int, *reasons: Reason) -> tuple[ExceptionItem, dt.date]:
    day = recorded.DAY - dt.timedelta(days=days)
    item = ExceptionItem("e", "b", "001", 1, cents, Disposition.DEPOSIT, reasons, (), day, "C")
    return item, day


def test_figures_add_up_and_each_stands_once(night: tuple[Site, RunReport]) -> None:
    site, report = night
    found = FIGURE.findall(render_report(site.archive, report.run))
    figures = {name: parse_dollars(text) for name, text in found}
    assert len(figures) == len(found)
    assert figures["deposit"] == figures["deposit-posted"] + figures["deposit-suspense"] == 303_00
    assert figures["plans"] == figures["coverage:medical"] == figures["plan:medical:WellSense"] == figures["posted"]
    ways = ("posted", "suspense", "unread", "held", "returned", "none")
    assert [figures[f"{way}-items"] // 100 for way in ways] == [3, 0, 0, 1, 0, 2]


def test_what_waits_has_the_age_that_its_mail_has(night: tuple[Site, RunReport]) -> None:
    site, report = night
    outcomes = tuple(outcomes_of(site.archive, site.archive.manifest(report.run)))
    no_id, unread = Reason.NO_ID, Reason.AMOUNT_UNREAD
    waiting = (waits(0, 5, no_id), waits(3, 7, no_id, unread), waits(40, 0, unread, unread))
    ages = gather(report, outcomes, waiting).ages
    assert [(one.reason, one.by_age, one.suspense_cents) for one in ages] == [
        (None, (1, 0, 1, 0, 1), 12),
        (unread, (0, 0, 1, 0, 1), 7),
        (no_id, (1, 0, 1, 0, 0), 12),
    ]
    assert [name for _, name in AGES][1] == "1 to 2 days"


def test_the_books_say_what_waited_that_evening(night: tuple[Site, RunReport]) -> None:
    site, report = night
    with closing(open_books(site.books_url)) as books:
        assert {one.item.envelope for one in books.waiting(recorded.DAY)} == {"003", "004", "005"}
        assert books.waiting(recorded.DAY - dt.timedelta(days=1)) == ()
        assert {one.received_on for one in books.waiting(dt.date(2026, 5, 1))} == {report.received_on}


def test_it_is_written_as_a_page_and_on_paper_to_the_same_byte(night: tuple[Site, RunReport]) -> None:
    site, report = night
    page = write_report(site, report)
    paper = page.with_suffix(".pdf").read_bytes()
    assert write_report(site, report).with_suffix(".pdf").read_bytes() == paper
    text = page.read_text("utf-8")
    assert not re.findall(r'(?:src|href|url\()="?(?!data:)[a-z]+:', text), "the page needs another file"
    assert all(re.findall(r'<img [^>]*alt="[^"]+"', text))
    assert text.count("<img ") == len(re.findall(r'<img [^>]*alt="[^"]+"', text))
    with pdfplumber.open(io.BytesIO(paper)) as pdf:
        catalog = pdf.doc.catalog
        assert {"StructTreeRoot", "MarkInfo", "Lang"} <= catalog.keys()
        assert b"pdfuaid" in resolve1(catalog["Metadata"]).get_data()
        assert {(one.width, one.height) for one in pdf.pages} == {(612, 792)}
        lines = "\n".join(one.extract_text() for one in pdf.pages)
    assert "Deposit $303.00" in lines
    assert "/ " in lines


def test_a_night_out_of_balance_says_so(tmp_path: Path) -> None:
    site = recorded.make_site(tmp_path / "site")
    report = run_batch(site, recorded.night(site, count=9), recorded.OPERATOR, recorded.READERS)
    assert "Nothing was posted." in render_report(site.archive, report.run)
    assert dataclasses.asdict(report)["balanced"] is False
