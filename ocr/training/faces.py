"""The fonts that words are written and printed with in training lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.training.hands import FOR_JUDGING, Hands, load_hands
from ocr.training.paper import Ink
from ocr.training.texts import Book, load_book

KEPT = ("annie-use-your-telescope", "cedarville-cursive", "gloria-hallelujah", "just-me-again", "handlee", "vibur")
"""Fonts that nothing is trained on: confidences are calibrated with them."""

_ORNATE = (
    "herr-von-muellerhoff", "league-script", "licorice", "meddon", "monsieur-la-doulaise", "mr-de-haviland",
    "mrs-saint-delafield", "oooh-baby",
)  # fmt: skip
_JOINED = (
    *_ORNATE, "bad-script", "beth-ellen", "cedarville-cursive", "damion", "homemade-apple", "kristi", "la-belle-aurore",
    "marck-script", "satisfy", "vibur",
)  # fmt: skip
"""Fonts whose letters join, and of those the ones whose capitals are made to stand alone."""


_SUFFIXES = (".ttf", ".otf", ".woff")


@dataclass(frozen=True, slots=True)
class Inked:
    """Ink with its place: pixels its top lies below the base line, and how far the pen moves on."""

    ink: Ink
    top: float
    advance: float


@dataclass(frozen=True, eq=False)
class Face:
    """A font to write or print with."""

    path: Path
    joined: bool = False
    ornate: bool = False
    _faces: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict)
    _glyphs: dict[tuple[str, int], Inked | None] = field(default_factory=dict)

    def write(self, text: str, size: int) -> Inked | None:
        """Return a text at a nominal size; nothing where the font has no such characters."""
        if len(text) > 1:
            return self._draw(text, size)
        if (text, size) not in self._glyphs:
            self._glyphs[text, size] = self._draw(text, size)
        return self._glyphs[text, size]

    def _draw(self, text: str, size: int) -> Inked | None:
        if size not in self._faces:
            self._faces[size] = ImageFont.truetype(str(self.path), size)
        face = self._faces[size]
        left, top, right, bottom = (round(edge) for edge in face.getbbox(text, anchor="ls"))
        if right <= left or bottom <= top:
            return None
        image = Image.new("L", (right - left + 2, bottom - top + 2), 0)
        ImageDraw.Draw(image).text((1 - left, 1 - top), text, font=face, fill=255, anchor="ls")
        ink = (np.asarray(image) / 255).astype(np.float32)
        return Inked(ink, top - 1.0, face.getlength(text)) if ink.max() > 0.4 else None


@dataclass(frozen=True, slots=True)
class Pens:
    """Everything lines are made with.

    Attributes:
        hands: who writes digits that are no font's.
        written: fonts of handwriting.
        printed: faces of print.
        book: names to write of.
    """

    hands: Hands
    written: tuple[Face, ...]
    printed: tuple[Face, ...]
    book: Book


def load_pens(data: Path, kept: bool = False) -> Pens:
    """Return what to draw with, from folders ``fonts``, ``faces``, ``digits`` and ``lists``; or with the kept fonts."""
    paths = [path for path in sorted((data / "fonts").iterdir()) if path.suffix in _SUFFIXES]
    usable = [path for path in paths if not path.stem.startswith(FOR_JUDGING)]
    chosen = [path for path in usable if path.stem.startswith(KEPT) == kept]
    faces = [Face(path, path.stem.startswith(_JOINED), path.stem.startswith(_ORNATE)) for path in chosen]
    printed = [Face(path) for path in sorted((data / "faces").iterdir()) if path.suffix in _SUFFIXES]
    return Pens(load_hands(data), tuple(faces), tuple(printed), load_book(data))
