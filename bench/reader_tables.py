"""The figures of ``lockbox bench readers`` as tables: for the terminal, and as Markdown for the documents."""

from __future__ import annotations

from collections.abc import Sequence

from bench.outcomes import Figure
from bench.reader_envelopes import EnvelopeCost

INKS = {
    "real": "Real paper",
    "composed": "Composed of real digits (synthetic)",
    "drawn": "Drawn (synthetic)",
}
_HEADS = ("set", "field", "reader", "n", "exact", "read", "wrong of read", "at most", "sure (wrong)", "ms")
_COST_HEADS = ("reader", "n", "ms an envelope", "a second, one core", "two cores", "times ours")

Rows = Sequence[tuple[str, ...]]


def rows(figures: Sequence[Figure], ink: str) -> Rows:
    """Return the cells of all figures of one ink; what a row shares with the one before is not repeated."""
    cells: list[tuple[str, ...]] = []
    before = ("", "")
    for one in (one for one in figures if one.ink == ink):
        head = (one.set, one.field)
        shown = head if head != before else ("", "")
        before = head
        taken = one.right + one.wrong
        cells.append(
            (
                *shown,
                one.reader,
                str(one.n),
                _share(one.exact),
                _share(one.read) if taken else "-",
                f"{one.wrong} of {taken}" if taken else "-",
                _share(one.error_most) if taken else "-",
                f"{one.sure} ({one.sure_wrong})" if one.sure else "-",
                f"{one.milliseconds:.1f}",
            )
        )
    return cells


def cost_rows(costs: Sequence[EnvelopeCost]) -> Rows:
    """Return the cells of what an envelope costs."""
    return [
        (
            one.reader,
            str(one.n),
            f"{one.milliseconds:.0f}",
            f"{one.a_second:.1f}",
            "-" if one.two_cores is None else f"{one.two_cores:.1f}",
            f"{one.ratio:.1f}",
        )
        for one in costs
    ]


def markdown(figures: Sequence[Figure], costs: Sequence[EnvelopeCost]) -> str:
    """Return all tables in Markdown, real ink before synthetic."""
    parts = [f"{title}:\n\n{_table(_HEADS, found)}" for ink, title in INKS.items() if (found := rows(figures, ink))]
    if costs:
        parts.append(f"One envelope, drawn:\n\n{_table(_COST_HEADS, cost_rows(costs))}")
    return "\n\n".join(parts) + "\n"


def plain(figures: Sequence[Figure], costs: Sequence[EnvelopeCost]) -> str:
    """Return all tables for a terminal."""
    parts = [f"{title}\n{_columns(_HEADS, found)}" for ink, title in INKS.items() if (found := rows(figures, ink))]
    if costs:
        parts.append(f"One envelope, drawn\n{_columns(_COST_HEADS, cost_rows(costs))}")
    return "\n\n".join(parts)


def _table(heads: Sequence[str], cells: Rows) -> str:
    lines = [heads, ("---",) * len(heads), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _columns(heads: Sequence[str], cells: Rows) -> str:
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (heads, *cells)
    )


def _share(share: float) -> str:
    """Return a share as a percentage, fine where it is small."""
    return f"{share:.2%}" if 0 < share < 0.01 else f"{share:.1%}"
