"""An item is seen, settled once, and handed on; two clerks and a repeated form do no harm; secrets are not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from batches.desk.app import make_app
from batches.desk.world import World
from batches.site import Site
from bench.desk_night import AT, Held, crowd, post_night
from lockbox.books.acts import ActFilter, ActKind
from lockbox.books.books import open_books
from lockbox.money import format_dollars
from lockbox.reasons import Reason
from lockbox.settlement import Account
from tests.desk.conftest import Clock, Door, list_people

Posted = tuple[Path, tuple[Held, ...]]
ASKED = {"x-desk": "1"}
PLAN = ("LOW_CONFIDENCE", "NO_ID", "AMOUNT_UNREAD", "CORRESPONDENCE", "STALE_DATED", "LOW_CONFIDENCE")


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Posted:
    """Draw and post a small night once; every test has books of its own."""
    site = Site.create(tmp_path_factory.mktemp("drawn") / "site", "ab" * 32)
    site.load_roster(crowd(40), AT)
    _, held = post_night(site, [(Reason(code), code != "NO_ID") for code in PLAN])
    return site.root, held


@pytest.fixture
def night(posted: Posted, tmp_path: Path) -> Iterator[Door]:
    """Open a desk on a copy of the night's books."""
    site, clock = Site.open(posted[0]), Clock("2026-11-21T07:00:00+00:00")
    site = replace(site, machine=replace(site.machine, books=_copy(posted[0], tmp_path)))
    with closing(open_books(site.books_url)) as books:
        list_people(books)
        world = World(site, books, lambda: clock.now, clock.chance)
        app = make_app(world)
        yield Door(app, world, clock)
        app.state.shelf.close()


def _copy(root: Path, target: Path) -> str:
    with closing(open_books(f"sqlite:///{root / 'books.db'}")):
        pass  # what lies in the log beside the file is in it now
    (target / "books.db").write_bytes((root / "books.db").read_bytes())
    return f"sqlite:///{target / 'books.db'}"


def item(door: Door, reason: str) -> str:
    waiting = (row.item for row in door.world.books.open_exceptions())
    return next(one.id for one in waiting if reason in {code.value for code in one.reasons})


def truth(door: Door, posted: Posted, number: str) -> Held:
    return next(one for one in posted[1] if one.envelope == door.world.books.exception(number).place.envelope)


def form(held: Held, **more: str) -> dict[str, str]:
    bill = held.bill
    part = {"part_member": bill.member_id, "part_plan": bill.coverage.value, "part_month": bill.coverage_month}
    return {"kind": "post", **part, "part_amount": format_dollars(bill.due_cents), **more}


def settle(browser: TestClient, number: str, said: dict[str, str]) -> tuple[int, dict[str, str]]:
    answer = browser.post(f"/item/{number}/settle", data=said, headers=ASKED)
    return answer.status_code, answer.json()


def test_an_item_shows_papers_evidence_and_what_would_be_posted(night: Door, posted: Posted) -> None:
    ann, number = night.sign_in("ann"), item(night, "LOW_CONFIDENCE")
    page = ann.get(f"/item/{number}").text
    bill = truth(night, posted, number).bill
    assert bill.member_id in page
    assert "from Suspense to" in page
    assert "Low confidence" in page
    assert page.count("/paper/") >= 2
    picture = re.search(r'"src": "([^"]+)"', page.replace("\\u0026", "&"))
    assert picture
    assert ann.get(picture[1]).headers["content-type"].startswith("image/")
    assert [act.who for act in night.world.desk.acts(ActFilter(subject=number, kind=ActKind.VIEW))] == ["ann"]


def test_what_is_sent_twice_is_done_once(night: Door, posted: Posted) -> None:
    ann, number = night.sign_in("ann"), item(night, "LOW_CONFIDENCE")
    held = truth(night, posted, number)
    status, first = settle(ann, number, form(held))
    assert (status, first["done"].split(":")[0]) == (200, "Posted")
    before = night.world.books.balances()
    status, again = settle(ann, number, form(held))
    assert status == 200
    assert "nothing was done twice" in again["done"]
    assert night.world.books.balances() == before
    assert night.world.books.verify() == ()


def test_the_second_clerk_is_told_who_did_what(night: Door, posted: Posted) -> None:
    ann, bob, number = night.sign_in("ann"), night.sign_in("bob"), item(night, "LOW_CONFIDENCE")
    held = truth(night, posted, number)
    ann.get(f"/item/{number}")
    assert "ann has had this item" in bob.get(f"/item/{number}").text
    status, said = settle(bob, number, form(held))
    assert (status, said["kind"]) == (409, "claimed")
    settle(ann, number, form(held))
    status, said = settle(bob, number, form(held))
    assert (status, said["kind"]) == (409, "settled")
    assert "was settled by ann" in said["trouble"]
    onward = ann.get(f"/next?after={number}").headers["location"]
    other = bob.get("/next").headers["location"]
    assert onward.startswith("/item/")
    assert other.startswith("/item/")
    assert onward != other


