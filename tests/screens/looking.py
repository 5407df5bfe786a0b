"""One visit to a page, and all that is seen of it there: wide and narrow, by keyboard, without scripts, on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browsing import WIDTHS, barriers, is_wider_than_the_screen, listen
from tests.screens.conftest import Province
from tests.screens.roles import VISITOR

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


@dataclass
class Look:
    """What one visit showed of a page, in Vietnamese."""

    route: str
    address: str
    form: dict[str, Any] = field(default_factory=dict)
    barriers: list[Any] = field(default_factory=list)
    too_wide: list[int] = field(default_factory=list)
    not_reached: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    words: list[object] = field(default_factory=list)
    plain: list[object] | None = None
    """What it says without scripts; asked once for each route, as is its weight."""
    wire: Wire | None = None


@dataclass
class Looks:
    """Each page is visited once in each role, and once more without scripts in the first role that may open it."""

    province: Province
    browser: Browser
    first_of: dict[str, str]
    _known: dict[str, list[Look]] = field(default_factory=dict)
    _examined: set[tuple[str, int, str]] = field(default_factory=set)
    """Page, width and build of what axe-core has seen: another role's page of the very same elements is not new."""

    def of(self, role: str) -> list[Look]:
        """All pages of a role, looked at when somebody first asks."""
        if role not in self._known:
            usual = self.province.context(self.browser, role).new_page()
            plain = self.province.context(self.browser, role, java_script_enabled=False).new_page()
            heard = listen(usual)
            usual.goto("/sign-in/" if role == VISITOR else "/")  # what every page needs is here from now on
            usual.wait_for_load_state("networkidle")
            looks = []
            for route, address in self.province.pages(role).items():
                looks.append(
                    self._look(usual, plain if self.first_of[route] == role else None, route, address)
                )
                looks[-1].heard, heard[:] = heard[:], []
            usual.context.close()
            plain.context.close()
            self._known[role] = looks
        return self._known[role]

    def _look(self, usual: Page, plain: Page | None, route: str, address: str) -> Look:
        look = Look(route, address)
        if plain is None:
            usual.goto(address)
            self._examine(usual, look)
            return look
        with measured(usual) as look.wire:
            usual.goto(address)
            look.words = _words(usual)
            plain.goto(address)
            look.plain = _words(plain)
            self._examine(usual, look)
        return look

    def _examine(self, page: Page, look: Look) -> None:
        page.evaluate("document.fonts.ready")
        build = page.evaluate(_BUILD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if is_wider_than_the_screen(page):
                look.too_wide.append(width)
            if (look.route, width, build) not in self._examined:
                look.barriers += barriers(page)
                self._examined.add((look.route, width, build))
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        look.form = form_of(page)
        look.not_reached = not_reached(page)


def form_of(page: Page) -> dict[str, Any]:
    """Language, number of heads, title, and whether the first link leads past the menu."""
    told: dict[str, Any] = page.evaluate(_FORM)
    return told


def not_reached(page: Page) -> list[str]:
    """What the keyboard does not come to, or does not show that it has."""
    page.locator("h1").evaluate("e => { e.tabIndex = -1; e.focus(); e.blur(); }")
    page.keyboard.press("Tab")  # from here on the focus is the keyboard's
    if page.evaluate("document.activeElement === document.body"):
        return ["anything"]
    missed: list[str] = page.evaluate(_NOT_REACHED)
    return missed


def _words(page: Page) -> list[object]:
    """How many rows there are, and everything else; the trail's own rows grow with each look at it."""
    text = page.locator("body").inner_text()
    for rows in page.locator("tbody").all_inner_texts():
        text = text.replace(rows, "")
    return [page.locator("tbody tr").count(), *text.split()]
