"""Trouble of the operator: one exception per mistake, with a hint and an exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The published exit codes of every command."""

    DONE = 0
    USAGE = 2
    HELD = 3
    OUT_OF_BALANCE = 4
    DAMAGED = 5
    REPLAY_DIFFERS = 6
    INTERRUPTED = 130


class LockboxError(Exception):
    """Something the operator can mend.

    The class docstring is the message when none is given; ``hint`` says what to do next.
    """

    exit_code: ExitCode = ExitCode.USAGE
    hint: str = ""

    def __init__(self, message: str = "", *, hint: str = "") -> None:
        """Take a message (default: the class docstring) and a hint (default: the class hint)."""
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])
        if hint:
            self.hint = hint


class SettingsError(LockboxError):
    """The settings file has mistakes."""

    hint = "Mend every line named above; nothing was started."


class RosterError(LockboxError):
    """The roster has mistakes, nothing was loaded."""

    hint = "Mend every line named above and load the file again."


class MailError(LockboxError):
    """The folder or file named as mail cannot be taken in."""


class SiteError(LockboxError):
    """This folder is no lockbox site."""

    hint = "Make one with: lockbox init DIR"


class NotFoundError(LockboxError):
    """Nothing of that name or number is known here."""


class DamagedError(LockboxError):
    """The archive or the books are damaged."""

    exit_code = ExitCode.DAMAGED
    hint = "Run: lockbox verify"


class AlreadyPostedError(LockboxError):
    """This mail was already posted by another run."""

    hint = "Use replay to compare the two runs, and rulings to correct the books."


class RulingError(LockboxError):
    """This ruling cannot be made."""
