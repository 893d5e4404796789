"""Tells the envelopes that a good mailroom settles by itself, or nearly so."""

from __future__ import annotations

import random
from dataclasses import replace

from lockbox.carriers import CARRIERS
from lockbox.records import Coverage
from samples.instruments import Kind
from samples.people import full_name
from samples.sheets import damage_coupon
from samples.story import Story
from samples.words import grouped_id


def coupon_exact(story: Story) -> None:
    """A personal check over exactly what its coupon asks for."""
    member = story.world.member()
    bill = member.bills[0]
    story.send(story.instrument(member, bill.due_cents), [bill])
    filled = story.rng.random() < 0.4
    story.coupon(member, bill, enclosed=f"{bill.due_cents / 100:.2f}" if filled else "")


def coupon_and_envelope(story: Story) -> None:
    """The same, and the envelope was scanned too."""
    coupon_exact(story)
    story.envelope(story.world.members[-1])


def whole_bill(story: Story) -> None:
    """The same, but the payer sent the whole bill, uncut."""
    member = story.world.member()
    story.coupon(member, member.bills[0], whole=True)
    story.send(story.instrument(member, member.bills[0].due_cents), member.bills)


def dental_coupon(story: Story) -> None:
    """A dental premium with its own check and coupon."""
    member = story.world.member(Coverage.DENTAL)
    item = story.instrument(member, member.bills[0].due_cents)
    story.send(replace(item, memo=member.bills[0].carrier), member.bills)
    story.coupon(member, member.bills[0])


def business_coupon(story: Story) -> None:
    """A business check paying for a member."""
    member = story.world.member()
    item = story.instrument(member, member.bills[0].due_cents, Kind.BUSINESS)
    firm = f"{member.last_name} {story.rng.choice(('Plumbing LLC', 'Landscaping Inc', 'Bakery', 'Auto Repair'))}"
    story.send(replace(item, drawer=(firm, *item.drawer[1:])), member.bills)
    story.coupon(member, member.bills[0])


def cashiers_coupon(story: Story) -> None:
    """A cashier's check with a coupon."""
    member = story.world.member()
    story.send(story.instrument(member, member.bills[0].due_cents, Kind.CASHIERS), member.bills)
    story.coupon(member, member.bills[0])


def money_order_coupon(story: Story) -> None:
    """A money order with a coupon."""
    member = story.world.member(Coverage.DENTAL if story.rng.random() < 0.3 else Coverage.MEDICAL)
    due = _under_order_maximum(story, member.bills[0].due_cents)
    member = story.world.amend(replace(member, bills=(replace(member.bills[0], due_cents=due),)))
    kind = story.rng.choice((Kind.POSTAL_ORDER, Kind.BANK_ORDER))
    story.send(story.instrument(member, due, kind), member.bills)
    story.coupon(member, member.bills[0])


def two_coupons_one_check(story: Story) -> None:
    """One check over the exact sum of two coupons, husband's and wife's."""
    first = story.world.member()
    spouse = story.world.member()
    second = story.world.amend(
        replace(spouse, last_name=first.last_name, street=first.street, city=first.city, zip=first.zip)
    )
    bills = [first.bills[0], second.bills[0]]
    story.send(story.instrument(first, sum(bill.due_cents for bill in bills)), bills)
    story.coupon(first, first.bills[0])
    story.coupon(second, second.bills[0])


def two_checks_two_coupons(story: Story) -> None:
    """Medical and dental of one subscriber, each with its own check and coupon."""
    member = story.world.member(Coverage.MEDICAL, Coverage.DENTAL)
    for bill in member.bills:
        story.send(story.instrument(member, bill.due_cents), [bill])
    for bill in member.bills:
        story.coupon(member, bill)


def written_id(story: Story) -> None:
    """No slip, but id, name and company written on the check as they should be."""
    dental = story.rng.random() < 0.2
    member = story.world.member(Coverage.DENTAL if dental else Coverage.MEDICAL)
    bill = member.bills[0]
    item = story.instrument(member, bill.due_cents)
    story.send(story.with_id(item, member, bill, _as_people_say(story, bill.carrier)), [bill])


def written_id_on_back(story: Story) -> None:
    """No slip; id, name and company on the back of the check."""
    member = story.world.member()
    bill = member.bills[0]
    texts = (grouped_id(member.member_id, story.rng), full_name(member), _as_people_say(story, bill.carrier))
    story.send(replace(story.instrument(member, bill.due_cents), back=texts), [bill])


def bill_pay(story: Story) -> None:
    """A check that a bank printed and mailed for the member, id and company in the memo."""
    member = story.world.member(Coverage.DENTAL if story.rng.random() < 0.15 else Coverage.MEDICAL)
    bill = member.bills[0]
    item = story.instrument(member, bill.due_cents, Kind.BILL_PAY)
    story.send(replace(item, memo=f"Acct {member.member_id} {bill.carrier}"), [bill])


def money_order_written(story: Story) -> None:
    """A money order without a slip, id and company in its memo."""
    member = story.world.member(Coverage.DENTAL)
    bill = member.bills[0]
    item = story.instrument(member, bill.due_cents, story.rng.choice((Kind.POSTAL_ORDER, Kind.BANK_ORDER)))
    story.send(story.with_id(item, member, bill), [bill])


def damaged_coupon(story: Story) -> None:
    """Check and coupon, but the coupon is smeared over bars and scan line; its printed text remains."""
    member = story.world.member()
    story.send(story.instrument(member, member.bills[0].due_cents), member.bills)
    damage_coupon(story.coupon(member, member.bills[0]), story.rng)
    story.damaged = True


def oldest_month(story: Story) -> None:
    """Two months are open; the coupon and the check are for the older one."""
    member = story.world.member(months=2)
    story.send(story.instrument(member, member.bills[0].due_cents), [member.bills[0]])
    story.coupon(member, member.bills[0])


def _under_order_maximum(story: Story, cents: int) -> int:
    return cents if cents <= 99_000 else story.rng.randrange(20_000, 99_000)


def _as_people_say(story: Story, carrier: str) -> str:
    """Return a company's name as written by hand: in full or by an alias, now and then misspelt."""
    known = {one.name: one.aliases for one in CARRIERS}
    said = story.rng.choice((carrier, carrier, *known.get(carrier, ())))
    return misspell(said, story.rng) if len(said) > 7 and story.rng.random() < 0.12 else said


def misspell(text: str, rng: random.Random) -> str:
    """Return a text with one letter left out, doubled, or changed places with its neighbour."""
    place = rng.randrange(2, len(text) - 1)
    slip = rng.choice(("", text[place] * 2, text[place + 1] + text[place]))
    return text[:place] + slip + text[place + (2 if len(slip) == 2 and slip[0] != slip[1] else 1) :]
