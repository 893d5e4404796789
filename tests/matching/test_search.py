"""Subscribers are found by what a person types of them, in part or misspelt, and nothing typed does harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Coverage
from lockbox.settlement import Bill, Member
from matching.roster import Roster
from matching.search import Finder, Hit


def member(number: str, name: str, street: str, *dues: int, account: str = "") -> Member:
    first, _, last = name.partition(" ")
    bills = tuple(
        Bill(number, coverage, "WellSense", "2026-04", due) for coverage, due in zip(Coverage, dues, strict=False)
    )
    return Member(number, first, last, street, "Boston", "MA", "02118", account, "active", bills)


ANN = member("730021448815", "Ann Kowalski", "12 Elm Street", 34217, 4250, account="700123456")
BOB = member("730021990011", "Robert García-Lopez", "340 Harvard Ave Apt 2", 20000)
CAT = member("110055667788", "Catherine Smith", "12 Oak Street", 34217)
DAN = member("110055667799", "Dan Smith Jr", "77 Elm Street", 10000)
FINDER = Finder(Roster.of((ANN, BOB, CAT, DAN)))


def best(text: str) -> Hit:
    return FINDER.find(text)[0]


@pytest.mark.parametrize(
    ("typed", "who", "by"),
    [
        ("730021448815", ANN, "member id"),
        ("7300 2144 8815", ANN, "member id"),
        ("7300-2144-8815", ANN, "member id"),
        ("730021448825", ANN, "member id"),  # one digit wrong
        ("730021448851", ANN, "member id"),  # two digits changed places
        ("8815", ANN, "member id"),
        ("990011", BOB, "member id"),
        ("700123456", ANN, "billing account"),
        ("700 123 456", ANN, "billing account"),
        ("kowalski", ANN, "last name"),
        ("kow", ANN, "last name"),
        ("kovalsky", ANN, "last name"),
        ("owal", ANN, "last name"),  # within a word
        ("schmidt kate", CAT, "last name"),  # of the same sound
        ("lopez", BOB, "last name"),
        ("garcia bob", BOB, "first name"),
        ("smith kate", CAT, "first name"),
        ("smith jr", DAN, "last name"),
        ("12 oak", CAT, "house number"),
        ("340 havard", BOB, "street"),
        ("elm 77", DAN, "street"),
        ("$342.17 smith", CAT, "amount due"),
        ("384.67", ANN, "amount due"),  # both bills together
        ("200.00", BOB, "amount due"),
    ],
)
def test_a_subscriber_is_found_by(typed: str, who: Member, by: str) -> None:
    found = best(typed)
    assert found.member == who
    assert by in found.by


def test_the_ids_as_they_are_come_before_those_nearly_so() -> None:
    found = FINDER.find("110055667788")
    assert [hit.member for hit in found[:1]] == [CAT]
    assert found[0].score == 100


def test_a_term_that_fits_nobody_ranks_lower_and_does_not_hide() -> None:
    assert best("ann kowalski zzzzzz").member == ANN
    assert best("ann kowalski zzzzzz").score < best("ann kowalski").score


def test_nothing_typed_finds_nothing() -> None:
    for nothing in ("", "   ", "--", "qqqqqqqq", "9" * 60, f"${'9' * 12}", f"${'9' * 5000}"):
        assert FINDER.find(nothing) == ()


def test_on_an_empty_roster_nothing_is_found() -> None:
    empty = Finder(Roster.of(()))
    for typed in ("kowalski", "8815", "$342.17"):
        assert empty.find(typed) == ()


def test_no_more_are_returned_than_asked_for() -> None:
    assert len(FINDER.find("boston", 2)) == 2
    assert len(FINDER.find("boston", 99)) == 4


@given(st.text(max_size=60) | st.from_regex(r"[0-9$., -]{0,40}", fullmatch=True))
def test_nothing_typed_does_harm(typed: str) -> None:
    found = FINDER.find(typed)
    assert all(0 < hit.score <= 100 for hit in found)
    assert len({hit.member.member_id for hit in found}) == len(found)
