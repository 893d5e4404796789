"""What speaks for and against one subscriber: a list of rules, each with its explanation for the clerk.

Every rule looks at the clues of one instrument and at one subscriber, and says what was seen, what
was known and what that weighs (log-likelihood ratio in 1/100 nat, see weights), or None where it has
nothing to say. Within a rule the best piece counts once: a name written twice is one name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lockbox.money import display_dollars
from lockbox.settings import Settings
from lockbox.settlement import Evidence, Known, Member
from matching.addresses import AddressFit, fit_address
from matching.apply import open_bills
from matching.clues import Clues
from matching.companies import is_enrolled
from matching.earlier import has_paid, payments
from matching.ids import digits_of
from matching.names import NameFit, fit_name, is_business
from matching.roster import Roster
from matching.weights import TABLES


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What a candidate is held against."""

    roster: Roster
    known: Known
    settings: Settings

    @property
    def weights(self) -> Mapping[str, int]:
        """The table of weights that the settings name."""
        return TABLES[self.settings.policy.match]


Rule = Callable[[Clues, Member, Sources], Evidence | None]


def slip(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The machine-read payment slip names this subscriber. Its check digits hold, so it was read right."""
    if not clues.payloads:
        return None
    named = sorted({payload.member_id for payload in clues.payloads})
    key = "slip.names" if member.member_id in named else "slip.names_other"
    return Evidence("slip", sources.weights[key], ", ".join(named), member.member_id)


def damaged_slip(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The slip's digits fail their check, but are those of this subscriber's open bill save one or two."""
    if not clues.mended:
        return None
    named = sorted({payload.member_id for payload in clues.mended})
    key = "slip.nearly" if member.member_id in named else "slip.names_other"
    return Evidence("damaged_slip", sources.weights[key], ", ".join(named), member.member_id)


def written_id(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The written Member ID, held against this subscriber's id digit by digit, ink first.

    An id that fits is worth what an id tells on this roster, less what the ink or a slip of the pen
    costs; an id that fits somebody else, or nobody, speaks against.
    """
    if not clues.ids:
        return None
    place = sources.roster.ids[member.member_id]
    costs = [(written.fits[place], written.seen) for written in clues.ids if place in written.fits]
    if costs:
        cost, seen = min(costs)
        if any(written.keyed and place in written.fits for written in clues.ids):
            return Evidence("written_id", sources.weights["slip.nearly"], seen, member.member_id)
        worth = min(sources.roster.id_information, sources.weights["written_id.most"])
        return Evidence("written_id", worth - cost * sources.weights["written_id.ink"] // 100, seen, member.member_id)
    legible = [written.seen for written in clues.ids if len(digits_of(written.seen)) == 12]
    if legible:
        return Evidence("written_id", sources.weights["written_id.other"], legible[0], member.member_id)
    return None


def billing_account(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The billing account number from older bills (nine digits, beginning with 7)."""
    seen = [digits_of(text) for text in clues.billing_accounts]
    if not seen or not member.billing_account:
        return None
    key = "billing_account.same" if member.billing_account in seen else "billing_account.other"
    return Evidence("billing_account", sources.weights[key], ", ".join(seen), member.billing_account)


def name(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The subscriber's name, printed on the check or written anywhere; nicknames and either order count.

    Another payer's name says little: spouses, parents and businesses pay for subscribers.
    """
    seen = clues.texts
    if not seen:
        return None
    fit, text = max(
        ((fit_name(text, member.first_name, member.last_name), text) for text in seen), key=lambda one: one[0]
    )
    if fit is NameFit.OTHER and (not clues.payer or is_business(clues.payer)):
        return None
    return Evidence(
        "name", sources.weights[f"name.{fit.name.lower()}"], text, f"{member.first_name} {member.last_name}"
    )


def address(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The payer's printed address, or one written, is the subscriber's: same house and street, or same ZIP."""
    seen = [text for text in (clues.address, *clues.texts) if text]
    fits = ((fit_address(text, member.street, member.zip), text) for text in seen)
    fit, text = max(fits, key=lambda one: one[0], default=(AddressFit.OTHER, ""))
    if fit is AddressFit.OTHER:
        return None
    return Evidence("address", sources.weights[f"address.{fit.name.lower()}"], text, f"{member.street}, {member.zip}")


def bank_account(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The bank account that the check is drawn on paid for this subscriber before."""
    if not has_paid(sources.known, clues.account_key, member.member_id):
        return None
    return Evidence(
        "bank_account", sources.weights["account.paid_before"], "the same bank account", "an earlier payment"
    )


def carrier(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The insurance company written is, or is not, one that bills this subscriber."""
    if not clues.companies:
        return None
    enrolled = sorted({bill.carrier for bill in member.bills})
    same = is_enrolled(clues.companies, enrolled, sources.settings.carriers)
    key = "carrier.enrolled" if same else "carrier.other"
    return Evidence("carrier", sources.weights[key], ", ".join(clues.companies), ", ".join(enrolled))


def amount(clues: Clues, member: Member, sources: Sources) -> Evidence | None:
    """The amount is exactly what one open bill, or all of them together, ask for."""
    if clues.cents is None:
        return None
    owed = [bill.due_cents for bill in open_bills(member, payments(sources.known, member.member_id))]
    due = clues.cents in owed or clues.cents == sum(owed)
    known = ", ".join(display_dollars(cents) for cents in owed) or "nothing due"
    return Evidence(
        "amount", sources.weights["amount.due" if due else "amount.other"], display_dollars(clues.cents), known
    )


EVIDENCE: tuple[Rule, ...] = (
    slip,
    damaged_slip,
    written_id,
    billing_account,
    name,
    address,
    bank_account,
    carrier,
    amount,
)
"""All rules of ``match-1``, in the order in which a clerk reads them."""

ID_RULES = frozenset({"slip", "damaged_slip", "written_id", "billing_account"})
"""Rules that name a subscriber by a number; without one of them nothing posts by itself."""


def weigh(clues: Clues, member: Member, sources: Sources) -> tuple[Evidence, ...]:
    """Return everything that speaks for and against one subscriber."""
    found = (rule(clues, member, sources) for rule in EVIDENCE)
    return tuple(evidence for evidence in found if evidence is not None)
