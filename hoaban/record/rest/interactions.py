"""The interactions of R4 that are served, each in a few lines around one call of the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlencode

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.rest import audit_events, batch, binary, bundle, capability, histories, partial, writing
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.rest.operations import bulk_import, everything, fhirpath, meta, validate
from hoaban.record.shapes import Stored


class MethodNotAllowed(Invalid):
    """The address exists, but not for this method."""

    status = 405
    code = "not-supported"


def answer(request: Request) -> Response:
    """Find the interaction for a method and address, and do it."""
    shape = tuple(
        part if part.startswith(("_", "$")) or (not place and part == "metadata") else "*"
        for place, part in enumerate(request.path)
    )
    by_method = _ROUTES.get(shape)
    if by_method is None:
        raise NotFound("Không có địa chỉ này.", "There is no such address.", place="path")
    if request.method == "HEAD":  # as GET; whoever sends the answer leaves the body out
        request = replace(request, method="GET")
    interaction = by_method.get(request.method)
    if interaction is None:
        raise MethodNotAllowed(
            "Phương thức không dùng được ở đây.", "This method is not allowed here.", place="method"
        )
    if audit_events.is_meant(request):
        return audit_events.answered(request)
    return interaction(request)


def read(request: Request) -> Response:
    """GET [type]/[id]"""
    part = partial.asked(request)
    found = door(request).read(*request.path)
    if _is_known(request, found):
        return Response(304, b"", _version_headers(found))
    return _shown(request, found, part)


def vread(request: Request) -> Response:
    """GET [type]/[id]/_history/[version]"""
    kind, fhir_id, _, version = request.path
    if not version.isdigit() or len(version) > 9:
        raise NotFound("Không có phiên bản này.", "There is no such version.", place="version")
    part = partial.asked(request)
    found = door(request).vread(kind, fhir_id, int(version))
    return _shown(request, found, part)


def _is_known(request: Request, found: Stored) -> bool:
    """Whether the client says that it has this version; ``If-None-Match`` goes before ``If-Modified-Since``."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return f'W/"{found.version}"' in [each.strip() for each in tags.split(",")]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return found.updated_at.replace(microsecond=0) <= since


def _shown(request: Request, found: Stored, part: partial.Part) -> Response:
    headers = (*_version_headers(found), *part.headers)
    if found.type == "Binary" and part.is_whole:
        return binary.answered(request, found, headers)
    return Response(200, part.of(found).body, headers)


def search(request: Request) -> Response:
    """GET [type], [base] (all types) or [compartment]/[id]/[type] (``*`` for all of them), with parameters."""
    return _searched(request, "/".join(request.path), request.params())


def search_by_post(request: Request) -> Response:
    """POST .../_search with a form body, wherever a search can be made by GET."""
    form = replace(request, query=request.body.decode("utf-8", "replace"), body=b"")
    return _searched(request, "/".join(request.path[:-1]), [*request.params(), *form.params()])


def _searched(request: Request, path: str, params: list[tuple[str, str]]) -> Response:
    *owner, kind = path.split("/")
    page = door(request).search(
        "" if kind == "*" else kind,
        params,
        base_url=request.base_url,
        lenient=request.prefers("handling=lenient"),
        within=Compartment(*owner) if owner else None,
    )
    here = f"{request.base_url}/{path}".rstrip("/")
    kept = [each for each in params if each[0] != "_page" and each not in page.left_aside]
    links = [("self", f"{here}?{urlencode(kept)}" if kept else here)]
    if page.next:
        links.append(("next", f"{here}?{urlencode([*kept, ('_page', page.next)])}"))
    return Response(200, bundle.searchset(page, base_url=request.base_url, links=links))


def base(request: Request) -> Response:
    """POST [base]: a batch or a transaction."""
    return batch.answered(request, answer)


def metadata(request: Request) -> Response:
    """GET metadata: what is really served."""
    return Response(200, capability.statement(request.base_url))


def _version_headers(found: Stored) -> tuple[tuple[str, str], ...]:
    return (
        ("ETag", f'W/"{found.version}"'),
        ("Last-Modified", format_datetime(found.updated_at, usegmt=True)),
    )


_ROUTES: dict[tuple[str, ...], dict[str, Callable[[Request], Response]]] = {
    (): {"GET": search, "POST": base},
    ("metadata",): {"GET": metadata},
    ("_search",): {"POST": search_by_post},
    ("*",): {
        "GET": search, "POST": writing.perform, "PUT": writing.perform, "PATCH": writing.perform,
        "DELETE": writing.perform,
    },
    ("*", "_search"): {"POST": search_by_post},
    ("*", "*", "*"): {"GET": search},
    ("*", "*", "*", "_search"): {"POST": search_by_post},
    ("*", "*"): {"GET": read, "PUT": writing.perform, "PATCH": writing.perform, "DELETE": writing.perform},
    ("_history",): {"GET": histories.answered},
    ("*", "_history"): {"GET": histories.answered},
    ("*", "*", "_history"): {"GET": histories.answered},
    ("*", "*", "_history", "*"): {"GET": vread},
    ("$validate",): {"POST": validate.answered},
    ("*", "$validate"): {"POST": validate.answered},
    ("*", "*", "$validate"): {"GET": validate.answered, "POST": validate.answered},
    ("$fhirpath",): {"POST": fhirpath.answered},
    ("$import",): {"POST": bulk_import.started},
    ("$import", "*"): {"GET": bulk_import.looked_after, "DELETE": bulk_import.ended},
    ("$import", "*", "*"): {"GET": bulk_import.errors},
    ("*", "*", "$meta"): {"GET": meta.shown, "POST": meta.shown},
    ("*", "*", "$meta-add"): {"POST": meta.added},
    ("*", "*", "$meta-delete"): {"POST": meta.removed},
    ("*", "*", "$everything"): {"GET": everything.answered, "POST": everything.answered},
}  # fmt: skip
