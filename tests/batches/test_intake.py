"""The door: grouping, tickets, indexes, strays, folders that still move, image cash letters."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from batches.intake import seconds_since_change, take_in
from lockbox.canonical import encode, sha256
from lockbox.errors import MailError
from lockbox.records import Batch, Side
from lockbox.settings import ReadingSettings
from tests.lockbox.formats.x9.test_letter import cash_letter

DAY = dt.date(2026, 11, 20)


class Shelf(dict[str, bytes]):
    """An archive in memory."""

    def put(self, data: bytes) -> str:
        """Keep bytes under their SHA-256."""
        self[sha256(data)] = data
        return sha256(data)


def picture(shade: int, pages: int = 1, kind: str = "TIFF") -> bytes:
    """Return a small image file of plain pages."""
    sheets = [Image.new("L", (120, 60), (shade + page) % 256) for page in range(pages)]
    stream = io.BytesIO()
    extra = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(stream, kind, **extra)
    return stream.getvalue()


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def take(folder: Path, shelf: Shelf | None = None) -> Batch:
    """Take a folder in with default bounds."""
    return take_in(folder, (shelf if shelf is not None else Shelf()).put, ReadingSettings(), DAY)


def shape(batch: Batch) -> dict[str, list[tuple[str, int]]]:
    """Return the sources and pages of each envelope."""
    return {one.name: [(scan.source, scan.page) for scan in one.scans] for one in batch.envelopes}


def test_pages_group_by_name_and_files_with_pages_stand_alone(tmp_path: Path) -> None:
    files = {
        "b_2.png": picture(2, kind="PNG"),
        "b_10.png": picture(3, kind="PNG"),
        "b_1.png": picture(1, kind="PNG"),
        "c.tif": picture(9, 3),
        "sub/d.jpg": picture(7, kind="JPEG"),
    }
    assert shape(take(fill(tmp_path, files))) == {
        "b": [("b_1.png", 0), ("b_2.png", 0), ("b_10.png", 0)],
        "c": [("c.tif", 0), ("c.tif", 1), ("c.tif", 2)],
        "sub/d": [("sub/d.jpg", 0)],
    }


def test_two_files_of_one_stem_are_never_thrown_together(tmp_path: Path) -> None:
    files = {
        "a.tif": picture(1, 2),
        "a.png": picture(2, kind="PNG"),
        "b_1.png": picture(3, kind="PNG"),
        "b.tif": picture(4, 2),
    }
    assert set(shape(take(fill(tmp_path, files)))) == {"a.tif", "a.png", "b", "b.tif"}


def test_the_index_overrides_and_what_it_forgets_is_kept(tmp_path: Path) -> None:
    index = b"envelope,file,page,side\nE1,x.tif,2,back\nE1,y.png,,front\nE2,gone.png,,\nE3,x.tif,9,\n"
    files = {
        "x.tif": picture(1, 2),
        "y.png": picture(2, kind="PNG"),
        "z.png": picture(3, kind="PNG"),
        "index.csv": index,
    }
    batch = take(fill(tmp_path, files))
    by_name = {one.name: one for one in batch.envelopes}
    assert [(scan.source, scan.page, scan.side) for scan in by_name["E1"].scans] == [
        ("x.tif", 1, Side.BACK),
        ("y.png", 0, Side.FRONT),
    ]
    assert "not there" in by_name["E2"].strays[0].fault
    assert "page 9 of 2" in by_name["E3"].strays[0].fault
    assert shape(batch)["z"] == [("z.png", 0)]


def test_every_mistake_of_an_index_is_named_at_once(tmp_path: Path) -> None:
    index = b"envelope,file,page,side\n,x.png,,\nE1,y.png,two,\nE2,z.png,1,top\n"
    with pytest.raises(MailError, match=r"(?s)line 2.*line 3.*line 4"):
        take(fill(tmp_path, {"x.png": picture(1, kind="PNG"), "index.csv": index}))


@pytest.mark.parametrize(
    "data",
    [b"", b"plain words", b"%PDF-1.4 broken", picture(1)[:40], b"II*\x00" + b"\xff" * 60],
    ids=["empty", "text", "pdf", "cut", "tiff"],
)
def test_what_is_no_page_becomes_a_stray_and_stays_in_the_archive(tmp_path: Path, data: bytes) -> None:
    shelf = Shelf()
    batch = take(fill(tmp_path, {"odd.bin": data, "good.png": picture(1, kind="PNG")}), shelf)
    (odd,) = [one for one in batch.envelopes if one.name == "odd"]
    assert odd.scans == ()
    assert odd.strays[0].fault
    assert shelf[odd.strays[0].sha256] == data


def test_a_name_that_is_no_text_is_taken_all_the_same(tmp_path: Path) -> None:
    folder = fill(tmp_path / "mail", {"good.png": picture(1, kind="PNG")})
    (folder / os.fsdecode(b"caf\xe9.png")).write_bytes(picture(2, kind="PNG"))
    batch = take(folder)
    assert set(shape(batch)) == {"good", "caf\\xe9"}
    assert encode(batch)


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = fill(tmp_path / "mail", {"good.png": picture(1, kind="PNG")})
    (folder / "link.png").symlink_to(fill(tmp_path, {"secret.png": picture(2, kind="PNG")}) / "secret.png")
    (link,) = [one for one in take(folder).envelopes if one.name == "link"]
    assert "link" in link.strays[0].fault


def test_the_ticket_declares_day_count_and_total(tmp_path: Path) -> None:
    ticket = b'received_on = 2026-11-18\ncount = 3\ntotal = "1,234.50"\n'
    batch = take(fill(tmp_path, {"a.png": picture(1, kind="PNG"), "batch.toml": ticket}))
    assert (batch.received_on, batch.declared_count, batch.declared_cents) == (dt.date(2026, 11, 18), 3, 123450)


def test_every_mistake_of_a_ticket_is_named_at_once(tmp_path: Path) -> None:
    ticket = b'received_on = "soon"\ncount = -1\ntotal = 12.345\nbank = "x"\n'
    with pytest.raises(MailError, match=r"(?s)bank.*received_on.*count.*total"):
        take(fill(tmp_path, {"a.png": picture(1, kind="PNG"), "batch.toml": ticket}))


def test_without_a_ticket_the_given_day_holds(tmp_path: Path) -> None:
    assert take(fill(tmp_path, {"a.png": picture(1, kind="PNG")})).received_on == DAY


def test_a_folder_with_an_unfinished_transfer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="still being written"):
        take(fill(tmp_path, {"a.png": picture(1, kind="PNG"), "b.png.part": b"II"}))


def test_a_folder_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"a.png": picture(1, kind="PNG")})

    def scanner_writes_on(data: bytes) -> str:
        (folder / "b.png").write_bytes(data)
        return sha256(data)

    with pytest.raises(MailError, match="changed while it was read"):
        take_in(folder, scanner_writes_on, ReadingSettings(), DAY)


def test_age_of_the_newest_file(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"a.png": b"1", "b.png": b"2"})
    os.utime(folder / "a.png", (1000, 1000))
    os.utime(folder / "b.png", (2000, 2000))
    assert seconds_since_change(folder, 2005.0) == 5.0


@pytest.mark.parametrize("mail", ["nowhere", "empty"])
def test_no_mail_is_the_operators_trouble(tmp_path: Path, mail: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MailError):
        take(tmp_path / mail)


def test_a_cash_letter_gives_an_envelope_an_item(tmp_path: Path) -> None:
    letter = cash_letter([10000, 4250], image=picture(5))
    batch = take(fill(tmp_path, {"night.icl": letter}) / "night.icl")
    assert [one.name for one in batch.envelopes] == ["night.icl#1", "night.icl#2"]
    assert [scan.side for scan in batch.envelopes[0].scans] == [Side.FRONT, Side.BACK]
    assert (batch.declared_count, batch.declared_cents) == (2, 14250)


def test_a_damaged_cash_letter_loses_nothing(tmp_path: Path) -> None:
    letter = cash_letter([10000], image=b"no image")[:-40]
    batch = take(fill(tmp_path, {"night.icl": letter}) / "night.icl")
    assert len(batch.envelopes[0].strays) == 2
    assert "record" in " ".join(stray.fault for stray in batch.envelopes[-1].strays)


def test_a_single_scan_is_no_cash_letter(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="no image cash letter"):
        take(fill(tmp_path, {"a.png": picture(1, kind="PNG")}) / "a.png")