def test_a_return_needs_two_and_is_taken_back_with_a_reason(night: Door) -> None:
    ann, bob, number = night.sign_in("ann"), night.sign_in("bob"), item(night, "NO_ID")
    status, said = settle(ann, number, {"kind": "return", "note": "nobody knows"})
    assert (status, said["undo"]) == (200, "")
    assert "a second person must agree" in said["done"]
    assert settle(ann, number, {"kind": "agree"})[0] == 409
    assert "ann proposes" in bob.get(f"/item/{number}").text
    assert settle(bob, number, {"kind": "agree"})[1]["done"].startswith("Returned")
    assert settle(bob, number, {"kind": "reverse"})[0] == 409, "a reversal needs a reason"
    settle(bob, number, {"kind": "reverse", "note": "found the payer"})
    balances = dict(night.world.books.balances())
    assert balances[Account.SUSPENSE] == sum(row.item.cents for row in night.world.books.open_exceptions())
    assert night.world.books.verify() == ()


def test_an_amount_is_keyed_before_its_reading_is_shown(night: Door, posted: Posted) -> None:
    ann, number = night.sign_in("ann"), item(night, "AMOUNT_UNREAD")
    page = ann.get(f"/item/{number}").text
    assert "key it first" in page
    read = page[page.index("What was read") :]
    held = truth(night, posted, number)
    amount = format_dollars(held.bill.due_cents)
    assert f"{held.bill.due_cents / 100:,.2f}" not in read[: read.index("What happened")]
    found = ann.post(f"/item/{number}/match", data={"amount": amount}, headers=ASKED).text
    assert "With what you keyed" in found
    assert "key it first" not in ann.get(f"/item/{number}").text
    bob = night.sign_in("bob")
    ann.post(f"/item/{number}/release", headers=ASKED)
    assert "key it first" in bob.get(f"/item/{number}").text, "another clerk has not keyed it"


def test_a_search_finds_and_is_logged_and_a_plan_names_every_mistake(night: Door, posted: Posted) -> None:
    ann, number = night.sign_in("ann"), item(night, "NO_ID")
    member = posted[1][0].bill.member_id
    found = ann.get(f"/item/{number}/search", params={"q": member}).text
    assert member in found.replace(" ", "")
    assert night.world.desk.acts(ActFilter(kind=ActKind.SEARCH))[0].said == member
    said = form(posted[1][0], part_amount="x", until="soon")
    wrong = ann.post(f"/item/{number}/plan", data={**said, "kind": "suspend"}, headers=ASKED).text
    assert "no day" in wrong
    assert "not dollars" in ann.post(f"/item/{number}/plan", data=said, headers=ASKED).text
    stranger = form(posted[1][0], part_member="000000000000")
    assert "not on the roster" in ann.post(f"/item/{number}/plan", data=stranger, headers=ASKED).text


def test_a_blacked_out_box_is_another_picture_for_everybody(night: Door) -> None:
    ann, number = night.sign_in("ann"), item(night, "NO_ID")
    page = ann.get(f"/item/{number}").text
    address = re.search(r'"src": "([^"]+)"', page.replace("\\u0026", "&"))
    assert address
    before, box = ann.get(address[1]).content, {"page": "0", "box": "10,10,200,80"}
    assert ann.post(f"/item/{number}/redact", data=box, headers=ASKED).status_code == 200
    assert ann.get(address[1]).content != before
    assert ann.post(f"/item/{number}/redact", data={"page": "9", "box": "1,1,9,9"}, headers=ASKED).status_code == 409


def test_a_hand_over_needs_words_and_reaches_the_supervisor(night: Door) -> None:
    ann, sue, number = night.sign_in("ann"), night.sign_in("sue"), item(night, "STALE_DATED")
    assert settle(ann, number, {"kind": "hand_over"})[0] == 409
    assert settle(ann, number, {"kind": "hand_over", "note": "too old?"})[0] == 200
    assert number in sue.get("/queue?show=supervisor").text
    assert number not in ann.get("/queue").text
    assert "too old?" in sue.get(f"/item/{number}").text


@pytest.mark.parametrize("kind", ["rescan", "remark"])
def test_words_are_kept_with_the_item(night: Door, kind: str) -> None:
    ann, number = night.sign_in("ann"), item(night, "CORRESPONDENCE")
    assert settle(ann, number, {"kind": kind, "note": "page 2 is upside down"})[0] == 200
    assert "page 2 is upside down" in ann.get(f"/item/{number}").text


def test_auditors_look_and_operators_do_not(night: Door) -> None:
    number = item(night, "NO_ID")
    assert night.sign_in("aud").get(f"/item/{number}").status_code == 200
    assert night.sign_in("ops").get(f"/item/{number}").status_code == 403
    assert night.sign_in("aud").post(f"/item/{number}/settle", data={"kind": "close"}).status_code == 403
    assert night.world.desk.holder(number, night.clock.now) is None
