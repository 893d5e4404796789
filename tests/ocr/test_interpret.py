"""From a reading to its meaning."""

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockbox.canonical import decode, encode
from lockbox.lattice import Lattice, from_probabilities
from lockbox.records import (
    Box,
    Coverage,
    Envelope,
    InstrumentKind,
    MarkKind,
    MentionKind,
    PageKind,
    PageReading,
    Reading,
    Remittance,
    Scan,
    Side,
    Sighting,
    SlipPayload,
    Stray,
    Zone,
)
from lockbox.settings import Settings
from lockbox.slips import encode_payload
from ocr.describe import as_json, describe_page
from ocr.interpret import interpret, pair_backs
from ocr.interpret_check import read_payee

DAY = dt.date(2026, 3, 20)
PAYLOAD = SlipPayload("connector-1", "730021448815", Coverage.MEDICAL, "2026-04", 41250)
OTHER = dataclasses.replace(PAYLOAD, amount_due_cents=4125)
LINE = encode_payload(PAYLOAD)


def see(zone: Zone, text: str, confidence: int = 960, engine: str = "one:1", top: int = 0) -> Sighting:
    return Sighting(zone, Box(10, top, 300, 40), text, confidence, engine)


def page(number: int, kind: PageKind, *sightings: Sighting) -> PageReading:
    return PageReading(number, kind, 0, 1200, 550, 200, sightings)


def envelope(*sides: str, one_file: bool = False) -> Envelope:
    scans = (Scan("00" if one_file else f"{n:064d}", f"e_{n}.png", n, Side(side)) for n, side in enumerate(sides))
    return Envelope("e", tuple(scans), (Stray("x.txt", "11", "no page"),))


def read(*pages: PageReading, sides: tuple[str, ...] = ()) -> Remittance:
    return interpret(Reading(pages), envelope(*(sides or ("unknown",) * len(pages))), Settings(), DAY)


def check(*changed: Sighting) -> PageReading:
    """A sound check, with the sightings of some zones replaced."""
    zones = {sighting.zone for sighting in changed}
    return page(0, PageKind.CHECK, *(s for s in CHECK if s.zone not in zones), *changed)


CHECK = (
    see(Zone.MICR, "A021000021A123456789C1025", engine="micr:1"),
    see(Zone.COURTESY, "412.50"),
    see(Zone.LEGAL, "Four hundred twelve and 50/100"),
    see(Zone.DATE, "3/14/26"),
    see(Zone.PAYEE, "Health Conector"),
    see(Zone.PAYER, "JANE Q SAMPLE", top=0),
    see(Zone.PAYER, "12 Elm Street", top=50),
    see(Zone.PAYER, "Boston MA 02118", top=100),
    see(Zone.PAYER, "617-555-1212", top=150),
    see(Zone.MEMO, "7300 2144 8815 WellSense"),
    see(Zone.SERIAL, "1025"),
    see(Zone.SIGNATURE, "present"),
)


def test_a_check_with_its_back_and_coupon() -> None:
    remittance = read(
        page(0, PageKind.CHECK, *CHECK),
        page(1, PageKind.CHECK_BACK),
        page(2, PageKind.SLIP, see(Zone.BARCODE, LINE), see(Zone.SCAN_LINE, LINE, engine="two:2")),
    )
    (paid,) = remittance.instruments
    assert (paid.front, paid.back, paid.kind) == (0, 1, InstrumentKind.CHECK)
    assert paid.courtesy_amount.value == paid.legal_amount.value == 41250
    assert paid.check_date.value == dt.date(2026, 3, 14)
    assert paid.payee.value == "Health Connector"
    assert paid.payer.value == "JANE Q SAMPLE"
    assert paid.payer_address.value == "12 Elm Street, Boston MA 02118"
    assert paid.micr.value
    assert (paid.micr.value.routing, paid.micr.value.account, paid.serial.value) == (
        "021000021",
        "123456789",
        "1025",
    )
    assert paid.signature.value is True
    (slip,) = remittance.slips
    assert (slip.payload.value, slip.payload.confidence) == (PAYLOAD, 1000)
    found = {(m.kind, m.found.value) for m in remittance.mentions}
    assert {(MentionKind.MEMBER_ID, "730021448815"), (MentionKind.CARRIER, "WellSense")} <= found
    assert remittance.marks == ()


