"""The idle lock in Chromium: unfinished work stays and cannot be read; unlocking and switching take a moment."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hoaban.foundation.accounts.tests.people import PASSWORD, account
from hoaban.foundation.accounts.tests.test_passkeys import page_with_authenticator, sign_in
from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen, running_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUICK = 3.0
"""Seconds to unlock or to switch, on a machine that does other things too."""
_SEEN = """() => [...document.querySelectorAll('body > :not(.lock):not(script) *')].filter(e =>
    e.getClientRects().length && getComputedStyle(e).visibility === 'visible').length"""


def _sign_in(page: Page, username: str) -> None:
    sign_in(page, username)
    page.locator("h1", has_text="Xin chào").wait_for()


def _set_pin(page: Page, pin: str) -> None:
    page.goto("/account/pin/")
    page.locator("#id_pin").fill(pin)
    page.locator("#id_again").fill(pin)
    page.get_by_role("button", name="Đặt mã PIN").click()
    page.locator("h1", has_text="Tài khoản của tôi").wait_for()


def _lock_now(page: Page) -> None:
    page.locator("header .top__who button", has_text="Khóa").first.click()
    page.locator("#lock input[name=pin], #lock input[name=password]").first.wait_for()


def test_what_was_being_written_is_hidden_and_still_there_afterwards(live_server: Any) -> None:
    account("bs.kham", "doctor")
    with running_browser() as browser:
        page = browser.new_page(base_url=live_server.url, locale="vi-VN")
        heard = listen(page)
        page.clock.install()
        _sign_in(page, "bs.kham")
        _set_pin(page, "481516")
        page.goto("/people/")
        box = page.locator("main input[name=q]")
        box.fill("Lò Văn Inh")
        page.locator("main h1").evaluate("e => { e.dataset.kept = 'yes' }")

        page.clock.fast_forward("14:30")
        page.locator("#lock input[name=pin]").wait_for()
        assert page.evaluate(_SEEN) == 0
        assert page.title() == "Hoa Ban"
        assert page.evaluate("document.querySelector('main').closest('[inert]') !== null")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert barriers(page) == []
            assert not is_wider_than_the_screen(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('#lock')"
            )
        page.locator("#lock input[name=pin]").fill("000001")
        page.keyboard.press("Enter")
        expect(page.locator("#lock [role=alert]")).to_contain_text("Không mở được")
        page.locator("#lock input[name=pin]").fill("481516")
        begun = time.monotonic()
        page.keyboard.press("Enter")
        page.locator("#lock").wait_for(state="hidden")
        assert time.monotonic() - begun < QUICK

        assert box.input_value() == "Lò Văn Inh"
        assert page.locator("main h1").get_attribute("data-kept") == "yes", "the very same page"
        assert page.title().endswith("· Hoa Ban")
        assert [one for one in heard if not one.startswith("403 ")] == []
        page.goto("/account/")
        expect(page.locator("main")).to_contain_text("bs.kham")


def test_two_people_share_a_computer_and_see_nothing_of_each_other(live_server: Any) -> None:
    account("bs.kham", "doctor")
    account("hs.san", "nurse")
    with running_browser() as browser:
        context = browser.new_context(base_url=live_server.url, locale="vi-VN")
        page = context.new_page()
        _sign_in(page, "bs.kham")
        _set_pin(page, "481516")
        _lock_now(page)
        page.get_by_role("link", name="Người khác đăng nhập").click()
        _sign_in(page, "hs.san")
        _set_pin(page, "628318")
        page.goto("/people/")
        page.locator("main input[name=q]").fill("điều hs.san đang tìm")
        second_tab = context.new_page()
        second_tab.goto("/account/")
        page.bring_to_front()

        _lock_now(page)
        expect(second_tab.locator("#lock")).to_be_visible()
        page.locator("#lock input[type=radio]").nth(1).check()
        page.locator("#lock input[name=pin]").fill("481516")
        begun = time.monotonic()
        page.keyboard.press("Enter")
        page.locator("h1", has_text="Xin chào").wait_for()
        assert time.monotonic() - begun < QUICK

        assert "hs.san" not in page.content()
        page.goto("/account/")
        expect(page.locator("main")).to_contain_text("bs.kham")
        second_tab.wait_for_url("**/")
        assert "hs.san" not in second_tab.content()
        page.go_back()
        assert "điều hs.san" not in page.content()


def test_a_passkey_unlocks_and_says_who_is_there(live_server: Any) -> None:
    account("bs.kham", "doctor")
    with page_with_authenticator(live_server.url) as (page, _session, _authenticator):
        _sign_in(page, "bs.kham")
        page.goto("/account/factors/")
        page.get_by_role("button", name="Thêm khóa truy cập").click()
        page.wait_for_url("**/account/factors/codes/")
        page.goto("/people/")
        page.locator("main input[name=q]").fill("Lò Văn Inh")
        _lock_now(page)

        begun = time.monotonic()
        page.locator("#lock").get_by_role("button", name="Dùng khóa truy cập").click()
        page.locator("#lock").wait_for(state="hidden")

        assert time.monotonic() - begun < QUICK
        assert page.locator("main input[name=q]").input_value() == "Lò Văn Inh"


def test_without_scripts_the_lock_is_a_page(live_server: Any) -> None:
    account("bs.kham", "doctor")
    with running_browser() as browser:
        context = browser.new_context(base_url=live_server.url, locale="vi-VN", java_script_enabled=False)
        page = context.new_page()
        sign_in(page, "bs.kham")
        page.locator("header .top__who button", has_text="Khóa").first.click()
        page.locator("h1", has_text="Màn hình đang khóa").wait_for()
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("h1", has_text="Xin chào").wait_for()
