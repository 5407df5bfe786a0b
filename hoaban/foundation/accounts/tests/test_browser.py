"""The door and the home pages in headless Chromium: accessible, fitting a telephone, obeying the policy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from hoaban.foundation.accounts.tests.people import DAO_SAN, PASSWORD, PROVINCE, account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AXE = Path(settings.ROOT) / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is not installed"
    # the driver runs an event loop in this thread, and Django would take our own set-up for asynchronous code
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        connections.close_all()  # those opened while the loop runs are known to it alone
        started.close()


def _is_sound(page: Page, width: int) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(page.url, one["id"], [n["target"] for n in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_the_door_is_accessible_and_fits(browser: Browser, live_server, width: int) -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("gd.tyt", "station_head", DAO_SAN)
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="vi-VN")
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if "Content Security" in said.text else None)

    page.goto(live_server.url + "/trail/")
    _is_sound(page, width)
    page.get_by_label("Tên đăng nhập").fill("kiemtra")
    page.get_by_label("Mật khẩu").fill("Sai-mat-khau-2026")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    _is_sound(page, width)
    page.get_by_label("Tên đăng nhập").fill("kiemtra")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/trail/")
    for address in ("/trail/", "/", "/account/"):
        page.goto(live_server.url + address)
        _is_sound(page, width)
    assert heard == []
