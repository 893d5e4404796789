"""The routing numbers that banks are known to use, from the list beside this module.

``banks.txt`` has a line for some numbers with one beginning: four digits, then the next four of each number; the
ninth is the check digit. They are the 18,198 of the FedACH directory of 2018 as packaged by moov-io (Apache-2.0);
its names and addresses are left out. Banks founded since are missing, so that a number that is not in the list is
no worse for it: the list serves to fill in what is damaged.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from lockbox.micr import check_digit


@cache
def known_banks() -> frozenset[str]:
    """Return every known routing number, nine digits each."""
    lines = (resources.files("ocr") / "banks.txt").read_text("ascii").splitlines()
    eights = (line[:4] + rest for line in lines for rest in line[5:].split(" "))
    return frozenset(eight + check_digit(eight) for eight in eights)
