"""Code lines found and read on whole drawn checks, as ordinary scanners give them and worse."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

from bench.code_lines import CONDITIONS, draw_code_line, read_code_line
from bench.outcomes import Answer, Outcome
from lockbox.settings import ReadingSettings
from ocr.engine import Engines
from samples.fonts import find_fonts

_SCANNED = ("clean", "bitonal", "jpeg", "skewed", "turned")
"""What an ordinary scanner gives; the other conditions are damage or no scans."""


def code_lines_on_checks(count: int, engines: Engines) -> Iterator[Outcome]:
    """Find and read the code lines of whole drawn checks, ``count`` of each condition and resolution."""
    fonts = find_fonts()
    for dpi in (200, 300):
        for name, conditions in (("", _SCANNED), (", damaged or photographed", sorted({*CONDITIONS} - {*_SCANNED}))):
            lines, banks = [], []
            for condition in conditions:
                for place in range(count):
                    drawn = draw_code_line(condition, dpi, 1 + place, fonts)
                    begun = process_time()
                    field = read_code_line(drawn.image, engines)
                    spent = 1000 * (process_time() - begun)
                    value = field.value
                    label = f"{condition} {place}"
                    said = value.text if value else field.text or None
                    taken = value is not None and "*" not in value.text  # a character marked unread is no mistake
                    lines.append(Answer(label, said, drawn.text, field.confidence, taken, spent))
                    routing = value.routing or None if value else None
                    banks.append(Answer(label, routing, drawn.routing, field.confidence, routing is not None, spent))
            title = f"code lines on checks, {dpi} dpi{name}"
            point = f"micr_bound {ReadingSettings().micr_bound}"
            yield Outcome(title, "drawn", "code line", engines.micr.name, tuple(lines), point, ours=True)
            yield Outcome(title, "drawn", "routing number", engines.micr.name, tuple(banks), point, ours=True)
