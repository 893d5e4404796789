"""The image tests of a page as scanned: what was measured. Whether that passes is for the settings to say.

The tests are the usual ones of check imaging, measured on one small copy of the page and in inches, degrees, levels
and shares, so that they do not depend on the resolution. ``lockbox.image_tests`` holds them against the limits.
"""

from __future__ import annotations

import cv2
import numpy as np

from lockbox.records import ImageTest, Measure, PageKind
from ocr.engine import Gray
from ocr.page import PageImage
from ocr.quality_marks import carbon_strip, piggyback, spot_noise, streaks
from ocr.quality_paper import paper_tests
from ocr.quality_proof import Proof, levels, proof
from ocr.turn import Upright

_NO_CHECKS = frozenset({PageKind.SLIP, PageKind.BILL, PageKind.ENVELOPE, PageKind.LETTER})
_BLACK = 60  # level below which paper cannot be told from ink
_TRACE, _FAINT = 8, 60  # contrast from which there may be ink, and below which it is drawn out
_DRAWN_OUT = 150  # levels, to which
_LEAST_CONTRAST = 30  # levels between paper and ink below which sharpness cannot be told
_SHARP = 250  # thousandths of the contrast by which the sharpest edges rise on a page that can be read


def measure(image: PageImage, upright: Upright, kind: PageKind) -> tuple[Measure, ...]:
    """Measure a page for every image test that can be made on it alone.

    Args:
        image: as decoded.
        upright: how it was put straight.
        kind: what it was read as; only what may be a check or its back is held against the shape of one.
    """
    page = proof(image.gray, image.dpi, upright.rotation)
    contrast = contrast_of(page.fine)
    sharpness = sharpness_of(page, contrast)
    measures = [
        Measure(ImageTest.SKEW, round(100 * abs(upright.skew))),
        Measure(ImageTest.TOO_DARK, round(1000 * float((page.coarse < _BLACK).mean()))),
        Measure(ImageTest.RESOLUTION, image.dpi),
    ]
    if contrast >= _TRACE:
        measures.append(Measure(ImageTest.TOO_LIGHT, contrast))
    if sharpness is not None:
        measures.append(Measure(ImageTest.OUT_OF_FOCUS, sharpness))
    if image.stored:
        measures += [Measure(test, image.stored) for test in (ImageTest.TOO_FEW_BYTES, ImageTest.TOO_MANY_BYTES)]
    measures += paper_tests(page)
    measures += [streaks(page), spot_noise(page)]
    if kind not in _NO_CHECKS:
        measures += [carbon_strip(page), piggyback(page)]
    return tuple(measures)


def too_poor_to_read(gray: Gray, dpi: int) -> bool:
    """Say whether a page with ink on it is too faint or too blurred for any reader."""
    page = proof(gray, dpi)
    contrast = contrast_of(page.fine)
    sharpness = sharpness_of(page, contrast)
    return _TRACE <= contrast < _LEAST_CONTRAST or (sharpness is not None and sharpness < _SHARP)


def sharpness_of(page: Proof, contrast: int) -> int | None:
    """Return by how many thousandths of the contrast the steepest thousandth of a page rises over one dot.

    A dot is one at 200 an inch. None where there is too little contrast to tell.
    """
    if contrast < _LEAST_CONTRAST:
        return None
    fine = page.fine
    across, down = cv2.absdiff(fine[1:, 1:], fine[1:, :-1]), cv2.absdiff(fine[1:, 1:], fine[:-1, 1:])
    return round(1000 * levels(cv2.max(across, down), 0.999)[0] / contrast)


def contrast_of(gray: Gray) -> int:
    """Return how many levels the darkest ink lies below the paper, the scanner's noise smoothed away."""
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    paper, ink = levels(cv2.blur(half, (2, 2)), 0.5, 0.005)
    return paper - ink


def with_contrast(gray: Gray) -> Gray:
    """Return a faint page with its ink drawn out; a page of ordinary contrast as it is."""
    contrast = contrast_of(gray)
    if not _TRACE <= contrast < _FAINT:
        return gray
    paper = int(np.median(gray[::2, ::2]))
    levels = 255 - np.clip((paper - np.arange(256.0)) * _DRAWN_OUT / contrast, 0, 255)
    return np.asarray(cv2.LUT(gray, np.rint(levels).astype(np.uint8)), np.uint8)


def picture_of(gray: Gray) -> str:
    """Return a 64-bit perceptual hash of a page: which of its slowest 8 by 8 cosine waves are stronger than most.

    Measured on drawn checks, another scan of the same paper mostly differs in two bits at most, another
    check of the same make in six or more.
    """
    cells = cv2.resize(gray, (48, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(cells)[:8, :8].ravel()
    return np.packbits(waves > np.median(waves)).tobytes().hex()
