"""Tells the envelopes where it is not sure whose money it is, or for what."""

from __future__ import annotations

from dataclasses import replace

from lockbox.records import Coverage
from lockbox.settlement import Member
from samples.people import MEDICAL_CARRIERS, full_name
from samples.story import Story
from samples.words import grouped_id

VOID_SSN = "078-05-1120"
"""A number printed on a specimen card in 1938 and withdrawn for ever; it is nobody's."""


def no_id(story: Story) -> None:
    """No slip, no id, and a drawer who is nobody's name on the roster."""
    payer = story.world.stranger()
    story.send(story.instrument(payer, story.rng.randrange(9000, 60000)), [])


def id_not_found(story: Story) -> None:
    """Id and name of somebody who is not on the roster."""
    payer = story.world.stranger()
    item = story.instrument(payer, story.rng.randrange(9000, 60000))
    number = grouped_id(payer.member_id, story.rng)
    story.send(replace(item, memo=f"{number} {story.rng.choice(MEDICAL_CARRIERS).name}"), [])


def id_name_conflict(story: Story) -> None:
    """The id is one member's, name, company and amount are another's."""
    member, other = story.world.member(), story.world.member()
    item = story.instrument(other, other.bills[0].due_cents)
    number = grouped_id(member.member_id, story.rng)
    item = replace(item, above_payee=f"{number} {full_name(other)}", memo=other.bills[0].carrier)
    story.send(item, other.bills)


def namesakes(story: Story) -> None:
    """No id; two members bear the drawer's name and owe the same to the same company."""
    member = story.world.member()
    twin = story.world.member()
    bill = replace(member.bills[0], member_id=twin.member_id)
    story.world.amend(
        replace(twin, first_name=member.first_name, last_name=member.last_name, street="9 Other Rd", bills=(bill,))
    )
    item = story.instrument(member, bill.due_cents)
    story.send(replace(item, drawer=(full_name(member),), memo=bill.carrier), member.bills)


def relative_pays(story: Story) -> None:
    """No id; the drawer shares only the last name with a member, and the amount is the member's."""
    member = story.world.member()
    payer = replace(story.world.stranger(), last_name=member.last_name)
    story.send(story.instrument(payer, member.bills[0].due_cents), member.bills)


def near_neighbour(story: Story) -> None:
    """Id and name written as they should be, while another member's id differs in one digit."""
    member = story.world.member()
    place = story.rng.randrange(3, 12)
    digit = str((int(member.member_id[place]) + story.rng.randrange(1, 10)) % 10)
    number = member.member_id[:place] + digit + member.member_id[place + 1 :]
    if number not in story.world.taken:
        neighbour = story.world.stranger()
        bill = replace(member.bills[0], member_id=number)
        story.world.enrol(replace(neighbour, member_id=number, bills=(bill,)))
    bill = member.bills[0]
    story.send(story.with_id(story.instrument(member, bill.due_cents), member, bill), [bill])


def coverage_unsaid(story: Story) -> None:
    """Id and name, but medical and dental cost the same and the payer names no company."""
    member = story.world.member(Coverage.MEDICAL, Coverage.DENTAL)
    medical, dental = member.bills
    dental = replace(dental, due_cents=medical.due_cents)
    member = story.world.amend(replace(member, bills=(medical, dental)))
    item = story.instrument(member, medical.due_cents)
    story.send(story.with_id(item, member, medical, carrier=""), [medical])


def both_in_one(story: Story) -> None:
    """One check for medical and dental together, with the id but neither company."""
    member = story.world.member(Coverage.MEDICAL, Coverage.DENTAL)
    item = story.instrument(member, sum(bill.due_cents for bill in member.bills))
    story.send(story.with_id(item, member, member.bills[0], carrier=""), member.bills)


def wrong_carrier(story: Story) -> None:
    """Id and name are right, the company is another than the one enrolled with."""
    member = story.world.member()
    bill = member.bills[0]
    others = [carrier.name for carrier in MEDICAL_CARRIERS if carrier.name != bill.carrier]
    item = story.with_id(story.instrument(member, bill.due_cents), member, bill, story.rng.choice(others))
    story.send(item, [bill])


def terminated(story: Story) -> None:
    """The coverage was ended; the coupon is an old one."""
    member = story.world.member(status="terminated")
    story.send(story.instrument(member, member.bills[0].due_cents), member.bills)
    story.coupon(member, member.bills[0])


def nothing_due(story: Story) -> None:
    """The member owes nothing this month, and pays what it used to cost."""
    member = story.world.member()
    bill = member.bills[0]
    story.world.amend(replace(member, bills=(replace(bill, due_cents=0),)))
    story.send(story.with_id(story.instrument(member, bill.due_cents), member, bill), [bill])


def paid_elsewhere(story: Story) -> None:
    """The bill of the coupon was paid online before the check came."""
    member = story.world.member()
    bill = member.bills[0]
    story.world.amend(replace(member, status="paid", bills=(replace(bill, due_cents=0),)))
    story.world.paid.append((bill, "online"))
    story.send(story.instrument(member, bill.due_cents), [bill])
    story.coupon(member, bill)


def stop_listed(story: Story) -> None:
    """The member is on the stop list."""
    member = story.world.member(status="stop")
    story.send(story.instrument(member, member.bills[0].due_cents), member.bills)
    story.coupon(member, member.bills[0])


def does_not_add_up(story: Story) -> None:
    """Two coupons of two people and one check that is not their sum."""
    people: list[Member] = [story.world.member(), story.world.member()]
    bills = [person.bills[0] for person in people]
    story.send(story.instrument(people[0], sum(bill.due_cents for bill in bills) - 1500), bills)
    for person in people:
        story.coupon(person, person.bills[0])


def social_security(story: Story) -> None:
    """A social security number in the memo, in place of the member id."""
    member = story.world.member()
    bill = member.bills[0]
    story.send(replace(story.instrument(member, bill.due_cents), memo=f"SSN {VOID_SSN}"), [bill])


def seen_twice(story: Story) -> None:
    """A check and its coupon; the same check comes a second time in another envelope."""
    member = story.world.member()
    item = story.instrument(member, member.bills[0].due_cents)
    story.send(item, member.bills)
    story.coupon(member, member.bills[0])
    again = replace(story, name=f"{story.name}R", pages=list(story.pages))
    again.truth = [replace(row, envelope=again.name) for row in story.truth]
    story.outcome, story.reasons = "either", ()
    story.truth = [replace(row, expected_outcome="either", expected_reasons="") for row in story.truth]
    story.twin = again
