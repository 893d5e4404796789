from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.lattice import Lattice, score_many
from lockbox.records import Field
from matching.ids import CROWD, IdTree, digits_of, fit_ids, near_texts, readings
from tests.matching.papers import ANN, BOB, ink

IDS = st.lists(st.from_regex(r"[0-9]{12}", fullmatch=True), min_size=1, max_size=60, unique=True)


def tree_of(ids: list[str]) -> IdTree:
    return IdTree.of(np.array([[int(digit) for digit in one] for one in sorted(ids)], np.uint8))


def scored(lattice: Lattice, tree: IdTree) -> np.ndarray:
    columns = np.array([[lattice.alphabet.index(str(digit)) + 1 for digit in row] for row in tree.digits], np.intp)
    return score_many(lattice, columns) - lattice.rows().min(axis=1).sum()


@given(IDS, st.integers(0, 2**32 - 1), st.integers(0, 600), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_the_tree_gives_what_scoring_every_id_gives(ids: list[str], seed: int, reach: int, steps: int) -> None:
    tree = tree_of(ids)
    costs = np.random.default_rng(seed).integers(0, 90, (steps, 11), np.uint8)
    lattice = Lattice("0123456789", costs.tobytes())
    rows, found = tree.near(lattice, reach)
    whole = scored(lattice, tree)
    assert rows.tolist() == np.flatnonzero(whole <= reach).tolist()
    assert found.tolist() == whole[rows].tolist()


def within(lattice: Lattice, number: str) -> int:
    """Return what it costs that a number stands somewhere in a line, its digits parted or taken for letters."""
    costs = lattice.rows().astype(int)
    at = {sign: place for place, sign in enumerate(lattice.alphabet, start=1)}
    twins = {"0": "O", "1": "l"}
    ways = {digit: [(at[digit], 0), *((at[one], 16) for one in twins.get(digit, ""))] for digit in "0123456789"}
    blank = [min(row[0], row[at["-"]]) for row in costs]
    least = [min(row) for row in costs]
    best = 10**6
    for start in range(len(costs) + 1):
        state = {(0, False): sum(least[:start])}
        for step in range(start, len(costs) + 1):
            best = min(
                best,
                min((cost for (done, _), cost in state.items() if done == len(number)), default=best)
                + sum(least[step:]),
            )
            if step == len(costs):
                break
            grown: dict[tuple[int, bool], int] = {}

            def offer(place: tuple[int, bool], cost: int) -> None:
                grown[place] = min(cost, grown.get(place, 10**6))  # noqa: B023 - used in this turn alone

            row = costs[step]
            signs = {digit: min(row[column] + more for column, more in some) for digit, some in ways.items()}
            for (done, on), cost in state.items():
                offer((done, False), cost + blank[step])
                if on:
                    offer((done, True), cost + signs[number[done - 1]])
                if done < len(number) and not (on and number[done] == number[done - 1]):
                    offer((done + 1, True), cost + signs[number[done]])
            state = grown
    return best - sum(least)


@given(st.lists(st.from_regex(r"[01279]{3}", fullmatch=True), min_size=1, max_size=5, unique=True), st.data())
@settings(max_examples=60, deadline=None)
def test_an_id_may_stand_anywhere_in_a_line_of_text(ids: list[str], data: st.DataObject) -> None:
    tree = tree_of(ids)
    steps = data.draw(st.integers(0, 9))
    costs = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1))).integers(0, 60, (steps, 15), np.uint8)
    lattice = Lattice("0123456789-Olx", costs.tobytes())
    rows, found = tree.near(lattice, 200)
    whole = {place: within(lattice, one) for place, one in enumerate(sorted(ids))}
    assert dict(zip(rows.tolist(), found.tolist(), strict=True)) == {p: c for p, c in whole.items() if c <= 200}


def test_neat_ink_is_its_own_id_and_costs_nothing() -> None:
    tree = tree_of([ANN, BOB, "730021448816", "000000000000"])
    rows, costs = tree.near(ink(ANN))
    assert ["".join(map(str, tree.digits[row])) for row in rows] == [ANN]
    assert costs.tolist() == [0]


def test_doubtful_ink_fits_both_neighbours() -> None:
    tree = tree_of([ANN, ANN[:-1] + "6"])
    rows, costs = tree.near(ink(ANN, {11: ("6", 0.4)}))
    assert len(rows) == 2
    assert costs[0] == 0 < costs[1] < 32


def test_where_everything_fits_only_the_best_beginnings_are_followed() -> None:
    ids = [f"{number:012d}" for number in range(0, 10**12, 10**12 // (CROWD + 2000))]
    rows, costs = tree_of(ids).near(Lattice("0123456789", bytes(11 * 24)))
    assert len(rows) == CROWD
    assert not costs.any()


def test_an_empty_roster_fits_no_ink() -> None:
    rows, costs = IdTree.of(np.empty((0, 12), np.uint8)).near(ink(ANN))
    assert len(rows) == len(costs) == 0


@pytest.mark.parametrize(
    ("seen", "costs_less_than"),
    [(ANN, 1), ("730021448875", 500), ("730021448825", 701), ("370021448815", 701), (ANN[1:], 601), (ANN + "0", 601)],
)
def test_one_slip_of_pen_or_reader_still_finds_the_id(seen: str, costs_less_than: int) -> None:
    costs = [cost for meant, cost in near_texts(seen) if meant == ANN]
    assert min(costs) < costs_less_than


@pytest.mark.parametrize("seen", ["", "73002", ANN + "00", "730021448833"])
def test_two_slips_do_not(seen: str) -> None:
    assert ANN not in dict(near_texts(seen))


def test_texts_count_by_their_confidence_and_the_best_of_ink_and_text_wins() -> None:
    tree = tree_of([ANN, BOB])
    by_text = fit_ids(Field(None, 0, "7300 2144 8815", candidates=((BOB, 500), ("none", 900))), tree)
    assert by_text[1] == 69
    assert by_text[0] == 691
    both = fit_ids(Field(ANN, 950, ANN, lattice=ink(ANN)), tree)
    assert both == {0: 0}
    letters = Lattice("ab", bytes(3))
    assert fit_ids(Field("x", 900, lattice=letters), tree) == {}


def test_readings_are_digits_with_confidence() -> None:
    assert digits_of("7300-21 x\u0663") == "730021"
    assert readings(Field("12", 800, candidates=(("-", 5), ("13", 4)))) == (("12", 800), ("13", 4))
