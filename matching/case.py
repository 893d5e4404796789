"""One instrument laid out for judgement: everything that a check of ``decide`` may look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lockbox.records import Instrument, PageFacts, Remittance
from lockbox.settings import Policy, Settings
from lockbox.settlement import Bill, Candidate, Evidence, Known, Match, Member
from matching.amounts import Amount, prove_amount
from matching.apply import Settlement, in_order, open_bills, settle, share
from matching.clues import Clues, gather
from matching.earlier import payments
from matching.evidence import ID_RULES
from matching.match import certainty, confidence, named_by_slips
from matching.names import NameFit, fit_name
from matching.plans import Plan, choose_plan
from matching.posting import together
from matching.roster import Roster


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What decisions are made in view of: the roster, what the books knew, the rules, and the day."""

    roster: Roster
    known: Known
    settings: Settings
    received_on: dt.date

    @property
    def policy(self) -> Policy:
        """When a payment posts by itself."""
        return self.settings.policy


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One instrument with what was made of it.

    Attributes:
        clues: what its papers say.
        members: the subscribers who are paid for, none where nobody is named; several only by slips.
        amount: what it is good for, and what is wrong with that.
        plan: medical or dental.
        asked_cents: what its slips ask for, None without a slip.
        named: the open bills that the payment names; ``owed`` all open bills of the plans paid for.
        paid_cents: what all checks of this payment come to, None where one of them is not known.
        settlement: where the money goes, None where amount, subscriber or plan is not known.
    """

    remittance: Remittance
    instrument: Instrument
    match: Match
    context: Context
    clues: Clues
    members: tuple[Member, ...]
    amount: Amount
    plan: Plan
    asked_cents: int | None
    named: tuple[Bill, ...]
    owed: tuple[Bill, ...]
    paid_cents: int | None = None
    settlement: Settlement | None = None

    @property
    def best(self) -> Candidate | None:
        """The likeliest candidate."""
        return self.match.candidates[0] if self.match.candidates else None

    @property
    def confidence(self) -> int:
        """From 0 to 1000, that the best candidate is the right one."""
        return confidence(self.match)

    @property
    def score(self) -> int:
        """Log-odds in 1/100 nat that subscriber and amount are both right: what the less certain of them allows."""
        return together(certainty(self.match), self.amount.certainty)

    @property
    def by_slip(self) -> bool:
        """Whether a payment slip names the subscriber."""
        return bool(named_by_slips(self.match))

    @property
    def numbers(self) -> tuple[Evidence, ...]:
        """The evidence by which a number names the best candidate, strongest first."""
        evidence = self.best.evidence if self.best else ()
        found = (piece for piece in evidence if piece.rule in ID_RULES and piece.weight > 0)
        return tuple(sorted(found, key=lambda piece: -piece.weight))

    @property
    def name_fit(self) -> NameFit:
        """How well any name on the papers fits a subscriber who is paid for."""
        people = [(member.first_name, member.last_name) for member in self.members]
        return max((fit_name(text, *name) for text in self.clues.texts for name in people), default=NameFit.OTHER)

    def ink_cost(self, member_id: str) -> int | None:
        """Return what it costs (1/100 nat) that a written id means a member, None if it cannot."""
        place = self.context.roster.ids[member_id]
        return min((written.fits[place] for written in self.clues.ids if place in written.fits), default=None)

    def evidence(self, rule: str) -> Evidence | None:
        """Return what a rule said of the best candidate."""
        return next((piece for piece in self.best.evidence if piece.rule == rule), None) if self.best else None

    def facts(self, *pages: int) -> tuple[PageFacts, ...]:
        """Return what is known of some pages."""
        return tuple(facts for facts in self.remittance.pages if facts.page in pages)


def lay_out(remittance: Remittance, matches: Sequence[Match], context: Context) -> tuple[Case, ...]:
    """Return the cases of an envelope, one for each instrument, checks of one payment settled together."""
    cases = [
        _case(remittance, instrument, match, context)
        for instrument, match in zip(remittance.instruments, matches, strict=True)
    ]
    return tuple(_settled(place, cases) for place in range(len(cases)))


def _case(remittance: Remittance, instrument: Instrument, match: Match, context: Context) -> Case:
    roster, settings = context.roster, context.settings
    clues = gather(remittance, instrument, match.slips, (roster, settings))
    leaders = named_by_slips(match) or match.candidates[:1]
    members = tuple(member for leader in leaders if (member := roster.member(leader.member_id)))
    owed = tuple(bill for one in members for bill in open_bills(one, payments(context.known, one.member_id)))
    asked = sum(payload.amount_due_cents for payload in clues.asked) if clues.asked else None
    amount = prove_amount(instrument, _witnesses(clues, members, owed), settings.reading.amount_bound)
    plan = choose_plan(clues, members[0], owed) if len(members) == 1 else _by_slips(clues, members)
    named, owed = _bills(clues, plan, owed, context)
    return Case(remittance, instrument, match, context, clues, members, amount, plan, asked, named, owed)


def _by_slips(clues: Clues, members: Sequence[Member]) -> Plan:
    """Return the plans of several subscribers' slips."""
    coverages = dict.fromkeys(payload.coverage for payload in clues.asked)
    return Plan(tuple(sorted(coverages, reverse=True)) if members else ())


