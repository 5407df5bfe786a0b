"""The door: signing in and out, lockout, idle sessions, languages, forged forms and strange ways back."""

from datetime import timedelta

import pytest
from django.test import Client

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.tests.people import NOW, OFFICER, PASSWORD, account
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock

pytestmark = pytest.mark.django_db
LIMITS = measures(NOW.date())


def _try(client: Client, username: str = "bs.kham", password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def _later(monkeypatch, **passed: float) -> None:
    """Let time pass for everybody."""
    moved = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moved)


def test_somebody_signs_in_and_arrives_where_they_wanted_to_go(client: Client) -> None:
    account("bs.kham", "doctor")

    asked = client.get("/account/")
    assert asked.headers["Location"] == "/sign-in/?next=%2Faccount%2F"
    came_in = _try(client, next="/account/")

    assert came_in.headers["Location"] == "/account/"
    assert "Nông Thị Hiếu" in client.get("/account/").content.decode()
    assert client.get("/sign-in/?next=/account/").headers["Location"] == "/account/"


def test_the_user_name_may_be_typed_in_capitals_with_spaces_around(client: Client) -> None:
    account("bs.kham")

    assert _try(client, " BS.Kham ").status_code == 302


def test_signing_in_makes_a_new_session(client: Client) -> None:
    account("bs.kham")
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    _try(client)

    assert client.session.session_key != before


def test_cookies_are_kept_from_scripts_and_from_other_sites(client: Client) -> None:
    account("bs.kham")

    cookie = _try(client).cookies["hoaban_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"], "it ends with the browser"


def test_signing_out_ends_the_session_and_only_a_form_can_do_it(client: Client) -> None:
    account("bs.kham")
    _try(client)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-out/").status_code == 302

    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_signing_in_and_out_is_in_the_trail(client: Client) -> None:
    account("bs.kham")
    _try(client, password="Sai-mat-khau-2026")
    _try(client, username="ai.do")
    _try(client)
    client.post("/sign-out/")

    entries = audit.list_entries(limit=4)[::-1]
    assert [(entry.actor_id, entry.act, entry.outcome) for entry in entries] == [
        ("visitor", "session.open", "refused"),
        ("visitor", "session.open", "refused"),
        ("account:bs.kham", "session.open", "allowed"),
        ("account:bs.kham", "session.close", "allowed"),
    ]
    assert entries[0].detail == {"reason": "password", "account": "bs.kham", "address": "127.0.0.1"}
    assert entries[1].detail == {"reason": "unknown", "account": "", "address": "127.0.0.1"}
    assert all(len(entry.request_id) == 36 for entry in entries)


