"""One envelope in the making: its pages, its stray files, and the truth about it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lockbox.money import format_dollars
from lockbox.settlement import Allocation, Bill, Member
from samples.checks import draw_check
from samples.degrade import Scanning
from samples.fonts import Fonts
from samples.hand import Digits, Hand, Writer
from samples.instruments import (
    BANKS,
    ORDER_BANK,
    POSTAL_BANK,
    TREASURY,
    Instrument,
    Kind,
    account_number,
    code_line,
    postal_serial,
)
from samples.orders import draw_order
from samples.paper import Paper
from samples.people import World, address, full_name
from samples.sheets import draw_back, draw_bill, draw_envelope, endorse, fill_coupon
from samples.truth import Truth, spell_allocations
from samples.words import amount_in_figures, amount_in_words, grouped_id, protected_words, written_date

PAYEES = ("Health Connector", "Health Connector", "Health Connector", "MA Health Connector", "Mass Health Connector")

_ORDERS = {Kind.POSTAL_ORDER, Kind.BANK_ORDER, Kind.WARRANT}
_MACHINE_FILLED = {Kind.CASHIERS, Kind.BILL_PAY, *_ORDERS}
_ISSUERS = {Kind.POSTAL_ORDER: POSTAL_BANK, Kind.BANK_ORDER: ORDER_BANK, Kind.WARRANT: TREASURY}


@dataclass(frozen=True, slots=True)
class Kit:
    """What all envelopes of a night are made with."""

    fonts: Fonts
    digits: Digits | None = None


@dataclass(slots=True)
class Story:
    """One envelope; scenarios call its methods in the order in which the papers lie in it.

    Attributes:
        name: envelope name; ``scenario`` the row of the table it comes from.
        hand: of whoever wrote what is in it.
        pages: papers to be scanned, with a scanning of their own or None for any.
        strays: files that are no pages, as extension and content.
        missing_back: leave out the backs of checks.
    """

    name: str
    scenario: str
    outcome: str
    reasons: tuple[str, ...]
    world: World
    kit: Kit
    rng: random.Random
    hand: Hand
    pages: list[tuple[Paper, Scanning | None]] = field(default_factory=list)
    strays: list[tuple[str, bytes]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    coupons: int = 0
    damaged: bool = False
    missing_back: bool = False
    twin: Story | None = None

    def writer(self) -> Writer:
        """Return whoever wrote what is in this envelope."""
        return Writer(self.hand, self.rng)

    def instrument(self, payer: Member, cents: int, kind: Kind = Kind.PERSONAL) -> Instrument:
        """Return an ordinary instrument, dated within the last days; scenarios change it with ``replace``."""
        rng = self.rng
        day = self.world.received_on - dt.timedelta(days=rng.randrange(1, 9))
        bank = _ISSUERS.get(kind) or rng.choice(BANKS)
        account = "" if kind in _ORDERS else account_number(rng)
        machine = kind in _MACHINE_FILLED
        serial = self._serial(kind)
        return Instrument(
            kind=kind,
            bank=bank,
            drawer=(full_name(payer), *address(payer)),
            payee=rng.choice(PAYEES),
            cents=cents,
            figures=f"{format_dollars(cents)}" if machine else amount_in_figures(cents, rng),
            words=protected_words(cents) if machine else amount_in_words(cents, rng),
            day=day,
            date=_printed_date(kind, day) if machine else written_date(day, rng),
            memo="",
            signature=full_name(payer),
            account=account,
            serial=serial,
            cells=code_line(kind, bank, account, serial, rng),
        )

    def with_id(self, item: Instrument, member: Member, bill: Bill, carrier: str | None = None) -> Instrument:
        """Return the instrument with id, name and carrier written on it, as payers without a slip must."""
        company = bill.carrier if carrier is None else carrier
        number = grouped_id(member.member_id, self.rng)
        if self.rng.random() < 0.5 or item.kind in _MACHINE_FILLED:
            return replace(item, memo=f"{number} {company}".strip())
        return replace(item, above_payee=f"{number} {full_name(member)}", memo=company)

    def send(
        self,
        item: Instrument,
        pays: Sequence[Bill],
        *,
        amounts: tuple[int | None, int | None] | None = None,
        scanning: Scanning | None = None,
    ) -> Paper:
        """Put an instrument, front and back, into the envelope and its truth into the table.

        Args:
            item: what to draw.
            pays: the bills its money belongs to, in order; the last takes what is left over.
            amounts: cents of figures and of words where they are not both ``item.cents``.
            scanning: how its front was scanned, any way if None.
        """
        draw = draw_order if item.kind in _ORDERS else draw_check
        writer = self.writer()
        front = draw(item, self.kit.fonts, writer)
        self.pages.append((front, scanning))
        if not self.missing_back:
            reverse = draw_back((front.width, front.height), item.back, self.kit.fonts, writer)
            if item.endorsed:
                endorse(reverse, item.endorsed, writer)
            self.pages.append((reverse, None))
        figures, words = amounts if amounts is not None else (item.cents, item.cents)
        first = pays[0] if pays else None
        self.truth.append(
            Truth(
                envelope=self.name,
                item=len(self.truth) + 1,
                scenario=self.scenario,
                instrument=item.kind.value,
                amount=format_dollars(item.cents),
                courtesy_amount="" if figures is None else format_dollars(figures),
                legal_amount="" if words is None else format_dollars(words),
                check_date=item.day.isoformat() if item.date else "",
                routing=item.bank.routing,
                account=item.account,
                serial=item.serial.lstrip("0"),
                member_id=first.member_id if first else "",
                coverage=first.coverage.value if first else "",
                coverage_month=first.coverage_month if first else "",
                expected_outcome=self.outcome,
                expected_reasons=";".join(self.reasons),
                allocations=spell_allocations(_spread(item.cents, pays)),
            )
        )
        return front

    def coupon(self, member: Member, bill: Bill, *, enclosed: str = "", whole: bool = False) -> Paper:
        """Put a coupon, or the whole bill, into the envelope."""
        paper = draw_bill(member, bill, self.kit.fonts, whole=whole)
        if enclosed:
            fill_coupon(paper, enclosed, self.writer())
        self.pages.append((paper, None))
        self.coupons += 1
        return paper

    def envelope(self, sender: Member) -> None:
        """Put the scan of the envelope itself among the pages."""
        self.pages.append((draw_envelope(sender, self.kit.fonts, self.writer()), None))

    def finish(self) -> list[Truth]:
        """Return the truth about this envelope, one row at least."""
        if not self.truth:
            codes = ";".join(self.reasons)
            self.truth.append(Truth(self.name, 0, self.scenario, expected_outcome=self.outcome, expected_reasons=codes))
        slip, torn = ("yes" if self.coupons else "no"), ("yes" if self.damaged else "no")
        return [replace(row, has_slip=slip, slip_damaged=torn) for row in self.truth]

    def _serial(self, kind: Kind) -> str:
        if kind is Kind.POSTAL_ORDER:
            return postal_serial(self.rng)
        if kind in {Kind.BANK_ORDER, Kind.WARRANT}:
            return f"{self.rng.randrange(10**10, 10**11)}"
        number = self.rng.randrange(101, 9999)
        return str(number) if kind is Kind.PERSONAL else f"{number * 7:08d}"


def _printed_date(kind: Kind, day: dt.date) -> str:
    return day.isoformat() if kind is Kind.POSTAL_ORDER else f"{day:%m/%d/%Y}"


def _spread(cents: int, pays: Sequence[Bill]) -> tuple[Allocation, ...]:
    """Lay money on bills in order, each up to what is due; the last takes the rest."""
    parts, left = [], cents
    for place, bill in enumerate(pays):
        share = left if place == len(pays) - 1 else min(left, bill.due_cents)
        if share > 0:
            parts.append(Allocation(bill.member_id, bill.coverage, bill.coverage_month, share))
        left -= share
    return tuple(parts)
