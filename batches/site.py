"""A site: the folder that holds one lockbox's settings, books, archive, rosters, reports and outgoing files."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from batches.archive import Archive
from lockbox.errors import NotFoundError, SiteError
from lockbox.settings import Machine, Settings, parse_site_file
from lockbox.settings_bank import Bank
from lockbox.settings_desk import PLAIN_DESK, DeskSettings
from lockbox.settings_unpaid import PUBLISHED, Unpaid

SETTINGS_FILE = "lockbox.toml"
_ROSTERS = "rosters.txt"
_FOLDERS = ("archive", "reports", "outbox")

_NEW_SETTINGS = """\
# Settings of this lockbox. What is not named here has its published default; a mistake in this
# file is reported with its path before anything is started.

[settings]
# Bank accounts and checks are known in the books by a hash under this key only. Keep it: with
# another key, accounts and checks seen before are no longer recognised.
fingerprint_key = "{key}"

[settings.policy]
# wrong_posting_bound = 10000  # at most one posting in so many may be wrong, at 95 % confidence
# post_limit_cents = 500000    # above this a clerk looks
# second_clerk_cents = 100000  # rulings above this need a second clerk

[machine]
# workers = 0                  # worker processes, 0 for one a core
# books = ""                   # SQLAlchemy address of the books, empty for books.db beside this file

[bank]
# Who deposits where; without these, files for the bank are test files (docs/bank.md).
# production = true
# destination_routing = ""     # where files for the bank are sent
# origin_routing = ""          # who sends them
# deposit_routing = ""         # the bank of first deposit, and the account there
# credit_account = ""
"""


@dataclass(frozen=True, slots=True)
class RosterLoad:
    """One line of ``rosters.txt``: which roster was loaded, and when (ISO 8601, as the operator's clock said)."""

    sha256: str
    loaded_at: str


@dataclass(frozen=True, slots=True)
class Site:
    """An open site: its folder and its settings."""

    root: Path
    settings: Settings
    machine: Machine
    bank: Bank
    desk: DeskSettings = PLAIN_DESK
    unpaid: Unpaid = PUBLISHED

    @classmethod
    def open(cls, root: Path) -> Site:
        """Open the site at ``root``.

        Raises:
            SiteError: the folder is none.
            SettingsError: its lockbox.toml has mistakes, all named.
        """
        try:
            text = (root / SETTINGS_FILE).read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise SiteError(f"{root} is no lockbox site: it has no {SETTINGS_FILE}") from None
        except UnicodeDecodeError:
            raise SiteError(f"{root / SETTINGS_FILE} is not UTF-8 text", hint="Save it as UTF-8.") from None
        file = parse_site_file(text)
        return cls(root, file.settings, file.machine, file.bank, file.desk, file.unpaid)

    @classmethod
    def create(cls, root: Path, key: str) -> Site:
        """Make a new site at ``root`` with a fingerprint key (hex) and open it.

        Raises:
            SiteError: there is one already.
        """
        if (root / SETTINGS_FILE).exists():
            raise SiteError(f"{root} is a lockbox site already", hint="Nothing was changed.")
        for folder in _FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / SETTINGS_FILE).write_text(_NEW_SETTINGS.format(key=key), "utf-8")
        return cls.open(root)

    def with_workers(self, count: int) -> Site:
        """Return this site with that many worker processes; changes no outcome."""
        return replace(self, machine=replace(self.machine, workers=count))

    @property
    def archive(self) -> Archive:
        """The archive of this site."""
        return Archive(self.root / "archive")

    @property
    def cache(self) -> Path:
        """Where runs remember the readings they have made; may be deleted."""
        return self.root / "cache"

    @property
    def reports(self) -> Path:
        """Where reports go."""
        return self.root / "reports"

    @property
    def outbox(self) -> Path:
        """Where posting files and deposits go."""
        return self.root / "outbox"

    @property
    def books_url(self) -> str:
        """SQLAlchemy address of the books."""
        return self.machine.books or f"sqlite:///{(self.root / 'books.db').absolute()}"

    # --- rosters -----------------------------------------------------------------------------------

    def load_roster(self, roster: bytes, loaded_at: str) -> RosterLoad:
        """Archive a roster (already checked) and make it the current one; earlier ones stay on record."""
        load = RosterLoad(self.archive.put(roster), loaded_at)
        with (self.root / _ROSTERS).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)
            file.write(f"{load.sha256} {load.loaded_at}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        return load

    def rosters(self) -> tuple[RosterLoad, ...]:
        """Return every roster loaded, oldest first; a line cut short by a crash does not count."""
        path = self.root / _ROSTERS
        text = path.read_text("utf-8") if path.exists() else ""
        lines = [line.partition(" ") for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return tuple(RosterLoad(name, when.strip()) for name, _, when in lines if len(name) == 64)

    def roster(self) -> RosterLoad:
        """Return the current roster.

        Raises:
            NotFoundError: none was loaded.
        """
        loads = self.rosters()
        if not loads:
            raise NotFoundError("no roster is loaded here", hint="Load one with: lockbox roster load FILE.csv")
        return loads[-1]

    # --- one at a time -----------------------------------------------------------------------------

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only run at this site; the lock goes with the process, however it ends.

        Raises:
            SiteError: another run is at work.
        """
        with (self.root / ".lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SiteError(f"another run is at work in {self.root}", hint="Wait until it is done.") from None
            yield
