"""Identity providers as configuration: where they are, what they call things, how far their word goes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CITIZENS, STAFF = "citizens", "staff"
_ADDRESSES = ("authorize", "token", "jwks", "userinfo")
_CLAIMS = frozenset({"number", "name", "birth", "sex", "phone", "level"})
_KEY = re.compile(r"[a-z][a-z0-9-]{1,30}")


class Misconfigured(ValueError):
    """What is wrong with the configuration, for the operator."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``audiences``: whom it signs in (citizens, staff). ``claims``: our word -> the provider's; ``levels``:
    what it calls a level of assurance -> 1, 2 or 3; ``least_level``: below it nobody comes in;
    ``second_factor_from``: from this level on it counts as a second factor too (None: never)."""

    key: str
    name_vi: str
    name_en: str
    audiences: frozenset[str]
    issuer: str
    authorize: str
    token: str
    jwks: str
    userinfo: str
    client_id: str
    client_secret: str
    scope: str
    acr_values: str
    claims: Mapping[str, str]
    levels: Mapping[str, int]
    least_level: int
    second_factor_from: int | None

    def name(self, language: str) -> str:
        """What the sign-in page calls it."""
        return self.name_en if language == "en" else self.name_vi


def read_providers(text: str, *, secrets: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of a TOML file; each client's secret comes from ``secrets`` under the provider's key.

    :raises Misconfigured: saying what is missing or wrong, and where.
    """
    try:
        rows = tomllib.loads(text).get("provider", [])
    except tomllib.TOMLDecodeError as broken:
        raise Misconfigured(str(broken)) from None
    found = tuple(_provider(row, secrets) for row in rows)
    keys = [one.key for one in found]
    if len(set(keys)) < len(keys):
        raise Misconfigured("two providers have the same key")
    return found


def _provider(row: Mapping[str, Any], secrets: Mapping[str, str]) -> Provider:
    key = str(row.get("key", ""))
    if not _KEY.fullmatch(key):
        raise Misconfigured(f"a provider's key is small letters, digits and dashes, not {key!r}")
    try:
        made = Provider(
            key=key,
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            audiences=frozenset(row["for"]),
            issuer=row["issuer"],
            authorize=row["authorize"],
            token=row["token"],
            jwks=row["jwks"],
            userinfo=row.get("userinfo", ""),
            client_id=row["client_id"],
            client_secret=secrets.get(key, ""),
            scope=row.get("scope", "openid"),
            acr_values=row.get("acr_values", ""),
            claims=dict(row["claims"]),
            levels={str(name): int(level) for name, level in row["levels"].items()},
            least_level=int(row.get("least_level", 2)),
            second_factor_from=row.get("second_factor_from"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Misconfigured(f"provider {key}: {wrong}") from None
    _check(made)
    return made


def _check(one: Provider) -> None:
    loose = [
        name for name in _ADDRESSES if getattr(one, name) and not getattr(one, name).startswith("https://")
    ]
    if loose:
        raise Misconfigured(f"provider {one.key}: {', '.join(loose)} must begin with https://")
    if not one.client_secret:
        raise Misconfigured(f"provider {one.key}: there is no client secret")
    if not one.audiences or one.audiences - {CITIZENS, STAFF}:
        raise Misconfigured(f"provider {one.key}: for is citizens, staff or both")
    if set(one.claims) - _CLAIMS or not {"number", "name", "level"} <= set(one.claims):
        raise Misconfigured(f"provider {one.key}: claims are number, name, level, birth, sex and phone")
