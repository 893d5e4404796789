"""The person on the phone reads what happened to a payment in plain words."""

from __future__ import annotations

import pytest

from lockbox.books.books import Books
from lockbox.books.plan import Act
from lockbox.errors import NotFoundError
from lockbox.reasons import Disposition, Reason
from lockbox.settings import Policy
from lockbox.settlement import RulingKind
from tests.lockbox.books.nights import ANN_ID, BOB_ID, DENTAL, held, night, part, posted

NIGHT = night(
    posted("straight", part(41250), part(2500, coverage=DENTAL, month="")),
    held("lost", 9900),
    held("unsigned", 20000, Disposition.HOLD, Reason.NO_SIGNATURE),
    held("blurred", None, reason=Reason.AMOUNT_UNREAD),
    held("letter", None, Disposition.NONE, Reason.CORRESPONDENCE, item=0),
)
POLICY = Policy()


@pytest.fixture
def books(any_books: Books) -> Books:
    any_books.post(NIGHT)
    return any_books


def number(books: Books, envelope: str) -> str:
    return next(one.item.confirmation for one in books.open_exceptions() if one.item.envelope == envelope)


def test_each_payment_says_what_happened_and_where_it_stands(books: Books) -> None:
    def told(envelope: str) -> tuple[str, str]:
        (story,) = books.status(number(books, envelope))
        return story.steps[0].text, story.now

    assert told("lost") == (
        "$99.00 deposited and kept in Suspense, for a clerk to settle: no slip and no legible id",
        "$99.00 wait in Suspense for a clerk",
    )
    assert told("unsigned")[0] == "payment $200.00 put aside, not deposited, for a clerk to settle: unsigned"
    assert told("blurred")[0].startswith("payment put aside until its amount is known")
    assert told("letter")[0].startswith("put aside, for a clerk")
    assert told("letter")[1] == "waits for a clerk; no money is booked"


def test_a_member_hears_of_posting_reversal_and_return(books: Books) -> None:
    (story,) = books.status(f"{ANN_ID[:4]}-{ANN_ID[4:8]}-{ANN_ID[8:]}")
    assert story.cents == 43750
    assert [step.text for step in story.steps] == [
        f"posted: $412.50 to the medical plan of member {ANN_ID}, for April 2026",
        f"posted: $25.00 to the dental plan of member {ANN_ID}, as credit",
    ]
    typed = story.confirmation.lower().replace("0", "o")
    books.rule(Act(typed, RulingKind.REVERSE, "ann", "2026-03-05T09:00:00Z", "not hers"), POLICY)
    assert books.status(typed)[0].now == "$437.50 wait in Suspense for a clerk"
    books.rule(Act(typed, RulingKind.RETURN, "ann", "2026-03-06T09:00:00Z"), POLICY)
    books.second(typed, "bob", "2026-03-06T09:30:00Z", "agreed")
    (story,) = books.status(typed)
    assert [step.text for step in story.steps[2:]] == [
        "taken back by ann (not hers)",
        "ann proposed to return it; a second clerk must agree",
        "returned to the sender by bob (agreed)",
    ]
    assert story.now == "$437.50 returned"
    assert books.known("").paid == ()
    assert books.known("").accounts == ()


def test_a_ruled_payment_names_its_clerk_and_a_wish_to_take_it_back(books: Books) -> None:
    where = number(books, "lost")
    parts = (part(9900, BOB_ID),)
    books.rule(Act(where, RulingKind.POST, "ann", "2026-03-05T09:00:00Z", allocations=parts), POLICY)
    (story,) = books.status(BOB_ID)
    assert story.steps[-1].text == f"posted: $99.00 to the medical plan of member {BOB_ID}, for April 2026, by ann"
    books.rule(Act(where, RulingKind.REVERSE, "ann", "2026-03-06T09:00:00Z", "x"), Policy(second_clerk_cents=0))
    assert books.status(where)[0].now.endswith("a clerk has asked to take it back")


def test_a_closed_letter_is_closed(books: Books) -> None:
    where = number(books, "letter")
    books.rule(Act(where, RulingKind.CLOSE, "ann", "2026-03-05T09:00:00Z"), POLICY)
    assert books.exception(where).now == "closed"


def test_a_member_without_payments_is_not_found(books: Books) -> None:
    with pytest.raises(NotFoundError, match="no payment"):
        books.status("730021440000")


def test_nights_in_figures(books: Books) -> None:
    books.post(night(posted("e", part(100)), name="b"))
    later, first = books.nights(10)
    assert (later.items, later.posted, later.deposit_cents) == (1, 1, 100)
    assert (first.items, first.posted, first.open_items, first.open_cents) == (5, 1, 4, 9900)
    assert (first.medical_cents, first.dental_cents, first.suspense_cents) == (41250, 2500, 9900)
    assert books.night("latest") == later
    assert books.night(first.batch[:10].upper()) == first
    with pytest.raises(NotFoundError, match="no batch"):
        books.night("nothing")
    with pytest.raises(NotFoundError, match="several"):
        books.night("")
