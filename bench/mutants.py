"""Mutation tests: ``python -m bench.mutants matching.apply tests/matching/test_apply.py ... [--jobs N]``.

Every comparison, sum, constant, condition and choice of a module is changed, one at a time, and the tests are run on
the module so changed. A change that no test notices survives and is printed; docs/matching.md explains those that do.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, and how the line reads now."""

    line: int
    now: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a source."""
    tree = ast.parse(source)
    count = sum(1 for _ in ast.walk(tree))
    for place in range(count):
        for way in range(2):
            changed = copy.deepcopy(tree)
            node = next(node for number, node in enumerate(ast.walk(changed)) if number == place)
            if _change(node, way):
                line = getattr(node, "lineno", 0)
                yield Mutant(line, _shown(changed, node), ast.fix_missing_locations(changed))


def _change(node: Any, way: int) -> bool:  # noqa: ANN401 - any node, told apart below
    """Change a node in one of two ways; say whether there was anything to change."""
    if isinstance(node, ast.Compare) and way == 0:
        node.ops[0] = _swapped(node.ops[0])
    elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _SWAPS and way == 0:
        node.op = _swapped(node.op)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and way == 0:
        node.operand, node.op = ast.UnaryOp(ast.Not(), node.operand), ast.Not()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool) and way == 0:
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, int) and way == 0:
        node.value = node.value + 1
    elif isinstance(node, ast.IfExp | ast.If | ast.While):
        node.test = ast.Constant(bool(way))
    elif isinstance(node, ast.comprehension) and node.ifs and way == 0:
        node.ifs = []
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS and way == 0:
        node.func.id = _CALLS[node.func.id]
        node.keywords = [] if node.func.id == "list" else node.keywords
    elif isinstance(node, ast.AugAssign) and type(node.op) in _SWAPS and way == 0:
        node.op = _swapped(node.op)
    else:
        return False
    return True


def _swapped(operator: Any) -> Any:  # noqa: ANN401 - one operator for another
    return _SWAPS[type(operator)]()


def _shown(tree: ast.Module, node: ast.AST) -> str:
    """Return the changed statement, in one line."""
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}: ..."
    return " ".join(ast.unparse(node).split())[:110]


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a changed tree."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name, self._tree = name, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the module that is changed."""
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the changed code."""
        exec(compile(self._tree, self._name, "exec"), module.__dict__)  # noqa: S102 - that is what it is for


def survives(name: str, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Say whether the tests pass on a changed module; only to be called in a process of its own."""
    for known in [one for one in sys.modules if one.split(".")[0] in ("matching", "tests")]:
        del sys.modules[known]
    sys.meta_path.insert(0, _Changed(name, mutant.tree))
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]) == 0


def _start(name: str, mutant: Mutant, tests: Sequence[str]) -> int:
    child = os.fork()
    if child:
        return child
    signal.alarm(_SECONDS)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os._exit(1 if survives(name, mutant, tests) else 0)


def main() -> None:
    """Change a module in every way and print what no test noticed."""
    parser = argparse.ArgumentParser(description="Mutation tests of one module.")
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    source = Path(*options.module.split(".")).with_suffix(".py").read_text("utf-8")
    waiting, running, survived, done = list(mutants(source)), dict[int, Mutant](), list[Mutant](), 0
    while waiting or running:
        while waiting and len(running) < options.jobs:
            mutant = waiting.pop(0)
            running[_start(options.module, mutant, options.tests)] = mutant
        child, status = os.wait()
        mutant, done = running.pop(child), done + 1
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1:
            survived.append(mutant)
            print(f"survived: {options.module}:{mutant.line} {mutant.now}", flush=True)
    print(f"{options.module}: {done} mutants, {done - len(survived)} noticed, {len(survived)} survived")


if __name__ == "__main__":
    main()
