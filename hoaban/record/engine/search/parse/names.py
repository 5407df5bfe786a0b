"""Names of search parameters read into small trees: ``code:in``, ``subject:Patient.name``, ``_has:Group:member:_id``.

Chains and reverse chains may follow each other, at most ``MOST_HOPS`` of them. Rules: FHIR R4, search, 3.1.1.4.16-17.
"""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.engine.search.parse.faults import NotSupported, Unknown

MOST_HOPS = 6


@dataclass(frozen=True, slots=True)
class Plain:
    """A parameter of the resource itself and its modifier, if any."""

    code: str
    modifier: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A parameter of what the reference ``code`` points to; ``kind`` narrows it to one type."""

    code: str
    kind: str
    rest: Name


@dataclass(frozen=True, slots=True)
class Reverse:
    """A parameter of resources of type ``kind`` that point here by their parameter ``code``."""

    kind: str
    code: str
    rest: Name


Name = Plain | Chain | Reverse


def parse(text: str, hops: int = 0) -> Name:
    """The tree of a name. :raises Fault: it is not well formed, or goes on for too long."""
    if hops > MOST_HOPS:
        raise NotSupported(f"tối đa {MOST_HOPS} bước nối", f"at most {MOST_HOPS} chained steps are followed")
    if text.startswith("_has:"):
        parts = text.split(":", 3)
        if len(parts) != 4 or not all(parts):
            raise Unknown("cần _has:Loại:tham-số:tham-số", "_has:Type:parameter:parameter is expected")
        return Reverse(parts[1], parts[2], parse(parts[3], hops + 1))
    head, dot, rest = text.partition(".")
    code, colon, modifier = head.partition(":")
    if not code or (colon and not modifier):
        raise Unknown("tên tham số không đúng", "the name is not well formed")
    return Chain(code, modifier, parse(rest, hops + 1)) if dot else Plain(code, modifier)