def _witnesses(clues: Clues, members: Sequence[Member], owed: Sequence[Bill]) -> frozenset[int]:
    """Return the amounts that slips and bills ask for, alone and together."""
    asked = [payload.amount_due_cents for payload in clues.asked]
    due = [bill.due_cents for bill in (*owed, *(bill for member in members for bill in member.bills))]
    return frozenset({*asked, sum(asked), *due, sum(bill.due_cents for bill in owed)} - {0})


def _bills(
    clues: Clues, plan: Plan, owed: Sequence[Bill], context: Context
) -> tuple[tuple[Bill, ...], tuple[Bill, ...]]:
    """Return the open bills that the payment names, and all open bills of the plans it is for."""
    if clues.asked:
        plans = {(payload.member_id, payload.coverage) for payload in clues.asked}
        months = {(payload.member_id, payload.coverage, payload.coverage_month) for payload in clues.asked}
    else:
        plans = {(bill.member_id, bill.coverage) for bill in owed if bill.coverage in plan.coverages}
        months = set()
    all_owed = tuple(bill for bill in owed if (bill.member_id, bill.coverage) in plans)
    named = tuple(bill for bill in all_owed if (bill.member_id, bill.coverage, bill.coverage_month) in months)
    if named:
        return named, all_owed
    ordered = in_order(all_owed, context.policy.order_of_application)
    first = {(bill.member_id, bill.coverage): bill for bill in reversed(ordered)}
    return tuple(bill for bill in ordered if first[bill.member_id, bill.coverage] == bill), all_owed


def _settled(place: int, cases: Sequence[Case]) -> Case:
    """Return a case with where its money goes; checks that share a slip pay its bill together."""
    case = cases[place]
    shared = bool(case.match.slips)
    group = [one for one in cases if one is case or (shared and one.match.slips == case.match.slips)]
    sums = [one.amount.cents for one in group]
    known = [cents for cents in sums if cents is not None]
    paid = sum(known) if len(known) == len(sums) else None
    if paid is None or case.amount.cents is None or not case.members or not case.plan.coverages:
        return replace(case, paid_cents=paid)
    policy = (case.context.policy.order_of_application, case.context.policy.tolerance_cents)
    purse = (case.members[0].member_id, case.plan.coverages[0])
    whole = settle(paid, case.named, case.owed, policy, purse)
    before = sum(known[: group.index(case)])
    mine = replace(whole, allocations=share(whole.allocations, before, case.amount.cents))
    return replace(case, paid_cents=paid, settlement=mine)
