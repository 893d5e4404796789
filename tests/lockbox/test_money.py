"""Money as integer cents, typed and as people write it in figures."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockbox.money import MOST_CENTS, display_dollars, format_dollars, parse_dollars, read_figures

amounts = st.integers(1, 9_999_999)
noise = st.text(st.sampled_from("0123456789$*.,-/ xXoOlISB#=⁰⁵()") | st.characters(), max_size=16)


@given(st.integers(-(10**12), 10**12))
def test_printed_money_is_read_back(cents: int) -> None:
    assert parse_dollars(format_dollars(cents)) == parse_dollars(display_dollars(cents)) == cents


@given(st.text(max_size=12))
def test_typed_money_is_an_amount_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_dollars(format_dollars(parse_dollars(text))) == parse_dollars(text)


@given(noise)
def test_noise_gives_possible_amounts_best_first(text: str) -> None:
    guesses = read_figures(text)
    assert all(0 < cents <= MOST_CENTS and 0 < plausibility <= 1000 for cents, plausibility in guesses)
    assert [p for _, p in guesses] == sorted((p for _, p in guesses), reverse=True)


@given(amounts)
def test_every_way_to_show_the_cents_is_read(cents: int) -> None:
    whole, rest = divmod(cents, 100)
    if not whole:
        return
    for text in (
        *(f"${whole:,}.{rest:02d}", f"**{whole}.{rest:02d}**", f"{whole} {rest:02d}/100", f"{whole}.{rest:02d}/xx"),
        *(f"{whole}-{rest:02d}", f"{whole},{rest:02d}", f"$ {whole:,} {rest:02d}/100", f"{whole:,}.{rest:02d}-"),
    ):
        (best, plausibility), *_ = read_figures(text)
        assert (best, plausibility >= 900) == (cents, True), text


@pytest.mark.parametrize(
    "text", ["412.-", "412 xx/100", "412 no/100", "412.xx", "412-", "$412 00/100", "4l2.OO", "412 --/100"]
)
def test_dollars_without_cents(text: str) -> None:
    (best, plausibility), *_ = read_figures(text)
    assert (best, plausibility >= 900) == (41200, True)


@given(amounts.filter(lambda cents: cents >= 100))
def test_raised_cents_without_a_sign_are_never_certain(cents: int) -> None:
    guesses = dict(read_figures(str(cents)))
    assert cents in guesses
    assert max(guesses.values()) < 700
    assert len(guesses) == 2 or str(cents).endswith("100")


def test_raised_figures_show_where_cents_begin() -> None:
    assert read_figures("412⁵⁰") == ((41250, 1000),)


@pytest.mark.parametrize(("text", "cents"), [("1.234,50", 123450), ("1 234.50", 123450), ("412 & 50/100", 41250)])
def test_other_hands(text: str, cents: int) -> None:
    assert read_figures(text)[0][0] == cents


@pytest.mark.parametrize("text", ["", "$", "abc", "-412.50", "0.00", "***", "0'3.13", "1,23.45"])
def test_what_is_no_amount(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize(
    ("text", "cents"),
    [("412501100", 41250), ("41250100", 41250), ("$566.811", 56681), ("50/100", 50), ("$1,234", 123400), ("12", 1200)],
)
def test_doubtful_figures_keep_the_amount_among_others(text: str, cents: int) -> None:
    guesses = dict(read_figures(text))
    assert cents in guesses
    assert max(guesses.values()) <= 800
