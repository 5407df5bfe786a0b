"""Breaking the glass before the screen: by keyboard and mouse, at 360 px and wide, and what the reviewer and the person see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

NUMBER = "099064000103"
"""Of Lò Văn Inh, who never came to the commune of the station."""


def test_an_emergency_from_the_search_to_the_verdict_and_the_person(
    province: Province, browser: Browser
) -> None:
    page = province.context(browser, "station_nurse").new_page()
    heard = listen(page)
    page.goto("/people/emergency/")
    page.get_by_label("Số định danh cá nhân").fill(NUMBER)
    page.keyboard.press("Enter")
    page.get_by_label("Lò Văn Inh").check()
    looks_well(page)
    page.get_by_label("Nguy hiểm đến tính mạng").check()
    page.get_by_label("Nói rõ lý do").fill("gấp")
    page.get_by_role("button", name="Mở hồ sơ này").click()
    page.locator(".summary").wait_for()
    looks_well(page)
    page.get_by_label("Nói rõ lý do").fill("Ngã từ mái nhà, hôn mê, cần biết bệnh nền")
    page.get_by_role("button", name="Mở hồ sơ này").click()

    expect(page.locator("main")).to_contain_text("Hồ sơ đang mở khẩn cấp")
    looks_well(page)
    page.get_by_role("link", name="Diễn biến", exact=True).click()
    page.get_by_role("button", name="Đóng hồ sơ ngay").click()
    expect(page.locator("main")).to_contain_text("Hồ sơ đã đóng lại")
    page.context.close()

    page = province.context(browser, "auditor").new_page()
    page.goto("/emergencies/")
    looks_well(page)
    page.locator("main table a").first.click()
    looks_well(page)
    page.get_by_role("link", name="Ai đã xem hồ sơ").click()
    expect(page.locator("main")).to_contain_text("hôn mê")
    looks_well(page)
    page.get_by_role("link", name="Ai xem được hồ sơ, vì sao").click()
    looks_well(page)
    assert heard == []
    page.context.close()

    page = browser.new_page(base_url=province.address, locale="vi-VN")
    page.goto("/sign-in/")
    page.get_by_role("link", name="Xem hồ sơ của tôi").click()
    page.get_by_label("Lò Văn Inh").check()
    page.get_by_role("button", name="Đồng ý").click()
    for address, words in (
        ("/my/record/", "đã được mở khẩn cấp"),
        ("/my/looks/", "hôn mê"),
        ("/my/access/", "cư trú"),
    ):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(words)
        looks_well(page)
    page.close()


def test_a_record_out_of_reach_says_why_and_leads_on(province: Province, browser: Browser) -> None:
    page = province.context(browser, "doctor").new_page()
    page.goto("/people/00000000-0000-0000-0000-000000000005/")

    expect(page.locator("h1")).to_have_text("Không mở được hồ sơ")
    looks_well(page)
    page.locator("main").get_by_role("link", name="Mở khẩn cấp").click()
    expect(page.locator("h1")).to_have_text("Mở khẩn cấp")
    looks_well(page)
    page.context.close()
