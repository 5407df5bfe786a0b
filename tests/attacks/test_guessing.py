"""Trying many secrets, and learning which names exist."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.tests.people import (
    NOW,
    OFFICER,
    PASSWORD,
    account,
    app_of,
    code_now,
    signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from tests.guards.tree import PACKAGE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N", 9.1),
]
LIMITS = measures(NOW.date())
WRONG = "Sai-mat-khau-2026"
Try = Callable[[bool], Any]


def _at_the_door() -> Try:
    browser = Client()
    return lambda right: browser.post(
        "/sign-in/", {"username": "bs.kham", "password": PASSWORD if right else WRONG}
    )


def _second() -> Try:
    secret = app_of("bs.kham")
    browser = signed_in("bs.kham")
    return lambda right: browser.post("/sign-in/second/", {"code": code_now(secret) if right else "000000"})


def _confirming() -> Try:
    browser = signed_in("bs.kham")
    return lambda right: browser.post("/account/confirm/", {"password": PASSWORD if right else WRONG})


def _changing() -> Try:
    browser, new = signed_in("bs.kham"), "Mot-cau-rieng-2027!"
    return lambda right: browser.post(
        "/account/password/", {"old": PASSWORD if right else WRONG, "password": new, "again": new}
    )


def _unlocking() -> Try:
    browser = signed_in("bs.kham")
    browser.post("/lock/", {})
    return lambda right: browser.post("/unlock/", {"password": PASSWORD if right else WRONG})


DOORS: dict[str, Callable[[], Try]] = {
    "door.sign_in": _at_the_door, "second.second": _second, "second.confirm": _confirming,
    "password.password": _changing, "lock.unlock": _unlocking,
}  # fmt: skip
NO_GUESS = {
    "officer.act": "sets a password, checks none",
    "opening.new": "sets a password, checks none",
    "pin.pin": "sets a PIN, checks none",
}


def test_every_view_that_takes_a_secret_is_tried_here() -> None:
    taking = set()
    for path in sorted((PACKAGE / "foundation/accounts/views").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "sensitive_post" in ast.unparse(one) for one in node.decorator_list
            ):
                taking.add(f"{path.stem}.{node.name}")
    assert taking == set(DOORS) | set(NO_GUESS)


@pytest.mark.parametrize("door", DOORS)
def test_after_five_wrong_ones_the_right_one_opens_nothing(door: str) -> None:
    account("bs.kham", "doctor")
    attempt = DOORS[door]()

    for _ in range(LIMITS.failures_allowed):
        assert attempt(False).status_code in {400, 403}

    assert attempt(True).status_code in {400, 403}
    row = models.Account.objects.get(username="bs.kham")
    assert row.locked_until is not None
    assert (
        audit.list_entries(sought=audit.TrailFilter(outcome="refused"), limit=1)[0].detail["reason"]
        == "locked"
    )


@pytest.mark.parametrize("door", DOORS)
def test_the_right_one_opens_while_there_are_tries_left(door: str) -> None:
    """Or the test above would pass for forms that are wrong."""
    account("bs.kham", "doctor")
    attempt = DOORS[door]()
    attempt(False)

    assert attempt(True).status_code == 302


def test_one_password_tried_with_many_names_stops_the_address() -> None:
    for number in range(3):
        account(f"nguoi.{number}", "doctor")
    browser = Client()
    browser.post("/sign-in/", {"username": "nguoi.0", "password": WRONG})
    models.Address.objects.update(failures=LIMITS.address_failures - 1)

    assert browser.post("/sign-in/", {"username": "nguoi.1", "password": WRONG}).status_code == 403
    assert browser.post("/sign-in/", {"username": "nguoi.2", "password": PASSWORD}).status_code == 429
    for forged in ("10.0.0.9", "127.0.0.1, 10.0.0.9", "unknown"):
        headers = {"X-Forwarded-For": forged, "X-Real-IP": forged, "Forwarded": f"for={forged}"}
        again = browser.post("/sign-in/", {"username": "nguoi.2", "password": PASSWORD}, headers=headers)
        assert again.status_code == 429, forged


def test_many_at_once_gain_no_try() -> None:
    """An attempt counts before it is known how it ends."""
    account("bs.kham", "doctor")
    seen: list[int] = []
    verify = Argon2PasswordHasher.verify

    def looking(hasher: Argon2PasswordHasher, *given: str) -> bool:
        seen.append(models.Account.objects.get(username="bs.kham").failed_sign_ins)
        return bool(verify(hasher, *given))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "verify", looking)
        Client().post("/sign-in/", {"username": "bs.kham", "password": WRONG})

    assert seen == [1]


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 6.9)
def test_nothing_that_can_be_counted_tells_which_names_exist(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash each, and the same wait before each refusal: what the clock shows is made of these."""
    settings.REFUSAL_SECONDS = 30.0
    for name in ("co.that", "bi.khoa", "da.dong", "hai.buoc"):
        account(name, "doctor")
    app_of("hai.buoc")
    accounts.shut_account(actor=OFFICER, username="da.dong", now=NOW)
    models.Account.objects.filter(username="bi.khoa").update(
        locked_until=clock.now() + (clock.now() - NOW) * 2
    )
    hashed: list[str] = []
    waited: list[float] = []
    for act in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, act)
        monkeypatch.setattr(
            Argon2PasswordHasher, act, lambda *given, real=real: (hashed.append("one"), real(*given))[1]
        )
    monkeypatch.setattr("hoaban.foundation.accounts.services.sign_in.time.sleep", waited.append)

    told = {}
    for name in ("khong.co", "co.that", "bi.khoa", "da.dong", "hai.buoc"):
        hashed.clear()
        answer = Client().post("/sign-in/", {"username": name, "password": WRONG})
        told[name] = (
            answer.status_code,
            len(hashed),
            len(waited),
            " ".join(sorted(answer.cookies)),
            len(answer.content) - len(name),
        )
        assert 25 < waited.pop() <= 30

    assert len(set(told.values())) == 1, told


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 6.9)
def test_passkeys_are_asked_of_nobody_before_the_password(client: Client) -> None:
    account("co.that", "doctor")

    for name in ("co.that", "khong.co"):
        for where in ("/sign-in/second/options/", "/unlock/options/", "/account/factors/passkeys/options/"):
            answer = client.post(where, {"username": name})
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in/")
