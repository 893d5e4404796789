from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from lockbox.reasons import DISPOSITIONS, FLAGS, MEANINGS, Reason

ROOT = Path(__file__).parents[2]
PARAGRAPHS = dict(re.findall(r"^## (\w+)\n\n(.+?)\n(?:\n|\Z)", (ROOT / "docs" / "reasons.md").read_text("utf-8"), re.M))

GIVEN_ELSEWHERE = {Reason.DUPLICATE_BATCH: "batches: mail that is posted already is refused as a whole"}


def given_in_matching() -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "matching").glob("*.py"))
    return {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Reason"
    }


def test_every_reason_has_a_paragraph_for_the_clerk_and_no_paragraph_lacks_its_reason() -> None:
    assert list(PARAGRAPHS) == [reason.value for reason in Reason]
    assert all(len(text.split()) >= 25 for text in PARAGRAPHS.values())


@pytest.mark.parametrize("reason", Reason)
def test_paragraph_tells_the_default_disposition(reason: Reason) -> None:
    default = "flag" if reason in FLAGS else DISPOSITIONS[reason].value
    assert re.search(rf"Default: {default}\b", PARAGRAPHS[reason.value])


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_given_somewhere(reason: Reason) -> None:
    assert (reason.value in given_in_matching()) is (reason not in GIVEN_ELSEWHERE)
    assert MEANINGS[reason]
