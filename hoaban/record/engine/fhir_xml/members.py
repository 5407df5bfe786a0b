"""How each property of each type stands in XML: in which order, as attribute or element, with what inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType

from hoaban.record.engine import structure
from hoaban.record.engine.structure import ANY_TYPE, Definition, Element

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"

MAX_DEPTH = 100

NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})


class Form(Enum):
    """What stands in XML for a value."""

    ATTRIBUTE = "attribute"
    PRIMITIVE = "element with a value attribute"
    OBJECT = "element with child elements"
    RESOURCE = "element around an element named by the resource's type"
    NARRATIVE = "div of XHTML"


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One property: ``name`` in JSON and in XML; the members of a choice share their ``order``.

    There is one object per member of a type, so members are told apart by identity.
    """

    name: str
    order: int
    kind: str
    form: Form
    many: bool


@cache
def members(type_name: str) -> Mapping[str, Member]:
    """The members of a type or backbone element by JSON property, ``_name`` too, in published order.

    :raises KeyError: no such type.
    """
    owner = structure.definition(type_name)
    found: dict[str, Member] = {}
    for order, element in enumerate(owner.elements):
        for name, kind in element.json_names().items():
            member = Member(name, order, kind, _form(owner, element, kind), element.many)
            found[name] = member
            if member.form is Form.PRIMITIVE:
                found[f"_{name}"] = member
    return MappingProxyType(found)


@cache
def by_tag(type_name: str) -> Mapping[str, Member]:
    """The members that are child elements, by qualified name as lxml spells it."""
    return MappingProxyType(
        {
            f"{{{XHTML if each.form is Form.NARRATIVE else FHIR}}}{each.name}": each
            for each in members(type_name).values()
            if each.form is not Form.ATTRIBUTE
        }
    )


@cache
def attributes(type_name: str) -> frozenset[str]:
    """The names of the members that are attributes."""
    return frozenset(each.name for each in members(type_name).values() if each.form is Form.ATTRIBUTE)


def _form(owner: Definition, element: Element, kind: str) -> Form:
    if kind == "xhtml":
        return Form.NARRATIVE
    if kind == ANY_TYPE:
        return Form.RESOURCE
    if not structure.is_primitive(kind):
        return Form.OBJECT
    # A resource's own id takes no extension in JSON, yet XML writes it as an element.
    return Form.ATTRIBUTE if element.attribute and owner.kind != "resource" else Form.PRIMITIVE
