"""Who may rule on what: roles, hand-overs, claims and second persons, the same for terminal and browser."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from lockbox.books import claims
from lockbox.books.people import RULES, Role, person, plain_name
from lockbox.books.plan import Act, Plan
from lockbox.books.remarks import handed_over
from lockbox.books.schema_desk import PERSON
from lockbox.errors import RulingError
from lockbox.money import display_dollars
from lockbox.reasons import Reason
from lockbox.settings import Policy
from lockbox.settings_desk import DeskSettings
from lockbox.settlement import ExceptionItem, Ruling, RulingKind


@dataclass(frozen=True, slots=True)
class Control:
    """The rules of dual control: of the policy, which is sealed, and of the desk, which is not.

    Attributes:
        second_clerk_cents: a ruling that moves more needs a second person.
        second_kinds: so do these kinds, whatever they move.
        by_supervisor: whether one of the two must be a supervisor.
        supervisor_reasons: items with one of these reasons are posted by a supervisor only.
        keyed_twice_cents: above this, an amount keyed from paper is keyed by two people, not agreed to.
    """

    second_clerk_cents: int
    second_kinds: tuple[RulingKind, ...] = ()
    by_supervisor: bool = False
    supervisor_reasons: tuple[Reason, ...] = ()
    keyed_twice_cents: int = 0


class NotAllowedError(RulingError):
    """This is not for this person to do."""


def control_of(policy: Policy, desk: DeskSettings) -> Control:
    """Return the rules that a site's settings make."""
    return Control(
        second_clerk_cents=policy.second_clerk_cents,
        second_kinds=desk.second_kinds,
        by_supervisor=desk.second_by == "supervisor",
        supervisor_reasons=desk.supervisor_reasons,
        keyed_twice_cents=desk.keyed_twice_cents,
    )


def role_of(connection: Connection, name: str) -> Role | None:
    """Return a person's role; None where nobody is listed at all, and the terminal's word is taken for who it is."""
    found = person(connection, name)
    if found:
        return found.role
    anybody = connection.execute(select(PERSON.c.id).limit(1)).one_or_none()
    return Role.NONE if anybody else None


def refuse(connection: Connection, item: ExceptionItem, act: Act, control: Control) -> None:
    """Refuse an act that is not this person's to do, or not now.

    Raises:
        NotAllowedError: by role, or because the item waits for a supervisor.
        ClaimedError: somebody else has the item.
    """
    role = role_of(connection, act.clerk)
    if role is not None and role not in RULES:
        listed = (
            f"{plain_name(act.clerk)} is listed as {role}" if role is not Role.NONE else f"{act.clerk} is not listed"
        )
        raise NotAllowedError(f"{listed}, and only clerks and supervisors rule", hint="See: lockbox desk people")
    held = claims.holder(connection, item.id, act.at)
    if held and held.clerk != plain_name(act.clerk):
        raise claims.ClaimedError(held)
    if role is Role.SUPERVISOR:
        return
    waiting = handed_over(connection, item.id)
    if waiting:
        raise NotAllowedError(
            f"{waiting.clerk} has handed this to a supervisor: {waiting.said}",
            hint="A supervisor rules, or hands it back.",
        )
    kept = [reason for reason in item.reasons if reason in control.supervisor_reasons]
    if kept and act.kind is RulingKind.POST:
        raise NotAllowedError(f"a payment with {kept[0]} is posted by a supervisor", hint="Hand it over with a note.")


def second_wanted(item: ExceptionItem, planned: Plan, act: Act, control: Control) -> str:
    """Say why a ruling needs a second person, in words that follow ``and``; empty if it needs none."""
    if planned.weighty:
        return planned.weighty
    moves = planned.entries or act.kind in (RulingKind.DUPLICATE, RulingKind.REVERSE, RulingKind.CHARGEBACK)
    if moves and planned.cents > control.second_clerk_cents:
        return f"it is about more than {display_dollars(control.second_clerk_cents)}"
    if act.kind in control.second_kinds:
        return f"a ruling to {act.kind} always does"
    if keyed_twice(item, act.cents, control):
        return f"an amount above {display_dollars(control.keyed_twice_cents)} is keyed by two people"
    return ""


def keyed_twice(item: ExceptionItem, keyed: int | None, control: Control) -> bool:
    """Say whether an amount that was keyed from paper must be keyed again by a second person, unseen."""
    return keyed is not None and not item.cents and keyed > control.keyed_twice_cents


def two_suffice(connection: Connection, one: str, other: str, control: Control) -> bool:
    """Say whether two different people may settle what needs two."""
    if not control.by_supervisor:
        return True
    return Role.SUPERVISOR in (role_of(connection, one), role_of(connection, other))


def refuse_agreement(item: ExceptionItem, proposal: Ruling, control: Control) -> None:
    """Refuse to agree to an amount that has to be keyed unseen.

    Raises:
        NotAllowedError: it has to be.
    """
    keyed = proposal.cents if proposal.kind in (RulingKind.POST, RulingKind.SUSPEND) else None
    if keyed_twice(item, keyed, control):
        raise NotAllowedError(
            "this amount is keyed by two people", hint="Key it yourself, without looking at what the other one keyed."
        )