@pytest.mark.parametrize(
    ("figures", "words", "value"),
    [
        ("41250", "Four hundred twelve and 50/100", (41250, 41250)),
        ("412.50", "Four hundred nineteen and 50/100", (41250, 41950)),
        ("abc", "Four hundred twelve and 50/100", (None, 41250)),
        ("412.50", "", (41250, None)),
        ("41250", "", (None, None)),
    ],
)
def test_figures_and_words_help_but_never_overrule(figures: str, words: str, value: tuple[int, int]) -> None:
    (paid,) = read(check(see(Zone.COURTESY, figures), see(Zone.LEGAL, words))).instruments
    assert (paid.courtesy_amount.value, paid.legal_amount.value) == value


def doubtful(text: str, place: int, other: str) -> Sighting:
    """Figures of which one may as well be another."""
    alphabet = "0123456789.,-/$"
    rows = []
    for at, character in enumerate(text):
        row, blank = np.full((2, len(alphabet) + 1), 1e-4)
        row[alphabet.index(character) + 1] += 0.4
        row[alphabet.index(other if at == place else character) + 1] += 0.6
        blank[0] += 0.99
        rows += [row, blank]
    read_as = text[:place] + other + text[place + 1 :]
    return dataclasses.replace(see(Zone.COURTESY, read_as, 600), lattice=from_probabilities(np.array(rows), alphabet))


@pytest.mark.parametrize(
    ("ink", "value"),
    [
        (doubtful("412.50", 1, "7"), 41250),
        (doubtful("41250/100", 5, "1"), 41250),
        (doubtful("478.50", 1, "1"), None),
    ],
)
def test_certain_words_settle_doubtful_figures_if_the_ink_allows(ink: Sighting, value: int | None) -> None:
    (paid,) = read(check(ink)).instruments
    assert (paid.courtesy_amount.value, paid.legal_amount.value) == (value, 41250)


def test_two_readers_that_contradict_decline_the_figures() -> None:
    views = (see(Zone.COURTESY, "412.50"), see(Zone.COURTESY, "472.50", engine="two:1"))
    (paid,) = read(check(*views, see(Zone.LEGAL, "", 0))).instruments
    assert paid.courtesy_amount.value is None
    assert {text for text, _ in paid.courtesy_amount.candidates} == {"412.50", "472.50"}


@pytest.mark.parametrize(
    ("text", "confidence", "value"),
    [
        ("MASS HEALTH CONNECTOR", 950, "Mass Health Connector"),
        ("Pay to the order of Health Connector", 950, "Health Connector"),
        ("Health Connector, Boston", 950, "Health Connector"),
        ("Tufts Health Plan", 950, "Tufts Health Plan"),
        ("Karen Doe", 400, None),
        ("", 950, None),
    ],
)
def test_payees(text: str, confidence: int, value: str | None) -> None:
    (paid,) = read(check(see(Zone.PAYEE, text, confidence))).instruments
    assert paid.payee.value == value


