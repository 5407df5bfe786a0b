"""From a value to its children: one small closure for each element of each type, made once.

A step takes the JSON object of the parent and adds the children to a list: bare where the element has one type,
as Nodes otherwise (``boxed_step`` always adds Nodes).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath.model import Items, Kind, Node
from hoaban.record.engine.structure import ANY_TYPE, CHOICE, Element

Step = Callable[[dict[str, Any], Items], None]


@cache
def element_of(type_name: str, name: str) -> Element | None:
    """The element that FHIRPath calls ``name`` (``value``, never ``valueQuantity`` or ``value[x]``)."""
    if structure.is_primitive(type_name):
        type_name = "Element"
    try:
        described = structure.definition(type_name)
    except KeyError:
        return None
    return next((each for each in described.elements if each.name.removesuffix(CHOICE) == name), None)


@cache
def kind_of(type_name: str, name: str) -> Kind | None:
    """What is known of the children ``name`` of a type; None where the type has no such element."""
    if name == "extension" and structure.is_primitive(type_name):
        return Kind(("Extension",), bare=True)
    element = element_of(type_name, name)
    if element is None:
        return None
    types = tuple(structure.spoken_name(each) for each in element.types)
    if types == (ANY_TYPE,):
        return Kind(types, single=not element.many)
    return Kind(types, bare=not element.is_choice, single=not element.many)


@cache
def step(type_name: str, name: str, *, boxed: bool) -> Step | None:
    """The step to the children ``name`` of a complex type; None where it has no such element."""
    element = element_of(type_name, name)
    if element is None:
        return None
    if element.is_choice:
        return _choice(element)
    kind = structure.spoken_name(element.types[0])
    if kind == ANY_TYPE:
        return _resources(element)
    if structure.is_primitive(kind):
        return (_many_primitives if element.many else _one_primitive)(element.name, kind, boxed=boxed)
    return (_many_complex if element.many else _one_complex)(element.name, kind, boxed=boxed)


def _one_complex(name: str, kind: str, *, boxed: bool) -> Step:
    def bare_step(parent: dict[str, Any], out: Items) -> None:
        found = parent.get(name)
        if found is not None:
            out.append(found)

    def boxed_step(parent: dict[str, Any], out: Items) -> None:
        found = parent.get(name)
        if found is not None:
            out.append(Node(found, kind))

    return boxed_step if boxed else bare_step


def _many_complex(name: str, kind: str, *, boxed: bool) -> Step:
    def bare_step(parent: dict[str, Any], out: Items) -> None:
        found = parent.get(name)
        if found:
            out.extend(found)

    def boxed_step(parent: dict[str, Any], out: Items) -> None:
        for found in parent.get(name, ()):
            out.append(Node(found, kind))

    return boxed_step if boxed else bare_step


def _one_primitive(name: str, kind: str, *, boxed: bool) -> Step:
    shadow = f"_{name}"

    def one(parent: dict[str, Any], out: Items) -> None:
        found, extras = parent.get(name), parent.get(shadow)
        if extras is not None or (boxed and found is not None):
            out.append(Node(found, kind, extras))
        elif found is not None:
            out.append(found)

    return one


def _many_primitives(name: str, kind: str, *, boxed: bool) -> Step:
    shadow = f"_{name}"

    def many(parent: dict[str, Any], out: Items) -> None:
        found, extras = parent.get(name), parent.get(shadow)
        if extras is None:
            if found:
                out.extend([Node(each, kind) for each in found] if boxed else found)
            return
        values = found or [None] * len(extras)
        for index, value in enumerate(values):
            extra = extras[index] if index < len(extras) else None
            if extra is not None or (boxed and value is not None):
                out.append(Node(value, kind, extra))
            elif value is not None:
                out.append(value)

    return many


def _choice(element: Element) -> Step:
    names = [
        (json_name, f"_{json_name}", structure.spoken_name(kind))
        for json_name, kind in element.json_names().items()
    ]

    def choice(parent: dict[str, Any], out: Items) -> None:
        for name, shadow, kind in names:
            if name in parent or shadow in parent:
                out.append(Node(parent.get(name), kind, parent.get(shadow)))

    return choice


def _resources(element: Element) -> Step:
    name = element.name

    def resources(parent: dict[str, Any], out: Items) -> None:
        found = parent.get(name)
        for each in found if found.__class__ is list else () if found is None else (found,):
            out.append(Node(each, each.get("resourceType", ANY_TYPE)))

    return resources


@cache
def properties(type_name: str, name: str) -> frozenset[str]:
    """The JSON properties that hold the element ``name`` of a complex type: a valid object never has them empty."""
    element = element_of(type_name, name)
    names = element.json_names() if element is not None else ()
    return frozenset(names) | {f"_{each}" for each in names}


@cache
def choice_step(type_name: str, name: str, wanted: str) -> tuple[str, str] | None:
    """The JSON property of a choice of type ``wanted`` and its shadow (``valueQuantity``); None: not allowed there."""
    element = element_of(type_name, name)
    if element is None or not element.is_choice:
        return None
    for json_name, kind in element.json_names().items():
        if structure.spoken_name(kind) == wanted:
            return json_name, f"_{json_name}"
    return None


def child(node: Node, name: str, out: Items) -> None:
    """Add the children ``name`` of a Node, as Nodes; nothing where its type has none of that name."""
    if node.value.__class__ is dict:
        found = step(node.type, name, boxed=True)
        if found is not None:
            found(node.value, out)
    elif node.extras is not None:
        found = step("Element", name, boxed=True)
        if found is not None:
            found(node.extras, out)


@cache
def _all_steps(type_name: str) -> tuple[Step, ...]:
    try:
        described = structure.definition(type_name)
    except KeyError:
        return ()
    names = [each.name.removesuffix(CHOICE) for each in described.elements]
    return tuple(found for name in names if (found := step(type_name, name, boxed=True)) is not None)


def children(node: Node, out: Items) -> None:
    """Add all children of a Node, as Nodes, in the order of the definition."""
    if node.value.__class__ is dict:
        for each in _all_steps(node.type):
            each(node.value, out)
    elif node.extras is not None:
        for each in _all_steps("Element"):
            each(node.extras, out)
