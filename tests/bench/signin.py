"""From the sign-in page to the home page, as the product serves it: without the password's hash, which is slow on purpose.

Three requests (page, form, home) by the password alone, and with the code of an authenticator app two more. The hash is
measured by itself and taken off.
"""

from __future__ import annotations

import http.client
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.hashers import check_password

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules import totp
from hoaban.foundation.accounts.services import factors
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from tests.bench.browsing import Usage, serving, told

_PASSWORD = "Hoa-Ban-2026-only-for-benches"
_ROUNDS = 40
GOAL = 300
"""Milliseconds."""


def run(folder: Path, _postmaster: int) -> None:
    """Print the figures beside their goal."""
    hashed, hashing = _hash()
    print(
        f"\n## signin: {_ROUNDS} sign-ins one after the other, the hash ({hashed:.0f} ms of time, {hashing:.0f} ms of"
        " processor time) taken off"
    )
    _account("bench.password", "reception", Scope("facility", "12981"))
    secret = _with_app("bench.app")
    with serving() as port:
        for name, key in (("bench.password", b""), ("bench.app", secret)):
            _sign_in(port, name, key)
            usage = Usage(folder)
            took = sorted(_sign_in(port, name, key) - hashed for _ in range(_ROUNDS))
            what = "password and code" if key else "password"
            cpu = usage.each(_ROUNDS) - hashing
            print(f"{what}: {told(took)} ms of time, {cpu:.0f} ms of processor time; goal {GOAL} ms")


def _sign_in(port: int, username: str, secret: bytes) -> float:
    """Milliseconds that the server was asked for, from the sign-in page to the home page."""
    if secret:  # a code counts once; the bench does not wait half a minute for the next
        models.Totp.objects.update(last_step=0)
    browser = _Browser(port)
    page = browser.ask("GET", "/sign-in/")
    browser.ask("POST", "/sign-in/", username=username, password=_PASSWORD, csrfmiddlewaretoken=_token(page))
    if secret:
        page = browser.ask("GET", "/sign-in/second/")
        code = totp.code_at(secret, totp.step_of(clock.now()))
        browser.ask("POST", "/sign-in/second/", code=code, csrfmiddlewaretoken=_token(page))
    assert "Xin chào" in browser.ask("GET", "/")
    return browser.spent * 1000


class _Browser:
    """One connection with its cookies, and the seconds spent waiting for answers."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: SimpleCookie = SimpleCookie()
        self.spent = 0.0

    def ask(self, method: str, path: str, **form: str) -> str:
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._link.request(method, path, urlencode(form) if form else None, headers)
        answer = self._link.getresponse()
        body = answer.read().decode()
        self.spent += time.perf_counter() - begun
        assert answer.status in {200, 302}, (path, answer.status)
        for line in answer.headers.get_all("Set-Cookie", ()):
            self._cookies.load(line)
        return body


def _token(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def _hash() -> tuple[float, float]:
    """Milliseconds of one check of a password, of time and of processor time; the least of several."""
    hashed, took, used = accounts.hash_password(_PASSWORD), [], []
    for _ in range(5):
        begun, spent = time.perf_counter(), time.process_time()
        assert check_password(_PASSWORD, hashed)
        took.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - spent) * 1000)
    return min(took), min(used)


def _account(name: str, role: str, scope: Scope) -> None:
    officer, now = system_actor("bench", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(
        username=name,
        display_name="Người Đo",
        post_vi="Đo",
        post_en="Bench",
        password=_PASSWORD,
        temporary=False,
    )
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)


def _with_app(name: str) -> bytes:
    _account(name, "it_officer", Scope("all"))
    secret, now = totp.new_secret(), clock.now()
    code = totp.code_at(secret, totp.step_of(now))
    factors.add_app(actor=accounts.actor_of(name), secret=secret, code=code, now=now)
    return secret
