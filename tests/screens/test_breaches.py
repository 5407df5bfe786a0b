"""A breach of personal data before the screen: opened from a sign of unusual use, described, told, printed, closed."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from hoaban.kernel import clock
from hoaban.kernel.clock import VIETNAM
from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
WHAT = "Nhân viên xem hàng loạt hồ sơ và chụp màn hình"


def _now() -> datetime:
    return clock.now().astimezone(VIETNAM)


def test_a_breach_from_a_sign_to_its_end(province: Province, browser: Browser) -> None:
    page = province.context(browser, "auditor").new_page()
    heard = listen(page)
    page.goto("/unusual/")
    page.locator("main table a").first.click()
    page.get_by_role("link", name="Mở vụ việc lộ dữ liệu").click()
    looks_well(page)
    page.get_by_label("Điều gì đã xảy ra").fill("lộ")
    page.get_by_role("button", name="Ghi").click()
    page.locator(".summary").wait_for()
    looks_well(page)
    page.get_by_label("Điều gì đã xảy ra").fill(WHAT)
    page.get_by_label("Sinh trắc học").check()
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("phải báo cả những người bị ảnh hưởng")
    expect(page.locator("main")).to_contain_text("Còn thiếu")
    looks_well(page)

    page.get_by_role("link", name="Ghi thêm điều đã biết").click()
    page.get_by_label("Bao nhiêu người bị ảnh hưởng").fill("17")
    page.get_by_role("button", name="Ghi").click()
    page.get_by_label("Đã báo cho một nơi").check()
    page.get_by_label("Đã báo cho", exact=False).nth(1).select_option(index=1)
    page.get_by_label("Ngày báo").fill(_now().date().isoformat())
    page.get_by_label("Giờ báo").fill(f"{_now():%H:%M}")
    page.get_by_label("Ghi rõ").fill("Gửi qua Cổng Dịch vụ công, số 7/SYT")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã báo cơ quan")
    looks_well(page)

    page.get_by_role("link", name="Bản thông báo để in").click()
    expect(page.locator("h1")).to_have_text("Thông báo vi phạm dữ liệu cá nhân")
    expect(page.locator("main")).to_contain_text(WHAT)
    looks_well(page)
    page.go_back()
    page.get_by_label("Kết thúc vụ việc").check()
    page.get_by_label("Ghi rõ").fill("Đã thu hồi ảnh, người liên quan bị xử lý")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Kết thúc lúc")
    page.goto("/privacy/breaches/")
    expect(page.locator("main")).to_contain_text("máy tính xách tay")
    looks_well(page)
    assert heard == []
    page.context.close()
