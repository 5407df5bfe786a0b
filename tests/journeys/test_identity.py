"""Signing in by an identity provider: the trial's own, played whole; and everything that may come back wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries import identity
from hoaban.foundation.accounts.tests.people import (
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    app_of,
    signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.ops.demo import trial_provider

pytestmark = pytest.mark.django_db
INH = UUID("01890000-0000-7000-8000-000000000001")
NUMBER = "099064000103"


@pytest.fixture(autouse=True)
def _register(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register that knows Lò Văn Inh alone."""
    known = api.PersonSought(NUMBER, "Lò Văn Inh", date(1964, 9, 2), "male")
    monkeypatch.setattr(identity, "_finders", [lambda sought: INH if sought == known else None])


def _go(browser: Client, audience: str = "citizens") -> str:
    """To the provider; returns the address there."""
    answer = browser.get(f"/sign-in/with/{trial_provider.KEY}/{audience}/")
    assert answer.status_code == 302
    return answer.headers["Location"]


def _agree(browser: Client, there: str, username: str = "nguoidan.inh", level: str = "LoA2") -> str:
    """Say who one is; returns the address back here."""
    assert username in browser.get(there).content.decode()
    answer = browser.post(there, {"username": username, "level": level})
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def _through(audience: str = "citizens", **given: str) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.get(_agree(browser, _go(browser, audience), **given))


def test_a_citizen_arrives_at_the_own_page() -> None:
    browser, arrived = _through()

    assert arrived.headers["Location"] == "/my/"
    page = browser.get("/my/").content.decode()
    assert "Hồ sơ của tôi" in page
    assert "Lò Văn Inh" in page
    assert 'href="/my/record/"' in page
    session = models.Session.objects.get()
    assert (session.person, session.level, session.account) == (INH, 2, None)
    (entry,) = audit.list_entries(limit=1)
    assert (entry.actor_id, entry.act) == (f"citizen:{INH}", "session.open")


def test_a_citizen_holds_one_right_and_no_page_of_staff() -> None:
    browser, _ = _through()

    for address in ("/", "/account/", "/account/factors/", "/account/password/", "/account/sessions/"):
        assert browser.get(address).headers["Location"] == "/my/", address
    for address in ("/people/", "/trail/", "/accounts/", "/centre/", "/claims/upload/"):
        assert browser.get(address).status_code == 403, address


def test_a_doctor_who_signs_in_as_a_citizen_is_no_doctor() -> None:
    account("bs.kham", "doctor")
    from hoaban.foundation.accounts.services.linking import link_identity

    link_identity(actor=OFFICER, username="bs.kham", number=NUMBER, now=NOW)
    browser, _ = _through("citizens")

    assert browser.get("/people/").status_code == 403
    assert browser.get("/").headers["Location"] == "/my/"


def test_who_has_no_record_is_told_where_to_go() -> None:
    _browser, answer = _through(username="nguoidan.khach")

    assert answer.status_code == 403
    assert "Chưa có hồ sơ nào" in answer.content.decode()
    assert audit.list_entries(limit=1)[0].detail["reason"] == "no-person"
    assert models.Session.objects.count() == 0


def test_a_low_level_opens_nothing() -> None:
    _browser, answer = _through(level="LoA1")

    assert answer.status_code == 403
    assert "Mức định danh" in answer.content.decode()


def test_a_citizen_signs_out_and_an_idle_session_ends(monkeypatch) -> None:
    browser, _ = _through()
    browser.post("/sign-out/")
    assert browser.get("/my/").headers["Location"].startswith("/sign-in/")

    browser, _ = _through()
    moved = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: moved)
    assert "idle=1" in browser.get("/my/").headers["Location"]
    assert {row.ended_why for row in models.Session.objects.all()} == {"asked", "idle"}


def test_staff_come_in_as_the_account_that_an_officer_linked() -> None:
    account("bs.kham", "doctor")
    account("qltk", "accounts_officer", PROVINCE)
    officer = signed_in("qltk", secret=app_of("qltk"))
    _browser, before = _through("staff")
    assert before.status_code == 403
    assert "Chưa có tài khoản nào được nối" in before.content.decode()

    assert officer.post("/accounts/bs.kham/act/", {"act": "link", "number": "12"}).status_code == 400
    assert officer.post("/accounts/bs.kham/act/", {"act": "link", "number": NUMBER}).status_code == 302
    browser, arrived = _through("staff")

    assert arrived.headers["Location"] == "/"
    assert "Xin chào, Nông Thị Hiếu" in browser.get("/").content.decode()
    assert models.Session.objects.filter(account__username="bs.kham").get().proof == "identity"
    held = bytes(models.Identity.objects.get().digest)
    assert NUMBER.encode() not in held
    assert officer.post("/accounts/qltk/act/", {"act": "link", "number": NUMBER}).status_code == 409
    officer.post("/accounts/bs.kham/act/", {"act": "unlink"})
    assert _through("staff")[1].status_code == 403


