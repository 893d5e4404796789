from __future__ import annotations

import re
from pathlib import Path

from matching.weights import MATCH_1, TABLES

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (ROOT / "docs" / "matching.md").read_text("utf-8")
    shown = {name: int(weight) for name, weight in re.findall(r"^\| `([\w.]+)` \| (-?\d+) \|$", page, re.M)}
    assert shown == dict(MATCH_1)


def test_a_slip_outweighs_everything_that_can_speak_for_another() -> None:
    families = {name.partition(".")[0] for name in MATCH_1} - {"slip", "prior"}
    most = sum(max(weight for name, weight in MATCH_1.items() if name.startswith(f"{one}.")) for one in families)
    least = sum(min(weight for name, weight in MATCH_1.items() if name.startswith(f"{one}.")) for one in families)
    assert MATCH_1["slip.nearly"] + least > most + MATCH_1["slip.names_other"]
    assert MATCH_1["slip.names"] > MATCH_1["slip.nearly"]


def test_every_weight_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "matching").glob("*.py") if path.name != "weights.py")
    for name in MATCH_1:
        family, _, rest = name.partition(".")
        assert f'"{name}"' in code or f'f"{family}.{{' in code, (name, rest)
    assert TABLES["match-1"] is MATCH_1
