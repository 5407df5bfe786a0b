"""``$meta``, ``$meta-add``, ``$meta-delete``: profiles, tags and security labels of one resource.

A change of them is a change of the resource: it makes a new version and passes the door like any other. Old versions
are never altered, so these operations are not offered on them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import parse_json
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.validate import validate
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.rest.operations import parameters
from hoaban.record.shapes import Entry, Json

_LISTS = ("profile", "security", "tag")
_NONE: frozenset[str] = frozenset()


def shown(request: Request) -> Response:
    """GET or POST [type]/[id]/$meta"""
    parameters.sent(request, _NONE)
    kind, fhir_id, _ = request.path
    return _meta(door(request).read(kind, fhir_id).json())


def added(request: Request) -> Response:
    """POST [type]/[id]/$meta-add"""
    return _changed(request, _with)


def removed(request: Request) -> Response:
    """POST [type]/[id]/$meta-delete"""
    return _changed(request, _without)


def _changed(request: Request, change: Callable[[list[Any], list[Any]], list[Any]]) -> Response:
    kind, fhir_id, _ = request.path
    meta = parameters.sent(request, frozenset({"meta"})).value("meta", "valueMeta")
    if not isinstance(meta, dict):
        raise Invalid("Thiếu meta.", "The meta is missing.", place="meta")
    issues = validate({"resourceType": "Basic", "code": {"text": "-"}, "meta": meta})
    if issues:
        raise ValidationFailed(issues)

    def patch(resource: Json) -> Json:
        before = resource.get("meta", {})
        lists = {name: change(before.get(name, []), meta.get(name, [])) for name in _LISTS}
        kept = {name: value for name, value in before.items() if name not in _LISTS}
        return {**resource, "meta": {**kept, **{name: value for name, value in lists.items() if value}}}

    (done,) = door(request).transact([Entry("PATCH", kind, fhir_id, None, request.if_match(), patch=patch)])
    return _meta(parse_json.loads(done.body))


def _with(before: list[Any], more: list[Any]) -> list[Any]:
    known = {_name(each) for each in before}
    return [*before, *(each for each in more if _name(each) not in known)]


def _without(before: list[Any], less: list[Any]) -> list[Any]:
    gone = {_name(each) for each in less}
    return [each for each in before if _name(each) not in gone]


def _name(value: Any) -> tuple[Any, ...]:
    """Codings are the same by system and code, profiles by their address."""
    return (value.get("system"), value.get("code")) if isinstance(value, dict) else (value,)


def _meta(resource: Json) -> Response:
    return parameters.answer([{"name": "return", "valueMeta": resource.get("meta", {})}])
