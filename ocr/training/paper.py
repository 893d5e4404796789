"""What pens, printers, scanners and time do to a line: noise for drawn training lines.

Images are float32 coverage, 0 paper to 1 ink, until ``photographed`` makes them grey.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Gray

Ink = npt.NDArray[np.float32]
Chance = np.random.Generator


def turned(ink: Ink, chance: Chance, degrees: float, shear: float = 0.0) -> Ink:
    """Turn and slant by random amounts up to those given."""
    height, width = ink.shape
    turn = np.tan(np.radians(chance.uniform(-degrees, degrees)))
    slant = chance.uniform(-shear, shear)
    matrix = np.array([[1, -slant, slant * height / 2], [turn, 1, -turn * width / 2]], np.float64)
    turned_ink: Ink = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32)
    return turned_ink


def thickened(ink: Ink, chance: Chance) -> Ink:
    """Make strokes a little thicker or thinner, or leave them."""
    choice = chance.random()
    kernel = np.ones((2, 2), np.uint8) if chance.random() < 0.6 else np.ones((3, 3), np.uint8)
    if choice < 0.2:
        return cv2.dilate(ink, kernel).astype(np.float32)
    if choice < 0.3:
        return cv2.erode(ink, kernel).astype(np.float32)
    return ink


def broken(ink: Ink, chance: Chance) -> Ink:
    """Wear the ink away in blotches, streaks or a fading side."""
    height, width = ink.shape
    choice = chance.random()
    if choice < 0.5:
        coarse = chance.random((max(2, height // 3), max(2, width // 3))).astype(np.float32)
        blotches = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        return ink * (blotches > chance.uniform(0.1, 0.4)).astype(np.float32)
    if choice < 0.75:
        for _ in range(chance.integers(1, 4)):
            row = int(chance.integers(0, height))
            ink[row : row + int(chance.integers(1, 3))] *= chance.uniform(0, 0.6)
        return ink
    fade = np.linspace(chance.uniform(0.2, 1), chance.uniform(0.2, 1), width, dtype=np.float32)
    return ink * fade


def scribbled(ink: Ink, chance: Chance, thickness: int) -> Ink:
    """Let a stroke of other writing run through, as a descender or a flourish does."""
    height, width = ink.shape
    x, y = chance.uniform(0, width), chance.uniform(-0.3, 0.2) * height
    if chance.random() < 0.3:
        y = height - y
    points = [(x, y)]
    for _ in range(int(chance.integers(3, 7))):
        x += chance.uniform(-0.6, 0.9) * height
        y += chance.uniform(-0.5, 0.5) * height
        points.append((x, min(max(y, -0.4 * height), 1.4 * height)))
    curve = smooth(np.array(points), 6)
    cv2.polylines(
        ink, [np.round(curve * 8).astype(np.int32)], False, float(chance.uniform(0.5, 1)), thickness, cv2.LINE_AA, 3
    )
    return ink


def smooth(points: npt.NDArray[np.float64], steps: int) -> npt.NDArray[np.float64]:
    """Return a Catmull-Rom curve through points of shape (n, 2), ``steps`` pieces to a span."""
    padded = np.concatenate((points[:1], points, points[-1:]))
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    spans = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    curve: npt.NDArray[np.float64] = np.concatenate((spans.transpose(1, 0, 2).reshape(-1, 2), points[-1:]))
    return curve


def specked(ink: Ink, chance: Chance) -> Ink:
    """Strew dots and short dashes over the paper."""
    height, width = ink.shape
    for _ in range(int(chance.integers(1, 12))):
        x, y = int(chance.integers(0, width)), int(chance.integers(0, height))
        size = int(chance.integers(1, max(2, height // 12)))
        ink[y : y + size, x : x + int(chance.integers(1, 2 * size + 1))] = chance.uniform(0.3, 1)
    return ink


def patterned(shape: tuple[int, int], chance: Chance) -> Ink:
    """Return a security background of waves, hatching or tint, faint."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    choice = chance.random()
    tint: npt.NDArray[np.float32] = np.zeros(shape, np.float32)
    if choice < 0.35:
        for _ in range(int(chance.integers(1, 4))):
            period = chance.uniform(4, 22)
            angle = chance.uniform(0, np.pi)
            bend = chance.uniform(0, 5) * np.sin(
                2 * np.pi * (x * np.sin(angle) - y * np.cos(angle)) / chance.uniform(15, 90)
            )
            tint += np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle) + bend) / period) > chance.uniform(
                0, 0.95
            )
    elif choice < 0.6:
        cell = chance.random(
            (max(2, height // int(chance.integers(3, 12))), max(2, width // int(chance.integers(3, 16))))
        )
        tint = cv2.resize(cell, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    elif choice < 0.8:
        tile = chance.random((int(chance.integers(4, 12)), int(chance.integers(6, 24)))) > 0.7
        repeats = (-(-height // tile.shape[0]), -(-width // tile.shape[1]))
        tint = np.tile(tile, repeats)[:height, :width].astype(np.float32)
        tint = cv2.GaussianBlur(tint, (0, 0), 0.6).astype(np.float32)
    else:
        tint = x / width * chance.uniform(-1, 1) + y / height * chance.uniform(-1, 1)
    shade: Ink = (np.clip(tint, -1, 2) * chance.uniform(0.03, 0.3)).astype(np.float32)
    return shade


def photographed(ink: Ink, chance: Chance, tint: Ink | None = None) -> Gray:
    """Return the line as a scanner gives it: grey or bitonal, blurred, noisy, faint, squeezed by JPEG."""
    blur = chance.uniform(0, 1.1)
    if blur > 0.25:
        ink = cv2.GaussianBlur(ink, (0, 0), blur).astype(np.float32)
    paper, depth = chance.uniform(170, 255), chance.uniform(60, 220)
    darkness = np.clip(ink if tint is None else np.maximum(ink, tint) * 0.7 + 0.3 * (ink + tint), 0, 1)
    grey = paper - min(depth, paper) * darkness
    if chance.random() < 0.6:
        grey += chance.normal(0, chance.uniform(1, 16), grey.shape)
    image: Gray = np.clip(grey, 0, 255).astype(np.uint8)
    choice = chance.random()
    if choice < 0.3:
        quality = int(chance.integers(20, 90))
        image = decoded(cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes())
    if choice > 0.65:
        ink_depth = min(depth, paper) * float(np.percentile(darkness, 99))
        level = paper - ink_depth * chance.uniform(0.3, 0.65)
        image = np.where(image > level, 255, 0).astype(np.uint8)
    return image


def decoded(content: bytes) -> Gray:
    """Return the grey image in the bytes of an image file."""
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None, "not an image"
    return image.astype(np.uint8)
