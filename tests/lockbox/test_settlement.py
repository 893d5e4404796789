"""Who a subscriber's money goes to, and what the names of accounts say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Coverage
from lockbox.settlement import Account, Bill, Member

MEDICAL, DENTAL = Coverage.MEDICAL, Coverage.DENTAL
ID = "730021448815"
BILLS = (
    Bill(ID, MEDICAL, "Fallon Health", "2026-03", 100),
    Bill(ID, MEDICAL, "WellSense", "2026-04", 100),
)
ANN = Member(ID, "Ann", "Baker", "12 Elm Street", "Boston", "MA", "02118", bills=BILLS)


@pytest.mark.parametrize(
    ("coverage", "month", "carrier"),
    [
        (MEDICAL, "2026-03", "Fallon Health"),
        (MEDICAL, "2026-04", "WellSense"),
        (MEDICAL, "2026-01", "WellSense"),
        (MEDICAL, "", "WellSense"),
        (DENTAL, "2026-04", ""),
    ],
)
def test_the_company_of_a_plan_is_that_of_the_month_else_of_the_newest_bill(
    coverage: Coverage, month: str, carrier: str
) -> None:
    assert ANN.carrier(coverage, month) == carrier


@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from(Coverage))
def test_an_account_names_its_plan(member_id: str, coverage: Coverage) -> None:
    assert Account.plan(Account.member(member_id, coverage)) == (member_id, coverage)


@pytest.mark.parametrize("account", [Account.SUSPENSE, "", "members:1:medical"])
def test_other_accounts_are_of_no_plan(account: str) -> None:
    assert Account.plan(account) is None
