"""The judge sees wrong postings, lost items and missing reasons, and counts what may post."""

from __future__ import annotations

from samples.judge import judge
from samples.truth import Truth, truth_csv

_RIGHT = "730021448815:medical:2026-12:412.50"
_RESULTS = "batch,envelope,item,outcome,reasons\n"
_PAID = "batch,envelope,item,member_id,coverage,coverage_month,amount\n"


def _truth(envelope: str, item: int = 1, outcome: str = "posted", reasons: str = "", slip: str = "yes") -> Truth:
    return Truth(
        envelope, item, "any", has_slip=slip, expected_outcome=outcome, expected_reasons=reasons, allocations=_RIGHT
    )


def test_a_posting_is_right_only_with_the_right_bill_and_amount() -> None:
    table = truth_csv([_truth("a"), _truth("b"), _truth("c"), _truth("d", outcome="exception")])
    results = _RESULTS + "".join(f"x,{name},1,posted,\n" for name in "abcd")
    paid = _PAID + "".join(
        f"x,{name},1,730021448815,medical,{month},412.50\n"
        for name, month in [("a", "2026-12"), ("b", "2026-11"), ("d", "2026-12")]
    )
    score = judge(table, results, paid)
    assert [fault.envelope for fault in score.wrong] == ["b", "c", "d"]
    assert (score.posted, score.coupon_items, score.coupon_posted) == (4, 3, 3)


def test_what_is_in_no_row_is_lost() -> None:
    score = judge(truth_csv([_truth("a"), _truth("b", 2)]), _RESULTS + "x,a,1,exception,NO_ID\n", _PAID)
    assert [(fault.envelope, fault.item) for fault in score.lost] == [("b", "2")]


def test_an_exception_must_name_what_the_truth_demands() -> None:
    table = truth_csv(
        [_truth("a", outcome="exception", reasons="STALE_DATED"), _truth("b", outcome="either", reasons="NO_ID")]
    )
    results = _RESULTS + "x,a,1,exception,NO_ID\nx,b,1,exception,DATE_MISSING\n"
    assert [fault.envelope for fault in judge(table, results, _PAID).missed] == ["a"]


def test_written_and_coupon_items_are_counted_apart() -> None:
    table = truth_csv([_truth("a", slip="no"), _truth("b"), _truth("c", 0, outcome="exception", slip="no")])
    score = judge(table, _RESULTS + "x,a,1,posted,\nx,b,1,exception,\nx,c,0,exception,\n", _PAID)
    assert (score.written_items, score.written_posted, score.coupon_items, score.coupon_posted) == (1, 1, 1, 0)


def test_of_two_scans_of_one_check_either_may_post_but_not_both() -> None:
    table = truth_csv([_truth("a", outcome="either"), _truth("aR", outcome="exception", reasons="DUPLICATE_ITEM")])
    paid = _PAID + "".join(f"x,{name},1,730021448815,medical,2026-12,412.50\n" for name in ("a", "aR"))
    held = "exception,DUPLICATE_ITEM"
    for first, second, wrong in (("posted,", held, []), (held, "posted,", []), ("posted,", "posted,", ["aR"])):
        score = judge(table, f"{_RESULTS}x,a,1,{first}\nx,aR,1,{second}\n", paid)
        assert [fault.envelope for fault in score.wrong] == wrong
        assert not score.missed
