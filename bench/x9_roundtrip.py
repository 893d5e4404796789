"""Reads image cash letters, verifies every total, writes each record again and says what differs.

``python -m bench.x9_roundtrip FILE…`` prints, of each file, what it holds and what is wrong with it, and of each
byte that the written file has otherwise, which field of which record it is in and why. Exits with 1 where the
meaning differs: a record written and read again that is not what it was, or a total that does not hold.
"""

from __future__ import annotations

import argparse
import mmap
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from lockbox.formats.x9.faults import Faults
from lockbox.formats.x9.frame import frames, framing_of
from lockbox.formats.x9.layout import RECORDS
from lockbox.formats.x9.record import Code, Record, read_record, write_record
from lockbox.formats.x9.totals import Totals
from lockbox.money import display_dollars


def field_differences(raw: bytes, again: bytes, record: Record, code: Code) -> Iterator[str]:
    """Yield each field in which a record's bytes differ from those written again, and why."""
    spec, place = RECORDS[record.key], 2
    for one, value in zip(spec.fields, record.values, strict=True):
        length = one.length or len(value)
        before, after = raw[place : place + length], again[place : place + length]
        place += length
        if before != after:
            was, now = before.decode(code), after.decode(code)
            why = "filled in another way" if was.strip(" 0") == now.strip(" 0") else "the true length of what it counts"
            yield f"{one.place}: {was!r} becomes {now!r}, {why}"


def meaning(record: Record) -> tuple[object, ...]:
    """Return what a record says: its fields, lengths within it left out, for they follow from what they count."""
    spec = RECORDS.get(record.key)
    if spec is None:
        return (record,)
    sizes = {one.sized_by for one in spec.fields}
    values = (value for one, value in zip(spec.fields, record.values, strict=True) if one.name not in sizes)
    return (record.key, record.rest, *values)


def show(path: Path) -> bool:
    """Print one file's story; true if every total holds and nothing changes its meaning."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        data = cast("bytes", mapped)  # a map is sliced and searched as bytes are
        found = framing_of(data)
        faults, totals = Faults(), Totals()
        kinds: Counter[str] = Counter()
        changed: Counter[str] = Counter()
        same, unchanged = 0, True
        for frame in frames(data, faults):
            code = found[1] if found else Code.EBCDIC
            record, wrong = read_record(frame.raw, code)
            for fault in (*wrong, *totals.pass_by(record)):
                faults.add(fault.at(frame.number, record.code))
            kinds[record.code] += 1
            again = write_record(record, code)
            same += again == frame.raw
            unchanged = unchanged and meaning(read_record(again, code)[0]) == meaning(record)
            changed.update(f"({record.code}) {one}" for one in field_differences(frame.raw, again, record, code))
        for fault in totals.left_open():
            faults.add(fault)
    count, controls = totals.file, sum(kinds[code] for code in ("70", "90", "99"))
    worth = f"{count.items} items, {display_dollars(count.cents)}, {count.images} images"
    print(f"{path.name}: {totals.records} records, {worth}")
    print(f"  totals: {totals.verified} of {controls} control records hold in every field")
    for grave, name in ((True, "fault"), (False, "remark")):
        for what, times in Counter(faults.all(grave=grave)).items():
            print(f"  {name}: {what}" + (f" ({times} times)" if times > 1 else ""))
    verdict = "" if unchanged else "; MEANING DIFFERS"
    print(f"  written again: {same} of {totals.records} records byte for byte{verdict}")
    for what, times in sorted(changed.items()):
        print(f"    {what} ({times} times)")
    return unchanged and totals.verified == controls and not faults.all(grave=True)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench.x9_roundtrip", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    shown = [show(path) for path in parser.parse_args(words).files]
    sys.exit(0 if all(shown) else 1)


if __name__ == "__main__":
    main()
