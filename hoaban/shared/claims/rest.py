"""``POST /api/claims``: the same door for programs. Bearer tokens only; errors and reports are JSON."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts.api import needs_token
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.shared.claims import queries, services

_JSON = "application/json"
_WAIT_AT_MOST = 5 * 1024 * 1024
_ENDINGS = {"application/xml": ".xml", "text/xml": ".xml", "application/zip": ".zip"}


class UnsupportedMedia(Invalid):
    """A body that is neither XML, ZIP nor a form with files."""

    status = 415
    code = "not-supported"


@needs_token("claims.submit")
@require_POST
def submit(request: HttpRequest) -> HttpResponseBase:
    """Take claim files: 202 with the address of the batch, or with ``wait=true`` the report itself (small bodies)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    length = request.headers.get("Content-Length", "")
    small = length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= _WAIT_AT_MOST
    receipt = request.GET.get("receipt", "")[:100]
    batch = services.deliver(actor=actor, source="api", files=_files(request), receipt=receipt, now=now)
    if request.GET.get("wait") == "true" and small:
        services.run_batch(batch, actor=actor, clock=clock.now)
        services.discard(batch)
        whole = "".join(queries.report_as_json(actor=actor, batch_id=batch))  # of a small body
        return HttpResponse(whole, content_type=_JSON)
    services.enqueue(batch)
    response = JsonResponse({"batch": str(batch), "state": "waiting"}, status=202)
    response["Location"] = reverse("claims:read", args=[batch])
    return response


@needs_token("claims.submit")
@require_safe
def read(request: HttpRequest, batch: UUID) -> HttpResponseBase:
    """The state of a batch and its report so far."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pieces = queries.report_as_json(actor=actor, batch_id=batch)
    return StreamingHttpResponse(pieces, content_type=_JSON)


def _files(request: HttpRequest) -> list[tuple[str, Any]]:
    kind = (request.content_type or "").lower()
    if kind == "multipart/form-data":
        try:
            given = request.FILES
        except (MultiPartParserError, SuspiciousOperation) as broken:
            raise Invalid(
                "Không đọc được biểu mẫu.", "The form cannot be read.", place="multipart/form-data"
            ) from broken
        found: list[tuple[str, Any]] = [
            (one.name or "file.xml", one) for name in given for one in given.getlist(name)
        ]
        if not found:
            raise Invalid("Không có tệp nào trong biểu mẫu.", "The form has no file.", place="files")
        return found
    if kind not in _ENDINGS:
        raise UnsupportedMedia(
            "Chỉ nhận XML, ZIP hoặc biểu mẫu.", "XML, ZIP or a form only.", place="Content-Type"
        )
    return [(f"body{_ENDINGS[kind]}", io.BufferedReader(_Body(request)))]


class _Body(io.RawIOBase):
    """The request's body as a stream, so that a large file goes to disk piece by piece."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._request.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
