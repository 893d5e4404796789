"""What an operator can mend says what it is and what to do next."""

from __future__ import annotations

import pytest

from lockbox.errors import DamagedError, ExitCode, LockboxError, SiteError


@pytest.mark.parametrize(
    ("error", "message", "hint", "code"),
    [
        (SiteError(), "This folder is no lockbox site.", "Make one with: lockbox init DIR", ExitCode.USAGE),
        (SiteError("gone"), "gone", "Make one with: lockbox init DIR", ExitCode.USAGE),
        (SiteError(hint="Look again."), "This folder is no lockbox site.", "Look again.", ExitCode.USAGE),
        (DamagedError("torn"), "torn", "Run: lockbox verify", ExitCode.DAMAGED),
    ],
)
def test_message_and_hint_are_those_given_else_those_of_the_kind(
    error: LockboxError, message: str, hint: str, code: ExitCode
) -> None:
    assert (str(error), error.hint, error.exit_code) == (message, hint, code)
    assert SiteError().hint == "Make one with: lockbox init DIR"
