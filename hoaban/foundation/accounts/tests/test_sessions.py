"""Sessions and devices: mine, how many, and how they end when somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hoaban.foundation.accounts import api, models, tasks
from hoaban.foundation.accounts.rules.devices import digest_of_mark, name_of
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import (
    HOSPITAL,
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    app_of,
    code_now,
    signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
LIMITS = measures(NOW.date())
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


def _browser(agent: str = FIREFOX, username: str = "bs.kham") -> Client:
    browser = Client(headers={"User-Agent": agent})
    assert browser.post("/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    return browser


def _later(monkeypatch, **passed: float) -> None:
    moved = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moved)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (ANDROID, "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605.1.15", "Safari, macOS"),
        ("curl/8", "?"),
        ("", "?"),
    ],
)
def test_a_device_is_called_what_its_browser_says(agent: str, name: str) -> None:
    assert name_of(agent) == name


def test_a_device_is_known_again_by_a_cookie_that_is_kept_as_a_digest() -> None:
    account("bs.kham", "doctor")
    browser = _browser()
    cookie = browser.cookies["hoaban_device"]

    browser.post("/sign-out/")
    browser.post("/sign-in/", {"username": "bs.kham", "password": PASSWORD})

    assert models.Device.objects.count() == 1
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert bytes(models.Device.objects.get().digest) == digest_of_mark(cookie.value)
    assert cookie.value.encode() not in bytes(models.Device.objects.get().digest)


@pytest.mark.parametrize(
    "forged", ["", "x", "' or 1=1", "a" * 44, "H5pMxQaEaeqYxoUK1B9mIPAsutCLbqvgdB9IujzFqzI"]
)
def test_a_mark_that_we_never_gave_is_replaced(forged: str) -> None:
    account("bs.kham", "doctor")
    browser = Client()
    browser.cookies["hoaban_device"] = forged

    browser.post("/sign-in/", {"username": "bs.kham", "password": PASSWORD})

    assert browser.cookies["hoaban_device"].value not in {"", forged}


def test_my_sessions_show_device_and_last_use_and_one_can_be_ended() -> None:
    account("bs.kham", "doctor")
    here, phone = _browser(), _browser(ANDROID)
    here.get("/")
    phone.get("/")

    page = here.get("/account/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    assert "dùng lần cuối" in page
    other = models.Session.objects.get(device__name="Chrome, Android")
    ended = here.post("/account/sessions/end/", {"session": str(other.pk)})

    assert ended.headers["Location"] == "/account/sessions/"
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert here.post("/account/sessions/end/", {"session": str(other.pk)}).status_code == 404
    assert here.post("/account/sessions/end/", {"session": "nonsense"}).status_code == 404


def test_all_others_are_ended_at_once() -> None:
    account("bs.kham", "doctor")
    here, phone = _browser(), _browser(ANDROID)

    here.post("/account/sessions/end/", {"session": "others"})

    assert here.get("/").status_code == 200
    assert phone.get("/").status_code == 302


def test_nobody_ends_or_sees_sessions_of_others() -> None:
    account("bs.kham", "doctor")
    account("bs.san", "doctor")
    mine, theirs = _browser(), _browser(ANDROID, "bs.san")
    session = models.Session.objects.get(account__username="bs.san")

    assert mine.post("/account/sessions/end/", {"session": str(session.pk)}).status_code == 404
    mine.post("/account/sessions/end/", {"session": "others"})
    assert theirs.get("/").status_code == 200
    assert "Android" not in mine.get("/account/sessions/").content.decode()


def test_one_device_too_many_ends_the_oldest(monkeypatch) -> None:
    account("bs.kham", "doctor")
    browsers = []
    for _ in range(LIMITS.devices + 1):
        _later(monkeypatch, minutes=1)
        browsers.append(_browser())
        assert browsers[-1].get("/").status_code == 200

    assert [one.get("/").status_code for one in browsers] == [302] + [200] * LIMITS.devices


def test_a_role_may_allow_fewer_devices(monkeypatch) -> None:
    assert roles()["accounts_officer"].devices == 1
    account("qltk", "accounts_officer", PROVINCE)
    secret = app_of("qltk")
    first = signed_in("qltk", secret=secret)
    assert first.get("/").status_code == 200
    _later(monkeypatch, minutes=1)
    second = signed_in("qltk", secret=secret)

    assert second.get("/").status_code == 200
    assert first.get("/").status_code == 302


def test_who_knows_only_the_password_throws_nobody_out(monkeypatch) -> None:
    account("qltk", "accounts_officer", PROVINCE)
    secret = app_of("qltk")
    officer = signed_in("qltk", secret=secret)
    officer.get("/")
    _later(monkeypatch, minutes=1)
    thief = signed_in("qltk")
    thief.get("/")

    assert officer.get("/").status_code == 200
    thief.post("/sign-in/second/", {"code": code_now(secret)})
    assert thief.get("/").status_code == 200
    assert officer.get("/").status_code == 302


def test_a_cookie_copied_before_signing_out_opens_nothing_after() -> None:
    account("bs.kham", "doctor")
    browser, copy = _browser(), Client()
    copy.cookies["hoaban_session"] = browser.cookies["hoaban_session"].value
    assert copy.get("/").status_code == 200

    browser.post("/sign-out/")

    assert copy.get("/").status_code == 302


def test_accounts_unused_for_45_days_are_shut_and_opened_again_by_an_officer(monkeypatch) -> None:
    for name in ("moi", "cu", "chua.vao"):
        account(name, "doctor")
    account("gia.lap", "doctor", demo=True)
    long_ago = clock.now() - timedelta(days=LIMITS.unused_days, hours=1)
    models.Account.objects.update(active_since=long_ago)
    models.Account.objects.filter(username="moi").update(last_login=long_ago + timedelta(hours=2))
    models.Account.objects.filter(username="cu").update(last_login=long_ago)

    tasks.shut_unused(timestamp=0)

    shut = models.Account.objects.filter(is_active=False).values_list("username", flat=True)
    assert sorted(shut) == ["chua.vao", "cu"]
    entries = audit.list_entries(sought=audit.TrailFilter(act="accounts.shut"), limit=5)
    assert {(entry.actor_id, entry.detail["why"]) for entry in entries} == {("system:accounts", "unused")}
    api.reopen_account(actor=OFFICER, username="cu", now=clock.now())
    assert api.shut_unused(actor=OFFICER, now=clock.now()) == []
    assert signed_in("cu").get("/").status_code == 200


def test_who_leaves_loses_sessions_and_tokens_the_same_minute() -> None:
    account("bs.kham", "doctor")
    models.Account.objects.filter(username="bs.kham").update(staff_number="001234/LCH-CCHN")
    browser = signed_in("bs.kham")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=clock.now())
    assert browser.get("/").status_code == 200
    assert api.actor_of_token(token) is not None

    gone = api.shut_accounts_of(actor=OFFICER, staff_number="001234/LCH-CCHN", now=clock.now())

    assert gone == ["bs.kham"]
    assert browser.get("/").status_code == 302
    assert api.actor_of_token(token) is None
    assert models.Session.objects.get().ended_why == "left"
    assert api.shut_accounts_of(actor=OFFICER, staff_number="", now=clock.now()) == []


def test_an_assignment_that_ended_yesterday_ends_sessions_and_tokens_now() -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=clock.now())
    held = models.Assignment.objects.get()
    today = clock.vietnam_day(clock.now())

    api.end_assignment(actor=OFFICER, assignment=held.pk, last_day=today, now=clock.now())
    assert browser.get("/").status_code == 200, "today is still theirs"
    api.end_assignment(actor=OFFICER, assignment=held.pk, last_day=today - timedelta(days=1), now=clock.now())

    assert browser.get("/").status_code == 302
    assert api.actor_of_token(token) is None


def test_at_the_end_of_the_last_day_rights_go_by_themselves(monkeypatch) -> None:
    account("tiepdon")
    today = clock.vietnam_day(clock.now())
    api.assign(
        actor=OFFICER,
        username="tiepdon",
        role="reception",
        scope=HOSPITAL,
        now=clock.now(),
        period=(today, today),
    )
    browser = signed_in("tiepdon")
    assert browser.get("/people/").status_code == 200

    session = models.Session.objects.get()
    _later(monkeypatch, days=1)
    models.Session.objects.update(opened_at=clock.now(), seen_at=clock.now(), proved_at=clock.now())

    assert browser.get("/people/").status_code == 403
    assert session.ended_at is None


@pytest.mark.parametrize("act", ["shut_unused", "shut_accounts_of", "reopen_account"])
def test_only_who_manages_accounts_shuts_and_opens(act: str) -> None:
    account("cntt", "it_officer", PROVINCE)
    more = {"shut_accounts_of": {"staff_number": "1"}, "reopen_account": {"username": "cntt"}}.get(act, {})

    with pytest.raises(NotAllowed):
        getattr(api, act)(actor=api.actor_of("cntt"), now=NOW, **more)


def test_sessions_of_long_ago_are_forgotten() -> None:
    account("bs.kham", "doctor")
    here, _old = signed_in("bs.kham"), signed_in("bs.kham")
    old = models.Session.objects.order_by("opened_at").last()
    models.Session.objects.filter(pk=old.pk).update(opened_at=clock.now() - timedelta(days=91))

    tasks.forget_sessions(timestamp=0)

    assert models.Session.objects.count() == 1
    assert here.get("/").status_code == 200
