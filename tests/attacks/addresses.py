"""Addresses of the product for attacks, from its own tables: whoever adds a page has it attacked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import get_resolver

from hoaban.foundation.accounts.rules.roles import Role, roles
from hoaban.kernel.actor import Scope
from hoaban.kernel.guard import PUBLIC, SIGN_IN
from tests import cast
from tests.guards.test_access import ACCESS, routes

NOWHERE = {"uuid": "00000000-0000-4000-8000-000000000009", "int": "9", "str": "nowhere"}
"""By converter: what stands in an address for a thing that does not exist."""
_HOLE = re.compile(r"<(\w+):(\w+)>")
_PLACES = {
    "all": Scope("all"),
    "facility": Scope("facility", cast.PROVINCIAL),
    "commune": Scope("commune", cast.DAO_SAN),
}


def address(route: str, **things: str) -> str:
    """An address of a route, with these things in it; what is not named does not exist.

    ``uuid:visit`` is a visit of ours, ``visit`` one of any source, as the chart names them by text.
    """
    return "/" + _HOLE.sub(
        lambda hole: things.get(f"{hole[1]}:{hole[2]}", _plain(things, hole[1], hole[2])), route
    )


def _plain(things: Mapping[str, str], kind: str, name: str) -> str:
    if (kind, name) == ("uuid", "visit"):
        return NOWHERE[kind]
    return things.get(name, NOWHERE[kind])


def guarded() -> dict[str, str]:
    """Route -> act, of everything that is not open to all."""
    return {route: act for route, act in ACCESS.items() if act != PUBLIC}


def by_act() -> dict[str, str]:
    """Route -> act, of everything that takes a right given by a role."""
    return {route: act for route, act in guarded().items() if act != SIGN_IN and not act.startswith("stage:")}


def callbacks() -> dict[str, Any]:
    """Route -> view."""
    return {route: pattern.callback for route, pattern in routes(get_resolver())}


def is_for_programs(route: str) -> bool:
    """Whether only a bearer token opens it."""
    return bool(getattr(callbacks()[route], "by_token", False))


def place_of(role: Role) -> Scope:
    """Where the role is given in these tests."""
    return next(place for kind, place in _PLACES.items() if kind in role.given_at)


def beyond(role: Role) -> Iterator[str]:
    """The routes that the role may not open."""
    held = {act for act, _ in role.acts}
    return (route for route, act in by_act().items() if act not in held)


def shared_out() -> frozenset[str]:
    """Routes to one thing (its id is in the address) whose act some role holds for a part of the province only."""
    partial = {act for role in roles().values() for act, kind in role.acts if kind != "all"}
    return frozenset(route for route, act in by_act().items() if act in partial and "<" in route)
