"""Where a reference leads: inside the resource, inside the Bundle, or to what the caller's resolver finds."""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.fhirpath.env import Env


def resolve(address: Any, env: Env) -> dict[str, Any] | None:
    """The resource behind ``#id``, a Bundle entry's address or a reference; None where it is not found."""
    if not isinstance(address, str) or not address:
        return None
    root = env.root if env.root is not None else env.resource
    if address[0] == "#":
        return _contained(root, address[1:])
    found = _entry(root, address)
    if found is None and env.resolver is not None:
        found = env.resolver(address.split("|")[0])
    return found


def _contained(root: Any, name: str) -> dict[str, Any] | None:
    if root.__class__ is not dict:
        return None
    if not name:
        return dict(root)
    return next((each for each in root.get("contained", ()) if each.get("id") == name), None)


def _entry(root: Any, address: str) -> dict[str, Any] | None:
    if root.__class__ is not dict or root.get("resourceType") != "Bundle":
        return None
    for entry in root.get("entry", ()):
        url, resource = entry.get("fullUrl", ""), entry.get("resource")
        if resource is None:
            continue
        if url == address or url.endswith(f"/{address}"):
            return dict(resource)
        if f"{resource.get('resourceType')}/{resource.get('id')}" == address:
            return dict(resource)
    return None
