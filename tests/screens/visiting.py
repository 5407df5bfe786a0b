"""A person of the demo before the screen: signs in, and finds the pages by following links as anybody would."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
from django.urls import Resolver404, resolve
from lxml import html

from tests.screens.roles import NOT_PAGES, VISITOR, pages_of

ASKED = {"people/": ("?q=lo", "?q=sung"), "centre/": ("?period=year",)}
"""What a person types into a page before it leads anywhere."""
_TRIES = 8
"""So many pages of one kind are opened in search of what is missing; not every record holds everything."""


def visitor(address: str) -> httpx.Client:
    """A browser without a screen."""
    return httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "vi"})


def sign_in(client: httpx.Client, username: str, password: str) -> None:
    """By the form, as a person does; with the code that invented accounts are shown, where one is asked for."""
    answer = submit(client, "/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 302, answer.text
    owed = client.get("/").headers.get("Location", "")
    for path in ("/account/factors/", "/sign-in/second/"):
        if owed.startswith(path):
            answer = give_code(client, "/account/factors/app/" if "factors" in path else path)
            assert answer.status_code == 302, answer.text
    client.get("/account/")  # what is said of the way in is said once, here


def give_code(client: httpx.Client, path: str) -> httpx.Response:
    """Type the code that the page shows to an invented account."""
    form = html.fromstring(client.get(path).text)
    values = {
        "csrfmiddlewaretoken": form.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0],
        "code": form.xpath("//*[@data-trial-code]/text()")[0],
    }
    return client.post(path, data=values)


def is_in(client: httpx.Client) -> bool:
    """Whether the session still stands: open, unlocked, and its owner seen lately."""
    return client.get("/account/factors/").status_code == 200


def submit(client: httpx.Client, path: str, values: dict[str, str], **files: object) -> httpx.Response:
    """Fill in the form of a page and send it."""
    token = html.fromstring(client.get(path).text).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    return client.post(path, data={**values, "csrfmiddlewaretoken": token}, **files)  # type: ignore[arg-type]


def route_of(address: str) -> str:
    """The pattern of the access table that an address belongs to; empty when it is none of ours."""
    parts = urlsplit(address)
    try:
        return "" if parts.path.startswith("/static/") else resolve(parts.path).route
    except Resolver404:
        return ""


def pages(client: httpx.Client, role: str) -> dict[str, str]:
    """Every kind of page that can be reached by links from the first one: route -> one address of it."""
    found: dict[str, str] = {}
    tried: dict[str, int] = {}
    waiting = ["/sign-in/" if role == VISITOR else "/"]
    known = set(waiting)
    while waiting:
        waiting.sort(key=lambda one: route_of(one) in found)  # what is new comes first
        address = waiting.pop(0)
        route = route_of(address)
        if route in found and pages_of(role) <= set(found):
            break
        if not route and address != "/":
            continue
        if route in NOT_PAGES or tried.get(route, 0) >= _TRIES:
            continue
        tried[route] = tried.get(route, 0) + 1
        answer = client.get(address)
        assert answer.status_code == 200, (role, address, answer.status_code)
        found.setdefault(route, address)
        fresh = [one for one in dict.fromkeys(_links(answer.text, address)) if one not in known]
        if route in ASKED and "?" not in address:
            fresh = [address + asked for asked in ASKED[route]] + fresh
        known.update(fresh)
        waiting += fresh
    return found


def _links(page: str, address: str) -> Iterator[str]:
    for link in html.fromstring(page).xpath("//a/@href"):
        absolute = urljoin(address, str(link)).partition("#")[0]
        if absolute.startswith("/"):
            yield absolute
