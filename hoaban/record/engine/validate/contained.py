"""dom-3: every contained resource is referred to from the resource, or refers to it.

The published expression walks the whole resource again for every contained one. This does it once.
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


def _collect(value: Any, named: set[str]) -> None:
    """All texts that begin with ``#``: local references and canonical addresses, wherever they stand."""
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
