"""Writes an image cash letter (X9.100-187) of one deposit, item by item, so that it never holds more than one."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field

from lockbox.formats.x9.deposit import Check, Face, Header, Ticket, Written
from lockbox.formats.x9.record import record, write_record
from lockbox.image_tests import QualityFlags

_CYCLE = "01"
_FORWARD = "01"
_IMAGES_AND_DATA, _IMAGES_NO_PAPER = "I", "G"
_PAPER_TO_IMAGE = "2"
_STORED_AS_IMAGE = "B"

Values = Mapping[str, str | int | bytes]


@dataclass(slots=True)
class _Sums:
    items: int = 0
    cents: int = 0
    valid_cents: int = 0
    images: int = 0


@dataclass(slots=True)
class _Press:
    """Puts records out one after another and counts them."""

    header: Header
    waiting: list[bytes] = field(default_factory=list)
    records: int = 0
    size: int = 0
    bundles: int = 0
    bundle: _Sums = field(default_factory=_Sums)
    letter: _Sums = field(default_factory=_Sums)

    @property
    def day(self) -> str:
        return f"{self.header.business_date:%Y%m%d}"

    def write(self, key: str, values: Values) -> None:
        raw = write_record(record(key, values), self.header.code)
        self.waiting.append(len(raw).to_bytes(4, "big") + raw)
        self.records += 1
        self.size += len(raw) + 4

    def take(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self.waiting = b"".join(self.waiting), []
        return pieces


def cash_letter(
    header: Header, checks: Iterable[Check], ticket: Ticket | None = None
) -> Generator[bytes, None, Written]:
    """Write one file with one cash letter, its items in bundles, and totals at every level.

    Args:
        header: who, whom, when and how.
        checks: the items, each asked for when the one before it is out.
        ticket: the deposit ticket, written ahead of the first check.

    Yields:
        The bytes, item by item.

    Returns:
        What the file came to.

    Raises:
        ValueError: a value does not fit its field.
        AssertionError: the ticket is for another amount than the checks came to.
    """
    press = _Press(header)
    _open_file(press)
    for check in checks:
        if press.bundle.items >= header.bundle_items:
            _close_bundle(press)
        if not press.bundle.items:
            _open_bundle(press)
        if ticket and press.bundles == 1 and not press.bundle.items:
            _ticket(press, ticket)
        _check(press, check)
        yield press.take()
    _close_bundle(press)
    assert ticket is None or ticket.cents == press.letter.cents, "the deposit ticket is for another amount"
    _close_file(press, ticket is not None)
    yield press.take()
    sums = press.letter
    return Written(sums.items, sums.cents, sums.images, press.bundles, press.records, press.size)


def _open_file(press: _Press) -> None:
    header = press.header
    press.write(
        "01",
        {
            "standard_level": header.standard_level,
            "test_indicator": "P" if header.production else "T",
            "destination_routing": header.destination,
            "origin_routing": header.depositor,
            "creation_date": press.day,
            "creation_time": header.created_at,
            "resend_indicator": "N",
            "destination_name": header.destination_name[:18],
            "origin_name": header.depositor_name[:18],
            "file_id_modifier": header.file_id,
            "country_code": "US",
        },
    )
    press.write(
        "10",
        {
            "collection_type": _FORWARD,
            "destination_routing": header.destination,
            "ece_institution_routing": header.depositor,
            "business_date": press.day,
            "creation_date": press.day,
            "creation_time": header.created_at,
            "record_type_indicator": _IMAGES_AND_DATA,
            "documentation_type": _IMAGES_NO_PAPER,
            "cash_letter_id": header.letter_id,
            "contact_name": header.contact_name[:14],
            "contact_phone": header.contact_phone,
        },
    )


def _open_bundle(press: _Press) -> None:
    press.bundles += 1
    press.write(
        "20",
        {
            "collection_type": _FORWARD,
            "destination_routing": press.header.destination,
            "ece_institution_routing": press.header.depositor,
            "business_date": press.day,
            "creation_date": press.day,
            "bundle_id": f"{press.bundles:010d}",
            "bundle_sequence_number": f"{press.bundles:04d}",
            "cycle_number": _CYCLE,
        },
    )


def _ticket(press: _Press, ticket: Ticket) -> None:
    press.write(
        "61",
        {
            "posting_bank_routing": press.header.deposit_bank,
            "on_us": f"{press.header.account}/",
            "item_amount": ticket.cents,
            "item_sequence_number": ticket.sequence,
            "documentation_type": _IMAGES_NO_PAPER,
            "debit_credit_indicator": "2",
        },
    )
    _views(press, ticket.sequence, ticket.faces)


def _check(press: _Press, check: Check) -> None:
    header = press.header
    press.write(
        "25",
        {
            "auxiliary_on_us": check.auxiliary_on_us,
            "external_processing_code": check.epc,
            "payor_bank_routing": check.routing[:8],
            "payor_bank_check_digit": check.routing[8:],
            "on_us": check.on_us,
            "item_amount": check.cents,
            "item_sequence_number": check.sequence,
            "documentation_type": _IMAGES_NO_PAPER,
            "micr_valid_indicator": check.micr_valid,
            "bofd_indicator": "Y" if header.depositor == header.deposit_bank else "N",
            "addendum_count": 1 + bool(header.endorser),
            "correction_indicator": check.correction,
            "archive_type": _STORED_AS_IMAGE,
        },
    )
    _endorsements(press, check)
    _views(press, check.sequence, check.faces)
    press.bundle.items += 1
    press.bundle.cents += check.cents
    press.bundle.valid_cents += check.cents if check.micr_valid == "1" else 0


def _endorsements(press: _Press, check: Check) -> None:
    header = press.header
    press.write(
        "26",
        {
            "record_number": "1",
            "return_location_routing": header.deposit_bank,
            "endorsement_date": press.day,
            "bofd_item_sequence_number": check.sequence,
            "deposit_account": header.account,
            "payee_name": header.payee[:15],
            "truncation_indicator": "Y",
            "conversion_indicator": _PAPER_TO_IMAGE,
            "correction_indicator": check.correction,
        },
    )
    if header.endorser:
        press.write(
            "28",
            {
                "record_number": "01",
                "endorsing_bank_routing": header.endorser,
                "endorsement_date": press.day,
                "endorsing_bank_sequence_number": check.sequence,
                "truncation_indicator": "N",
                "conversion_indicator": "7",
                "correction_indicator": "0",
                "endorsing_bank_identifier": "0",
            },
        )


def _views(press: _Press, sequence: str, faces: tuple[Face, ...]) -> None:
    header = press.header
    for face in faces:
        press.write(
            "50",
            {
                "image_indicator": "1" if face.is_paper else "2",
                "creator_routing": header.depositor,
                "creator_date": press.day,
                "view_format": "00",
                "view_compression": "00",
                "view_data_size": len(face.tiff),
                "view_side": "1" if face.back else "0",
                "view_descriptor": "00",
                "digital_signature_indicator": "0",
            },
        )
        press.write(
            "52",
            {
                "ece_institution_routing": header.depositor,
                "business_date": press.day,
                "cycle_number": _CYCLE,
                "item_sequence_number": sequence,
                "clipping_origin": "0",
                "image": face.tiff,
            },
        )
        if face.flags:
            press.write("54", _flags(face.flags))
        press.bundle.images += 1


def _flags(flags: QualityFlags) -> Values:
    """Return the fields of record 54: of the global test 1 means that conditions were found, of the others too."""
    return {
        "global_image_quality": flags.global_quality,
        "global_image_usability": 0,
        "imaging_bank_specific_test": flags.bank_specific,
        "partial_image": flags.partial,
        "excessive_image_skew": flags.skew,
        "piggyback_image": flags.piggyback,
        "too_light_or_too_dark": flags.light_or_dark,
        "streaks_and_or_bands": flags.streaks_or_bands,
        "below_minimum_image_size": flags.below_minimum_size,
        "exceeds_maximum_image_size": flags.above_maximum_size,
    }


def _close_bundle(press: _Press) -> None:
    sums = press.bundle
    if not sums.items:
        return
    press.write(
        "70",
        {
            "item_count": sums.items,
            "total_amount": sums.cents,
            "micr_valid_amount": sums.valid_cents,
            "image_count": sums.images,
            "credit_total_indicator": "0",
        },
    )
    press.letter.items += sums.items
    press.letter.cents += sums.cents
    press.letter.images += sums.images
    press.bundle = _Sums()


def _close_file(press: _Press, has_ticket: bool) -> None:
    sums, header = press.letter, press.header
    credit = "0" if has_ticket else ""
    press.write(
        "90",
        {
            "bundle_count": press.bundles,
            "item_count": sums.items,
            "total_amount": sums.cents,
            "image_count": sums.images,
            "ece_institution_name": header.depositor_name[:18],
            "settlement_date": press.day,
            "credit_total_indicator": credit,
        },
    )
    press.write(
        "99",
        {
            "cash_letter_count": 1,
            "record_count": press.records + 1,
            "item_count": sums.items,
            "total_amount": sums.cents,
            "contact_name": header.contact_name[:14],
            "contact_phone": header.contact_phone,
            "credit_total_indicator": credit,
        },
    )
