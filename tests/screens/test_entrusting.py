"""A role for one person before the screen: found, compared, given; whoever holds it finds that person; the person reads of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

NUMBER, CARER = "099064000103", "xetnghiem"
"""Of Lò Văn Inh; and a laboratory technician, whose own role opens no record."""


def test_an_officer_entrusts_one_person_and_the_carer_and_the_person_see_it(
    province: Province, browser: Browser
) -> None:
    page = province.context(browser, "unit_accounts_officer").new_page()
    heard = listen(page)
    page.goto("/assignments/new/")
    looks_well(page)
    page.locator("main").get_by_role("link", name="Giao chăm sóc một người").click()
    page.get_by_label("Số định danh cá nhân").fill(NUMBER)
    page.keyboard.press("Enter")
    page.get_by_label("Lò Văn Inh").check()
    page.get_by_label("Tên đăng nhập của người được giao").fill(CARER)
    page.get_by_label("Vai trò").select_option(label="Điều dưỡng, hộ sinh")
    expect(page.get_by_label("Làm cho cơ sở")).to_have_value("12981")
    page.get_by_label("Người bệnh đồng ý bằng văn bản").check()
    page.get_by_label("Giấy tờ", exact=False).last.fill("Giấy đồng ý số 12, 20/11/2026")
    page.get_by_label("Lý do giao").fill("gấp")
    page.get_by_role("button", name="Giao vai trò").click()
    page.locator(".summary").wait_for()
    looks_well(page)
    page.get_by_label("Lò Văn Inh").check()
    page.get_by_label("Lý do giao").fill("Chăm sóc tại nhà sau khi ra viện")
    page.get_by_role("button", name="Giao vai trò").click()
    expect(page.locator("main")).to_contain_text("Lò Văn Inh")
    expect(page.locator("main")).to_contain_text("Giấy đồng ý số 12")
    given = page.url
    looks_well(page)
    page.goto("/assignments/?show=held")
    expect(page.locator("main")).to_contain_text("Một người được giao")
    looks_well(page)
    assert heard == []
    page.context.close()

    page = province.context(browser, "laboratory_technician").new_page()
    page.goto("/people/")
    expect(page.locator("main")).to_contain_text("Người được giao cho bạn")
    looks_well(page)
    page.get_by_role("link", name="Lò Văn Inh").click()
    expect(page.locator("h1")).to_contain_text("Lò Văn Inh")
    page.goto("/why/?act=record.read:TREAT")
    expect(page.locator("main")).to_contain_text("Được giao chăm sóc")
    looks_well(page)
    page.context.close()

    page = browser.new_page(base_url=province.address, locale="vi-VN")
    page.goto("/sign-in/")
    page.get_by_role("link", name="Xem hồ sơ của tôi").click()
    page.get_by_label("Lò Văn Inh").check()
    page.get_by_role("button", name="Đồng ý").click()
    for address in ("/my/access/", "/my/looks/"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Được giao chăm sóc, tại Bệnh viện Đa khoa tỉnh")
        looks_well(page)
    page.close()

    page = province.context(browser, "unit_accounts_officer").new_page()
    page.goto(given)
    page.on("dialog", lambda one: one.accept())
    page.locator("main [name=reason]").fill("Người bệnh đã khỏe lại")
    page.get_by_role("button", name="Rút vai trò").click()
    expect(page.locator("main")).to_contain_text("Đã kết thúc")
    page.context.close()
