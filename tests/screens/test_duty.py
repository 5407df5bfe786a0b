"""A doctor on duty away from the own place: the list of who is there, a record, and why it is open, before the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from hoaban.ops.demo.presence import DOCTOR
from tests.browsing import listen, looks_well
from tests.screens.conftest import PASSWORD, Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def test_a_doctor_on_duty_finds_who_is_there_and_opens_the_record(
    province: Province, browser: Browser
) -> None:
    page = browser.new_page(base_url=province.address, locale="vi-VN")
    heard = listen(page)
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill(DOCTOR)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("main a", has_text="Nơi tôi trực").click()
    expect(page.locator("h1")).to_have_text("Nơi tôi trực")
    expect(page.locator("main")).to_contain_text("Bạn đang trực tại")
    expect(
        page.locator("main tbody tr").nth(3)
    ).to_be_visible()  # those of the demo, and who came this morning
    looks_well(page)

    page.locator("main tbody a").first.click()
    expect(page.locator(".banner")).to_be_visible()
    looks_well(page)
    page.goto("/why/?act=record.read:TREAT")
    expect(page.locator("main")).to_contain_text(re.compile("Đang trực tại"))
    looks_well(page)
    assert heard == []
    page.close()
