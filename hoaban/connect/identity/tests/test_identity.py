"""The flow against a provider of the test's own, and everything that must not pass."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hoaban.connect import identity
from hoaban.connect.identity.flow import challenge_of

BACK = "https://hoaban.example/sign-in/from/vneid/"
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
CONFIGURATION = """
[[provider]]
key = "vneid"
name_vi = "VNeID"
name_en = "VNeID"
for = ["citizens"]
issuer = "https://id.example"
authorize = "https://id.example/authorize"
token = "https://id.example/token"
jwks = "https://id.example/jwks"
userinfo = "https://id.example/userinfo"
client_id = "hoaban"
acr_values = "LoA2"
claims = { number = "SoDinhDanh", name = "HoVaTen", birth = "NgaySinh", sex = "GioiTinh", level = "acr" }
levels = { LoA1 = 1, LoA2 = 2 }
"""
(PROVIDER,) = identity.read_providers(CONFIGURATION, secrets={"vneid": "s3cret"})


class Played:
    """A provider that answers what it is told to."""

    def __init__(self, kept: identity.Started) -> None:
        now = int(time.time())
        self.claims: dict[str, Any] = {
            "iss": "https://id.example", "aud": "hoaban", "sub": "u1", "iat": now, "exp": now + 60,
            "nonce": kept.nonce, "acr": "LoA2",
        }  # fmt: skip
        self.told: dict[str, Any] = {"sub": "u1", "SoDinhDanh": "099064000103", "HoVaTen": " Lò  Văn Inh ",
                                     "NgaySinh": "02/09/1964", "GioiTinh": "Nam", "acr": "LoA1"}  # fmt: skip
        self.key: Any = KEY
        self.algorithm = "ES256"
        self.headers: dict[str, str] = {"kid": "k1"}
        self.asked: list[tuple[str, Mapping[str, str] | None, Mapping[str, str]]] = []

    def fetch(self, address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
        self.asked.append((address, form, headers))
        if address.endswith("/token"):
            token = jwt.encode(self.claims, self.key, algorithm=self.algorithm, headers=self.headers)
            return json.dumps({"access_token": "a", "id_token": token}).encode()
        if address.endswith("/jwks"):
            told = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
            return json.dumps({"keys": [{**told, "kid": "k1", "alg": "ES256"}]}).encode()
        return json.dumps(self.told).encode()


def _finish(played: Played, kept: identity.Started, **told: str) -> identity.Claims:
    said = {"code": "c", "state": kept.state, **told}
    return identity.finish(PROVIDER, kept, said, back=BACK, fetch=played.fetch)


def test_somebody_is_vouched_for() -> None:
    address, kept = identity.begin(PROVIDER, back=BACK)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    played = Played(kept)

    claims = _finish(played, kept)

    assert claims == identity.Claims("u1", "099064000103", "Lò Văn Inh", date(1964, 9, 2), "male", "", 2)
    assert asked["code_challenge"] == challenge_of(kept.verifier)
    assert (asked["code_challenge_method"], asked["acr_values"], asked["redirect_uri"]) == (
        "S256",
        "LoA2",
        BACK,
    )
    _, form, headers = played.asked[0]
    assert form is not None
    assert form["code_verifier"] == kept.verifier
    assert headers["Authorization"].startswith("Basic ")
    assert "s3cret" not in address


def test_every_sign_in_has_its_own_state_nonce_and_verifier() -> None:
    every = [identity.begin(PROVIDER, back=BACK)[1] for _ in range(3)]

    assert len({value for one in every for value in (one.state, one.nonce, one.verifier)}) == 9


def test_the_challenge_is_that_of_the_standard() -> None:
    assert (
        challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


WRONG = {
    "another nonce": lambda p: p.claims.update(nonce="x"),
    "no nonce": lambda p: p.claims.pop("nonce"),
    "another issuer": lambda p: p.claims.update(iss="https://evil.example"),
    "for another client": lambda p: p.claims.update(aud="other"),
    "expired": lambda p: p.claims.update(exp=int(time.time()) - 3600),
    "no expiry": lambda p: p.claims.pop("exp"),
    "another key": lambda p: setattr(p, "key", OTHER),
    "an unknown key id": lambda p: p.headers.update(kid="k2"),
    "another person in userinfo": lambda p: p.told.update(sub="u2"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_does_not_hold_proves_nothing(wrong: str) -> None:
    _, kept = identity.begin(PROVIDER, back=BACK)
    played = Played(kept)
    WRONG[wrong](played)

    with pytest.raises(identity.NotProved):
        _finish(played, kept)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
def test_another_way_of_signing_proves_nothing(algorithm: str) -> None:
    _, kept = identity.begin(PROVIDER, back=BACK)
    played = Played(kept)
    keys = {
        "none": None,
        "HS256": "x" * 32,
        "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    }
    played.key, played.algorithm = keys[algorithm], algorithm

    with pytest.raises(identity.NotProved):
        _finish(played, kept)


@pytest.mark.parametrize("told", [{"state": "x"}, {"code": ""}, {"error": "access_denied"}])
def test_an_answer_that_is_not_ours_is_not_followed(told: dict[str, str]) -> None:
    _, kept = identity.begin(PROVIDER, back=BACK)
    played = Played(kept)

    with pytest.raises(identity.NotProved):
        _finish(played, kept, **told)
    assert played.asked == []


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'"x"'])
def test_nonsense_from_the_provider_proves_nothing(answer: bytes) -> None:
    _, kept = identity.begin(PROVIDER, back=BACK)

    with pytest.raises(identity.NotProved):
        identity.finish(
            PROVIDER, kept, {"code": "c", "state": kept.state}, back=BACK, fetch=lambda *_given: answer
        )


def test_a_provider_that_cannot_be_reached_proves_nothing() -> None:
    def down(*_given: Any) -> bytes:
        raise OSError("down")

    _, kept = identity.begin(PROVIDER, back=BACK)
    with pytest.raises(identity.NotProved):
        identity.finish(PROVIDER, kept, {"code": "c", "state": kept.state}, back=BACK, fetch=down)


def test_nothing_is_asked_without_tls() -> None:
    for address in ("http://id.example/token", "file:///etc/passwd", "ftp://id.example"):
        with pytest.raises(OSError, match="https"):
            identity.fetch_over_tls(address, None, {})


@pytest.mark.parametrize(
    ("birth", "read"),
    [("02/09/1964", date(1964, 9, 2)), ("2-9-1964", date(1964, 9, 2)), ("1964-09-02", date(1964, 9, 2)),
     ("1964", None), ("31/02/1964", None), ("", None)],
)  # fmt: skip
def test_birth_days_are_read_however_they_are_written(birth: str, read: date | None) -> None:
    assert identity.read_claims(PROVIDER, {"NgaySinh": birth}).birth == read


@pytest.mark.parametrize(
    "number", ["", "12345678901", "1234567890123", "09906400010a", "０９９０６４０００１０３", None, ["x"]]
)
def test_a_number_that_is_none_is_none(number: Any) -> None:
    assert identity.read_claims(PROVIDER, {"SoDinhDanh": number}).number == ""


def test_a_level_nobody_configured_is_none() -> None:
    assert identity.read_claims(PROVIDER, {"acr": "LoA9"}).level == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('key = "vneid"', 'key = "VN eID"'), "key"),
        (("https://id.example/token", "http://id.example/token"), "token must begin with https"),
        (('for = ["citizens"]', 'for = ["everybody"]'), "citizens, staff"),
        (('number = "SoDinhDanh", ', ""), "claims are"),
        (('client_id = "hoaban"', ""), "client_id"),
        (("LoA2 = 2", 'LoA2 = "two"'), "vneid"),
        (("[[provider]]", "[[provider"), "line 2"),
    ],
)
def test_a_configuration_that_is_wrong_says_where(change: tuple[str, str], said: str) -> None:
    with pytest.raises(identity.Misconfigured, match=said):
        identity.read_providers(CONFIGURATION.replace(*change), secrets={"vneid": "s3cret"})


def test_a_provider_without_a_secret_is_none() -> None:
    with pytest.raises(identity.Misconfigured, match="secret"):
        identity.read_providers(CONFIGURATION, secrets={})
    assert replace(PROVIDER, name_en="X").name("en") == "X"
