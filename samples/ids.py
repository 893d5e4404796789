"""Tells the envelopes that say whose they are in every way people find: split, labelled, squeezed in, turned."""

from __future__ import annotations

from dataclasses import replace

from lockbox.settlement import Bill, Member
from samples.doubt import VOID_SSN
from samples.instruments import Instrument, Kind
from samples.people import full_name
from samples.sheets import draw_letter
from samples.story import Story

_LABELS = ("", "", "Member ID ", "ID# ", "Member # ", "Mem. ID: ", "Subscriber ID ")
_EDGE = 0.055, 0.13
"""Inches that are left between writing along an edge and the edge; a printed frame stands there on some checks."""


def id_split(story: Story) -> None:
    """No slip; the id in groups of three or four, blanks, dashes or points between, a word before it or none."""
    bill, item = _pay(story)
    story.send(replace(item, memo=_labelled_id(story, bill.member_id), note=bill.carrier), [bill])


def id_below_address(story: Story) -> None:
    """No slip; the id written under the printed address, the company in the memo."""
    bill, item = _pay(story)
    front = story.send(replace(item, memo=bill.carrier), [bill])
    row = 0.5 + 0.139 * (len(item.drawer) - 1) + 0.08
    story.writer().write(front, (0.3, row), _labelled_id(story, bill.member_id), 0.11, front.width / 2 - 0.5)


def id_along_edge(story: Story) -> None:
    """No slip; the id written along the left or right edge of the check, its lines standing upright."""
    bill, item = _pay(story)
    front = story.send(replace(item, memo=bill.carrier), [bill])
    down, right = story.rng.random() < 0.5, story.rng.random() < 0.7
    start = story.rng.uniform(0.15, 0.3)
    near = story.rng.uniform(*_EDGE)
    outer = front.width - near if right else near
    inner = outer + (-0.1 if right else 0.1)
    across = (min if down else max)(inner, outer)
    text, height = _labelled_id(story, bill.member_id), front.height - 0.7
    place = (across, start if down else front.height - 0.25 - start)
    story.writer().write_upright(front, place, text, (0.1, height), down=down)


def id_on_turned_back(story: Story) -> None:
    """No slip; id, name and company on the back, which was written on with the check turned on its side."""
    bill, item = _pay(story)
    front = story.send(item, [bill])
    reverse, _ = story.pages[-1]
    member = next(one for one in story.world.members if one.member_id == bill.member_id)
    down = story.rng.random() < 0.5
    for row, text in enumerate((_labelled_id(story, bill.member_id), full_name(member), bill.carrier)):
        across = 0.5 + 0.3 * (2 - row if down else row)
        place = (across, 0.25 if down else front.height - 0.25)
        story.writer().write_upright(reverse, place, text, (0.13, front.height - 0.5), down=down)


def id_in_letter(story: Story) -> None:
    """A letter gives the id; the check itself says nothing but the drawer's name."""
    bill, item = _pay(story)
    member = next(one for one in story.world.members if one.member_id == bill.member_id)
    story.send(item, [bill])
    text = f"My member number is {_grouped(story, bill.member_id)}."
    lines = ("Enclosed is my payment for", f"{bill.carrier}.", text, "Thank you.")
    paper = draw_letter(lines, member, story.kit.fonts, story.writer(), story.world.received_on)
    story.pages.append((paper, None))


def id_on_envelope(story: Story) -> None:
    """Nothing but a company's name on the check; the id stands on the envelope, below the sender."""
    bill, item = _pay(story)
    member = next(one for one in story.world.members if one.member_id == bill.member_id)
    story.send(replace(item, memo=bill.carrier), [bill])
    story.envelope(member)
    paper, _ = story.pages[-1]
    story.writer().write(paper, (0.35, 1.25), _labelled_id(story, bill.member_id), 0.13, 3)


def two_ids(story: Story) -> None:
    """One check for husband and wife, both ids in one line of the memo or above one another."""
    bills = [story.world.member().bills[0] for _ in range(2)]
    payer = next(one for one in story.world.members if one.member_id == bills[0].member_id)
    item = story.instrument(payer, sum(bill.due_cents for bill in bills), Kind.BUSINESS)
    first, second = (_grouped(story, bill.member_id) for bill in bills)
    if story.rng.random() < 0.5:
        story.send(replace(item, memo=f"{first}{story.rng.choice((' & ', ', ', '   '))}{second}"), bills)
    else:
        story.send(replace(item, memo=first, above_payee=second), bills)


def billing_account(story: Story) -> None:
    """No slip and no id, but the nine digits of the account on an old bill, which begin with a seven."""
    bill, item = _pay(story)
    member = next(one for one in story.world.members if one.member_id == bill.member_id)
    number = member.billing_account
    number = story.rng.choice((number, number, f"{number[:3]}-{number[3:6]}-{number[6:]}"))
    label = story.rng.choice(("", "Acct ", "Acct# ", "Account "))
    story.send(replace(item, memo=f"{label}{number}", note=bill.carrier), [bill])


def id_and_social_security(story: Story) -> None:
    """The id in the memo, and a social security number as well: above the payee, on the back or along the edge."""
    bill, item = _pay(story)
    place = story.rng.randrange(3)
    text = f"{story.rng.choice(('SSN ', 'SS# ', ''))}{VOID_SSN}"
    item = replace(item, memo=_grouped(story, bill.member_id))
    item = replace(item, above_payee=text) if place == 0 else replace(item, back=(text,)) if place == 1 else item
    front = story.send(item, [bill])
    if place == 2:
        room = (0.1, front.height - 0.7)
        story.writer().write_upright(front, (front.width - 0.19, 0.3), text, room, down=True)


def _pay(story: Story) -> tuple[Bill, Instrument]:
    """Return the bill of a new member and an exact check for it."""
    member: Member = story.world.member()
    bill = member.bills[0]
    return bill, story.instrument(member, bill.due_cents)


def _labelled_id(story: Story, number: str) -> str:
    return story.rng.choice(_LABELS) + _grouped(story, number)


def _grouped(story: Story, number: str) -> str:
    """Return twelve digits whole, or in threes, fours or sixes."""
    size = story.rng.choice((3, 3, 4, 4, 4, 6, 12))
    between = story.rng.choice((" ", " ", "-", "-", "."))
    return between.join(number[start : start + size] for start in range(0, 12, size))
