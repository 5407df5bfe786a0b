"""Rights over personal data before the screen: a person asks, the desk asks for somebody, an officer answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
TEXT = "Xin bản in các lần khám năm nay"


def _looks_well(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == [], page.url
        assert not is_wider_than_the_screen(page), page.url
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})


def _citizen(province: Province, browser: Browser, name: str) -> Page:
    page = browser.new_page(base_url=province.address, locale="vi-VN")
    page.goto("/sign-in/")
    page.get_by_role("link", name="Xem hồ sơ của tôi").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Đồng ý").click()
    return page


def test_a_person_asks_and_reads_what_the_officer_answered(province: Province, browser: Browser) -> None:
    page = _citizen(province, browser, "Giàng Thị Mỷ")
    heard = listen(page)
    page.locator("main a", has_text="Yêu cầu về dữ liệu của tôi").click()
    _looks_well(page)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    page.get_by_label("Nhận bản sao").check()
    page.get_by_label("Nội dung yêu cầu").fill("ngắn")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    page.locator(".summary").wait_for()
    expect(page.get_by_label("Nội dung yêu cầu")).to_have_value("ngắn")
    _looks_well(page)
    page.get_by_label("Nội dung yêu cầu").fill(TEXT)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.locator("main")).to_contain_text("Hạn trả lời")
    expect(page.locator("main")).to_contain_text(TEXT)
    assert heard == []

    officer = province.context(browser, "auditor").new_page()
    officer.goto("/privacy/requests/")
    _looks_well(officer)
    expect(officer.locator("main")).to_contain_text("Có yêu cầu quá hạn trả lời")
    officer.locator("main table tr", has_text="Giàng Thị Mỷ").last.locator("a").click()
    expect(officer.locator("main")).to_contain_text(TEXT)
    _looks_well(officer)
    officer.get_by_label("Đã thực hiện yêu cầu").check()
    officer.get_by_label("Trả lời cho người yêu cầu").fill("Bệnh viện đã in và trao tại quầy")
    officer.get_by_role("button", name="Ghi").click()
    expect(officer.locator("main")).to_contain_text("Đã ghi câu trả lời")
    _looks_well(officer)
    officer.context.close()

    page.reload()
    expect(page.locator("main")).to_contain_text("Bệnh viện đã in và trao tại quầy")
    _looks_well(page)
    page.close()


def test_the_desk_takes_down_what_somebody_asks(province: Province, browser: Browser) -> None:
    page = province.context(browser, "reception").new_page()
    page.goto("/people/?q=lo+van+inh")
    page.locator("main table a").first.click()
    page.get_by_role("link", name="Yêu cầu về dữ liệu").click()
    expect(page.locator("main")).to_contain_text("TT 33/2025/TT-BYT")
    _looks_well(page)
    page.get_by_label("Phản đối việc xử lý").check()
    page.get_by_label("Nội dung yêu cầu").fill("Không muốn bệnh viện gọi điện hỏi thăm")
    page.get_by_label("Chính người này").check()
    page.get_by_label("Xem căn cước").check()
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.locator("main")).to_contain_text("Đã nhận yêu cầu số")
    page.get_by_role("button", name="Rút yêu cầu này").first.click()
    expect(page.locator("main")).to_contain_text("Người yêu cầu đã rút")
    _looks_well(page)
    page.context.close()
