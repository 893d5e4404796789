"""Every posted cent leaves in exactly one file: the night's, or that of the day on which a clerk moved it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import recorded

from batches.counter import leave
from batches.counter.leave import About, NotYetError, files, send, send_night
from batches.leaving import KINDS, make
from batches.lookup import find_batch
from batches.outbox import registered
from batches.postings import NothingLeavesError
from batches.run import run_batch
from batches.site import Site
from batches.tables import ExceptionRow, PostingRow, RulingRow, read_csv, read_parquet, total
from lockbox.books.books import Books, open_books
from lockbox.books.plan import Act
from lockbox.errors import DamagedError, NotFoundError, SettingsError
from lockbox.formats.x12_820 import read_820
from lockbox.records import Coverage
from lockbox.settlement import Allocation, RulingKind

MONDAY = dt.date(2026, 3, 23)
TUESDAY = MONDAY + dt.timedelta(days=1)
ANN, CARL = recorded.member_id(0), recorded.member_id(1)
NIGHT = About(TUESDAY)
RULED = About(TUESDAY, day=MONDAY)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site whose night posted three checks of $100, $101 and $102, and held one of $100 as a duplicate."""
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    return site


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as books:
        yield books


def rule(books: Books, site: Site, number: str, kind: RulingKind, **how: Any) -> None:  # noqa: ANN401 - fields of Act
    act = Act(number, kind, how.pop("clerk", "pat"), f"{how.pop('day', MONDAY)}T09:00:00-04:00", **how)
    books.rule(act, site.settings.policy)


def post_the_duplicate(books: Books, site: Site) -> None:
    """Let two clerks post the held check to Carl after all."""
    item = next(one.item for one in books.open_exceptions() if one.item.envelope == "003")
    part = Allocation(CARL, Coverage.MEDICAL, "", 100_00)
    for clerk in ("pat", "sam"):
        rule(books, site, item.id, RulingKind.POST, clerk=clerk, allocations=(part,), cents=100_00)
        if not [one for one in books.open_exceptions() if one.item.id == item.id]:
            return


def cells(site: Site, kind: str, about: About) -> list[dict[str, str]]:
    (made,) = files(site, kind, about)
    assert isinstance(made.data, bytes)
    return list(csv.DictReader(io.StringIO(made.data.decode())))


def test_a_nights_files_have_the_totals_of_the_books(site: Site) -> None:
    night = {kind: files(site, kind, NIGHT) for kind in KINDS if kind not in leave.OF_A_DAY_ONLY}
    assert {kind: (len(made), made[0].control.items, made[0].control.cents) for kind, made in night.items()} == {
        "bai": (1, 3, 303_00),
        "820": (1, 3, 303_00),
        "823": (1, 3, 303_00),
        "postings": (1, 3, 303_00),
        "postings.parquet": (1, 3, 303_00),
        "exceptions": (1, 3, 0),
        "exceptions.parquet": (1, 3, 0),
    }
    assert night["820"][0].kind == "820-wellsense"


def test_what_a_ruling_posts_is_in_the_days_file_and_no_other(site: Site, books: Books) -> None:
    before = {kind: files(site, kind, NIGHT) for kind in ("bai", "820", "823", "postings", "exceptions")}
    post_the_duplicate(books, site)
    assert {kind: files(site, kind, NIGHT) for kind in before} == before
    (row,) = cells(site, "postings", RULED)
    assert (row["envelope"], row["member_id"], row["carrier"], row["amount"]) == ("003", CARL, "WellSense", "100.00")
    assert (row["posted_on"], row["coverage_month"]) == ("2026-03-23", "")
    assert files(site, "bai", RULED)[0].control.cents == 100_00
    in_files = sum(files(site, "postings", about)[0].control.cents for about in (NIGHT, RULED))
    assert in_files == sum(cents for account, cents in books.balances() if account.startswith("member:"))


def test_what_is_taken_back_is_told_to_the_company_that_had_it(site: Site, books: Books) -> None:
    ann = next(row for row in cells(site, "postings", NIGHT) if row["member_id"] == ANN)
    other = recorded.roster().replace(b"WellSense", b"Fallon Health")
    site.load_roster(other, "2026-03-22T08:00:00-04:00")
    for clerk in ("pat", "sam"):
        rule(books, site, ann["confirmation"], RulingKind.REVERSE, clerk=clerk, note="wrong member")
    (made,) = files(site, "820", RULED)
    assert isinstance(made.data, bytes)
    (advice,), _ = read_820(made.data)
    assert (made.kind, advice.cents, advice.declared_cents) == ("820-wellsense", -100_00, 0)
    taken = advice.lines[0]
    assert (taken.member_id, taken.payment_type, taken.coverage_month) == (ANN, "PREMADJ", "2026-04")
    assert files(site, "bai", RULED)[0].control.items == 0
    again = [row for row in cells(site, "exceptions", RULED) if row["envelope"] == ann["envelope"]]
    assert [row["suspense"] for row in again] == ["0.00", "100.00"]
    assert [row["final"] for row in cells(site, "rulings", RULED)] == ["no", "yes"]


