"""What readings of an amount weigh together."""

from hypothesis import given
from hypothesis import strategies as st

from lockbox.amount_evidence import Reading, beside, leads, likelihood, lookalikes, pool, supports, weigh

AMOUNTS = st.sampled_from([41250, 41260, 41520, 5300, 5800, 1250])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """What a reader may make of some ink: amounts whose shares are at most 1000 together."""
    left, reading = 1000, {}
    for cents in draw(st.lists(AMOUNTS, unique=True, max_size=4)):
        reading[cents] = draw(st.integers(0, left))
        left -= reading[cents]
    return {cents: share for cents, share in reading.items() if share}


@given(readings(), readings(), st.sets(AMOUNTS, max_size=2))
def test_probabilities_are_probabilities(figures: Reading, words: Reading, asked: set[int]) -> None:
    belief = weigh(figures, words, asked)
    assert 0 <= sum(belief.amounts.values()) <= 1 + 1e-9
    assert 0 <= belief.contradiction <= 1
    assert all(likelihood(figures, cents) > 0 for cents in belief.amounts)


@given(readings(), AMOUNTS, st.integers(0, 990), st.sets(AMOUNTS, max_size=2))
def test_more_agreeing_ink_never_lowers_an_amount(words: Reading, cents: int, share: int, asked: set[int]) -> None:
    less, more = weigh({cents: share}, words, asked), weigh({cents: share + 10}, words, asked)
    assert more.of(cents) >= less.of(cents) - 1e-9
    assert weigh({}, words, asked | {cents}).of(cents) >= weigh({}, words, asked - {cents}).of(cents) - 1e-9


@given(readings(), readings())
def test_one_reader_more_who_agrees_makes_surer(one: Reading, other: Reading) -> None:
    together = pool([one, other])
    assert sum(together.values()) <= 1000 + len(together)
    for cents in one:
        if leads(one, cents) and leads(other, cents) and one[cents] > 500 and other[cents] > 500:
            assert together[cents] >= max(one[cents], other[cents]) - 60


def test_what_was_asked_for_does_not_pull_legible_ink_to_itself() -> None:
    for read, asked in ((41250, 41260), (5300, 5800), (41250, 41520)):
        belief = weigh({read: 960}, {read: 960}, {asked})
        assert belief.best == read
        assert belief.of(asked) < 0.01
        assert weigh({}, {}, {asked}).of(asked) < 0.5


def test_clear_ink_that_differs_is_a_contradiction_whatever_was_asked_for() -> None:
    for asked in (set(), {41250}, {41260}):
        belief = weigh({41260: 960}, {41250: 960}, asked)
        assert belief.contradiction > 0.2
        assert belief.of(41250) < 0.9


def test_lost_first_figures_and_edges_of_a_box_contradict_nothing() -> None:
    assert weigh({5652: 769}, {105652: 960}, {105652}).of(105652) > 0.9
    assert leads({141250: 600, 41250: 300}, 41250)
    assert not leads({41260: 600, 41250: 300}, 41250)
    assert supports({41260: 600, 41250: 300}, 41250)
    assert not supports({41260: 960}, 41250)


def test_words_that_say_less_than_the_figures_contradict_them() -> None:
    belief = weigh({29327: 995}, {9327: 883, 9323: 45}, {29327})
    assert belief.of(29327) < 0.9
    assert belief.contradiction > 0.2


def test_figures_that_lost_their_first_ones_support_no_amount_that_ends_like_them() -> None:
    figures = {1767: 996, 11767: 1, 81767: 1}
    assert supports(figures, 1767)
    assert not supports(figures, 81767)


@given(readings())
def test_one_reader_alone_is_believed_as_is(one: Reading) -> None:
    assert pool([]) == {}
    assert pool([one]) == one


@given(readings().filter(bool), readings().filter(bool))
def test_what_stands_there_is_as_likely_as_a_share_of_one(figures: Reading, words: Reading) -> None:
    assert all(0 < share <= 1 + 1e-9 for share in beside(figures, words))


def test_ink_that_may_say_the_other_amount_is_doubted_more_than_clear_ink() -> None:
    figures, words = beside({106417: 997}, {106412: 919, 106417: 29})
    assert words < 0.3 < 0.9 < figures


def test_figures_are_alike_that_hands_write_alike() -> None:
    assert lookalikes(85186, 85786)
    assert lookalikes(113845, 773845)
    assert not lookalikes(41250, 41950)
    assert not lookalikes(1250, 12500)
