"""What the bank's report gives a clerk to settle is seen and settled at the desk like anything else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from batches.bank import load_report, sample_report
from lockbox.formats.bai2 import BankItem, read_bank_report
from lockbox.formats.bai2_write import write_bank_report
from lockbox.reasons import Reason
from tests.desk.conftest import Door
from tests.desk.test_item import Posted, item, night, posted, settle

__all__ = ["Posted", "night", "posted"]

AT = "2026-11-21T07:00:00+00:00"


def test_a_difference_and_a_returned_check_are_settled_at_the_desk(night: Door) -> None:
    """The page of each says why it waits now, in the bank's figures; a difference is closed by two people."""
    site, books = night.world.site, night.world.books
    paper = books.bank.papers(dt.date.min, dt.date.max)[0]
    report = read_bank_report(sample_report(site, [paper.confirmation], dt.date(2026, 11, 20)))
    (group,) = report.groups
    (account,) = group.accounts
    more = BankItem(0, "118", 700, "Z", "1", "", "ADJUSTMENT")
    account = replace(account, items=(*account.items, more))
    load_report(site, write_bank_report(replace(report, groups=(replace(group, accounts=(account,)),))), "ops", AT)
    ann, bob = night.sign_in("ann"), night.sign_in("bob")
    differs, returned = item(night, Reason.OUT_OF_BALANCE), item(night, Reason.RETURNED_ITEM)
    page = ann.get(f"/item/{differs}")
    assert page.status_code == 200
    assert "an adjustment credit of $7.00" in page.text
    assert f"the bank returned ${paper.cents / 100:.2f}" in ann.get(f"/item/{returned}").text
    status, answer = settle(ann, differs, {"kind": "close", "note": "asked the bank"})
    assert status == 200, answer
    assert differs in {one.item.id for one in books.open_exceptions()}
    bob_says = settle(bob, differs, {"kind": "close", "note": "asked the bank"})
    assert bob_says[0] == 200, bob_says
    assert differs not in {one.item.id for one in books.open_exceptions()}
    assert books.verify() == ()
