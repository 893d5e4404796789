"""What could be otherwise is asked one thing at a time, and only where it is not so already."""

from __future__ import annotations

import datetime as dt

import pytest

from lockbox.identity import account_key, item_key
from lockbox.records import InstrumentKind, PageKind, Remittance
from lockbox.settings import Policy
from lockbox.settlement import Known
from matching.case import Case, Context
from matching.changes import towards_holding, towards_posting
from matching.corrections import see
from tests.matching.papers import (
    ANN,
    ANNS,
    BOB,
    UNREAD,
    check,
    context,
    decided,
    field,
    mail,
    only,
    page,
    reasons,
    slip,
    wrote_id,
)

KEY = bytes.fromhex("a1" * 16)
SEEN = Known(items=((item_key(KEY, check().micr.value, 41250), "feb/007/1"),))
PAID = Known(paid=(ANNS,))
SHADED = page(PageKind.CHECK, 0, faults=("dark: 91 of 100",))


def laid_out(remittance: Remittance, world: Context) -> Case:
    seen = see(remittance, 1, world)
    assert seen
    return seen.case


def posting(remittance: Remittance, world: Context) -> set[str]:
    """Return the changes under which a check is posted."""
    edits = towards_posting(laid_out(remittance, world))
    return {edit.words for edit in edits if not reasons(decided(*edit.world)[0])}


@pytest.mark.parametrize(
    ("remittance", "world", "words"),
    [
        (mail(check(signature=field(False)), slip()), context(), "the check were signed"),
        (mail(check(check_date=field(dt.date(2025, 3, 1))), slip()), context(), "it were dated 2026-03-19"),
        (mail(check(payee=field("Bob's Diner")), slip()), context(), "it were payable to Health Connector"),
        (mail(check(micr=UNREAD), slip()), context(), "its code line could be read"),
        (mail(check(), slip(), pages=(SHADED,)), context(), "its image were faultless"),
        (mail(check(), slip()), context(known=SEEN), "no such check had come before"),
        (mail(check(), slip()), context(known=PAID), "nothing had been paid before"),
        (
            mail(check(), slip()),
            context(policy=Policy(post_limit_cents=40000)),
            "amounts up to $412.50 posted by themselves",
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_one_thing_that_is_wrong_is_found(remittance: Remittance, world: Context, words: str) -> None:
    assert only(remittance, world).allocations == ()
    assert posting(remittance, world) == {words}


def test_what_is_in_order_is_not_asked_for() -> None:
    said = " / ".join(edit.words for edit in towards_posting(laid_out(mail(check(), slip()), context())))
    for words in ("code line", "faultless", "come before", "nothing had been paid", "by themselves", "no mark"):
        assert words not in said


def test_a_bank_account_that_paid_before_is_asked_for_where_one_was_read() -> None:
    words = f"this bank account had paid for {ANN} before"
    for instrument, asked in ((check(), True), (check(kind=InstrumentKind.BILL_PAY), False)):
        edits = {edit.words: edit for edit in towards_posting(laid_out(mail(instrument, slip()), context()))}
        assert (words in edits) is asked
    known = {edit.words: edit for edit in towards_posting(laid_out(mail(check(), slip()), context()))}[words].world[1]
    assert known.known.accounts == ((account_key(KEY, "021000021", "998877"), ANN),)


def test_slips_are_laid_to_a_check_that_came_alone() -> None:
    one, two = mail(check(), wrote_id(ANN)), mail(check(), check(10300), wrote_id(ANN), wrote_id(BOB))
    for remittance, asked in ((one, True), (two, False)):
        edits = towards_posting(laid_out(remittance, context()))
        assert any("lay with it" in edit.words for edit in edits) is asked


def test_what_would_hold_a_check_changes_only_what_is_there() -> None:
    bare = {edit.words for edit in towards_holding(laid_out(mail(check(payer=UNREAD), wrote_id(ANN)), context()))}
    assert bare == {
        "the amount were a cent less",
        "no number were written",
        "the check were not signed",
        "no date could be read",
    }
    full = {edit.words for edit in towards_holding(laid_out(mail(check(), slip()), context()))}
    assert full - bare == {
        "there were no slip",
        "no payer's name stood on the check",
        "the payer were somebody else",
    }
