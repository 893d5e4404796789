"""A deposit is what the books say of the clearing account: each instrument once, in the file of its day."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import recorded

from batches.archive import Archive
from batches.counter.deposit import day_deposit, night_deposit
from batches.counter.leave import About, NotYetError, files, send
from batches.deposit_images import Studio
from batches.deposit_items import Item, Sheet, Way
from batches.lookup import LATEST
from batches.run import run_batch
from batches.site import Site
from lockbox.books.books import Books, open_books
from lockbox.books.plan import Act
from lockbox.formats.ach import read_arc
from lockbox.formats.x9 import read_cash_letter
from lockbox.formats.x9.tiff import tiff_faults
from lockbox.money import parse_dollars
from lockbox.records import Coverage, Scan
from lockbox.settings import ReadingSettings
from lockbox.settings_bank import Bank, CashLetter
from lockbox.settlement import Account, Allocation, RulingKind

MONDAY = dt.date(2026, 3, 23)
TUESDAY = MONDAY + dt.timedelta(days=1)
NIGHT, RULED = About(TUESDAY), About(TUESDAY, day=MONDAY)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site whose night posted three checks of $100, $101 and $102, and held one of $100 undeposited."""
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    return site


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as books:
        yield books


def rule(books: Books, site: Site, number: str, kind: RulingKind, **how: Any) -> None:  # noqa: ANN401 - fields of Act
    """Let two clerks rule the same, if one is not enough."""
    day = how.pop("day", MONDAY)
    for clerk in ("pat", "sam"):
        ruled = books.rule(Act(number, kind, clerk, f"{day}T09:00:00-04:00", **how), site.settings.policy)
        if ruled.ruling.final:
            return


def deposit_the_held_check(books: Books, site: Site, cents: int = 100_00) -> str:
    """Let clerks post the held check after all, and return its confirmation number."""
    item = next(one.item for one in books.open_exceptions() if one.item.envelope == "003")
    part = Allocation(recorded.member_id(1), Coverage.MEDICAL, "", cents)
    rule(books, site, item.id, RulingKind.POST, allocations=(part,), cents=cents)
    return item.confirmation


def data_of(site: Site, kind: str, about: About) -> bytes:
    (made,) = files(site, kind, about)
    return made.data if isinstance(made.data, bytes) else b"".join(made.data)


def clearing(books: Books) -> int:
    """Return what went to the bank, by the books."""
    return -dict(books.balances())[Account.CLEARING]


def with_bank(site: Site, **bank: Any) -> Site:  # noqa: ANN401 - fields of Bank
    return replace(site, bank=replace(Bank(), **bank))


def test_a_nights_deposit_is_what_the_books_say(site: Site, books: Books) -> None:
    letter = read_cash_letter(data_of(site, "x9", NIGHT))
    assert (letter.faults, letter.remarks) == ((), ())
    assert sorted(item.cents for item in letter.items) == [100_00, 101_00, 102_00]
    assert letter.declared_cents == clearing(books) == night_deposit(site, books, LATEST).cents()


def test_a_second_run_writes_the_same_bytes_and_nothing_new(site: Site) -> None:
    assert data_of(site, "x9", NIGHT) == data_of(site, "x9", NIGHT)
    assert [kept.new for _ in range(2) for kept in send(site, "x9", NIGHT)] == [True, False]


def test_what_a_ruling_deposits_is_in_the_days_deposit_and_no_other(site: Site, books: Books) -> None:
    before = data_of(site, "x9", NIGHT)
    deposit_the_held_check(books, site)
    assert data_of(site, "x9", NIGHT) == before
    letter = read_cash_letter(data_of(site, "x9", RULED))
    assert [item.cents for item in letter.items] == [100_00]
    assert letter.items[0].sequence not in {item.sequence for item in read_cash_letter(before).items}
    assert clearing(books) == 403_00
    deposits = night_deposit(site, books, LATEST), day_deposit(site, books, MONDAY)
    assert sum(one.cents() for one in deposits) == clearing(books)


