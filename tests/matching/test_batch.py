from __future__ import annotations

from dataclasses import replace

import pytest

from lockbox.micr import Micr
from lockbox.reasons import Disposition, Reason
from lockbox.records import Field, Remittance
from lockbox.settings import Policy, Rule
from lockbox.settlement import Outcome, Verdict
from matching.decide import Context, decide, decide_batch, withhold
from matching.match import find_payer
from tests.matching.papers import ANN, BOB, bill, check, context, field, mail, member, reasons, slip, wrote_id

UNREAD = Field()


def outcome(name: str, remittance: Remittance, world: Context) -> Outcome:
    matches = find_payer(remittance, world.roster, world.known, world.settings)
    return Outcome(name, remittance, matches, decide(remittance, matches, world))


def night(*remittances: Remittance, world: Context | None = None) -> list[set[Reason]]:
    world = world or context()
    outcomes = tuple(outcome(f"{number:03}", one, world) for number, one in enumerate(remittances, start=1))
    done = decide_batch(outcomes, world)
    assert [one.envelope for one in done] == [one.envelope for one in outcomes]
    return [reasons(decision) for one in done for decision in one.decisions]


def line_of(serial: str, account: str = "998877") -> Field:
    return field(Micr("", routing="021000021", account=account, serial=serial))


BOBS = mail(check(10300, micr=line_of("7"), picture="ffffffffffffffff", payer=field("Bob Quincy")), slip(BOB, 10300))


def test_different_checks_for_different_bills_are_left_alone() -> None:
    assert night(mail(check(), slip()), BOBS, mail()) == [set(), set(), {Reason.ENVELOPE_EMPTY}]


def test_the_same_check_twice_goes_its_way_once() -> None:
    again = night(mail(check(), slip()), BOBS, mail(check(), slip()))
    assert again == [set(), set(), {Reason.DUPLICATE_ITEM}]


def test_leading_zeros_do_not_make_another_check() -> None:
    first, again = mail(check(micr=line_of("0012")), slip()), mail(check(micr=line_of("12")), slip())
    assert night(first, again) == [set(), {Reason.DUPLICATE_ITEM}]


def test_a_third_scan_is_told_the_first() -> None:
    world = context()
    scans = tuple(outcome(name, mail(check(), slip()), world) for name in "abc")
    told = [one.decisions[0].findings for one in decide_batch(scans, world)]
    assert [[finding.detail for finding in findings] for findings in told] == [[]] + [["the same check as a/1"]] * 2


def test_a_check_whose_companion_comes_twice_waits_with_it() -> None:
    first, second = check(40000, micr=line_of("8"), picture=""), check(1250, front=2, picture="")
    sent_before = mail(check(1250, picture=""), slip(BOB, 10300))
    assert night(mail(first, second, slip(page=4))) == [set(), set()]
    held = night(sent_before, mail(first, second, slip(page=4)))
    assert held[1:] == [{Reason.UNDERPAID}, {Reason.DUPLICATE_ITEM}]


@pytest.mark.parametrize(
    ("first", "again", "same"),
    [
        (check(micr=UNREAD), check(micr=UNREAD), True),
        (check(), check(micr=UNREAD), True),
        (check(micr=UNREAD), check(), True),
        (check(micr=UNREAD), check(micr=UNREAD, picture="00ff00ff00ff00fc"), True),
        (check(micr=UNREAD), check(micr=UNREAD, picture="00ff00ff00ff00f0"), False),
        (check(micr=UNREAD), check(41000, micr=UNREAD), False),
        (check(micr=UNREAD), check(micr=UNREAD, courtesy_amount=UNREAD, legal_amount=UNREAD), True),
        (check(micr=UNREAD, picture=""), check(micr=UNREAD, picture=""), False),
        (check(micr=line_of("5")), check(micr=line_of("6")), False),
        (check(micr=line_of("5")), check(micr=line_of("5", account="1")), False),
    ],
)
def test_pictures_tell_where_code_lines_do_not(first: object, again: object, same: bool) -> None:
    found = night(mail(first, slip()), mail(again, slip(BOB, 10300)))
    assert (Reason.DUPLICATE_ITEM in found[1]) is same
    assert Reason.DUPLICATE_ITEM not in found[0]


def test_a_bill_is_paid_once_in_a_night() -> None:
    second = mail(check(micr=line_of("9"), picture=""), wrote_id(ANN))
    assert night(mail(check(), slip()), second) == [set(), {Reason.PAID_ELSEWHERE}]


def test_parts_of_one_bill_and_other_plans_are_no_double_payment() -> None:
    together = mail(check(40000), check(1250, front=2, micr=line_of("3"), picture=""), slip())
    assert night(together, BOBS) == [set(), set(), set()]


def test_credit_beyond_the_bills_is_no_double_payment() -> None:
    lax = Policy(
        reasons=tuple(Rule(one, False, Disposition.DEPOSIT) for one in (Reason.OVERPAID, Reason.AMOUNT_VS_SLIP))
    )
    world = context(policy=lax)
    assert night(mail(check(50000), slip()), world=world) == [set()]


def test_a_check_without_a_back_among_many_with_one_lacks_its_image() -> None:
    people = [member(f"{number:012d}", "Ann Baker", bill(f"{number:012d}")) for number in range(5)]
    world = context(*people)
    papers = [
        mail(check(micr=line_of(str(number)), picture="", back=number and 2), slip(one.member_id))
        for number, one in enumerate(people, start=0)
    ]
    bare = mail(check(micr=line_of("0"), picture="", back=-1), slip(people[0].member_id))
    assert night(bare, *papers[1:], world=world) == [{Reason.IMAGE_MISSING}, set(), set(), set(), set()]
    assert night(bare, papers[1], world=world) == [set(), set()]
    assert night(bare, world=world) == [set()]


def test_a_reason_that_only_flags_lets_a_second_payment_post() -> None:
    lax = Policy(
        reasons=(
            Rule(Reason.DUPLICATE_ITEM, False, Disposition.HOLD),
            Rule(Reason.PAID_ELSEWHERE, False, Disposition.HOLD),
        )
    )
    world = context(policy=lax)
    scans = tuple(outcome(name, mail(check(), slip()), world) for name in "ab")
    again = decide_batch(scans, world)[1].decisions[0]
    assert again.verdict is Verdict.POST
    assert {finding.reason for finding in again.findings} == {Reason.DUPLICATE_ITEM, Reason.PAID_ELSEWHERE}


def test_a_night_out_of_balance_posts_nothing_whatever_the_settings_say() -> None:
    lax = Policy(reasons=(Rule(Reason.OUT_OF_BALANCE, False, Disposition.NONE),))
    world = context(policy=lax)
    papers = (mail(check(), slip()), mail(check(signature=field(False)), slip()), mail())
    outcomes = tuple(outcome(name, one, world) for name, one in zip("abc", papers, strict=True))
    held = [one.decisions[0] for one in withhold(outcomes, "declared 4, found 2", world)]
    assert all(Reason.OUT_OF_BALANCE in reasons(one) for one in held)
    assert [one.disposition for one in held] == [Disposition.DEPOSIT, Disposition.HOLD, Disposition.NONE]
    assert held[0].amount_cents == 41250
    assert not held[0].allocations


def test_batch_does_not_change_what_an_envelope_was_held_for() -> None:
    unsigned = replace(check(), signature=field(False))
    found = night(mail(check(), slip()), mail(unsigned, slip()))
    assert found == [set(), {Reason.NO_SIGNATURE, Reason.DUPLICATE_ITEM}]
