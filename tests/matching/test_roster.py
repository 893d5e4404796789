from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.errors import RosterError
from lockbox.records import Coverage
from matching.roster import COLUMNS, REQUIRED, Roster, parse_roster, render_roster
from tests.matching.papers import ANN, BOB, DENTAL, MEDICAL, PEOPLE, bill, member

HEADER = ",".join(REQUIRED)
ROW = f"{ANN},Ann,Baker,12 Elm Street,Boston,MA,02118,medical,WellSense,2026-04,412.50"


def mistakes(text: str) -> list[str]:
    with pytest.raises(RosterError) as caught:
        parse_roster(text)
    return [one.strip() for one in str(caught.value).splitlines()[1:]]


def test_ids_and_zips_stay_text_and_money_becomes_cents() -> None:
    assert parse_roster(f"{HEADER}\n{ROW}\n") == (member(),)


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\n\n{ROW}\n,,,,,,,,,,\n",
        f"{HEADER.upper()}\n {ROW.replace(',', ' , ')}\n",
        HEADER + "\n" + ",".join(f'"{part}"' for part in ROW.split(",")) + "\n",
        f"{HEADER},billing_account,status,remarks\n{ROW},,,pays late\n",
        f"{HEADER},status\n{ROW},ACTIVE\n",
        f"{HEADER}\n{ROW.replace('412.50', '$412.50')}",
    ],
)
def test_spellings_of_one_roster_mean_the_same(text: str) -> None:
    assert parse_roster(text) == (member(),)


def test_columns_may_come_in_any_order() -> None:
    names, values = HEADER.split(","), ROW.split(",")
    turned = ",".join(reversed(names)) + "\n" + ",".join(reversed(values))
    assert parse_roster(turned) == (member(),)


def test_bills_of_a_member_are_gathered_from_everywhere_oldest_first() -> None:
    rows = [ROW, ROW.replace("2026-04", "2026-02"), ROW.replace("medical,WellSense", "dental,Altus Dental")]
    other = ROW.replace(ANN, "000000000001")
    found = parse_roster("\n".join((HEADER, rows[0], other, rows[1], rows[2])))
    assert [one.member_id for one in found] == ["000000000001", ANN]
    assert [(one.coverage_month, one.coverage) for one in found[1].bills] == [
        ("2026-02", MEDICAL),
        ("2026-04", MEDICAL),
        ("2026-04", DENTAL),
    ]


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    rows = (
        ROW.replace(ANN, ANN[1:]),
        ROW.replace("02118", "2118").replace("MA", "Mass"),
        ROW.replace("medical", "vision").replace("2026-04", "2026-13"),
        ROW.replace("412.50", "412.5"),
        ROW.replace("Ann", " "),
        ROW + ",surplus",
        '"a"b,c',
        ROW,
        ROW.replace("Ann", "Anna").replace("2026-04", "2026-05"),
        ROW,
    )
    found = mistakes("\n".join((HEADER, *rows)))
    assert [one.split(":")[0] for one in found] == [f"line {number}" for number in (2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 11)]
    assert "leading zeros" in found[0]
    assert "'Anna' of 730021448815 is 'Ann' on line 9" in found[-2]
    assert "billed for medical 2026-04 on line 9 already" in found[-1]


def test_line_numbers_count_lines_inside_quotes() -> None:
    street = ROW.replace("12 Elm Street", '"12 Elm Street\nUnit 3"')
    assert mistakes(f"{HEADER}\n{street}\n{ROW.replace(ANN, 'x')}")[0].startswith("line 4:")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (HEADER.replace("zip,", ""), "column zip is missing"),
        (HEADER + ",city", "column city is there twice"),
        (HEADER + ",staus", "column staus is not known; is status meant?"),
    ],
)
def test_mistakes_of_the_header_are_told(header: str, fault: str) -> None:
    assert mistakes(f"{header}\n{ROW}") == [f"line 1: {fault}"]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, "\ufeff"])
def test_a_roster_of_nobody_is_a_mistake(text: str) -> None:
    assert mistakes(text) == ["line 1: the roster lists nobody"]


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_noise_is_a_roster_error_or_nothing(text: str) -> None:
    for noise in (text, f"{HEADER}\n{text}", f"{HEADER}\n{ROW}\n{text}"):
        with contextlib.suppress(RosterError):
            assert parse_roster(noise)


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
BILLS = st.dictionaries(
    st.tuples(st.sampled_from(Coverage), st.sampled_from(["2026-03", "2026-04", "2026-11"])),
    st.integers(0, 99_999_999),
    min_size=1,
)


@given(st.dictionaries(st.from_regex(r"[0-9]{12}", fullmatch=True), st.tuples(NAMES, NAMES, NAMES, BILLS), min_size=1))
@settings(max_examples=50)
def test_rendering_is_the_inverse_of_parsing(
    drawn: dict[str, tuple[str, str, str, dict[tuple[Coverage, str], int]]],
) -> None:
    members = tuple(
        member(
            one,
            f"{first} {last}",
            *(
                bill(one, cents, coverage, month)
                for (coverage, month), cents in sorted(owed.items(), key=lambda o: (o[0][1], o[0][0] is DENTAL))
            ),
            street=street,
        )
        for one, (first, last, street, owed) in sorted(drawn.items())
    )
    assert parse_roster(render_roster(members)) == members
    assert tuple(Roster.of(members).members) == members


def test_rendered_columns_are_all_there() -> None:
    plain = [column for column in COLUMNS if column != "subsidised"]
    assert render_roster(PEOPLE).splitlines()[0] == ",".join(plain)
    told = [replace(PEOPLE[0], subsidised="no"), *PEOPLE[1:]]
    assert render_roster(told).splitlines()[0] == ",".join(COLUMNS)


def test_roster_is_indexed_by_id_name_street_and_account() -> None:
    roster = Roster.of((*PEOPLE, member("000000000001", "Zoe Baker-Long", billing_account="712345678")))
    assert roster.member(BOB) == PEOPLE[1]
    for nobody in ("999999999999", "73002144881", "\u0663" * 12, ""):
        assert roster.member(nobody) is None
    assert dict(roster.by_id) == {one.member_id: one for one in roster.members}
    assert len(roster.by_id) == len(roster.members) == 4
    assert roster.members.months == ("2026-04",)
    assert roster.members.billed_for(range(len(roster.members)), 10300) == [roster.ids[BOB]]
    assert roster.members[1:] == list(roster.members)[1:]
    assert [roster.members[place].member_id for place in roster.names["b260a"]] == [ANN]
    assert [roster.members[place].member_id for place in roster.names["long"]] == ["000000000001"]
    assert [roster.members[place].member_id for place in roster.accounts["712345678"]] == ["000000000001"]


def test_what_an_id_tells_is_little_where_ids_run_in_sequence() -> None:
    scattered = Roster.of(member(f"{number * 618033988749 % 10**12:012d}", "A B") for number in range(100))
    dense = Roster.of(member(f"{730000000000 + number:012d}", "A B") for number in range(100))
    assert dense.id_information < scattered.id_information / 2


def test_an_empty_roster_can_be_searched() -> None:
    roster = Roster.of(())
    assert not roster.members


def test_an_id_listed_twice_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        Roster.of((member(), member()))
