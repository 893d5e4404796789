"""Drawn mail is read page by page: what each page is, where its fields are, and what stands in them."""

import datetime as dt
import random
from functools import cache

import cv2
import numpy as np
import pytest

from lockbox.micr import routing_number_holds
from lockbox.records import Box, Coverage, Envelope, PageKind, PageReading, Scan, Side, Zone
from lockbox.settings import ReadingSettings
from lockbox.settlement import Bill, Member
from ocr.engine import Engines, Gray, tag
from ocr.engines import load_engines, pins
from ocr.image import PageImage, open_page
from ocr.page import gray_of
from ocr.read import read, read_page
from samples.checks import draw_check
from samples.fonts import Fonts, find_fonts
from samples.hand import Writer, any_hand
from samples.instruments import BANKS, POSTAL_BANK, Instrument, Kind, code_line
from samples.orders import draw_order
from samples.paper import Paper
from samples.sheets import bill_pdf, draw_back, draw_bill

MEMBER = Member("730021448815", "Rosa", "Delgado", "12 Elm St", "Lowell", "MA", "01851")
BILL = Bill(MEMBER.member_id, Coverage.MEDICAL, "WellSense", "2026-03", 41250)
BOUNDS = ReadingSettings()


@cache
def fonts() -> Fonts:
    return find_fonts()


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines()


def writer(seed: int = 3) -> Writer:
    rng = random.Random(seed)
    return Writer(any_hand(fonts(), rng), rng)


def instrument(kind: Kind = Kind.PERSONAL) -> Instrument:
    postal = kind is Kind.POSTAL_ORDER
    bank = POSTAL_BANK if postal else BANKS[1]
    serial = "20607031822" if postal else "1025"
    account = "" if postal else "123456789"
    return Instrument(
        kind=kind,
        bank=bank,
        drawer=("Rosa Delgado", "12 Elm St", "Lowell, MA 01851"),
        payee="Health Connector",
        cents=41250,
        figures="412.50",
        words="*** FOUR HUNDRED TWELVE AND 50/100 ***" if postal else "Four hundred twelve and 50/100",
        day=dt.date(2026, 2, 14),
        date="2026-02-14" if postal else "02/14/2026",
        memo="" if postal else MEMBER.member_id,
        signature="Rosa Delgado",
        account=account,
        serial=serial,
        cells=code_line(kind, bank, account, serial, random.Random(1)),
    )


def gray(paper: Paper) -> Gray:
    return gray_of(paper.pixels())


def page(paper: Paper, quarter: int = 0) -> PageImage:
    return PageImage(np.ascontiguousarray(np.rot90(gray(paper), quarter)), 200)


def texts(reading: PageReading, zone: Zone) -> list[str]:
    return [sighting.text for sighting in reading.sightings if sighting.zone is zone]


@pytest.mark.parametrize("quarter", [0, 1, 2])
def test_a_check_is_read_whichever_way_it_lay(quarter: int, engines: Engines) -> None:
    reading = read_page(page(draw_check(instrument(), fonts(), writer(), 200), quarter), 0, engines)
    assert reading.kind is PageKind.CHECK
    assert reading.rotation == quarter * 90
    assert (reading.width, reading.height, reading.dpi) == (1200, 550, 200)
    assert reading.faults == ()
    assert len(reading.picture) == 16
    (code_line_text,) = texts(reading, Zone.MICR)
    assert f"A{BANKS[1].routing}A" in code_line_text
    assert routing_number_holds(BANKS[1].routing)
    assert "412.50" in texts(reading, Zone.COURTESY)
    assert any("hundred" in text.lower() for text in texts(reading, Zone.LEGAL))
    assert any("onnector" in text.lower() for text in texts(reading, Zone.PAYEE))
    assert texts(reading, Zone.SIGNATURE) == ["present"]
    assert MEMBER.member_id in texts(reading, Zone.MEMBER_ID)
    for sighting in reading.sightings:
        box = sighting.box
        assert box.left >= 0 <= box.top
        assert box.left + box.width <= reading.width
        assert box.top + box.height <= reading.height
        assert 0 <= sighting.confidence <= 1000
    lattices = {one.zone for one in reading.sightings if one.lattice}
    assert {Zone.MICR, Zone.COURTESY, Zone.LEGAL, Zone.MEMBER_ID} <= lattices


