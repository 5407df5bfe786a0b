"""Every page of the product, in every role that may see it, in Chromium.

The list comes from the access table and the roles: a new page is visited without anybody naming it here, and a
page that no link leads to fails.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import barriers, is_wider_than_the_screen
from tests.guards.test_access import ACCESS
from tests.screens.conftest import REGISTERED, Province
from tests.screens.looking import Looks, form_of
from tests.screens.roles import NOT_PAGES, VISITOR, accounts, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

ROLES = (VISITOR, *accounts())
ERRORS = {"/nowhere/": 404, "/trail/": 403}
LATER = 40_000
"""Bytes over the wire of a page that is not the first one, its maps and charts included."""


@pytest.fixture(scope="module")
def looks(province: Province, browser: Browser, first_of: dict[str, str]) -> Looks:
    return Looks(province, browser, first_of)


def test_every_address_is_a_page_that_somebody_sees_or_says_why_not() -> None:
    seen = {route for role in ROLES for route in pages_of(role)}

    assert seen | set(NOT_PAGES) == set(ACCESS)
    assert seen & set(NOT_PAGES) == set()


DRAWN = frozenset({"forms/designs/<str:form>/<str:version>/try/"})
"""Pages on which one draws: the script shows tools that a list of names stands for without it."""
TITLES_OF_PAPERS = frozenset({"signing/"})
"""Pages that show papers by their titles, which are Vietnamese as the papers are."""


@pytest.mark.parametrize("role", ROLES)
def test_links_lead_to_every_page_of_the_role_and_to_none_beyond(province: Province, role: str) -> None:
    assert set(province.pages(role)) == pages_of(role)


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_accessible(looks: Looks, role: str) -> None:
    assert {one.address: one.barriers for one in looks.of(role) if one.barriers} == {}


@pytest.mark.parametrize("role", ROLES)
def test_pages_fit_the_screen(looks: Looks, role: str) -> None:
    assert {one.address: one.too_wide for one in looks.of(role) if one.too_wide} == {}


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_well_formed(looks: Looks, role: str) -> None:
    assert {one.address: one.form for one in looks.of(role) if not _is_well_formed(one.form, "vi")} == {}


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_reached_with_the_keyboard(looks: Looks, role: str) -> None:
    assert {one.address: one.not_reached for one in looks.of(role) if one.not_reached} == {}


@pytest.mark.parametrize("role", ROLES)
def test_pages_complain_of_nothing_and_stay_at_home(looks: Looks, role: str) -> None:
    assert {one.address: one.heard for one in looks.of(role) if one.heard} == {}


def test_pages_say_the_same_without_javascript(looks: Looks) -> None:
    asked = [one for role in ROLES for one in looks.of(role) if one.plain is not None]
    assert {one.route for one in asked} == {route for role in ROLES for route in pages_of(role)}
    for one in asked:
        if one.route in DRAWN:
            continue
        grows = one.route.endswith("looks/")  # each look is a row of its own
        assert one.plain is not None
        assert one.plain[grows:] == one.words[grows:], one.address


def test_pages_are_light(looks: Looks) -> None:
    wires = {one.address: one.wire for role in ROLES for one in looks.of(role) if one.wire is not None}
    assert wires
    assert {address: one.bytes for address, one in wires.items() if not 0 < one.total < LATER} == {}


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
                    assert _is_well_formed(form_of(page), "en"), address
                    assert route in TITLES_OF_PAPERS or _vietnamese(page) == [], address
                    assert address.startswith("/people/") or not is_wider_than_the_screen(page), address
        finally:  # the account keeps the language; the other tests read Vietnamese
            page.goto(start)
            page.locator("button[value=vi]").first.click()
            page.locator("html[lang=vi]").wait_for()
            context.close()


def test_pages_of_errors_are_accessible_and_lead_home(province: Province, browser: Browser) -> None:
    context = province.context(browser, "reception")
    page = context.new_page()
    for address, status in ERRORS.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        assert barriers(page) == []
        assert _is_well_formed(form_of(page), "vi"), address
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


def _is_well_formed(form: dict[str, Any], language: str) -> bool:
    return (form["language"], form["heads"], form["skip"]) == (language, 1, True) and re.fullmatch(
        r"\S.*\S\s*· Hoa Ban", form["title"], re.DOTALL
    ) is not None


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
