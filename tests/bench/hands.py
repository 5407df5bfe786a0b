"""Somebody at work in a browser, as a load driver sees it: pages asked for, forms filled in and sent, times noted."""

from __future__ import annotations

import gzip
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import html


@dataclass(slots=True)
class Seen:
    """One answer. ``seconds``: from the first byte sent until the last one came; ``name``: what was done."""

    name: str
    at: float
    seconds: float
    status: int
    bytes: int


@dataclass(slots=True)
class Page:
    """An answer as a page. ``path``: where it was found, after redirects."""

    path: str
    status: int
    text: str
    _tree: Any = None

    @property
    def tree(self) -> Any:
        """The parsed page; of an empty answer an empty one."""
        if self._tree is None:
            self._tree = html.fromstring(self.text or "<html></html>")
        return self._tree

    def form(self, having: str) -> Any:
        """The first form that has a field of this name; None when there is none."""
        for one in self.tree.forms:
            if having in one.inputs or any(button.get("name") == having for button in one.iter("button")):
                return one
        return None

    def links(self, part: str) -> list[str]:
        """Addresses that hold ``part``, in the order of the page."""
        return [str(one) for one in self.tree.xpath("//a/@href") if part in str(one)]


@dataclass(slots=True)
class Hands:
    """One keep-alive connection with the session of one member of staff."""

    port: int
    seen: list[Seen] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    _link: http.client.HTTPConnection | None = None

    def get(self, name: str, path: str, *, part: bool = False) -> Page:
        """Ask for a page, or as htmx does for its part."""
        return self._ask(name, "GET", path, "", {"HX-Request": "true"} if part else {})

    def send(
        self, name: str, page: Page, form: Any, *, changes: Mapping[str, str], button: tuple[str, str] | None
    ) -> Page:
        """Send a form of a page with some fields changed, by a button; follows where it leads."""
        values = {key: str(value) for key, value in form.form_values()} | dict(changes)
        if button:
            values[button[0]] = button[1]
        where = urljoin(page.path, form.get("action") or page.path)
        answer = self._ask(name, "POST", where, urlencode(values), {})
        return answer

    def post(self, name: str, page: Page, path: str, values: Mapping[str, str]) -> Page:
        """Send values from a page as its script does."""
        token = page.tree.xpath("string(//input[@name='csrfmiddlewaretoken']/@value)")
        return self._ask(
            name, "POST", path, urlencode({**values, "csrfmiddlewaretoken": token}), {"HX-Request": "true"}
        )

    def _ask(self, name: str, method: str, path: str, body: str, more: Mapping[str, str]) -> Page:
        began = time.perf_counter()
        status, headers, raw = self._wire(method, path, body, more)
        self._remember(headers)
        self.seen.append(Seen(name, time.time(), time.perf_counter() - began, status, len(raw)))
        if status in (301, 302, 303) and (location := headers.get("Location")):
            return self._ask(f"{name}, page after", "GET", urljoin(path, location), "", {})
        text = (gzip.decompress(raw) if headers.get("Content-Encoding") == "gzip" else raw).decode(
            errors="replace"
        )
        return Page(path, status, text)

    def _remember(self, headers: http.client.HTTPMessage) -> None:
        for one in headers.get_all("Set-Cookie") or []:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value

    def _wire(self, method: str, path: str, body: str, more: Mapping[str, str]) -> tuple[int, Any, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Accept": "text/html", **more}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        for again in (False, True):
            link = self._link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self._link = link
            try:
                link.request(method, path, body or None, headers)
                answer = link.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.HTTPException, OSError):
                self._link = None  # the server ended an idle connection; once anew, as browsers do
                if again:
                    raise
        raise RuntimeError("unreachable")
