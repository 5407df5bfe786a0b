"""What a home page offers. Each app says at start-up which of its pages belong there, and which act opens them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from hoaban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class HomeLink:
    """One page to go to. ``label`` and ``note`` are lazy translations; ``route`` is a URL name, ``icon`` a name of
    ``hoaban.ui.icons``. Shown to those who hold ``needs`` (empty: everybody) at a place of one of the kinds ``within``
    (empty: wherever), lowest ``order`` first."""

    label: str | Promise
    note: str | Promise
    route: str
    icon: str
    needs: str = ""
    order: int = 50
    within: tuple[str, ...] = ()


_links: list[HomeLink] = []


def register_home_link(*links: HomeLink) -> None:
    """Offer pages on the home pages, from ``AppConfig.ready()``; the same one twice stays one."""
    _links.extend(link for link in links if link not in _links)


def home_links(actor: Actor) -> tuple[HomeLink, ...]:
    """What this actor is offered, in order."""
    mine = (link for link in _links if is_for(actor, link.needs, link.within))
    return tuple(sorted(mine, key=lambda link: link.order))


@dataclass(frozen=True, slots=True)
class HomeWarning:
    """What somebody should know before it is too late, with the page where it is mended. Ready text."""

    text: str
    url: str
    label: str


_warners: list[Callable[[Actor], Iterable[HomeWarning]]] = []


def register_home_warning(warner: Callable[[Actor], Iterable[HomeWarning]]) -> None:
    """Say what an actor's home page warns of, from ``AppConfig.ready()``; the same one twice stays one."""
    if warner not in _warners:
        _warners.append(warner)


def home_warnings(actor: Actor) -> list[HomeWarning]:
    """What this actor's home page warns of now."""
    return [one for warner in _warners for one in warner(actor)]


def is_for(actor: Actor, needs: str, within: tuple[str, ...]) -> bool:
    """Whether a way to a page is of use to an actor: they hold its act, and where the page has something to show."""
    return not needs or any(not within or scope.kind in within for scope in actor.scopes(needs))
