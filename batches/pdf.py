"""Pages as tagged PDF (PDF/UA), Letter size, in one typeface; the same page gives the same bytes."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

_PICTURE = "data:image/svg+xml;base64,"


def print_pdf(page: str) -> bytes:
    """Return an HTML page as PDF; it may use Lato and pictures within itself, and fetches nothing else."""
    fonts = FontConfiguration()
    regular, bold = faces()
    rules = (
        f"@font-face {{ font-family: Lato; src: url('{regular}') }}"
        f"@font-face {{ font-family: Lato; font-weight: bold; src: url('{bold}') }}"
    )
    style = CSS(string=rules, url_fetcher=_fetch, font_config=fonts)
    html = HTML(string=page, url_fetcher=_fetch)
    printed = html.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, stylesheets=[style], font_config=fonts)
    return cast("bytes", printed)


@cache
def faces() -> tuple[str, ...]:
    """Return where the two faces of what we print lie, as addresses of files: regular and bold."""
    folder = files("fontpkg_lato") / "files"
    return tuple(Path(str(folder / name)).as_uri() for name in ("Lato-Regular.ttf", "Lato-Bold.ttf"))


def picture(svg: str) -> str:
    """Return the address of a drawing that lies within the page."""
    return _PICTURE + base64.b64encode(svg.encode()).decode()


def _fetch(url: str) -> URLFetcherResponse:
    """Fetch the two faces and drawings of the page: no text on a paper may name a file."""
    if url.startswith(_PICTURE):
        return URLFetcherResponse(url, base64.b64decode(url[len(_PICTURE) :]), {"Content-Type": "image/svg+xml"})
    if url not in faces():
        raise ValueError(f"what we print fetches nothing but its fonts: {url}")
    return URLFetcherResponse(url, Path(unquote(urlsplit(url).path)).read_bytes(), {"Content-Type": "font/ttf"})
