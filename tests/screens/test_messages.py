"""Messages before the screen: a person reads and chooses, a station tells, the IT officer watches over the sending."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
ANSWERED = "Yêu cầu về dữ liệu đã có trả lời"


def test_a_person_reads_what_they_were_told_and_chooses_how(province: Province, browser: Browser) -> None:
    page = province.citizen(browser, "Lò Văn Inh")
    heard = listen(page)
    page.locator("main a", has_text="Tin của tôi").click()
    expect(page.locator("main")).to_contain_text("về dữ liệu của bạn đã có câu trả lời")
    expect(page.locator("main")).to_contain_text("có ảnh hưởng đến dữ liệu cá nhân của bạn")
    looks_well(page)
    page.get_by_label("Máy này dùng chung").check()
    page.get_by_label("Tiếng Anh").check()
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("Đã ghi cách báo tin.")
    expect(page.get_by_label("Máy này dùng chung")).to_be_checked()
    looks_well(page)
    page.locator("button[value=en]").first.click()
    expect(page.locator("h1")).to_have_text("My messages")
    looks_well(page)
    page.locator("button[value=vi]").first.click()
    assert heard == []
    page.close()


def test_a_station_tells_a_mother_without_a_telephone(province: Province, browser: Browser) -> None:
    page = province.context(browser, "station_nurse").new_page()

    def waits() -> bool:
        time.sleep(2)  # the worker looks once a minute
        return "Giàng Thị Mỷ" in province.client("station_nurse").get("/messages/to-tell/").text

    province.served.wait_for("the worker to look at the messages", waits, within=150)
    page.goto("/")
    page.locator("main a", has_text="Nói trực tiếp").click()
    looks_well(page)
    panel = page.locator("main section", has=page.get_by_role("heading", name="Giàng Thị Mỷ"))
    told = panel.get_by_role("button", name="Đã nói với người này")
    waiting = told.count()
    told.first.click()
    expect(page.locator("main")).to_contain_text("Đã ghi là đã nói.")
    expect(told).to_have_count(waiting - 1)
    looks_well(page)
    page.context.close()


def test_the_it_officer_sees_states_and_ages_and_nobody(province: Province, browser: Browser) -> None:
    page = province.context(browser, "it_officer").new_page()
    heard = listen(page)
    page.goto("/")
    page.locator("main a", has_text="Tin báo cho người dân").click()
    expect(page.locator("main table").first).to_contain_text("Sở Y tế")
    looks_well(page)
    seen = 0
    for tab in ("Không gửi được", "Chưa xong", "Đã xong"):
        page.locator(".tabs a", has_text=tab).click()
        looks_well(page)
        main = page.locator("main").inner_text()
        assert "Lò Văn Inh" not in main
        assert "Giàng Thị Mỷ" not in main
        links = page.locator("main table").last.locator("a", has_text=ANSWERED)
        seen += links.count()
        if links.count():
            links.first.click()
            expect(page.locator("h1")).to_have_text(ANSWERED)
            looks_well(page)
            page.go_back()
    assert seen >= 2
    assert heard == []
    page.context.close()
