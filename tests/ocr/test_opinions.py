"""How readers' views of one zone are weighed."""

from hypothesis import given
from hypothesis import strategies as st

from lockbox.records import Box, Sighting, Zone
from ocr.opinions import HEARD, MOST, by_text, overlap, poll, revalue, same_line

BOX = Box(10, 10, 100, 20)
as_read = by_text(lambda text: [(text, 1000)] if text else [])


def see(text: str, confidence: int, engine: str, alternatives: tuple[tuple[str, int], ...] = ()) -> Sighting:
    return Sighting(Zone.COURTESY, BOX, text, confidence, engine, alternatives)


views = st.lists(
    st.builds(
        see, st.sampled_from(["", "1", "2", "3"]), st.integers(0, 1000), st.sampled_from(["a:1", "b:2", "b-x:3"])
    ),
    max_size=4,
).map(tuple)


@given(views, st.integers(0, 1000))
def test_a_field_is_sure_or_has_no_value(seen: tuple[Sighting, ...], bound: int) -> None:
    field = poll(seen, as_read, 3).field(bound)
    assert 0 <= field.confidence <= 1000
    assert (field.value is not None) == (field.confidence >= bound and bool(field.candidates))
    assert [c for _, c in field.candidates] == sorted((c for _, c in field.candidates), reverse=True)
    assert poll(tuple(reversed(seen)), as_read, 3).support == poll(seen, as_read, 3).support


def test_independent_readers_that_agree_are_surer_than_either() -> None:
    alone = poll([see("12", 900, "a:1")], as_read, 0)
    both = poll([see("12", 900, "a:1"), see("12", 900, "b:1")], as_read, 0)
    assert alone.confidence == 900 < both.confidence <= MOST
    assert both.source == "courtesy_amount:a:1+b:1"


def test_engines_of_one_family_share_their_mistakes() -> None:
    assert poll([see("12", 900, "a:1"), see("12", 800, "a-wide:2")], as_read, 0).confidence == 900


def test_a_reader_that_is_heard_contradicts_and_a_mumbler_does_not() -> None:
    heard = poll([see("12", 950, "a:1"), see("13", 800, "b:1")], as_read, 0).field(900)
    assert (heard.value, heard.confidence) == (None, 190)
    assert heard.candidates == (("12", 950), ("13", 800))
    assert poll([see("12", 950, "a:1"), see("13", HEARD - 1, "b:1")], as_read, 0).field(900).value == "12"


def test_texts_with_one_meaning_add_up() -> None:
    squeezed = by_text(lambda text: [(text.replace(" ", ""), 1000)])
    seen = see("1 2", 500, "a:1", (("1 2", 500), ("12", 400), ("13", 50)))
    assert poll([seen], squeezed, 0).support == (("12", 900), ("13", 50))


def test_nothing_seen_and_nothing_understood() -> None:
    assert poll([], as_read, 0).field(0).page == -1
    blank = poll([see("", 700, "a:1")], as_read, 2).field(0)
    assert (blank.value, blank.page, blank.box) == (None, 2, BOX)
    assert revalue(blank, 5).value == 5


def test_sightings_of_one_line_are_grouped() -> None:
    shifted = Sighting(Zone.COURTESY, Box(14, 12, 98, 20), "b", 1, "b:1")
    below = Sighting(Zone.COURTESY, Box(10, 40, 100, 20), "c", 1, "a:1")
    assert [len(line) for line in same_line([below, shifted, see("a", 1, "a:1")])] == [2, 1]
    assert overlap(BOX, Box(50, 12, 10, 10))
    assert not overlap(BOX, Box(10, 25, 100, 20))