@pytest.mark.parametrize(
    ("text", "confidence", "value"),
    [
        ("Memoworld hunger relief", 950, "world hunger relief"),
        ("MEMO: 730021448815", 950, "730021448815"),
        ("FOR March premium", 950, "March premium"),
        ("Re: policy 12", 950, "policy 12"),
        ("Memo", 950, "Memo"),
        ("Memorial Fund", 950, "Memorial Fund"),
        ("Forest fund", 950, "Forest fund"),
        ("Rent", 950, "Rent"),
        ("March premium", 880, None),
    ],
)
def test_memos_are_without_their_label_and_sure(text: str, confidence: int, value: str | None) -> None:
    memo = read(check(see(Zone.MEMO, text, confidence))).instruments[0].memo
    assert memo.value == value
    assert memo.text == text


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (see(Zone.PRINTED, "CASHIER'S CHECK"), InstrumentKind.CASHIERS_CHECK),
        (see(Zone.PRINTED, "Authorized: signature not required"), InstrumentKind.BILL_PAY),
        (see(Zone.PRINTED, "International Money Order"), InstrumentKind.MONEY_ORDER),
        (see(Zone.MICR, "A000008002A21345678901C"), InstrumentKind.MONEY_ORDER),
        (see(Zone.MICR, "A000000518A84761130539C"), InstrumentKind.WARRANT),
        (see(Zone.PRINTED, "First National Bank"), InstrumentKind.CHECK),
        (see(Zone.SERIAL, "1"), InstrumentKind.CHECK),
    ],
)
def test_kinds_of_instruments(change: Sighting, kind: InstrumentKind) -> None:
    assert read(check(change)).instruments[0].kind is kind


def test_the_printed_number_tells_serial_and_account_apart() -> None:
    (paid,) = read(check(see(Zone.MICR, "A021000021A1025123456789C"))).instruments
    assert paid.micr.value
    assert (paid.micr.value.account, paid.serial.value) == ("123456789", "1025")
    (differs,) = read(check(see(Zone.SERIAL, "1026"))).instruments
    assert (differs.serial.value, differs.serial.candidates) == (None, (("1025", 960), ("1026", 960)))
    (unprinted,) = read(check(see(Zone.SERIAL, ""), see(Zone.MICR, "A021000021A123456789C"))).instruments
    assert unprinted.serial.value is None
    (torn,) = read(check(see(Zone.MICR, "A0210000??A12C"))).instruments
    assert (torn.micr.value, torn.serial.value) == (None, "1025")


def code_line(text: str, doubtful: dict[int, str]) -> Sighting:
    """A code line read off a lattice in which other characters have a share at some places."""
    alphabet = "0123456789ABCD"
    rows = np.full((2 * len(text) + 1, len(alphabet) + 1), 1e-6)
    rows[::2, 0] = 1
    for place, character in enumerate(text):
        rows[2 * place + 1, alphabet.index(character) + 1] = 1
        if place in doubtful:
            rows[2 * place + 1, alphabet.index(doubtful[place]) + 1] = 0.8
    lattice = from_probabilities(rows / rows.sum(axis=1, keepdims=True), alphabet)
    return dataclasses.replace(see(Zone.MICR, text, 550 if doubtful else 990), lattice=lattice)


def test_a_damaged_code_line_keeps_what_is_sure() -> None:
    line = "A011000138A123456789C1025"
    for doubtful, routing, account, text in (
        ({}, "011000138", "123456789", line),
        ({14: "9"}, "011000138", "", "A011000138A123*56789C1025"),
        ({3: "7"}, "011000138", "123456789", "A01*000138A123456789C1025"),
        ({3: "7", 4: "5", 5: "8"}, "", "123456789", "A01***0138A123456789C1025"),
    ):
        (paid,) = read(check(code_line(line, doubtful))).instruments
        assert paid.micr.value
        assert (paid.micr.value.routing, paid.micr.value.account, paid.serial.value) == (routing, account, "1025")
        assert paid.micr.value.text == text
        assert paid.micr.value.repaired == (3 in doubtful and bool(routing))
        assert paid.micr.confidence >= 900


def test_no_routing_number_is_given_that_no_bank_can_have() -> None:
    (sample,) = read(check(code_line("A000000000A123456789C1025", {}))).instruments
    assert sample.micr.value
    assert (sample.micr.value.routing, sample.micr.value.account) == ("", "123456789")


