from lockbox.reasons import Reason
from samples.scenarios import NOT_ON_PAPER, SCENARIOS
from samples.truth import POSTED


def test_every_reason_has_a_scenario_or_a_recipe() -> None:
    shown = {code for scenario in SCENARIOS for code in scenario.reasons}
    assert shown | set(NOT_ON_PAPER) == {reason.value for reason in Reason}
    assert not shown & set(NOT_ON_PAPER)


def test_names_are_unique_and_every_scenario_is_told() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
    assert all(scenario.tell.__doc__ for scenario in SCENARIOS)


def test_what_posts_shows_no_reason() -> None:
    assert all(not scenario.reasons for scenario in SCENARIOS if scenario.outcome == POSTED)


def test_seven_of_ten_envelopes_carry_an_exact_coupon() -> None:
    total = sum(scenario.weight for scenario in SCENARIOS)
    posted = sum(scenario.weight for scenario in SCENARIOS if scenario.outcome == POSTED)
    assert 0.65 <= posted / total <= 0.75
