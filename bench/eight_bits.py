"""Holds our networks as they count, in eight bits, against what they were trained as: ``python -m bench.eight_bits``.

The networks alone are run, without the closer look: lines read exactly, lines read alike, and milliseconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from lockbox.lattice import from_probabilities, greedy
from ocr.ctc import restrict
from ocr.engine import DIGITS, MICR, Gray
from ocr.models import Network, model_bytes, open_network
from ocr.strips import Ink, digit_strip, straight_strip
from ocr.training.draw_micr import held_out, load_real
from ocr.training.judge import held_out_numbers

Strips = Sequence[tuple[Ink, str]]


def sets(data: Path, count: int) -> Iterator[tuple[str, str, str, Strips]]:
    """Yield the name of each set, the network that reads it, its alphabet, and its lines as the network sees them."""

    def shown(lines: Sequence[tuple[Gray, str]]) -> Strips:
        return [(digit_strip(crop), text) for crop, text in lines]

    for condition, lines in held_out_numbers(data, count).items():
        yield f"12 digits, {condition}", "digits", DIGITS, shown(lines)
    real = [line for line, group in load_real(data / "micr") if held_out(group)]
    yield "E-13B lines, held-out groups", "micr", MICR, [(straight_strip(crop), text) for crop, text in real]


def texts(network: Network, strips: Strips, alphabet: str) -> tuple[list[str], float]:
    """Return what the best symbol of every step spells for each strip, and the milliseconds of a strip."""
    begun = process_time()
    shares = [network.run(strip[None, None]) for strip, _ in strips]
    spent = 1000 * (process_time() - begun) / max(1, len(strips))
    symbols = network.notes["alphabet"]
    return [greedy(from_probabilities(restrict(one, symbols, alphabet), alphabet)) for one in shares], spent


def main() -> None:
    """Parse the command line, measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=500, help="numbers of each condition")
    given = parser.parse_args()
    print("| set | n | exact in float | in eight bits | alike | ms in float | in eight bits |")
    print("|---" * 7 + "|")
    for name, model, alphabet, strips in sets(given.data, given.count):
        both = [
            texts(open_network(model_bytes(package, f"{model}.onnx")), strips, alphabet)
            for package in ("ocr.training", "ocr.models")
        ]
        exact = [sum(text == true for text, (_, true) in zip(said, strips, strict=True)) for said, _ in both]
        alike = sum(one == other for one, other in zip(both[0][0], both[1][0], strict=True))
        print(f"| {name} | {len(strips)} | {exact[0]} | {exact[1]} | {alike} | {both[0][1]:.1f} | {both[1][1]:.1f} |")


if __name__ == "__main__":
    main()
