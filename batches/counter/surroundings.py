"""What a command may know of the world it runs in; made by cli.py, the only reader of clock, user and host."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console, RenderableType

from batches.run import Operator
from batches.screens import plain
from batches.site import Site
from lockbox.books.books import Books, open_books


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, user, host and terminal.

    Attributes:
        now: date and time with zone, ISO 8601, whole seconds.
        today: the day here.
        epoch: POSIX time in seconds; ``ticks``: a clock that only goes forward, in seconds.
        chance: a fresh secret key, hex.
        out: standard output; ``err``: standard error.
    """

    now: Callable[[], str]
    today: Callable[[], dt.date]
    epoch: Callable[[], float]
    ticks: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], str]
    user: str
    host: str
    out: Console
    err: Console

    @property
    def operator(self) -> Operator:
        """Who runs a night, for its journal."""
        return Operator(self.user, self.host, self.now)

    def show(self, what: RenderableType) -> None:
        """Print for a person; text is never cut or taken for markup."""
        self.out.print(what, soft_wrap=isinstance(what, str), markup=False)

    def data(self, what: object) -> None:
        """Print a record, or plain values, as JSON."""
        click.echo(json.dumps(plain(what), indent=2))


FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

site_option = click.option("--site", "root", type=FOLDER, default=".", help="The site folder; default: this one.")
json_option = click.option("--json", "as_data", is_flag=True, help="Print JSON.")
batch_argument = click.argument("batch", default="latest")
here = click.make_pass_decorator(Surroundings)


def open_site_books(root: Path) -> Books:
    """Open the books of the site at ``root``."""
    return open_books(Site.open(root).books_url)
