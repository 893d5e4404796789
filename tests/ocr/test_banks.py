"""The list of known banks."""

from lockbox.micr import routing_is_assigned
from ocr.banks import known_banks


def test_every_known_number_can_be_one() -> None:
    banks = known_banks()
    assert len(banks) == 18198
    assert all(map(routing_is_assigned, banks))
    assert {"011000138", "021000021", "322271779"} <= banks
    assert not {"011300007", "000000000"} & banks
