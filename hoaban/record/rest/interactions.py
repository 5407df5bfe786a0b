"""The interactions of R4 that are served, each in a few lines around one call of the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from urllib.parse import urlencode

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.record import api as record
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.rest import bundle, capability
from hoaban.record.rest.http import Request, Response
from hoaban.record.shapes import Stored, Written

_MAX_HISTORY = 200


class MethodNotAllowed(Invalid):
    """The address exists, but not for this method."""

    status = 405
    code = "not-supported"


def answer(request: Request) -> Response:
    """Find the interaction for a method and address, and do it."""
    shape = tuple(
        part if part.startswith("_") or part == "metadata" else "*" for part in request.path[:1]
    ) + tuple(part if part.startswith(("_", "$")) else "*" for part in request.path[1:])
    by_method = _ROUTES.get(shape)
    if by_method is None:
        raise NotFound("Không có địa chỉ này.", "There is no such address.", place="path")
    interaction = by_method.get(request.method)
    if interaction is None:
        raise MethodNotAllowed(
            "Phương thức không dùng được ở đây.", "This method is not allowed here.", place="method"
        )
    return interaction(request)


def read(request: Request) -> Response:
    """GET [type]/[id]"""
    found = _door(request).read(*request.path)
    if request.headers.get("if-none-match", "").strip() == f'W/"{found.version}"':
        return Response(304, b"", _version_headers(found))
    return Response(200, found.body, _version_headers(found))


def vread(request: Request) -> Response:
    """GET [type]/[id]/_history/[version]"""
    kind, fhir_id, _, version = request.path
    if not version.isdigit() or len(version) > 9:
        raise NotFound("Không có phiên bản này.", "There is no such version.", place="version")
    found = _door(request).vread(kind, fhir_id, int(version))
    return Response(200, found.body, _version_headers(found))


def history(request: Request) -> Response:
    """GET [type]/[id]/_history, newest first, ``_count`` a page."""
    kind, fhir_id, _ = request.path
    params = dict(request.params())
    unknown = set(params) - {"_count", "before"}
    if unknown or not all(value.isdigit() and len(value) <= 9 for value in params.values()):
        raise Invalid(
            "Tham số lịch sử không đúng.", "A history parameter is not right.", place=",".join(sorted(params))
        )
    count = min(int(params.get("_count", 50)) or 1, _MAX_HISTORY)
    before = int(params.get("before", 1 << 31))
    found = _door(request).history(kind, fhir_id, count=count + 1, before=before)
    page = found[:count]
    here = f"{request.base_url}/{kind}/{fhir_id}/_history"
    links = [("self", f"{here}?_count={count}")]
    if len(found) > count:
        links.append(("next", f"{here}?_count={count}&before={page[-1].version}"))
    return Response(200, bundle.history(page, base_url=request.base_url, links=links))


def search(request: Request) -> Response:
    """GET [type], [base] (all types) or [compartment]/[id]/[type] (``*`` for all of them), with parameters."""
    return _searched(request, "/".join(request.path), request.params())


def search_by_post(request: Request) -> Response:
    """POST .../_search with a form body, wherever a search can be made by GET."""
    form = replace(request, query=request.body.decode("utf-8", "replace"), body=b"")
    return _searched(request, "/".join(request.path[:-1]), [*request.params(), *form.params()])


def _searched(request: Request, path: str, params: list[tuple[str, str]]) -> Response:
    *owner, kind = path.split("/")
    page = _door(request).search(
        "" if kind == "*" else kind,
        params,
        base_url=request.base_url,
        lenient="handling=lenient" in request.headers.get("prefer", ""),
        within=Compartment(*owner) if owner else None,
    )
    here = f"{request.base_url}/{path}".rstrip("/")
    kept = [(name, value) for name, value in params if name != "_page"]
    links = [("self", f"{here}?{urlencode(kept)}" if kept else here)]
    if page.next:
        links.append(("next", f"{here}?{urlencode([*kept, ('_page', page.next)])}"))
    return Response(200, bundle.searchset(page, base_url=request.base_url, links=links))


def create(request: Request) -> Response:
    """POST [type]"""
    resource = request.resource()
    if resource.get("resourceType") != request.path[0]:
        raise Invalid(
            "resourceType khác với loại tài nguyên trong địa chỉ.",
            "resourceType differs from the type in the address.",
            place="resourceType",
        )
    return _written(request, _door(request).create(resource))


def update(request: Request) -> Response:
    """PUT [type]/[id]"""
    kind, fhir_id = request.path
    return _written(
        request, _door(request).update(kind, fhir_id, request.resource(), if_match=request.if_match())
    )


def delete(request: Request) -> Response:
    """DELETE [type]/[id]"""
    done = _door(request).delete(*request.path, if_match=request.if_match())
    return Response(204, b"", (("ETag", f'W/"{done.version}"'),) if done.version else ())


def transaction(request: Request) -> Response:
    """POST [base] with a transaction Bundle."""
    entries = bundle.entries_of(request.resource(), now=clock.now())
    return Response(200, bundle.transaction_response(_door(request).transact(entries)))


def metadata(request: Request) -> Response:
    """GET metadata: what is really served."""
    return Response(200, capability.statement(request.base_url))


def _door(request: Request) -> record.Door:
    return record.open(request.actor, purpose=request.purpose)


def _written(request: Request, done: Written) -> Response:
    headers = (
        ("ETag", f'W/"{done.version}"'),
        ("Last-Modified", format_datetime(done.updated_at, usegmt=True)),
        ("Location", f"{request.base_url}/{done.type}/{done.id}/_history/{done.version}"),
    )
    minimal = "return=minimal" in request.headers.get("prefer", "")
    return Response(201 if done.outcome == "created" else 200, b"" if minimal else done.body, headers)


def _version_headers(found: Stored) -> tuple[tuple[str, str], ...]:
    return (
        ("ETag", f'W/"{found.version}"'),
        ("Last-Modified", format_datetime(found.updated_at, usegmt=True)),
    )


_ROUTES: dict[tuple[str, ...], dict[str, Callable[[Request], Response]]] = {
    (): {"GET": search, "POST": transaction},
    ("metadata",): {"GET": metadata},
    ("_search",): {"POST": search_by_post},
    ("*",): {"GET": search, "POST": create},
    ("*", "_search"): {"POST": search_by_post},
    ("*", "*", "*"): {"GET": search},
    ("*", "*", "*", "_search"): {"POST": search_by_post},
    ("*", "*"): {"GET": read, "PUT": update, "DELETE": delete},
    ("*", "*", "_history"): {"GET": history},
    ("*", "*", "_history", "*"): {"GET": vread},
}
