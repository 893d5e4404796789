"""Training lines of E-13B: drawn from glyphs, and real crops worn further."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

from ocr.engine import MICR, Gray
from ocr.training.paper import (
    Chance,
    Ink,
    broken,
    decoded,
    patterned,
    photographed,
    scribbled,
    specked,
    thickened,
    turned,
)

Line = tuple[Gray, str]

_DOTS = 12
_UNITS_HIGH = 8.42
_CELLS_HIGH = 9
_PITCH = 0.125 / 0.117
_STRETCHES = {"A": 2, "B": 3, "C": 3, "D": 3}
_SVG = "{http://www.w3.org/2000/svg}"


def load_glyphs(folder: Path) -> dict[str, Ink]:
    """Return the fourteen characters, flush right in full-height masters of ``_DOTS`` dots a cell."""
    names = [f"u{ord(digit):04x}" for digit in "0123456789"]
    names += ["u2446", "u2447", "u2448", "u2449"]
    return {character: _master(folder / f"{name}.svg") for character, name in zip(MICR, names, strict=True)}


def load_real(folder: Path) -> list[tuple[Line, str]]:
    """Return the real lines, each with the group it must not be parted from."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    with zipfile.ZipFile(folder / "e13b_lines.zip") as archive:
        images = {row["file"]: archive.read(row["file"]) for row in rows}
    lines: list[tuple[Line, str]] = []
    for row in rows:
        image = decoded(images[row["file"]])
        lines.append(((image, row["text"].upper()), row["group"]))
    return lines


def held_out(group: str) -> bool:
    """Say whether a group of real lines is kept for measuring: one in five."""
    return int(group) % 5 == 2


def draw_line(chance: Chance, glyphs: dict[str, Ink]) -> Line:
    """Draw one line and wear it."""
    text = random_text(chance)
    ink = _printed(text, glyphs, chance)
    return _worn(ink, chance), text.replace(" ", "")


def shuffled(chance: Chance, line: Line) -> Line:
    """Return a real line with its characters in another order, or as it is where they do not part clearly.

    One check recurs many times among real lines, so a network learns whole numbers by heart. The characters are
    parted at bare columns, which is believed where there are as many stretches of ink as the characters have, and
    every digit is as high as the line.
    """
    image, text = line
    dark = image < 128
    starts = np.flatnonzero(np.diff(dark.any(axis=0).astype(np.int8), prepend=0) == 1)
    stretches = [_STRETCHES.get(character, 1) for character in text]
    if len(starts) != sum(stretches):
        return line
    cuts = [0, *(starts[np.cumsum(stretches[:-1])] - 1).tolist(), image.shape[1]]
    parts = [(image[:, start:end], character) for (start, end), character in zip(pairwise(cuts), text, strict=True)]
    heights = [_rows_inked(part) for part, _ in parts]
    whole = 0.8 * max(heights)
    if any(height < whole for height, (_, character) in zip(heights, parts, strict=True) if character.isdigit()):
        return line
    order = chance.permutation(len(parts))
    return np.ascontiguousarray(np.hstack([parts[i][0] for i in order])), "".join(parts[i][1] for i in order)


