from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from samples.degrade import Mode, Scanning, scan
from samples.files import Format, Sheet, encode
from samples.paper import Paper


def _sheet(mode: Mode, dpi: int = 200) -> Sheet:
    paper = Paper(3, 2)
    paper.frame((0.5, 0.5), (1, 1), fill=(20, 20, 20))
    return Sheet(scan(paper.pixels(), Scanning(mode, dpi=dpi, seed=3)), mode is Mode.BITONAL, dpi)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("form", list(Format))
def test_every_format_holds_the_page(mode: Mode, form: Format) -> None:
    if form is Format.JPEG and mode is Mode.BITONAL:
        return
    sheet = _sheet(mode)
    data = encode([sheet], form)
    if form is Format.PDF:
        seen = pypdfium2.PdfDocument(data)[0].render(scale=200 / 72).to_pil()
    else:
        seen = Image.open(BytesIO(data))
    assert seen.size == (600, 400)
    want = np.asarray(sheet.image().convert("L"), np.int16)
    assert np.abs(np.asarray(seen.convert("L"), np.int16) - want).mean() < 6


def test_pages_of_several_modes_share_a_file() -> None:
    sheets = [_sheet(mode) for mode in Mode]
    tiff = Image.open(BytesIO(encode(sheets, Format.TIFF)))
    assert tiff.n_frames == 3
    assert len(pypdfium2.PdfDocument(encode(sheets, Format.PDF))) == 3


def test_scans_are_repeatable_and_turned() -> None:
    page = Paper(3, 2).pixels()
    how = Scanning(Mode.GREY, dpi=150, skew=1.0, turn=90, seed=9)
    assert scan(page, how).shape == (450, 300)
    assert (scan(page, how) == scan(page, how)).all()
