"""The bank's report at a site: credits against deposits, returns taken back to the very bill, what differs queued."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import recorded

from batches.bank import BankReportError, load_report, sample_report
from batches.check import check_site
from batches.payments import load_payments
from batches.replay import replay
from batches.run import run_batch
from batches.site import Site
from lockbox.banking import Upshot
from lockbox.books.bank_take import OtherReportError
from lockbox.books.books import Books, open_books
from lockbox.books.plan import Act
from lockbox.canonical import decode
from lockbox.errors import NotFoundError, RulingError
from lockbox.formats.bai2 import BankAccount, BankGroup, BankItem, BankReport
from lockbox.formats.bai2_write import write_bank_report
from lockbox.formats.other_payments import COLUMNS
from lockbox.manifest import Manifest
from lockbox.reasons import Reason
from lockbox.records import Batch
from lockbox.settings import Policy
from lockbox.settlement import Account, Allocation, Known, Outcome, RulingKind

NEXT = dt.date(2026, 3, 23)
AT, LATER = "2026-03-24T07:00:00+00:00", "2026-03-25T07:00:00+00:00"
LOADED = dt.date(2026, 3, 24)
ANN, CARL, ERIN = (recorded.member_id(place) for place in range(3))
DEPOSIT = 303_00


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = recorded.make_site(tmp_path / "site")
    run_batch(site, recorded.night(site), recorded.OPERATOR, recorded.READERS)
    return site


@pytest.fixture
def books(site: Site) -> Iterator[Books]:
    with closing(open_books(site.books_url)) as books:
        yield books


def number(books: Books, member: str) -> str:
    (story,) = books.status(member)
    return story.confirmation


def report(*items: BankItem, file_id: str = "7", status: str = "1", account: str = "1234567890") -> bytes:
    group = BankGroup(0, "L", "B", status, NEXT, accounts=(BankAccount(0, account, items=items),))
    return write_bank_report(BankReport("BANK", "LOCKBOX", NEXT, "0600", file_id, (group,)))


def credit(cents: int, reference: str = "", code: str = "115") -> BankItem:
    return BankItem(0, code, cents, "Z", "991", reference, "DEPOSIT")


def returned(said: str, cents: int = 100_00, reference: str = "") -> BankItem:
    return BankItem(0, "555", cents, "Z", "992", reference, said)


def reasons(books: Books) -> dict[str, tuple[Reason, ...]]:
    return {one.item.envelope: one.item.reasons for one in books.open_exceptions()}


WHOLE = "R/T 021000021 ACCT 123456780 CHECK 1000 REASON A NSF"


def test_a_credit_of_our_deposit_agrees(site: Site, books: Books) -> None:
    before = reasons(books)
    done = load_report(site, report(credit(DEPOSIT)), "ann", AT)
    assert [one.upshot for one in done.matched] == [Upshot.CREDITED]
    assert done.result.opened == ()
    (way,) = books.bank.three_ways(5)
    assert (way.deposit_cents, way.books_cents, way.bank_cents, way.returned_cents) == (DEPOSIT, DEPOSIT, DEPOSIT, 0)
    assert reasons(books) == before
    assert check_site(site) == ()


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((credit(DEPOSIT + 900),), "$9.00 too much"),
        ((credit(DEPOSIT - 1),), "$0.01 too little"),
        ((credit(DEPOSIT), credit(50)), "no deposit waits for that"),
        ((credit(DEPOSIT), credit(70, code="695")), "a deposit correction to our debit of $0.70"),
        ((credit(DEPOSIT), credit(70, code="118")), "an adjustment credit of $0.70"),
        ((credit(100_00, "x", "116"), credit(101_00, "x", "116")), "the bank credited $201.00"),
    ],
)
def test_what_differs_waits_for_two_clerks(site: Site, books: Books, items: tuple[BankItem, ...], said: str) -> None:
    done = load_report(site, report(*items), "ann", AT)
    (item,) = done.result.opened
    assert item.reasons == (Reason.OUT_OF_BALANCE,)
    assert said in item.details[0]
    assert item.cents == 0
    act = Act(item.id, RulingKind.CLOSE, "ann", AT, "asked the bank")
    assert books.rule(act, Policy()).second_wanted
    assert books.second(item.id, "bob", AT).ruling.final
    assert check_site(site) == ()


def test_a_named_deposit_is_found_whatever_its_amount(site: Site, books: Books) -> None:
    batch = books.nights(1)[0].batch
    done = load_report(site, report(credit(5, f"DEP {batch[:12]}".upper())), "ann", AT)
    assert (done.matched[0].batch, done.matched[0].off_cents) == (batch, 5 - DEPOSIT)


def test_a_deposit_that_is_not_credited_is_missed_once(site: Site, books: Books) -> None:
    late = report(credit(0, code="890")).replace(b"260323", b"260327")
    (item,) = load_report(site, late, "ann", AT).result.opened
    assert "was not credited" in item.details[0]
    again = report(credit(0, code="890"), file_id="8").replace(b"260323", b"260328")
    assert load_report(site, again, "ann", AT).result.opened == ()
    assert load_report(site, report(credit(DEPOSIT), file_id="9"), "ann", AT).matched[0].upshot is Upshot.CREDITED


def test_a_returned_check_reverses_to_its_bill_and_month(site: Site, books: Books) -> None:
    done = load_report(site, report(credit(DEPOSIT), returned(WHOLE)), "ann", AT)
    (entry,) = done.result.entries
    assert (entry.debit, entry.credit) == (Account.member(ANN, recorded.Coverage.MEDICAL), Account.CLEARING)
    assert (entry.coverage_month, entry.cents, entry.posted_on, entry.code) == ("2026-04", 100_00, LOADED, "chargeback")
    (item,) = done.result.opened
    assert (item.envelope, item.reasons, item.cents, item.amount_cents) == ("000", (Reason.RETURNED_ITEM,), 0, 100_00)
    assert "not sufficient funds" in item.details[0]
    assert dict(books.balances())[Account.member(ANN, recorded.Coverage.MEDICAL)] == 0
    assert dict(books.balances())[Account.CLEARING] == 100_00 - DEPOSIT
    (story,) = books.status(ANN)
    assert "the bank did not pay it" in " ".join(step.text for step in story.steps)
    assert books.bank.three_ways(1)[0].returned_cents == 100_00
    assert not [part for part in books.known("").paid if part.member_id == ANN]
    assert check_site(site) == ()


@pytest.mark.parametrize(
    "said",
    [WHOLE, "CK 1000 RSN C", "ROUTING 021000021 CHECK 1000", "ACCT 123456780 R/T 021000021", "CONF {}", "reference"],
)
def test_a_return_is_known_by_any_certain_clue(site: Site, books: Books, said: str) -> None:
    reference = "1000" if said == "reference" else ""
    # all checks of the night bear number 1000, so amount and number together tell them apart
    done = load_report(site, report(returned(said.format(number(books, ANN)), reference=reference)), "ann", AT)
    assert [one.envelope for one in done.matched] == ["000"]


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("NSF", 100_00),
        ("CHECK 999", 100_00),
        ("R/T 011000138 CHECK 1000", 100_00),
        ("R/T 021000021 ACCT 5550001 CHECK 1000", 100_00),
        (WHOLE, 77_00),
    ],
)
def test_an_uncertain_return_moves_nothing(site: Site, books: Books, said: str, cents: int) -> None:
    before = books.balances()
    done = load_report(site, report(returned(said, cents)), "ann", AT)
    assert books.balances() == before
    (item,) = done.result.opened
    assert item.reasons == (Reason.RETURNED_ITEM,)
    assert (number(books, ANN) in item.details[0]) == (cents == 100_00)
    assert check_site(site) == ()


def test_an_uncertain_return_is_settled_by_two(site: Site, books: Books) -> None:
    load_report(site, report(returned("NSF")), "ann", AT)
    act = Act(number(books, ANN), RulingKind.CHARGEBACK, "ann", AT, "report 7, line 4")
    assert books.rule(act, Policy()).second_wanted
    ruled = books.second(number(books, ANN), "bob", AT)
    assert [entry.code for entry in ruled.entries] == ["chargeback"]
    assert ruled.follow_up
    assert dict(books.balances())[Account.member(ANN, recorded.Coverage.MEDICAL)] == 0
    with pytest.raises(RulingError, match="nothing that the bank"):
        books.rule(Act(ruled.follow_up.id, RulingKind.CHARGEBACK, "ann", AT, "again"), Policy())
    assert check_site(site) == ()


def test_a_check_returned_twice_is_told(site: Site, books: Books) -> None:
    load_report(site, report(returned(WHOLE)), "ann", AT)
    before = books.balances()
    (item,) = load_report(site, report(returned(WHOLE), file_id="8"), "ann", AT).result.opened
    assert "no deposited check" in item.details[0]
    assert books.balances() == before


def test_twice_in_one_report_moves_money_once(site: Site, books: Books) -> None:
    done = load_report(site, report(returned(WHOLE), returned(WHOLE)), "ann", AT)
    assert len(done.result.entries) == 1
    assert "was taken back before" in done.result.opened[1].details[0]
    assert check_site(site) == ()


def test_the_same_report_changes_nothing_and_a_changed_one_is_told(site: Site, books: Books) -> None:
    load_report(site, report(credit(DEPOSIT), returned(WHOLE)), "ann", AT)
    before = books.balances()
    assert not load_report(site, report(credit(DEPOSIT), returned(WHOLE)), "bob", AT).result.new
    with pytest.raises(OtherReportError, match="said something else"):
        load_report(site, report(credit(DEPOSIT)), "ann", AT)
    assert books.balances() == before


@pytest.mark.parametrize("status", ["2", "3"])
def test_a_correcting_report_waits_for_a_clerk(site: Site, books: Books, status: str) -> None:
    before = books.balances()
    done = load_report(site, report(credit(DEPOSIT), returned(WHOLE), status=status), "ann", AT)
    assert len(done.result.opened) == 2
    assert books.balances() == before


def test_reports_that_cannot_be_taken(site: Site) -> None:
    for data, said in (
        (b"hello", "record 01"),
        (report(credit(5)).replace(b"16,115,5,", b"16,115,6,"), "control total"),
        (report(credit(5), account="999"), "…999"),
    ):
        with pytest.raises(BankReportError, match=said):
            load_report(site, data, "ann", AT)
    assert load_report(site, report(credit(DEPOSIT), status="4"), "ann", AT).matched == ()


def test_no_batch_no_report(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no batch"):
        load_report(recorded.make_site(tmp_path / "new"), report(credit(5)), "ann", AT)


def test_no_account_number_is_kept(site: Site, books: Books) -> None:
    load_report(site, report(returned(WHOLE)), "ann", AT)
    kept = repr(books.bank.lines(books.bank.files()[0].sha256))
    assert "123456780" not in kept
    assert "1000" in kept


@pytest.mark.parametrize("table", ["bank_file", "bank_line", "bank_match", "other_payment"])
def test_what_the_bank_said_is_for_ever(site: Site, books: Books, table: str) -> None:
    load_report(site, report(credit(DEPOSIT), returned(WHOLE)), "ann", AT)
    one = f"{ANN},medical,2026-04,1.00,2026-03-18,online,W-1"
    load_payments(site, f"{','.join(COLUMNS)}\n{one}\n".encode(), "pat", AT)
    plain = sqlite3.connect(site.root / "books.db", isolation_level=None)
    before = plain.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
    assert before
    plain.execute(f"CREATE TEMP TABLE other AS SELECT * FROM {table}")  # noqa: S608
    plain.execute("UPDATE other SET content = 'forged'")
    for forbidden in (
        "UPDATE {0} SET content = ''",
        "DELETE FROM {0}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM other",
    ):
        with pytest.raises(sqlite3.Error, match="append-only"):
            plain.execute(forbidden.format(table))
    assert plain.execute(f"SELECT * FROM {table}").fetchall() == before  # noqa: S608
    assert books.verify() == ()
    plain.execute(f"DROP TRIGGER {table}_no_update")
    plain.execute(f"UPDATE {table} SET content = 'forged'")  # noqa: S608
    assert len([fault for fault in books.verify() if table in fault]) >= 2


def test_a_return_that_no_bank_reported_is_found(site: Site, books: Books) -> None:
    load_report(site, report(returned(WHOLE)), "ann", AT)
    plain = sqlite3.connect(site.root / "books.db", isolation_level=None)
    for table in ("bank_match", "bank_line"):
        plain.execute(f"DROP TRIGGER {table}_no_delete")
        plain.execute(f"DELETE FROM {table}")  # noqa: S608
    assert "takes back a check that no bank returned" in " ".join(books.verify())
    assert [fault for fault in check_site(site) if fault.startswith("bank: ")] == []


def test_a_report_that_is_altered_in_the_archive_is_found(site: Site, books: Books) -> None:
    done = load_report(site, report(credit(DEPOSIT)), "ann", AT)
    path = site.archive.root / "objects" / done.file.sha256[:2] / done.file.sha256
    path.chmod(0o644)
    path.write_bytes(b"01,gone/")
    assert [fault for fault in check_site(site) if fault.startswith("bank: report")]


def test_the_sample_report_is_taken(site: Site, books: Books) -> None:
    data = sample_report(site, [number(books, CARL)], NEXT)
    assert data == sample_report(site, [number(books, CARL)], NEXT)
    done = load_report(site, data, "ann", AT)
    assert [one.upshot for one in done.matched] == [Upshot.CREDITED, Upshot.RETURNED]
    with pytest.raises(BankReportError):
        sample_report(site, ["nonsense"], NEXT)


def next_night(site: Site) -> Batch:
    """Take in the next checks of the first two payers, of whom the first one's last check came back."""
    archive = site.archive
    again = [
        recorded.envelope(archive, f"1{place:02}", recorded.check(place, 2000), recorded.back(), recorded.slip(place))
        for place in (0, 3)
    ]
    return Batch("next", dt.date(2026, 3, 24), tuple(again))


