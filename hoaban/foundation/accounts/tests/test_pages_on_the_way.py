"""Pages that nobody reaches by a link: on the way in, and in between. Accessible, within the screen, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from hoaban.foundation.accounts.tests.people import PROVINCE, account, app_of
from hoaban.foundation.accounts.tests.test_passkeys import sign_in
from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen, running_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def _looks_well(page: Page, language: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == [], page.url
        assert not is_wider_than_the_screen(page), page.url
    page.set_viewport_size({"width": 1280, "height": 800})
    told = page.evaluate(
        "() => [document.documentElement.lang, document.querySelectorAll('h1').length, document.title.trim()]"
    )
    assert told[:2] == [language, 1], page.url
    assert re.fullmatch(r"\S.*\S\s*· Hoa Ban", told[2], re.DOTALL), page.url
    if language == "en":
        said = page.locator(
            "main h1, main label, main button, main .lead, main h2, main legend, main summary"
        )
        assert [
            text for text in said.all_inner_texts() if _VIETNAMESE.search(text.replace("Nông Thị Hiếu", ""))
        ] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_on_the_way_in(live_server: Any, language: str) -> None:
    account("cntt", "it_officer", PROVINCE, demo=True)
    account("bs.kham", "doctor", demo=True)
    app_of("bs.kham")
    with running_browser() as browser:
        page = browser.new_page(base_url=live_server.url, locale="vi-VN")
        heard = listen(page)
        sign_in(page, "bs.kham")
        page.wait_for_url("**/sign-in/second/**")
        _speak(page, language)
        _looks_well(page, language)
        page.context.clear_cookies()

        sign_in(page, "cntt")
        page.wait_for_url("**/account/factors/**")
        _speak(page, language)
        page.goto("/account/factors/")
        _looks_well(page, language)
        page.goto("/account/factors/app/")
        _looks_well(page, language)
        page.locator("[name=code]").fill(page.locator("[data-trial-code]").inner_text())
        page.keyboard.press("Enter")
        page.wait_for_url("**/codes/")
        _looks_well(page, language)
        page.locator("main button").first.click()
        page.locator("ol.codes").wait_for()
        _looks_well(page, language)
        for address in ("/account/confirm/", "/account/factors/", "/account/pin/", "/account/password/"):
            page.goto(address)
            _looks_well(page, language)
        page.goto("/account/")
        page.evaluate(
            "document.querySelector('[data-lock-now]').submit()"
        )  # as without the script of the layer
        page.wait_for_url("**/locked/**")
        _looks_well(page, language)
        assert heard == []


def _speak(page: Page, language: str) -> None:
    if language == "en":
        page.locator("button[value=en]").first.click()
        page.locator("html[lang=en]").wait_for()