def test_a_shut_account_stays_shut_however_one_comes() -> None:
    from hoaban.foundation.accounts.services.linking import link_identity

    account("bs.kham", "doctor")
    link_identity(actor=OFFICER, username="bs.kham", number=NUMBER, now=NOW)
    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    assert _through("staff")[1].status_code == 403


def test_what_comes_back_must_be_what_was_begun_here() -> None:
    browser, thief = Client(), Client()
    back = _agree(browser, _go(browser))

    assert thief.get(back).status_code == 400, "nothing was begun in that browser"
    _go(thief)
    assert thief.get(back).status_code == 403, "another sign-in's state"
    assert browser.get(back).status_code == 302
    browser.post("/sign-out/")
    assert browser.get(back).status_code == 400, "once"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "x"},
        {"state": ""},
        {"code": ""},
        {"code": "x"},
        {"error": "access_denied"},
    ],
)
def test_a_changed_answer_signs_nobody_in(change: dict[str, str]) -> None:
    browser = Client()
    back = urlsplit(_agree(browser, _go(browser)))
    told = {key: values[0] for key, values in parse_qs(back.query).items()} | change

    assert browser.get(back.path, told).status_code == 403
    assert models.Session.objects.count() == 0


def test_a_code_of_another_sign_in_does_not_fit_the_verifier() -> None:
    first, second = Client(), Client()
    stolen = parse_qs(urlsplit(_agree(first, _go(first))).query)["code"][0]
    back = urlsplit(_agree(second, _go(second)))
    state = parse_qs(back.query)["state"][0]

    assert second.get(back.path, {"code": stolen, "state": state}).status_code == 403


def test_an_old_sign_in_begins_again(monkeypatch) -> None:
    browser = Client()
    back = _agree(browser, _go(browser))
    moved = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: moved)

    assert browser.get(back).status_code == 400


def test_the_trial_provider_sends_nobody_elsewhere() -> None:
    browser = Client()
    there = urlsplit(_go(browser))
    asked = {key: values[0] for key, values in parse_qs(there.query).items()}

    for wrong in ("https://evil.example/", "//evil.example", "", "http://testserver/account/"):
        assert browser.post(f"{there.path}?redirect_uri={wrong}", {"username": "x"}).status_code == 400
    for name, value in {"client_id": "x", "response_type": "token", "code_challenge_method": "plain"}.items():
        answer = browser.post(
            there.path, {"username": "nguoidan.inh", "level": "LoA2"}, query_params=asked | {name: value}
        )
        assert answer.status_code == 400, name


def test_production_has_no_trial_provider(settings) -> None:
    settings.DEMO = False

    assert identity.providers("citizens") == []
    with pytest.raises(ImproperlyConfigured):
        api.register_trial_provider(trial_provider.provider, trial_provider.fetch)
    assert Client().get(f"/sign-in/with/{trial_provider.KEY}/citizens/").status_code == 404


@pytest.mark.parametrize("address", ["/sign-in/with/nobody/citizens/", "/sign-in/with/dinh-danh-thu/admins/"])
def test_a_way_in_that_does_not_exist_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_sign_in_page_offers_both_ways() -> None:
    page = Client().get("/sign-in/").content.decode()

    assert f"/sign-in/with/{trial_provider.KEY}/citizens/" in page
    assert f"/sign-in/with/{trial_provider.KEY}/staff/" in page
    assert PASSWORD not in page


def test_a_citizen_too_has_only_so_many_devices(monkeypatch) -> None:
    from hoaban.foundation.accounts.queries.sessions import CITIZEN_DEVICES

    browsers = []
    for _ in range(CITIZEN_DEVICES + 1):
        moved = clock.now() + timedelta(minutes=1)
        monkeypatch.setattr(clock, "now", lambda moved=moved: moved)
        browsers.append(_through()[0])
        assert browsers[-1].get("/my/").status_code == 200

    assert [one.get("/my/").status_code for one in browsers] == [302] + [200] * CITIZEN_DEVICES
