"""Documents are true: every command is shown and has help, every link leads somewhere, every exit code is published."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main
from lockbox.errors import ExitCode
from lockbox.settings import Machine, Policy, ReadingSettings, Settings, parse_site_file

HOUSE = Path(__file__).parent.parent
PAGES = sorted([*HOUSE.glob("*.md"), *HOUSE.glob("docs/*.md"), HOUSE / "samples" / "README.md"])


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its words."""
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))


ALL = dict(commands(main))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    if not isinstance(ALL[words], click.Group) or words == ("queue",):
        assert f"Example: lockbox {' '.join(words)}" in " ".join(result.output.split())


def shown() -> Iterator[tuple[str, str]]:
    """Yield every lockbox command line in the documents, with its page."""
    for page in PAGES:
        for line in re.findall(r"^(?:ExecStart=\S+/)?lockbox ([a-z].*)$", page.read_text("utf-8"), re.MULTILINE):
            yield page.name, line.split("#")[0].split(">>")[0].strip()


def test_every_command_line_in_the_documents_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = list(shown())
    assert len(lines) > 10
    for page, line in lines:
        words = shlex.split(line)
        command: click.Command = main
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert command is not main, f"{page}: {line}"
        known = {option for parameter in command.params for option in parameter.opts}
        given = {word for word in words if word.startswith("--")}
        assert given <= known, f"{page}: {line}: {given - known}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_exit_code_is_published() -> None:
    published = re.findall(r"^\| (\d+) \|", (HOUSE / "docs" / "operator.md").read_text("utf-8"), re.MULTILINE)
    assert {int(code) for code in published} == set(ExitCode)


def test_every_dependency_has_a_line_in_the_readme() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=\[]", one)[0] for one in project["dependencies"]}
    readme = (HOUSE / "README.md").read_text("utf-8")
    missing = {name for name in names if name not in readme and not name.startswith("fontpkg-")}
    assert not missing


def test_the_profile_in_the_guide_is_a_setting() -> None:
    (profile,) = re.findall(
        r"```toml\n(\[\[settings.slip_profiles.*?)```", (HOUSE / "CONTRIBUTING.md").read_text(), re.S
    )
    assert parse_site_file(profile).settings.slip_profiles[0].name == "other-payee"


def test_every_setting_is_explained_where_it_is_defined() -> None:
    for record in (Settings, Policy, Machine, ReadingSettings):
        assert record.__doc__
