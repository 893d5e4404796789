from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.reasons import Reason
from lockbox.settlement import Verdict
from tests.matching.papers import (
    ANN,
    ANNS,
    PEOPLE,
    UNREAD,
    check,
    context,
    field,
    ink,
    mail,
    member,
    only,
    reasons,
    wrote_id,
)

R = Reason


# --- near neighbours -----------------------------------------------------------------------------------

NEAR = ANN[:-1] + "6"


@pytest.mark.parametrize("share", [0.03, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("neighbour", ["Ann Baker", "Abe Baker", "Ann Baker Jr"])
@pytest.mark.parametrize("payer", ["Ann Baker", "Abe Baker", "Zoe Baker", ""])
def test_doubtful_ink_never_posts_between_relatives(share: float, neighbour: str, payer: str) -> None:
    world = context(PEOPLE[0], member(NEAR, neighbour))
    item = check(payer=field(payer) if payer else UNREAD)
    decision = only(mail(item, wrote_id("", lattice=ink(ANN, {11: ("6", share)}))), world)
    assert decision.verdict is Verdict.HOLD
    assert R.MULTIPLE_CANDIDATES in reasons(decision)


def test_a_number_between_two_relatives_never_posts() -> None:
    world = context(PEOPLE[0], member(NEAR, "Ann Baker"))
    assert R.MULTIPLE_CANDIDATES in reasons(only(mail(check(), wrote_id(ANN[:-1] + "3")), world))


@pytest.mark.parametrize(("address", "held"), [("", True), ("12 Elm Street, Boston, MA 02118", False)])
def test_a_stranger_of_the_same_family_name_pays_for_nobody(address: str, held: bool) -> None:
    item = check(payer=field("Kevin Baker"), payer_address=field(address) if address else UNREAD)
    decision = only(mail(item, wrote_id(ANN, lattice=ink(ANN))), context(PEOPLE[0]))
    assert (R.LOW_CONFIDENCE in reasons(decision)) is held


@pytest.mark.parametrize(
    ("address", "held"),
    [("3 Union St, Gloucester, MA 01930", True), ("12 Elm Street, Boston, MA 02118", False), ("", False)],
)
def test_a_namesakes_number_does_not_outweigh_the_payers_own_address(address: str, held: bool) -> None:
    world = context(PEOPLE[0], member("881122334455", "Ann Baker", street="3 Union St", city="Gloucester", zip="01930"))
    item = check(payer=field("Ann Baker"), payer_address=field(address) if address else UNREAD)
    decision = only(mail(item, wrote_id(ANN, lattice=ink(ANN))), world)
    assert (R.ID_NAME_CONFLICT in reasons(decision)) is held


def test_clear_ink_tells_neighbours_apart() -> None:
    world = context(PEOPLE[0], member(NEAR, "Zed Other"))
    decision = only(mail(check(), wrote_id(ANN, lattice=ink(ANN))), world)
    assert decision.allocations == (ANNS,)


@given(st.integers(0, 11), st.integers(1, 9), st.floats(0.15, 0.85), st.sampled_from(["Ann Baker", "Zed Other", ""]))
@settings(max_examples=60, deadline=None)
def test_ink_between_two_ids_posts_to_neither_without_the_name(place: int, step: int, share: float, payer: str) -> None:
    other = str((int(ANN[place]) + step) % 10)
    near = ANN[:place] + other + ANN[place + 1 :]
    world = context(PEOPLE[0], member(near, "Zed Other", street="5 Far Road", zip="01002"))
    item = check(payer=field(payer) if payer else UNREAD, payer_address=UNREAD)
    decision = only(mail(item, wrote_id("", lattice=ink(ANN, {place: (other, share)}))), world)
    right = {"Ann Baker": ANN, "Zed Other": near}.get(payer)
    assert decision.verdict is Verdict.HOLD or {part.member_id for part in decision.allocations} == {right}
