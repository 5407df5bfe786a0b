"""Sessions that were planted, stolen, half made, locked or are over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api.session import SESSION
from hoaban.foundation.accounts.tests.people import (
    OFFICER,
    PASSWORD,
    account,
    app_of,
    code_now,
    signed_in,
)
from hoaban.kernel import clock
from tests.attacks import addresses
from tests.guards.test_access import ACCESS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N", 7.4),
]
NAME = "hoaban_session"


def _half() -> Client:
    """The password was right; the second factor is still owed."""
    app_of("bs.kham")
    return signed_in("bs.kham")


def _locked() -> Client:
    browser = signed_in("bs.kham")
    browser.post("/lock/", {})
    return browser


def _signed_out() -> Client:
    """A thief kept the cookie of a session that its owner ended."""
    browser, thief = signed_in("bs.kham"), Client()
    thief.cookies[NAME] = browser.cookies[NAME].value
    assert thief.get("/account/").status_code == 200
    browser.post("/sign-out/")
    return thief


def _shut() -> Client:
    browser = signed_in("bs.kham")
    accounts.shut_account(actor=OFFICER, username="bs.kham", now=clock.now())
    return browser


def _other_password() -> Client:
    browser = signed_in("bs.kham")
    accounts.set_password(actor=OFFICER, username="bs.kham", password=PASSWORD + "!x", now=clock.now())
    return browser


def _invented() -> Client:
    browser = Client()
    browser.cookies[NAME] = "a" * 32
    return browser


def _pointed_at_nothing() -> Client:
    """A session of the framework that names one of ours which never was."""
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session[SESSION] = addresses.NOWHERE["uuid"]
    session["_auth_user_id"] = "1"
    session.save()
    browser.cookies[NAME] = session.session_key
    return browser


UNFIT: dict[str, Callable[[], Client]] = {
    "visitor": Client, "half signed in": _half, "locked": _locked, "signed out": _signed_out, "account shut": _shut,
    "password replaced": _other_password, "invented": _invented, "naming no session": _pointed_at_nothing,
}  # fmt: skip


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3)
@pytest.mark.parametrize("kind", UNFIT)
def test_a_session_that_is_not_whole_opens_nothing(kind: str) -> None:
    account("bs.kham", "doctor")
    browser = UNFIT[kind]()

    for route, act in addresses.guarded().items():
        if act.startswith("stage:") or (kind == "locked" and route == "lock/"):
            continue
        where = addresses.address(route)
        for answer in (browser.get(where), browser.post(where, {"act": "x"})):
            assert answer.status_code in {302, 401}, (where, answer.status_code)
            to = answer.headers.get("Location", "/sign-in/")
            assert to.startswith(("/sign-in/", "/locked/")), (where, to)
            assert b"N\xc3\xb4ng Th\xe1\xbb\x8b Hi\xe1\xba\xbfu" not in answer.content


def _planted() -> tuple[Client, str]:
    """An attacker knows the name of the session that the victim's browser has."""
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = "1"
    session.save()
    browser.cookies[NAME] = session.session_key
    return browser, str(session.session_key)


def test_a_planted_session_is_worth_nothing_after_signing_in() -> None:
    account("bs.kham", "doctor")
    browser, known = _planted()

    browser.post("/sign-in/", {"username": "bs.kham", "password": PASSWORD})

    attacker = Client()
    attacker.cookies[NAME] = known
    assert browser.get("/account/").status_code == 200
    assert "planted" not in browser.session
    assert attacker.get("/account/").headers["Location"].startswith("/sign-in/")


def test_each_step_of_signing_in_gives_a_new_name() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    browser, known = _planted()
    names = {known}
    token = Client().get("/sign-in/").cookies["csrftoken"].value

    for form in (
        ("/sign-in/", {"username": "bs.kham", "password": PASSWORD}),
        ("/sign-in/second/", {"code": code_now(secret)}),
    ):
        browser.post(*form)
        names.add(browser.cookies[NAME].value)
        assert browser.cookies["csrftoken"].value != token, "what a form must carry is new, too"

    assert len(names) == 3


def test_no_answer_and_no_address_carries_the_name_of_the_session() -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    secret = browser.cookies[NAME].value

    for route in (one for one, act in ACCESS.items() if act == "sign-in" and "<" not in one):
        answer = browser.get(addresses.address(route))
        assert secret not in answer.content.decode(), route
        assert secret not in answer.headers.get("Location", ""), route


def test_a_session_named_in_the_address_is_not_read() -> None:
    account("bs.kham", "doctor")
    known = signed_in("bs.kham").cookies[NAME].value

    for query in (f"?{NAME}={known}", f"?sessionid={known}", f";{NAME}={known}"):
        assert Client().get(f"/account/{query}").status_code in {302, 404}
    assert Client().post("/account/password/", {NAME: known}).headers["Location"].startswith("/sign-in/")
