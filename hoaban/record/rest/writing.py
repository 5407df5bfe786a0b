"""Create, update, patch and delete: by id, or by criteria."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import fhirpath, parse_json
from hoaban.record.engine.patching import apply_fhirpath_patch, apply_json_patch
from hoaban.record.rest import binary, formats, opening, outcome
from hoaban.record.rest.http import Request, Response, names_any
from hoaban.record.shapes import Entry, Json, Written

_WITH_ID = 2  # segments of an address that ends in an id


def perform(request: Request) -> Response:
    """Do what POST, PUT, PATCH or DELETE asks for, and tell what became of it."""
    (done,) = opening.door(request).transact([entry_of(request)], base_url=request.base_url)
    return answered(request, done, deletes=request.method == "DELETE")


def entry_of(request: Request) -> Entry:
    """The act that a request asks for: on [type] (POST), [type]/[id], or [type]?[criteria].

    :raises Invalid: the address, a header or the body is not right.
    """
    most = 1 if request.method == "POST" else _WITH_ID
    if not 1 <= len(request.path) <= most or request.path[0].startswith(("_", "$")):
        raise Invalid("Địa chỉ không đúng.", "The url is not right.", place="request.url")
    return _BY_METHOD[request.method](request, _Target(request))


class _Target:
    """Which resource is meant: by id, or by criteria."""

    def __init__(self, request: Request) -> None:
        self.kind, self.id = (*request.path, "")[:2]
        params = tuple(request.params())
        if params and (self.id or request.method == "POST"):
            raise Invalid(
                "Tham số không dùng được ở đây.", "Parameters mean nothing here.", place=params[0][0]
            )
        self.criteria = None if self.id or request.method == "POST" else params


def _creation(request: Request, target: _Target) -> Entry:
    resource = _sent(request, target)
    return Entry("POST", target.kind, resource=resource, criteria=request.if_none_exist())


def _update(request: Request, target: _Target) -> Entry:
    only_new = names_any(request.headers.get("if-none-match"))
    resource = _sent(request, target)
    return Entry("PUT", target.kind, target.id, resource, request.if_match(), only_new, target.criteria)


def _patching(request: Request, target: _Target) -> Entry:
    change, version = patch_of(request), request.if_match()
    return Entry("PATCH", target.kind, target.id, None, version, criteria=target.criteria, patch=change)


def _deletion(request: Request, target: _Target) -> Entry:
    version, most = request.if_match(), opening.MOST_DELETED
    return Entry("DELETE", target.kind, target.id, None, version, criteria=target.criteria, most=most)


_BY_METHOD = {"POST": _creation, "PUT": _update, "PATCH": _patching, "DELETE": _deletion}


def patch_of(request: Request) -> Callable[[Json], Json]:
    """What the body makes of a resource. :raises Invalid: it is no patch."""
    if formats.media_type(request.content_type) == formats.JSON_PATCH:
        operations = parse_json.loads_array(request.body)
        return lambda resource: apply_json_patch(resource, operations)
    return fhirpath_patch(request.resource())


def fhirpath_patch(parameters: Json) -> Callable[[Json], Json]:
    """What a Parameters resource makes of a resource."""
    return lambda resource: apply_fhirpath_patch(resource, parameters, criterion=_meets)


def _meets(expression: str, kind: str, element: Any) -> bool:
    return fhirpath.compile(expression, type_name=kind).boolean(element) is True


def _sent(request: Request, target: _Target) -> Json:
    if binary.is_raw(request):
        wrapped = binary.wrapped(request)
        return {**wrapped, "id": target.id} if target.id else wrapped
    resource = request.resource()
    if resource.get("resourceType") != target.kind:
        raise Invalid(
            "resourceType khác với loại tài nguyên trong địa chỉ.",
            "resourceType differs from the type in the address.",
            place="resourceType",
        )
    return resource


def answered(request: Request, done: Written, *, deletes: bool = False) -> Response:
    """What became of a write, with as much of it as ``Prefer`` asks for."""
    status = 204 if deletes else 201 if done.outcome == "created" else 200
    if request.prefers("return=OperationOutcome"):
        said = outcome.done(done.outcome)
        return Response(200 if deletes else status, said, headers_of(request, done, deletes=deletes))
    body = b"" if deletes or request.prefers("return=minimal") else done.body
    return Response(status, body, headers_of(request, done, deletes=deletes))


def headers_of(request: Request, done: Written, *, deletes: bool = False) -> tuple[tuple[str, str], ...]:
    """Version, time and place of what was written."""
    if not done.version:  # nothing was there, or several went
        return ()
    tag = (("ETag", f'W/"{done.version}"'),)
    if deletes:
        return tag
    return (
        *tag,
        ("Last-Modified", format_datetime(done.updated_at, usegmt=True)),
        ("Location", f"{request.base_url}/{done.type}/{done.id}/_history/{done.version}"),
    )
