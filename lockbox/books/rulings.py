"""How exceptions are settled: one clerk's act, or two clerks' where policy wants a second."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from sqlalchemy import Connection

from lockbox.books.authority import Control, NotAllowedError, refuse, refuse_agreement, second_wanted, two_suffice
from lockbox.books.exception_queue import Found, find, proposals, settling
from lockbox.books.ledger import Place, standing
from lockbox.books.plan import EXCEPTION_ORIGIN, Act, Case, Plan, opened, plan
from lockbox.books.rows import add, entry_row, exception_row, ruling_row
from lockbox.books.schema import ENTRY, EXCEPTION, RULING
from lockbox.canonical import digest
from lockbox.errors import RulingError
from lockbox.identity import posting_id
from lockbox.reasons import Disposition
from lockbox.settlement import Allocation, Entry, ExceptionItem, Ruling, RulingKind


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of an act.

    Attributes:
        second_wanted: why a second clerk must agree before anything moves, empty if it is done.
        follow_up: the exception that is open in the place of the settled one, or None.
    """

    ruling: Ruling
    item: ExceptionItem
    second_wanted: str
    entries: tuple[Entry, ...] = ()
    follow_up: ExceptionItem | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A second clerk's word on the one proposal that waits for ``target``."""

    target: str
    clerk: str
    at: str
    note: str = ""


class SettledError(RulingError):
    """This exception was settled already."""

    def __init__(self, ruling: Ruling, message: str, *, hint: str) -> None:
        """Take the ruling that settled it, and say so."""
        self.ruling = ruling
        super().__init__(message, hint=hint)


class ProposedError(SettledError):
    """This clerk has proposed this already."""


def rule(connection: Connection, act: Act, control: Control) -> Ruled:
    """Settle an exception, or propose how, or agree with another clerk's proposal.

    The same ruling by a different clerk is agreement. Nothing moves before a ruling is final.

    Raises:
        NotFoundError: the target is nothing here.
        RulingError: the act cannot be done; the message says why, the hint what can.
    """
    case = open_case(connection, act)
    refuse(connection, case.item, act, control)
    planned = plan(case, act)
    if case.reopened:
        add(connection, EXCEPTION, [exception_row(case.item)])
    wanted = second_wanted(case.item, planned, act, control)
    waiting = [p for p in proposals(connection, [case.item.id]).get(case.item.id, ()) if _agrees(p, act, planned)]
    mine = [proposal for proposal in waiting if same_person(proposal.clerk, act.clerk)]
    others = [one for one in waiting if one not in mine and two_suffice(connection, one.clerk, act.clerk, control)]
    if wanted and mine and not others:
        raise ProposedError(
            mine[0],
            f"{mine[0].clerk} has proposed this already, and {wanted}",
            hint=f"It needs a second clerk who is not {mine[0].clerk}.",
        )
    final = bool(others) or not wanted
    ruling = _ruling(case.item, act, planned, others[0].id if others else "")
    ruling = dataclasses.replace(ruling, final=final)
    ruling = dataclasses.replace(ruling, id=ruling_id(ruling))
    add(connection, RULING, [ruling_row(ruling)])
    if not final:
        return Ruled(ruling, case.item, wanted)
    add(connection, ENTRY, [entry_row(entry) for entry in planned.entries])
    if planned.follow_up:
        add(connection, EXCEPTION, [exception_row(planned.follow_up)])
    return Ruled(ruling, case.item, "", planned.entries, planned.follow_up)


def second(connection: Connection, word: Agreement, control: Control) -> Act:
    """Return the act that agrees with the one proposal that waits.

    Raises:
        NotFoundError: the target is nothing here.
        RulingError: nothing waits, several proposals do, or the clerk is the one who proposed.
    """
    found = find(connection, word.target)
    item = _open_item(connection, found)
    waiting = proposals(connection, [item.id]).get(item.id, ())
    if not waiting:
        raise RulingError("nobody has proposed a ruling on this exception")
    others = [proposal for proposal in waiting if not same_person(proposal.clerk, word.clerk)]
    if not others:
        raise RulingError(f"{waiting[0].clerk} proposed this", hint=f"It needs a second clerk who is not {word.clerk}.")
    if len({(p.kind, p.cents, _sorted(p.allocations)) for p in others}) > 1:
        raise RulingError("several different rulings are proposed", hint="Rule as the one you agree with does.")
    chosen = others[0]
    refuse_agreement(item, chosen, control)
    if not two_suffice(connection, chosen.clerk, word.clerk, control):
        raise NotAllowedError("one of the two must be a supervisor")
    keyed = chosen.cents if not item.cents and chosen.kind not in (RulingKind.CLOSE, *_TAKING_BACK) else 0
    note = word.note or chosen.note
    return Act(item.id, chosen.kind, word.clerk, word.at, note, chosen.allocations, keyed or None, chosen.until)


