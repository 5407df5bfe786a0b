"""What a request and a response are to the handlers; nothing else of HTTP reaches them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid
from hoaban.record.engine import parse_json
from hoaban.record.shapes import Json

FHIR_JSON = "application/fhir+json"
BASE_PATH = "/fhir/R4"
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
_JSON_TYPES = {"application/fhir+json", "application/json", "text/json", "*/*", "application/*"}


@dataclass(frozen=True, slots=True)
class Request:
    """One call, already authenticated. ``path`` holds the decoded segments after the base."""

    method: str
    path: tuple[str, ...]
    query: str
    headers: dict[str, str]
    body: bytes
    base_url: str
    actor: Actor
    purpose: Purpose

    def params(self) -> list[tuple[str, str]]:
        """Query parameters in order, without those about the format of the answer. :raises Invalid: bad escapes or too many."""
        try:
            pairs = parse_qsl(self.query, keep_blank_values=True, strict_parsing=bool(self.query), max_num_fields=100,
                              encoding="utf-8", errors="strict")  # fmt: skip
        except ValueError:
            raise Invalid(
                "Chuỗi truy vấn không đọc được.", "The query string cannot be read.", place="query"
            ) from None
        return [(name, value) for name, value in pairs if name not in ("_format", "_pretty")]

    def resource(self) -> Json:
        """The body as a resource. :raises Invalid: wrong media type, or not one JSON object."""
        sent = self.headers.get("content-type", FHIR_JSON).partition(";")[0].strip().lower()
        if sent not in _JSON_TYPES:
            raise UnsupportedMediaType(
                "Chỉ nhận application/fhir+json.",
                "Only application/fhir+json is accepted.",
                place="Content-Type",
            )
        value = parse_json.loads(self.body)
        if not isinstance(value, dict):
            raise Invalid(
                "Nội dung phải là một đối tượng JSON.", "The body must be one JSON object.", place="body"
            )
        return value

    def if_match(self) -> int | None:
        """The version named by ``If-Match``, if any."""
        return version_in(self.headers.get("if-match"))


class UnsupportedMediaType(Invalid):
    """A body in a format that is not read here."""

    status = 415
    code = "not-supported"


class NotAcceptable(Invalid):
    """An answer in a format that is not written here."""

    status = 406
    code = "not-supported"


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body and the headers that depend on the act."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = field(default=())


def version_in(etag: object) -> int | None:
    """The version number in ``W/"3"``. :raises Invalid: an ETag of another shape."""
    if etag is None:
        return None
    found = _ETAG.fullmatch(etag.strip()) if isinstance(etag, str) else None
    if not found:
        raise Invalid('If-Match phải có dạng W/"3".', 'If-Match must look like W/"3".', place="If-Match")
    return int(found[1])


def check_acceptable(accept: str, query: str) -> None:
    """Refuse a caller who wants something other than JSON. :raises NotAcceptable:"""
    wanted = dict(parse_qsl(query)).get("_format") or accept
    names = {part.partition(";")[0].strip().lower() for part in wanted.split(",")} - {""}
    if names and not names & (_JSON_TYPES | {"json"}):
        raise NotAcceptable("Chỉ trả lời bằng JSON.", "Only JSON is answered.", place="Accept")
