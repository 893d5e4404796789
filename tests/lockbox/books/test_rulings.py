"""A clerk settles exceptions; two clerks settle what is weighty; nothing is lost, doubled or changed."""

from __future__ import annotations

import datetime as dt

import pytest

from lockbox.books.books import Books
from lockbox.books.exception_queue import QueueFilter
from lockbox.books.plan import Act
from lockbox.errors import NotFoundError, RulingError
from lockbox.reasons import Disposition, Reason
from lockbox.settings import Policy
from lockbox.settlement import Account, RulingKind
from tests.lockbox.books.nights import ANN_ID, BOB_ID, DENTAL, held, night, part, posted

POLICY = Policy(second_clerk_cents=100_000)
NIGHT = night(
    posted("straight", part(41250)),
    posted("split", part(30000), part(2500, coverage=DENTAL)),
    held("lost", 9900),
    held("large", 250_000),
    held("unsigned", 20000, Disposition.HOLD, Reason.NO_SIGNATURE),
    held("blurred", None, reason=Reason.AMOUNT_UNREAD),
    held("letter", None, Disposition.NONE, Reason.CORRESPONDENCE, item=0),
)
MORNING = "2026-03-05T08:00:00-05:00"


@pytest.fixture
def books(any_books: Books) -> Books:
    any_books.post(NIGHT)
    return any_books


def number(books: Books, envelope: str) -> str:
    return next(one.item.id for one in books.open_exceptions() if one.item.envelope == envelope)


def act(target: str, kind: RulingKind, clerk: str = "ann", **more: object) -> Act:
    return Act(target, kind, clerk, MORNING, **more)  # type: ignore[arg-type]


def balance(books: Books, account: str) -> int:
    return dict(books.balances()).get(account, 0)


def medical(member: str = ANN_ID) -> str:
    return f"member:{member}:medical"


def test_a_posting_leaves_suspense_and_the_queue(books: Books) -> None:
    target = number(books, "lost")
    ruled = books.rule(act(target[:8], RulingKind.POST, allocations=(part(5000), part(4900, BOB_ID))), POLICY)
    assert (ruled.second_wanted, len(ruled.entries)) == ("", 2)
    assert balance(books, Account.SUSPENSE) == 250_000
    assert balance(books, medical(BOB_ID)) == 4900
    with pytest.raises(RulingError, match=r"settled by ann on 2026-03-05 \(post\)"):
        books.rule(act(target, RulingKind.POST, "bob", allocations=(part(9900),)), POLICY)
    assert books.verify() == ()


def test_all_mistakes_of_an_act_are_named_together(books: Books) -> None:
    parts = (part(5000, "73002144881"), part(-1, month="2026-13"))
    with pytest.raises(RulingError) as caught:
        books.rule(act(number(books, "lost"), RulingKind.POST, " ", allocations=parts), POLICY)
    for words in ("name of its clerk", "12 digits", "2026-13", "more than nothing", "$49.01 remain"):
        assert words in str(caught.value)


def test_a_large_posting_waits_for_a_different_clerk(books: Books) -> None:
    target = number(books, "large")
    wish = act(target, RulingKind.POST, allocations=(part(250_000),))
    proposed = books.rule(wish, POLICY)
    assert "more than $1,000.00" in proposed.second_wanted
    assert balance(books, Account.SUSPENSE) == 259_900
    for again in (lambda: books.rule(wish, POLICY), lambda: books.second(target, " ANN ", MORNING)):
        with pytest.raises(RulingError) as caught:
            again()
        assert "second clerk who is not" in caught.value.hint
    (waiting,) = books.open_exceptions(QueueFilter(proposed=True))
    assert [proposal.clerk for proposal in waiting.proposals] == ["ann"]
    agreed = books.second(target, "bob", MORNING)
    assert agreed.ruling.seconds == proposed.ruling.id
    assert balance(books, medical()) == 250_000 + 71_250
    assert books.verify() == ()


def test_a_different_wish_is_not_agreement(books: Books) -> None:
    target = number(books, "large")
    books.rule(act(target, RulingKind.POST, allocations=(part(250_000),)), POLICY)
    books.rule(act(target, RulingKind.POST, "bob", allocations=(part(250_000, BOB_ID),)), POLICY)
    assert balance(books, Account.SUSPENSE) == 259_900
    with pytest.raises(RulingError, match="several different"):
        books.second(target, "cy", MORNING)
    done = books.rule(act(target, RulingKind.POST, "cy", allocations=(part(250_000, BOB_ID),)), POLICY)
    assert done.ruling.final
    assert balance(books, medical(BOB_ID)) == 250_000


