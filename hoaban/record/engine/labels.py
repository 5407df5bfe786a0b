"""Which sensitive facts a resource tells: decided by code lists (data), whoever writes it.

A client may also mark a resource itself (``meta.security``); marks add, they never take away.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from hoaban.foundation.codes import api as codes
from hoaban.record.shapes import Json


def own_bits(resource: Json, *, on: date) -> int:
    """Label bits (:class:`hoaban.record.shapes.Label`) that the codes and names inside this one resource earn."""
    bits = 0
    code, system = resource.get("code"), resource.get("system")
    if type(code) is str:
        # elsewhere than in a coding the name may mean something else: OperationDefinition.system is true or false
        bits |= codes.sensitive_labels(system if type(system) is str else "", code, on)
        bits |= _name_bits(resource.get("display"))
    if "coding" in resource:
        bits |= _name_bits(resource.get("text"))
    for part in resource.values():
        if type(part) is dict:
            bits |= own_bits(part, on=on)
        elif type(part) is list:
            for each in part:
                if type(each) is dict:
                    bits |= own_bits(each, on=on)
    return bits


def _name_bits(name: Any) -> int:
    """What the name of a thing (a drug, a test) tells."""
    return _text_bits(name) if type(name) is str else 0


@lru_cache(maxsize=20_000)
def _text_bits(name: str) -> int:
    """Names repeat, so each is looked at once."""
    return codes.sensitive_text_labels(name)
