"""The plain text of a page."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.whole_page import page_text


def test_a_page_on_its_head_gives_its_lines_in_order() -> None:
    page = Image.new("L", (900, 300), 255)
    face = ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), 40)
    ImageDraw.Draw(page).text((40, 40), "Health Connector", font=face, fill=0)
    ImageDraw.Draw(page).text((40, 160), "Amount due", font=face, fill=0)

    assert page_text(np.rot90(np.asarray(page), 2), 180).splitlines() == ["Health Connector", "Amount due"]
