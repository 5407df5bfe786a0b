"""Which sensitive facts a resource tells: decided by code lists (data), whoever writes it.

A client may also mark a resource itself (``meta.security``); marks add, they never take away.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hoaban.foundation.codes import api as codes
from hoaban.record.shapes import Json


def own_bits(resource: Json, *, on: date) -> int:
    """Label bits (:class:`hoaban.record.shapes.Label`) that the codes inside this one resource earn."""
    bits = 0
    for system, code in _codings(resource):
        bits |= codes.sensitive_labels(system, code, on)
    return bits


def _codings(resource: Json) -> list[tuple[str, str]]:
    """All (system, code) pairs anywhere in the resource, contained resources and extensions included."""
    found: list[tuple[str, str]] = []
    stack: list[Any] = [resource]
    while stack:
        item = stack.pop()
        if type(item) is list:
            stack.extend(item)
        elif type(item) is dict:
            code = item.get("code")
            if type(code) is str:
                found.append((item.get("system") or "", code))
            for part in item.values():
                if type(part) is dict or type(part) is list:
                    stack.append(part)
    return found
