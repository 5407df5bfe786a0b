"""A resource as FHIR XML, straight into text: elements in the order of the definitions, values as they are.

Only what has an XML form is written: an unknown property, a value of the wrong kind or a character that XML
cannot hold is refused with its place. Resources that passed ``validate`` and hold sound XHTML never are.
"""

from __future__ import annotations

import re
from decimal import Decimal
from operator import attrgetter
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.fhir_xml import members, narrative
from hoaban.record.engine.fhir_xml.members import FHIR, MAX_DEPTH, Form, Member
from hoaban.record.engine.fhir_xml.problems import NotWritable

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
# A parser turns bare line ends and tabs in attributes into spaces, so they are spelt out.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_TO_ESCAPE = re.compile('[&<>"\t\n\r]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_order = attrgetter("order")


def write(resource: dict[str, Any], *, pretty: bool = False) -> bytes:
    """The resource as a UTF-8 document.

    :raises NotWritable: it has no XML form; says where.
    """
    writing = _Writing("\n" if pretty else "", "  " if pretty else "")
    writing.resource(resource, "Resource", 0, f' xmlns="{FHIR}"')
    return "".join([_HEAD, *writing.parts]).encode()


def _wrong(place: str, kind: str) -> NotWritable:
    return NotWritable(f"phải là {kind}", f"must be of type {kind}", place=place)


def _escaped(text: Any, place: str) -> str:
    if text.__class__ is not str:
        raise _wrong(place, "string")
    if text.isprintable() and not _TO_ESCAPE.search(text):
        return str(text)
    if _NOT_XML.search(text):
        raise NotWritable("có ký tự mà XML không chứa được", "has a character XML cannot hold", place=place)
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)


def _spelt(value: Any, kind: str, place: str) -> str:
    """A primitive as the text of its value attribute."""
    if kind in members.NUMBERS:
        if value.__class__ is int or (isinstance(value, Decimal) and value.is_finite()):
            return str(value)
        raise _wrong(place, kind)
    if kind == "boolean":
        if value.__class__ is bool:
            return "true" if value else "false"
        raise _wrong(place, kind)
    return _escaped(value, place)


class _Writing:
    """One document on its way; ``line`` and ``indent`` are empty unless it is laid out for people."""

    def __init__(self, line: str, indent: str) -> None:
        self.parts: list[str] = []
        self._line, self._indent = line, indent

    def _gap(self, depth: int) -> str:
        return self._line + self._indent * depth if self._line else ""

    def resource(self, value: Any, place: str, depth: int, namespace: str = "") -> None:
        name = value.get("resourceType") if value.__class__ is dict else None
        if name.__class__ is not str or not structure.is_resource_type(name):
            raise NotWritable("không phải loại tài nguyên của R4", "is no R4 type", place=place)
        place = name if depth == 0 else place
        inside = {key: item for key, item in value.items() if key != "resourceType"}
        self._element(name, inside, name, place, depth, namespace)

    def _element(self, tag: str, value: Any, kind: str, place: str, depth: int, head: str = "") -> None:
        """An element with the members of an object as attributes and children; ``head`` stands in the tag."""
        if value.__class__ is not dict:
            raise _wrong(place, kind)
        if depth > MAX_DEPTH:
            raise NotWritable(
                f"lồng sâu quá {MAX_DEPTH} cấp", f"is nested more than {MAX_DEPTH} levels deep", place=place
            )
        children: list[Member] = []
        known = members.members(kind)
        for name, item in value.items():
            member = known.get(name)
            if member is None:
                raise NotWritable("có phần tử không có trong R4", "has an element unknown to R4", place=place)
            if member.form is not Form.ATTRIBUTE:
                children.append(member)
            else:
                head += f' {name}="{_escaped(item, f"{place}.{name}")}"'
        gap = self._gap(depth)
        if not children:
            self.parts.append(f"{gap}<{tag}{head}/>")
            return
        self.parts.append(f"{gap}<{tag}{head}>")
        children.sort(key=_order)
        for member in dict.fromkeys(children):
            self._member(value, member, f"{place}.{member.name}", depth + 1)
        self.parts.append(f"{gap}</{tag}>")

    def _member(self, owner: dict[str, Any], member: Member, place: str, depth: int) -> None:
        if member.form is Form.PRIMITIVE:
            self._primitives(owner, member, place, depth)
            return
        value = owner[member.name]
        if not member.many:
            self._value(value, member, place, depth)
            return
        if value.__class__ is not list:
            raise _wrong(place, "array")
        for index, item in enumerate(value):
            self._value(item, member, f"{place}[{index}]", depth)

    def _value(self, value: Any, member: Member, place: str, depth: int) -> None:
        if member.form is Form.OBJECT:
            self._element(member.name, value, member.kind, place, depth)
        elif member.form is Form.NARRATIVE:
            self.parts.append(self._gap(depth) + _div(value, place))
        else:
            gap = self._gap(depth)
            self.parts.append(f"{gap}<{member.name}>")
            self.resource(value, place, depth + 1)
            self.parts.append(f"{gap}</{member.name}>")

    def _primitives(self, owner: dict[str, Any], member: Member, place: str, depth: int) -> None:
        value, extras = owner.get(member.name), owner.get(f"_{member.name}")
        if not member.many:
            self._primitive(value, extras, member, place, depth)
            return
        values = [] if value is None else value
        beside = [] if extras is None else extras
        if values.__class__ is not list or beside.__class__ is not list:
            raise _wrong(place, "array")
        for index in range(max(len(values), len(beside))):
            item = values[index] if index < len(values) else None
            extra = beside[index] if index < len(beside) else None
            self._primitive(item, extra, member, f"{place}[{index}]", depth)

    def _primitive(self, value: Any, extras: Any, member: Member, place: str, depth: int) -> None:
        if value is None and extras is None:
            raise NotWritable("không được rỗng", "must not be empty", place=place)
        head = "" if value is None else f' value="{_spelt(value, member.kind, place)}"'
        if extras is None:
            self.parts.append(f"{self._gap(depth)}<{member.name}{head}/>")
        else:
            self._element(member.name, extras, "Element", place, depth, head)


def _div(value: Any, place: str) -> str:
    if value.__class__ is not str:
        raise _wrong(place, "xhtml")
    fault = narrative.fault_of(value)
    if fault:
        raise NotWritable(
            f"không phải một phần tử <div> XHTML đúng ({fault})",
            f"is not one well-formed <div> of XHTML ({fault})",
            place=place,
        )
    return str(value)
