"""What a scanner does to paper: skew, noise, faint print, the wrong way up, grey or black and white."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


class Mode(StrEnum):
    """How the scanner records a page."""

    COLOUR = "colour"
    GREY = "grey"
    BITONAL = "bitonal"


@dataclass(frozen=True, slots=True)
class Scanning:
    """How one page went through the scanner.

    Attributes:
        dpi: resolution of the scan.
        skew: degrees, counter-clockwise.
        turn: 0, 90, 180 or 270, how the page lay, clockwise.
        noise: standard deviation of the sensor's noise, in grey levels.
        fade: 0 as printed, 1 invisible.
        blur: standard deviation in pixels.
        seed: makes the noise.
    """

    mode: Mode
    dpi: int = 200
    skew: float = 0.0
    turn: int = 0
    noise: float = 3.0
    fade: float = 0.0
    blur: float = 0.4
    seed: int = 0


def any_scanning(rng: random.Random) -> Scanning:
    """Return an ordinary pass through an ordinary lockbox scanner; now and then a poor one."""
    poor = rng.random() < 0.12
    return Scanning(
        mode=rng.choices((Mode.BITONAL, Mode.GREY, Mode.COLOUR), (5, 3, 2))[0],
        dpi=rng.choices((200, 240, 300, 150), (16, 2, 2, 1))[0],
        skew=rng.gauss(0, 1.2 if poor else 0.5),
        turn=rng.choices((0, 180, 90, 270), (92, 6, 1, 1))[0],
        noise=rng.uniform(6, 14) if poor else rng.uniform(1, 5),
        fade=rng.uniform(0.2, 0.45) if poor else rng.uniform(0, 0.15),
        blur=rng.uniform(0.3, 0.8),
        seed=rng.getrandbits(48),
    )


def clean_scanning(rng: random.Random) -> Scanning:
    """Return a pass through a well-kept scanner, nearly always in black and white."""
    return Scanning(
        mode=rng.choices((Mode.BITONAL, Mode.GREY, Mode.COLOUR), (14, 1, 1))[0],
        skew=rng.gauss(0, 0.3),
        turn=rng.choices((0, 180), (30, 1))[0],
        noise=rng.uniform(1, 3),
        seed=rng.getrandbits(48),
    )


def scan(page: Pixels, how: Scanning, page_dpi: int = 200) -> Pixels:
    """Return the page as scanned: height x width x 3 for colour, height x width else, bitonal as 0 and 255."""
    image = _resample(page, how.dpi / page_dpi)
    if how.mode is not Mode.COLOUR:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    skew = max(-3.0, min(3.0, how.skew))
    if abs(skew) > 0.05:
        image = _rotate(image, skew)
    work = cv2.GaussianBlur(image, (0, 0), how.blur).astype(np.float32)
    work = 255 - (255 - work) * np.float32(1 - how.fade)
    chance = np.random.default_rng(how.seed)
    # One field of noise a page, shared by its channels: as a grey sensor behind a lamp gives it, and cheaper.
    field = chance.standard_normal(work.shape[:2], dtype=np.float32) * np.float32(how.noise)
    work += field if work.ndim == 2 else field[:, :, None]
    done: Pixels = np.clip(work, 0, 255).astype(np.uint8)
    if how.mode is Mode.BITONAL:
        done = _binarise(done)
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return np.asarray(cv2.rotate(done, turns[how.turn]), np.uint8) if how.turn else done


def _binarise(grey: Pixels) -> Pixels:
    """Drop the background as capture software does: dark against the neighbourhood, and not merely tinted."""
    around = cv2.blur(grey, (61, 61))
    dark = (grey.astype(np.int16) < around.astype(np.int16) - 34) | (grey < 70)
    return np.where(dark, 0, 255).astype(np.uint8)


def _resample(page: Pixels, factor: float) -> Pixels:
    if abs(factor - 1) < 1e-6:
        return page
    size = (round(page.shape[1] * factor), round(page.shape[0] * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, size, interpolation=way), np.uint8)


def _rotate(image: Pixels, degrees: float) -> Pixels:
    rows, columns = image.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1.0)
    edge = 246 if image.ndim == 2 else (246, 246, 246)
    return np.asarray(cv2.warpAffine(image, turn, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=edge), np.uint8)
