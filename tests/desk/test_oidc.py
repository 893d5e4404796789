"""Sign-in by OpenID Connect against a provider of our own: who is vouched for comes in, and nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from lockbox.settings_desk import DeskSettings, OidcSettings
from tests.desk.conftest import NOW, Door

ISSUER = "https://login.example.org"
SECONDS = int(dt.datetime.fromisoformat(NOW).timestamp())


class Provider:
    """An identity provider that says what it is told to say."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
        self.signs_with = self.key
        self.claims: dict[str, Any] = {}
        self.forms: list[dict[str, str]] = []

    def fetch(self, address: str, form: dict[str, str] | None) -> dict[str, Any]:
        path = address.removeprefix(ISSUER)
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/ask", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": ISSUER, **{name: ISSUER + end for name, end in ends.items()}}
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        assert form
        self.forms.append(form)
        return {"id_token": jwt.encode({"alg": "ES256", "kid": "one"}, self.claims, self.signs_with)}


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def door(open_door: Callable[..., Door], provider: Provider, tmp_path: Path) -> Door:
    (tmp_path / "secret").write_text("hush\n")
    oidc = OidcSettings(ISSUER, "lockbox", str(tmp_path / "secret"), "preferred_username")
    made = open_door(DeskSettings(oidc=oidc))
    made.app.state.fetch = provider.fetch
    return made


def come_back(door: Door, provider: Provider, **other: Any) -> Any:  # noqa: ANN401
    browser = door.browser()
    sent = browser.get("/sign-in/oidc?next=/queue%3Freason=NO_ID")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    good = {"iss": ISSUER, "aud": "lockbox", "nonce": asked["nonce"], "exp": SECONDS + 300, "preferred_username": "ann"}
    provider.claims = {**good, **other}
    answer = browser.get("/sign-in/oidc/back", params={"code": "c", "state": other.get("state", asked["state"])})
    return browser, answer


def test_whom_the_provider_vouches_for_comes_in(door: Door, provider: Provider) -> None:
    browser, answer = come_back(door, provider)
    assert answer.status_code == 200
    assert "/queue?reason=NO_ID" in answer.text
    assert browser.get("/queue").status_code == 200
    assert provider.forms[0]["client_secret"] == "hush"
    assert len(provider.forms[0]["code_verifier"]) >= 43


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"nonce": "old"},
        {"exp": SECONDS - 3600},
        {"preferred_username": "stranger"},
        {"preferred_username": ""},
        {"state": "guessed"},
    ],
    ids="".join,
)
def test_nobody_else_does(door: Door, provider: Provider, wrong: dict[str, Any]) -> None:
    browser, answer = come_back(door, provider, **wrong)
    assert answer.status_code == 403
    assert browser.get("/queue").status_code == 303


def test_a_token_of_another_key_is_none(door: Door, provider: Provider) -> None:
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
    assert come_back(door, provider)[1].status_code == 403


def test_without_the_setting_there_is_no_such_door(open_door: Callable[..., Door]) -> None:
    assert open_door().browser().get("/sign-in/oidc").status_code == 404
