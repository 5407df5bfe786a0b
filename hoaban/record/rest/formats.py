"""JSON and XML: which of them a body is, which of them an answer shall be, and the way between the two.

The record knows JSON alone; XML is made of it, and into it, at this edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import fhir_xml, parse_json
from hoaban.record.shapes import Json

FHIR_JSON = "application/fhir+json"
FHIR_XML = "application/fhir+xml"
JSON_PATCH = "application/json-patch+json"
_JSON = frozenset({FHIR_JSON, "application/json", "text/json", "json", "application/json+fhir"})
_XML = frozenset({FHIR_XML, "application/xml", "text/xml", "xml", "application/xml+fhir"})
_ANY = frozenset({"*/*", "application/*"})
_LONGEST_ANSWER = 1 << 30


class UnsupportedMediaType(Invalid):
    """A body in a format that is not read here."""

    status = 415
    code = "not-supported"


class NotAcceptable(Invalid):
    """An answer in a format that is not written here."""

    status = 406
    code = "not-supported"


@dataclass(frozen=True, slots=True)
class Format:
    """How an answer is written."""

    xml: bool = False
    pretty: bool = False

    @property
    def content_type(self) -> str:
        return f"{FHIR_XML if self.xml else FHIR_JSON}; charset=utf-8"


def asked(accept: str, query: str) -> Format:
    """The format that a caller wants; ``_format`` goes before ``Accept``, and JSON before XML.

    :raises NotAcceptable: neither of the two will do.
    """
    params = dict(parse_qsl(query)) if "_format" in query or "_pretty" in query else {}
    pretty = params.get("_pretty") == "true"
    wanted = params.get("_format", "").replace(" ", "+") or accept
    if not wanted:
        return Format(pretty=pretty)
    best, most = None, 0.0
    for part in wanted.split(","):
        name, *rest = (each.strip().lower() for each in part.split(";"))
        xml = name in _XML
        if not (xml or name in _JSON or name in _ANY) or _of_other_version(rest):
            continue
        weight = _weight(rest)
        if weight > most:
            best, most = xml, weight
    if best is None:
        raise NotAcceptable(
            "Chỉ trả lời bằng JSON hoặc XML của FHIR R4.",
            "Only JSON and XML of FHIR R4 are answered.",
            place="Accept",
        )
    return Format(best, pretty)


def names_fhir(accept: str, query: str) -> bool:
    """Whether the caller asks for FHIR by name: only then is a Binary answered as a resource."""
    return "_format=" in query or any(
        part.partition(";")[0].strip().lower() in (FHIR_JSON, FHIR_XML) for part in accept.split(",")
    )


def _weight(parameters: list[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            try:
                return min(float(value), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _of_other_version(parameters: list[str]) -> bool:
    found = (each.partition("=") for each in parameters)
    return any(name.strip() == "fhirversion" and value.strip('" ') != "4.0" for name, _, value in found)


def media_type(content_type: str) -> str:
    """The bare name in a Content-Type; FHIR's JSON where none is given."""
    return content_type.partition(";")[0].strip().lower() or FHIR_JSON


def is_fhir(name: str) -> bool:
    """Whether bodies of this media type are resources."""
    return name in _JSON or name in _XML or name in _ANY


def read(body: bytes, content_type: str) -> Json:
    """The resource in a body. :raises Invalid: it is none. :raises UnsupportedMediaType: neither JSON nor XML."""
    name = media_type(content_type)
    if not is_fhir(name) or _of_other_version([each.strip().lower() for each in content_type.split(";")[1:]]):
        raise UnsupportedMediaType(
            "Chỉ nhận JSON hoặc XML của FHIR R4.",
            "Only JSON and XML of FHIR R4 are accepted.",
            place="Content-Type",
        )
    return fhir_xml.read(body) if name in _XML else parse_json.loads(body)


def written(body: bytes, into: Format) -> bytes:
    """A resource as JSON text in the format that was asked for.

    :raises NotAcceptable: it has no XML form.
    """
    if not body or into == Format():
        return body
    resource = parse_json.loads(body, max_bytes=_LONGEST_ANSWER)
    if not into.xml:
        return parse_json.dumps(resource, pretty=True)
    try:
        return fhir_xml.write(resource, pretty=into.pretty)
    except fhir_xml.NotWritable as failure:
        raise NotAcceptable(failure.message_vi, failure.message_en, place=failure.place) from None