_TAKING_BACK = (RulingKind.REVERSE, RulingKind.CHARGEBACK)
"""Kinds that reopen what is settled."""


def open_case(connection: Connection, act: Act) -> Case:
    """Return the open exception an act is about; a reversal reopens what is settled.

    Raises:
        NotFoundError: the target is nothing here.
        RulingError: it was settled, by whom and when.
    """
    found = find(connection, act.target)
    stands = standing(connection, found.place)
    last = found.last
    is_open = last is not None and settling(connection, last.id) is None
    if last is not None and is_open:
        case = Case(last, stands)
        if found.named in (None, last) or (act.kind in _TAKING_BACK and case.settled_elsewhere):
            return case
    elif act.kind in _TAKING_BACK:
        return Case(_review(found, stands, act), stands, reopened=True)
    return Case(_open_item(connection, found), stands)


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one clerk's, case and spaces aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def ruling_id(ruling: Ruling) -> str:
    """Return the id of a ruling: the SHA-256 of all it says."""
    return digest(dataclasses.replace(ruling, id=""))


def _open_item(connection: Connection, found: Found) -> ExceptionItem:
    """Return the exception that was named, if it is open.

    Raises:
        RulingError: it was settled, by whom and when, and what took its place.
    """
    item = found.named or found.last
    if item is None:
        raise RulingError(
            f"payment {found.confirmation} was posted by itself and waits for nobody",
            hint="Take it back with: lockbox rule NUMBER --reverse --note WHY",
        )
    settled = settling(connection, item.id)
    if settled is None:
        return item
    what = f"exception {item.id[:12]} was settled by {settled.clerk} on {settled.ruled_at[:10]} ({settled.kind})"
    last = found.last
    if last is not None and last.id != item.id and settling(connection, last.id) is None:
        raise SettledError(settled, what, hint=f"Exception {last.id[:12]} is open in its place.")
    raise SettledError(settled, what, hint="Take it back with: lockbox rule NUMBER --reverse --note WHY")


def _review(found: Found, stands: tuple[Entry, ...], act: Act) -> ExceptionItem:
    """Return the exception, without money of its own, under which a settlement is taken back."""
    details = (f"{act.clerk.strip()} asks to take this back: {act.note.strip()}",)
    last = found.last
    if last is not None:
        return dataclasses.replace(opened(last, act.day, 0), reasons=act.reasons or last.reasons, details=details)
    place: Place = found.place
    return ExceptionItem(
        id=posting_id(place.batch, place.envelope, place.item, EXCEPTION_ORIGIN, 1),
        batch=place.batch,
        envelope=place.envelope,
        item=place.item,
        cents=0,
        disposition=Disposition.DEPOSIT,
        reasons=act.reasons,
        details=details,
        opened_on=act.day,
        confirmation=found.confirmation,
        amount_cents=sum(entry.cents for entry in stands),
        step=1,
    )


def _agrees(proposal: Ruling, act: Act, planned: Plan) -> bool:
    same_kind = proposal.kind is act.kind and proposal.cents == planned.cents
    return same_kind and _sorted(proposal.allocations) == _sorted(act.allocations)


def _sorted(parts: tuple[Allocation, ...]) -> tuple[Allocation, ...]:
    return tuple(sorted(parts, key=lambda part: (part.member_id, part.coverage, part.coverage_month, part.cents)))


def _ruling(item: ExceptionItem, act: Act, planned: Plan, seconds: str) -> Ruling:
    return Ruling(
        id="",
        exception=item.id,
        kind=act.kind,
        allocations=act.allocations,
        clerk=" ".join(act.clerk.split()),
        note=act.note.strip(),
        ruled_at=act.at,
        seconds=seconds,
        cents=planned.cents,
        until=act.until,
    )
