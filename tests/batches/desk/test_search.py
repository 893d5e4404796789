"""Past checks are found by the last four digits of their account, with whom the books say they paid for."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import recorded

from batches.desk.search import Search
from batches.site import Site
from batches.tally import RunReport
from lockbox.books.books import Books, open_books
from lockbox.errors import NotFoundError


@pytest.fixture
def search(site: Site, night: RunReport, books: Books) -> Search:
    assert night.posted == 3
    return Search(site, books)


def test_an_account_s_last_four_digits_find_its_checks_and_whom_they_paid_for(search: Search) -> None:
    search.warm()
    found = search.find("account 6781")
    assert [(check.payer, check.member_ids) for check in found.checks] == [("Carl Davis", (recorded.member_id(1),))]
    assert [(hit.member.member_id, hit.by) for hit in found.members] == [
        (recorded.member_id(1), ("bank account …6781",))
    ]
    assert (found.nights, found.of_nights) == (1, 1)


def test_a_check_that_waits_for_a_clerk_paid_for_nobody(search: Search) -> None:
    search.warm()
    found = search.find("*6780")
    assert sorted(check.member_ids for check in found.checks) == [(), (recorded.member_id(0),)]


def test_four_bare_digits_are_sought_in_ids_too(search: Search) -> None:
    search.warm()
    found = search.find("4401")
    assert not found.checks
    assert found.members[0].member.member_id == recorded.member_id(1)


def test_names_need_no_night(search: Search) -> None:
    assert search.find("davis karl").members[0].member.member_id == recorded.member_id(1)
    assert search.find("davis").checks == ()


def test_without_a_roster_there_is_nobody_to_find(tmp_path: Path) -> None:
    site = Site.create(tmp_path / "empty", "ab" * 32)
    with closing(open_books(site.books_url)) as books:
        search = Search(site, books)
        search.warm()
        with pytest.raises(NotFoundError):
            search.find("davis")
