"""The figures of ``lockbox bench readers`` as tables: for the terminal, and as Markdown for the documents."""

from __future__ import annotations

from collections.abc import Sequence

from bench.outcomes import Answer, Figure, Outcome
from bench.reader_envelopes import EnvelopeCost

INKS = {
    "real": "Real paper",
    "composed": "Composed of real digits (synthetic)",
    "drawn": "Drawn (synthetic)",
}
_HEADS = ("set", "field", "reader", "n", "exact", "read", "wrong of read", "at most", "sure (wrong)", "ms")
_BOUNDS = (700, 800, 900, 950, 990)
_POINT_HEADS = ("field", "ink", "n", "setting", *(f"from {bound / 1000:g}" for bound in _BOUNDS))
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


def point_rows(outcomes: Sequence[Outcome]) -> Rows:
    """Return for each field of ours how much is read, and how many of it wrongly, at several operating points."""
    fields: dict[tuple[str, str], list[Answer]] = {}
    points: dict[tuple[str, str], str] = {}
    for one in outcomes:
        if one.ours and any(answer.confidence is not None for answer in one.answers) and one.point:
            fields.setdefault((one.field, one.ink), []).extend(one.answers)
            points[one.field, one.ink] = one.point
    return [
        (key[0], key[1], str(len(answers)), points[key], *(_at(answers, bound) for bound in _BOUNDS))
        for key, answers in sorted(fields.items())
    ]


def _at(answers: Sequence[Answer], bound: int) -> str:
    taken = [one for one in answers if one.said is not None and (one.confidence or 0) >= bound]
    return f"{len(taken) / len(answers):.0%}, {sum(not one.right for one in taken)} wrong"


def markdown(figures: Sequence[Figure], costs: Sequence[EnvelopeCost], outcomes: Sequence[Outcome]) -> str:
    """Return all tables in Markdown, real ink before synthetic."""
    parts = [f"{title}:\n\n{_table(_HEADS, found)}" for ink, title in INKS.items() if (found := rows(figures, ink))]
    if costs:
        parts.append(f"One envelope, drawn:\n\n{_table(_COST_HEADS, cost_rows(costs))}")
    if points := point_rows(outcomes):
        parts.append(f"Read, and how many wrongly, at other operating points:\n\n{_table(_POINT_HEADS, points)}")
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
