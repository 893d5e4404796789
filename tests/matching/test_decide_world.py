from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lockbox.identity import account_key, item_key
from lockbox.micr import Micr
from lockbox.reasons import Reason
from lockbox.records import (
    InstrumentKind,
)
from lockbox.settings import Policy, Stop
from lockbox.settlement import Allocation, Bill, Known
from matching.decide import Context
from tests.matching.papers import (
    ANN,
    BOB,
    DENTAL,
    EVE,
    EVES,
    EVES_MEDICAL,
    MEDICAL,
    NOBODY,
    PEOPLE,
    UNREAD,
    bill,
    check,
    context,
    field,
    mail,
    member,
    only,
    reasons,
    slip,
    wrote_id,
)

R = Reason


# --- who, in view of the roster and the books ----------------------------------------------------------


def ann(*bills: Bill, **more: str) -> Context:
    return context(member(ANN, "Ann Baker", *bills, **more), *PEOPLE[1:])


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("terminated", {R.NOT_ENROLLED}),
        ("never enrolled", {R.NOT_ENROLLED}),
        ("pending", set()),
        ("stop", {R.STOP_LIST}),
        ("deceased", {R.DECEASED}),
        ("paid", {R.PAID_ELSEWHERE}),
    ],
)
def test_status_of_a_subscriber(status: str, wanted: set[Reason]) -> None:
    assert reasons(only(mail(check(), slip()), ann(status=status))) == wanted


def test_a_first_payment_must_come_by_the_23rd() -> None:
    world = ann(status="pending")
    for day, wanted in ((dt.date(2026, 3, 23), set()), (dt.date(2026, 3, 24), {R.NOT_ENROLLED})):
        assert reasons(only(mail(check(), slip()), replace(world, received_on=day))) == wanted


def test_who_owes_nothing() -> None:
    world = ann(bill(cents=0))
    assert reasons(only(mail(check(), wrote_id(ANN)), world)) == {R.NOTHING_DUE}
    told = only(mail(check(), slip()), ann(bill(cents=0), status="paid"))
    assert reasons(told) == {R.NOTHING_DUE, R.PAID_ELSEWHERE}


def test_what_the_books_know_as_paid_is_not_owed_again() -> None:
    known = Known(paid=(Allocation(ANN, MEDICAL, "2026-04", 41250),))
    for papers in (mail(check(), slip()), mail(check(), wrote_id(ANN))):
        assert reasons(only(papers, context(known=known))) == {R.PAID_ELSEWHERE, R.NOTHING_DUE}
    part = Known(paid=(Allocation(ANN, MEDICAL, "2026-04", 250),))
    assert reasons(only(mail(check(41000), wrote_id(ANN)), context(known=part))) == set()
    assert reasons(only(mail(check(), wrote_id(ANN)), context(known=part))) == {R.OVERPAID}


def test_a_slip_paid_before_that_the_roster_no_longer_bills() -> None:
    known = Known(paid=(Allocation(ANN, MEDICAL, "2026-03", 41250),))
    assert reasons(only(mail(check(), slip(month="2026-03")), context(known=known))) == {R.PAID_ELSEWHERE}
    assert reasons(only(mail(check(), slip(month="2026-03")))) == set()


def test_two_months_of_one_plan() -> None:
    world = ann(bill(cents=10000, month="2026-03"), bill(cents=20000))
    assert only(mail(check(10000), wrote_id(ANN)), world).allocations == (Allocation(ANN, MEDICAL, "2026-03", 10000),)
    assert only(mail(check(20000), slip(cents=20000)), world).allocations == (
        Allocation(ANN, MEDICAL, "2026-04", 20000),
    )
    assert reasons(only(mail(check(30000), wrote_id(ANN)), world)) == {R.SPLIT_NEEDED}
    assert reasons(only(mail(check(20000), wrote_id(ANN)), world)) == {R.OVERPAID}
    both = mail(check(30000), slip(cents=20000), slip(cents=10000, month="2026-03", page=2))
    assert {(one.coverage_month, one.cents) for one in only(both, world).allocations} == {
        ("2026-03", 10000),
        ("2026-04", 20000),
    }


