"""The register of processing before the screen: read, taken away, and an impact assessment noted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def test_an_officer_reads_the_register_and_notes_an_assessment(province: Province, browser: Browser) -> None:
    page = province.context(browser, "auditor").new_page()
    heard = listen(page)
    page.goto("/")
    page.locator("main a", has_text="Hoạt động xử lý dữ liệu").click()
    expect(page.locator("main table")).to_contain_text("128/SYT-VP")
    looks_well(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    assert taken.value.suggested_filename.endswith(".xlsx")

    page.get_by_role("link", name="Hồ sơ thanh toán bảo hiểm y tế").click()
    looks_well(page)
    page.get_by_label("Ngày gửi cơ quan").fill("2026-10-02")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.locator(".summary").wait_for()
    expect(page.get_by_label("Ngày gửi cơ quan")).to_have_value("2026-10-02")
    looks_well(page)
    page.get_by_label("Ngày lập hồ sơ").fill("2026-10-01")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã gửi")
    looks_well(page)
    assert heard == []
    page.context.close()
