"""Every place of a module that can be told otherwise is, once each way; what only names types is left alone."""

from __future__ import annotations

import ast

import pytest

from bench.mutants import mutants


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = a < b <= 2", ["a <= b <= 2", "a < b < 2", "3"]),
        ("x = a + b * 2", ["a - b * 2", "b // 2", "3"]),
        ("x = a and not b", ["a or not b", "not not b"]),
        ("x = True", ["False"]),
        ("x = f(a, b)", []),
        ("x = sorted(a, key=b)", ["list(a)"]),
        ("x = min(a, b)", ["max(a, b)"]),
        ("x = (a, *b)", ["without a", "without *b"]),
        ("x = [y for y in a if b if c]", ["for y in a if c", "for y in a if b"]),
        ("if a: f()", ["if False: ...", "if True: ...", "None"]),
        ("x = a if b else c", ["a if False else c", "a if True else c"]),
        ("x -= 1", ["x += 1", "2"]),
        ("x: Literal['a', 'b'] = a", []),
        ("X = Literal['a', 'b']", []),
        ("__all__ = ['a', 'b']", []),
        ('"""Words."""', []),
    ],
)
def test_each_place_is_changed_once_each_way(source: str, wanted: list[str]) -> None:
    found = list(mutants(source))
    assert sorted(one.now.strip() for one in found) == sorted(wanted)
    assert {one.line for one in found} <= {1}
    assert all(ast.unparse(one.tree) != ast.unparse(ast.parse(source)) for one in found)
