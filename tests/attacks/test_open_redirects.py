"""A link to us leads, after signing in, to somebody else's page: through every ``next`` that the product reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hoaban.foundation.accounts.tests.people import PASSWORD, account, app_of, code_now, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1),
]
ELSEWHERE = [
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example",
    " //evil.example", "%2F%2Fevil.example", "/%09/evil.example", "https:evil.example", "https:/evil.example",
    "http://testserver@evil.example/", "http://testserver.evil.example/", "//testserver@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "/\r\nLocation: https://evil.example", "//[::1]@evil.example", "/\u2215evil",
]  # fmt: skip


def _sign_in(name: str, wanted: str) -> Any:
    return Client().post("/sign-in/", {"username": name, "password": PASSWORD, "next": wanted})


def _already_in(name: str, wanted: str) -> Any:
    return signed_in(name).get("/sign-in/", {"next": wanted})


def _second(name: str, wanted: str) -> Any:
    secret = app_of(name)
    return signed_in(name).post("/sign-in/second/", {"code": code_now(secret), "next": wanted})


def _confirm(name: str, wanted: str) -> Any:
    return signed_in(name).post("/account/confirm/", {"password": PASSWORD, "next": wanted})


def _language(_name: str, wanted: str) -> Any:
    return Client().post("/language/", {"language": "en", "next": wanted})


def _lock(name: str, wanted: str) -> Any:
    return signed_in(name).post("/lock/", {"next": wanted})


def _unlock(name: str, wanted: str) -> Any:
    browser = signed_in(name)
    browser.post("/lock/", {})
    return browser.post("/unlock/", {"password": PASSWORD, "next": wanted})


DOORS: dict[str, Callable[[str, str], Any]] = {
    "signing in": _sign_in, "already in": _already_in, "second factor": _second, "confirming": _confirm,
    "language": _language, "locking": _lock, "unlocking": _unlock,
}  # fmt: skip


def _leads_to(location: str) -> str:
    """Where a browser goes, which strips controls and takes a backslash for a slash; a ``next`` kept counts too."""
    kept = parse_qs(urlsplit(location).query).get("next", [])
    return (kept[0] if kept else location).replace("\\", "/")


@pytest.mark.parametrize("door", DOORS)
def test_the_way_back_stays_here(door: str) -> None:
    for number, wanted in enumerate(ELSEWHERE):
        account(f"bs.{number}", "doctor")

        answer = DOORS[door](f"bs.{number}", wanted)

        assert answer.status_code == 302, (wanted, answer.status_code)
        to = _leads_to(answer.headers["Location"])
        assert to.startswith("/"), (wanted, to)
        assert not to.startswith("//"), (wanted, to)
        assert not set("\r\n\t") & set(to), (wanted, to)


def test_a_page_keeps_a_strange_way_back_as_text(client: Client) -> None:
    for wanted in (*ELSEWHERE, '"><script>alert(1)</script>'):
        page = client.get("/sign-in/", {"next": wanted}).content.decode()
        assert "<script>alert" not in page
        assert f'href="{wanted}"' not in page


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/..", "/\\evil.example/", "//evil.example/people/"]
)
def test_a_path_that_looks_like_a_host_is_no_place_to_be_sent(path: str) -> None:
    """Appending a slash must not make ``//evil.example`` a redirect to that host."""
    answer = Client().get(path)

    assert answer.status_code in {400, 404} or answer.headers["Location"].startswith("/sign-in/")
