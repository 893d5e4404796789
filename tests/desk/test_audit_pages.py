"""The auditor's and the operator's pages: who sees them, what stands there, and that looking is logged."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from batches.desk.app import make_app
from batches.desk.world import World
from batches.site import Site
from batches.tally import RunReport
from bench.desk_night import AT, Held, crowd, post_night
from lockbox.books.acts import ActFilter, ActKind, Who
from lockbox.books.books import open_books
from lockbox.books.people import Role
from lockbox.reasons import Reason
from tests.desk.conftest import Clock, Door, list_people

Posted = tuple[Path, RunReport, tuple[Held, ...]]
SECRET = re.compile(r"A021000021A[0-9]{9}C")


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Posted:
    """Draw and post a small night once."""
    site = Site.create(tmp_path_factory.mktemp("drawn") / "site", "ab" * 32)
    site.load_roster(crowd(40), AT)
    plan = [(None, True), (Reason("LOW_CONFIDENCE"), True), (Reason("CORRESPONDENCE"), True)]
    return site.root, *post_night(site, plan)


class SignedIn(Door):
    """A desk at which everybody signs in once."""

    def sign_in(self, name: str) -> TestClient:
        if name not in self.inside:
            self.inside[name] = super().sign_in(name)
        return self.inside[name]

    @cached_property
    def inside(self) -> dict[str, TestClient]:
        return {}


@pytest.fixture(scope="module")
def door(posted: Posted) -> Iterator[Door]:
    site, clock = Site.open(posted[0]), Clock("2026-11-21T07:00:00+00:00")
    with closing(open_books(site.books_url)) as books:
        list_people(books)
        world = World(site, books, lambda: clock.now, clock.chance)
        app = make_app(world)
        yield SignedIn(app, world, clock)
        app.state.shelf.close()


def envelope(browser: TestClient, posted: Posted, place: int) -> str:
    answer = browser.get("/audit/envelope", params={"night": posted[1].batch, "name": posted[2][place].envelope})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("path", "who"),
    [("/audit", {"aud", "sue"}), ("/audit/log", {"aud", "sue"}), ("/night", {"ops", "sue"})],
)
def test_each_page_is_for_its_people(door: Door, path: str, who: set[str]) -> None:
    assert door.browser().get(path).status_code == 303
    seen = {name for name in ("ann", "sue", "aud", "ops") if door.sign_in(name).get(path).status_code == 200}
    assert seen == who


def test_the_nights_stand_in_a_chain_and_lead_to_their_envelopes(door: Door, posted: Posted) -> None:
    browser = door.sign_in("aud")
    page = browser.get("/audit").text
    assert "✓</span> first" in page
    assert f"/audit/night/{posted[1].run}" in page
    night = browser.get(f"/audit/night/{posted[1].run}").text
    assert all(one.envelope in night for one in posted[2])
    assert browser.get(f"/audit/night/{posted[1].run}?begins=zzz").text.count("/audit/envelope") == 0


def test_a_story_has_everything_but_secrets_and_its_view_is_logged(door: Door, posted: Posted) -> None:
    browser = door.sign_in("aud")
    page = envelope(browser, posted, 1)
    for words in ("LOW_CONFIDENCE", "Understood", "In the books", "Proof", posted[1].run):
        assert words in page
    assert not SECRET.search(page)
    view, *_ = door.world.desk.acts(ActFilter(who="aud", kind=ActKind.VIEW))
    assert posted[2][1].envelope in view.said
    assert view.said in envelope(browser, posted, 1)


def test_pictures_are_for_those_who_may_see_items_and_are_not_sent_twice(door: Door, posted: Posted) -> None:
    browser, path = door.sign_in("aud"), f"/paper/{posted[1].batch}/0"
    asked = {"envelope": posted[2][0].envelope, "width": "600"}
    first = browser.get(path, params=asked)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    again = browser.get(path, params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert door.sign_in("ops").get(path, params=asked).status_code == 403
    assert door.browser().get(path, params=asked).status_code == 303
    crop = browser.get(path.replace("paper", "crop"), params={**asked, "box": "900,190,220,60", "zoom": "2"})
    assert crop.status_code == 200
    for wrong in ({"envelope": "none"}, {**asked, "box": "1,2"}):
        assert browser.get(path.replace("paper", "crop"), params={"box": "1,1,1,1", **wrong}).status_code == 404
    assert browser.get(path[:-1] + "9", params=asked).status_code == 404


@pytest.mark.parametrize("how", ["confirmation", "envelope"])
def test_an_envelope_is_found_by_what_a_person_knows(door: Door, posted: Posted, how: str) -> None:
    browser, name = door.sign_in("aud"), posted[2][1].envelope
    number = re.search(r"confirmation (\w{10})", envelope(browser, posted, 1))
    assert number
    answer = browser.get("/audit", params={"sought": number[1] if how == "confirmation" else name})
    assert answer.status_code == 303
    assert name in browser.get(answer.headers["location"]).text


def test_what_nobody_knows_is_not_found(door: Door) -> None:
    answer = door.sign_in("aud").get("/audit", params={"sought": "nothing of ours"})
    assert answer.status_code == 404
    assert "alert" in answer.text


def test_an_audit_is_begun_from_the_page_and_its_end_is_logged(door: Door) -> None:
    browser = door.sign_in("aud")
    assert door.sign_in("ann").post("/audit/jobs", data={"kind": "verify"}).status_code == 403
    begun = browser.post("/audit/jobs", data={"kind": "verify"})
    assert begun.status_code == 303
    part = ""
    for _ in range(600):
        part = browser.get(f"{begun.headers['location']}?part=true").text
        if "data-ended" in part:
            break
        time.sleep(0.1)
    assert "Archive and books are whole." in part
    assert "<html" not in part
    said = [row.said for row in door.world.desk.acts(ActFilter(kind=ActKind.AUDIT))]
    assert said == ["verify of archive and books ended: nothing found", "verify of archive and books begun"]
    assert "✓ nothing found" in browser.get("/audit").text


def test_the_log_is_narrowed_and_paged(door: Door, posted: Posted) -> None:
    browser = door.sign_in("aud")
    for _ in range(101):
        door.world.desk.note(Who("sue", Role.SUPERVISOR), AT, ActKind.SEARCH, ("", "x"))
    page = browser.get("/audit/log", params={"kind": "search"}).text
    assert page.count("<td>x</td>") == 100
    older = re.search(r'href="(/audit/log\?[^"]*before=[0-9]+)"', page)
    assert older
    assert browser.get(older[1].replace("&amp;", "&")).text.count("<td>x</td>") == 1
    assert "No act fits" in browser.get("/audit/log", params={"by": "nobody"}).text


def test_the_operator_sees_the_last_night(door: Door, posted: Posted) -> None:
    page = door.sign_in("ops").get("/night").text
    assert "33.3 %" in page
    assert "not reported yet" in page
    assert page.count('<svg class="plot"') == 5
    assert "style=" not in page


def test_a_site_without_a_night_says_what_to_do(open_door: Callable[..., Door]) -> None:
    bare = open_door()
    assert "lockbox run FOLDER" in bare.sign_in("ops").get("/night").text
    assert "Nothing is sealed yet." in bare.sign_in("aud").get("/audit").text
