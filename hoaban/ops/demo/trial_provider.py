"""The national identity as a trial plays it: an OpenID Connect provider of invented people, in demo mode only.

The browser goes to a page of ours; the back channel (token, keys, userinfo) is answered in this process, for an address that
exists nowhere else. Nothing is kept: codes and tokens carry what they say, signed and short-lived.
"""

from __future__ import annotations

import base64
import csv
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import signing

from hoaban.connect.identity import Provider
from hoaban.connect.identity.flow import challenge_of
from hoaban.kernel import sealing
from hoaban.kernel.errors import Invalid

KEY = "dinh-danh-thu"
AUTHORIZE = "/test-identity/authorize/"
_ISSUER = "https://test-identity.invalid"
_CLIENT = "hoaban-trial"
_CODE, _TOKEN = "trial-identity-code", "trial-identity-token"
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Citizen:
    """One line of ``data/citizens.csv``: an invented person whom the trial provider vouches for."""

    username: str
    number: str
    name: str
    birth: str
    sex: str
    phone: str
    note_vi: str
    note_en: str


@cache
def citizens() -> dict[str, Citizen]:
    """By user name, in the order in which they are offered."""
    text = files("hoaban.ops.demo").joinpath("data/citizens.csv").read_text(encoding="utf-8")
    return {row["username"]: Citizen(**row) for row in csv.DictReader(text.splitlines())}


def provider() -> Provider:
    """As a configuration would describe it; the claims are called what the national sign-in calls them."""
    return Provider(
        key=KEY,
        name_vi="định danh điện tử (bản thử)",
        name_en="the national identity (trial)",
        audiences=frozenset({"citizens", "staff"}),
        issuer=_ISSUER,
        authorize=AUTHORIZE,
        token=f"{_ISSUER}/token",
        jwks=f"{_ISSUER}/jwks",
        userinfo=f"{_ISSUER}/userinfo",
        client_id=_CLIENT,
        client_secret=_secret(),
        scope="openid",
        acr_values="LoA2",
        claims={
            "number": "SoDinhDanh",
            "name": "HoVaTen",
            "birth": "NgaySinh",
            "sex": "GioiTinh",
            "phone": "SoDienThoai",
            "level": "acr",
        },
        levels={"LoA1": 1, "LoA2": 2},
        least_level=2,
        second_factor_from=2,
    )


def agree(asked: Mapping[str, str], *, username: str, level: str) -> str:
    """Where the browser goes once somebody has said who they are.

    :raises Invalid: the request is not one of ours, or there is no such person.
    """
    back = asked.get("redirect_uri", "")
    fits = asked.get("client_id") == _CLIENT and asked.get("response_type") == "code"
    if (
        not fits
        or asked.get("code_challenge_method") != "S256"
        or username not in citizens()
        or level not in {"LoA1", "LoA2"}
    ):
        raise Invalid("Yêu cầu đăng nhập không đúng.", "The sign-in request is not right.")
    said = {
        "sub": username,
        "acr": level,
        "nonce": asked.get("nonce", ""),
        "challenge": asked.get("code_challenge", ""),
        "back": back,
    }
    return f"{back}?{urlencode({'code': signing.dumps(said, salt=_CODE), 'state': asked.get('state', '')})}"


def fetch(address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
    """The back channel.

    :raises OSError: as a provider that answers with a failure.
    """
    try:
        if address == f"{_ISSUER}/jwks":
            return json.dumps({"keys": [_public()]}).encode()
        if address == f"{_ISSUER}/token" and form is not None:
            return json.dumps(_tokens(form, headers)).encode()
        if address == f"{_ISSUER}/userinfo":
            token = headers.get("Authorization", "").removeprefix("Bearer ")
            return json.dumps(_told(signing.loads(token, salt=_TOKEN, max_age=_SECONDS))).encode()
    except (signing.BadSignature, KeyError) as refused:
        raise OSError("refused") from refused
    raise OSError("no such address")


def _tokens(form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    given = headers.get("Authorization", "")
    expected = "Basic " + base64.b64encode(f"{_CLIENT}:{_secret()}".encode()).decode()
    said: dict[str, str] = signing.loads(form["code"], salt=_CODE, max_age=_SECONDS)
    if (
        not hmac.compare_digest(given.encode(), expected.encode())
        or challenge_of(form["code_verifier"]) != said["challenge"]
        or form["redirect_uri"] != said["back"]
    ):
        raise OSError("refused")
    now = int(time.time())
    claims = {"iss": _ISSUER, "aud": _CLIENT, "iat": now, "exp": now + _SECONDS,
              "sub": said["sub"], "acr": said["acr"], "nonce": said["nonce"]}  # fmt: skip
    return {
        "token_type": "Bearer",
        "access_token": signing.dumps(said["sub"], salt=_TOKEN),
        "id_token": jwt.encode(claims, _private(), algorithm="ES256", headers={"kid": "trial"}),
    }


def _told(username: str) -> dict[str, str]:
    one = citizens()[username]
    return {"sub": username, "SoDinhDanh": one.number, "HoVaTen": one.name, "NgaySinh": one.birth,
            "GioiTinh": one.sex, "SoDienThoai": one.phone}  # fmt: skip


def _secret() -> str:
    return sealing.keyed_digest(_CLIENT, about="trial-identity").hex()


def _private() -> ec.EllipticCurvePrivateKey:
    """The same key in every process of this installation."""
    number = int.from_bytes(sealing.keyed_digest("key", about="trial-identity"), "big")
    return ec.derive_private_key(number >> 1 or 1, ec.SECP256R1())


def _public() -> dict[str, Any]:
    told = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(_private().public_key()))
    return {**told, "kid": "trial", "use": "sig", "alg": "ES256"}
