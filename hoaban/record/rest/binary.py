"""Binary: bytes of any type go in and come out as they are; inside the record they are a resource like any other."""

from __future__ import annotations

import base64
import binascii
import re

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import parse_json
from hoaban.record.rest import formats
from hoaban.record.rest.http import Request, Response
from hoaban.record.shapes import Json, Stored

_MEDIA_TYPE = re.compile(
    r"[\w.+-]{1,100}/[\w.+-]{1,100}(?:\s*;\s*[\w.+-]{1,50}=[\w.+\"'-]{1,100}){0,5}", re.ASCII
)
_OWNER = re.compile(r"[A-Z][A-Za-z]{2,40}/[A-Za-z0-9\-.]{1,64}")


def is_raw(request: Request) -> bool:
    """Whether the body is the bytes of a Binary rather than a resource."""
    return (
        request.path[:1] == ("Binary",)
        and request.given is None
        and not formats.is_fhir(formats.media_type(request.content_type))
    )


def wrapped(request: Request) -> Json:
    """A Binary of the bytes that were sent. ``X-Security-Context`` names the resource whose access rules it shares.

    :raises Invalid: no proper media type or reference.
    """
    kind = request.content_type.strip()
    if not _MEDIA_TYPE.fullmatch(kind):
        raise Invalid("Content-Type không đúng.", "Content-Type is not right.", place="Content-Type")
    resource: Json = {"resourceType": "Binary", "contentType": kind}
    owner = request.headers.get("x-security-context")
    if owner is not None:
        owner = owner.strip().removeprefix(request.base_url + "/")
        if not _OWNER.fullmatch(owner):
            raise Invalid(
                "X-Security-Context phải là Loại/id.",
                "X-Security-Context must be Type/id.",
                place="X-Security-Context",
            )
        resource["securityContext"] = {"reference": owner}
    return {**resource, "data": base64.b64encode(request.body).decode()} if request.body else resource


def answered(request: Request, found: Stored, headers: tuple[tuple[str, str], ...]) -> Response:
    """A Binary as its bytes, or as a resource if FHIR was asked for by name.

    Browsers are told to keep the bytes and run nothing of them: whoever wrote them is not us.
    """
    resource = parse_json.loads(found.body)
    if formats.names_fhir(request.headers.get("accept", ""), request.query):
        return Response(200, found.body, headers)
    try:
        data = base64.b64decode(resource.get("data", ""), validate=False)
    except binascii.Error:
        raise Invalid(
            "Dữ liệu của Binary không đọc được.", "The data cannot be read.", place="data"
        ) from None
    owner = resource.get("securityContext", {}).get("reference")
    kept = (("Content-Disposition", "attachment"), *headers)
    more = (("X-Security-Context", owner),) if isinstance(owner, str) and owner.isascii() else ()
    return Response(200, data, (*kept, *more), _safe(resource.get("contentType")))


def _safe(kind: object) -> str:
    good = isinstance(kind, str) and _MEDIA_TYPE.fullmatch(kind)
    return str(kind) if good else "application/octet-stream"
