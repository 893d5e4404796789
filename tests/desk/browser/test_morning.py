"""A whole morning by keyboard alone: an item of every reason, a second person, undo, the auditor after it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from lockbox.books.acts import ActFilter, ActKind
from lockbox.reasons import DISPOSITIONS, Disposition, Reason
from lockbox.settlement import Account, RulingKind
from tests.desk.browser.conftest import Visits

UNREAD = frozenset(map(Reason, ("AMOUNT_UNREAD", "AMOUNT_WORDS_MISSING", "AMOUNT_FIGURES_MISSING")))
SAID = re.compile("Posted|Proposed|Kept|Returned|Closed|Set aside")


def settle(page: Page, reason: Reason) -> None:
    """Settle the item on screen as its reason asks for."""
    disposition = DISPOSITIONS[reason]
    if disposition is Disposition.NONE:
        page.keyboard.press("Alt+x")
        page.keyboard.type("read and routed")
    elif disposition is Disposition.RETURN:
        page.keyboard.press("Alt+r")
    elif disposition is Disposition.HOLD or reason in UNREAD:
        page.keyboard.press("Alt+w")
        page.keyboard.type("asked the payer")
    else:
        page.keyboard.press("Alt+1")
    Visits.send(page)


def test_a_whole_morning_by_keyboard_alone(visits: Visits) -> None:
    ann = visits.sign_in("ann")
    proposed = []
    for reason in Reason:
        item = visits.open_next(ann, f"reason={reason.value}")
        expect(ann.get_by_text(reason.value.replace("_", " "), exact=False).first).to_be_attached()
        settle(ann, reason)
        expect(ann.locator("#said")).to_contain_text(SAID)
        (ruling,) = visits.rulings(item)
        assert ruling.clerk == "ann"
        if not ruling.final:
            proposed.append(item)
    assert proposed, "returns need a second person"

    bob = visits.sign_in("bob")
    agreed = visits.open_next(bob, "show=second")
    assert agreed in proposed
    visits.send(bob)
    expect(bob.locator("#said")).not_to_be_empty()
    first, second = visits.rulings(agreed)
    assert (first.clerk, second.clerk, second.seconds, second.final) == ("ann", "bob", first.id, True)

    item = visits.open_next(ann, "reason=LOW_CONFIDENCE&most=900")
    ann.keyboard.press("Alt+1")
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text(SAID)
    ann.keyboard.press("Alt+z")
    expect(ann.get_by_role("heading", name="Settled by ann")).to_be_visible()
    ann.get_by_label("Take it back, because").focus()
    ann.keyboard.type("the wrong member")
    visits.send(ann)
    expect(ann.locator("#said")).to_contain_text("Taken back")

    aud = visits.sign_in("aud")
    story = visits.served.world.books.exception(item)
    aud.goto("/audit")
    aud.get_by_label("Envelope").fill(story.confirmation)
    aud.keyboard.press("Enter")
    expect(aud.get_by_role("heading", name=f"Envelope {story.place.envelope}")).to_be_visible()
    expect(aud.get_by_text("the wrong member").first).to_be_visible()
    viewers = {row.who for row in visits.served.world.desk.acts(ActFilter(kind=ActKind.VIEW, subject=item))}
    assert "ann" in viewers
    balances = dict(visits.served.world.books.balances())
    waiting = sum(queued.item.cents for queued in visits.served.world.books.open_exceptions())
    assert balances.get(Account.SUSPENSE, 0) == waiting
    assert visits.served.world.books.verify() == ()
    assert RulingKind.REVERSE in {one.kind for one in story.rulings}
