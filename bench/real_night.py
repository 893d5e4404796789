"""Runs real checks, each with a coupon printed for it, end to end: ``python -m bench.real_night --data FOLDER``.

The data folder holds images of checks and a ``labels.csv`` (file, sheet_id, courtesy_amount). Every
check goes into an envelope with the coupon of an invented member who owes exactly its figures. Under the
published policy such checks must be held: they are old and payable to others, most of them specimens without a
bank. With ``--lenient`` age, payee, code line, missing backs, missing dates and a check seen twice do not block,
so that what posts shows how well the readers do: a posting is right when the member is the one of its envelope
and the amount is the label's.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from batches import exports
from batches.intake import take_in
from batches.prints import ocr_b_font
from batches.run import Operator, run_batch
from batches.site import Site
from lockbox.formats.coupon import COUPON_HEIGHT, coupon_pdf
from lockbox.money import format_dollars, parse_dollars
from lockbox.records import Coverage
from lockbox.settlement import Bill, Member

MONTH = "2020-02"
RECEIVED = dt.date(2020, 1, 2)
DPI = 200
_MEMBERS = 730_021_440_000
_STEP = 7_919
_NOON = f"{RECEIVED}T12:00:00+00:00"
_NAMES = ("Ann Baker", "Carl Davis", "Erin Foley", "Glenn Hart", "Ida Jensen", "Karl Lopez", "Mary Nolan")
_LENIENT = (
    *("STALE_DATED", "DATE_MISSING", "PAYEE_NOT_ACCEPTABLE", "THIRD_PARTY"),
    *("MICR_UNREADABLE", "IMAGE_MISSING", "DUPLICATE_ITEM"),
)
_PERSON = ("member_id", "first_name", "last_name", "street", "city", "state", "zip")
_BILL = ("coverage", "carrier", "coverage_month", "amount_due")


@dataclass(frozen=True, slots=True)
class Paper:
    """One picture of a real check (``sheet``), the member invented for it, and the figures that it says."""

    name: str
    file: Path
    sheet: str
    member: Member
    cents: int

    @property
    def bill(self) -> Bill:
        """What the member owes."""
        return self.member.bills[0]


def papers(data: Path) -> tuple[Paper, ...]:
    """Return every labelled check of a data folder."""
    with (data / "labels.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return tuple(_paper(data, place, row) for place, row in enumerate(rows))


def _paper(data: Path, place: int, row: dict[str, str]) -> Paper:
    number, cents = f"{_MEMBERS + place * _STEP:012}", parse_dollars(row["courtesy_amount"])
    bill = Bill(number, Coverage.MEDICAL, "WellSense", MONTH, cents)
    first, last = _NAMES[place % len(_NAMES)].split()
    member = Member(number, first, last, f"{place + 1} Elm Street", "Boston", "MA", "02118", bills=(bill,))
    return Paper(f"R{place:02}", data / row["file"], row["sheet_id"], member, cents)


def make_mail(folder: Path, checks: Sequence[Paper]) -> None:
    """Write the mail, two pages an envelope, and its ticket."""
    folder.mkdir(parents=True)
    font = ocr_b_font()
    for one in checks:
        shutil.copyfile(one.file, folder / f"{one.name}_1{one.file.suffix}")
        page = pypdfium2.PdfDocument(coupon_pdf(one.member, one.member.bills, font))[0]
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        top = picture.height - round(COUPON_HEIGHT * DPI)
        picture.crop((0, top, picture.width, picture.height)).save(folder / f"{one.name}_2.png", dpi=(DPI, DPI))
    (folder / "batch.toml").write_text(f"received_on = {RECEIVED}\n", "utf-8")


def roster(checks: Sequence[Paper]) -> bytes:
    """Return the roster of the invented members."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow((*_PERSON, *_BILL))
    for one in checks:
        bill = one.bill
        person = [getattr(one.member, name) for name in _PERSON]
        lines.writerow(
            [*person, bill.coverage.value, bill.carrier, bill.coverage_month, format_dollars(bill.due_cents)]
        )
    return out.getvalue().encode()


def run_night(root: Path, checks: Sequence[Paper], *, lenient: bool) -> list[dict[str, str]]:
    """Run the checks on a new site under ``root`` and return the rows of its results."""
    site = Site.create(root / "site", "00" * 32)
    if lenient:
        with (site.root / "lockbox.toml").open("a", encoding="utf-8") as file:
            for reason in _LENIENT:
                file.write(f'\n[[settings.policy.reasons]]\nreason = "{reason}"\nblocks = false\n')
                file.write('disposition = "deposit"\n')
        site = Site.open(site.root)
    site.load_roster(roster(checks), _NOON)
    make_mail(root / "mail", checks)
    batch = take_in(root / "mail", site.archive.put, site.settings.reading, RECEIVED)
    night = run_batch(site, batch, Operator("bench", "bench", lambda: _NOON))
    return list(csv.DictReader(io.StringIO(exports.export("results", site.archive, night.run).decode())))


def lines(checks: Sequence[Paper], rows: Sequence[dict[str, str]]) -> list[str]:
    """Return a line for each check and the sums, for people."""
    by_name = {one.name: one for one in checks}
    said, right, wrong = [], 0, 0
    for row in rows:
        one = by_name[row["envelope"]]
        is_right = row["member_id"] == one.member.member_id and row["amount"] == format_dollars(one.cents)
        posted = row["outcome"] == "posted"
        right, wrong = right + (posted and is_right), wrong + (posted and not is_right)
        amounts = (
            f"{row['courtesy_amount'] or '-':>8} {row['legal_amount'] or '-':>8} of {format_dollars(one.cents):>8}"
        )
        verdict = ("posted" if is_right else "WRONG ") if posted else "held  "
        said.append(f"{one.file.name[:40]:40} {row['instrument'] or '-':8} {amounts}  {verdict} {row['reasons']}")
    posted_sheets = [by_name[row["envelope"]].sheet for row in rows if row["outcome"] == "posted" and not _twin(row)]
    twice = len(posted_sheets) - len(set(posted_sheets))
    called = len({row["envelope"] for row in rows if row["instrument"]})
    said.append(
        f"{len(checks)} checks: {called} taken for instruments, {right} posted to the right bill, {wrong} wrong; "
        f"{twice} posted although another picture of the same check was"
    )
    return said


def _twin(row: dict[str, str]) -> bool:
    return "DUPLICATE_ITEM" in row["reasons"]


def main() -> None:
    """Run both nights and print what came of each check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="A folder of real checks with labels.csv.")
    parser.add_argument("--lenient", action="store_true", help="Let age, payee and missing backs not block.")
    options = parser.parse_args()
    checks = papers(options.data)
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(lines(checks, run_night(Path(folder), checks, lenient=options.lenient))))


if __name__ == "__main__":
    main()
