from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from matching.weights import MATCH_1, MATCH_2, TABLES

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (ROOT / "docs" / "matching.md").read_text("utf-8")
    shown = re.findall(r"^\| `([\w.]+)` \| (-?\d+) \| (-?\d+) \|$", page, re.M)
    assert {name: int(weight) for name, weight, _ in shown} == dict(MATCH_1)
    assert {name: int(weight) for name, _, weight in shown} == dict(MATCH_2)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_slip_outweighs_everything_that_can_speak_for_another(table: Mapping[str, int]) -> None:
    families = {name.partition(".")[0] for name in table} - {"slip", "prior"}
    most = sum(max(weight for name, weight in table.items() if name.startswith(f"{one}.")) for one in families)
    least = sum(min(weight for name, weight in table.items() if name.startswith(f"{one}.")) for one in families)
    assert table["slip.nearly"] + least > most + table["slip.names_other"]
    assert table["slip.names"] > table["slip.nearly"]


def test_every_weight_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "matching").glob("*.py") if path.name != "weights.py")
    for name in MATCH_1:
        family, _, rest = name.partition(".")
        assert f'"{name}"' in code or f'f"{family}.{{' in code, (name, rest)
    assert list(TABLES) == ["match-1", "match-2"]
    assert MATCH_1.keys() == MATCH_2.keys()
