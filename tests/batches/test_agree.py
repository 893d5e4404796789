"""Books, posting files and report agree to the cent, and a cent that was altered anywhere is found and named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import recorded
from click.testing import CliRunner

from batches.agree import BILLS, TOTALS, Lines, Source, Statement, books_say, compare, from_paper
from batches.counter.agreement import agree_night
from batches.counter.leave import send_night
from batches.counter.night import write_report
from batches.pdf import print_pdf
from batches.run import run_batch
from batches.site import Site
from cli import main
from lockbox.errors import ExitCode

DAY = dt.date(2026, 3, 23)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site whose night has posted $303.00, and sent and reported it."""
    site = recorded.make_site(tmp_path / "site")
    night = run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    send_night(site, "latest", DAY)
    write_report(site, night)
    return site


def doctor(site: Site, ending: str, before: bytes, after: bytes) -> None:
    (path,) = [one for folder in (site.outbox, site.reports) for one in folder.glob(f"*{ending}")]
    data = path.read_bytes()
    assert before in data, f"{ending} has no {before!r}"
    path.chmod(0o644)
    path.write_bytes(data.replace(before, after))


def test_a_night_agrees_as_it_was_written(site: Site) -> None:
    found = agree_night(site, "latest", DAY)
    assert found.holds, found
    where = {(one.source, one.where) for one in found.compared}
    assert {("820", "outbox, 820-wellsense-01.x12"), ("bai", "outbox, bai-01.txt")} <= where
    money = {"postings", "bai", "820", "823", "deposit", "report"}
    assert {(one.source, one.cents) for one in found.compared if one.source in money and one.level != TOTALS} == {
        (source, 303_00) for source in money
    }
    told = CliRunner().invoke(main, ["agree", "--site", str(site.root)])
    assert told.exit_code == ExitCode.DONE
    assert f"{found.lines} lines agree to the cent." in told.output


@pytest.mark.parametrize(
    ("ending", "before", "after", "said"),
    [
        ("-bai-01.txt", b"0000010100", b"0000010101", "bai: record"),
        ("-bai-01.txt", b"M202604 0000010100", b"M202605 0000010100", "posted bills, 730021440115 medical 2026-05"),
        ("-820-wellsense-01.x12", b"PREM**101~", b"PREM**101.01~", "820: record"),
        ("-820-wellsense-01.x12", b"20260401-20260430", b"20260501-20260531", "medical 2026-05: $101.00 in 820, $0.00"),
        ("-823-01.x12", b"*102*", b"*101*", "823: record"),
        ("-x9-01.icl", f"{101_00:010}".encode("cp037"), f"{101_01:010}".encode("cp037"), "deposit: x9: record"),
        ("-clearing-01.csv", b",image,", b",paper,", "$202.00 in deposit, $101.00 by the books"),
        ("-clearing-01.csv", b"amount", b"money", "clearing: is no list of ways"),
        ("-postings-01.csv", b"101.00", b"101.10", "$101.10 in postings, $101.00 by the books"),
        ("-postings-01.csv", b"WellSense", b"Wellsense", "companies, medical Wellsense"),
        (".html", b"$303.00", b"$303.01", "$303.01 in report, $303.00 by the books"),
    ],
)
def test_what_was_altered_is_named_and_the_exit_code_is_4(
    site: Site, ending: str, before: bytes, after: bytes, said: str
) -> None:
    doctor(site, ending, before, after)
    told = CliRunner().invoke(main, ["agree", "latest", "--site", str(site.root)])
    assert told.exit_code == ExitCode.OUT_OF_BALANCE
    assert said in told.output
    assert "They do not agree." in told.output
    if not ending.endswith(".html"):
        assert "is not the file that the list names" in told.output


def test_checks_that_go_as_debits_are_in_the_deposit_too(site: Site) -> None:
    toml = site.root / "lockbox.toml"
    text = toml.read_text("utf-8").replace("[bank]", '[bank]\nclearing = "ach"\nposting.night = []')
    toml.write_text(text, "utf-8")
    for path in (*site.outbox.glob("*-x9-*"), *site.outbox.glob("*-clearing-*")):
        path.unlink()
    found = agree_night(Site.open(site.root), "latest", DAY)
    assert found.holds, found
    assert {one.where for one in found.compared if one.source == "deposit"} == {"ACH made now"}


def test_a_cent_in_the_books_that_left_in_no_file_is_found() -> None:
    books = books_say((), 0)
    assert compare("b", books, (Source("bai", "", (Statement("bai", BILLS, Lines()),)),)).holds
    told = compare("b", books, (Source("bai", "", (Statement("bai", BILLS, Lines(x=1)),)),))
    missing = compare(
        "b", (Statement("books", BILLS, Lines(x=1)),), (Source("bai", "", (Statement("bai", BILLS, Lines()),)),)
    )
    assert [one.differences for one in (*told.compared, *missing.compared)] == [
        ("posted bills, x: $0.01 in bai, $0.00 by the books",),
        ("posted bills, x: $0.00 in bai, $0.01 by the books",),
    ]


def test_what_was_taken_away_is_made_again_and_paper_is_read_by_its_words(site: Site) -> None:
    for path in site.outbox.glob("*-bai-*"):
        path.unlink()
    found = agree_night(site, "latest", DAY)
    assert found.holds
    assert "made now" in {one.where for one in found.compared if one.source == "bai"}
    (paper,) = site.reports.glob("*.pdf")
    told = from_paper(paper.read_bytes(), "reports, PDF")
    assert (told.faults, told.statements[0].lines) == ((), Lines(posted=303_00, suspense=0, deposit=303_00))
    assert from_paper(print_pdf("<title>x</title><p>Deposit $303.0O"), "").faults[-1].startswith("deposit: no amount")
