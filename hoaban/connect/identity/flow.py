"""The authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636), for a confidential client."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt

from hoaban.connect.identity.claims import Claims, read_claims
from hoaban.connect.identity.providers import Provider

Fetch = Callable[[str, Mapping[str, str] | None, Mapping[str, str]], bytes]
"""Address, form to post (None: get) and headers -> the body of a successful answer. Raises ``OSError`` otherwise."""
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60
_SECONDS = 10
_MOST = 256 * 1024


class NotProved(Exception):
    """The provider did not vouch for anybody: the text says at which step, never with what."""


@dataclass(frozen=True, slots=True)
class Started:
    """What is kept in the browser's session between going and coming back, each once."""

    state: str
    nonce: str
    verifier: str


def begin(provider: Provider, *, back: str) -> tuple[str, Started]:
    """Where to send the browser, and what to keep until it comes ``back``."""
    kept = Started(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scope,
        "state": kept.state,
        "nonce": kept.nonce,
        "code_challenge": challenge_of(kept.verifier),
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        asked["acr_values"] = provider.acr_values
    return f"{provider.authorize}?{urlencode(asked)}", kept


def challenge_of(verifier: str) -> str:
    """RFC 7636's S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def finish(provider: Provider, kept: Started, told: Mapping[str, str], *, back: str, fetch: Fetch) -> Claims:
    """Who came back, if the provider vouches for it.

    :raises NotProved: refused over there, not what we began, or the tokens do not hold.
    """
    if not hmac.compare_digest(told.get("state", "").encode(), kept.state.encode()):
        raise NotProved("state")
    if "error" in told or not told.get("code"):
        raise NotProved("refused")
    tokens = _object(
        _asked(fetch, provider.token, _exchange(provider, kept, told["code"], back), _basic(provider))
    )
    said = _verified(provider, str(tokens.get("id_token", "")), kept.nonce, fetch)
    if provider.userinfo:
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = _object(_asked(fetch, provider.userinfo, None, bearer))
        if more.get("sub") != said["sub"]:
            raise NotProved("userinfo")
        said = {**more, **said}  # what is signed counts
    return read_claims(provider, said)


def fetch_over_tls(address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
    """Ask a provider; its certificate must hold, and it does not send us elsewhere."""
    if not address.startswith("https://"):
        raise OSError("not https")
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, data=body, headers=dict(headers))  # noqa: S310 - https, checked above
    with urllib.request.build_opener(_Stays).open(request, timeout=_SECONDS) as answer:
        read: bytes = answer.read(_MOST)
    return read


class _Stays(urllib.request.HTTPRedirectHandler):
    """A provider that redirects its back channel is not the one that was configured."""

    def redirect_request(self, *_given: Any) -> None:
        return None


def _exchange(provider: Provider, kept: Started, code: str, back: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": provider.client_id,
        "code_verifier": kept.verifier,
    }


def _basic(provider: Provider) -> dict[str, str]:
    pair = f"{provider.client_id}:{provider.client_secret}".encode()
    return {"Authorization": "Basic " + base64.b64encode(pair).decode()}


def _asked(fetch: Fetch, address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
    try:
        return fetch(address, form, {"Accept": "application/json", **headers})
    except (OSError, urllib.error.URLError) as failed:
        raise NotProved("unreachable") from failed


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        raise NotProved("answer") from None
    if not isinstance(read, dict):
        raise NotProved("answer")
    return read


def _verified(provider: Provider, token: str, nonce: str, fetch: Fetch) -> dict[str, Any]:
    """The claims of an ID token that is signed by the provider, for us, now, and for this one sign-in."""
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(_object(_asked(fetch, provider.jwks, None, {}))).keys
        key = next(one for one in keys if key_id is None or one.key_id == key_id)
        said: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=_LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
    except (jwt.PyJWTError, StopIteration) as unfit:
        raise NotProved("token") from unfit
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise NotProved("nonce")
    return said
