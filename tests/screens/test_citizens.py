"""Citizens before the screen: in by the national identity (the trial's own), to the own record and no further."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def _arrive(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_role("link", name="Xem hồ sơ của tôi").click()
    page.locator("h1", has_text="Định danh điện tử (bản thử)").wait_for()
    page.get_by_label(name).check()


@pytest.mark.parametrize(("name", "seen"), [("Lò Văn Inh", "Tăng huyết áp"), ("Giàng Thị Mỷ", "Creatinin")])
def test_a_citizen_reads_the_own_record(province: Province, browser: Browser, name: str, seen: str) -> None:
    page = browser.new_page(base_url=province.address, locale="vi-VN")
    heard = listen(page)
    _arrive(page, name)
    looks_well(page)
    page.get_by_role("button", name="Đồng ý").click()

    expect(page.locator("h1")).to_have_text("Hồ sơ của tôi")
    expect(page.locator("main")).to_contain_text(name)
    looks_well(page)
    page.locator("main a", has_text="Hồ sơ sức khỏe của tôi").click()
    expect(page.locator(".banner")).to_contain_text(name)
    looks_well(page)
    assert seen in page.locator("main").inner_text()
    assert heard == []
    answer = page.goto("/people/?q=lo")
    assert answer is not None
    assert answer.status == 403
    page.goto("/my/")
    page.locator("button[value=en]").first.click()
    expect(page.locator("h1")).to_have_text("My record")
    page.close()


def test_a_citizen_refuses_a_place_and_takes_it_back(province: Province, browser: Browser) -> None:
    page = browser.new_page(base_url=province.address, locale="vi-VN")
    heard = listen(page)
    _arrive(page, "Giàng Thị Mỷ")
    page.get_by_role("button", name="Đồng ý").click()
    page.locator("main a", has_text="Đồng ý của tôi").click()
    expect(page.locator("h1")).to_have_text("Đồng ý của tôi")
    looks_well(page)

    page.get_by_label("Từ chối riêng một nơi").select_option(label="Bệnh viện Đa khoa tỉnh Lai Châu")
    page.get_by_role("button", name="Từ chối nơi này").click()
    expect(page.locator("main")).to_contain_text("Riêng những nơi này không được xem")
    looks_well(page)
    page.get_by_role("button", name="Rút lời từ chối nơi này").click()
    expect(page.locator("main")).not_to_contain_text("Riêng những nơi này không được xem")
    expect(page.locator("main table").first).to_contain_text("Rút lại điều đã nói")
    looks_well(page)
    assert heard == []
    page.close()


def test_who_has_no_record_is_told_so_plainly(province: Province, browser: Browser) -> None:
    page = browser.new_page(base_url=province.address, locale="vi-VN")
    _arrive(page, "Người Ở Nơi Khác")
    page.get_by_role("button", name="Đồng ý").click()

    expect(page.locator("h1")).to_have_text("Chưa đăng nhập được")
    expect(page.locator("main")).to_contain_text("Chưa có hồ sơ nào mang số định danh của bạn")
    looks_well(page)
    page.close()
