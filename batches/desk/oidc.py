"""Sign-in by OpenID Connect: the code flow with PKCE, and what an identity token must prove.

Needs the extra ``oidc``; nothing imports this before the setting is on and somebody comes by that door.
"""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lockbox.books.sessions import SignInError
from lockbox.settings_desk import OidcSettings

Fetch = Callable[[str, dict[str, str] | None], dict[str, Any]]
"""Asks an address, by POST where a form is given, and returns the JSON it answers."""

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Errand:
    """What a browser is sent away with and must bring back: kept in a cookie of its own meanwhile."""

    state: str
    nonce: str
    verifier: str
    next: str

    def text(self) -> str:
        """Return the errand as a cookie holds it."""
        said = json.dumps([self.state, self.nonce, self.verifier, self.next])
        return base64.urlsafe_b64encode(said.encode()).decode()

    @staticmethod
    def of(text: str) -> Errand:
        """Return the errand that a cookie holds.

        Raises:
            SignInError: it holds none.
        """
        try:
            return Errand(*map(str, json.loads(base64.urlsafe_b64decode(text.encode()))))
        except (ValueError, TypeError):
            raise SignInError("this sign-in was not begun here", hint="Begin it again.") from None


def away(settings: OidcSettings, errand: Errand, back: str, fetch: Fetch) -> str:
    """Return the address of the provider to which a browser is sent.

    Raises:
        SignInError: the provider cannot be reached.
    """
    proof = base64.urlsafe_b64encode(hashlib.sha256(errand.verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": back,
        "scope": f"openid {'email' if settings.claim == 'email' else 'profile'}",
        "state": errand.state,
        "nonce": errand.nonce,
        "code_challenge": proof,
        "code_challenge_method": "S256",
    }
    return f"{_provider(settings, fetch)['authorization_endpoint']}?{urllib.parse.urlencode(query)}"


def name_of(settings: OidcSettings, errand: Errand, came: tuple[str, str, int], fetch: Fetch) -> str:
    """Return the name that the provider vouches for.

    Args:
        settings: which provider.
        errand: what the browser was sent away with.
        came: the code it brought back, the address it was sent back to, and now in seconds.
        fetch: asks the provider.

    Raises:
        SignInError: the provider does not vouch for anybody.
    """
    code, back, now = came
    provider = _provider(settings, fetch)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": settings.client_id,
        "client_secret": Path(settings.secret_file).read_text("utf-8").strip(),
        "code_verifier": errand.verifier,
    }
    token = str(fetch(str(provider["token_endpoint"]), form).get("id_token", ""))
    keys = KeySet.import_key_set(fetch(str(provider["jwks_uri"]), None))  # type: ignore[arg-type]
    must = jwt.JWTClaimsRegistry(
        now=now,
        leeway=60,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        nonce={"essential": True, "value": errand.nonce},
        exp={"essential": True},
    )
    try:
        said = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        must.validate(said)
    except (JoseError, ValueError) as error:
        raise SignInError(f"the identity provider's word does not hold: {error}") from error
    name = said.get(settings.claim)
    if not isinstance(name, str) or not name or (settings.claim == "email" and said.get("email_verified") is False):
        raise SignInError(f"the identity provider names nobody by {settings.claim}")
    return name


def fetch_json(address: str, form: dict[str, str] | None) -> dict[str, Any]:
    """Ask an identity provider.

    Raises:
        SignInError: it cannot be reached, or does not answer JSON.
    """
    if not address.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SignInError(f"an identity provider is asked by https only: {address}")
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(address, data, {"Accept": "application/json"})  # noqa: S310 - held to https above
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            found = json.load(answer)
    except (OSError, ValueError) as error:
        raise SignInError(f"the identity provider does not answer: {error}") from error
    if not isinstance(found, dict):
        raise SignInError("the identity provider answers something else")
    return found


def _provider(settings: OidcSettings, fetch: Fetch) -> dict[str, Any]:
    found = fetch(f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration", None)
    if found.get("issuer") != settings.issuer:
        raise SignInError(f"the identity provider calls itself {found.get('issuer')}, not {settings.issuer}")
    return found