@pytest.mark.parametrize(
    ("envelope", "kind"),
    [
        ("lost", RulingKind.RETURN),
        ("unsigned", RulingKind.RETURN),
        ("lost", RulingKind.DUPLICATE),
        ("unsigned", RulingKind.CLOSE),
        ("lost", RulingKind.REVERSE),
    ],
)
def test_what_returns_or_writes_off_needs_two(books: Books, envelope: str, kind: RulingKind) -> None:
    target = number(books, envelope)
    assert books.rule(act(target, kind, note="why"), POLICY).second_wanted
    assert not books.second(target, "bob", MORNING).second_wanted
    assert books.verify() == ()


def test_money_returned_goes_to_the_bank(books: Books) -> None:
    target = number(books, "lost")
    books.rule(act(target, RulingKind.RETURN), POLICY)
    books.second(target, "bob", MORNING)
    assert balance(books, Account.RETURNED) == 9900


def test_a_suspension_waits_until_its_day(books: Books) -> None:
    later = dt.date(2026, 4, 1)
    ruled = books.rule(act(number(books, "large"), RulingKind.SUSPEND, until=later, note="enrolling"), POLICY)
    assert ruled.follow_up is not None
    assert ruled.follow_up.cents == 250_000
    hidden = books.open_exceptions(QueueFilter(on=dt.date(2026, 3, 31)))
    assert "large" not in {one.item.envelope for one in hidden}
    due = books.open_exceptions(QueueFilter(on=later, largest_first=True))
    assert due[0].item == ruled.follow_up
    with pytest.raises(RulingError) as caught:
        books.rule(act(ruled.item.id, RulingKind.POST, allocations=(part(250_000),)), POLICY)
    assert ruled.follow_up.id[:12] in caught.value.hint


def test_an_amount_keyed_from_the_paper_is_deposited_then(books: Books) -> None:
    target = number(books, "blurred")
    kept = books.rule(act(target, RulingKind.SUSPEND, cents=7000), POLICY)
    assert kept.follow_up is not None
    assert kept.follow_up.cents == 7000
    with pytest.raises(RulingError, match=r"\$70.00 were deposited, not \$71.00"):
        books.rule(act(kept.follow_up.id, RulingKind.POST, cents=7100, allocations=(part(7100),)), POLICY)
    books.rule(act(kept.follow_up.id, RulingKind.POST, allocations=(part(7000),)), POLICY)
    books.rule(act(number(books, "unsigned"), RulingKind.POST, allocations=(part(20000, BOB_ID),)), POLICY)
    assert balance(books, Account.CLEARING) == -(NIGHT_DEPOSIT + 7000 + 20000)
    assert books.verify() == ()


NIGHT_DEPOSIT = 41250 + 32500 + 9900 + 250_000


def test_another_amount_than_the_machine_read_needs_two(books: Books) -> None:
    wish = act(number(books, "unsigned"), RulingKind.POST, cents=29000, allocations=(part(29000),))
    assert books.rule(wish, POLICY).second_wanted == "it changes the amount of the payment"
    assert books.second(wish.target, "bob", MORNING).ruling.final
    assert balance(books, medical()) == 71_250 + 29_000


def test_a_straight_posting_is_reversed_into_a_new_exception(books: Books) -> None:
    confirmation = books.status(ANN_ID)[0].confirmation
    with pytest.raises(RulingError, match="note"):
        books.rule(act(confirmation, RulingKind.REVERSE), POLICY)
    ruled = books.rule(act(confirmation, RulingKind.REVERSE, note="wrong Ann"), POLICY)
    assert ruled.follow_up is not None
    assert {entry.code for entry in ruled.entries} == {"reversal", "suspense"}
    assert balance(books, Account.CLEARING) == -NIGHT_DEPOSIT
    with pytest.raises(RulingError, match="were deposited"):
        books.rule(act(confirmation, RulingKind.POST, cents=1, allocations=(part(1),)), POLICY)
    books.rule(act(confirmation, RulingKind.POST, allocations=(part(ruled.follow_up.cents, BOB_ID),)), POLICY)
    assert balance(books, medical(BOB_ID)) == ruled.follow_up.cents
    assert books.verify() == ()


def test_a_large_reversal_waits_in_the_queue_and_may_be_dropped(books: Books) -> None:
    first = number(books, "large")
    books.rule(act(first, RulingKind.POST, allocations=(part(250_000),)), POLICY)
    books.second(first, "bob", MORNING)
    asked = books.rule(act(first, RulingKind.REVERSE, note="bank says stolen"), POLICY)
    assert asked.second_wanted
    (waiting,) = books.open_exceptions(QueueFilter(proposed=True))
    assert waiting.item == asked.item
    with pytest.raises(RulingError, match="another account"):
        books.rule(act(asked.item.id, RulingKind.POST, "bob", allocations=(part(250_000, BOB_ID),)), POLICY)
    books.rule(act(asked.item.id, RulingKind.CLOSE, "bob", note="no"), POLICY)
    assert balance(books, medical()) == 250_000 + 71_250
    books.rule(act(first, RulingKind.REVERSE, note="yes, stolen"), POLICY)
    done = books.rule(act(first, RulingKind.REVERSE, "cy", note="seen the letter"), POLICY)
    assert done.follow_up is not None
    assert balance(books, Account.SUSPENSE) == 259_900
    assert books.verify() == ()


