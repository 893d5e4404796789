"""What lies under the writing on checks: tints, waves and borders that make copying hard."""

from __future__ import annotations

import random

import numpy as np

from samples.paper import Colour, Ink, Paper, as_ink

_TINTS: tuple[Colour, ...] = (
    (150, 180, 215),
    (165, 205, 175),
    (225, 195, 150),
    (215, 175, 185),
    (185, 185, 195),
    (190, 175, 215),
)


def _waves(paper: Paper, rng: random.Random) -> Ink:
    """Fine crossing waves, as engraved paper has."""
    y, x = _grid(paper)
    length = rng.uniform(0.028, 0.05)
    first = np.sin((y + 0.06 * np.sin(x * rng.uniform(5, 9))) * 2 * np.pi / length)
    second = np.sin((y - 0.06 * np.sin(x * rng.uniform(5, 9) + 1)) * 2 * np.pi / length)
    return as_ink(np.maximum(first, second).clip(0, 1) * 0.55)


def _marble(paper: Paper, rng: random.Random) -> Ink:
    """Soft clouds."""
    y, x = _grid(paper)
    a, b, c = (rng.uniform(1.5, 4.5) for _ in range(3))
    cloud = np.sin(x * a + 2 * np.sin(y * b)) + np.sin(y * c + 2 * np.sin(x * b))
    return as_ink((0.35 + 0.15 * cloud).clip(0, 1))


def _sunrise(paper: Paper, rng: random.Random) -> Ink:
    """A wash that fades to one side."""
    y, x = _grid(paper)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(angle) * x / paper.width + np.sin(angle) * y / paper.height
    return as_ink((0.35 + 0.3 * ramp).clip(0, 0.75))


def _dots(paper: Paper, rng: random.Random) -> Ink:
    """A screen of dots, as safety paper has."""
    y, x = _grid(paper)
    pitch = rng.uniform(0.035, 0.06)
    screen = np.sin(x * 2 * np.pi / pitch) * np.sin(y * 2 * np.pi / pitch)
    return as_ink((screen > 0.45) * 0.5)


def _plain(paper: Paper, rng: random.Random) -> Ink:
    """One even tint."""
    return np.full((2, 2), rng.uniform(0.0, 0.35), np.float32)


PATTERNS = (_waves, _marble, _sunrise, _dots, _plain)


def lay_pattern(paper: Paper, rng: random.Random) -> None:
    """Print some pattern over a fresh sheet."""
    pattern = rng.choice(PATTERNS)
    paper.tint(pattern(paper, rng), rng.choice(_TINTS))


def lay_border(paper: Paper, rng: random.Random) -> None:
    """Print some border, or none."""
    style = rng.choice(("none", "line", "double", "heavy", "stars"))
    ink = rng.choice(((40, 60, 100), (60, 60, 60), (40, 90, 70), (110, 50, 60)))
    inset = 0.08
    size = (paper.width - 2 * inset, paper.height - 2 * inset)
    if style in {"line", "double", "heavy"}:
        paper.frame((inset, inset), size, ink)
    if style == "double":
        paper.frame((inset + 0.04, inset + 0.04), (size[0] - 0.08, size[1] - 0.08), ink)
    if style == "heavy":
        for side in (0.0, 0.01, 0.02, 0.03, 0.04):
            paper.frame((inset + side, inset + side), (size[0] - 2 * side, size[1] - 2 * side), ink)
    if style == "stars":
        for x in np.arange(inset, paper.width - inset, 0.06):
            paper.rule((x, inset), (x + 0.03, inset + 0.05), ink, 1.4)
            paper.rule((x, paper.height - inset), (x + 0.03, paper.height - inset - 0.05), ink, 1.4)


def _grid(paper: Paper) -> tuple[Ink, Ink]:
    """Return inches from the top and from the left, a value a pixel at half the paper's resolution."""
    rows, columns = round(paper.height * paper.dpi / 2), round(paper.width * paper.dpi / 2)
    scale = np.float32(2 / paper.dpi)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) * scale
    return y, x
