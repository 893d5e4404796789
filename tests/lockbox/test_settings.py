"""``lockbox.toml``: read whole, or every mistake named; sealed settings come back as they were."""

from __future__ import annotations

import pytest

from lockbox.errors import SettingsError
from lockbox.settings import Settings, parse_site_file, seal_settings, unseal_settings


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[bank\n", "lockbox.toml is not TOML"),
        ("colour = 1\n", r"mistakes:\n  colour: "),
        ("[settings.policy]\npost_limit_cents = -1\n", r"\n  settings.policy.post_limit_cents: "),
    ],
)
def test_a_mistake_is_named(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        parse_site_file(text)


def test_sealed_settings_come_back() -> None:
    assert unseal_settings(seal_settings(Settings())) == Settings() == parse_site_file("").settings
    with pytest.raises(ValueError, match="validation error"):
        unseal_settings(b"{")
