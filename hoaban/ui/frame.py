"""The frame around every page: who is signed in, where one can go, what to ask of the layers above.

The apps above register themselves in ``AppConfig.ready()``: navigation by :func:`register_navigation`, the
person signed in by :func:`register_person`, the lock of the screen by :func:`register_lock`, data still coming in by
:func:`register_loading`. This layer never imports them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from hoaban.kernel.actor import Actor
from hoaban.ui import home
from hoaban.ui.parts import Step

HOME_ROUTE = "home"
SIGN_IN_ROUTE = "accounts:sign-in"
SIGN_OUT_ROUTE = "accounts:sign-out"
LANGUAGE_ROUTE = "accounts:language"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation, for those who hold the act ``needs`` (empty: everyone signed in) at a place of one of
    the kinds ``within`` (empty: wherever)."""

    label: str | Promise
    route: str
    icon: str
    needs: str = ""
    order: int = 50
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NavLink:
    """A navigation entry as the page shows it."""

    label: str | Promise
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: full name, post ("Bác sĩ, Trung tâm Y tế Phong Thổ") and a page about the account."""

    name: str
    post: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """How the screen of who is signed in locks: after how many idle seconds, whose session it is, what to ask and tell.

    ``lock_url`` takes a POST, ``locked_url`` shows how to unlock, ``alive_url`` hears that somebody is typing.
    """

    idle_seconds: int
    owner: str
    lock_url: str
    locked_url: str
    alive_url: str


_navigation: list[NavItem] = []
_person_of: list[Callable[[HttpRequest], Person | None]] = []
_lock_of: list[Callable[[HttpRequest], Lock | None]] = []
_loading: list[Callable[[], Step | None]] = []


def register_navigation(*items: NavItem) -> None:
    """Add entries to the main navigation; the same entry twice stays one."""
    _navigation.extend(item for item in items if item not in _navigation)


def register_person(person_of: Callable[[HttpRequest], Person | None]) -> None:
    """Say how a request's signed-in person is found; the last one registered is asked."""
    _person_of[:] = [person_of]


def register_lock(lock_of: Callable[[HttpRequest], Lock | None]) -> None:
    """Say how the screen of a request's person locks; the last one registered is asked."""
    _lock_of[:] = [lock_of]


def register_loading(loading: Callable[[], Step | None]) -> None:
    """Say how it is found out that data are still coming in, so that figures are not whole yet."""
    _loading[:] = [loading]


def loading() -> Step | None:
    """How far the data that are still coming in are; None when all there is, is in."""
    return _loading[0]() if _loading else None


def person(request: HttpRequest) -> Person | None:
    """Who is signed in, or None."""
    return _person_of[0](request) if _person_of else None


def lock(request: HttpRequest) -> Lock | None:
    """How this screen locks; None when nobody is signed in."""
    return _lock_of[0](request) if _lock_of else None


def navigation(request: HttpRequest) -> tuple[NavLink, ...]:
    """The entries this request's actor may use, in order; the longest prefix of the address is current.

    Without an actor there is none. ``request.actor`` is set by the accounts middleware.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return ()
    mine = sorted(
        (i for i in _navigation if home.is_for(actor, i.needs, i.within)), key=lambda item: item.order
    )
    links = [NavLink(item.label, reverse(item.route), item.icon) for item in mine]
    here = max((link.url for link in links if _within(request.path, link.url)), key=len, default="")
    return tuple(replace(link, current=link.url == here) for link in links)


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def address(route: str) -> str:
    """The address of a route of the frame, or nothing where this installation (or test) has none."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
