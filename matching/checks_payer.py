"""Checks of the payer: is somebody named, does everything that names them agree, and may they pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from rapidfuzz import fuzz

from lockbox.reasons import Reason
from lockbox.settlement import Candidate, Member
from matching.amounts import Notice
from matching.case import Case
from matching.companies import is_enrolled
from matching.earlier import filed
from matching.evidence import ID_RULES
from matching.ids import digits_of
from matching.match import certainty
from matching.names import NameFit, fit_name, fold, is_business
from matching.posting import least_score

_ID_READ = 9
"""Digits from which a written number counts as an id that was read."""
EXACT = 150
"""Cost in 1/100 nat up to which the ink is this id and no other."""
APART = 460
"""Cost in 1/100 nat that puts one reading of an id a hundred to one before another."""
_TELLING = 300
"""What an address must weigh to bear out an id: house and street do, a ZIP does not."""
_PAYS = frozenset({"active", "paid", "pending", "stop", "deceased"})
"""States of a subscriber that other checks judge; every other means not enrolled."""
_BINDER_DAY = 23


def somebody_is_named(case: Case) -> Iterator[Notice]:
    """A slip or a legible id says whose money it is, and that id is on the roster."""
    roster = case.context.roster
    for payload in case.clues.payloads:
        if payload.member_id not in roster.ids:
            yield Notice(Reason.ID_NOT_FOUND, f"the slip's member {payload.member_id} is not on the roster")
    if case.clues.asked or case.numbers:
        return
    named = [one.member_id for one in case.match.candidates if _by_number(one)]
    if named and case.best:
        detail = f"the id is that of {', '.join(named)}, the name that of {case.best.member_id}"
        yield Notice(Reason.ID_NAME_CONFLICT, detail)
        return
    read = [written.seen for written in case.clues.ids if len(digits_of(written.seen)) >= _ID_READ]
    read += [seen for seen in case.clues.billing_accounts if len(digits_of(seen)) >= _ID_READ]
    if read:
        yield Notice(Reason.ID_NOT_FOUND, f"nobody on the roster has the number {', '.join(read)}")
    else:
        yield Notice(Reason.NO_ID, "there is no slip and no legible member id")


def one_is_meant(case: Case) -> Iterator[Notice]:
    """One subscriber fits, surely enough, and by a number: a name alone never posts.

    Surely enough is a hundred to one at least, and together with the amount a score from which on
    postings were wrong less often than the bound allows.
    """
    if case.best is None:
        return
    policy = case.context.policy
    least = least_score(policy.match, policy.wrong_posting_bound)
    sure, who = certainty(case.match), case.best.member_id
    leaders = max(1, len(case.members))
    rivals = case.match.candidates[leaders : leaders + 1]
    if sure < APART and rivals and rivals[0].weight > 0:
        several = ", ".join(one.member_id for one in case.match.candidates[: leaders + 1])
        yield Notice(
            Reason.MULTIPLE_CANDIDATES, f"{several} fit nearly as well, the first at {case.confidence} of 1000"
        )
    elif sure < APART:
        yield Notice(Reason.LOW_CONFIDENCE, f"{who} is likely at {case.confidence} of 1000, 990 are needed")
    elif least is None:
        detail = f"no score is known from which on fewer than 1 in {policy.wrong_posting_bound:,} postings are wrong"
        yield Notice(Reason.LOW_CONFIDENCE, detail)
    elif case.amount.cents is not None and case.score < least:
        detail = f"{who} and the amount score {case.score}; postings below {least} were wrong too often"
        yield Notice(Reason.LOW_CONFIDENCE, detail)
    if not case.numbers:
        yield Notice(Reason.LOW_CONFIDENCE, f"name, address or amount point to {who}, but no number does")


def ids_agree(case: Case) -> Iterator[Notice]:
    """Bar code, scan line and written ids do not name different bills or subscribers."""
    for index in case.match.slips:
        payload = case.remittance.slips[index].payload
        if payload.value is None and len(payload.candidates) > 1:
            yield Notice(Reason.MULTIPLE_CANDIDATES, "bar code and scan line of the slip name different bills")
    leaders = case.match.candidates[: len(case.members)]
    meant = max((_written(one) for one in leaders), default=0)
    for rival in case.match.candidates[len(leaders) :]:
        if case.by_slip and _written(rival) > max(meant, 0):
            detail = f"the slip names {case.members[0].member_id}, the written id {rival.member_id}"
            yield Notice(Reason.MULTIPLE_CANDIDATES, detail)


def name_does_not_contradict(case: Case) -> Iterator[Notice]:
    """The name on the paper is not somebody else's.

    With a slip another payer's printed name is no contradiction, but a written name of another
    subscriber is. Without one, the name must fit the id: the same last name at least, or a business.
    """
    if case.best is None or not case.numbers:
        return
    others = _fully_named(case, _beside_payer(case) if case.by_slip else case.clues.texts)
    said = f"the id is that of {case.best.member_id}, the name"
    if case.name_fit < NameFit.INITIAL and others:
        yield Notice(Reason.ID_NAME_CONFLICT, f"{said} that of {', '.join(others)}")
    elif case.name_fit is NameFit.OTHER and not case.by_slip and _names_a_person(case.clues.payer):
        yield Notice(Reason.ID_NAME_CONFLICT, f"{said} is {case.clues.payer!r}")


def paper_is_nobody_elses(case: Case) -> Iterator[Notice]:
    """Name and address on the paper are not those of another subscriber, if the one with the id has another address.

    A stranger whose id was written by mistake may by chance have the payer's last name and owe as much.
    """
    own = case.evidence("address")
    if case.best is None or case.by_slip or (own and own.weight >= _TELLING):
        return
    for rival in case.match.candidates[1:]:
        member = case.context.roster.member(rival.member_id)
        lives = any(piece.rule == "address" and piece.weight >= _TELLING for piece in rival.evidence)
        if member is None or not lives or not case.numbers:
            continue
        if any(fit_name(text, member.first_name, member.last_name) >= NameFit.INITIAL for text in case.clues.texts):
            detail = f"the id is that of {case.best.member_id}, name and address are those of {rival.member_id}"
            yield Notice(Reason.ID_NAME_CONFLICT, detail)


def neighbours_are_apart(case: Case) -> Iterator[Notice]:
    """The ink of a written id tells the subscriber from a relative whose id looks the same.

    Parents and children, twins and namesakes pay for one another: where the ink may be the ids of two of
    one family, however much likelier one is, or no id of the roster was read as it stands, the payer's
    name settles nothing.
    """
    meant = None if case.best is None or case.by_slip else case.ink_cost(case.best.member_id)
    for rival in case.match.candidates[1:]:
        cost, member = case.ink_cost(rival.member_id), case.context.roster.member(rival.member_id)
        if meant is None or member is None or (meant <= EXACT and cost is None):
            continue
        named = any(fit_name(text, member.first_name, member.last_name) for text in case.clues.texts)
        nameless = case.name_fit < NameFit.FAMILY and any(_of_one_house(member, one) for one in case.members)
        if named or nameless:
            yield Notice(Reason.MULTIPLE_CANDIDATES, f"the written id may also be that of {member.member_id}")


def _of_one_house(one: Member, other: Member) -> bool:
    """Say whether two subscribers live at one address."""
    return (one.street, one.zip) == (other.street, other.zip)


def id_is_supported(case: Case) -> Iterator[Notice]:
    """A written id does not stand alone: name, address or bank account agree with it.

    An amount that is due does not: somebody else may owe the same. Nor does a family name alone: many
    who are not related share one, and spouses share an address. An id that needed mending, by the ink or
    by a slip of the pen, needs the subscriber's own name.
    """
    if case.best is None or case.by_slip or not case.numbers:
        return
    exact = (case.ink_cost(case.best.member_id) or 0) <= EXACT
    beside = (case.evidence("address"), case.evidence("bank_account"))
    agrees = case.name_fit >= NameFit.INITIAL or any(piece and piece.weight >= _TELLING for piece in beside)
    if not (agrees if exact else case.name_fit >= NameFit.INITIAL):
        what = "is all that names" if exact else "does not quite name"
        yield Notice(Reason.LOW_CONFIDENCE, f"the written id {what} {case.best.member_id}, and no name agrees")


def company_is_theirs(case: Case) -> Iterator[Notice]:
    """The insurance company written is one that the subscriber is enrolled with."""
    enrolled = sorted({bill.carrier for member in case.members for bill in member.bills})
    carriers = case.context.settings.carriers
    if case.members and case.clues.companies and not is_enrolled(case.clues.companies, enrolled, carriers):
        written = ", ".join(case.clues.companies)
        yield Notice(Reason.CARRIER_MISMATCH, f"written {written!r}, enrolled with {', '.join(enrolled)}")


def is_a_subscriber(case: Case) -> Iterator[Notice]:
    """Everybody paid for is enrolled; a first payment came by the 23rd of the month before coverage."""
    for member in case.members:
        if member.status not in _PAYS:
            yield Notice(Reason.NOT_ENROLLED, f"the roster says {member.status!r} of {member.member_id}")
        elif member.status == "pending" and member.bills:
            last_day = _binder_day(member.bills[0].coverage_month)
            if case.context.received_on > last_day:
                yield Notice(Reason.NOT_ENROLLED, f"the first payment of {member.member_id} was due by {last_day}")


def nobody_is_stopped(case: Case) -> Iterator[Notice]:
    """Neither subscriber, bank account nor payer is on the stop list."""
    for member in case.members:
        if member.status == "stop":
            yield Notice(Reason.STOP_LIST, f"the roster says stop for {member.member_id}")
    ids = {member.member_id for member in case.members}
    for stop in case.context.policy.stop_list:
        payer = bool(stop.payer) and fuzz.ratio(fold(stop.payer), fold(case.clues.payer)) >= 90
        account = bool(stop.account_key) and stop.account_key == case.clues.account_key
        if stop.member_id in ids or account or payer:
            yield Notice(Reason.STOP_LIST, stop.instruction or "payer or member is on the stop list")


def last_check_was_paid(case: Case) -> Iterator[Notice]:
    """The bank did not return the last check of this bank account, or of this subscriber."""
    keys = dict.fromkeys([case.clues.account_key, *(member.member_id for member in case.members)])
    for said in dict.fromkeys(said for key in keys for said in filed(case.context.known.returned, key)):
        yield Notice(Reason.STOP_LIST, f"the bank did not pay the payer's last check: {said}")


def _binder_day(month: str) -> dt.date:
    """Return the day by which the first month of coverage must be paid."""
    first = dt.date.fromisoformat(f"{month}-01")
    return (first - dt.timedelta(days=1)).replace(day=_BINDER_DAY)


def _names_a_person(payer: str) -> bool:
    return bool(payer) and not is_business(payer)


def _by_number(candidate: Candidate) -> bool:
    """Say whether a number names a candidate."""
    return any(piece.rule in ID_RULES and piece.weight > 0 for piece in candidate.evidence)


def _written(candidate: Candidate) -> int:
    """Return what the written id weighs for a candidate."""
    return sum(piece.weight for piece in candidate.evidence if piece.rule == "written_id")


def _beside_payer(case: Case) -> tuple[str, ...]:
    """Return what was written, without repeats of the printed payer."""
    payer = fold(case.clues.payer)
    return tuple(line for line in case.clues.lines if not payer or fuzz.partial_ratio(fold(line), payer) < 80)


def _fully_named(case: Case, texts: tuple[str, ...]) -> list[str]:
    """Return the other candidates whose full name stands in one of some texts."""
    meant = {member.member_id for member in case.members}
    others = (case.context.roster.member(candidate.member_id) for candidate in case.match.candidates)
    return [
        one.member_id
        for one in others
        if one and one.member_id not in meant
        if any(fit_name(text, one.first_name, one.last_name) is NameFit.FULL for text in texts)
    ]
