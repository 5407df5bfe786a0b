"""Signing in with an authenticator app and recovery codes; who must have one; what an officer can do."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import Client

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules import totp
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services import factors
from hoaban.foundation.accounts.tests.people import (
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    actor,
    app_of,
    code_now,
    signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
LIMITS = measures(NOW.date())


def _later(monkeypatch, **passed: float) -> None:
    moved = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moved)


def test_who_has_an_app_is_asked_for_its_code_and_sees_nothing_before() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    browser = signed_in("bs.kham")

    held_up = browser.get("/account/")
    assert held_up.headers["Location"] == "/sign-in/second/?next=%2Faccount%2F"
    assert "Nông Thị Hiếu" not in browser.get(held_up.headers["Location"]).content.decode()
    assert browser.get("/account/factors/").headers["Location"].startswith("/sign-in/second/")
    let_in = browser.post("/sign-in/second/", {"code": code_now(secret), "next": "/account/"})

    assert let_in.headers["Location"] == "/account/"
    assert "Nông Thị Hiếu" in browser.get("/account/").content.decode()
    assert browser.get("/sign-in/second/").headers["Location"] == "/"
    assert audit.list_entries(limit=1)[0].detail == {"proof": "totp"}


def test_the_second_factor_gives_the_session_a_new_name() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    browser = signed_in("bs.kham")
    before = browser.session.session_key

    browser.post("/sign-in/second/", {"code": code_now(secret)})

    assert browser.session.session_key != before


def test_a_code_that_was_seen_over_the_shoulder_opens_nothing() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    code = code_now(secret)
    first, thief = signed_in("bs.kham"), signed_in("bs.kham")

    assert first.post("/sign-in/second/", {"code": code}).status_code == 302
    assert thief.post("/sign-in/second/", {"code": code}).status_code == 403
    assert thief.get("/").headers["Location"].startswith("/sign-in/second/")


def test_codes_cannot_be_guessed_not_even_by_giving_the_password_again_and_again() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    for _ in range(LIMITS.failures_allowed):
        browser = signed_in("bs.kham")
        assert browser.post("/sign-in/second/", {"code": "000000"}).status_code == 403

    assert browser.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 403
    assert audit.list_entries(limit=1)[0].detail["reason"] == "locked"
    assert Client().post("/sign-in/", {"username": "bs.kham", "password": PASSWORD}).status_code == 403


def test_an_address_that_fails_too_often_waits_at_the_second_step_too() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    browser = signed_in("bs.kham")
    browser.post("/sign-in/second/", {"code": "000000"})
    models.Address.objects.update(failures=LIMITS.address_failures)

    assert browser.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 429


def test_the_secret_is_sealed_where_it_lies() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")

    held = bytes(models.Totp.objects.get().sealed)

    assert secret not in held
    assert len(held) > len(secret) + 16


def test_a_recovery_code_opens_once_and_is_kept_as_a_digest() -> None:
    account("bs.kham", "doctor")
    app_of("bs.kham")
    codes = factors.make_codes(actor=actor("bs.kham"), now=NOW)

    assert signed_in("bs.kham").post("/sign-in/second/", {"code": codes[3].upper()}).status_code == 302
    assert signed_in("bs.kham").post("/sign-in/second/", {"code": codes[3]}).status_code == 403
    assert signed_in("bs.kham").post("/sign-in/second/", {"code": codes[4]}).status_code == 302
    kept = [bytes(row.digest) for row in models.RecoveryCode.objects.all()]
    assert not [code for code in codes if code.replace("-", "").encode() in kept]


def test_recovery_codes_of_somebody_else_open_nothing() -> None:
    account("bs.kham", "doctor")
    account("bs.san", "doctor")
    app_of("bs.kham")
    app_of("bs.san")
    codes = factors.make_codes(actor=actor("bs.san"), now=NOW)

    assert signed_in("bs.kham").post("/sign-in/second/", {"code": codes[0]}).status_code == 403


def test_an_administrator_without_a_second_factor_sets_one_up_before_anything_else() -> None:
    account("cntt", "it_officer", PROVINCE)
    browser = signed_in("cntt")

    assert browser.get("/").headers["Location"] == "/account/factors/?next=%2F"
    assert "cần xác thực bước hai" in browser.get("/account/factors/").content.decode()
    assert browser.get("/account/").status_code == 302
    page = browser.get("/account/factors/app/").content.decode()
    secret = _secret_on(page)
    assert browser.post("/account/factors/app/", {"code": "000000"}).status_code == 400
    added = browser.post("/account/factors/app/", {"code": code_now(secret)})

    assert added.headers["Location"] == "/account/factors/codes/"
    assert browser.get("/").status_code == 200
    made = browser.post("/account/factors/codes/").content.decode()
    assert len(re.findall(r"<li><code>[a-z2-9-]{14}</code></li>", made)) == 10


def _secret_on(page: str) -> bytes:
    import base64

    spelled = re.search(r'<code class="figures">([A-Z2-7 ]+)</code>', page)
    assert spelled is not None
    return base64.b32decode(spelled[1].replace(" ", ""))


def test_outside_the_networks_of_the_sector_everybody_needs_a_second_factor(settings) -> None:
    account("bs.kham", "doctor")
    settings.NETWORKS = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    outside, inside = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="10.3.4.5")
    for browser in (outside, inside):
        browser.post("/sign-in/", {"username": "bs.kham", "password": PASSWORD})

    assert inside.get("/").status_code == 200
    assert outside.get("/").headers["Location"].startswith("/account/factors/")
    inside.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert inside.get("/").headers["Location"].startswith("/account/factors/"), "carried outside"


def test_who_is_half_signed_in_can_neither_add_nor_remove_a_factor() -> None:
    account("bs.kham", "doctor")
    app_of("bs.kham")
    thief = signed_in("bs.kham")

    for path in ("app/", "codes/", "remove/", "passkeys/", "passkeys/options/"):
        answer = thief.post(f"/account/factors/{path}")
        assert answer.headers["Location"].startswith("/sign-in/second/"), path
    assert models.Totp.objects.count() == 1


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(monkeypatch) -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    assert browser.get("/account/factors/").status_code == 200
    _later(monkeypatch, minutes=LIMITS.fresh_minutes + 1)

    asked = browser.get("/account/factors/")
    assert asked.headers["Location"] == "/account/confirm/?next=%2Faccount%2Ffactors%2F"
    wrong = browser.post("/account/confirm/", {"password": "Sai-mat-khau-2026"})
    assert wrong.status_code == 403
    assert browser.get("/account/factors/").status_code == 302
    right = browser.post("/account/confirm/", {"password": PASSWORD, "next": "/account/factors/"})

    assert right.headers["Location"] == "/account/factors/"
    assert browser.get("/account/factors/").status_code == 200


def test_confirming_counts_like_signing_in(monkeypatch) -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    for _ in range(LIMITS.failures_allowed):
        browser.post("/account/confirm/", {"password": "Sai-mat-khau-2026"})

    assert browser.post("/account/confirm/", {"password": PASSWORD}).status_code == 403


def test_who_must_have_a_factor_and_removes_it_is_led_to_set_up_another() -> None:
    account("cntt", "it_officer", PROVINCE)
    browser = signed_in("cntt", secret=app_of("cntt"))
    assert browser.get("/").status_code == 200

    browser.post("/account/factors/remove/")

    assert models.Totp.objects.count() == 0
    assert browser.get("/").headers["Location"].startswith("/account/factors/")


def test_who_cannot_give_what_is_owed_can_still_sign_out() -> None:
    account("cntt", "it_officer", PROVINCE)
    browser = signed_in("cntt")

    page = browser.get("/account/factors/").content.decode()

    assert "Chưa đăng nhập xong" in page
    assert 'action="/sign-out/"' in page
    assert browser.post("/sign-out/").status_code == 302
    assert 'name="password"' in browser.get("/sign-in/").content.decode()


def test_removing_what_is_not_there_or_somebody_elses_says_so() -> None:
    account("bs.kham", "doctor")
    account("bs.san", "doctor")
    models.Passkey.objects.create(
        account=models.Account.objects.get(username="bs.san"),
        name="x", credential=b"x", credential_id=b"x", counter=0, created_at=NOW,
    )  # fmt: skip
    browser = signed_in("bs.kham")

    for sent in ({}, {"passkey": models.Passkey.objects.get().pk}, {"passkey": "9" * 18}):
        assert browser.post("/account/factors/remove/", sent).status_code == 404
    assert models.Passkey.objects.count() == 1


def test_an_officer_takes_lost_factors_away_with_a_reason_and_sessions_end() -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    factors.make_codes(actor=actor("bs.kham"), now=NOW)
    doctor = signed_in("bs.kham", secret=secret)
    account("qltk", "accounts_officer", PROVINCE)
    officer = signed_in("qltk", secret=app_of("qltk"))

    without = officer.post("/accounts/bs.kham/act/", {"act": "factors", "reason": "bored"})
    assert without.status_code == 400
    done = officer.post("/accounts/bs.kham/act/", {"act": "factors", "reason": "lost"})

    assert done.headers["Location"] == "/accounts/bs.kham/"
    (entry,) = audit.list_entries(limit=1)
    assert (entry.actor_id, entry.act) == ("account:qltk", "accounts.reset-factors")
    assert entry.detail == {"account": "bs.kham", "reason": "lost", "sessions": 1, "resting": []}
    assert doctor.get("/").headers["Location"].startswith("/sign-in/?")
    assert models.RecoveryCode.objects.count() == 0
    assert signed_in("bs.kham").get("/").status_code == 200


def test_only_who_manages_accounts_takes_factors_away() -> None:
    account("bs.kham", "doctor")
    app_of("bs.kham")
    account("cntt", "it_officer", PROVINCE)

    with pytest.raises(NotAllowed):
        factors.reset_factors(actor=actor("cntt"), username="bs.kham", reason="lost", now=NOW)
    browser = signed_in("cntt", secret=app_of("cntt"))
    assert browser.post("/accounts/bs.kham/act/", {"act": "factors", "reason": "lost"}).status_code == 403
    assert models.Totp.objects.filter(account__username="bs.kham").exists()


def test_the_code_is_shown_to_invented_accounts_in_a_trial_only(settings) -> None:
    account("cntt", "it_officer", PROVINCE, demo=True)
    account("bs.kham", "doctor")
    app_of("cntt")
    app_of("bs.kham")
    invented, real = signed_in("cntt"), signed_in("bs.kham")

    shown = re.search(r"data-trial-code>(\d{6})<", invented.get("/sign-in/second/").content.decode())
    assert shown is not None
    assert "data-trial-code" not in real.get("/sign-in/second/").content.decode()
    assert invented.post("/sign-in/second/", {"code": shown[1]}).status_code == 302
    settings.DEMO = False
    assert factors.code_for_trial(account_id=models.Account.objects.get(username="cntt").pk, now=NOW) == ""


def test_a_step_cannot_be_replayed_by_two_requests_at_once() -> None:
    """The row is locked while the code is compared: the second request sees the first one's step."""
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    row = models.Account.objects.get(username="bs.kham")
    code = totp.code_at(secret, totp.step_of(NOW))
    models.Totp.objects.update(last_step=0)

    assert factors._proof_of(row, code, NOW) == "totp"
    assert factors._proof_of(row, code, NOW) == ""


