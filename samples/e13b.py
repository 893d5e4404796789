"""The code line of a check: the fourteen E-13B characters on their 0.013-inch grid, and a line of them by position.

The shapes were laid out for this program on the grid of the standard: nine cells high, seven wide at most,
flush right, a character every 0.125 inch. Position 1 is the rightmost.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from samples.paper import Ink, as_ink

CELL_INCHES = 0.013
ROWS, COLUMNS = 9, 7
PITCH_INCHES = 0.125
BASELINE_INCHES = 0.25
"""Foot of the characters above the lower edge: they lie in the band from 3/16 to 7/16 inch."""

RIGHT_MARGIN_INCHES = 0.3125
"""From the right edge of the paper to the right edge of position 1."""

# "#" a full cell, "_" its lower half, "^" its upper half.
GLYPHS: dict[str, tuple[str, ...]] = {
    "0": (".#####.", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", ".#####."),
    "1": ("...##..", "....#..", "....#..", "....#..", "....#..", "...####", "...####", "...####", "...####"),
    "2": ("...####", "......#", "......#", "......#", "...####", "...#...", "...#...", "...#...", "...####"),
    "3": ("..####.", ".....#.", ".....#.", ".....#.", "..#####", ".....##", ".....##", ".....##", "..#####"),
    "4": (".##....", ".##....", ".##....", ".##....", ".##....", ".##..##", ".######", ".....##", ".....##"),
    "5": ("..#####", "..#....", "..#....", "..#....", "..#####", "......#", "......#", "......#", "..#####"),
    "6": (".####..", ".#..#..", ".#.....", ".#.....", ".#.....", ".######", ".#....#", ".#....#", ".######"),
    "7": ("..#####", "..#...#", "..#...#", ".....##", "....##.", "....#..", "....#..", "....#..", "....#.."),
    "8": (".#####.", ".#...#.", ".#...#.", ".#...#.", "#######", "##...##", "##...##", "##...##", "#######"),
    "9": (".######", ".#....#", ".#....#", ".#....#", ".######", ".....##", ".....##", ".....##", ".....##"),
    "A": ("....###", "__..###", "##..###", "##.....", "##.....", "##.....", "##..###", "^^..###", "....###"),
    "B": (".....##", ".....##", "..._.##", "...#.##", "...#...", "##.#...", "##.^...", "##.....", "##....."),
    "C": (".......", "....###", "#.#.###", "#.#.###", "#.#.###", "#.#....", "#.#....", "#.#....", "......."),
    "D": (".......", ".......", "__.__._", "##.##.#", "##.##.#", "##.##.#", "^^.^^.^", ".......", "......."),
}
"""Digits, and ``A`` transit, ``B`` amount, ``C`` on-us, ``D`` dash."""

_FINE = 8


@lru_cache(maxsize=64)
def _master(character: str) -> Ink:
    """Return one character at eight dots a cell with the standard's rounded corners (radius half a cell)."""
    fine = np.zeros((ROWS * _FINE, COLUMNS * _FINE), np.float32)
    for row, cells in enumerate(GLYPHS[character]):
        for column, cell in enumerate(cells):
            top, bottom = {"#": (0, _FINE), "_": (_FINE // 2, _FINE), "^": (0, _FINE // 2)}.get(cell, (0, 0))
            fine[row * _FINE + top : row * _FINE + bottom, column * _FINE : (column + 1) * _FINE] = 1
    padded = np.pad(fine, _FINE)
    rounded = (cv2.GaussianBlur(padded, (0, 0), 0.28 * _FINE) > 0.5).astype(np.float32)
    return rounded[_FINE:-_FINE, _FINE:-_FINE]


def glyph(character: str, dpi: int) -> Ink:
    """Return the antialiased coverage of one character, 0.117 inch high and 0.091 wide, at ``dpi``."""
    height, width = round(ROWS * CELL_INCHES * dpi), round(COLUMNS * CELL_INCHES * dpi)
    return as_ink(cv2.resize(_master(character), (width, height), interpolation=cv2.INTER_AREA))


def on_positions(*fields: tuple[int, str]) -> str:
    """Return a code line, left to right with blanks, from fields by the position of their leftmost character.

    ``on_positions((43, "A011000138A"), (31, "1234567C"))`` puts the transit field where every check has it.
    """
    cells = [" "] * 65
    for position, text in fields:
        assert position - len(text) >= 0, f"{text!r} runs off the right edge"
        for offset, character in enumerate(text):
            cells[65 - position + offset] = character
    return "".join(cells)


def line_text(cells: str) -> str:
    """Return a code line as a reader should report it: its fields with single blanks between them."""
    return " ".join(cells.split())


def draw_line(cells: str, size: tuple[int, int], dpi: int) -> Ink:
    """Return the coverage of a code line on a paper of ``size`` (width, height in pixels).

    Args:
        cells: 65 characters, the last of them at position 1, as ``on_positions`` gives them.
        size: the paper, in pixels; positions that lie off it are not drawn.
        dpi: dots an inch.
    """
    width, height = size
    shift = 4
    canvas = np.zeros((height, width), np.float32)
    foot = height - BASELINE_INCHES * dpi
    for place, character in enumerate(reversed(cells)):
        if character == " ":
            continue
        right = width - (RIGHT_MARGIN_INCHES + place * PITCH_INCHES) * dpi
        _stamp(canvas, glyph(character, dpi * shift), (right, foot), shift)
    return canvas


def _stamp(canvas: Ink, sharp: Ink, corner: tuple[float, float], shift: int) -> None:
    """Lay a character, drawn ``shift`` times too large, with its lower right corner at a place between pixels."""
    rows, columns = sharp.shape
    x = round(corner[0] * shift) - columns
    y = round(corner[1] * shift) - rows
    left, top = x // shift, y // shift
    tall, wide = -(-(rows + y % shift) // shift), -(-(columns + x % shift) // shift)
    if left < 0 or top < 0 or left + wide > canvas.shape[1] or top + tall > canvas.shape[0]:
        return
    cell = np.zeros((tall * shift, wide * shift), np.float32)
    cell[y % shift : y % shift + rows, x % shift : x % shift + columns] = sharp
    small = cell.reshape(tall, shift, wide, shift).mean((1, 3))
    target = canvas[top : top + tall, left : left + wide]
    np.maximum(target, small, out=target)