def test_wrong_name_wrong_password_locked_and_shut_get_the_same_answer(client: Client) -> None:
    for name in ("co.that", "bi.khoa", "da.dong"):
        account(name)
    api.shut_account(actor=OFFICER, username="da.dong", now=NOW)
    models.Account.objects.filter(username="bi.khoa").update(locked_until=clock.now() + timedelta(hours=1))

    answers = [
        _try(client, "khong.co", "Mat-khau-sai-1"),
        _try(client, "co.that", "Mat-khau-sai-1"),
        _try(client, "bi.khoa", PASSWORD),
        _try(client, "da.dong", PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {403}
    pages = {_without_what_was_typed(answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert "không đúng" in pages.pop()


def _without_what_was_typed(page: str) -> str:
    import re

    return re.sub(r'value="[^"]*"', "", page)


def test_the_same_work_is_done_whether_or_not_the_account_exists(client: Client, monkeypatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    account("bs.kham")
    models.Account.objects.update(locked_until=clock.now() + timedelta(hours=1))
    hashed: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *given: (hashed.append("encode"), encode(*given))[1]
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *given: (hashed.append("verify"), verify(*given))[1]
    )

    _try(client, "khong.co")
    _try(client, "bs.kham")

    assert hashed == ["encode", "verify"]


def test_five_failures_lock_the_account_even_for_the_right_password(client: Client, monkeypatch) -> None:
    account("bs.kham")
    for _ in range(LIMITS.failures_allowed):
        _try(client, password="Sai-mat-khau-2026")

    assert _try(client).status_code == 403
    assert audit.list_entries(limit=1)[0].detail["reason"] == "locked"
    _later(monkeypatch, hours=LIMITS.lock_hours)
    assert _try(client).status_code == 302


def test_the_right_password_takes_the_count_back(client: Client) -> None:
    account("bs.kham")
    for _ in range(2):
        for _ in range(LIMITS.failures_allowed - 1):
            _try(client, password="Sai-mat-khau-2026")
        assert _try(client).status_code == 302
        client.post("/sign-out/")


def test_an_officer_unlocks_an_account_before_its_time(client: Client) -> None:
    account("bs.kham")
    for _ in range(LIMITS.failures_allowed):
        _try(client, password="Sai-mat-khau-2026")

    api.unlock_account(actor=OFFICER, username="bs.kham", now=clock.now())

    assert _try(client).status_code == 302


def test_one_address_that_fails_too_often_has_to_wait(client: Client, monkeypatch) -> None:
    account("bs.kham")
    _try(client, "khong.co")
    models.Address.objects.update(failures=LIMITS.address_failures)

    assert _try(client).status_code == 429
    assert (
        client.post(
            "/sign-in/", {"username": "bs.kham", "password": PASSWORD}, REMOTE_ADDR="10.1.2.3"
        ).status_code
        == 302
    )
    client.post("/sign-out/")
    _later(monkeypatch, minutes=LIMITS.address_window_minutes + 1)
    assert _try(client).status_code == 302


def test_the_address_behind_a_proxy_is_believed_only_from_the_trusted_one(client: Client, settings) -> None:
    def failed_from(**headers: str) -> str:
        client.post("/sign-in/", {"username": "x", "password": "y"}, **headers)
        return audit.list_entries(limit=1)[0].detail["address"]

    forged = {"HTTP_X_FORWARDED_FOR": "8.8.8.8, 10.9.9.9", "REMOTE_ADDR": "10.0.0.1"}
    assert failed_from(**forged) == "10.0.0.1"
    settings.TRUSTED_PROXY = "10.0.0.1"
    assert failed_from(**forged) == "10.9.9.9"
    assert failed_from(HTTP_X_FORWARDED_FOR="nonsense<script>", REMOTE_ADDR="10.0.0.1") == "10.0.0.1"


def test_a_session_that_lies_idle_is_locked_and_says_so(client: Client, monkeypatch) -> None:
    account("bs.kham")
    _try(client)
    client.get("/")

    _later(monkeypatch, minutes=14)
    assert client.get("/").status_code == 200
    _later(monkeypatch, minutes=16)
    held_up = client.get("/account/")

    assert held_up.headers["Location"] == "/locked/?next=%2Faccount%2F"
    assert "Màn hình đang khóa" in client.get(held_up.headers["Location"]).content.decode()
    (entry,) = audit.list_entries(limit=1)
    assert (entry.act, entry.detail) == ("session.lock", {"why": "idle"})


def test_an_idle_session_that_still_owes_something_ends_and_says_so(client: Client, monkeypatch) -> None:
    from hoaban.foundation.accounts.tests.people import app_of

    account("bs.kham")
    app_of("bs.kham")
    _try(client)
    _later(monkeypatch, minutes=16)

    ended = client.get("/account/")

    assert ended.headers["Location"] == "/sign-in/?next=%2Faccount%2F&idle=1"
    assert "lâu không dùng" in client.get(ended.headers["Location"]).content.decode()
    assert audit.list_entries(limit=1)[0].detail == {"why": "idle"}


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client: Client, monkeypatch) -> None:
    account("bs.kham")
    _try(client)
    client.get("/")

    for _ in range(2):
        _later(monkeypatch, minutes=8)
        last = client.get("/", headers={"X-Automatic": "1"})

    assert last.status_code == 423
    assert last.json()["code"] == "locked"


def test_an_administrator_is_locked_after_five_minutes(client: Client, monkeypatch) -> None:
    from hoaban.foundation.accounts.tests.people import PROVINCE

    account("cntt", "it_officer", PROVINCE)
    _try(client, "cntt")
    client.get("/")

    _later(monkeypatch, minutes=6)

    assert client.get("/").status_code == 302


def test_a_busy_session_ends_after_a_working_day(client: Client, monkeypatch) -> None:
    account("bs.kham")
    _try(client)
    client.get("/")

    answers = []
    for _ in range(13 * 6):
        _later(monkeypatch, minutes=10)
        answers.append(client.get("/").status_code)

    assert abs(answers.index(302) - LIMITS.session_hours * 6) <= 1


def test_shutting_an_account_ends_its_sessions(client: Client) -> None:
    account("bs.kham")
    _try(client)

    api.shut_account(actor=OFFICER, username="bs.kham", now=clock.now())

    assert client.get("/").status_code == 302


def test_a_new_password_ends_old_sessions(client: Client) -> None:
    account("bs.kham")
    _try(client)

    api.set_password(actor=OFFICER, username="bs.kham", password=PASSWORD + "!", now=clock.now())

    assert client.get("/").status_code == 302
    assert _try(client, password=PASSWORD + "!").status_code == 302


def test_invented_accounts_do_not_get_into_production(client: Client, settings) -> None:
    account("bs.kham", demo=True)
    settings.DEMO = False

    assert _try(client).status_code == 403


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-out/", "/language/"])
def test_a_form_of_another_site_is_refused(address: str) -> None:
    guarded = Client(enforce_csrf_checks=True)

    answer = guarded.post(address, {"username": "bs.kham", "password": PASSWORD, "language": "en"})

    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil",
        "evil",
        "",
    ],
)
def test_the_way_back_never_leaves_this_site(client: Client, wanted: str) -> None:
    account("bs.kham")

    assert _try(client, next=wanted).headers["Location"] == "/"
    assert client.post("/language/", {"language": "en", "next": wanted}).headers["Location"] == "/"


def test_the_page_speaks_vietnamese_whatever_the_browser_asks_for(client: Client) -> None:
    page = client.get("/sign-in/", headers={"Accept-Language": "en-US,en"})

    assert "Tên đăng nhập" in page.content.decode()
    assert page.headers["Content-Language"] == "vi"


def test_the_language_is_kept_in_the_browser_and_with_the_account(client: Client) -> None:
    account("bs.kham", "doctor")

    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert "User name" in client.get("/sign-in/").content.decode()
    _try(client)
    assert "Xin chào" in client.get("/").content.decode(), "the account has its own choice"
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Welcome, Nông Thị Hiếu" in client.get("/").content.decode()

    other = Client()
    _try(other)
    assert "Welcome" in other.get("/").content.decode()


def test_a_language_we_do_not_speak_is_refused(client: Client) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 400


def test_pages_of_somebody_are_not_left_in_the_browser(client: Client) -> None:
    account("bs.kham")
    _try(client)

    assert client.get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "typed", [{}, {"username": "x" * 61, "password": "y"}, {"username": "\x00", "password": "y"}]
)
def test_an_incomplete_or_strange_form_says_so(client: Client, typed: dict[str, str]) -> None:
    assert client.post("/sign-in/", typed).status_code == 400
