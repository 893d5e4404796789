"""Tells the envelopes whose paper itself needs a clerk: wrong dates, amounts, payees, or no payment at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from lockbox.settlement import Member
from samples.degrade import Mode, Scanning
from samples.e13b import on_positions
from samples.files import Format, Sheet, encode
from samples.instruments import Bank, Instrument, Kind
from samples.paper import Paper
from samples.people import full_name
from samples.sheets import draw_cash_note, draw_letter
from samples.story import Story
from samples.words import amount_in_figures, written_date

_FOREIGN_BANK = Bank("Royal Maple Bank of Canada", "Toronto ON, Canada", "12345003")


Change = Callable[[Instrument], Instrument]


def _pay(story: Story) -> tuple[Member, Instrument]:
    """Return a new member and an exact check for the bill."""
    member = story.world.member()
    return member, story.instrument(member, member.bills[0].due_cents)


def _with_coupon(story: Story, change: Change = lambda item: item) -> Paper:
    """Send an exact check, changed in some way, and its coupon; return the front of the check."""
    member, item = _pay(story)
    front = story.send(change(item), member.bills)
    story.coupon(member, member.bills[0])
    return front


# --- The amount ----------------------------------------------------------------------------------


def amount_mismatch(story: Story) -> None:
    """Words and figures disagree by two digits changing places or a slip of the pen."""
    member, item = _pay(story)
    cents = item.cents
    wrong = cents + story.rng.choice((1000, 9000, -900, 20000, 100))
    item = replace(item, figures=amount_in_figures(wrong, story.rng))
    story.send(item, member.bills, amounts=(wrong, cents))
    story.coupon(member, member.bills[0])


def no_words(story: Story) -> None:
    """The line for the amount in words is empty."""
    member, item = _pay(story)
    story.send(replace(item, words=""), member.bills, amounts=(item.cents, None))
    story.coupon(member, member.bills[0])


def no_figures(story: Story) -> None:
    """The box for the amount in figures is empty."""
    member, item = _pay(story)
    story.send(replace(item, figures=""), member.bills, amounts=(None, item.cents))
    story.coupon(member, member.bills[0])


def amount_illegible(story: Story) -> None:
    """Both amounts are scribbled over until nobody can read them."""
    member, item = _pay(story)
    front = story.send(item, member.bills, amounts=(None, None))
    left, right = front.width - 1.5, front.width - 0.2
    _scribble(story, front, (left, 0.9), (right, 1.25))
    _scribble(story, front, (0.3, 1.3), (front.width - 1.1, 1.62))
    story.coupon(member, member.bills[0])


def underpaid(story: Story) -> None:
    """Less than the coupon asks for."""
    _pay_other(story, -story.rng.choice((500, 1000, 2500, 7)))


def overpaid(story: Story) -> None:
    """More than the coupon asks for."""
    _pay_other(story, story.rng.choice((500, 1000, 5000, 58)))


def altered(story: Story) -> None:
    """The amount was struck out and written anew."""
    member, item = _pay(story)
    old = item.cents + 10000
    item = replace(item, figures=amount_in_figures(old, story.rng), note="changed to " + item.figures)
    front = story.send(item, member.bills, amounts=(None, item.cents))
    for row in (1.05, 1.09, 1.13):
        front.rule((front.width - 1.35, row), (front.width - 0.5, row + 0.02), (20, 20, 30), 1.4)
    story.coupon(member, member.bills[0])


def over_limit(story: Story) -> None:
    """A bill above the amount that posts by itself."""
    member = story.world.member()
    bill = replace(member.bills[0], due_cents=story.rng.randrange(510_000, 640_000))
    member = story.world.amend(replace(member, bills=(bill,)))
    story.send(story.instrument(member, bill.due_cents), member.bills)
    story.coupon(member, bill)


def order_over_maximum(story: Story) -> None:
    """A postal money order for more than the post sells."""
    member = story.world.member()
    bill = replace(member.bills[0], due_cents=story.rng.randrange(110_000, 140_000))
    member = story.world.amend(replace(member, bills=(bill,)))
    story.send(story.instrument(member, bill.due_cents, Kind.POSTAL_ORDER), member.bills)
    story.coupon(member, bill)


# --- Date, payee, signature ----------------------------------------------------------------------


def stale(story: Story) -> None:
    """Dated more than 180 days ago."""
    _dated(story, -story.rng.randrange(190, 340))


def post_dated(story: Story) -> None:
    """Dated after the day it came."""
    _dated(story, story.rng.randrange(5, 40))


def no_date(story: Story) -> None:
    """The date line is empty."""
    _with_coupon(story, lambda item: replace(item, date=""))


def unsigned(story: Story) -> None:
    """Nobody signed."""
    _with_coupon(story, lambda item: replace(item, signature=""))


def wrong_payee(story: Story) -> None:
    """Payable to the insurance company."""
    member, item = _pay(story)
    story.send(replace(item, payee=member.bills[0].carrier), member.bills)
    story.coupon(member, member.bills[0])


def third_party(story: Story) -> None:
    """Somebody's check to the member, who endorsed it over."""
    member, item = _pay(story)
    giver = story.world.stranger()
    item = replace(item, drawer=(full_name(giver), giver.street), payee=full_name(member), signature=full_name(giver))
    story.send(replace(item, endorsed=("Pay to the order of", "Health Connector", full_name(member))), member.bills)
    story.coupon(member, member.bills[0])


