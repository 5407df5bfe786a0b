"""What pages weigh on a thin line: bytes that came over the wire, headers included, as `hoaban serve` sends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.screens.conftest import Province
from tests.screens.roles import VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

FIRST, LATER = 200_000, 40_000
"""Bytes: a first page with everything it needs; a later page, its maps and charts included."""


@dataclass
class Wire:
    """What the browser fetched, by address."""

    bytes: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


@contextmanager
def measured(page: Page) -> Iterator[Wire]:
    """Everything that comes over the wire for a page (the cache is not the wire)."""
    wire, addresses = Wire(), dict[str, str]()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))

    def finished(event: dict[str, object]) -> None:
        size = int(str(event["encodedDataLength"]).partition(".")[0])
        if size > 0:
            wire.bytes[addresses[str(event["requestId"])]] = size

    session.on("Network.loadingFinished", finished)
    yield wire
    page.wait_for_load_state("networkidle")
    session.detach()


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


def test_every_later_page(province: Province, browser: Browser, first_of: dict[str, str]) -> None:
    for role in sorted(set(first_of.values())):
        context = province.context(browser, role)
        page = context.new_page()
        page.goto("/sign-in/" if role == VISITOR else "/")
        page.evaluate("document.fonts.ready")
        page.wait_for_load_state("networkidle")
        for route, address in province.pages(role).items():
            if first_of[route] != role:
                continue
            with measured(page) as wire:
                page.goto(address)
                page.evaluate("document.fonts.ready")
            assert 0 < wire.total < LATER, (address, wire.bytes)
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
            assert kept["content-encoding"] == "gzip", address
    page.close()