@pytest.mark.parametrize(
    ("bar", "scan", "value", "confidence"),
    [
        (LINE, LINE, PAYLOAD, 1000),
        (LINE, "9" * 30, PAYLOAD, 990),
        ("", f"{LINE[:10]} {LINE[10:]}", PAYLOAD, 970),
        (LINE, encode_payload(OTHER), None, 0),
        (LINE[:29], LINE[1:], None, 0),
    ],
)
def test_machine_reads_agree_or_contradict(bar: str, scan: str, value: SlipPayload, confidence: int) -> None:
    codes = (see(Zone.BARCODE, bar, engine="bars:1"),) if bar else ()
    (slip,) = read(page(0, PageKind.SLIP, *codes, see(Zone.SCAN_LINE, scan))).slips
    assert (slip.payload.value, slip.payload.confidence) == (value, confidence)


def test_every_reader_votes_on_a_member_number() -> None:
    again = see(Zone.MEMBER_ID, "730021448815", 950, "digits:1")
    agreed = read(check(again)).mentions
    told = next(m for m in agreed if m.kind is MentionKind.MEMBER_ID)
    assert (told.found.value, told.found.confidence) == ("730021448815", 995)
    differs = read(check(again, see(Zone.MEMO, "7300 2144 8875"))).mentions
    (doubted,) = (m for m in differs if m.kind is MentionKind.MEMBER_ID)
    assert doubted.found.value is None
    assert {text for text, _ in doubted.found.candidates} == {"730021448815", "730021448875"}
    (unread,) = (
        m
        for m in read(check(see(Zone.MEMBER_ID, "73002144881", 900), see(Zone.MEMO, ""))).mentions
        if m.kind is MentionKind.MEMBER_ID
    )
    assert (unread.found.value, unread.found.text) == (None, "73002144881")


def test_a_part_of_an_id_is_no_social_security_number() -> None:
    memo = see(Zone.MEMO, "524-83-5977 203", 500)
    told = {m.kind for m in read(check(memo, see(Zone.MEMBER_ID, "524835977203", 980, "digits:1"))).mentions}
    assert MentionKind.SSN not in told
    other = {m.kind for m in read(check(memo, see(Zone.MEMBER_ID, "730021448815", 980, "digits:1"))).mentions}
    assert MentionKind.SSN in other


def test_names_numbers_and_companies_are_found_anywhere() -> None:
    letter = page(
        0,
        PageKind.LETTER,
        see(Zone.WRITTEN, "My SSN is 123-45-6789", top=0),
        see(Zone.WRITTEN, "card 4111 1111 1111 1111", top=100),
        see(Zone.PRINTED, "Delta Dental, dental premium", top=200),
        see(Zone.WRITTEN, "Jane Sample", top=300),
    )
    found = {(m.kind, m.found.value) for m in read(letter).mentions}
    assert {
        (MentionKind.SSN, "123456789"),
        (MentionKind.CARD, "4111111111111111"),
        (MentionKind.CARRIER, "Delta Dental of MA"),
        (MentionKind.COVERAGE, "dental"),
        (MentionKind.TEXT, "Jane Sample"),
    } <= found


@pytest.mark.parametrize(
    ("kind", "sighting", "mark"),
    [
        (PageKind.CHECK, see(Zone.MEMO, "paid in full"), MarkKind.PAID_IN_FULL),
        (PageKind.CHECK, see(Zone.WRITTEN, "VOID"), MarkKind.VOID),
        (PageKind.CHECK, see(Zone.MICR, "A12345D678A123456C"), MarkKind.FOREIGN),
        (PageKind.LETTER, see(Zone.WRITTEN, "my mother is deceased"), MarkKind.DECEASED),
        (PageKind.CHECK_BACK, see(Zone.WRITTEN, "Pay to the order of John Doe"), MarkKind.THIRD_PARTY),
        (PageKind.LETTER, see(Zone.WRITTEN, "VOID"), None),
        (PageKind.BILL, see(Zone.PRINTED, "payment in full"), None),
        (PageKind.CHECK, see(Zone.WRITTEN, "VOID", 100), None),
    ],
)
def test_marks_count_where_they_matter(kind: PageKind, sighting: Sighting, mark: MarkKind | None) -> None:
    marks = read(page(0, kind, sighting)).marks
    assert [one.kind for one in marks] == ([mark] if mark else [])


