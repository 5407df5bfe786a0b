"""``_include`` and ``_revinclude``: ``Type:parameter[:Type]``, ``Type:*`` or ``*``. Rules: FHIR R4, search, 3.1.1.5.4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hoaban.record.engine import structure
from hoaban.record.engine.search import parameters
from hoaban.record.engine.search.parse import criteria
from hoaban.record.engine.search.parse.criteria import Context
from hoaban.record.engine.search.parse.faults import IllFormed, NotSupported, Unknown
from hoaban.record.engine.search.query import Include

ITERATE = ("iterate", "recurse")
"""``recurse`` is what ``iterate`` was called before R4."""


def read(name: str, value: str, context: Context) -> tuple[Include, ...]:
    """What one of these parameters asks for; ``*`` goes along literal references and along canonical addresses.

    :raises Fault: it cannot be understood. :raises NotReady: not everything would be found yet.
    """
    code, _, modifier = name.partition(":")
    if modifier and modifier not in ITERATE:
        raise NotSupported("chỉ có bổ ngữ :iterate", "only the modifier :iterate is supported")
    reverse = code == "_revinclude"
    if value == "*":
        _require_links(context.standing.others, context)
        return _either_way(Include(name, reverse, bool(modifier), "", (), ""))
    parts = value.split(":")
    if len(parts) not in (2, 3) or not all(parts):
        raise IllFormed("cần Loại:tham-số hoặc Loại:tham-số:Loại", "Type:parameter[:Type] is expected")
    source, parameter_code, target = parts[0], parts[1], parts[2] if len(parts) == 3 else ""
    if target and not structure.is_resource_type(target):
        raise Unknown("không có loại tài nguyên này", "there is no such resource type")
    if parameter_code == "*":
        if not structure.is_resource_type(source):
            raise Unknown("không có loại tài nguyên này", "there is no such resource type")
        _require_links([source], context)
        return _either_way(Include(name, reverse, bool(modifier), source, (), target))
    parameter = criteria.reference_of(source, parameter_code, context)
    criteria.target_of(parameter, target)
    numbers = tuple(each.number for each in parameter.sources)
    named = target or parameter.gate or ""
    return (Include(name, reverse, bool(modifier), source, numbers, named, parameter.canonical),)


def _either_way(include: Include) -> tuple[Include, ...]:
    refers = parameters.of_type(include.source).values() if include.source else ()
    if include.source and not any(each.canonical for each in refers):
        return (include,)
    return include, replace(include, by_address=True)


def _require_links(kinds: Iterable[str], context: Context) -> None:
    for kind in kinds:
        for parameter in parameters.supported(kind):
            if parameter.links:
                context.require(parameter)
