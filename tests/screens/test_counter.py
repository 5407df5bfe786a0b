"""The counter before the screen: a desk opens a room, receives by keyboard, prints, works the queue, puts right, gives a time."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hoaban.kernel import clock
from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def _seen(page: Page, name: str) -> None:
    """Well-formed, accessible and narrow enough; kept as a picture where somebody wants to look."""
    looks_well(page)
    if folder := os.environ.get("HOABAN_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def _room(page: Page, kind: str, code: str, name: str) -> None:
    page.goto("/hospital/sessions/points/new/")
    page.get_by_label("Loại điểm chờ").select_option(kind)
    page.get_by_label("Mã").fill(code)
    page.get_by_label("Tên", exact=True).fill(name)
    page.get_by_label("Tên tiếng Anh").fill(f"Trial room {code}")
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("Đã mở điểm chờ.")


def _find(page: Page, words: str) -> None:
    """Type at the counter, as a scanner does; choose the first where several are meant."""
    page.goto("/hospital/counter/")
    expect(page.get_by_label("Quét thẻ, phiếu hoặc gõ tên")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(".hit, .proposal").first).to_be_visible()
    if page.locator(".hit").count():
        page.locator(".hit").first.click()
    expect(page.locator("h1")).to_contain_text("Lượt khám mới")


def test_from_the_door_to_a_number_by_keyboard_and_on_to_the_queue(
    province: Province, browser: Browser
) -> None:
    page = province.context(browser, "reception").new_page()
    heard = listen(page)
    _room(page, "consulting", "PKT1", "Phòng khám thử")
    _seen(page, "sessions")

    _find(page, "lo van inh")
    _seen(page, "arrival")
    room = page.locator("#id_point option", has_text="Phòng khám thử").get_attribute("value")
    page.locator("#id_point").select_option(room)
    page.get_by_label("Lý do đến khám").press("Enter")
    page.wait_for_url("**/hospital/counter/visits/**")
    expect(page.locator(".ticket__where")).to_have_text("Phòng khám thử")
    _seen(page, "visit")
    visit = page.url.rstrip("/").rpartition("/")[2]
    for part in ("correct", "move", "cancel", "slip"):
        page.goto(f"/hospital/counter/visits/{visit}/{part}/")
        _seen(page, part)

    page.goto("/hospital/counter/")
    _seen(page, "counter")
    page.locator("main a", has_text="Phòng khám thử").click()
    page.get_by_role("button", name="Gọi người tiếp theo").click()
    expect(page.get_by_role("button", name="Vào")).to_be_visible()
    _seen(page, "queue")
    page.get_by_role("button", name="Vào").click()
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("main")).to_contain_text("Chưa gọi ai.")
    assert heard == []
    page.context.close()


def test_an_emergency_without_a_name_is_received_and_identified(province: Province, browser: Browser) -> None:
    page = province.context(browser, "reception").new_page()
    page.goto("/hospital/counter/emergency/")
    page.get_by_label("Đặc điểm nhận dạng").fill("Nam, áo chàm, sẹo ở trán (người thử)")
    _seen(page, "emergency")
    page.get_by_role("button", name="Tiếp đón ngay").click()
    expect(page.locator("h1")).to_have_text("Chưa rõ danh tính")
    page.locator("main a", has_text="Xác định danh tính").click()
    page.get_by_label("Quét thẻ, phiếu hoặc gõ tên").fill("giang thi my")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    _seen(page, "identify")
    page.locator(".hit").first.click()
    expect(page.locator("h1")).to_contain_text("Giàng Thị Mỷ")
    page.locator("main a", has_text="hoàn tác").click()
    page.get_by_label("Lý do").fill("Người nhà nói không phải")
    _seen(page, "take-back")
    page.get_by_role("button", name="hoàn tác").click()
    expect(page.locator("h1")).to_have_text("Chưa rõ danh tính")
    page.context.close()


def test_a_time_is_given_and_its_slip_printed(province: Province, browser: Browser) -> None:
    page = province.context(browser, "reception").new_page()
    _room(page, "consulting", "PKT2", "Phòng khám hẹn thử")
    page.goto("/hospital/sessions/new/")
    page.get_by_label("Phòng khám").select_option(label="Phòng khám hẹn thử")
    page.get_by_label("Người khám").select_option(index=1)
    page.get_by_label("Ngày").fill((clock.vietnam_day(clock.now()) + timedelta(days=3)).isoformat())
    page.get_by_label("Từ giờ").fill("08:00")
    page.get_by_label("Đến giờ").fill("09:00")
    _seen(page, "session")
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("Phòng khám hẹn thử")
    _seen(page, "week")

    _find(page, "giang thi my")
    page.locator("main a", has_text="Đặt lịch hẹn").click()
    _seen(page, "times")
    page.locator("button[name=slot]").first.click()
    expect(page.locator("h1")).to_have_text("Phiếu hẹn khám")
    _seen(page, "appointment")
    page.goto("/hospital/appointments/")
    page.locator("main a", has_text="Ngày sau").click()
    _seen(page, "appointments")
    page.context.close()
