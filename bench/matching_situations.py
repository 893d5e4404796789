"""The situations in which an ink may lie: who else is on the roster, what is owed, asked for and known.

The paper stays as it was drawn; the situation decides whose it is, and with that what should become of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.matching_scene import (
    Scene,
    accented,
    add_relative,
    bill_month_before,
    bill_other_plan,
    either,
    enclose,
    kin,
    near_number,
    neighbour,
    one_figure_away,
    renumbered,
    same_price,
)
from lockbox.carriers import CARRIERS
from lockbox.settlement import Allocation
from matching.names import NICKNAMES

POST, HOLD, EITHER = "post", "hold", "either"
"""What should become of an envelope: posted by itself as a clerk could, held whatever happens, or no matter which."""

_MAIDEN = ("Abernathy", "Lindqvist", "Okafor", "Zielinski")


@dataclass(frozen=True, slots=True)
class Situation:
    """One row of the table: on which inks it may be played, how often, and what should become of it."""

    name: str
    weight: float
    play: Callable[[Scene], None]
    should: str
    inks: tuple[str, ...]


# --- Situations with a coupon --------------------------------------------------------------------


def with_coupon(scene: Scene) -> None:
    """The coupon of the bill that is paid."""
    enclose(scene, scene.member.bills[0])


def coupon_of_two_plans(scene: Scene) -> None:
    """Medical and dental are both open; the coupon says which is paid."""
    bill_other_plan(scene)
    enclose(scene, scene.member.bills[0])


def coupon_of_older_month(scene: Scene) -> None:
    """Two months are open at the same price; the coupon is for the older one."""
    bill_month_before(scene)
    enclose(scene, scene.member.bills[0])


def coupon_among_relatives(scene: Scene) -> None:
    """The coupon of one of a family under one name at one address who owe the same."""
    add_relative(scene, first_name=scene.chance.choice((scene.member.first_name, "Anna")))
    enclose(scene, scene.member.bills[0])


def coupon_asks_nearly(scene: Scene) -> None:
    """The coupon asks for an amount a figure away from that of the check."""
    bill = scene.member.bills[0]
    asked = one_figure_away(bill.due_cents, scene.chance)
    scene.member = replace(scene.member, bills=(replace(bill, due_cents=asked),))
    enclose(scene, scene.member.bills[0])


def coupon_asks_as_words(scene: Scene) -> None:
    """Figures and words differ; the coupon asks for what the words say."""
    enclose(scene, scene.member.bills[0])


def coupon_asks_as_figures(scene: Scene) -> None:
    """Figures and words differ; the coupon asks for what the figures say."""
    bill = replace(scene.member.bills[0], due_cents=scene.ink.figures)
    scene.member = replace(scene.member, bills=(bill,))
    enclose(scene, bill)


def coupon_of_nobody(scene: Scene) -> None:
    """The coupon's member is not on the roster."""
    enclose(scene, scene.member.bills[0])
    scene.absent = True


def damaged_coupon(scene: Scene) -> None:
    """The coupon's bars and scan line are smeared; a neighbour's number is a figure away, the amount the same."""
    if scene.chance.random() < 0.3:
        scene.others.append(neighbour(scene, scene.member.member_id))


def no_coupon(scene: Scene) -> None:
    """Nothing says whose it is but the printed name and address."""


# --- Situations without a coupon -----------------------------------------------------------------


def plainly_written(scene: Scene) -> None:
    """Number and name of a subscriber with one open bill."""
    if scene.chance.random() < 0.3:
        scene.accounts.append(scene.member.member_id)


def near_neighbour(scene: Scene) -> None:
    """A stranger's number is a figure or a swap away."""
    scene.others.append(neighbour(scene, scene.member.member_id))


def neighbour_alone(scene: Scene) -> None:
    """The payer is not on the roster; a stranger's number is a figure or a swap away."""
    scene.others.append(neighbour(scene, scene.member.member_id))
    scene.absent = True