def outcomes(site: Site, run: str) -> tuple[Manifest, list[Outcome]]:
    manifest = site.archive.manifest(run)
    return manifest, [decode(Outcome, site.archive.get(one.outcome_sha256)) for one in manifest.results]


def test_the_next_check_of_a_payer_is_held_and_the_one_after_is_not(site: Site, books: Books) -> None:
    load_report(site, report(returned(WHOLE)), "ann", AT)
    night = run_batch(site, next_night(site), recorded.OPERATOR, recorded.READERS)
    manifest, (held, fine) = outcomes(site, night.run)
    known = decode(Known, site.archive.get(manifest.inputs.known_sha256))
    assert ANN in dict(known.returned)
    (finding,) = [one for one in held.decisions[0].findings if one.reason is Reason.STOP_LIST]
    assert "returned 2026-03-24" in finding.detail
    assert not [one for one in fine.decisions[0].findings if one.reason is Reason.STOP_LIST]
    assert replay(site.archive, night.run) == ()
    item = next(one.item for one in books.open_exceptions() if one.item.envelope == "100")

    part = Allocation(ANN, recorded.Coverage.MEDICAL, "2026-04", 100_00)
    act = Act(item.id, RulingKind.POST, "ann", LATER, "", (part,), 100_00)
    books.rule(act, Policy())
    assert ANN not in dict(books.known("").returned)