def test_a_deposit_of_the_wrong_amount_is_taken_back_and_keyed_anew(books: Books) -> None:
    target = number(books, "lost")
    books.rule(act(target, RulingKind.REVERSE, note="it says 99 dollars, no cents"), POLICY)
    back = books.second(target, "bob", MORNING)
    assert back.follow_up is not None
    assert (back.follow_up.cents, back.follow_up.amount_cents) == (0, None)
    books.rule(act(back.follow_up.id, RulingKind.POST, cents=9000, allocations=(part(9000, BOB_ID),)), POLICY)
    assert balance(books, Account.CLEARING) == -(NIGHT_DEPOSIT - 900)
    assert books.verify() == ()


def test_a_letter_is_closed_by_one_clerk_and_may_be_reopened(books: Books) -> None:
    target = number(books, "letter")
    assert books.rule(act(target, RulingKind.CLOSE), POLICY).ruling.final
    again = books.rule(act(target, RulingKind.REVERSE, note="there was a check in it"), POLICY)
    assert again.follow_up is not None
    books.rule(act(again.follow_up.id, RulingKind.POST, cents=500, allocations=(part(500),)), POLICY)
    assert books.verify() == ()


@pytest.mark.parametrize(
    ("envelope", "wish", "words"),
    [
        ("lost", {"kind": RulingKind.CLOSE}, "wait in Suspense"),
        ("letter", {"kind": RulingKind.REVERSE, "note": "x"}, "nothing to reverse"),
        ("lost", {"kind": RulingKind.SUSPEND, "until": dt.date(2026, 3, 5)}, "later one"),
        ("lost", {"kind": RulingKind.RETURN, "allocations": (part(9900),)}, "posts nothing"),
        ("lost", {"kind": RulingKind.POST}, "needs a member"),
        ("lost", {"kind": RulingKind.DUPLICATE, "until": dt.date(2026, 4, 1)}, "only a suspension"),
        ("blurred", {"kind": RulingKind.SUSPEND, "cents": 0}, "more than nothing"),
        ("letter", {"kind": RulingKind.CLOSE, "cents": 5}, "takes no amount"),
    ],
)
def test_what_cannot_be_done_says_why(books: Books, envelope: str, wish: dict[str, object], words: str) -> None:
    before = books.balances(), books.open_exceptions()
    with pytest.raises(RulingError, match=words):
        books.rule(act(number(books, envelope), **wish), POLICY)  # type: ignore[arg-type]
    assert (books.balances(), books.open_exceptions()) == before


def test_a_preview_shows_what_would_move_and_moves_nothing(books: Books) -> None:
    before = books.balances()
    plan, wanted = books.preview(act(number(books, "large"), RulingKind.POST, allocations=(part(250_000),)), POLICY)
    assert [(entry.debit, entry.credit, entry.cents) for entry in plan.entries] == [("suspense", medical(), 250_000)]
    assert wanted
    assert books.balances() == before


def test_numbers_that_name_nothing_or_too_much(books: Books) -> None:
    with pytest.raises(NotFoundError, match="neither"):
        books.exception("no such thing")
    with pytest.raises(NotFoundError, match="no exception"):
        books.exception("ffffffffffff")
    with pytest.raises(RulingError, match="posted by itself"):
        books.second(books.status(ANN_ID)[0].confirmation, "bob", MORNING)
    with pytest.raises(RulingError, match="nobody has proposed"):
        books.second(number(books, "lost"), "bob", MORNING)


def test_the_queue_is_filtered_and_paged(books: Books) -> None:
    def envelopes(**narrow: object) -> list[str]:
        found = books.open_exceptions(QueueFilter(**narrow))  # type: ignore[arg-type]
        return [one.item.envelope for one in found]

    assert envelopes(reason=Reason.NO_SIGNATURE) == ["unsigned"]
    assert envelopes(disposition=Disposition.NONE) == ["letter"]
    assert envelopes(least_cents=9900, most_cents=9900) == ["lost"]
    assert envelopes(largest_first=True, limit=1, offset=1) == ["lost"]
    assert envelopes(batch="0" * 12) == []
    assert len(envelopes(batch=NIGHT.batch[:6], proposed=False)) == 5
    assert envelopes(opened_before=NIGHT.posted_on) == []
