"""Tells the envelopes whose paper came to harm, or went badly through the scanner, so that it must be scanned again."""

from __future__ import annotations

from samples import defects
from samples.degrade import Mode, Scanning
from samples.paper import Paper
from samples.story import Story


def torn_through_amount(story: Story) -> None:
    """The corner with date and amount is torn off the check."""
    member = story.world.member()
    item = story.instrument(member, member.bills[0].due_cents)
    front = story.send(item, member.bills, amounts=(None, item.cents), scanning=_level(story))
    front.put(defects.torn_corner(front.pixels(), front.dpi, story.rng, inches=2.2, corner=1))
    story.coupon(member, member.bills[0])


def two_papers(story: Story) -> None:
    """Another check lay over this one in the feeder, and both came out on one picture."""
    member, other = story.world.member(), story.world.stranger()
    item = story.instrument(member, member.bills[0].due_cents)
    covering = story.send(story.instrument(other, item.cents + 1000), ())
    story.pages.clear()
    story.truth.clear()
    front = story.send(item, member.bills, scanning=_level(story))
    both = defects.piggyback(front.pixels(), front.dpi, story.rng, covering.pixels())
    picture = Paper(both.shape[1] / front.dpi, both.shape[0] / front.dpi, front.dpi)
    picture.put(both)
    story.pages[0] = (picture, story.pages[0][1])
    story.coupon(member, member.bills[0])


def streaked(story: Story) -> None:
    """Dirt on the scanner's glass drew lines across the check."""
    member = story.world.member()
    front = story.send(story.instrument(member, member.bills[0].due_cents), member.bills, scanning=_level(story))
    front.put(defects.streaked(front.pixels(), front.dpi, story.rng, count=5))
    story.coupon(member, member.bills[0])


def _level(story: Story) -> Scanning:
    """Return a scanning in grey that adds no skew of its own."""
    return Scanning(Mode.GREY, noise=2.0, seed=story.rng.getrandbits(40))
