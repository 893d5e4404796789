"""The pictures of pages: whole, or one box of them enlarged; never with a card or social security number on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from batches.desk.pictures import Leaf, NotAPage, Picture, picture_name
from batches.desk.security import Looker
from batches.desk.shelf import Shelved
from lockbox.errors import NotFoundError
from lockbox.records import Box

router = APIRouter()

_BOX = re.compile(r"(-?\d{1,6}),(-?\d{1,6}),(\d{1,6}),(\d{1,6})")
Name = Annotated[str, Query(max_length=400)]


def leaf(night: str, page: int, envelope: Name, who: Looker, shelf: Shelved) -> Leaf:
    """Find a page for somebody who may see items."""
    del who
    return shelf.leaf(shelf.papers(night, envelope), page)


Asked = Annotated[Leaf, Depends(leaf)]
Width = Annotated[int, Query(ge=0, le=10_000)]
Zoom = Annotated[int, Query(ge=1, le=8)]


@router.get("/paper/{night}/{page}")
def paper(request: Request, asked: Asked, shelf: Shelved, width: Width = 0) -> Response:
    """Return a page, upright, at most ``width`` pixels wide; 0 for as it was scanned."""
    name = picture_name(asked, "page", width)
    return _answer(request, name, lambda: shelf.pictures.page(asked, width))


@router.get("/crop/{night}/{page}")
def crop(request: Request, asked: Asked, shelf: Shelved, box: Name, zoom: Zoom = 3) -> Response:
    """Return what stands in ``box`` (left, top, width, height in pixels of the upright page), enlarged."""
    found = _BOX.fullmatch(box)
    if not found:
        raise NotFoundError(f"{box!r} is no box", hint="A box is left,top,width,height in pixels.")
    where = Box(*map(int, found.groups()))
    return _answer(request, picture_name(asked, where, zoom), lambda: shelf.pictures.crop(asked, where, zoom))


def _answer(request: Request, name: str, make: Callable[[], Picture]) -> Response:
    """Send a picture, unless the browser has it; it keeps it and asks each time, for a redaction makes it another."""
    headers = {"etag": f'"{name}"', "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    try:
        picture = make()
    except NotAPage as fault:
        raise NotFoundError(str(fault)) from fault
    return Response(picture.data, media_type=picture.media_type, headers=headers)
