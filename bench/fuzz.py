"""Fuzzes the readers of foreign files: ``python -m bench.fuzz NAME --bytes 10000000``, guided by coverage (atheris).

A reader is hung in by one line of ``bench.fuzz_targets``. Whatever the bytes, it must return or raise its one
typed refusal, and what it returns must hold what it promises: above all, no total that does not add up is
accepted without a word. An input on which it does not is written to ``--crashers`` (default:
``tests/fuzz/crashers/NAME``), where the suite runs it for ever after.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

CRASHERS = Path(__file__).parent.parent / "tests" / "fuzz" / "crashers"
_HANG_SECONDS = 10
_MEMORY_MEGABYTES = 3000
_LONGEST = 16_384


@dataclass(frozen=True, slots=True)
class Target:
    """One reader and its promise.

    Attributes:
        name: as the command and the folder of crashers call it.
        check: reads the bytes and asserts of the result what must hold of it, whatever the bytes.
        refusals: what ``check`` may raise for bytes that are nothing to read.
        seeds: small files that the reader takes, for the fuzzer to start from.
    """

    name: str
    check: Callable[[bytes], None]
    refusals: tuple[type[Exception], ...]
    seeds: Callable[[], Iterable[bytes]]

    def try_bytes(self, data: bytes) -> None:
        """Hold the reader to its promise on one input; anything but its refusal goes through."""
        try:
            self.check(data)
        except self.refusals:
            return

    def crashers(self) -> tuple[Path, ...]:
        """Return the inputs that once broke the promise."""
        return tuple(sorted(path for path in (CRASHERS / self.name).glob("*") if path.is_file()))


def fuzz(target: Target, megabytes: float, folder: Path) -> None:
    """Feed a target that many million bytes and leave the process: 0 if it held, else as libFuzzer does.

    Args:
        target: its modules must have been imported under ``atheris.instrument_imports``.
        megabytes: millions of bytes.
        folder: where an input goes that breaks the promise.
    """
    import atheris  # noqa: PLC0415 - Linux only, and of no use to the suite

    corpus = folder.parent / f".{target.name}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    count, fed, begun = 0, 0, time.perf_counter()

    def one(data: bytes) -> None:
        nonlocal count, fed
        target.try_bytes(data)
        count, fed = count + 1, fed + len(data)
        if fed >= megabytes * 1e6:
            spent = time.perf_counter() - begun
            print(f"{target.name}: {count:,} inputs, {fed:,} bytes, nothing broke; {fed / spent / 1e6:.2f} MB/s")
            sys.stdout.flush()
            os._exit(0)

    limits = [
        f"-timeout={_HANG_SECONDS}",
        f"-rss_limit_mb={_MEMORY_MEGABYTES}",
        f"-max_len={_LONGEST}",
        "-len_control=0",
    ]
    atheris.Setup([sys.argv[0], *limits, "-verbosity=0", f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()


def main(words: Sequence[str] | None = None) -> None:
    """Run the command."""
    import atheris  # noqa: PLC0415

    with atheris.instrument_imports(include=["lockbox", "batches", "ocr"]):
        from bench.fuzz_targets import TARGETS  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", choices=sorted(TARGETS))
    parser.add_argument("--bytes", type=int, default=10_000_000, help="how many bytes to feed it")
    parser.add_argument("--crashers", type=Path, help="where an input goes that breaks the promise")
    given = parser.parse_args(words)
    fuzz(TARGETS[given.name], given.bytes / 1e6, given.crashers or CRASHERS / given.name)


if __name__ == "__main__":
    main()
