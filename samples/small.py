"""The small night that lies in the repository: nearly every scenario of the table once, cleanly scanned."""

from __future__ import annotations

from pathlib import Path

from samples.degrade import clean_scanning
from samples.night import Options, make_mail
from samples.scenarios import NOT_ON_PAPER, SCENARIOS, Scenario

SEED = 412612
LEFT_OUT = frozenset(
    {"torn_through_amount", "two_papers", "streaked", "id_split", "id_below_address", "id_along_edge"}
    | {"id_on_turned_back", "id_in_letter", "id_on_envelope", "two_ids", "billing_account", "id_and_social_security"}
)
"""Scenarios that need no place here: the reasons they show are shown by another one."""

OPTIONS = Options(scanner=clean_scanning, hands=5)


def make_small_night(out: Path) -> None:
    """Write the small night to ``out``: ``mail/``, ``roster.csv`` and ``truth.csv``.

    Raises:
        FontsMissingError: the fonts to draw with are not installed.
    """
    make_mail(out, _scenarios(), SEED, OPTIONS)


def reasons_table() -> str:
    """Return, as Markdown, which envelope of the small night shows which reason."""
    rows = ["| envelope | scenario | what lies in it | reasons |", "|---|---|---|---|"]
    for place, scenario in enumerate(_scenarios(), 1):
        name = f"E{place:04d}" + (f", E{place:04d}R" if scenario.envelopes == 2 else "")
        told = (scenario.tell.__doc__ or "").strip().splitlines()[0]
        rows.append(f"| {name} | `{scenario.name}` | {told} | {', '.join(scenario.reasons) or '–'} |")
    rows += [f"| – | – | {how} | {code} |" for code, how in NOT_ON_PAPER.items()]
    return "\n".join(rows) + "\n"


def _scenarios() -> tuple[Scenario, ...]:
    return tuple(scenario for scenario in SCENARIOS if scenario.name not in LEFT_OUT)
