"""``$import``: NDJSON that was sent, or that lies in the operator's inbox; answered by where to ask how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.record.bulk import jobs
from hoaban.record.engine import parse_json
from hoaban.record.rest import bundle, formats
from hoaban.record.rest.http import Request, Response
from hoaban.record.shapes import Json

NDJSON = "application/fhir+ndjson"
_NDJSON = frozenset({NDJSON, "application/ndjson", "application/x-ndjson", "ndjson"})


def started(request: Request) -> Response:
    """POST $import with NDJSON, or with Parameters that name files: ``input`` with a part ``url`` for each."""
    common: dict[str, Any] = {
        "actor": request.actor, "purpose": request.purpose, "now": clock.now(),
        "request": f"{request.base_url}/$import",
    }  # fmt: skip
    if formats.media_type(request.content_type) in _NDJSON:
        job = jobs.start_with_body(body=request.body, **common)
    else:
        job = jobs.start_with_files(names=_names(request.resource()), **common)
    return Response(202, b"", (("Content-Location", f"{request.base_url}/$import/{job}"),))


def looked_after(request: Request) -> Response:
    """GET $import/[id]: 202 while it goes on, then 200 with the counts."""
    told = jobs.progress(actor=request.actor, job=_job(request))
    if not told.is_over:
        said = f"file {told.file + 1} of {told.files}: {told.stored} stored, {told.unchanged} unchanged, {told.refused} refused"
        return Response(202, b"", (("X-Progress", said), ("Retry-After", "2")))
    answer: Json = {
        "transactionTime": bundle.instant(told.asked_at),
        "request": told.request,
        "requiresAccessToken": True,
        "state": told.state,
        "output": [{"stored": told.stored, "unchanged": told.unchanged}],
        "error": [],
    }
    if told.refused:
        url = f"{request.base_url}/$import/{told.id}/errors"
        answer["error"].append({"type": "OperationOutcome", "count": told.refused, "url": url})
    if told.failure:
        answer["failure"] = told.failure
    return Response(200, parse_json.dumps(answer), content_type="application/json")


def errors(request: Request) -> Response:
    """GET $import/[id]/errors: an OperationOutcome for each line that was refused."""
    told = jobs.progress(actor=request.actor, job=_job(request))
    path = jobs.errors_of(told.id)
    if not told.is_over or not path.is_file():
        raise NotFound("Chưa có, hoặc không có lỗi nào.", "Not yet, or there are none.", place="path")
    return Response(200, path.read_bytes(), content_type=NDJSON)


def ended(request: Request) -> Response:
    """DELETE $import/[id]"""
    jobs.end(actor=request.actor, job=_job(request))
    return Response(202)


def _job(request: Request) -> UUID:
    try:
        return UUID(request.path[1])
    except ValueError:
        raise NotFound("Không có lần nhập này.", "There is no such import.", place="path") from None


def _names(sent: Json) -> list[str]:
    found: list[str] = []
    parts = sent.get("parameter") if sent.get("resourceType") == "Parameters" else None
    if not isinstance(parts, list):
        raise Invalid(
            "Cần một tài nguyên Parameters hoặc NDJSON.", "Parameters or NDJSON is expected.", place="body"
        )
    for part in parts:
        name = part.get("name") if isinstance(part, dict) else None
        if name == "input":
            found += _urls(part)
        elif name != "inputFormat" or _text(part) not in _NDJSON:
            raise Invalid("Tham số không đúng.", "A parameter is not right.", place="parameter")
    return found


def _urls(part: Json) -> list[str]:
    inner = part.get("part")
    named = (
        {each.get("name"): _text(each) for each in inner if isinstance(each, dict)}
        if isinstance(inner, list)
        else {}
    )
    url = named.get("url")
    if url is None or set(named) - {"url", "type"}:
        raise Invalid("input cần một url.", "An input needs a url.", place="input")
    return [url]


def _text(part: Json) -> str | None:
    values = [value for key, value in part.items() if key.startswith("value")]
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None