def foreign(story: Story) -> None:
    """Drawn on a Canadian bank in Canadian dollars."""

    def canadian(item: Instrument) -> Instrument:
        return replace(
            item,
            bank=_FOREIGN_BANK,
            note="CANADIAN DOLLARS",
            drawer=(item.drawer[0], "88 King St W", "Toronto ON M5H 1A1"),
            cells=on_positions((50, f"C{item.serial}C"), (43, "A12345D003A"), (31, f"{item.account}C")),
        )

    _with_coupon(story, canadian)


def paid_in_full(story: Story) -> None:
    """A note that would settle a dispute."""
    _with_coupon(story, lambda item: replace(item, memo="Paid in full"))


def void(story: Story) -> None:
    """VOID across the face."""
    _with_coupon(story, lambda item: replace(item, stamp="VOID"))


def photocopy(story: Story) -> None:
    """A photocopy, with the COPY that safety paper shows."""
    _with_coupon(story, lambda item: replace(item, stamp="COPY"))


def returned(story: Story) -> None:
    """A check that the bank sent back, stamped."""
    _with_coupon(story, lambda item: replace(item, stamp="RETURNED NSF"))


def deceased(story: Story) -> None:
    """A check of an estate, and a note that the member has died."""
    member, item = _pay(story)
    item = replace(item, drawer=(f"Estate of {full_name(member)}", *item.drawer[1:]))
    story.send(item, member.bills)
    story.coupon(member, member.bills[0])
    _letter(story, member, (f"My husband {full_name(member)} passed away last month.", "Please end the coverage."))


def warrant(story: Story) -> None:
    """A Treasury check to the member, endorsed over."""
    member = story.world.member()
    item = story.instrument(member, member.bills[0].due_cents, Kind.WARRANT)
    item = replace(item, payee=full_name(member), memo="TAX REFUND", signature="R. M. Disbursing Officer")
    story.send(replace(item, endorsed=("Pay to the order of", "Health Connector", full_name(member))), member.bills)
    story.coupon(member, member.bills[0])


# --- Images --------------------------------------------------------------------------------------


def smudged_code_line(story: Story) -> None:
    """Something was spilt over the code line."""
    front = _with_coupon(story)
    _scribble(story, front, (0.35, front.height - 0.42), (front.width - 1.2, front.height - 0.18))


def out_of_focus(story: Story) -> None:
    """The front was scanned out of focus; nothing on it can be read."""
    member, item = _pay(story)
    story.send(item, member.bills, scanning=Scanning(Mode.GREY, blur=5.0, seed=story.rng.getrandbits(40)))
    story.coupon(member, member.bills[0])


def too_faint(story: Story) -> None:
    """The front was scanned with a failing lamp; its ink hardly differs from the paper."""
    member, item = _pay(story)
    story.send(item, member.bills, scanning=Scanning(Mode.GREY, fade=0.88, noise=1.0, seed=story.rng.getrandbits(40)))
    story.coupon(member, member.bills[0])


def no_back(story: Story) -> None:
    """The back of the check was not scanned."""
    story.missing_back = True
    _with_coupon(story)


