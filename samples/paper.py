"""A sheet of paper to print and write on, measured in inches from its upper left corner."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.fonts import sized

Colour = tuple[int, int, int]
Place = tuple[float, float]
"""Inches from the left and from the top."""

Pixels = NDArray[np.uint8]
Ink = NDArray[np.float32]
"""Coverage of each pixel with ink, 0 to 1."""

BLACK: Colour = (18, 18, 22)
GREY: Colour = (110, 112, 118)


def as_ink(array: object) -> Ink:
    """Return an array as 32-bit coverage."""
    return np.asarray(array, np.float32)


class Paper:
    """One side of a sheet as 8-bit RGB; drawing is by printed text, rules, and ink laid over."""

    def __init__(self, width: float, height: float, dpi: int = 200, colour: Colour = (252, 252, 250)) -> None:
        """Take width and height in inches and the resolution in dots an inch."""
        self.width, self.height, self.dpi = width, height, dpi
        self._image = Image.new("RGB", (round(width * dpi), round(height * dpi)), colour)
        self._pen = ImageDraw.Draw(self._image)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._image.size

    def pixels(self) -> Pixels:
        """Return a copy of the sheet, height x width x 3."""
        return np.array(self._image)

    def put(self, pixels: Pixels) -> None:
        """Take pixels of the whole sheet in place of what was drawn."""
        self._image = Image.fromarray(pixels)
        self._pen = ImageDraw.Draw(self._image)

    def text(self, place: Place, text: str, face: tuple[Path, float], ink: Colour = BLACK, anchor: str = "ls") -> None:
        """Print one line; ``face`` is a font file and its size in points, ``anchor`` as in Pillow."""
        font = sized(face[0], max(6, round(face[1] * self.dpi / 72)))
        self._pen.text((place[0] * self.dpi, place[1] * self.dpi), text, ink, font, anchor)

    def lines(self, place: Place, texts: tuple[str, ...], face: tuple[Path, float], ink: Colour = BLACK) -> None:
        """Print lines below one another, the first with its baseline at ``place``."""
        for row, text in enumerate(texts):
            self.text((place[0], place[1] + row * face[1] * 1.25 / 72), text, face, ink)

    def rule(self, start: Place, end: Place, ink: Colour = BLACK, points: float = 0.6) -> None:
        """Draw a straight line."""
        dots = [value * self.dpi for value in (*start, *end)]
        self._pen.line(dots, ink, max(1, round(points * self.dpi / 72)))

    def frame(self, corner: Place, size: tuple[float, float], ink: Colour = BLACK, fill: Colour | None = None) -> None:
        """Draw a rectangle from its upper left corner and its width and height in inches."""
        left, top = corner
        dots = [value * self.dpi for value in (left, top, left + size[0], top + size[1])]
        self._pen.rectangle(dots, fill, ink, max(1, round(self.dpi / 120)))

    def lay(self, coverage: Ink, corner: tuple[int, int], ink: Colour) -> None:
        """Lay ink (``coverage`` 0 to 1 a pixel) with its upper left corner at a pixel; what hangs over is cut off."""
        width, height = self._image.size
        rows, columns = coverage.shape
        left, top = max(0, corner[0]), max(0, corner[1])
        right, bottom = min(width, corner[0] + columns), min(height, corner[1] + rows)
        if left >= right or top >= bottom:
            return
        part = coverage[top - corner[1] : bottom - corner[1], left - corner[0] : right - corner[0]]
        mask = Image.fromarray((np.clip(part, 0, 1) * 255).astype(np.uint8))
        self._image.paste(Image.new("RGB", mask.size, ink), (left, top), mask)

    def tint(self, shade: Ink, colour: Colour) -> None:
        """Colour the whole sheet where ``shade`` (0 to 1, any size) says so, as a printed pattern does."""
        width, height = self._image.size
        full = as_ink(cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR))
        self.lay(full, (0, 0), colour)