@pytest.mark.parametrize(
    ("kinds", "sides", "backs"),
    [
        ("check check_back slip", "", {0: 1}),
        ("check blank slip", "", {0: 1}),
        ("check slip blank", "", {}),
        ("check check check_back check_back", "", {1: 2, 0: 3}),
        ("check check_back check check_back", "", {0: 1, 2: 3}),
        ("check slip check_back", "", {0: 2}),
        ("check other", "front back", {0: 1}),
        ("check check", "front back", {0: 1}),
        ("check_back check", "", {1: 0}),
    ],
)
def test_backs_go_with_their_fronts(kinds: str, sides: str, backs: dict[int, int]) -> None:
    pages = tuple(page(n, PageKind(kind)) for n, kind in enumerate(kinds.split()))
    told = envelope(*(sides.split() or ["unknown"] * len(pages)), one_file=True)
    assert pair_backs(Reading(pages), told) == backs


@pytest.mark.parametrize(
    ("kind", "width", "height", "seen", "paired"),
    [
        (PageKind.OTHER, 1200, 550, (), True),
        (PageKind.LETTER, 560, 1190, (), True),
        (PageKind.OTHER, 1200, 800, (), False),
        (PageKind.BLANK, 1700, 2200, (), True),
        (PageKind.OTHER, 1200, 550, (see(Zone.SCAN_LINE, "12"),), False),
        (PageKind.SLIP, 1200, 550, (), False),
    ],
)
def test_a_page_as_large_as_the_front_before_it_is_its_back(
    kind: PageKind, width: int, height: int, seen: tuple[Sighting, ...], paired: bool
) -> None:
    back = dataclasses.replace(page(1, kind, *seen), width=width, height=height)
    remittance = read(page(0, PageKind.CHECK, *CHECK), back)
    assert remittance.instruments[0].back == (1 if paired else -1)
    assert (remittance.pages[1].kind is PageKind.CHECK_BACK) == paired


def test_strays_faults_and_failures_are_kept() -> None:
    broken = dataclasses.replace(page(0, PageKind.OTHER), failure="timed out", faults=("skew: 9",))
    remittance = read(broken)
    assert remittance.strays[0].fault == "no page"
    assert (remittance.pages[0].failure, remittance.pages[0].faults) == ("timed out", ("skew: 9",))


noisy = st.builds(
    see,
    st.sampled_from(Zone),
    st.text(max_size=30) | st.text("0123456789ABCD$./- xX", max_size=30) | st.just(LINE),
    st.integers(0, 1000),
    st.sampled_from(["one:1", "two:2", "one-wide:3"]),
    st.integers(0, 500),
)


