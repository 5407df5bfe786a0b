"""FHIR XML to the dict that its FHIR JSON would give.

Refused, with the place: anything but UTF-8, document types (and with them all entities), unknown elements and
attributes, elements out of order, text between elements, elements without content, numbers that are none.
Comments and processing instructions are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from lxml import etree

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.fhir_xml import members, narrative
from hoaban.record.engine.fhir_xml.members import FHIR, MAX_DEPTH, XHTML, Form, Member
from hoaban.record.engine.fhir_xml.problems import NotFhirXml

MAX_BYTES = 32 * 1024 * 1024
MAX_TAGS = 2_000_000

_PROLOG = re.compile(
    r"(?:<\?xml\s(?P<says>(?>[^?]|\?(?!>))*+)\?>)?(?>\s+|<!--(?>.*?-->)|<\?(?>.*?\?>))*+", re.DOTALL
)
_ENCODING = re.compile(r"\bencoding\s*=\s*[\"'](?!utf-?8[\"']|us-ascii[\"'])", re.IGNORECASE)
# Where to find a schema is the sender's hint to its own tools.
_IGNORED_ON_ROOT = "{http://www.w3.org/2001/XMLSchema-instance}"
_STRAY_TEXT = etree.XPath(
    "//text()[normalize-space()][not(ancestor::x:*)]/parent::*", namespaces={"x": XHTML}
)

Convert = Callable[[str], int | Decimal | bool]


def read(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """The resource in ``data``.

    :raises NotFhirXml: not one FHIR resource as described above; says where.
    """
    root = _parse(data, max_bytes)
    for name in root.attrib:
        if not str(name).startswith(_IGNORED_ON_ROOT):
            raise NotFhirXml("thuộc tính lạ", "has an unknown attribute", place=_place(root))
    for element in cast("list[etree._Element]", _STRAY_TEXT(root)):
        raise NotFhirXml("có chữ ngoài thuộc tính", "has text outside an attribute", place=_place(element))
    return _Reading(narrative.outermost(data)).resource(root, 1)


def _parse(data: bytes, max_bytes: int) -> etree._Element:
    if len(data) > max_bytes:
        raise NotFhirXml(
            f"dài quá {max_bytes} byte", f"is longer than {max_bytes} bytes", place=f"byte {max_bytes}"
        )
    if data.count(b"<") > MAX_TAGS:
        raise NotFhirXml(f"có quá {MAX_TAGS} thẻ", f"has more than {MAX_TAGS} tags", place="byte 0")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise NotFhirXml("không phải UTF-8", "is not UTF-8", place=f"byte {failure.start}") from None
    prolog = _PROLOG.match(text)
    if prolog is not None and text.startswith("<!", prolog.end()):
        raise NotFhirXml(
            "không được khai báo DOCTYPE",
            "must not have a document type",
            place=f"line {text.count(chr(10), 0, prolog.end()) + 1}",
        )
    if prolog is not None and _ENCODING.search(prolog["says"] or ""):
        raise NotFhirXml("phải khai báo mã UTF-8", "must be declared as UTF-8", place="line 1")
    try:
        return etree.fromstring(data, narrative.parser())
    except etree.XMLSyntaxError as failure:
        raise NotFhirXml("sai cú pháp", "wrong syntax", place=f"line {failure.lineno or 1}") from None


def _place(element: etree._Element) -> str:
    """``Patient.name[1].given``, as in the messages of ``validate``."""
    steps: list[str] = []
    below: etree._Element | None = element
    while below is not None:
        tag = str(below.tag)
        before = sum(1 for _ in below.itersiblings(tag, preceding=True))
        after = before or any(True for _ in below.itersiblings(tag))
        name = tag.rpartition("}")[2]
        steps.append((name if name.isascii() and len(name) <= 64 else "?") + (f"[{before}]" if after else ""))
        below = below.getparent()
    return ".".join(reversed(steps))


def _refuse(element: etree._Element, vi: str, en: str) -> NotFhirXml:
    return NotFhirXml(vi, en, place=_place(element))


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text == "true"


_CONVERT: Mapping[str, Convert] = {"boolean": _boolean, **dict.fromkeys(members.NUMBERS, parse_json.number)}


class _Reading:
    """One document on its way; ``narratives`` are the texts of its divs, in order."""

    def __init__(self, narratives: Iterator[str]) -> None:
        self._narratives = narratives

    def resource(self, element: etree._Element, depth: int) -> dict[str, Any]:
        namespace, _, name = str(element.tag).rpartition("}")
        if namespace != "{" + FHIR or not structure.is_resource_type(name):
            raise _refuse(element, "không phải loại tài nguyên của R4", "is no R4 type")
        made: dict[str, Any] = {"resourceType": name}
        self._elements(made, element, name, depth)
        if depth > 1 and element.attrib:
            raise _refuse(element, "thuộc tính lạ", "has an unknown attribute")
        return made

    def _object(self, element: etree._Element, kind: str, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        known = members.attributes(kind)
        for name in element.keys():  # noqa: SIM118 - items() would look every attribute up by its name
            if name not in known:
                raise _refuse(element, "thuộc tính lạ", "has an unknown attribute")
            made[name] = element.get(name)
        self._elements(made, element, kind, depth)
        if not made:
            raise _refuse(element, "không được rỗng", "must not be empty")
        return made

    def _elements(self, made: dict[str, Any], parent: etree._Element, kind: str, depth: int) -> None:
        """Add what the child elements of ``parent`` say."""
        if depth > MAX_DEPTH:
            raise _refuse(
                parent, f"lồng sâu quá {MAX_DEPTH} cấp", f"is nested more than {MAX_DEPTH} levels deep"
            )
        known = members.by_tag(kind)
        order = 0
        ragged: set[str] = set()
        for child in parent:
            member = known.get(child.tag)
            if member is None:
                raise _refuse(child, "phần tử không có trong R4", "is not an element that R4 knows here")
            if member.order < order:
                raise _refuse(child, "không đúng thứ tự", "stands out of order")
            order = member.order
            if member.form is Form.PRIMITIVE:
                if self._primitive(made, child, member, depth):
                    ragged.add(member.name)
            else:
                _put(made, member, child, self._value(child, member, depth + 1))
        for name in ragged:
            _even_out(made, name)

    def _value(self, element: etree._Element, member: Member, depth: int) -> Any:
        if member.form is Form.OBJECT:
            return self._object(element, member.kind, depth)
        if member.form is Form.NARRATIVE:
            return narrative.text_of(element, next(self._narratives))
        if len(element) != 1 or element.attrib:
            raise _refuse(element, "phải chứa đúng một tài nguyên", "must hold exactly one resource")
        return self.resource(element[0], depth)

    def _primitive(self, made: dict[str, Any], element: etree._Element, member: Member, depth: int) -> bool:
        """Add a primitive; says whether it is one of many and something is beside or missing."""
        text = element.get("value")
        value: Any = text
        if text is not None and member.kind in _CONVERT:
            try:
                value = _CONVERT[member.kind](text)
            except ValueError:
                raise _refuse(element, f"không phải {member.kind}", f"is not a {member.kind}") from None
        if text is not None and len(element) == 0 and len(element.keys()) == 1:
            _put(made, member, element, value)
            return False
        extras = self._extras(element, depth + 1)
        if text is None and not extras:
            raise _refuse(element, "không được rỗng", "must not be empty")
        if member.many:
            values = made.setdefault(member.name, [])
            beside = made.setdefault(f"_{member.name}", [])
            beside.extend([None] * (len(values) - len(beside)))
            values.append(value)
            beside.append(extras or None)
            return True
        if text is not None:
            _put(made, member, element, value)
        if f"_{member.name}" in made:
            raise _refuse(element, "chỉ được có một lần", "is given more than once")
        if extras:
            made[f"_{member.name}"] = extras
        return False

    def _extras(self, element: etree._Element, depth: int) -> dict[str, Any]:
        """The id and extensions of a primitive."""
        extras: dict[str, Any] = {}
        for name in element.keys():  # noqa: SIM118
            if name == "id":
                extras["id"] = element.get(name)
            elif name != "value":
                raise _refuse(element, "thuộc tính lạ", "has an unknown attribute")
        self._elements(extras, element, "Element", depth)
        return extras


def _put(made: dict[str, Any], member: Member, element: etree._Element, value: Any) -> None:
    if member.many:
        made.setdefault(member.name, []).append(value)
    elif member.name in made:
        raise _refuse(element, "chỉ được có một lần", "is given more than once")
    else:
        made[member.name] = value


def _even_out(made: dict[str, Any], name: str) -> None:
    """JSON's two arrays of a repeating primitive: equally long, or absent where they would hold only nulls."""
    values, beside = made[name], made[f"_{name}"]
    beside.extend([None] * (len(values) - len(beside)))
    if all(each is None for each in values):
        del made[name]
