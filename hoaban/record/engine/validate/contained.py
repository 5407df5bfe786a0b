"""dom-3 and ref-1: contained resources and the references to them, each found once for a whole resource.

As published both take time that grows with the square of a resource: dom-3 walks all of it again for every contained
one, ref-1 lists all contained ones again for every reference (five thousand of each: minutes).
"""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.model import Items


def are_referred_to(items: Items, _env: Env) -> bool:
    """Whether dom-3 holds for the resource in ``items``."""
    resource = items[0]
    inside = resource.get("contained")
    if not inside:
        return True
    named: set[str] = set()
    _collect(resource, named)
    return all(f"#{each.get('id')}" in named or _refers_to_container(each) for each in inside)


def is_contained(items: Items, env: Env) -> bool:
    """Whether ref-1 holds for the Reference in ``items``: what it names with ``#`` is contained in the root resource."""
    address = items[0].get("reference")
    if address is None or address[:1] != "#" or address == "#":
        return True
    names = env.memo.get("contained")
    if names is None:
        root = env.resource if env.root is None else env.root
        names = env.memo["contained"] = {each.get("id") for each in root.get("contained", ())}
    return address[1:] in names


def _collect(value: Any, named: set[str]) -> None:
    """All texts that begin with ``#``: local references and canonical addresses, wherever they stand.

    A text of another kind that happens to read ``#id`` counts too: it can only excuse a contained resource.
    """
    level = [value]
    while level:
        below: list[Any] = []
        for each in level:
            for child in each.values() if each.__class__ is dict else each:
                if child.__class__ is str:
                    if child[:1] == "#":
                        named.add(child)
                elif child.__class__ is dict or child.__class__ is list:
                    below.append(child)
        level = below


def _refers_to_container(resource: dict[str, Any]) -> bool:
    named: set[str] = set()
    _collect(resource, named)
    return "#" in named
