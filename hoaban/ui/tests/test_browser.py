"""The gallery in headless Chromium: accessibility, width, keyboard, Content-Security-Policy, weight."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response

from hoaban.ui.tests.gallery.middleware import NAVIGATION
from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen, running_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATHS = ("/", "/record/", "/centre/", "/upload/", "/accounts/sign-in/", "/error/403/", "/error/500/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


def _open(browser: Browser, url: str, width: int = 1280, scheme: str = "light") -> tuple[Page, list[str]]:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="vi-VN",
    )
    heard = listen(page)
    page.goto(url)
    page.evaluate("document.fonts.ready")
    return page, heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_accessible_fit_the_screen_and_obey_the_policy(
    browser: Browser, gallery_url: str, width: int, scheme: str
) -> None:
    for path in PATHS:
        page, heard = _open(browser, gallery_url + path, width, scheme)

        assert barriers(page) == [], path
        assert not is_wider_than_the_screen(page), path
        assert heard == [], path
        page.close()


def test_everything_can_be_reached_with_the_keyboard_and_shows_it(browser: Browser, gallery_url: str) -> None:
    page, _ = _open(browser, gallery_url + "/record/")
    seen = []
    for _n in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const e = document.activeElement; const s = getComputedStyle(e);
                return [e.tagName, e.textContent.trim(), s.outlineStyle, parseFloat(s.outlineWidth)]; }"""
            )
        )
        if seen[-1][0] == "BODY":
            break

    stops = [one for one in seen if one[0] != "BODY"]
    assert stops[0][1] == "Đến nội dung chính"
    words = [one[1] for one in stops]
    for item in NAVIGATION[:5]:
        assert item.label in words
    places = [
        words.index(one) for one in ("Đăng xuất", "Trung tâm điều hành", "Điều trị nội trú, Khoa Phụ sản")
    ]
    assert places == sorted(places)
    assert all(style == "solid" and width >= 2 for _tag, _text, style, width in stops)
    page.close()


def test_the_skip_link_leads_past_the_menu(browser: Browser, gallery_url: str) -> None:
    page, _ = _open(browser, gallery_url + "/record/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_a_commune_on_the_map_is_a_link_that_shows_the_focus(browser: Browser, gallery_url: str) -> None:
    page, _ = _open(browser, gallery_url + "/centre/")
    commune = page.locator("a.map__place").first

    before = commune.evaluate("e => getComputedStyle(e.firstElementChild).stroke")
    page.locator("h1").click()
    page.evaluate("document.querySelector('.tile:last-child a').focus()")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Dào San: 0 lượt"
    assert commune.evaluate("e => getComputedStyle(e.firstElementChild).stroke") != before
    page.close()


def test_the_error_summary_takes_the_focus(browser: Browser, gallery_url: str) -> None:
    page, _ = _open(browser, gallery_url + "/")

    assert page.evaluate("document.activeElement.className") == "summary"
    page.close()


def test_the_menu_of_a_small_screen_opens_and_closes(browser: Browser, gallery_url: str) -> None:
    page, _ = _open(browser, gallery_url + "/record/", width=360)
    entry = page.locator(".menu__body a", has_text="Tìm người")

    assert not entry.is_visible()
    page.locator(".menu__open").click()
    assert entry.is_visible()
    page.keyboard.press("Escape")
    assert not entry.is_visible()
    page.close()


def test_progress_moves_by_itself(browser: Browser, gallery_url: str) -> None:
    page, heard = _open(browser, gallery_url + "/upload/")

    page.locator(".progress", has_text="Xong").wait_for(timeout=8_000)

    assert heard == []
    page.close()


def test_pages_read_without_javascript(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(gallery_url + "/centre/")

    assert page.locator("a.map__place").count() > 10
    page.locator(".menu__open").click()
    assert page.locator(".menu__body a", has_text="Tìm người").is_visible()
    context.close()


def test_pages_are_light_enough_for_a_thin_line(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto(gallery_url + "/record/")
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    first = sum(_weight(one) for one in answers)
    addresses = {one.url for one in answers}
    answers.clear()
    page.goto(gallery_url + "/centre/")
    page.wait_for_load_state("networkidle")
    later = sum(_weight(one) for one in answers if one.url not in addresses)
    context.close()

    assert first < 200_000
    assert later < 40_000


def _weight(answer: Response) -> int:
    """Bytes over the wire: text is compressed there, fonts are already."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body))