def slip_of_the_pen(scene: Scene) -> None:
    """The number on the roster is a figure or a swap away from the one the member wrote."""
    near = near_number(scene.member.member_id, scene.chance)
    scene.member = renumbered(scene.member, near)


def strangers_number(scene: Scene) -> None:
    """The number written is another subscriber's; the payer is on the roster with a number of their own."""
    other = scene.world.billed(scene.world.stranger(), scene.member.bills[0].coverage)
    bill = replace(other.bills[0], due_cents=either(scene, other.bills[0].due_cents, scene.ink.words))
    stranger = renumbered(replace(other, bills=(bill,)), scene.member.member_id)
    account = scene.member.billing_account
    scene.member = replace(renumbered(scene.member, other.member_id), billing_account=other.billing_account)
    scene.others.append(replace(stranger, billing_account=account))


def parent_and_child(scene: Scene) -> None:
    """Two of one name at one address; the numbers are a figure apart, the bills the same."""
    add_relative(scene, first_name=scene.member.first_name, near=True)


def namesakes_at_home(scene: Scene) -> None:
    """Two of one name at one address whose numbers have nothing in common."""
    add_relative(scene, first_name=scene.member.first_name)


def twins(scene: Scene) -> None:
    """Two of one family at one address, numbers one after the other, given names of one initial."""
    initial = scene.member.first_name[0]
    add_relative(scene, first_name=f"{initial}{scene.chance.choice(('ara', 'ella', 'orin', 'evan'))}", near=True)


def nickname(scene: Scene) -> None:
    """The roster has another form of the given name than the paper."""
    given = scene.member.first_name.lower()
    forms = sorted({form for group in NICKNAMES if given in group for form in group} - {given})
    if forms:
        scene.member = replace(scene.member, first_name=scene.chance.choice(forms).title())


def married(scene: Scene) -> None:
    """The roster still has the name from before the wedding."""
    scene.member = replace(scene.member, last_name=scene.chance.choice(_MAIDEN))


def double_name(scene: Scene) -> None:
    """The roster has a double name or accents, the paper one half of it without."""
    last = scene.member.last_name
    other = scene.chance.choice(("Ortega", "Whitman", "Dubois"))
    forms = (f"{last}-{other}", f"{other}-{last}", f"{last} {other}", accented(last))
    scene.member = replace(scene.member, last_name=scene.chance.choice(forms))


def names_swapped(scene: Scene) -> None:
    """The roster has family and given name the other way round."""
    member = scene.member
    scene.member = replace(member, first_name=member.last_name, last_name=member.first_name)


def two_plans_unsaid(scene: Scene) -> None:
    """Medical and dental are open, nothing says which; the amount is one bill's, or both are the same."""
    bill_other_plan(scene)
    if scene.chance.random() < 0.5:
        scene.member = same_price(scene.member, scene.ink.words)


def two_plans_said(scene: Scene) -> None:
    """Medical and dental are open at any prices; the company's name or a word says which."""
    bill_other_plan(scene)
    if scene.chance.random() < 0.3:
        scene.member = same_price(scene.member, scene.ink.words)


def two_months(scene: Scene) -> None:
    """Two months of one price are open; one is paid."""
    bill_month_before(scene)


def wrong_company(scene: Scene) -> None:
    """The company written is not the one enrolled with."""
    bill = scene.member.bills[0]
    names = [one.name for one in CARRIERS if bill.coverage in one.coverages and one.name != bill.carrier]
    family = {one.name for one in CARRIERS for other in (one.name, *one.aliases) if kin(other, bill.carrier)}
    other = scene.chance.choice([name for name in names if name not in family] or names)
    scene.member = replace(scene.member, bills=(replace(bill, carrier=other),))


def owes_another_amount(scene: Scene) -> None:
    """The bill is a figure away from what the check says."""
    bill = scene.member.bills[0]
    other = one_figure_away(bill.due_cents, scene.chance)
    scene.member = replace(scene.member, bills=(replace(bill, due_cents=other),))


