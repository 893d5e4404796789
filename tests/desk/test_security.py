"""Nothing is seen without sign-in, nothing is done from elsewhere, and no answer lets a browser ask others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lockbox.books.acts import ActFilter, ActKind
from lockbox.books.people import Listing, Role
from lockbox.settings_desk import DeskSettings
from tests.desk.conftest import PASSWORD, Door


@pytest.mark.parametrize("path", ["/", "/queue", "/next", "/item/abcd", "/audit", "/night"])
def test_nobody_sees_anything_without_signing_in(door: Door, path: str) -> None:
    answer = door.browser().get(path)
    assert answer.status_code in (303, 404)
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("name", "home", "closed"), [("ann", "/queue", "/audit"), ("aud", "/audit", "/queue"), ("ops", "/night", "/queue")]
)
def test_each_role_has_its_own_first_page(door: Door, name: str, home: str, closed: str) -> None:
    browser = door.browser()
    assert browser.post("/sign-in", data={"name": name, "password": PASSWORD}).headers["location"] == home
    assert browser.get(closed).status_code in (403, 404)


def test_every_answer_is_sealed(door: Door) -> None:
    for answer in (door.browser().get("/sign-in"), door.sign_in("ann").get("/queue"), door.browser().get("/nowhere")):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "http://" not in answer.text.replace("http://www.w3.org", "")
        assert " style=" not in answer.text
        assert "<style" not in answer.text


def test_the_cookie_is_for_this_site_and_no_script(door: Door) -> None:
    answer = door.browser().post("/sign-in", data={"name": "ann", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert door.world.desk.visitor(cookie, door.clock.now, 60) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"content-length": "999999"},
    ],
)
def test_what_comes_from_elsewhere_is_refused(door: Door, headers: dict[str, str]) -> None:
    answer = door.browser().post("/sign-in", data={"name": "ann", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_a_form_needs_its_sessions_token(door: Door) -> None:
    browser = door.sign_in("ann")
    for wrong in ("", "0" * 64):
        assert browser.post("/sign-out", headers={"x-form-token": wrong}).status_code == 403
    assert browser.get("/queue").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/queue").status_code == 303


def test_sessions_end(open_door: Callable[..., Door]) -> None:
    door = open_door(DeskSettings(session_hours=2, idle_minutes=30))
    ann, bob = door.sign_in("ann"), door.sign_in("bob")
    door.clock.now = "2026-03-05T09:31:00+00:00"
    assert ann.get("/queue").status_code == 303, "idle for too long"
    bob = door.sign_in("bob")
    gone = Listing("bob", Role.AUDITOR, None, b"", "root", door.clock.now)
    who = door.world.desk.visitor(bob.cookies["lockbox_desk"], door.clock.now, 30)
    assert who is not None
    door.world.desk.list_person(gone, who)
    assert bob.get("/queue").status_code == 303, "the person was changed"


def test_a_forgotten_page_is_found_again_after_sign_in_and_no_other_place(door: Door) -> None:
    browser = door.browser()
    told = browser.get("/queue?reason=NO_ID&after=7").headers["location"]
    assert told == "/sign-in?next=/queue%3Freason%3DNO_ID%26after%3D7"
    for wrong in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = browser.post("/sign-in", data={"name": "ann", "password": PASSWORD, "next": wrong})
        assert answer.headers["location"] == "/queue"


def test_guessing_is_stopped_and_stands_in_the_log(door: Door) -> None:
    browser = door.browser()
    for _ in range(5):
        assert "do not belong together" in browser.post("/sign-in", data={"name": "ann", "password": "guess"}).text
    assert "too many tries" in browser.post("/sign-in", data={"name": "ann", "password": PASSWORD}).text
    failed = door.world.desk.acts(ActFilter(kind=ActKind.SIGN_IN_FAILED))
    assert [act.who for act in failed] == ["ann"] * 5
    door.clock.now = "2026-03-05T09:16:00+00:00"
    assert browser.post("/sign-in", data={"name": "ann", "password": PASSWORD}).status_code == 303


def test_a_name_that_nobody_has_is_not_kept(door: Door) -> None:
    door.browser().post("/sign-in", data={"name": "my password by mistake", "password": "x"})
    assert [act.who for act in door.world.desk.acts(ActFilter(kind=ActKind.SIGN_IN_FAILED))] == ["nobody of that name"]
