"""One record as XML and JSON in the shape of CV 365/TTYQG-GPQLCL, and the schemas of both, made from one table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from hoaban.kernel import tables

ROOT = "HoSoBenhAn"
ENTRY = "muc"
SIGNATURE = "ChuKySo"
"""Where the electronic signature of the XML stands, an element of ours: the letter names none."""
_XS = "{http://www.w3.org/2001/XMLSchema}"

Groups = Mapping[str, Sequence[Mapping[str, str]]]
"""Group -> its entries (one, of a group that is not ``many``), each field -> text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a group. ``longest`` 0: no length is known. ``own``: the name is ours."""

    name: str
    longest: int
    own: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group; ``many``: of any number of entries."""

    name: str
    many: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TooLong:
    """A value that is longer than its field may be."""

    group: str
    field: str
    longest: int
    length: int


@cache
def groups() -> tuple[Group, ...]:
    """The eleven groups in their order."""
    fields: dict[str, list[Field]] = {}
    many: dict[str, bool] = {}
    for row in tables.read_table("hoaban.shared.legal_records", "cv365.csv"):
        one = Field(row["field"], int(row["longest"]), row["certainty"] == "own", row["vi"])
        fields.setdefault(row["group"], []).append(one)
        many[row["group"]] = row["many"] == "yes"
    return tuple(Group(name, many[name], tuple(listed)) for name, listed in fields.items())


def too_long(content: Groups) -> list[TooLong]:
    """Every value that does not fit; an export cuts it and says so."""
    return [
        TooLong(group.name, field.name, field.longest, len(entry[field.name]))
        for group in groups()
        for entry in content.get(group.name, ())
        for field in group.fields
        if field.longest and len(entry.get(field.name, "")) > field.longest
    ]


def build_xml(content: Groups) -> bytes:
    """The record as XML, always the same bytes for the same content; every group is there, empty or not."""
    root = etree.Element(ROOT)
    for group in groups():
        place = etree.SubElement(root, group.name)
        for entry in content.get(group.name, ()):
            holder = etree.SubElement(place, ENTRY) if group.many else place
            for field in group.fields:
                etree.SubElement(holder, field.name).text = _fitted(entry, field)
    etree.SubElement(root, SIGNATURE)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def build_json(content: Groups) -> bytes:
    """The same as JSON; a list for each group of many."""
    made: dict[str, Any] = {}
    for group in groups():
        entries = [
            {field.name: _fitted(entry, field) for field in group.fields}
            for entry in content.get(group.name, ())
        ]
        made[group.name] = entries if group.many else (entries[0] if entries else {})
    return json.dumps({ROOT: made}, ensure_ascii=False, indent=1).encode()


def build_xsd() -> bytes:
    """The XML schema of the export."""
    schema = etree.Element(f"{_XS}schema", nsmap={"xs": _XS[1:-1]}, elementFormDefault="unqualified")
    root = etree.SubElement(schema, f"{_XS}element", name=ROOT)
    order = _sequence(root)
    for group in groups():
        inner = _sequence(etree.SubElement(order, f"{_XS}element", name=group.name))
        if group.many:
            entry = etree.SubElement(inner, f"{_XS}element", name=ENTRY, minOccurs="0", maxOccurs="unbounded")
            inner = _sequence(entry)
        for field in group.fields:
            _element(inner, field, optional=not group.many)
    signature = etree.SubElement(order, f"{_XS}element", name=SIGNATURE, minOccurs="0")
    anything = _sequence(signature)
    etree.SubElement(anything, f"{_XS}any", processContents="skip", minOccurs="0", maxOccurs="unbounded")
    made: bytes = etree.tostring(schema, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def build_json_schema() -> bytes:
    """The JSON schema (2020-12) of the export."""
    parts: dict[str, Any] = {}
    for group in groups():
        fields = {one.name: _json_field(one) for one in group.fields}
        entry: dict[str, Any] = {"type": "object", "properties": fields, "additionalProperties": False}
        parts[group.name] = {"type": "array", "items": entry} if group.many else entry
    inner = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ROOT,
        "type": "object",
        "properties": {ROOT: inner},
        "required": [ROOT],
        "additionalProperties": False,
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _fitted(entry: Mapping[str, str], field: Field) -> str:
    text = "".join(char for char in entry.get(field.name, "") if char >= " " or char in "\n\t")
    return text[: field.longest] if field.longest else text


def _sequence(element: Any) -> Any:
    return etree.SubElement(etree.SubElement(element, f"{_XS}complexType"), f"{_XS}sequence")


def _element(place: Any, field: Field, *, optional: bool) -> None:
    least = "0" if optional else "1"
    if not field.longest:
        etree.SubElement(place, f"{_XS}element", name=field.name, type="xs:string", minOccurs=least)
        return
    element = etree.SubElement(place, f"{_XS}element", name=field.name, minOccurs=least)
    simple = etree.SubElement(element, f"{_XS}simpleType")
    limits = etree.SubElement(simple, f"{_XS}restriction", base="xs:string")
    etree.SubElement(limits, f"{_XS}maxLength", value=str(field.longest))


def _json_field(field: Field) -> dict[str, Any]:
    limits = {"maxLength": field.longest} if field.longest else {}
    return {"type": "string", "description": field.meaning, **limits}
