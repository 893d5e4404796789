"""Many clerks and nights at once: one of them wins, the others are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lockbox.books.books import Books, open_books
from lockbox.books.plan import Act
from lockbox.errors import RulingError
from lockbox.settings import Policy
from lockbox.settlement import Account, RulingKind
from tests.lockbox.books.nights import held, night, part


def test_many_clerks_settle_one_item_once(any_books: Books) -> None:
    books = any_books
    books.post(night(*(held(f"e{n}", 9900) for n in range(6))))
    ids = [one.item.id for one in books.open_exceptions()]

    def settle(job: tuple[int, str]) -> str:
        clerk, target = job
        act = Act(target, RulingKind.POST, f"clerk {clerk}", "2026-03-05T09:00:00Z", allocations=(part(9900),))
        try:
            return books.rule(act, Policy()).ruling.clerk
        except RulingError as error:
            return str(error)

    jobs = [(clerk, target) for target in ids for clerk in range(5)]
    with ThreadPoolExecutor(5) as pool:
        said = list(pool.map(settle, jobs))
    assert sum(one.startswith("clerk") for one in said) == len(ids)
    assert sum("was settled by clerk" in one for one in said) == 4 * len(ids)
    assert dict(books.balances())[Account.SUSPENSE] == 0
    assert books.verify() == ()


def test_new_books_opened_at_once_are_made_once(file: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_books(f"sqlite:///{file}"), range(4)))
    made = night(held("e", 100))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda books: books.post(made).new, opened))
    assert sorted(results) == [False, False, False, True]
    for books in opened:
        books.close()