def paid_before(scene: Scene) -> None:
    """The bill was paid before."""
    bill = scene.member.bills[0]
    scene.paid.append(Allocation(bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents))


def nobodys_number(scene: Scene) -> None:
    """Neither number nor name is on the roster."""
    scene.absent = True


def account_near(scene: Scene) -> None:
    """A stranger's billing account is a figure away."""
    stranger = scene.world.billed(scene.world.stranger(), scene.member.bills[0].coverage)
    near = near_number(scene.member.billing_account, scene.chance)
    scene.others.append(replace(stranger, billing_account=near))


def account_of_another(scene: Scene) -> None:
    """The billing account written is another subscriber's."""
    stranger = scene.world.billed(scene.world.stranger(), scene.member.bills[0].coverage)
    scene.others.append(replace(stranger, billing_account=scene.member.billing_account))
    scene.member = replace(scene.member, billing_account=stranger.billing_account)


_SLIP, _ID, _BY_HAND = ("coupon",), ("written", "number"), ("written", "number", "account")

SITUATIONS: tuple[Situation, ...] = (
    Situation("coupon", 400, with_coupon, POST, _SLIP),
    Situation("coupon, two plans", 40, coupon_of_two_plans, POST, _SLIP),
    Situation("coupon, older month", 40, coupon_of_older_month, POST, _SLIP),
    Situation("coupon among relatives", 20, coupon_among_relatives, POST, _SLIP),
    Situation("coupon asks nearly so much", 20, coupon_asks_nearly, HOLD, _SLIP),
    Situation("coupon of nobody", 10, coupon_of_nobody, HOLD, _SLIP),
    Situation("no coupon, no number", 30, no_coupon, HOLD, _SLIP),
    Situation("words differ, coupon as words", 100, coupon_asks_as_words, HOLD, ("mismatch",)),
    Situation("words differ, coupon as figures", 100, coupon_asks_as_figures, HOLD, ("mismatch",)),
    Situation("damaged coupon", 100, damaged_coupon, POST, ("damaged_coupon",)),
    Situation("number and name", 300, plainly_written, POST, _BY_HAND),
    Situation("a stranger's number is near", 60, near_neighbour, POST, _ID),
    Situation("only a stranger's number is near", 40, neighbour_alone, HOLD, _ID),
    Situation("slip of the pen in the number", 20, slip_of_the_pen, EITHER, _ID),
    Situation("number of a stranger", 40, strangers_number, HOLD, _ID),
    Situation("parent and child, numbers near", 30, parent_and_child, EITHER, _ID),
    Situation("parent and child", 30, namesakes_at_home, POST, _ID),
    Situation("twins, numbers near", 30, twins, EITHER, _ID),
    Situation("nickname on the roster", 30, nickname, POST, _ID),
    Situation("maiden name on the roster", 20, married, EITHER, _ID),
    Situation("double name or accents", 30, double_name, POST, _ID),
    Situation("names swapped on the roster", 15, names_swapped, POST, _ID),
    Situation("two plans, none said", 40, two_plans_unsaid, HOLD, ("number",)),
    Situation("two plans, company said", 40, two_plans_said, POST, ("written",)),
    Situation("two months open", 20, two_months, POST, _ID),
    Situation("another company", 20, wrong_company, EITHER, ("written",)),
    Situation("owes nearly so much", 30, owes_another_amount, HOLD, _BY_HAND),
    Situation("paid before", 15, paid_before, HOLD, _BY_HAND),
    Situation("number of nobody", 20, nobodys_number, HOLD, _BY_HAND),
    Situation("a stranger's account is near", 60, account_near, POST, ("account",)),
    Situation("account of a stranger", 30, account_of_another, HOLD, ("account",)),
)


# --- Helpers -------------------------------------------------------------------------------------
