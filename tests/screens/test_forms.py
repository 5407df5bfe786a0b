"""Forms of a visit in a browser: they look well, keep what is typed, are drawn on by pointer and by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province
from tests.screens.test_consulting import room

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


@pytest.fixture
def doctor(province: Province, browser: Browser) -> Iterator[BrowserContext]:
    context = province.context(browser, "doctor")
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def pictured(page: Page, name: str) -> None:
    """For whoever wants to see the page."""
    folder = os.environ.get("HOABAN_PICTURES")
    if folder:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_forms_of_a_visit_look_well_and_are_drawn_on(province: Province, doctor: BrowserContext) -> None:
    at = f"/forms/visits/{room(province).visits[0]}/"
    listed = opened(doctor, at)
    heard = listen(listed)
    looks_well(listed)
    pictured(listed, "listed")

    page = opened(doctor, f"{at}exam-dermatology/")
    looks_well(page)
    drawing = page.locator("[data-draw] svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box
    page.mouse.move(box["x"] + 80, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 120, steps=5)
    page.mouse.up()
    page.get_by_text("Chọn vị trí theo tên").click()
    page.get_by_role("checkbox", name="Bàn tay trái").check()
    pictured(page, "drawn")
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-strokes] polyline")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Bàn tay trái")).to_be_checked()

    record = opened(doctor, f"{at}15-bv1/")
    looks_well(record)
    pictured(record, "record")
    history = opened(doctor, f"{at}exam-dermatology/history/")
    looks_well(history)
    assert heard == []


def test_what_is_typed_is_kept_without_a_button_and_one_key_writes_what_is_normal(
    province: Province, doctor: BrowserContext
) -> None:
    at = f"/forms/visits/{room(province).visits[0]}/exam-internal/"
    page = opened(doctor, at)
    page.get_by_label("Toàn thân", exact=True).fill("Mệt, sốt nhẹ.")
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(page.locator("[data-kept]")).to_contain_text("Đã tự lưu nháp lúc")

    again = opened(doctor, at)
    expect(again.get_by_label("Toàn thân", exact=True)).to_have_value("Mệt, sốt nhẹ.")
    again.keyboard.press("Alt+b")
    again.wait_for_load_state("networkidle")
    expect(again.get_by_label("Tuần hoàn", exact=True)).to_have_value(
        "Tim đều, T1, T2 rõ, không tiếng bệnh lý."
    )
    expect(again.get_by_label("Toàn thân", exact=True)).to_have_value("Mệt, sốt nhẹ.")
