"""One thing changed at a time: what an envelope would have to say otherwise for its outcome to be another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lockbox.micr import Micr
from lockbox.money import display_dollars
from lockbox.records import Field, Instrument, Mention, MentionKind, Remittance, Slip, SlipPayload
from lockbox.settlement import Bill, Member
from lockbox.slips import DEFAULT_PROFILE
from matching.apply import open_bills
from matching.case import Case, Context
from matching.clues import likely_cents
from matching.earlier import payments

_CERTAIN = 1000
_FEW = 3
"""Candidates whose number, name and bills are tried."""
_SOMEBODYS_LINE = Micr("", routing="011000015", account="0", serial="0")
"""A code line of nobody's, to ask what one that can be read would change."""
_IDS = (MentionKind.MEMBER_ID, MentionKind.BILLING_ACCOUNT)
_PLANS = (MentionKind.CARRIER, MentionKind.COVERAGE)

World = tuple[Remittance, Context]


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One thing changed: in words that follow "if", and the envelope and what it is judged in view of, so changed."""

    words: str
    world: World


def towards_posting(case: Case) -> Iterator[Edit]:
    """Yield what could be otherwise and let an instrument that is held be posted, one thing at a time."""
    people = _people(case)
    bills = [bill for one in people for bill in open_bills(one, payments(case.context.known, one.member_id))]
    for member in people:
        yield from _named(case, member)
    yield from _amounts(case, bills)
    yield from _slips(case, people)
    yield from _plans(case, bills)
    yield from _paper(case)
    yield from _surroundings(case)


def towards_holding(case: Case) -> Iterator[Edit]:
    """Yield what an instrument that is posted could lack or say otherwise, one thing at a time."""
    remittance, context, one = case.remittance, case.context, case.instrument
    cents = case.amount.cents or 0
    yield _on_check(
        case, "the amount were a cent less", courtesy_amount=_sure(cents - 1), legal_amount=_sure(cents - 1)
    )
    if remittance.slips:
        yield Edit("there were no slip", (replace(remittance, slips=()), context))
    for kinds, what in ((_IDS, "no number were written"), (_PLANS, "no company or plan were named")):
        kept = tuple(mention for mention in remittance.mentions if mention.kind not in kinds)
        if kept != remittance.mentions:
            yield Edit(what, (replace(remittance, mentions=kept), context))
    if one.payer.value:
        yield _on_check(case, "no payer's name stood on the check", payer=Field(), payer_address=Field())
        yield _on_check(case, "the payer were somebody else", payer=_sure("Zacharias Quimby"), payer_address=Field())
    yield _on_check(case, "the check were not signed", signature=_sure(False))
    yield _on_check(case, "no date could be read", check_date=Field())


def _people(case: Case) -> tuple[Member, ...]:
    """Return the likeliest subscribers, those of the slips and the best candidates."""
    ids = [candidate.member_id for candidate in case.match.candidates[: max(_FEW, len(case.members))]]
    return tuple(member for one in ids if (member := case.context.roster.member(one)))


def _named(case: Case, member: Member) -> Iterator[Edit]:
    """Yield a number or a name of a subscriber, surely there in place of what was read."""
    who = f"{member.first_name} {member.last_name}"
    yield _mentioned(case, _IDS, (MentionKind.MEMBER_ID, member.member_id), f"{member.member_id} were surely written")
    yield _on_check(case, f"{who} were the payer's name", payer=_sure(who))
    if case.clues.account_key:
        known = case.context.known
        accounts = tuple(sorted({*known.accounts, (case.clues.account_key, member.member_id)}))
        words = f"this bank account had paid for {member.member_id} before"
        yield Edit(words, (case.remittance, replace(case.context, known=replace(known, accounts=accounts))))


def _amounts(case: Case, bills: list[Bill]) -> Iterator[Edit]:
    """Yield the amounts that bills and slips ask for, and the likeliest, surely read."""
    wanted = {bill.due_cents: f"the {bill.coverage.value} bill of {bill.coverage_month}" for bill in reversed(bills)}
    for member in dict.fromkeys(bill.member_id for bill in bills):
        mine = [bill.due_cents for bill in bills if bill.member_id == member]
        wanted.setdefault(sum(mine), f"all open bills of {member}")
    if case.asked_cents:
        wanted[case.asked_cents] = "what the slip asks for"
    if likely := likely_cents(case.instrument):
        wanted.setdefault(likely, "as it seems to be")
    for cents, what in wanted.items():
        words = f"the amount were surely {display_dollars(cents)}, {what}"
        yield _on_check(case, words, courtesy_amount=_sure(cents), legal_amount=_sure(cents))


def _slips(case: Case, people: tuple[Member, ...]) -> Iterator[Edit]:
    """Yield the slips of open bills, lying with the check in place of its own; or none of its own."""
    remittance, page = case.remittance, case.instrument.front
    if remittance.slips:
        yield Edit("there were no slip", (replace(remittance, slips=()), case.context))
    if len(remittance.instruments) > 1:
        return
    for member in people:
        for bill in open_bills(member, payments(case.context.known, member.member_id)):
            payload = SlipPayload(
                DEFAULT_PROFILE.name, bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents
            )
            slip = Slip(page, _sure(payload, page), _sure(payload.member_id, page), Field())
            words = f"the slip of {bill.member_id} for {bill.coverage.value} {bill.coverage_month} lay with it"
            yield Edit(words, (replace(remittance, slips=(slip,)), case.context))


def _plans(case: Case, bills: list[Bill]) -> Iterator[Edit]:
    """Yield the companies and coverages of open bills, clearly written."""
    for carrier in dict.fromkeys(bill.carrier for bill in bills):
        yield _mentioned(case, _PLANS, (MentionKind.CARRIER, carrier), f"{carrier!r} were clearly written")
    for coverage in dict.fromkeys(bill.coverage.value for bill in bills):
        yield _mentioned(case, _PLANS, (MentionKind.COVERAGE, coverage), f"'{coverage}' were clearly written")


def _paper(case: Case) -> Iterator[Edit]:
    """Yield the paper itself in order: signed, dated, payable to us, faultless, without remarks."""
    remittance, context, settings = case.remittance, case.context, case.context.settings
    day = context.received_on - dt.timedelta(days=1)
    yield _on_check(case, "the check were signed", signature=_sure(True))
    yield _on_check(case, f"it were dated {day}", check_date=_sure(day))
    yield _on_check(
        case, f"it were payable to {settings.acceptable_payees[0]}", payee=_sure(settings.acceptable_payees[0])
    )
    if not _has_line(case.instrument):
        yield _on_check(case, "its code line could be read", micr=_sure(_SOMEBODYS_LINE), serial=_sure("0"))
    for kind in dict.fromkeys(mark.kind for mark in remittance.marks):
        marks = tuple(mark for mark in remittance.marks if mark.kind is not kind)
        yield Edit(f"there were no mark of {kind.value.replace('_', ' ')}", (replace(remittance, marks=marks), context))
    if any(facts.faults for facts in remittance.pages):
        pages = tuple(replace(facts, faults=()) for facts in remittance.pages)
        yield Edit("its image were faultless", (replace(remittance, pages=pages), context))


def _surroundings(case: Case) -> Iterator[Edit]:
    """Yield what the books know and the settings bound, otherwise."""
    remittance, context = case.remittance, case.context
    known, policy, cents = context.known, context.policy, case.amount.cents
    if known.items or known.pictures:
        unseen = replace(context, known=replace(known, items=(), pictures=()))
        yield Edit("no such check had come before", (remittance, unseen))
    if known.paid:
        yield Edit("nothing had been paid before", (remittance, replace(context, known=replace(known, paid=()))))
    if cents is not None and cents > policy.post_limit_cents:
        larger = replace(context.settings, policy=replace(policy, post_limit_cents=cents))
        words = f"amounts up to {display_dollars(cents)} posted by themselves"
        yield Edit(words, (remittance, replace(context, settings=larger)))


def _mentioned(case: Case, kinds: tuple[MentionKind, ...], now: tuple[MentionKind, str], words: str) -> Edit:
    """Return the envelope with one thing surely written on the check in place of all of some kinds."""
    kind, text = now
    kept = tuple(mention for mention in case.remittance.mentions if mention.kind not in kinds)
    written = Mention(kind, _sure(text, case.instrument.front))
    return Edit(words, (replace(case.remittance, mentions=(*kept, written)), case.context))


def _on_check(case: Case, words: str, **fields: Any) -> Edit:  # noqa: ANN401 - fields of a check
    """Return the envelope with some fields of the check otherwise."""
    changed = replace(case.instrument, **fields)
    instruments = tuple(changed if one is case.instrument else one for one in case.remittance.instruments)
    return Edit(words, (replace(case.remittance, instruments=instruments), case.context))


def _has_line(instrument: Instrument) -> bool:
    micr = instrument.micr.value
    return micr is not None and bool(micr.routing and micr.account and micr.serial)


def _sure(value: Any, page: int = 0) -> Field[Any]:  # noqa: ANN401 - a field holds anything
    return Field(value, _CERTAIN, text=str(value), page=page)
