"""Tables keep real ink and synthetic apart and say n beside every figure."""

from bench.outcomes import Answer, Outcome, figure
from bench.reader_envelopes import EnvelopeCost
from bench.reader_tables import markdown, plain

ANSWERS = (
    Answer("a", "1", "1", 995, accepted=True, milliseconds=3),
    Answer("b", "2", "3", 930, accepted=True, milliseconds=5),
    Answer("c", None, "4", 0, accepted=False, milliseconds=4),
)
OUTCOMES = (
    Outcome("checks", "real", "date", "ours", ANSWERS, "date_bound 700", ours=True),
    Outcome("checks", "drawn", "date", "theirs", ANSWERS[2:]),
)
COSTS = (EnvelopeCost("lockbox", 4, 100.0, 10.0, 1.0, 19.5),)


def test_markdown_has_a_table_for_each_ink_and_the_operating_points() -> None:
    text = markdown([figure(one) for one in OUTCOMES], COSTS, OUTCOMES)
    real, _, drawn = text.partition("Drawn (synthetic)")
    assert "| checks | date | ours | 3 | 33.3% | 66.7% | 1 of 2 | 98.7% | 1 (0) | 4.0 |" in real
    assert "| checks | date | theirs | 1 | 0.0% | - | - | - | - | 4.0 |" in drawn
    assert "| lockbox | 4 | 100 | 10.0 | 19.5 | 1.0 |" in drawn
    assert "| date | real | 3 | date_bound 700 | 67%, 1 wrong | 67%, 1 wrong | 67%, 1 wrong | 33%, 0 wrong |" in drawn


def test_the_terminal_gets_the_same_figures() -> None:
    assert "1 of 2" in plain([figure(one) for one in OUTCOMES], COSTS)
