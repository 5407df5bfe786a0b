"""What a request and a response are to the handlers; nothing else of HTTP reaches them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid
from hoaban.record.rest import formats
from hoaban.record.shapes import Criteria, Json

BASE_PATH = "/fhir/R4"
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
_ABOUT_THE_FORMAT = ("_format", "_pretty")
Header = tuple[str, str]


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
    given: Json | None = None
    """The body, where it came inside another one and has been read already."""

    def params(self) -> list[tuple[str, str]]:
        """Query parameters in order, without those about the format of the answer. :raises Invalid: bad escapes or too many."""
        return [(name, value) for name, value in pairs_of(self.query) if name not in _ABOUT_THE_FORMAT]

    def resource(self) -> Json:
        """The body as a resource. :raises Invalid: wrong media type, or not one resource."""
        return self.given if self.given is not None else formats.read(self.body, self.content_type)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    def if_match(self) -> int | None:
        """The version named by ``If-Match``, if any."""
        return version_in(self.headers.get("if-match"))

    def if_none_exist(self) -> Criteria | None:
        """The criteria of ``If-None-Exist``, if any."""
        given = self.headers.get("if-none-exist")
        return None if given is None else criteria_in(given)

    def prefers(self, wish: str) -> bool:
        """Whether ``Prefer`` says so (``return=minimal``)."""
        return any(
            part.strip().lower() == wish.lower() for part in re.split("[,;]", self.headers.get("prefer", ""))
        )


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body and the headers that depend on the act. The body is JSON of FHIR unless ``content_type`` says else."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = field(default=())
    content_type: str = ""


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string in order. :raises Invalid: bad escapes or too many."""
    try:
        return parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=100,
                         encoding="utf-8", errors="strict")  # fmt: skip
    except ValueError:
        raise Invalid(
            "Chuỗi truy vấn không đọc được.", "The query string cannot be read.", place="query"
        ) from None


def criteria_in(text: str) -> Criteria:
    """Search parameters as ``If-None-Exist`` and conditional addresses give them, perhaps after a type and ``?``."""
    return tuple(
        (name, value)
        for name, value in pairs_of(text.strip().rpartition("?")[2])
        if name not in _ABOUT_THE_FORMAT
    )


def version_in(etag: object) -> int | None:
    """The version number in ``W/"3"``. :raises Invalid: an ETag of another shape."""
    if etag is None:
        return None
    found = _ETAG.fullmatch(etag.strip()) if isinstance(etag, str) else None
    if not found:
        raise Invalid('If-Match phải có dạng W/"3".', 'If-Match must look like W/"3".', place="If-Match")
    return int(found[1])


def names_any(condition: object) -> bool:
    """Whether ``If-None-Match`` is ``*``. :raises Invalid: it is another condition, which a write does not have."""
    if condition is None:
        return False
    if condition != "*":
        raise Invalid(
            "Khi ghi, If-None-Match chỉ nhận *.",
            "If-None-Match of a write takes * only.",
            place="If-None-Match",
        )
    return True
