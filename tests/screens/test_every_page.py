"""Every page of the product, in every role that may see it, in Chromium.

The list comes from the access table and the roles: a new page is visited without anybody naming it here, and a
page that no link leads to fails.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen
from tests.guards.test_access import ACCESS
from tests.screens.conftest import REGISTERED, Province
from tests.screens.roles import NOT_PAGES, VISITOR, accounts, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

ROLES = (VISITOR, *accounts())
ERRORS = {"/nowhere/": 404, "/trail/": 403}

_FORM = """() => ({
    language: document.documentElement.lang,
    heads: document.querySelectorAll('h1').length,
    title: document.title.trim(),
    skip: document.querySelector('main#main') !== null
        && document.querySelector('body a').getAttribute('href') === '#main',
})"""
_BUILD = """() => [...new Set([...document.querySelectorAll('*')].map(e =>
    [e.tagName, ...[...e.attributes].map(
        a => ['class', 'role', 'type'].includes(a.name) ? `${a.name}=${a.value}` : a.name
    )].sort().join(' ')))].sort().join('|')"""
_NOT_REACHED = """() => {
    const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible'
        && !e.closest('details:not([open]) > :not(summary)');
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(e => seen(e) && e.type !== 'hidden' && !e.disabled);
    const look = e => [e, ...e.children].map(one => {
        const s = getComputedStyle(one);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.stroke, s.strokeWidth, s.boxShadow].join(' ');
    }).join('|');
    document.activeElement.blur();
    const before = new Map(stops.map(e => [e, look(e)]));
    return stops.filter(e => {
        e.focus({preventScroll: true});
        return e.tabIndex < 0 || document.activeElement !== e || look(e) === before.get(e);
    }).map(e => e.outerHTML.slice(0, 200));
}"""


def test_every_address_is_a_page_that_somebody_sees_or_says_why_not() -> None:
    seen = {route for role in ROLES for route in pages_of(role)}

    assert seen | set(NOT_PAGES) == set(ACCESS)
    assert seen & set(NOT_PAGES) == set()


@pytest.mark.parametrize("role", ROLES)
def test_links_lead_to_every_page_of_the_role_and_to_none_beyond(province: Province, role: str) -> None:
    assert set(province.pages(role)) == pages_of(role)


@pytest.fixture(scope="module")
def examined() -> set[tuple[str, int, str]]:
    """Page, width and build of what axe-core has seen: another role's page of the very same elements is not new."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_accessible_fit_the_screen_and_stay_at_home(
    province: Province, browser: Browser, examined: set[tuple[str, int, str]], role: str
) -> None:
    context = province.context(browser, role)
    page = context.new_page()
    heard = listen(page)
    for route, address in province.pages(role).items():
        page.goto(address)
        build = page.evaluate(_BUILD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert not is_wider_than_the_screen(page), (address, width)
            if (route, width, build) not in examined:
                assert barriers(page) == [], (address, width)
                examined.add((route, width, build))
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        _is_well_formed(page, "vi")
        _is_reached_with_the_keyboard(page)
        assert heard == [], (route, address)
    context.close()


def _is_reached_with_the_keyboard(page: Page) -> None:
    page.locator("h1").evaluate("e => { e.tabIndex = -1; e.focus(); e.blur(); }")
    page.keyboard.press("Tab")  # from here on the focus is the keyboard's
    assert page.evaluate("document.activeElement !== document.body")
    assert page.evaluate(_NOT_REACHED) == [], page.url


def test_the_skip_link_is_the_first_stop_and_leads_past_the_menu(
    province: Province, browser: Browser
) -> None:
    page = province.context(browser, "reception").new_page()
    page.goto("/people/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_pages_in_english_are_english(province: Province, browser: Browser, first_of: dict[str, str]) -> None:
    for role in sorted(set(first_of.values())):
        context = province.context(browser, role)
        page = context.new_page()
        start = "/sign-in/" if role == VISITOR else "/"
        page.goto(start)
        page.locator("button[value=en]").first.click()
        page.locator("html[lang=en]").wait_for()
        try:
            for route, address in province.pages(role).items():
                if first_of[route] == role:
                    page.goto(address)
                    _is_well_formed(page, "en")
                    assert _vietnamese(page) == [], address
                    assert not is_wider_than_the_screen(page), address
        finally:  # the account keeps the language; the other tests read Vietnamese
            page.goto(start)
            page.locator("button[value=vi]").first.click()
            page.locator("html[lang=vi]").wait_for()
            context.close()


def test_pages_say_the_same_without_javascript(
    province: Province, browser: Browser, first_of: dict[str, str]
) -> None:
    for role in sorted(set(first_of.values())):
        plain = province.context(browser, role, java_script_enabled=False).new_page()
        usual = province.context(browser, role).new_page()
        for route, address in province.pages(role).items():
            if first_of[route] == role:
                for page in (plain, usual):
                    page.goto(address)
                grows = route.endswith("looks/")  # each look is a row of its own
                assert _words(plain)[grows:] == _words(usual)[grows:], address
        plain.context.close()
        usual.context.close()


def test_pages_of_errors_are_accessible_and_lead_home(province: Province, browser: Browser) -> None:
    context = province.context(browser, "reception")
    page = context.new_page()
    for address, status in ERRORS.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        assert barriers(page) == []
        _is_well_formed(page, "vi")
        assert page.locator("main a[href='/']").count() == 1
    context.close()


def test_a_form_that_was_refused_is_accessible_and_says_why(province: Province, browser: Browser) -> None:
    page = browser.new_page(base_url=province.address)
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill("nobody")
    page.get_by_label("Mật khẩu").fill("Sai-mat-khau-2026")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    assert barriers(page) == []
    page.close()

    context = province.context(browser, "insurance_officer")
    page = context.new_page()
    page.goto("/claims/upload/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button[type=submit]").click()
    page.locator(".summary").wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.activeElement.className") == "summary"
    context.close()


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_see_is_refused(province: Province, role: str) -> None:
    client = province.client(role)
    for route in set(ACCESS) - pages_of(role) - set(NOT_PAGES):
        if "<" not in route:
            answer = client.get(f"/{route}")
            expected = 302 if role == VISITOR or route == "sign-in/" else 403
            assert answer.status_code == expected, route


def _is_well_formed(page: Page, language: str) -> None:
    told = page.evaluate(_FORM)
    assert told["language"] == language, page.url
    assert told["heads"] == 1, page.url
    assert told["skip"], page.url
    assert re.fullmatch(r"\S.*\S\s*· Hoa Ban", told["title"], re.DOTALL), page.url


def _vietnamese(page: Page) -> list[str]:
    """Words of the page itself (not of its data: headings that are names say ``lang``) that are still Vietnamese."""
    said = page.locator(
        "h1:not([lang]), h2:not([lang], .panel:has(.chart) h2), th[scope=col], label, main button, .tabs a:not([lang]), .nav a, "
        ".skip, dt, .notice__title, .empty, .pages a, .tile__label, .map figcaption, .foot p"
    )
    letters = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    people = [REGISTERED, *(re.escape(one.display_name) for one in accounts().values())]
    names = re.compile(
        "|".join(["Hoa Ban", "Lai Châu", "BHYT", "Tiếng Việt", r"(Lò|Sùng) (\w+ ?){1,3}", *people])
    )
    return [one for one in said.all_inner_texts() if letters.search(names.sub("", one))]


def _words(page: Page) -> list[object]:
    """How many rows there are, and everything else; the trail's own rows grow with each look at it."""
    text = page.locator("body").inner_text()
    for rows in page.locator("tbody").all_inner_texts():
        text = text.replace(rows, "")
    return [len(page.locator("tbody tr").all()), *text.split()]
