"""The value of an operation: a data type, a resource, or an element put together from parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.patching import places
from hoaban.record.engine.patching.problems import PatchInvalid
from hoaban.record.engine.structure import ANY_TYPE, Element

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """``kind`` is the type that was written (``valueString``: string); empty for an element made of parts."""

    value: Any
    extras: Any
    kind: str


@cache
def _types() -> Mapping[str, str]:
    """value[x] of a parameter -> its type."""
    described = structure.definition("Parameters.parameter")
    return next(each for each in described.elements if each.is_choice).json_names()


def read(parameter: Json, element: Element) -> Given:
    """The value that ``parameter`` has for ``element``. :raises PatchInvalid: none, or several."""
    names = {name.removeprefix("_") for name in parameter if name.removeprefix("_") in _types()}
    forms = len(names) + ("part" in parameter) + ("resource" in parameter)
    if forms != 1:
        raise PatchInvalid("phải có đúng một giá trị", "must have exactly one value")
    if names:
        (name,) = names
        return Given(parameter.get(name), parameter.get(f"_{name}"), _types()[name])
    if "resource" in parameter:
        return Given(parameter["resource"], None, ANY_TYPE)
    return Given(_assembled(parameter["part"], element), None, "")


def _assembled(parts: Any, element: Element) -> Json:
    """An object with a property for each part, named by the element it is to become."""
    if element.is_choice or structure.is_primitive(element.types[0]):
        raise PatchInvalid("phần tử này không ghép từ part được", "this element cannot be made of parts")
    made: Json = {}
    if parts.__class__ is not list:
        raise PatchInvalid("part phải là một mảng", "part must be an array")
    for part in parts:
        if part.__class__ is not dict or part.get("name").__class__ is not str:
            raise PatchInvalid("part phải có name", "a part must have a name")
        child = places.element_of(element.types[0], part["name"])
        add(made, child, read(part, child))
    return made


def property_for(element: Element, given: Given) -> str:
    """The JSON property that takes the value. :raises PatchInvalid: the choice has no such type."""
    if not element.is_choice:
        return element.name
    for name, kind in element.json_names().items():
        if given.kind and structure.spoken_name(kind) == given.kind:
            return name
    raise PatchInvalid("kiểu của giá trị không được phép ở đây", "the type of the value is not allowed here")


def is_there(owner: Json, element: Element) -> bool:
    """Whether ``owner`` has the element, in whatever form."""
    return any(name in owner or f"_{name}" in owner for name in element.json_names())


def add(owner: Json, element: Element, given: Given) -> None:
    """Append to a repeating element, or set another one. :raises PatchInvalid: the latter is there already."""
    name = property_for(element, given)
    entry = (given.value, given.extras)
    if element.many:
        places.put(owner, name, [*places.entries(owner, name), entry], many=True)
    elif is_there(owner, element):
        raise PatchInvalid("chỉ được có một lần", "is given more than once")
    else:
        places.put(owner, name, [entry], many=False)
