"""An auditor before the screen: from a person to an entry and its seal, a file to take away, a sign and its verdict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def test_who_looked_at_a_person_is_found_and_proved(province: Province, browser: Browser) -> None:
    context = province.context(browser, "auditor")
    page = context.new_page()
    problems = listen(page)
    page.goto("/trail/")
    page.get_by_label("Hồ sơ của ai").fill("lò văn inh")
    page.get_by_label("Việc đã làm").select_option("record.read")
    page.get_by_role("button", name="Lọc").click()
    looks_well(page)
    page.get_by_role("link", name="Lò Văn Inh").first.click()
    expect(page.get_by_role("link", name="Bỏ lọc theo người")).to_be_visible()
    looks_well(page)

    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").click()
    assert file.value.suggested_filename == "nhat-ky.csv"
    page.get_by_role("rowheader").first.get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Mục nhật ký số"))
    expect(page.get_by_text("Đã xác minh")).to_be_visible()
    page.get_by_text("Đường dẫn Merkle, từ lá đến gốc").click()
    looks_well(page)
    assert problems == []
    context.close()


def test_a_sign_of_unusual_use_is_read_and_judged(province: Province, browser: Browser) -> None:
    context = province.context(browser, "auditor")
    page = context.new_page()
    problems = listen(page)
    page.goto("/unusual/")
    looks_well(page)
    row = page.get_by_role("row").filter(has_text="Khoàng Văn Thương").first
    row.get_by_role("link").click()
    expect(page.get_by_text("3 lần xem, ngưỡng 1")).to_be_visible()
    looks_well(page)

    page.get_by_label("Căn cứ của kết luận").fill("ngắn")
    page.get_by_label("Kết luận", exact=True).select_option("talk")
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_text("Hãy viết từ 10 đến 500 ký tự.").first).to_be_visible()
    looks_well(page)
    page.get_by_label("Căn cứ của kết luận").fill("Đã hỏi điều dưỡng: cần trao đổi thêm với khoa.")
    page.get_by_role("button", name="Ghi").click()

    expect(page.get_by_text("Đã ghi kết luận.")).to_be_visible()
    page.get_by_role("link", name="Đã rà soát").click()
    expect(page.get_by_text("Cần trao đổi với người liên quan")).to_be_visible()
    looks_well(page)
    assert problems == []
    context.close()


def test_a_look_at_the_own_family_says_as_what_they_are_related(province: Province, browser: Browser) -> None:
    context = province.context(browser, "auditor")
    page = context.new_page()
    problems = listen(page)
    page.goto("/unusual/")
    row = page.get_by_role("row").filter(has_text="Xem hồ sơ của người thân").first
    expect(row).to_contain_text("Lò Thị Hương")
    row.get_by_role("link").click()

    expect(page.locator("main")).to_contain_text("Quan hệ với người xem")
    expect(page.locator("main")).to_contain_text("Anh, chị, em")
    looks_well(page)
    assert problems == []
    context.close()