def _rows_inked(part: Gray) -> int:
    """Return how high the ink of a part of a line is."""
    rows = np.flatnonzero((part < 128).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


def wear_real(chance: Chance, line: Line) -> Line:
    """Return a real line in another size, further worn; every other time its characters in another order."""
    image, text = shuffled(chance, line) if chance.random() < 0.5 else line
    scale = chance.uniform(0.45, 1.1)
    wide = chance.uniform(0.93, 1.07) if chance.random() < 0.6 else chance.uniform(0.75, 1.25)
    size = (max(8, round(image.shape[1] * scale * wide)), max(8, round(image.shape[0] * scale)))
    ink: Ink = (1 - cv2.resize(image, size, interpolation=cv2.INTER_AREA) / 255).astype(np.float32)
    if chance.random() < 0.3:
        return photographed(ink, chance), text
    margin = int(size[1] * chance.uniform(0, 0.4))
    return _worn(np.pad(ink, ((margin, margin), (margin // 2, margin // 2))), chance), text


def random_text(chance: Chance) -> str:
    """Return a line as checks have it, blanks for empty positions, or any mixture of characters."""
    if chance.random() < 0.3:
        mixture = "".join(chance.choice(list(MICR + "  0123456789")) for _ in range(int(chance.integers(3, 40))))
        return re.sub(r"^ +| +$", "", mixture) or "0"
    digits = lambda low, high: "".join(map(str, chance.integers(0, 10, int(chance.integers(low, high + 1)))))  # noqa: E731
    gap = lambda: " " * int(chance.integers(0, 4))  # noqa: E731
    account = digits(4, 14)
    if chance.random() < 0.4:
        place = int(chance.integers(1, len(account)))
        account = account[:place] + str(chance.choice(["D", " ", "0000", ""])) + account[place:]
    routing = digits(9, 9) if chance.random() < 0.85 else digits(4, 4) + "D" + digits(4, 4)
    auxiliary = f"C{digits(3, 7).zfill(int(chance.integers(3, 11)))}C" + gap() if chance.random() < 0.5 else ""
    tail = str(chance.choice([f"C{gap()}{digits(1, 6)}", "C", ""])) + gap()
    front = gap() + digits(3, 5) + gap() if chance.random() < 0.2 else gap()
    amount = f"B{digits(2, 10).zfill(10)}B" if chance.random() < 0.25 else ""
    text = f"{auxiliary}A{routing}A{front}{account}{tail}{amount}".strip()
    if chance.random() < 0.15:
        cut = int(chance.integers(0, max(1, len(text) - 6)))
        text = text[cut : cut + int(chance.integers(6, 40))].strip() or text
    return text


def _printed(text: str, glyphs: dict[str, Ink], chance: Chance) -> Ink:
    """Set a line at a random size, with the small play that printers have."""
    size = chance.uniform(15, 40) if chance.random() < 0.8 else chance.uniform(9, 15)
    height = round(size * chance.uniform(1.05, 2.6))
    wide = chance.uniform(0.94, 1.06) if chance.random() < 0.7 else chance.uniform(0.72, 1.3)
    pitch = size * _PITCH * wide
    margin = size * chance.uniform(0.05, 1.5)
    canvas = np.zeros((height, round(pitch * len(text) + 2 * margin)), np.float32)
    top = chance.uniform(0, height - size)
    play = chance.uniform(0, 0.05)
    shift = 0.0
    stretched = {c: _sized(glyphs[c], size, wide, chance) for c in sorted(set(text) - {" "})}
    setting = _setting(chance)
    right = margin
    for place, character in enumerate(text):
        if character == " ":
            right += pitch
            continue
        if character == "B" and place and chance.random() < 0.3:
            shift, other = chance.uniform(-0.5, 0.5) * size, size * chance.uniform(0.85, 1.1)
            stretched = {c: _sized(glyphs[c], other, wide, chance) for c in sorted(set(text) - {" "})}
        glyph = stretched[character]
        room, after = setting(glyph.shape[1], pitch)
        left = right + room + chance.normal(0, play) * size
        right += after
        _stamp(canvas, glyph, left, top + shift + chance.normal(0, play) * size)
    if chance.random() < 0.15:
        covered = margin + pitch * int(chance.integers(0, len(text)))
        _hide(canvas, covered, (top + shift, size, pitch), chance)
    return canvas


def _setting(chance: Chance) -> Callable[[int, float], tuple[float, float]]:
    """Return how a printer sets characters: from a width and the pitch, the room before it and the whole advance.

    E-13B stands flush right in cells of one width; word processors centre it, set it flush left, or
    close to its neighbours.
    """
    choice = chance.random()
    if choice < 0.15:
        gap = chance.uniform(0.18, 0.34)
        return lambda width, pitch: (gap * pitch, width + gap * pitch)
    lean = 1.0 if choice < 0.75 else float(chance.choice([0.5, 0.0]))
    return lambda width, pitch: (lean * (pitch - width), pitch)


def _hide(canvas: Ink, left: float, cell: tuple[float, float, float], chance: Chance) -> None:
    """Cover most of a character or two: a reader must see that something stood there, and be in doubt."""
    top, size, pitch = cell
    columns = slice(int(left), int(left + pitch * chance.uniform(0.8, 2.0)))
    rows = slice(max(0, int(top - chance.uniform(0, 0.5) * size)), int(top + size * chance.uniform(0.95, 1.5)))
    choice = chance.random()
    if choice < 0.5:
        canvas[rows, columns] = chance.uniform(0.5, 1)
    elif choice < 0.75:
        target = canvas[rows, columns]
        target[:] = np.maximum(target, chance.uniform(0.3, 0.8) + 0.2 * chance.random(target.shape))
    else:
        lower = chance.random() < 0.5
        middle = int(top + size * chance.uniform(0.35, 0.65))
        canvas[slice(middle, None) if lower else slice(0, middle), columns] = 0


def _sized(master: Ink, size: float, wide: float, chance: Chance) -> Ink:
    """Return a glyph at a height in pixels, ``wide`` times as wide as true."""
    scale = size / master.shape[0]
    width = max(2, round(master.shape[1] * scale * wide * chance.uniform(0.95, 1.05)))
    return cv2.resize(master, (width, max(4, round(size))), interpolation=cv2.INTER_AREA).astype(np.float32)


def _stamp(canvas: Ink, glyph: Ink, left: float, top: float) -> None:
    """Lay a glyph on the canvas, what falls outside is lost."""
    x, y = round(left), round(top)
    from_x, from_y = max(0, -x), max(0, -y)
    target = canvas[max(0, y) : y + glyph.shape[0], max(0, x) : x + glyph.shape[1]]
    if target.size:
        part = glyph[from_y : from_y + target.shape[0], from_x : from_x + target.shape[1]]
        np.maximum(target[: part.shape[0], : part.shape[1]], part, out=target[: part.shape[0], : part.shape[1]])


def _worn(ink: Ink, chance: Chance) -> Gray:
    """Put a line through what happens to checks."""
    ink = thickened(ink, chance)
    if chance.random() < 0.6:
        room = int(ink.shape[1] * 0.016 * chance.uniform(0.6, 1))
        ink = turned(np.pad(ink, ((room, room), (0, 0))), chance, 1.8, 0.06)
    if chance.random() < 0.3:
        ink = broken(ink, chance)
    for _ in range(int(chance.choice([0, 0, 0, 1, 2]))):
        ink = scribbled(ink, chance, int(chance.integers(1, 4)))
    if chance.random() < 0.1:
        _stamped(ink, chance)
    if chance.random() < 0.3:
        ink = specked(ink, chance)
    if chance.random() < 0.15:
        _blot(ink, chance)
    if chance.random() < 0.35:
        ink = _edged(ink, chance)
    if chance.random() < 0.15:
        row = int(chance.choice([0, ink.shape[0] - 2, chance.integers(0, ink.shape[0])]))
        ink[row : row + int(chance.integers(1, 3))] = chance.uniform(0.4, 1)
    return photographed(ink, chance, _tint((ink.shape[0], ink.shape[1]), chance))


def _tint(shape: tuple[int, int], chance: Chance) -> Ink | None:
    """Return a printed pattern for now and then a line: fine hatching, or what ``patterned`` gives."""
    if chance.random() < 0.2:
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
        hatching = np.sin((x + chance.uniform(-1, 1) * y) / chance.uniform(1, 6))
        return (0.2 * hatching).clip(0).astype(np.float32)
    return patterned(shape, chance) if chance.random() < 0.2 else None


def _stamped(ink: Ink, chance: Chance) -> None:
    """Let a stamp's frame, its letters or the end of another line run into the line, paler than its own ink."""
    height, width = ink.shape
    depth, thick = float(chance.uniform(0.15, 0.7)), int(chance.integers(1, 4))
    left, foot = int(chance.integers(0, width)), int(height * chance.uniform(0.3, 1.6))
    layer = np.zeros((height, width), np.uint8)
    if chance.random() < 0.5:
        letters = "".join(chance.choice(list("ABDEILNOPRSTUV0123456789 "), int(chance.integers(3, 14))))
        scale = height / 40 * chance.uniform(0.5, 1.6)
        cv2.putText(layer, letters, (left, foot), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thick, cv2.LINE_AA)
    else:
        far = left + int(height * chance.uniform(1, 6))
        over = foot - int(height * chance.uniform(0.8, 3))
        cv2.rectangle(layer, (left, over), (far, foot), 255, thick, cv2.LINE_AA)
    np.maximum(ink, layer * np.float32(depth / 255), out=ink)


def _edged(ink: Ink, chance: Chance) -> Ink:
    """Let an edge of the check show: beyond it another shade, on it and beside it a frame or a shadow."""
    height, width = ink.shape
    beyond = int(chance.uniform(0.2, 1.5) * height * (1 if chance.random() < 0.6 else 4))
    ink = np.pad(ink, ((0, 0), (beyond, beyond)), constant_values=float(chance.choice([0, 0, 0.2, 0.5, 1])))
    thick = int(chance.integers(1, max(2, height // 5)))
    beside = [int(chance.integers(0, beyond + 1)), beyond + width + int(chance.integers(0, beyond + 1))]
    for edge in (beyond, beyond + width, *beside):
        if chance.random() < 0.5:
            ink[:, edge : edge + thick] = np.maximum(
                ink[:, edge : edge + thick], chance.uniform(0.2, 1, (height, 1)) * (chance.random((height, 1)) < 0.8)
            )
    ends = slice(0 if chance.random() < 0.7 else beyond, None if chance.random() < 0.7 else beyond + width)
    return ink[:, ends].astype(np.float32)


def _blot(ink: Ink, chance: Chance) -> None:
    """Leave a ring, an arc or a blot beside the line, as punched holes and pens do."""
    height = ink.shape[0]
    place = int(chance.choice([chance.uniform(0, 1.2) * height, ink.shape[1] - chance.uniform(0, 1.2) * height]))
    axes = (int(height * chance.uniform(0.05, 0.3)) + 1, int(height * chance.uniform(0.05, 0.3)) + 1)
    start = float(chance.uniform(0, 360))
    thick = int(chance.choice([1, 2, 3, -1]))
    cv2.ellipse(
        ink, (place, int(height * chance.uniform(0.2, 0.8))), axes, 0, start, start + 250, 1.0, thick, cv2.LINE_AA
    )


def _master(path: Path) -> Ink:
    """Rasterise one glyph file: one path, or rounded rectangles."""
    root = ET.parse(path).getroot()  # noqa: S314 - glyph files named by whoever trains
    scale = _CELLS_HIGH * _DOTS / _UNITS_HIGH
    wide, high = (float(value) for value in root.attrib["viewBox"].split()[2:])
    canvas = np.zeros((_CELLS_HIGH * _DOTS, round(wide * scale)), np.uint8)
    drop = (_UNITS_HIGH - high) / 2
    polygons: list[np.ndarray] = []
    for shape in root.iter(f"{_SVG}path"):
        polygons += _outlines(shape.attrib["d"])
    for shape in root.iter(f"{_SVG}rect"):
        x, y, w, h = (float(shape.attrib.get(key, 0)) for key in ("x", "y", "width", "height"))
        polygons.append(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]))
    cv2.fillPoly(canvas, [np.round((p + np.array([0.0, drop])) * scale).astype(np.int32) for p in polygons], 255)
    rounded = cv2.GaussianBlur(canvas, (0, 0), 0.15 * _DOTS)
    return (rounded > 127).astype(np.float32)


def _outlines(path: str) -> list[np.ndarray]:
    """Return the polygons of an SVG path, curves in eight pieces."""
    pen = RecordingPen()
    parse_path(path, pen)
    outlines: list[list[tuple[float, float]]] = []
    for command, points in pen.value:
        if command == "moveTo":
            outlines.append([points[0]])
        elif command == "lineTo":
            outlines[-1].append(points[0])
        elif command == "curveTo":
            start = np.array(outlines[-1][-1])
            a, b, c = (np.array(point) for point in points)
            for t in np.linspace(0.125, 1, 8):
                place = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * c
                outlines[-1].append((float(place[0]), float(place[1])))
    return [np.array(outline) for outline in outlines]