def test_a_plan_that_owes_nothing_is_not_meant() -> None:
    world = context(member(EVE, "Eve Marlow", bill(EVE, 23500), bill(EVE, 0, DENTAL)))
    assert only(mail(check(23500, **EVES), wrote_id(EVE)), world).allocations == (EVES_MEDICAL,)


def test_a_subscriber_without_bills_is_asked_about() -> None:
    world = context(replace(PEOPLE[0], bills=()))
    assert R.COVERAGE_AMBIGUOUS in reasons(only(mail(check(), wrote_id(ANN)), world))


def test_over_the_limit_and_the_most_of_a_money_order() -> None:
    rich = ann(bill(cents=600_000))
    assert reasons(only(mail(check(600_000), slip(cents=600_000)), rich)) == {R.OVER_LIMIT}
    order = check(150_000, kind=InstrumentKind.MONEY_ORDER)
    assert reasons(only(mail(order, slip(cents=150_000)), ann(bill(cents=150_000)))) == {R.MONEY_ORDER_ANOMALY}


@pytest.mark.parametrize(
    "stop",
    [
        Stop(member_id=ANN, instruction="call first"),
        Stop(payer="ann baker"),
        Stop(account_key=account_key(bytes.fromhex("a1" * 16), "021000021", "998877")),
    ],
)
def test_stop_list(stop: Stop) -> None:
    world = context(policy=Policy(stop_list=(Stop(member_id=BOB), stop)))
    decision = only(mail(check(), slip()), world)
    assert reasons(decision) == {R.STOP_LIST}
    assert decision.findings[0].detail == (stop.instruction or "payer or member is on the stop list")
    bobs = check(10300, **NOBODY, micr=field(Micr("", "021000021", "5", "6")))
    assert reasons(only(mail(bobs, slip(BOB, 10300)), world)) == {R.STOP_LIST}


@pytest.mark.parametrize("key", [ANN, BOB, account_key(bytes.fromhex("a1" * 16), "021000021", "998877")])
def test_a_check_after_one_that_the_bank_did_not_pay(key: str) -> None:
    world = context(known=Known(returned=((key, "C-1, returned 2026-03-02"),)))
    decision = only(mail(check(), slip()), world)
    assert reasons(decision) == (set() if key == BOB else {R.STOP_LIST})
    assert [one.detail for one in decision.findings] == [
        "the bank did not pay the payer's last check: C-1, returned 2026-03-02"
    ] * (key != BOB)


def test_a_check_seen_in_another_batch() -> None:
    micr = check().micr.value
    key = item_key(bytes.fromhex("a1" * 16), micr, 41250)
    world = context(known=Known(items=((key, "feb/007/1"),), pictures=(("00ff00ff00ff00fe", "feb/009/1"),)))
    decision = only(mail(check(), slip()), world)
    assert reasons(decision) == {R.DUPLICATE_ITEM}
    assert "feb/007/1" in decision.findings[0].detail
    assert reasons(only(mail(check(micr=field(replace(micr, serial="1205"))), slip()), world)) == set()
    by_picture = only(mail(check(micr=UNREAD), slip()), world)
    assert "seen before: feb/009/1" in [finding.detail for finding in by_picture.findings]
    assert R.DUPLICATE_ITEM not in reasons(only(mail(check(micr=UNREAD, picture=""), slip()), world))


def test_a_subscriber_less_sure_than_a_hundred_to_one_is_not_meant() -> None:
    likely = only(mail(check(40000, payer=field("A Baker"), payer_address=UNREAD)))
    assert f"{ANN} is likely at 848 of 1000, 990 are needed" in [one.detail for one in likely.findings]


def test_no_certainty_is_enough_for_a_bound_that_none_reaches() -> None:
    sure = only(mail(check(), wrote_id(ANN)), context(member(), policy=Policy(wrong_posting_bound=10**9)))
    assert reasons(sure) == {Reason.LOW_CONFIDENCE}
