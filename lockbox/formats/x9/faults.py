"""What is wrong with a file, collected while it is read on; only so many are kept."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the standard has it.

    Attributes:
        what: in words, naming record and field.
        grave: money or an image is not certain; else the form alone is broken, and what is meant is clear.
    """

    what: str
    grave: bool = True

    def at(self, number: int, code: str) -> Fault:
        """Return the fault with the record it was found in."""
        return Fault(f"record {number} ({code}) {self.what}", self.grave)


def remark(what: str) -> Fault:
    """Return a fault of form."""
    return Fault(what, grave=False)


class Faults:
    """A list of faults in the order found; beyond a thousand of a kind only their number is kept."""

    def __init__(self) -> None:
        self._found: dict[bool, list[str]] = {True: [], False: []}
        self._more = {True: 0, False: 0}

    def add(self, fault: Fault) -> None:
        """Take one fault."""
        if len(self._found[fault.grave]) < _MOST:
            self._found[fault.grave].append(fault.what)
        else:
            self._more[fault.grave] += 1

    def all(self, *, grave: bool) -> tuple[str, ...]:
        """Return the faults of one kind in words, and how many more there were."""
        more = self._more[grave]
        return (*self._found[grave], *((f"and {more} more",) if more else ()))
