"""Households, own doctor, a child's record and a print before the screen: by mouse and keyboard, at 360 px and wide."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def test_a_nurse_moves_somebody_and_takes_the_mistake_back(province: Province, browser: Browser) -> None:
    page = province.context(browser, "station_nurse").new_page()
    heard = listen(page)
    page.goto("/people/households/")
    looks_well(page)
    page.get_by_label("Tên người trong hộ").fill("sung a chu")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Hộ Sùng A Chứ").click()
    page.get_by_label("Họ tên hoặc số").fill("vang a tua")
    page.keyboard.press("Enter")
    page.get_by_label("Vàng A Tủa").check()
    looks_well(page)
    page.get_by_role("button", name="Chuyển vào hộ này").click()
    expect(page.locator("main")).to_contain_text("Đã ghi.")
    row = page.locator("tr", has_text="Vàng A Tủa")
    expect(row).to_contain_text("Chưa rõ quan hệ")
    row.get_by_role("link", name="Sửa").click()
    looks_well(page)
    page.get_by_role("button", name="Rút mục ghi nhầm").click()
    expect(page.get_by_label("Mục này ghi nhầm")).to_be_visible()
    page.get_by_label("Mục này ghi nhầm").check()
    page.get_by_role("button", name="Rút mục ghi nhầm").click()

    expect(page.locator("h1")).to_have_text("Vàng A Tủa")
    expect(page.locator("main")).to_contain_text("Chưa ghi hộ nào.")
    looks_well(page)
    assert heard == []
    page.context.close()


def test_a_nurse_gives_a_doctor_to_who_has_none_and_the_list_grows_shorter(
    province: Province, browser: Browser
) -> None:
    page = province.context(browser, "station_nurse").new_page()
    page.goto("/people/households/lacking/")
    looks_well(page)
    said = page.locator("main").inner_text()
    before = int(re.findall(r"(\d+) trong", said)[0])
    page.locator("main table a").first.click()
    name = page.locator("h1").inner_text()
    page.get_by_text("Chọn bác sĩ riêng").click()
    page.get_by_label("Bác sĩ của").select_option(label="Trạm Y tế xã Dào San")
    page.get_by_role("button", name="Xem bác sĩ").click()
    page.locator("#id_doctor_doctor").select_option(index=1)
    looks_well(page)
    page.get_by_role("button", name="Chọn bác sĩ này").click()
    expect(page.locator("main")).to_contain_text("Bác sĩ riêng")

    page.goto("/people/households/lacking/")
    assert f"{before - 1} trong" in page.locator("main").inner_text()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    page.context.close()


def test_a_mother_reads_her_childs_record_and_prints_her_own(province: Province, browser: Browser) -> None:
    page = province.citizen(browser, "Giàng Thị Mỷ")
    heard = listen(page)
    page.goto("/my/record/")
    looks_well(page)
    page.get_by_role("link", name="Sùng A Páo").click()
    expect(page.locator(".banner")).to_contain_text("Sùng A Páo")
    for tab in ("Diễn biến", "Kết quả", "Thuốc", "Giấy tờ"):
        page.get_by_role("link", name=tab, exact=True).click()
        expect(page.locator(".banner")).to_contain_text("Sùng A Páo")
        looks_well(page)
    page.get_by_role("link", name="Ai xem được hồ sơ").click()
    expect(page.locator("main")).to_contain_text("đăng ký chăm sóc sức khỏe tại đây")
    looks_well(page)

    page.goto("/my/record/")
    page.get_by_role("link", name="In hồ sơ").click()
    looks_well(page)
    page.get_by_label("Tự giữ").check()
    page.get_by_role("button", name="Xem bản in").click()
    expect(page.locator(".sheet__mark")).to_contain_text("Mục đích: Tự giữ")
    looks_well(page)
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 12
    assert heard == []
    page.close()


def test_a_mother_answers_for_her_child_and_takes_it_back(province: Province, browser: Browser) -> None:
    page = province.citizen(browser, "Giàng Thị Mỷ")
    heard = listen(page)
    page.goto("/my/record/")
    page.get_by_role("link", name="Sùng A Páo").click()
    page.get_by_role("link", name="Đồng ý và từ chối").click()
    expect(page.locator("h1")).to_have_text("Đồng ý thay cho trẻ")
    expect(page.locator("main")).to_contain_text("Bạn trả lời thay được đến hết ngày")
    looks_well(page)
    page.get_by_role("button", name="Không đồng ý thay cho trẻ").first.click()
    expect(page.locator("main")).to_contain_text("Do Giàng Thị Mỷ (Mẹ) nói thay.")
    looks_well(page)
    page.get_by_role("button", name="Rút lại điều đã nói").click()
    expect(page.locator("main table").first).to_contain_text("Rút lại điều đã nói")
    page.get_by_role("link", name="Của tôi").click()
    expect(page.locator("h1")).to_have_text("Đồng ý của tôi")
    looks_well(page)
    assert heard == []
    page.close()
