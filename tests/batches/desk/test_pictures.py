"""What is shown of a page: upright, blacked out where it must be, and made once."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from batches.archive import Archive
from batches.desk.pictures import NotAPage, Picture, Pictures, leaf_of, secret_boxes
from lockbox.records import Box, PageKind, PageReading, Scan, Sighting, Zone
from lockbox.settings import ReadingSettings
from ocr.engine import Gray

CARD, SSN = "4111 1111 1111 1111", "219-09-9999"
LINE = Box(100, 40, 60, 20)


def paper(width: int = 300, height: int = 120) -> Gray:
    """Return a white page with a black square in its upper left corner and grey noise nowhere."""
    gray = np.full((height, width), 255, np.uint8)
    gray[5:25, 5:25] = 0
    return gray


def stored(archive: Archive, gray: Gray) -> Scan:
    return Scan(archive.put(cv2.imencode(".png", gray)[1].tobytes()), "page.png")


def reading(*seen: Sighting, rotation: int = 0, faults: tuple[str, ...] = ()) -> PageReading:
    return PageReading(0, PageKind.LETTER, rotation, 300, 120, 200, seen, faults)


def sighting(text: str, zone: Zone = Zone.WRITTEN, others: tuple[tuple[str, int], ...] = ()) -> Sighting:
    return Sighting(zone, LINE, text, 900, "a:0", others)


def shown(picture: Picture) -> Gray:
    return np.asarray(cv2.imdecode(np.frombuffer(picture.data, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def pictures(archive: Archive) -> Pictures:
    return Pictures(archive, ReadingSettings())


@pytest.mark.parametrize(
    ("seen", "secret"),
    [
        (sighting("visa [card]"), True),
        (sighting("[ssn]"), True),
        (sighting(f"card {CARD}"), True),  # a reading made before such numbers were left out
        (sighting(f"ssn {SSN}"), True),
        (sighting("4111 1111 1111 1112"), True),  # a digit was misread
        (sighting("hello", others=(("[ssn]", 300),)), True),
        (sighting("member 730021448815"), False),
        (sighting("acct 7300214488"), False),
        (sighting("A021000021A4111111111111111C", Zone.MICR), False),
    ],
)
def test_a_box_is_secret_when_some_reader_saw_such_a_number_there(seen: Sighting, secret: bool) -> None:
    assert bool(secret_boxes(reading(seen))) == secret


def test_secret_boxes_are_black_in_the_page_and_in_every_crop(archive: Archive, pictures: Pictures) -> None:
    leaf = leaf_of(stored(archive, paper()), reading(sighting("[card]")))
    page = shown(pictures.page(leaf))
    assert not page[LINE.top : LINE.top + LINE.height, LINE.left : LINE.left + LINE.width].any()
    assert page[-1, -1] == 255
    assert not shown(pictures.crop(leaf, LINE, 3)).any()


def test_what_a_clerk_redacts_is_black_too(archive: Archive, pictures: Pictures) -> None:
    scan = stored(archive, paper())
    bare = shown(pictures.page(leaf_of(scan, reading())))
    black = shown(pictures.page(leaf_of(scan, reading(), [Box(250, 100, 900, 900), Box(-50, 60, 60, 10)])))
    assert bare[110, 260] == 255
    assert black[110, 260] == 0
    assert black[65, 5] == 0
    assert black[65, 15] == 255


@pytest.mark.parametrize(("rotation", "corner"), [(0, (10, 10)), (90, (10, -10)), (180, (-10, -10)), (270, (-10, 10))])
def test_a_page_is_turned_upright(archive: Archive, pictures: Pictures, rotation: int, corner: tuple[int, int]) -> None:
    picture = pictures.page(leaf_of(stored(archive, paper()), reading(rotation=rotation)))
    assert shown(picture)[corner] == 0
    assert (picture.width, picture.height) == ((300, 120) if rotation in (0, 180) else (120, 300))


def test_a_mirrored_page_is_turned_back_before_it_is_turned_upright(archive: Archive, pictures: Pictures) -> None:
    fault = "mirrored: the scan shows the page as in a mirror"
    assert shown(pictures.page(leaf_of(stored(archive, paper()), reading(faults=(fault,)))))[10, -10] == 0


def test_a_page_is_never_widened_and_a_crop_is_enlarged(archive: Archive, pictures: Pictures) -> None:
    leaf = leaf_of(stored(archive, paper()), reading())
    assert [pictures.page(leaf, width).width for width in (0, 150, 900)] == [300, 150, 300]
    crop = pictures.crop(leaf, Box(0, 0, 30, 30), 4)
    assert (crop.width, crop.height) == (120, 120)
    assert shown(crop)[60, 60] == 0
    with pytest.raises(NotAPage, match="nothing of this page"):
        pictures.crop(leaf, Box(400, 0, 30, 30))


def test_black_and_white_is_sent_as_it_is_and_grey_as_a_photograph(archive: Archive, pictures: Pictures) -> None:
    assert pictures.page(leaf_of(stored(archive, paper()), reading())).media_type == "image/png"
    assert (shown(pictures.page(leaf_of(stored(archive, paper()), reading()))) == paper()).all()
    grey = np.tile(np.arange(60, 210, dtype=np.uint8), (120, 2))
    assert pictures.page(leaf_of(stored(archive, grey), reading())).media_type == "image/jpeg"


def test_pictures_are_made_once_and_by_content(archive: Archive, pictures: Pictures) -> None:
    scan = stored(archive, paper())
    first = pictures.page(leaf_of(scan, reading()))
    assert pictures.page(leaf_of(Scan(scan.sha256, "other name.png"), reading())) is first
    assert pictures.page(leaf_of(scan, reading(sighting("[ssn]")))) is not first


def test_little_memory_is_kept(archive: Archive) -> None:
    pictures = Pictures(archive, ReadingSettings(), most_bytes=1)
    leaves = [leaf_of(stored(archive, paper(300 + more)), reading()) for more in range(3)]
    assert [pictures.page(leaf).width for leaf in leaves] == [300, 301, 302]
    assert pictures.page(leaves[2]) is pictures.page(leaves[2])
    assert pictures.page(leaves[0]) is not pictures.page(leaves[1])


def test_what_is_no_page_is_said_to_be_none(archive: Archive, pictures: Pictures) -> None:
    with pytest.raises(NotAPage):
        pictures.page(leaf_of(Scan(archive.put(b"no page"), "letter.doc"), None))
