"""The fonts that samples are drawn with: found where packages installed them, never copied."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from lockbox.errors import LockboxError

_NEEDED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$.,-/&#")
_SHARE = Path("/usr/share/fonts")

_HANDS = (
    ("fontpkg_kalam", "Kalam-Light.ttf", 1.0),
    ("fontpkg_kalam", "Kalam-Regular.ttf", 1.0),
    ("fontpkg_indie_flower", "IndieFlower-Regular.ttf", 1.0),
    ("fontpkg_delius", "Delius-Regular.ttf", 0.92),
    ("truetype/breip", "Breip.ttf", 1.1),
    ("truetype/fifthhorseman", "dkg.ttf", 0.85),
    ("truetype/fifthhorseman", "dkgIt.ttf", 0.85),
    ("truetype/rufscript", "Rufscript010.ttf", 1.0),
    ("truetype/sjfonts", "Delphine.ttf", 1.25),
    ("truetype/sjfonts", "SteveHand.ttf", 0.85),
)
"""Where a hand lies, its file, and how much larger than its nominal size it must be drawn; the neatest first."""

_JOINED_HANDS = (
    ("fontpkg_dancing_script", "DancingScript[wght].ttf", 1.05),
    ("fontpkg_yellowtail", "Yellowtail-Regular.ttf", 1.1),
    ("truetype/kristi", "Kristi.ttf", 1.5),
)

_SIGNATURES = (
    ("fontpkg_great_vibes", "GreatVibes-Regular.ttf", 1.2),
    ("fontpkg_dancing_script", "DancingScript[wght].ttf", 1.2),
    ("fontpkg_yellowtail", "Yellowtail-Regular.ttf", 1.1),
    ("truetype/kristi", "Kristi.ttf", 1.7),
)

_PRINTS = {
    "sans": ("fontpkg_lato", "Lato-Regular.ttf"),
    "sans-bold": ("fontpkg_lato", "Lato-Bold.ttf"),
    "grotesk": ("fontpkg_roboto", "Roboto[wdth,wght].ttf"),
    "serif": ("fontpkg_pt_serif", "PT_Serif-Web-Regular.ttf"),
    "serif-bold": ("fontpkg_pt_serif", "PT_Serif-Web-Bold.ttf"),
    "serif-italic": ("fontpkg_pt_serif", "PT_Serif-Web-Italic.ttf"),
    "ocr-b": ("opentype/ocr-b", "OCRB.otf"),
}


class FontsMissingError(LockboxError):
    """The fonts that samples are drawn with are not installed."""

    hint = "Run: make install"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, the factor that brings it to the size of its neighbours, and whether its letters are joined."""

    path: Path
    scale: float = 1.0
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Fonts:
    """What a night of mail is written and printed with; each tuple is in a fixed order."""

    hands: tuple[Face, ...]
    signatures: tuple[Face, ...]
    prints: tuple[tuple[str, Path], ...]

    def print_path(self, name: str) -> Path:
        """Return the file of a print face such as ``sans`` or ``ocr-b``."""
        return dict(self.prints)[name]


def find_fonts(fonts_dir: Path | None = None) -> Fonts:
    """Return the installed fonts, and as further hands every complete ``*.ttf`` of ``fonts_dir``.

    Raises:
        FontsMissingError: naming every print face, or all hands, that are not installed.
    """
    hands = [face for face in map(_hand, _HANDS) if face]
    hands += [replace(face, joined=True) for face in map(_hand, _JOINED_HANDS) if face]
    if fonts_dir is not None:
        hands += [Face(path) for path in sorted(fonts_dir.glob("*.ttf")) if covers(path)]
    signatures = [face for face in map(_hand, _SIGNATURES) if face]
    prints = [(name, path) for name, place in _PRINTS.items() if (path := _locate(*place))]
    missing = sorted(_PRINTS.keys() - dict(prints).keys()) + ([] if hands and signatures else ["handwriting"])
    if missing:
        raise FontsMissingError("these fonts are not installed: " + ", ".join(missing))
    return Fonts(tuple(hands), tuple(signatures), tuple(prints))


def covers(path: Path) -> bool:
    """Say whether a font has every letter, digit and sign that people write on checks."""
    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap() or {}
    return all(ord(character) in known for character in _NEEDED)


@lru_cache(maxsize=1024)
def sized(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """Return a font at a size in pixels, with plain layout so that every machine sets it alike."""
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


def _hand(place: tuple[str, str, float]) -> Face | None:
    where, name, scale = place
    path = _locate(where, name)
    return Face(path, scale) if path else None


def _locate(where: str, name: str) -> Path | None:
    """Return a font file in a wheel (``fontpkg_...``) or under the system's fonts, None if absent."""
    if "/" in where:
        path = _SHARE / where / name
    else:
        try:
            module = importlib.import_module(where)
        except ModuleNotFoundError:
            return None
        path = Path(str(module.__file__)).parent / "files" / name
    return path if path.exists() else None
