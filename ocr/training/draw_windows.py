"""Windows to train the closer look with: what the digit network wrote down, cut out, and what stands there in truth.

``python -m ocr.training.draw_windows --data FOLDER --out FOLDER --lines 80000``
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from ocr.closer_look import WINDOW, in_doubt, places, window
from ocr.engine import AMOUNT
from ocr.models import Network, model_bytes, open_network
from ocr.strips import Ink, digit_strip
from ocr.training import draw_digits
from ocr.training.draw_signs import MARGIN, NOTHING, sign_windows
from ocr.training.hands import Hands, load_hands, load_held_out

_SHARD = 20_000
_LONGEST = 1400


@dataclass(frozen=True, slots=True)
class Windows:
    """What the digit network saw in drawn lines.

    Attributes:
        ink: shape (n, height, WINDOW + 2 * MARGIN), 0 paper to 255 ink.
        classes: what stands there, shape (n,).
        shares: what the line network makes of it, shape (n, symbols + 1).
    """

    ink: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.uint8]
    shares: npt.NDArray[np.float32]


def windows_of(strip: Ink, text: str, network: Network) -> Iterator[tuple[Ink, int, npt.NDArray[np.float32]]]:
    """Yield a window, its class and the line network's shares for each symbol that it saw in a line.

    A line that it read quite otherwise than the text is left out: what stands where is not known.
    """
    shares = network.run(strip[None, None])
    seen = places(shares)
    read = "".join(AMOUNT[int(shares[one.first : one.end, 1:].sum(axis=0).argmax())] for one in seen)
    truth, errors = aligned(read, text)
    if errors > max(2, len(text) // 3):
        return
    for one, character in zip(seen, truth, strict=True):
        rows = shares[one.first : one.end]
        at_best = rows[int(rows[:, 0].argmin())]
        yield (
            window(strip, one.middle, WINDOW + 2 * MARGIN),
            AMOUNT.find(character) + 1 if character else NOTHING,
            at_best,
        )


def aligned(read: str, text: str) -> tuple[list[str], int]:
    """Return for each character read the one of the text that stands there, empty for none, and the edit distance."""
    truth = [""] * len(read)
    for step in Levenshtein.opcodes(read, text):
        if step.tag in {"equal", "replace"}:
            truth[step.src_start : step.src_end] = text[step.dest_start : step.dest_end]
    return truth, Levenshtein.distance(read, text)


def draw(hands: Hands, lines: int, seed: int) -> Iterator[Windows]:
    """Draw lines, read them, and yield their windows, some thousands at a time."""
    chance = np.random.default_rng(seed)
    network = open_network(model_bytes("ocr.models", "digits.onnx"))
    held: list[tuple[Ink, int, npt.NDArray[np.float32]]] = []
    for line in range(lines):
        image, text = draw_digits.draw_line(chance, hands)
        strip = digit_strip(image)
        if strip.shape[1] <= _LONGEST:
            held += windows_of(strip, text, network)
        if held and (len(held) >= _SHARD or line == lines - 1):
            yield _windows(held)
            held = []


def draw_signs(hands: Hands, count: int, seed: int) -> Windows:
    """Draw currency signs before amounts, and have them read."""
    chance = np.random.default_rng(seed)
    network = open_network(model_bytes("ocr.models", "digits.onnx"))
    some = next(draw(hands, 2000, seed)).shares
    found = itertools.islice(sign_windows(hands, network, some[in_doubt(some)], chance), count)
    return _windows(list(found))


def _windows(held: list[tuple[Ink, int, npt.NDArray[np.float32]]]) -> Windows:
    ink, classes, shares = zip(*held, strict=True)
    return Windows((np.array(ink) * 255).astype(np.uint8), np.array(classes, np.uint8), np.array(shares, np.float32))


def strangers(data: Path) -> Hands:
    """Return hands whose digits no training uses."""
    return replace(load_hands(data), real=(load_held_out(data),) * 3)


def save(windows: Windows, path: Path) -> None:
    """Write windows to an .npz file."""
    np.savez(path, ink=windows.ink, classes=windows.classes, shares=windows.shares.astype(np.float16))


def load(paths: list[Path]) -> Windows:
    """Read windows from .npz files."""
    files = [np.load(path) for path in paths]
    ink, classes, shares = (np.concatenate([file[name] for file in files]) for name in ("ink", "classes", "shares"))
    return Windows(ink, classes, shares.astype(np.float32))


def main() -> None:
    """Parse the command line and draw: a tenth as many lines of strangers' hands go to ``unseen`` in the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=80_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name, hands, lines, seed in (
        ("known", load_hands(given.data), given.lines, given.seed),
        ("unseen", strangers(given.data), given.lines // 10, given.seed + 76),
    ):
        folder = given.out / name
        folder.mkdir(parents=True, exist_ok=True)
        for place, windows in enumerate(draw(hands, lines, seed)):
            save(windows, folder / f"{place:03d}.npz")
    signs = given.out / "signs"
    signs.mkdir(parents=True, exist_ok=True)
    save(draw_signs(load_hands(given.data), given.lines // 8, given.seed + 8), signs / "000.npz")


if __name__ == "__main__":
    main()