def test_somebody_finds_accounts_with_or_without_marks() -> None:
    account("bs.kham", "doctor")
    account("qltk", "accounts_officer", PROVINCE)
    officer = signed_in("qltk", secret=app_of("qltk"))

    assert "bs.kham" in officer.get("/accounts/?q=nong hieu").content.decode()
    assert "bs.kham" in officer.get("/accounts/?q=KHAM").content.decode()
    assert "Không có tài khoản nào khớp" in officer.get("/accounts/?q=khong-co").content.decode()
    assert officer.get("/accounts/khong.co/").status_code == 404


def test_an_officer_unlocks_sets_a_password_and_shuts_by_the_page() -> None:
    account("bs.kham", "doctor")
    models.Account.objects.filter(username="bs.kham").update(
        locked_until=clock.now() + timedelta(hours=1), failed_sign_ins=5
    )
    account("qltk", "accounts_officer", PROVINCE)
    officer = signed_in("qltk", secret=app_of("qltk"))
    page = officer.get("/accounts/bs.kham/").content.decode()
    assert "Đang bị khóa" in page

    officer.post("/accounts/bs.kham/act/", {"act": "unlock"})
    assert signed_in("bs.kham").get("/").status_code == 200
    weak = officer.post("/accounts/bs.kham/act/", {"act": "password", "password": "ngan"})
    assert weak.status_code == 400
    assert "ít nhất 14 ký tự" in weak.content.decode()
    officer.post("/accounts/bs.kham/act/", {"act": "shut"})
    assert "Đã đóng" in officer.get("/accounts/bs.kham/").content.decode()
    assert OFFICER.may("accounts.manage")


def test_a_lost_sealing_key_lets_nobody_in_and_breaks_no_page(settings) -> None:
    account("bs.kham", "doctor")
    secret = app_of("bs.kham")
    settings.SEALING_KEY = "another"
    browser = signed_in("bs.kham")

    assert browser.get("/sign-in/second/").status_code == 200
    assert browser.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 403
    factors.reset_factors(actor=OFFICER, username="bs.kham", reason="broken", now=clock.now())
    assert signed_in("bs.kham").get("/").status_code == 200