def not_a_page(story: Story) -> None:
    """A file that is no page: empty, cut off, a text, or a locked PDF."""
    whole = encode([Sheet(Paper(4, 3).pixels(), bitonal=False, dpi=200)], Format.PDF)
    story.strays.append(
        story.rng.choice(
            (
                ("tif", b""),
                ("pdf", whole[: len(whole) // 3]),
                ("png", b"Scanner log: feeder jam at page 2\n"),
                ("docx", b"PK\x03\x04" + bytes(60)),
                ("pdf", locked_pdf()),
            )
        )
    )


def locked_pdf() -> bytes:
    """Return a PDF whose trailer says that it is encrypted under a password nobody has."""
    body = encode([Sheet(Paper(2, 1).pixels(), bitonal=False, dpi=100)], Format.PDF)
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'9a' * 32}> /U <{'5c' * 32}> /P -4 >> /ID [<00> <00>]"
    return body.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock.encode())


# --- No payment ----------------------------------------------------------------------------------


def letter_only(story: Story) -> None:
    """A letter and nothing else."""
    member = story.world.member()
    texts = (
        ("I have moved. Please change my address", "to 12 Ocean View Drive, Scituate MA 02066."),
        ("I want to dispute my bill for last month.", "I was not covered then."),
        ("Please stop my coverage at the end of the year.", "I will have insurance through my work."),
    )
    _letter(story, member, story.rng.choice(texts))


def letter_and_payment(story: Story) -> None:
    """An exact check with its coupon, and a letter about a new address."""
    _with_coupon(story)
    _letter(
        story, story.world.members[-1], ("I have moved. Please note my new address:", "5 Harbor Lane, Hull MA 02045")
    )


def slip_only(story: Story) -> None:
    """A coupon without payment."""
    member = story.world.member()
    story.coupon(member, member.bills[0])


def nothing_inside(story: Story) -> None:
    """The envelope came with nothing in it, or with a blank sheet."""
    if story.rng.random() < 0.5:
        story.envelope(story.world.stranger())
    else:
        story.pages.append((Paper(8.5, 11), None))


def cash(story: Story) -> None:
    """A coupon with cash, of which the opener's note was scanned."""
    member = story.world.member()
    story.coupon(member, member.bills[0])
    story.pages.append((draw_cash_note(story.kit.fonts, story.rng), None))


def card_number(story: Story) -> None:
    """A coupon and a note asking to charge a card, with its number."""
    member = story.world.member()
    story.coupon(member, member.bills[0])
    number = story.rng.choice(("4111 1111 1111 1111", "5555 5555 5555 4444", "4012 8888 8888 1881"))
    _letter(story, member, ("Please charge my credit card", number, "Expires 09/28"))


# --- Helpers -------------------------------------------------------------------------------------


def _pay_other(story: Story, difference: int) -> None:
    member = story.world.member()
    bill = member.bills[0]
    story.send(story.instrument(member, bill.due_cents + difference), member.bills)
    story.coupon(member, bill)


def _dated(story: Story, days: int) -> None:
    day = story.world.received_on + dt.timedelta(days=days)
    _with_coupon(story, lambda item: replace(item, day=day, date=written_date(day, story.rng)))


def _letter(story: Story, sender: Member, lines: tuple[str, ...]) -> None:
    day = story.world.received_on - dt.timedelta(days=3)
    page = draw_letter(lines, sender, story.kit.fonts, story.writer(), day)
    story.pages.append((page, None))


def _scribble(story: Story, paper: Paper, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Scrawl heavily over a rectangle."""
    rng = story.rng
    here = start
    for _ in range(round((end[0] - start[0]) * 60)):
        there = (rng.uniform(start[0], end[0]), rng.uniform(start[1], end[1]))
        there = (min(end[0], max(start[0], here[0] + rng.uniform(-0.4, 0.5))), there[1])
        paper.rule(here, there, (24, 24, 32), 1.8)
        here = there if there[0] < end[0] - 0.05 else (start[0], there[1])
    for place in range(12):
        x = start[0] + (end[0] - start[0]) * place / 12
        paper.rule((x, start[1]), (min(end[0], x + 0.5), end[1]), (24, 24, 32), 1.8)
