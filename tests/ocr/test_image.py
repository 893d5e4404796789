"""Every format opens to the same picture, and whatever is no page is named in plain words."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFile
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lockbox.settings import ReadingSettings
from ocr.image import NotAPage, count_pages, open_page
from ocr.page import believable_dpi, gray_of

BOUNDS = ReadingSettings(max_megapixels=2, max_pages=4)
SIZE = (600, 275)


def paper(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 20, 150, 60), fill=(20, 30, 120))
    draw.rectangle((400, 200, 580, 240), fill="black")
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, dpi=(100, 100), **options)
    return buffer.getvalue()


def scanned_pdf(image: Image.Image, rotation: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (432, 198), pageCompression=0)
    canvas.drawImage(_reader(image), 0, 0, 432, 198)
    canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    return data.replace(b"/Rotate 0", f"/Rotate {rotation}".encode()) if rotation else data


def _reader(image: Image.Image) -> ImageReader:
    return ImageReader(image)


def written_pdf(text: str = "Amount due $41.20") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (612, 792))
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 700, text)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


FORMATS = {
    "tiff-g4": saved(paper("1"), "TIFF", compression="group4"),
    "tiff-lzw": saved(paper("L"), "TIFF", compression="tiff_lzw"),
    "tiff-jpeg": saved(paper("RGB"), "TIFF", compression="jpeg"),
    "tiff-16": saved(Image.fromarray(np.asarray(paper("L"), np.uint16) * 257), "TIFF"),
    "png-1": saved(paper("1"), "PNG"),
    "png-grey": saved(paper("L"), "PNG"),
    "png-palette": saved(paper("P"), "PNG"),
    "png-alpha": saved(paper("RGBA"), "PNG"),
    "jpeg": saved(paper("RGB"), "JPEG", quality=95),
    "jpeg-cmyk": saved(paper("CMYK"), "JPEG", quality=95),
    "pdf": scanned_pdf(paper("RGB")),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_page(name: str) -> None:
    data = FORMATS[name]
    assert count_pages(data, BOUNDS) == 1
    page = open_page(data, 0, BOUNDS)
    assert page.gray.shape == (SIZE[1], SIZE[0])
    assert page.gray.dtype == np.uint8
    assert page.dpi == 100
    assert page.words == ()
    assert page.gray[40, 90] < 90
    assert page.gray[220, 500] < 40
    assert page.gray[150, 300] > 240


def test_a_picture_that_does_not_say_how_fine_it_is_is_known_for_it() -> None:
    silent, screen = io.BytesIO(), io.BytesIO()
    paper().save(silent, "PNG")
    paper().save(screen, "PNG", dpi=(72, 72))
    assert not open_page(saved(paper(), "PNG"), 0, BOUNDS).guessed
    assert open_page(silent.getvalue(), 0, BOUNDS).guessed
    assert open_page(screen.getvalue(), 0, BOUNDS).guessed


def test_pages_of_a_tiff_come_in_order() -> None:
    pages = [Image.new("L", (200, 100), shade) for shade in (10, 120, 240)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert count_pages(data, BOUNDS) == 3
    assert [int(open_page(data, index, BOUNDS).gray[0, 0]) for index in range(3)] == [10, 120, 240]
    with pytest.raises(NotAPage, match="no such page"):
        open_page(data, 3, BOUNDS)


def test_the_camera_is_believed_about_up() -> None:
    exif = Image.Exif()
    exif[274] = 6
    data = saved(paper().rotate(90, expand=True), "JPEG", quality=95, exif=exif)
    page = open_page(data, 0, BOUNDS)
    assert page.gray.shape == (SIZE[1], SIZE[0])
    assert page.gray[220, 500] < 40


def test_a_turned_scan_in_a_pdf_comes_upright() -> None:
    page = open_page(scanned_pdf(paper().rotate(90, expand=True).resize(SIZE), 90), 0, BOUNDS)
    assert page.gray.shape == (SIZE[0], SIZE[1])


def test_a_written_pdf_gives_its_words() -> None:
    bounds = ReadingSettings(max_megapixels=8)
    data = written_pdf()
    assert count_pages(data, bounds) == 2
    page = open_page(data, 0, bounds)
    assert [word.text for word in page.words] == ["Amount", "due", "$41.20"]
    assert page.dpi == 200
    for word in page.words:
        box = word.box
        assert page.gray[box.top : box.top + box.height, box.left : box.left + box.width].min() < 60
    assert open_page(data, 1, bounds).words == ()


def test_words_over_a_scan_are_another_programs_reading() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (432, 198))
    canvas.drawImage(_reader(paper()), 0, 0, 432, 198)
    text = canvas.beginText(50, 50)
    text.setTextRenderMode(3)
    text.textOut("999999999999")
    canvas.drawText(text)
    canvas.save()
    assert open_page(buffer.getvalue(), 0, BOUNDS).words == ()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a word processor's file", "no TIFF, PNG, JPEG or PDF"),
        (b"%PDF-1.7\nnothing that follows", "broken"),
        (FORMATS["jpeg"][: len(FORMATS["jpeg"]) // 2], "cut short"),
        (FORMATS["png-grey"][:200], "cut short"),
        (FORMATS["tiff-lzw"][: len(FORMATS["tiff-lzw"]) // 2], "cut short"),
        (saved(Image.new("1", (30_000, 30_000)), "TIFF", compression="group4"), "too large"),
        (saved(Image.new("1", (2000, 2000)), "PNG"), "too large"),
        (scanned_pdf(Image.new("L", (2000, 2000))), "too large"),
        (saved(Image.new("1", (700, 3)), "PNG"), "too small"),
    ],
    ids=[
        "empty",
        "foreign",
        "hollow-pdf",
        "half-jpeg",
        "half-png",
        "half-tiff",
        "bomb",
        "large",
        "large-in-pdf",
        "strip",
    ],
)
def test_what_is_no_page_is_named_at_the_door(data: bytes, fault: str) -> None:
    with pytest.raises(NotAPage, match=fault):
        count_pages(data, BOUNDS)


def test_too_many_pages_are_refused() -> None:
    pages = [Image.new("1", (60, 60))] * 5
    with pytest.raises(NotAPage, match="at most 4"):
        count_pages(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), BOUNDS)


def test_an_encrypted_pdf_is_named() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (200, 200), encrypt="secret")
    canvas.drawString(20, 20, "hidden")
    canvas.save()
    with pytest.raises(NotAPage, match="encrypted"):
        count_pages(buffer.getvalue(), BOUNDS)


def test_a_pdf_that_unpacks_without_end_is_refused() -> None:
    body = zlib.compress(b"\0" * 9_000_000)
    data = b"%PDF-1.4\n1 0 obj<</Length " + str(len(body)).encode() + b"/Filter/FlateDecode>>stream\n" + body
    with pytest.raises(NotAPage, match="unpacks"):
        count_pages(data + b"\nendstream endobj", BOUNDS)


def test_ink_of_any_colour_stays_dark() -> None:
    inks = np.array([[(230, 60, 60), (60, 70, 220), (20, 20, 20)]], np.uint8)
    assert gray_of(inks).max() < 115
    assert gray_of(np.array([[(225, 238, 250)]], np.uint8)).min() > 220


@pytest.mark.parametrize(
    ("stated", "width", "height", "dpi"),
    [
        (200, 1200, 550, 200),
        (72, 1200, 550, 200),
        (0, 1700, 700, 200),
        (96, 2200, 1700, 200),
        (0, 3856, 1700, 643),
        (75, 442, 205, 75),
    ],
)
def test_resolution_is_believed_only_where_it_makes_a_paper(stated: float, width: int, height: int, dpi: int) -> None:
    assert believable_dpi(stated, width, height) == dpi


def faults_of(data: bytes) -> list[str]:
    faults = []
    for ask in (lambda: count_pages(data, BOUNDS), lambda: open_page(data, 0, BOUNDS)):
        try:
            ask()
        except NotAPage as fault:
            faults.append(str(fault))
    return faults


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([b"", b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.4\n"]), st.binary())
def test_noise_is_never_worse_than_no_page(head: bytes, noise: bytes) -> None:
    assert all(fault and " at 0x" not in fault for fault in faults_of(head + noise))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(FORMATS)),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
)
def test_damaged_files_are_never_worse_than_no_page(name: str, kept: float, flips: list[tuple[float, int]]) -> None:
    data = bytearray(FORMATS[name][: max(1, round(kept * len(FORMATS[name])))])
    for place, value in flips:
        data[round(place * (len(data) - 1))] = value
    assert all(fault and " at 0x" not in fault for fault in faults_of(bytes(data)))


def test_half_a_picture_is_none_whatever_other_libraries_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    half = FORMATS["jpeg"][: len(FORMATS["jpeg"]) // 2]
    with pytest.raises(NotAPage, match="cut short"):
        open_page(half, 0, BOUNDS)
