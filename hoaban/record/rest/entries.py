"""One entry of a batch or transaction as the request that it stands for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from hoaban.kernel.errors import HoaBanError, Invalid
from hoaban.record.engine import structure
from hoaban.record.rest import formats
from hoaban.record.rest.http import Request
from hoaban.record.shapes import Json

MAX_ENTRIES = 5000
METHODS = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")
_LONGEST_NAME = 200
_CONDITIONS = {
    "ifMatch": "if-match", "ifNoneMatch": "if-none-match", "ifNoneExist": "if-none-exist",
    "ifModifiedSince": "if-modified-since",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """``request`` is what the entry asks for, on behalf of whoever sent the bundle."""

    position: int
    full_url: str
    request: Request

    @property
    def place(self) -> str:
        return f"Bundle.entry[{self.position}]"


class EntryFailed(HoaBanError):
    """One entry of a bundle cannot be done; ``cause`` is why."""

    def __init__(self, cause: HoaBanError, position: int, full_url: str) -> None:
        super().__init__(cause.message_vi, cause.message_en, place=cause.place)
        self.cause = cause
        self.status, self.code = cause.status, cause.code
        self.position = position
        self.full_url = full_url[:_LONGEST_NAME]

    @property
    def name(self) -> str:
        """How messages name the entry."""
        at = f"Bundle.entry[{self.position}]"
        return f"{at} ({self.full_url})" if self.full_url else at

    def expression(self, place: str) -> str:
        """A place in the entry as a place in the bundle."""
        at = f"Bundle.entry[{self.position}]"
        kind, dot, rest = place.partition(".")
        if structure.is_resource_type(kind):
            return f"{at}.resource{dot}{rest}"
        return f"{at}.{place}" if place in ("request", "request.url", "resource", "fullUrl") else at


def listed(bundle: Json) -> list[Any]:
    """The entries of a bundle. :raises Invalid: too many, or no list."""
    found = bundle.get("entry", [])
    if not isinstance(found, list) or len(found) > MAX_ENTRIES:
        raise Invalid(
            f"Nhiều nhất {MAX_ENTRIES} mục.", f"At most {MAX_ENTRIES} entries.", place="Bundle.entry"
        )
    return found


def read(entry: Any, position: int, whole: Request) -> Act:
    """What an entry asks for. :raises EntryFailed: it cannot be understood."""
    full_url = entry.get("fullUrl", "") if isinstance(entry, dict) else ""
    named = full_url if isinstance(full_url, str) else ""
    try:
        return Act(position, named, _request(entry, whole))
    except Invalid as failure:
        raise EntryFailed(failure, position, named) from failure


def _request(entry: Any, whole: Request) -> Request:
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict):
        raise Invalid("Mục thiếu request.", "The entry has no request.", place="request")
    method, url = asked.get("method"), asked.get("url")
    if not isinstance(method, str) or method not in METHODS or not isinstance(url, str):
        raise _NotSupported(
            "Mục dùng phương thức không được hỗ trợ.", "The entry's method is not supported.", place="request"
        )
    resource = entry.get("resource")
    if method in ("PUT", "PATCH") and not isinstance(resource, dict):
        raise Invalid("Mục thiếu resource.", "The entry has no resource.", place="resource")
    path, _, query = url.removeprefix(whole.base_url).partition("?")
    segments = tuple(unquote(part) for part in path.strip("/").split("/") if part)
    if "://" in path or (not segments and not query):
        raise Invalid("Địa chỉ của mục không đúng.", "The entry's url is not right.", place="request.url")
    given = resource if isinstance(resource, dict) else {} if method == "POST" else None
    made = replace(
        whole,
        method=method,
        path=segments,
        query=query,
        body=b"",
        given=given,
        headers=_headers(asked, whole),
    )
    return _with_patch(made) if method == "PATCH" else made


class _NotSupported(Invalid):
    status = 422
    code = "not-supported"


def _headers(asked: Json, whole: Request) -> dict[str, str]:
    kept: dict[str, str] = {
        name: value for name, value in whole.headers.items() if name in ("prefer", "x-request-id")
    }
    kept["accept"] = kept["content-type"] = formats.FHIR_JSON
    for name, header in _CONDITIONS.items():
        if name in asked:
            if not isinstance(asked[name], str):
                raise Invalid(f"{name} không đúng.", f"{name} is not right.", place="request")
            kept[header] = asked[name]
    return kept


def _with_patch(made: Request) -> Request:
    """A JSON Patch comes inside a Binary, a FHIRPath Patch as it is."""
    given = made.given or {}
    if given.get("resourceType") != "Binary":
        return made
    try:
        body = base64.b64decode(given["data"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Invalid(
            "Bản vá trong Binary không đọc được.", "The patch in the Binary cannot be read.", place="resource"
        ) from None
    kind = given.get("contentType")
    headers = {**made.headers, "content-type": kind if isinstance(kind, str) else ""}
    return replace(made, given=None, body=body, headers=headers)
