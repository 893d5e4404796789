"""Payment slips whose digits fail their check: mended where one open bill of the roster is clearly meant."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from lockbox.records import Slip, SlipPayload
from lockbox.slips import DEFAULT_PROFILE, SlipProfile, encode_payload
from matching.ids import digits_of, near_texts
from matching.roster import Roster

_MOST_WRONG = 2
_MARGIN = 2


def mend(slip: Slip, roster: Roster, profiles: Sequence[SlipProfile]) -> SlipPayload | None:
    """Return the open bill that a slip without a valid machine read clearly shows, None if none does.

    A slip of which any read is valid needs no mending: if it has no payload all the same, its reads
    contradict each other. Only slips of the default profile can be mended.
    """
    valid = slip.payload.value or slip.payload.candidates or slip.barcode.value or slip.scan_line.value
    if valid or DEFAULT_PROFILE not in profiles:
        return None
    texts = (slip.scan_line.text, slip.barcode.text)
    found = {payload for text in texts if (payload := nearest_bill(digits_of(text), roster))}
    return found.pop() if len(found) == 1 else None


def nearest_bill(digits: str, roster: Roster) -> SlipPayload | None:
    """Return the open bill whose thirty digits are these but for two at most, one of them in the member id.

    No other open bill may come within two digits of that. The check digits keep the lines of
    neighbours at least two digits apart.
    """
    ids = sorted({meant for meant, _ in near_texts(digits[1:13]) if meant in roster.ids})
    payloads = [
        SlipPayload(DEFAULT_PROFILE.name, bill.member_id, bill.coverage, bill.coverage_month, bill.due_cents)
        for member_id in ids
        for bill in roster.members[roster.ids[member_id]].bills
    ]
    ranked = sorted((Levenshtein.distance(digits, encode_payload(one)), place) for place, one in enumerate(payloads))
    clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[1][0] >= ranked[0][0] + _MARGIN)
    return payloads[ranked[0][1]] if clear and ranked[0][0] <= _MOST_WRONG else None
