"""What a home page offers. Each app says at start-up which of its pages belong there, and which act opens them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from hoaban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class HomeLink:
    """One page to go to. ``label`` and ``note`` are lazy translations; ``route`` is a URL name, ``icon`` a name of
    ``hoaban.ui.icons``. Shown to those who hold ``needs`` (empty: everybody), lowest ``order`` first."""

    label: str | Promise
    note: str | Promise
    route: str
    icon: str
    needs: str = ""
    order: int = 50


_links: list[HomeLink] = []


def register_home_link(*links: HomeLink) -> None:
    """Offer pages on the home pages, from ``AppConfig.ready()``; the same one twice stays one."""
    _links.extend(link for link in links if link not in _links)


def home_links(actor: Actor) -> tuple[HomeLink, ...]:
    """What this actor is offered, in order."""
    mine = (link for link in _links if not link.needs or actor.may(link.needs))
    return tuple(sorted(mine, key=lambda link: link.order))
