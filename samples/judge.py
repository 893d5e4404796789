"""Holds what a night decided against its truth table: what was posted, what was posted wrongly, what was lost."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samples.truth import EXCEPTION, POSTED

_Key = tuple[str, str]
_TWICE = "DUPLICATE_ITEM"
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One item that came out wrong, with what was done and what is true."""

    envelope: str
    item: str
    scenario: str
    done: str
    true: str


@dataclass(frozen=True, slots=True)
class ScenarioScore:
    """One scenario's items: how many there are, how many posted, how many of those wrongly."""

    scenario: str
    items: int
    posted: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Score:
    """A night's score.

    Attributes:
        items: rows of the truth table; ``lost`` of them are in no row of the results.
        wrong: posted to the wrong bill or for the wrong amount, or posted though it must not be.
        missed: held without one of the reasons that the truth demands.
        coupon_items: instruments with an undamaged coupon that may post; ``coupon_posted`` of them did.
        written_items: instruments without a coupon that may post; ``written_posted`` of them did.
    """

    items: int
    posted: int
    lost: tuple[Fault, ...]
    wrong: tuple[Fault, ...]
    missed: tuple[Fault, ...]
    coupon_items: int
    coupon_posted: int
    written_items: int
    written_posted: int
    scenarios: tuple[ScenarioScore, ...]


def judge(truth_csv: str, results_csv: str, allocations_csv: str) -> Score:
    """Score a night from its truth table and the two exports ``results`` and ``allocations``."""
    truth = _rows(truth_csv)
    results = {(row["envelope"], row["item"]): row for row in _rows(results_csv)}
    _let_either_twin_post(truth, results)
    paid = _paid(allocations_csv)
    lost, wrong, missed = [], [], []
    posted: Counter[str] = Counter()
    misposted: Counter[str] = Counter()
    for row in truth:
        key = (row["envelope"], row["item"])
        result = results.get(key)
        if result is None:
            lost.append(_fault(row, "nowhere in the results"))
        elif result["outcome"] == POSTED:
            posted[row["scenario"]] += 1
            if not _rightly_posted(row, paid[key]):
                misposted[row["scenario"]] += 1
                wrong.append(_fault(row, ";".join(paid[key])))
        elif not _reasons_hold(row, result):
            missed.append(_fault(row, result["reasons"]))
    may_post = [row for row in truth if row["expected_outcome"] != EXCEPTION and row["item"] != "0"]
    coupons = [row for row in may_post if row["has_slip"] == "yes" and row["slip_damaged"] == "no"]
    written = [row for row in may_post if row["has_slip"] == "no"]
    items = Counter(row["scenario"] for row in truth)
    return Score(
        items=len(truth),
        posted=posted.total(),
        lost=tuple(lost),
        wrong=tuple(wrong),
        missed=tuple(missed),
        coupon_items=len(coupons),
        coupon_posted=_count_posted(coupons, results),
        written_items=len(written),
        written_posted=_count_posted(written, results),
        scenarios=tuple(ScenarioScore(name, items[name], posted[name], misposted[name]) for name in sorted(items)),
    )


def _let_either_twin_post(truth: list[_Row], results: dict[_Key, _Row]) -> None:
    """Exchange what is expected of two scans of one check where the second was posted and the first held."""
    rows = {(row["envelope"], row["item"]): row for row in truth}
    for second in rows.values():
        first = rows.get((second["envelope"].removesuffix("R"), second["item"]), second)
        done = [results.get((row["envelope"], row["item"]), {}).get("outcome") for row in (first, second)]
        if first is not second and second["expected_reasons"] == _TWICE and done == [EXCEPTION, POSTED]:
            for name in ("expected_outcome", "expected_reasons"):
                first[name], second[name] = second[name], first[name]


def _rows(text: str) -> list[_Row]:
    return list(csv.DictReader(io.StringIO(text)))


def _paid(allocations_csv: str) -> defaultdict[_Key, list[str]]:
    """Return the parts of each payment, spelled as the truth table spells them, in order."""
    paid: defaultdict[_Key, list[str]] = defaultdict(list)
    for row in _rows(allocations_csv):
        part = f"{row['member_id']}:{row['coverage']}:{row['coverage_month']}:{row['amount']}"
        paid[row["envelope"], row["item"]].append(part)
    return paid


def _rightly_posted(row: _Row, paid: Iterable[str]) -> bool:
    true = row["allocations"].split(";") if row["allocations"] else []
    return row["expected_outcome"] != EXCEPTION and sorted(paid) == sorted(true)


def _reasons_hold(row: _Row, result: _Row) -> bool:
    """Say whether an exception was rightly made: it names what it must, or it may have been posted too."""
    wanted = {code for code in row["expected_reasons"].split(";") if code}
    return row["expected_outcome"] != EXCEPTION or wanted <= set(result["reasons"].split(";"))


def _count_posted(rows: Sequence[_Row], results: dict[_Key, _Row]) -> int:
    return sum(results.get((row["envelope"], row["item"]), {}).get("outcome") == POSTED for row in rows)


def _fault(row: _Row, done: str) -> Fault:
    true = f"{row['expected_outcome']} {row['allocations']} {row['expected_reasons']}".strip()
    return Fault(row["envelope"], row["item"], row["scenario"], done, true)