def test_a_day_is_told_when_it_is_over_and_a_night_by_its_batch(site: Site) -> None:
    with pytest.raises(NotYetError):
        files(site, "bai", About(MONDAY, day=MONDAY))
    for kind, about in (("823", RULED), ("results", RULED), ("rulings", NIGHT)):
        with pytest.raises(NotFoundError):
            files(site, kind, about)
    with pytest.raises(NotFoundError, match="no BAI layout 'none'"):
        files(site, "bai", replace(NIGHT, layout="none"))
    with pytest.raises(NotFoundError, match="nothing in a file 820"):
        files(site, "820", replace(NIGHT, carrier="Nobody"))
    assert files(site, "820", RULED) == ()


def test_a_batch_out_of_balance_leaves_nothing(tmp_path: Path) -> None:
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site, count=9), recorded.OPERATOR, recorded.READERS)
    with pytest.raises(NothingLeavesError):
        files(site, "bai", NIGHT)


def test_a_night_leaves_once_with_a_list_of_its_totals(site: Site) -> None:
    first = send_night(site, "latest", TUESDAY)
    again = send_night(site, "latest", TUESDAY)
    assert all(one.new for one in first)
    assert not any(one.new for one in again)
    assert list(registered(site)) == [one.path.name for one in first]
    assert {one.path.name[:23] for one in first} == {f"2026-03-20-{find_batch(site.archive, 'latest')[:12]}"}
    rows = list(csv.DictReader(io.StringIO(first[-1].path.read_text())))
    assert [(row["file"].split("-", 4)[4], row["items"], row["amount"]) for row in rows] == [
        ("x9-01.icl", "3", "303.00"),
        ("clearing-01.csv", "3", "303.00"),
        ("bai-01.txt", "3", "303.00"),
        ("820-wellsense-01.x12", "3", "303.00"),
        ("823-01.x12", "3", "303.00"),
        ("postings-01.csv", "3", "303.00"),
        ("exceptions-01.csv", "3", "0.00"),
    ]
    assert [row["sha256"] for row in rows] == [registered(site)[row["file"]] for row in rows]
    (kept,) = send(site, "rulings", RULED)
    assert kept.path.name == "2026-03-23-rulings-01.csv"


def test_a_longer_list_of_files_takes_the_next_number(site: Site) -> None:
    send_night(site, "latest", TUESDAY)
    posting = replace(site.bank.posting, night=("bai",))
    fewer = replace(site, bank=replace(site.bank, posting=posting))
    assert send_night(fewer, "latest", TUESDAY)[-1].path.name.endswith("-control-02.csv")
    none = replace(site, bank=replace(site.bank, posting=replace(posting, night=("rulings",))))
    with pytest.raises(SettingsError, match="no night has rulings"):
        send_night(none, "latest", TUESDAY)


def test_a_doctored_amount_is_caught_before_it_leaves(site: Site, books: Books) -> None:
    source = leave.night_source(site, books, "latest")
    first = source.postings.payments[0]
    part = replace(first.parts[0], cents=first.cents + 1)
    doctored = replace(
        source.postings, payments=(replace(first, cents=part.cents, parts=(part,)), *source.postings.payments[1:])
    )
    with pytest.raises(DamagedError, match=r"\$303\.01 was posted by the archive, \$303\.00 by the books"):
        replace(source, postings=doctored)
    with pytest.raises(AssertionError, match="the parts are not the payment"):
        replace(source.postings, payments=(replace(first, cents=1), *source.postings.payments[1:]))


@pytest.mark.parametrize("kind", ["bai", "820", "823", "postings"])
def test_a_writer_that_writes_another_amount_is_caught(
    site: Site, books: Books, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = leave.night_source(site, books, "latest")
    writer = {"bai": "write_bai", "820": "write_820", "823": "write_823", "postings": "to_csv"}[kind]
    honest = getattr(__import__("batches.leaving", fromlist=[writer]), writer)

    def crooked(*given: Any) -> Any:  # noqa: ANN401 - as each writer gives it
        made = honest(*given)
        figures = {bytes: (b"10100", b"10200", b"101~", b"102~"), str: ("101.00", "102.00")}[type(made)]
        return made.replace(figures[0], figures[1]).replace(*(figures * 2)[2:4])

    monkeypatch.setattr(f"batches.leaving.{writer}", crooked)
    with pytest.raises(AssertionError, match=kind):
        make(kind, source)


def test_tables_are_read_back_and_name_what_is_wrong(site: Site) -> None:
    (made,), (parquet,) = (files(site, kind, NIGHT) for kind in ("postings", "postings.parquet"))
    assert isinstance(made.data, bytes)
    assert isinstance(parquet.data, bytes)
    rows, faults = read_csv(PostingRow, made.data)
    assert (read_parquet(PostingRow, parquet.data), faults) == ((rows, ()), ())
    assert total(rows, "amount") == 303_00
    broken = made.data.replace(b"101.00", b"1O1.00").replace(b"2026-03-20", b"20 March", 1) + b"half a line\n"
    said = [str(fault) for fault in read_csv(PostingRow, broken)[1]]
    assert said == [
        "record 2, posted_on: is no day: '20 March'",
        "record 3, amount: is no amount: '1O1.00'",
        "record 5: has 1 columns, not 10",
    ]
    assert str(read_csv(ExceptionRow, made.data)[1][0]).startswith("record 1, header: is not batch,envelope")
    for noise in (b"", b"PAR1", parquet.data[:200], parquet.data[100:]):
        assert read_parquet(PostingRow, noise)[1]
    assert read_parquet(RulingRow, parquet.data)[1]
