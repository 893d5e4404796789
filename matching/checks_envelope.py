"""Checks of the whole envelope: what else is in it, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

from lockbox.reasons import Reason
from lockbox.records import MarkKind, MentionKind, PageKind, Remittance, Side
from matching.amounts import Notice
from matching.checks_paper import image_notices

_SAYS_NOTHING = frozenset({PageKind.BLANK, PageKind.ENVELOPE})


def readers_did_their_work(remittance: Remittance) -> Iterator[Notice]:
    """No reader crashed or timed out on a page."""
    for facts in remittance.pages:
        if facts.failure:
            yield Notice(Reason.READER_FAILED, f"page {facts.page + 1}: {facts.failure}")


def files_are_pages(remittance: Remittance) -> Iterator[Notice]:
    """Every file is a readable page."""
    for stray in remittance.strays:
        yield Notice(Reason.NOT_A_PAGE, f"{stray.source}: {stray.fault}")


def holds_no_cash(remittance: Remittance) -> Iterator[Notice]:
    """Nothing says that cash was in the envelope."""
    for mark in remittance.marks:
        if mark.kind is MarkKind.CASH:
            yield Notice(Reason.CASH, f"page {mark.page + 1}: {mark.text!r}")


def holds_no_card(remittance: Remittance) -> Iterator[Notice]:
    """No card number is on any paper."""
    for mention in remittance.mentions:
        if mention.kind is MentionKind.CARD:
            yield Notice(Reason.CARD_DATA, f"a card number on page {mention.found.page + 1}")


def holds_no_ssn(remittance: Remittance) -> Iterator[Notice]:
    """No social security number is on any paper."""
    for mention in remittance.mentions:
        if mention.kind is MentionKind.SSN:
            yield Notice(Reason.SSN_FOUND, f"a social security number on page {mention.found.page + 1}")


def holds_no_letter(remittance: Remittance) -> Iterator[Notice]:
    """There is no letter to route. Beside a payment a letter is a flag, unless the settings say more."""
    for facts in remittance.pages:
        if facts.kind is PageKind.LETTER:
            yield Notice(Reason.CORRESPONDENCE, f"page {facts.page + 1} is a letter", mild=bool(remittance.instruments))


def holds_an_instrument(remittance: Remittance) -> Iterator[Notice]:
    """There is a check or money order; else the envelope holds a slip, a back, something else, or nothing."""
    if remittance.instruments:
        return
    kinds = {facts.kind for facts in remittance.pages if not facts.failure}
    if remittance.slips or kinds & {PageKind.SLIP, PageKind.BILL}:
        yield Notice(Reason.SLIP_ONLY, "there is a payment slip, and no payment")
    if PageKind.CHECK_BACK in kinds:
        yield Notice(Reason.IMAGE_MISSING, "there is the back of a check, and no front")
    if kinds & {PageKind.CHECK, PageKind.MONEY_ORDER}:
        yield Notice(Reason.IMAGE_QUALITY, "a check is there, and nothing of it could be made out")
    elif PageKind.OTHER in kinds:
        yield Notice(Reason.CORRESPONDENCE, "a paper that is neither check, slip nor bill")
    if kinds <= _SAYS_NOTHING and not remittance.strays and not any(facts.failure for facts in remittance.pages):
        yield Notice(Reason.ENVELOPE_EMPTY, "nothing is in it, or blank paper")


def faulty_pages(remittance: Remittance) -> Iterator[Notice]:
    """Without an instrument, every page must be fit to be looked at."""
    if not remittance.instruments:
        for facts in remittance.pages:
            if facts.kind is not PageKind.BLANK and facts.side is not Side.BACK:
                yield from image_notices(facts)
