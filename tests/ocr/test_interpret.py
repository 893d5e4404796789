import datetime as dt

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
    Scan,
    Side,
    Sighting,
    SlipPayload,
    Zone,
)
from lockbox.settings import Settings
from lockbox.slips import encode_payload
from ocr.describe import as_json, describe_page
from ocr.interpret import interpret, pair_backs

DAY = dt.date(2026, 3, 20)
PAYLOAD = SlipPayload("connector-1", "730021448815", Coverage.MEDICAL, "2026-04", 41250)
LINE = encode_payload(PAYLOAD)


def see(zone, text, confidence=960, engine="one:1", top=0, alternatives=()):
    return Sighting(zone, Box(10, top, 300, 40), text, confidence, engine, alternatives)


def page(number, kind, *sightings):
    return PageReading(number, kind, 0, 1200, 550, 200, sightings)


def envelope(count, **sides):
    scans = tuple(Scan(f"{n:064d}", f"e_{n}.png", 0, Side(sides.get(f"p{n}", "unknown"))) for n in range(count))
    return Envelope("e", scans)


CHECK = (
    see(Zone.MICR, "A021000021A123456789C1025", engine="micr:1"),
    see(Zone.COURTESY, "412.50"),
    see(Zone.LEGAL, "Four hundred twelve and 50/100"),
    see(Zone.DATE, "3/14/26"),
    see(Zone.PAYEE, "Health Conector"),
    see(Zone.PAYER, "JANE Q SAMPLE", top=0),
    see(Zone.PAYER, "12 Elm Street", top=50),
    see(Zone.PAYER, "Boston MA 02118", top=100),
    see(Zone.MEMO, "7300 2144 8815 WellSense"),
    see(Zone.SERIAL, "1025"),
    see(Zone.SIGNATURE, "signed"),
)


def read(*pages, **sides):
    return interpret(Reading(pages), envelope(len(pages), **sides), Settings(), DAY)


def test_a_check_with_its_back_and_coupon():
    remittance = read(
        page(0, PageKind.CHECK, *CHECK),
        page(1, PageKind.CHECK_BACK),
        page(2, PageKind.SLIP, see(Zone.BARCODE, LINE), see(Zone.SCAN_LINE, LINE, engine="two:2")),
    )
    (check,) = remittance.instruments
    assert (check.front, check.back, check.kind) == (0, 1, InstrumentKind.CHECK)
    assert check.courtesy_amount.value == check.legal_amount.value == 41250
    assert check.check_date.value == dt.date(2026, 3, 14)
    assert check.payee.value == "Health Connector"
    assert check.payer.value == "JANE Q SAMPLE"
    assert check.payer_address.value == "12 Elm Street, Boston MA 02118"
    assert check.micr.value
    assert (check.micr.value.routing, check.micr.value.account, check.serial.value) == (
        "021000021",
        "123456789",
        "1025",
    )
    assert check.signature.value is True
    (slip,) = remittance.slips
    assert (slip.payload.value, slip.payload.confidence) == (PAYLOAD, 1000)
    found = {(m.kind, m.found.value) for m in remittance.mentions}
    assert {(MentionKind.MEMBER_ID, "730021448815"), (MentionKind.CARRIER, "WellSense")} <= found
    assert remittance.marks == ()
