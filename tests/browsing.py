"""Debian's Chromium, and what is asked of every page in it; shared by all tests of the browser ring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.rings import chromium

WIDTHS = (1280, 360)
AXE = Path(settings.ROOT) / "node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_BROKEN = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
    return found.violations.map(one => [one.id, one.nodes.map(node => node.target)]);
}"""
_SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium without a window; its driver holds an event loop in this thread until the end."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=_SWITCHES.split())
        yield started
        started.close()


def listen(page: Page) -> list[str]:
    """What a page should never say or do: errors, reports of the policy, parts that are missing or from elsewhere."""
    heard: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            heard.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:")):
            heard.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            heard.append(f"{response.status} {response.url}")

    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", said)
    page.on("request", asked)
    page.on("response", answered)
    return heard


def barriers(page: Page) -> list[Any]:
    """What axe-core finds: the rule, and the places that break it."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(_BROKEN, _RULES)
    return found


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def looks_well(page: Page) -> None:
    """No barrier and nothing beside the screen, on a wide one and on a telephone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == [], page.url
        assert not is_wider_than_the_screen(page), page.url
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
