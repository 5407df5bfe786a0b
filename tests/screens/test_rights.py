"""Rights over personal data before the screen: a person asks, the desk asks for somebody, an officer answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
TEXT = "Xin bản in các lần khám năm nay"


def test_a_person_asks_and_reads_what_the_officer_answered(province: Province, browser: Browser) -> None:
    page = province.citizen(browser, "Giàng Thị Mỷ")
    heard = listen(page)
    page.locator("main a", has_text="Yêu cầu về dữ liệu của tôi").click()
    looks_well(page)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    page.get_by_label("Nhận bản sao").check()
    page.get_by_label("Nội dung yêu cầu").fill("ngắn")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    page.locator(".summary").wait_for()
    expect(page.get_by_label("Nội dung yêu cầu")).to_have_value("ngắn")
    looks_well(page)
    page.get_by_label("Nội dung yêu cầu").fill(TEXT)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.locator("main")).to_contain_text("Hạn trả lời")
    expect(page.locator("main")).to_contain_text(TEXT)
    assert heard == []

    officer = province.context(browser, "auditor").new_page()
    officer.goto("/privacy/requests/")
    looks_well(officer)
    expect(officer.locator("main")).to_contain_text("Có yêu cầu quá hạn trả lời")
    officer.locator("main table tr", has_text="Giàng Thị Mỷ").last.locator("a").click()
    expect(officer.locator("main")).to_contain_text(TEXT)
    looks_well(officer)
    officer.get_by_label("Đã thực hiện yêu cầu").check()
    officer.get_by_label("Trả lời cho người yêu cầu").fill("Bệnh viện đã in và trao tại quầy")
    officer.get_by_role("button", name="Ghi").click()
    expect(officer.locator("main")).to_contain_text("Đã ghi câu trả lời")
    looks_well(officer)
    officer.context.close()

    page.reload()
    expect(page.locator("main")).to_contain_text("Bệnh viện đã in và trao tại quầy")
    looks_well(page)
    page.close()


def test_the_desk_takes_down_what_somebody_asks(province: Province, browser: Browser) -> None:
    page = province.context(browser, "reception").new_page()
    page.goto("/people/?q=lo+van+inh")
    page.locator("main table a").first.click()
    page.get_by_role("link", name="Yêu cầu về dữ liệu").click()
    expect(page.locator("main")).to_contain_text("TT 33/2025/TT-BYT")
    looks_well(page)
    page.get_by_label("Phản đối việc xử lý").check()
    page.get_by_label("Nội dung yêu cầu").fill("Không muốn bệnh viện gọi điện hỏi thăm")
    page.get_by_label("Chính người này").check()
    page.get_by_label("Xem căn cước").check()
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.locator("main")).to_contain_text("Đã nhận yêu cầu số")
    page.get_by_role("button", name="Rút yêu cầu này").first.click()
    expect(page.locator("main")).to_contain_text("Người yêu cầu đã rút")
    looks_well(page)
    page.context.close()
