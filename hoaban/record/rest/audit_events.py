"""AuditEvent under ``/fhir/R4``: for who may read it, the trail itself; for everybody else a type of the record."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from hoaban.record.audit_events import asking, reading, shape
from hoaban.record.rest import bundle, partial
from hoaban.record.rest.http import Request, Response

TYPE = "AuditEvent"
SAID = (
    "Who holds audit.read reads and searches the trail here, made for each call and stored nowhere (ids trail-NUMBER; newest"
    f" first; {asking.SERVED}). For others this is a type of the record, where AuditEvents of other systems are kept."
)


def is_meant(request: Request) -> bool:
    """Whether a call is about the trail."""
    path, method = request.path, request.method
    if path[:1] == (TYPE,) and len(path) == 2 and path[1].startswith(shape.PREFIX):
        return method == "GET"
    if _search_path(path) not in ((TYPE,), ("Patient", "*", TYPE)):
        return False
    posted = method == "POST" and path[-1:] == ("_search",)
    return (method == "GET" or posted) and reading.may_read(request.actor)


def answered(request: Request) -> Response:
    """The event, or a page of events."""
    if len(request.path) == 2 and request.path[1] != "_search":
        part = partial.asked(request)
        found = reading.read(actor=request.actor, purpose=request.purpose, fhir_id=request.path[1])
        return Response(200, part.of(found).body, (("ETag", 'W/"1"'), *part.headers))
    params = request.params()
    if request.path[-1] == "_search":
        params += replace(request, query=request.body.decode("utf-8", "replace"), body=b"").params()
    return _searched(request, params)


def _searched(request: Request, params: list[tuple[str, str]]) -> Response:
    path = [one for one in request.path if one != "_search"]
    within = [("patient", f"Patient/{path[1]}")] if len(path) == 3 else []
    page = reading.search(
        actor=request.actor, purpose=request.purpose, params=[*params, *within], base_url=request.base_url,
        lenient=request.prefers("handling=lenient"),
    )  # fmt: skip
    here = "/".join((request.base_url, *path))
    kept = [each for each in params if each[0] != "_page" and each not in page.left_aside]
    links = [("self", f"{here}?{urlencode(kept)}" if kept else here)]
    if page.next:
        links.append(("next", f"{here}?{urlencode([*kept, ('_page', page.next)])}"))
    return Response(200, bundle.searchset(page, base_url=request.base_url, links=links))


def _search_path(path: tuple[str, ...]) -> tuple[str, ...]:
    bare = path[:-1] if path[-1:] == ("_search",) else path
    return ("Patient", "*", TYPE) if len(bare) == 3 and bare[::2] == ("Patient", TYPE) else bare
