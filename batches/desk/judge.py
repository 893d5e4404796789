"""Who may have paid, as the desk shows it: candidates with evidence in words, and where their money would go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from batches.desk.papers import Last, Nights, Papers
from batches.site import Site
from lockbox.books.desk import Desk
from lockbox.canonical import decode
from lockbox.identifiers import redact
from lockbox.records import Coverage
from lockbox.settings import unseal_settings
from lockbox.settlement import Allocation, Bill, Known, Member
from matching.apply import open_bills
from matching.corrections import Correction, Seen, allot, corrected, see
from matching.decide import Context
from matching.explain import Ground, suspects
from matching.roster import Roster

_CHOICES, _NIGHTS, _SEEN = 5, 12, 400
_WORDS = {
    "slip": "the payment slip names",
    "damaged_slip": "the payment slip, damaged, nearly names",
    "written_id": "a Member ID is written",
    "billing_account": "a billing account is written",
    "name": "a name stands there",
    "address": "an address stands there",
    "bank_account": "this bank account paid before",
    "carrier": "an insurance company is named",
    "amount": "the amount",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whose payment it may be: how likely, why, what they owe, and where the money would go.

    ``says`` compares with the likeliest, or that one with nobody; ``owed`` is less what was paid since.
    """

    member: Member
    says: str
    grounds: tuple[tuple[str, Ground], ...]
    owed: tuple[Bill, ...]
    parts: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An instrument judged again: the choices, how sure the first is (0 to 1000), and what would be decided."""

    choices: tuple[Choice, ...]
    confidence: int
    posts: bool
    reasons: tuple[str, ...]
    cents: int | None


class Judge:
    """Judges instruments in view of today's roster and of what their night knew; safe to share between threads."""

    def __init__(self, site: Site, nights: Nights, desk: Desk) -> None:
        """Take the open site."""
        self._site, self._nights, self._desk = site, nights, desk
        self._contexts = Last[Context](_NIGHTS)
        self._seen = Last[Seen | None](_SEEN)

    @property
    def roster(self) -> Roster:
        """Today's roster."""
        return self._nights.roster(self._site.roster().sha256)

    def judge(self, papers: Papers, item: int, cents: int | None, keyed: Correction) -> Judged:
        """Return who may have paid an instrument, with what was keyed in the place of what was read.

        Args:
            papers: the envelope.
            item: the instrument's number in it.
            cents: what the books say it is worth, None where that is not known.
            keyed: what the clerk has keyed.
        """
        seen = self._see(papers, item, keyed)
        if seen is None:
            return Judged((), 0, posts=False, reasons=(), cents=cents)
        worth = keyed.cents if keyed.cents is not None else cents
        coverages = (keyed.coverage,) if keyed.coverage else seen.case.plan.coverages
        found = list(suspects(seen.case))[:_CHOICES]
        paid = self._desk.paid(*(one.member_id for one in found))
        choices = []
        for one in found:
            member = self.roster.member(one.member_id)
            if member:
                grounds = tuple((_WORDS[g.rule], _masked(g)) for g in one.grounds if g.rule in _WORDS)
                choices.append(self.choice(member, one.says, (grounds, paid), (worth, coverages)))
        if choices and (spread := _slips_spread(seen, worth)):
            choices[0] = replace(choices[0], parts=spread)
        decision = seen.decision
        reasons = tuple(dict.fromkeys(finding.reason.value for finding in decision.findings if finding.blocks))
        return Judged(tuple(choices), seen.case.confidence, not reasons, reasons, worth)

    def choice(
        self,
        member: Member,
        says: str,
        known: tuple[tuple[tuple[str, Ground], ...], tuple[Allocation, ...]] = ((), ()),
        worth: tuple[int | None, tuple[Coverage, ...]] = (None, ()),
    ) -> Choice:
        """Return a subscriber as a choice: the evidence and what was paid, the payment and the plans it names."""
        cents, coverages = worth
        owed = open_bills(member, known[1] or self._desk.paid(member.member_id))
        order = self._site.settings.policy.order_of_application
        parts = allot(cents, member, owed, (coverages, order)) if cents else ()
        return Choice(member, says, known[0], owed, parts)

    def _see(self, papers: Papers, item: int, keyed: Correction) -> Seen | None:
        roster = self._site.roster().sha256
        context = self._context(papers, roster)
        name = f"{papers.night.id}/{papers.envelope.name}/{item}/{roster}"

        def judged() -> Seen | None:
            return see(corrected(papers.outcome.remittance, item, keyed), item, context)

        return self._seen.get(name, judged) if keyed.says_nothing else judged()

    def _context(self, papers: Papers, roster: str) -> Context:
        inputs = papers.night.manifest.inputs

        def opened() -> Context:
            get = self._nights.archive.get
            known, settings = decode(Known, get(inputs.known_sha256)), unseal_settings(get(inputs.settings_sha256))
            return Context(self._nights.roster(roster), known, settings, inputs.received_on)

        return self._contexts.get(f"{papers.night.id}/{roster}", opened)


def _slips_spread(seen: Seen, worth: int | None) -> tuple[Allocation, ...]:
    """Return where a payment for several subscribers goes by its slips, empty for any other."""
    settlement = seen.case.settlement
    if settlement is None or len(seen.case.members) < 2:
        return ()
    return settlement.allocations if sum(part.cents for part in settlement.allocations) == worth else ()


def _masked(ground: Ground) -> Ground:
    return Ground(ground.rule, redact(ground.seen), ground.known, ground.weight, ground.says)
