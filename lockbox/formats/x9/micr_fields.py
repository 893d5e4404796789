"""The fields of a MICR line as records of checks spell them: auxiliary on-us, processing code, on-us."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lockbox.micr import Micr, sides

_AUXILIARY, _ON_US = 15, 20
_TO_X9 = str.maketrans({"C": "/", "D": "-"})


@dataclass(frozen=True, slots=True)
class MicrFields:
    """What stands beside the routing number: ``*`` for a character not read, ``-`` dash, ``/`` on-us symbol."""

    auxiliary_on_us: str = ""
    epc: str = ""
    on_us: str = ""


def micr_fields(micr: Micr | None) -> MicrFields:
    """Return the fields of a line; one that is longer than its field loses its blanks, then what is furthest left."""
    if micr is None:
        return MicrFields()
    left, right = sides(micr)
    pair = re.search(r"C([^C]*[0-9*][^C]*)C", left)
    auxiliary = pair[1] if pair else ""
    return MicrFields(
        auxiliary_on_us=_fit(re.sub(r"[^0-9*D ]", "", auxiliary).translate(_TO_X9), _AUXILIARY),
        epc=micr.epc if re.fullmatch("[0-9]", micr.epc) else "",
        on_us=_fit(re.sub(r"[^0-9*CD ]", "", right).translate(_TO_X9), _ON_US),
    )


def _fit(text: str, width: int) -> str:
    """Return text with single blanks, without any where it would be too long, cut from the left at last."""
    single = " ".join(text.split())
    close = single if len(single) <= width else single.replace(" ", "")
    return close[-width:]