def test_a_check_that_went_before_is_adjusted_and_not_presented_again(site: Site, books: Books) -> None:
    """A clerk keys $100.00, another day finds that it says $10.00."""
    number = deposit_the_held_check(books, site)
    for _ in range(2):
        rule(books, site, number, RulingKind.REVERSE, day=TUESDAY, note="it says ten dollars")
    part = Allocation(recorded.member_id(1), Coverage.MEDICAL, "", 10_00)
    rule(books, site, number, RulingKind.POST, day=TUESDAY, allocations=(part,), cents=10_00)
    later = day_deposit(site, books, TUESDAY)
    assert [(item.way(site.bank), item.cents) for item in later.items] == [(Way.ADJUSTMENT, -90_00)]
    wednesday = About(TUESDAY + dt.timedelta(days=1), day=TUESDAY)
    assert files(site, "x9", wednesday) == ()
    assert b",adjustment,-90.00," in data_of(site, "clearing", wednesday)
    assert clearing(books) == 303_00 + 10_00


def test_a_day_that_is_not_over_has_no_deposit_yet(site: Site) -> None:
    with pytest.raises(NotYetError):
        files(site, "x9", About(MONDAY, day=MONDAY))


def test_images_and_ach_debits_together_are_the_deposit(site: Site, books: Books) -> None:
    ach = with_bank(site, clearing="ach")
    rows = list(csv.DictReader(io.StringIO(data_of(ach, "clearing", NIGHT).decode())))
    ways = {"image": 0, "ach": 0}
    for row in rows:
        ways[row["way"]] += parse_dollars(row["amount"])
    assert sum(ways.values()) == clearing(books)
    assert all((row["way"] == "ach") == (row["not_arc"] == "") for row in rows)
    for kind, way in (("x9", "image"), ("arc", "ach")):
        for made in files(ach, kind, NIGHT):
            assert made.control.cents == ways[way]
    assert files(site, "arc", NIGHT) == ()


def test_an_unread_routing_number_goes_as_image_or_paper_as_the_settings_say(site: Site, books: Books) -> None:
    item = night_deposit(site, books, LATEST).items[0]
    blind = replace(item, micr=None)
    assert blind.way(Bank()) is Way.IMAGE
    assert blind.way(replace(Bank(), x9=CashLetter(unread_routing="paper"))) is Way.PAPER
    assert replace(item, front=None).way(Bank()) is Way.PAPER


@pytest.mark.parametrize("workers", [1, 2])
def test_pages_are_upright_black_and_white_and_in_order(tmp_path: Path, workers: int) -> None:
    archive = Archive(tmp_path / "archive")
    sideways = np.full((1200, 550), 230, np.uint8)
    sideways[100:160, 100:130] = 20
    name = archive.put(cv2.imencode(".png", sideways)[1].tobytes())
    front = Sheet(Scan(name, "a.png"), 90, None)
    items = [Item("b", "e", number, f"{number:015d}", number, front=front) for number in range(1, 40)]
    made = list(Studio(tmp_path / "archive", ReadingSettings(), workers).faces(items))
    assert [item for item, _ in made] == items
    faces = made[-1][1]
    assert [(face.back, face.is_paper) for face in faces] == [(False, True), (True, False)]
    page = cv2.imdecode(np.frombuffer(faces[0].tiff, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert page is not None
    assert page.shape[1] > page.shape[0]
    assert 0 < (page < 128).mean() < 0.01
    assert all(tiff_faults(face.tiff) == () for face in faces)


def test_an_arc_file_names_account_and_serial(site: Site) -> None:
    made = files(with_bank(site, clearing="ach"), "arc", NIGHT)
    for one in made:
        assert isinstance(one.data, bytes)
        assert all(entry.account and entry.serial for entry in read_arc(one.data).entries)
