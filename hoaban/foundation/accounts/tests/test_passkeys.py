"""Passkeys: the whole ceremony in Chromium with a virtual authenticator, and answers that do not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.services import passkeys
from hoaban.foundation.accounts.services.passkeys import Site
from hoaban.foundation.accounts.tests.people import NOW, PASSWORD, PROVINCE, account, app_of, signed_in
from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen, running_browser

_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def page_with_authenticator(address: str) -> Iterator[tuple[Page, CDPSession, str]]:
    """A page of a browser that has an authenticator with a user who verifies."""
    with running_browser() as browser:
        page = browser.new_page(base_url=address, locale="vi-VN")
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        yield page, session, made["authenticatorId"]


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_administrator_adds_a_passkey_and_signs_in_with_it(live_server: Any) -> None:
    account("cntt", "it_officer", PROVINCE)
    with page_with_authenticator(live_server.url) as (page, session, authenticator):
        heard = listen(page)
        sign_in(page, "cntt")
        page.wait_for_url("**/account/factors/**")
        _looks_well(page)
        page.get_by_label("Tên để nhớ").fill("Máy ở phòng")
        page.get_by_role("button", name="Thêm khóa truy cập").click()
        page.wait_for_url("**/account/factors/codes/")
        page.get_by_role("button", name="Tạo 10 mã").click()
        expect(page.locator("ol.codes li")).to_have_count(10)
        _looks_well(page)
        page.get_by_role("link", name="Tiếp tục").click()
        page.locator("header .top__who button", has_text="Đăng xuất").click()

        sign_in(page, "cntt")
        page.wait_for_url("**/sign-in/second/**")
        _looks_well(page)
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.locator("h1", has_text="Xin chào").wait_for()

        page.locator("header .top__who button", has_text="Đăng xuất").click()
        sign_in(page, "cntt")
        session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        expect(page.locator("[data-passkey-failed]")).to_be_visible()
        assert heard == []
    key = models.Passkey.objects.get()
    assert (key.name, key.account.username) == ("Máy ở phòng", "cntt")
    assert key.counter > 0
    assert key.used_at is not None


def _looks_well(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == [], page.url
        assert not is_wider_than_the_screen(page), page.url
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_key_whose_counter_falls_back_is_a_copy_and_opens_nothing(live_server: Any) -> None:
    account("cntt", "it_officer", PROVINCE)
    with page_with_authenticator(live_server.url) as (page, _session, _authenticator):
        sign_in(page, "cntt")
        page.get_by_role("button", name="Thêm khóa truy cập").click()
        page.wait_for_url("**/account/factors/codes/")
        page.locator("header .top__who button", has_text="Đăng xuất").click()
        sign_in(page, "cntt")
        page.wait_for_url("**/sign-in/second/**")
        _raise_counters()
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        expect(page.locator("[data-passkey-failed]")).to_be_visible()


def _raise_counters() -> None:
    """In a thread of its own: the browser's driver holds an event loop in this one."""
    from threading import Thread

    from django.db import connection

    def raised() -> None:
        models.Passkey.objects.update(counter=1_000_000)
        connection.close()

    thread = Thread(target=raised)
    thread.start()
    thread.join()


@pytest.mark.django_db
def test_an_answer_to_nothing_or_to_something_else_is_refused() -> None:
    account("bs.kham", "doctor")
    app_of("bs.kham")
    browser = signed_in("bs.kham")
    answer = {"credential": {"id": "x", "rawId": "eA", "type": "public-key", "response": {}}}

    def sent(body: str) -> int:
        return browser.post("/sign-in/second/passkey/", body, content_type="application/json").status_code

    assert sent(json.dumps(answer)) == 400, "nothing was asked"
    for body in ("", "[]", "{}", "nonsense"):
        assert browser.post("/sign-in/second/options/").status_code == 200
        assert sent(body) == 400, body
    assert browser.post("/sign-in/second/options/").status_code == 200
    assert sent(json.dumps(answer)) == 403
    assert sent(json.dumps(answer)) == 400, "what was asked counts once"
    assert browser.get("/").headers["Location"].startswith("/sign-in/second/")


@pytest.mark.django_db
def test_what_was_asked_for_adding_is_no_question_for_signing_in() -> None:
    account("bs.kham", "doctor")
    browser = signed_in("bs.kham")
    told = browser.post("/account/factors/passkeys/options/").json()["publicKey"]

    assert told["authenticatorSelection"]["userVerification"] == "required"
    assert told["rp"]["id"] == "testserver"
    assert told["user"]["name"] == "bs.kham"
    app_of("bs.kham")
    session = browser.session
    kept = session["ceremony"]
    second = signed_in("bs.kham")
    planted = second.session
    planted["ceremony"] = kept
    planted.save()
    body = json.dumps({"credential": {"id": "x", "rawId": "eA", "type": "public-key", "response": {}}})
    assert second.post("/sign-in/second/passkey/", body, content_type="application/json").status_code == 400


@pytest.mark.django_db
def test_an_account_has_ten_passkeys_at_most() -> None:
    account("bs.kham", "doctor")
    row = models.Account.objects.get(username="bs.kham")
    credential = _credential()
    for number in range(passkeys.MOST):
        models.Passkey.objects.create(
            account=row, name=str(number), credential=credential, credential_id=bytes([number]),
            counter=0, created_at=NOW,
        )  # fmt: skip

    answer = signed_in("bs.kham", secret=app_of("bs.kham")).post(
        "/account/factors/passkeys/options/", "{}", content_type="application/json"
    )
    assert answer.status_code == 409
    assert answer.json()["message_en"] == "The account has 10 passkeys already."


def _credential() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from fido2.cose import ES256
    from fido2.webauthn import AttestedCredentialData

    key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    return bytes(AttestedCredentialData.create(b"\x00" * 16, b"some-id", key))


def test_another_origin_is_another_site() -> None:
    site = Site("hoaban.example", "https://hoaban.example")

    assert site.server()._verify("https://hoaban.example")
    for wrong in ("http://hoaban.example", "https://hoaban.example:8443", "https://evil.example"):
        assert not site.server()._verify(wrong)
