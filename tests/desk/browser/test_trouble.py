"""What goes wrong at a desk: two on one item, a lost line, the back button, a double click, a session that ends."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.desk.browser.conftest import LOOK_MS, PASSWORD, Visits, _now

DONE = re.compile("Posted|Proposed|Kept")


def wait_with_note(page: Page, note: str) -> None:
    """Say that an item shall wait, and why."""
    page.keyboard.press("Alt+w")
    page.keyboard.type(note)


def test_two_clerks_never_settle_the_same_item(visits: Visits) -> None:
    ann, bob = visits.sign_in("ann"), visits.sign_in("bob")
    hers, his = visits.open_next(ann), visits.open_next(bob)
    assert hers != his
    bob.goto(f"/item/{hers}")
    expect(bob.get_by_role("alert").filter(has_text="ann has had this item")).to_be_visible()
    bob.goto("/queue?reason=LOW_CONFIDENCE")
    expect(bob.locator("tr.taken").first).to_be_visible()

    wait_with_note(ann, "call her about the plan")
    token = ann.locator('meta[name="form-token"]').get_attribute("content") or ""
    assert ann.request.post(f"/item/{hers}/release", headers={"x-form-token": token}).ok
    bob.goto(f"/item/{hers}")
    wait_with_note(bob, "asked at the branch")
    visits.send(bob)
    expect(bob.locator("#said")).to_contain_text("Kept")
    visits.send(ann)
    expect(ann.get_by_role("alert").filter(has_text="bob")).to_be_visible()
    expect(ann.get_by_label("Note")).to_have_value("call her about the plan")
    assert [(one.clerk, one.final) for one in visits.rulings(hers)] == [("bob", True)]


def test_a_ruling_whose_answer_is_lost_is_done_once(visits: Visits) -> None:
    ann = visits.sign_in("ann")
    item = visits.open_next(ann)
    wait_with_note(ann, "no answer yet")
    ann.context.set_offline(True)
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("No connection")
    expect(ann.get_by_label("Note")).to_have_value("no answer yet")
    assert visits.rulings(item) == ()
    ann.context.set_offline(False)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    ann.route("**/settle*", lose_the_answer, times=1)
    with ann.expect_event("requestfailed"):
        visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("No connection")
    assert len(visits.rulings(item)) == 1
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("nothing was done twice")
    assert len(visits.rulings(item)) == 1


def test_the_back_button_shows_what_was_done_and_does_nothing(visits: Visits) -> None:
    ann = visits.sign_in("ann")
    item = visits.open_next(ann)
    wait_with_note(ann, "look again")
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("Kept")
    ann.go_back()
    ann.wait_for_url(f"**/item/{item}*")
    expect(ann.locator("#desk")).to_be_attached()
    assert len(visits.rulings(item)) == 1
    ann.reload()
    assert len(visits.rulings(item)) == 1
    ann.go_forward()
    expect(ann.locator("main")).to_be_visible()


def test_a_double_click_settles_one_item(visits: Visits) -> None:
    ann = visits.sign_in("ann")
    item = visits.open_next(ann)
    wait_with_note(ann, "twice in a hurry")
    before = sum(len(visits.rulings(one)) for one in visits.items())
    ann.wait_for_timeout(LOOK_MS)
    ann.get_by_role("button", name=re.compile("and next")).dblclick()
    expect(ann.locator("#said")).to_contain_text(DONE)
    ann.wait_for_timeout(400)
    assert len(visits.rulings(item)) == 1
    assert sum(len(visits.rulings(one)) for one in visits.items()) == before + 1


def test_a_session_that_ends_while_somebody_types_costs_no_letter(visits: Visits) -> None:
    ann, desk = visits.sign_in("ann"), visits.served.world.desk
    item = visits.open_next(ann)
    wait_with_note(ann, "a long story")
    token = next(str(one["value"]) for one in ann.context.cookies() if one["name"] == "lockbox_desk")
    who = desk.visitor(token, _now(), 60)
    assert who
    desk.sign_out(who, _now())
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("Your session has ended")
    expect(ann.get_by_label("Note")).to_have_value("a long story")
    assert visits.rulings(item) == ()

    visits.sign_in("ann", ann.context.new_page())
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("Kept")
    (ruling,) = visits.rulings(item)
    assert "a long story" in ruling.note
    assert PASSWORD not in ann.content()
