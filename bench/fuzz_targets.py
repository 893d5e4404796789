"""Every reader of foreign files with its promise, by name: for ``bench.fuzz`` and the suite."""

from __future__ import annotations

from bench.fuzz import Target
from bench.fuzz_ach import ARC
from bench.fuzz_bai2 import BAI2
from bench.fuzz_payments import PAYMENTS
from bench.fuzz_posting import POSTING
from bench.fuzz_x9 import X9

TARGETS: dict[str, Target] = {target.name: target for target in (X9, ARC, BAI2, PAYMENTS, *POSTING)}
