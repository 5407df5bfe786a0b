"""What pages weigh on a thin line: bytes that came over the wire, headers included, as `hoaban serve` sends them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.screens.conftest import Province
from tests.screens.looking import measured
from tests.screens.roles import VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

FIRST = 200_000
"""Bytes of a first page with everything it needs; later ones: test_every_page.py."""


@pytest.mark.parametrize(
    ("role", "address"), [(VISITOR, "/sign-in/"), ("doctor", "/"), ("reception", "/people/?q=lo")]
)
def test_a_first_page_with_everything_it_needs(
    province: Province, browser: Browser, role: str, address: str
) -> None:
    context = province.context(browser, role)
    page = context.new_page()

    with measured(page) as wire:
        page.goto(address)
        page.evaluate("document.fonts.ready")

    assert any(".woff2" in one for one in wire.bytes), "the font is part of it"
    assert wire.total < FIRST, wire.bytes
    context.close()


def test_static_files_are_kept_for_ever_and_compressed(province: Province, browser: Browser) -> None:
    page = browser.new_page(base_url=province.address)
    answers = {}
    page.on("response", lambda answer: answers.update({answer.url: answer.all_headers()}))

    page.goto("/sign-in/")
    page.wait_for_load_state("networkidle")

    static = {address: kept for address, kept in answers.items() if "/static/" in address}
    assert len(static) > 5
    for address, kept in static.items():
        assert "immutable" in kept["cache-control"], address
        assert int(kept["cache-control"].partition("max-age=")[2].partition(",")[0]) >= 365 * 24 * 3600, (
            address
        )
        if address.endswith((".css", ".js")):
            assert kept["content-encoding"] in ("br", "gzip"), address
    page.close()