@given(st.lists(st.tuples(st.sampled_from(PageKind), st.lists(noisy, max_size=8)), max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_reading_has_a_meaning(drawn: list[tuple[PageKind, list[Sighting]]]) -> None:
    pages = tuple(page(n, kind, *seen) for n, (kind, seen) in enumerate(drawn))
    remittance = read(*pages)
    assert decode(Remittance, encode(remittance)) == remittance
    assert len(remittance.pages) == len(pages)
    assert [paid.item for paid in remittance.instruments] == list(range(1, len(remittance.instruments) + 1))
    for one in pages:
        json.dumps(as_json(describe_page(one, Settings(), DAY), "f.png", 1))


def test_one_page_as_it_is_printed() -> None:
    shown = as_json(describe_page(dataclasses.replace(check(), page=4), Settings(), DAY), "a.tif", 12)
    assert (shown["file"], shown["page"], shown["kind"], shown["rotation"], shown["ms"]) == ("a.tif", 4, "check", 0, 12)
    values = {name: field["value"] for name, field in shown["fields"].items()}
    assert values == {
        "micr": "A021000021A123456789C1025",
        "routing": "021000021",
        "account": "123456789",
        "serial": "1025",
        "courtesy_amount": "412.50",
        "legal_amount": "412.50",
        "amount": "412.50",
        "date": "2026-03-14",
        "payee": "Health Connector",
        "payer": "JANE Q SAMPLE",
        "memo": "7300 2144 8815 WellSense",
        "signature": True,
        "member_id": "730021448815",
        "carrier": "WellSense",
        "subscriber_name": "JANE Q SAMPLE",
    }
    amount = shown["fields"]["courtesy_amount"]
    assert amount["box"] == [10, 0, 300, 40]
    assert 0.9 <= amount["confidence"] <= 1
    assert amount["candidates"][0][0] == "412.50"


@pytest.mark.parametrize(
    ("lines", "payer", "person"),
    [
        (("Rosa Sample", "Juan Sample", "12 Elm Street"), "Rosa Sample & Juan Sample", "Rosa Sample"),
        (("FIRST NATIONAL BANK", "Rosa Sample", "12 Elm Street"), "Rosa Sample", "Rosa Sample"),
        (("Elm Auto Repair", "12 Elm Street"), "Elm Auto Repair", None),
        (("Frontier Payment Instruments",), None, None),
        (("12 Elm Street", "Boston, MA"), None, None),
    ],
)
def test_the_subscriber_may_be_who_draws_the_check(
    lines: tuple[str, ...], payer: str | None, person: str | None
) -> None:
    drawn = check(
        *(see(Zone.PAYER, line, top=50 * row) for row, line in enumerate(lines)),
        see(Zone.WRITTEN, "Harbor Light Savings", top=300),
        see(Zone.MEMO, "Good Luck"),
    )
    values = {field.name: field.value for field in describe_page(drawn, Settings(), DAY).fields}
    assert (values.get("payer"), values.get("subscriber_name")) == (payer, person)


def test_a_letter_names_the_subscriber_if_its_ink_is_sure() -> None:
    lines = (("Harbor Light Bank", 950), ("Lowell, MA", 950), ("Rosa Sample", 600))
    letter = page(
        0, PageKind.LETTER, *(see(Zone.WRITTEN, one, sure, top=n * 60) for n, (one, sure) in enumerate(lines))
    )
    named = next(f for f in describe_page(letter, Settings(), DAY).fields if f.name == "subscriber_name")
    assert (named.value, named.candidates[0][0]) == (None, "Rosa Sample")


def test_an_amount_that_disagrees_is_printed_as_none() -> None:
    fields = describe_page(check(see(Zone.LEGAL, "Four hundred nineteen and 50/100")), Settings(), DAY).fields
    amount = next(field for field in fields if field.name == "amount")
    assert amount.value is None
    assert {"412.50", "419.50"} <= {text for text, _ in amount.candidates}


def test_a_slip_is_printed_with_what_it_says() -> None:
    slip = page(0, PageKind.SLIP, see(Zone.BARCODE, LINE), see(Zone.SCAN_LINE, "12", 100))
    values = {field.name: field.value for field in describe_page(slip, Settings(), DAY).fields}
    assert values == {"barcode": LINE, "scan_line": None, "member_id": "730021448815", "coverage": "medical"}


def test_ink_of_a_blot_is_no_mark() -> None:
    flat = Lattice("abcdefghijklmnopqrstuvwxyz ", bytes([20] * 28 * 24))
    blot = Sighting(Zone.WRITTEN, Box(0, 0, 300, 20), "am ummmm", 0, "ppocr:1", (), flat)
    legible = dataclasses.replace(blot, confidence=50)
    assert not read(check(blot)).marks
    assert read(check(legible)).marks


@pytest.mark.parametrize("name", ["Fund 2", "Fund", "Fund 7"])
def test_acceptable_names_that_differ_in_a_figure_are_told_apart(name: str) -> None:
    names = ("Fund", "Fund 2", "Fund 7")
    assert read_payee(check(see(Zone.PAYEE, name)), names, (), 700).value == name