def test_a_postal_order_is_read_by_its_own_form(engines: Engines) -> None:
    reading = read_page(page(draw_order(instrument(Kind.POSTAL_ORDER), fonts(), writer(), 200)), 0, engines)
    assert reading.kind is PageKind.MONEY_ORDER
    assert any("412.50" in text for text in texts(reading, Zone.COURTESY))
    assert any("FOUR HUNDRED TWELVE" in text for text in texts(reading, Zone.LEGAL))
    assert "20607031822" in texts(reading, Zone.SERIAL)
    assert any("2026" in text for text in texts(reading, Zone.DATE))


@pytest.mark.parametrize("quarter", [0, 2])
def test_a_coupon_is_read_by_machine_lines_alone(quarter: int, engines: Engines) -> None:
    reading = read_page(page(draw_bill(MEMBER, BILL, fonts(), 200, whole=False), quarter), 0, engines)
    assert reading.kind is PageKind.SLIP
    assert reading.rotation == quarter * 90
    assert {sighting.zone for sighting in reading.sightings} == {Zone.BARCODE, Zone.SCAN_LINE}
    assert len({sighting.text for sighting in reading.sightings}) == 1
    assert MEMBER.member_id in reading.sightings[0].text


def test_a_printed_bill_gives_its_words_and_both_machine_lines(engines: Engines) -> None:
    reading = read_page(open_page(bill_pdf(MEMBER, BILL, fonts()), 0, BOUNDS), 0, engines)
    assert reading.kind is PageKind.BILL
    typed = [one for one in reading.sightings if one.engine == "pdf-text"]
    assert "Payment coupon" in [one.text for one in typed]
    assert all(one.confidence == 1000 and one.zone is Zone.PRINTED for one in typed)
    machine = {one.text for one in reading.sightings if one.zone in {Zone.BARCODE, Zone.SCAN_LINE}}
    assert len(machine) == 1


def test_backs_and_blank_sides(engines: Engines) -> None:
    back = draw_back((6.0, 2.75), (MEMBER.member_id,), fonts(), writer(), 200)
    reading = read_page(page(back), 0, engines)
    assert reading.kind is PageKind.CHECK_BACK
    assert MEMBER.member_id in texts(reading, Zone.MEMBER_ID)
    blank = read_page(PageImage(np.full((550, 1200), 250, np.uint8), 200), 1, engines)
    assert (blank.kind, blank.page, blank.sightings, blank.faults) == (PageKind.BLANK, 1, (), ())


def test_a_blank_side_as_large_as_the_check_before_it_is_its_back(engines: Engines) -> None:
    front = gray(draw_check(instrument(), fonts(), writer(), 200))
    files = {"f": front, "b": np.full_like(front, 250), "c": np.full((700, 1700), 250, np.uint8)}
    envelope = Envelope("E1", tuple(Scan(name, name) for name in files))
    kinds = [one.kind for one in read(envelope, lambda name: _png(files[name]), engines, BOUNDS).pages]
    assert kinds == [PageKind.CHECK, PageKind.CHECK_BACK, PageKind.BLANK]


def _png(image: Gray) -> bytes:
    return bytes(cv2.imencode(".png", image)[1])


def test_the_scanners_word_on_sides_is_heard(engines: Engines) -> None:
    scribble = Paper(6.0, 2.75, 200)
    writer().write(scribble, (0.5, 1.0), "pay to the order of my landlord", 0.2, 4)
    assert read_page(page(scribble), 0, engines, Side.BACK).kind is PageKind.CHECK_BACK


def test_reading_is_the_same_again(engines: Engines) -> None:
    image = page(draw_check(instrument(), fonts(), writer(), 200))
    assert read_page(image, 0, engines) == read_page(image, 0, load_engines())


def test_pins_name_every_role_once(engines: Engines) -> None:
    made = pins(engines)
    assert [pin.name.split("/")[0] for pin in made] == ["codes", "micr", "digits", "words", "print", "second"]
    assert all(len(pin.fingerprint) == 64 for pin in made)
    assert tag(engines.micr) == f"micr:{engines.micr.fingerprint[:12]}"


def test_boxes_of_a_quarter_turned_page_lie_on_their_ink(engines: Engines) -> None:
    reading = read_page(page(draw_bill(MEMBER, BILL, fonts(), 200, whole=False), 1), 0, engines)
    upright = gray(draw_bill(MEMBER, BILL, fonts(), 200, whole=False))
    assert reading.rotation == 90
    for sighting in reading.sightings:
        box: Box = sighting.box
        assert (upright[box.top : box.top + box.height, box.left : box.left + box.width] < 100).mean() > 0.1
