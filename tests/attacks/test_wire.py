"""What the wire and the browser keep apart: cookies, TLS, headers that a neighbour or a caller would like to set."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from hoaban.foundation.accounts.tests.people import account, signed_in
from hoaban.ops.runtime import requests
from hoaban.record.tests.fhir_client import client
from tests import cast
from tests.attacks import addresses
from tests.guards.test_access import ACCESS
from tests.guards.tree import ROOT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N", 7.4),
]
_ASKS = """
import json
from config import settings as s
print(json.dumps({n: getattr(s, n) for n in dir(s) if n.endswith(("COOKIE_NAME", "COOKIE_SECURE")) or n.startswith("SECURE_")}))
"""


def test_cookies_of_production_are_of_this_host_and_by_tls() -> None:
    """A browser takes a cookie named ``__Host-`` from this very host only, for all its paths, over TLS."""
    here = {**os.environ, "HOABAN_MODE": "production", "HOABAN_SECRET_KEY": "x" * 50}
    done = subprocess.run(
        [sys.executable, "-c", _ASKS], env=here, cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)

    names = {value for name, value in told.items() if name.endswith("COOKIE_NAME")}
    assert len(names) == 4
    assert all(name.startswith("__Host-") for name in names)
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_each_cookie_is_kept_from_scripts_and_other_sites(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    browser.get("/account/pin/")
    browser.post("/language/", {"language": "en", "next": "/"})

    assert len(browser.cookies) == 4
    for name, one in browser.cookies.items():
        assert (one["secure"], one["httponly"], one["samesite"]) == (True, True, "Lax"), name
        assert (one["path"], one["domain"]) == ("/", ""), name


def _answered(scheme: str, **environ: str) -> dict[str, str]:
    seen: dict[str, str] = {}

    def application(given: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain"), ("X-Scheme", given["wsgi.url_scheme"])])
        return [b""]

    whole = {"wsgi.url_scheme": scheme, "wsgi.input": io.BytesIO(), "REQUEST_METHOD": "GET", **environ}
    requests.watched(application)(whole, lambda _line, headers, *_: seen.update(headers))
    return seen


def test_only_the_trusted_proxy_says_that_there_was_tls(settings: Any) -> None:
    settings.TRUSTED_PROXY = "10.0.0.1"

    assert _answered("http", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="https")["X-Scheme"] == "https"
    assert _answered("http", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_PROTO="https")["X-Scheme"] == "http"
    assert (
        _answered("http", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="javascript")["X-Scheme"] == "http"
    )
    settings.TRUSTED_PROXY = ""
    assert _answered("http", REMOTE_ADDR="", HTTP_X_FORWARDED_PROTO="https")["X-Scheme"] == "http"


def test_every_answer_by_tls_keeps_the_browser_at_tls(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600

    assert _answered("https")["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in _answered("http")


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1)
def test_every_page_forbids_frames_foreign_code_and_guessing_of_types() -> None:
    account("bs.kham", "doctor")
    for browser in (signed_in("bs.kham"), Client()):
        for route in ACCESS:
            headers = browser.get(addresses.address(route)).headers
            policy = headers["Content-Security-Policy"]
            for told in (
                "default-src 'self'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            ):
                assert told in policy, route
            assert "unsafe" not in policy, route
            assert headers["X-Content-Type-Options"] == "nosniff", route
            assert headers["Referrer-Policy"] == "same-origin", route
            assert "Access-Control-Allow-Origin" not in headers, route


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1)
def test_the_record_is_read_by_no_other_site() -> None:
    call = client(cast.integration())
    for path in ("/metadata", "/Patient", "/Patient/none", "/nothing/at/all/here"):
        for method in ("GET", "OPTIONS"):
            headers = call(method, path, origin="https://evil.example").headers
            assert not {name for name in headers if name.startswith("Access-Control")}
            assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert headers["Cache-Control"] == "no-store"


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1)
def test_a_trace_echoes_nothing() -> None:
    for route in ACCESS:
        answer = Client().trace(addresses.address(route), headers={"X-Told": "canh-bao-55"})
        assert "canh-bao-55" not in answer.content.decode(), route
    traced = client(cast.integration())("TRACE", "/Patient", x_told="canh-bao-55")
    assert traced.status == 405
    assert b"canh-bao-55" not in traced.body


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", 6.9)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "evil.example, testserver"],
)
def test_a_host_that_is_not_ours_is_not_answered(host: str) -> None:
    assert Client().get("/sign-in/", headers={"Host": host}).status_code == 400
    call = client(cast.integration())
    assert call("GET", "/Patient", host=host).status == 400
    assert Client().get("/sign-in/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200
