"""Fits what a written id is worth that two readers saw: ``python -m ocr.training.calibrate_joined --data FOLDER``.

Prints the corners of ``JOINED_CURVE`` in ``ocr/interpret_ids.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lockbox.both_lattices import both
from lockbox.lattice import best_texts
from ocr import text_reader
from ocr.ctc import probability
from ocr.engine import DIGITS, Gray
from ocr.training import draw_digits
from ocr.training.calibrate import fit
from ocr.training.draw_windows import strangers
from ocr.training.hands import Hands
from ocr.training.paper import Chance

_WHOLE = 12


def ids(hands: Hands, chance: Chance) -> Iterator[tuple[Gray, str]]:
    """Yield lines of twelve digits without end."""
    while True:
        image, text = draw_digits.draw_line(chance, hands)
        if len(text) == _WHOLE and text.isdigit():
            yield image, text


def main() -> None:
    """Parse the command line, read ids of unseen ink with both readers, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=77)
    given = parser.parse_args()
    readers = text_reader.load_digits(), text_reader.load_second()
    lines = ids(strangers(given.data), np.random.default_rng(given.seed))
    shares, right = [], []
    for _, (image, text) in zip(range(given.count), lines, strict=False):
        one, other = (reader.read([image], DIGITS)[0].lattice for reader in readers)
        if one is None or other is None:
            continue
        joined = both(one, other)
        read = best_texts(joined, limit=1, beam=12)[0][0]
        shares.append(probability(joined, read))
        right.append(read == text)
    print(f"{len(right)} lines, {np.mean(right):.4f} right", *fit(np.array(shares), np.array(right)), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
