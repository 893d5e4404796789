"""Reads the sources and holds them to the drawing of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
PACKAGES = ("lockbox", "ocr", "matching", "batches", "samples")

MAY_IMPORT = {
    "lockbox": {"lockbox"},
    "lockbox.books": {"lockbox", "lockbox.books"},
    "matching": {"lockbox", "matching"},
    "ocr": {"lockbox", "ocr"},
    "samples": {"lockbox", "samples"},
    "batches": {"lockbox", "lockbox.books", "matching", "ocr", "batches"},
    "cli": {"lockbox", "lockbox.books", "batches", "samples", "cli"},
}
"""What each part of the house may import of the others."""

MAY_TOUCH_BOOKS = tuple(
    f"batches.{name}"
    for name in ("run", "check", "clerk", "case", "screens", "desk", "counter", "letters", "bank", "payments", "unpaid")
)
"""Of batches, who may import the books; nobody else, so that an audit cannot move money."""

AUDIT = ("batches.archive", "batches.mailroom", "batches.replay", "batches.tally", "batches.workers", "batches.balance")
"""What an audit runs; not even by way of others may it reach the books."""

IMPURE = {"os", "pathlib", "sqlite3", "random", "time", "socket", "subprocess", "tempfile", "shutil", "secrets"}
CLOCKS = {
    "now",
    "today",
    "utcnow",
    "time",
    "time_ns",
    "monotonic",
    "perf_counter",
    "getuser",
    "gethostname",
    "getlogin",
}
CLOCK_MODULES = {"dt", "datetime", "date", "time", "getpass", "socket", "os", "platform"}

COUNTER = ("cli", "batches.counter", "ocr.training")
"""Where the clock is read and things are printed: the counter, and the workshop that no night needs."""

MAX_LINES, MAX_FUNCTION_LINES, MAX_PARAMETERS = 350, 70, 5


def _name(path: Path) -> str:
    name = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
    return name.removesuffix(".__init__")


SOURCES = {_name(path): path for package in PACKAGES for path in sorted((HOUSE / package).rglob("*.py"))}
SOURCES["cli"] = HOUSE / "cli.py"
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in SOURCES.items()}


def part_of(module: str) -> str:
    """Return the part of the house that a module belongs to, empty for modules of others."""
    parts = module.split(".")
    if parts[:2] == ["lockbox", "books"]:
        return "lockbox.books"
    return parts[0] if parts[0] in (*PACKAGES, "cli") else ""


def is_within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def imports(name: str) -> Iterator[str]:
    """Yield every module that a source imports, inside functions and for type checking too."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports by dots"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    return {module for module in imports(name) if module in SOURCES}


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(TREES[name]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(name: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(TREES[name]) if isinstance(node, ast.Call))


@pytest.mark.parametrize("name", SOURCES)
def test_imports_go_one_way(name: str) -> None:
    allowed = MAY_IMPORT[part_of(name)]
    strangers = {module for module in imports(name) if part_of(module) not in {"", *allowed}}
    assert not strangers


def test_imports_make_no_circle() -> None:
    waiting = {name: own_imports(name) - {name} for name in SOURCES}
    while free := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    assert not waiting


@pytest.mark.parametrize("name", [name for name in SOURCES if part_of(name) == "batches"])
def test_few_touch_the_books(name: str) -> None:
    touches = any(part_of(module) == "lockbox.books" for module in imports(name))
    assert not touches or is_within(name, MAY_TOUCH_BOOKS)


@pytest.mark.parametrize("name", AUDIT)
def test_an_audit_cannot_reach_the_books(name: str) -> None:
    reached, waiting = set(), {name}
    while waiting:
        reached |= waiting
        waiting = {module for one in waiting for module in own_imports(one)} - reached
    assert not {module for module in reached if part_of(module) == "lockbox.books"}


@pytest.mark.parametrize("name", [name for name in SOURCES if part_of(name) in {"matching", "lockbox"}])
def test_the_pure_floors_import_no_file_clock_or_chance(name: str) -> None:
    assert not {module.partition(".")[0] for module in imports(name)} & IMPURE


@pytest.mark.parametrize("name", [name for name in SOURCES if not is_within(name, COUNTER)])
def test_only_the_counter_prints_and_reads_the_clock(name: str) -> None:
    for call in calls(name):
        if isinstance(call.func, ast.Name):
            assert call.func.id != "print", f"line {call.lineno} prints"
        if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS:
            owner = call.func.value
            said = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            assert said not in CLOCK_MODULES, f"line {call.lineno} asks {said}.{call.func.attr}"


@pytest.mark.parametrize("name", SOURCES)
def test_reasons_are_given_by_matching_only(name: str) -> None:
    if name == "lockbox.reasons" or part_of(name) in {"matching", "samples"}:
        return
    named = [
        node.lineno
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Reason"
        and node.attr.isupper()
    ]
    spelled = [
        call.lineno
        for call in calls(name)
        if isinstance(call.func, ast.Name) and call.func.id == "Reason" and isinstance(call.args[0], ast.Constant)
    ]
    assert not named + spelled


@pytest.mark.parametrize("name", SOURCES)
def test_sources_are_short_and_say_what_they_are_for(name: str) -> None:
    assert ast.get_docstring(TREES[name]), "no module docstring"
    assert len(SOURCES[name].read_text("utf-8").splitlines()) <= MAX_LINES
    for function in functions(name):
        assert function.end_lineno is not None
        assert function.end_lineno - function.lineno < MAX_FUNCTION_LINES, function.name
        given = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        assert len([one for one in given if one not in {"self", "cls"}]) <= MAX_PARAMETERS, function.name
