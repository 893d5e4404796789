"""What to do about each reason, for the clerk: the paragraphs of docs/reasons.md, of which a copy is packaged."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).parent / "reasons.md"
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*`]")


def paragraphs(text: str) -> dict[str, str]:
    """Return the paragraphs of a page of reasons by their code, without links and marks of emphasis."""
    parts = re.split(r"^## ([A-Z_]+)$", text, flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {code: _MARKS.sub(r"\1", said).strip() for code, said in pairs}


HELP = paragraphs(FILE.read_text("utf-8"))
"""The paragraph of each reason code."""
