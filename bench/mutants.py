"""Mutation tests: ``python -m bench.mutants matching.apply tests/matching/test_apply.py ... [--jobs N]``.

Every comparison, sum, constant, condition and choice of a module is changed, and every part of a list and every call
for its effect left out, one at a time; the tests, with the same examples every time, are run on the module so changed.
A change that no test notices survives and is printed; docs/matching.md explains those that do.
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
_PASSED = 64
_SHARED = ("hypothesis", "numpy", "rapidfuzz", "pydantic", "msgspec", "lockbox.settings", "lockbox.lattice")
"""What the tests import besides the package that is changed: once, for all of them."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, and how the line reads now."""

    line: int
    now: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a source."""
    tree = ast.parse(source)
    types_only = set(_types_only(tree))
    for place, node in enumerate(ast.walk(tree)):
        for way in range(0 if node in types_only else _ways(node)):
            changed = copy.deepcopy(tree)
            other = next(node for number, node in enumerate(ast.walk(changed)) if number == place)
            _change(other, way)
            line = next(one.lineno for one in ast.walk(node) if isinstance(one, ast.expr | ast.stmt))
            now = f"without {_shown(node.elts[way])}" if isinstance(node, ast.Tuple | ast.List) else _shown(other)
            yield Mutant(line, now, ast.fix_missing_locations(changed))


def _types_only(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that say what type something is of, or what is for others to import: no test sees them."""
    for node in ast.walk(tree):
        said = [getattr(node, name, None) for name in ("annotation", "returns")]
        match node:
            case ast.Subscript(slice=ast.Tuple()):
                said.append(node.slice)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                said.append(node.value)
        for one in said:
            yield from ast.walk(one) if one else ()


def _ways(node: ast.AST) -> int:
    """Return in how many ways a node can be changed."""
    ways = 0
    match node:
        case ast.Compare():
            ways = len(node.ops)
        case ast.IfExp() | ast.If() | ast.While():
            ways = 2
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()):
            ways = len(node.elts)
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            ways = int(type(node.op) in _SWAPS)
        case ast.UnaryOp(op=ast.Not()) | ast.Expr(value=ast.Call()) | ast.Constant(value=int()):
            ways = 1
        case ast.comprehension():
            ways = len(node.ifs)
        case ast.Call(func=ast.Name(id=name)):
            ways = int(name in _CALLS)
    return ways


def _change(node: ast.AST, way: int) -> None:
    """Change a node in one of its ways."""
    match node:
        case ast.Compare():
            node.ops[way] = _swapped(node.ops[way])
        case ast.IfExp() | ast.If() | ast.While():
            node.test = ast.Constant(bool(way))
        case ast.Tuple() | ast.List():
            del node.elts[way]
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            node.op = _swapped(node.op)
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.Expr():
            node.value = ast.Constant(None)
        case ast.Constant(value=int(told)):
            node.value = not told if isinstance(told, bool) else told + 1
        case ast.comprehension():
            del node.ifs[way]
        case ast.Call(func=ast.Name() as called):
            called.id = _CALLS[called.id]
            node.keywords = [] if called.id == "list" else node.keywords


def _swapped(operator: Any) -> Any:  # noqa: ANN401 - one operator for another
    return _SWAPS[type(operator)]()


def _shown(node: ast.AST) -> str:
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


def passes(name: str, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Say whether the tests pass on a module made of a tree; only to be called in a process of its own."""
    for known in [one for one in sys.modules if one.split(".")[0] in ("matching", "tests")]:
        del sys.modules[known]
    sys.meta_path.insert(0, _Changed(name, tree))
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return pytest.main([*quiet, *tests]) == 0


def _start(name: str, tree: ast.Module, tests: Sequence[str]) -> int:
    child = os.fork()
    if child:
        return child
    signal.alarm(_SECONDS)
    _silence()
    os._exit(_PASSED if passes(name, tree, tests) else 0)


def _silence() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _passed(status: int) -> bool:
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == _PASSED


def main() -> None:
    """Change a module in every way and print what no test noticed."""
    parser = argparse.ArgumentParser(description="Mutation tests of one module.")
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    os.environ["CI"] = "1"
    for known in _SHARED:
        importlib.import_module(known)
    source = Path(*options.module.split(".")).with_suffix(".py").read_text("utf-8")
    _, status = os.waitpid(_start(options.module, ast.parse(source), options.tests), 0)
    if not _passed(status):
        raise SystemExit(f"{options.module}: the tests do not pass on the module as it is")
    waiting, running, survived, done = list(mutants(source)), dict[int, Mutant](), list[Mutant](), 0
    while waiting or running:
        while waiting and len(running) < options.jobs:
            mutant = waiting.pop(0)
            running[_start(options.module, mutant.tree, options.tests)] = mutant
        child, status = os.wait()
        mutant, done = running.pop(child), done + 1
        if _passed(status):
            survived.append(mutant)
            print(f"survived: {options.module}:{mutant.line} {mutant.now}", flush=True)
    print(f"{options.module}: {done} mutants, {done - len(survived)} noticed, {len(survived)} survived")


if __name__ == "__main__":
    main()
