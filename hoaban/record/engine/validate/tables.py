"""Turns the definitions into rules, each type at its first use, and keeps them."""

from __future__ import annotations

import threading
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.structure import ANY_TYPE, CHOICE, Definition, Element
from hoaban.record.engine.validate import primitives, shapes
from hoaban.record.engine.validate.issues import Faults, fault
from hoaban.record.engine.validate.primitives import Rule
from hoaban.record.engine.validate.references import reference_to
from hoaban.record.engine.validate.shapes import Table

_ANYTHING = frozenset(structure.resource_types())
_objects: dict[tuple[str, frozenset[str]], Rule] = {}
_resources: dict[str, Rule] = {}
_making = threading.Lock()


def any_resource(value: Any, parent: Any, depth: int) -> Faults | None:
    """A whole resource of whatever type it says it is."""
    if value.__class__ is not dict:
        return shapes.no_object()
    name = value.get("resourceType")
    if name.__class__ is not str:
        return fault(
            "required", "bắt buộc phải có và là chuỗi", "is required and is a string", ".resourceType"
        )
    rule = _resources.get(name) or _resource(name)
    if rule is None:
        return fault("not-supported", "không phải loại tài nguyên của R4", "is no R4 type", ".resourceType")
    return rule(value, parent, depth)


def _resource(name: str) -> Rule | None:
    """Make the rule of a resource type. Others see it only when it and all it needs are complete."""
    if not structure.is_resource_type(name):
        return None
    with _making:
        rule = _resources[name] = _object(name)
    return rule


def _contained(value: Any, parent: Any, depth: int) -> Faults | None:
    """A resource inside another one; it may not contain further ones (dom-2)."""
    if value.__class__ is dict and "contained" in value:
        return fault(
            "structure",
            "tài nguyên được chứa không được chứa tài nguyên khác",
            "a contained resource must not contain others",
            ".contained",
        )
    return any_resource(value, parent, depth)


def _fine(_value: Any, _parent: Any, _depth: int) -> Faults | None:
    return None


def _object(name: str, targets: frozenset[str] = _ANYTHING) -> Rule:
    """The rule of a type; ``targets`` narrows what a Reference may point to."""
    key = (name, targets)
    rule = _objects.get(key)
    if rule is not None:
        return rule
    table = Table()
    # Kept before it is filled: an Extension holds types that hold extensions.
    rule = _objects[key] = shapes.object_of(table)
    described = structure.definition(name)
    for element in described.elements:
        _add(table, described, element)
    if described.kind == "resource":
        table.rules["resourceType"] = _fine
    if name == "Reference":
        table.rules["reference"] = reference_to(targets)
    if name == "Extension":
        table.whole = _extension(described)
    return rule


def _add(table: Table, owner: Definition, element: Element) -> None:
    """Enter one element: a rule per property, the path steps, and whether it is required."""
    stem = element.name.removesuffix(CHOICE)
    names = element.json_names()
    every = frozenset(names) | {f"_{name}" for name in names}
    for name, kind in names.items():
        rules = _properties(owner, element, name, kind)
        for each, rule in rules.items():
            others = every - {name, f"_{name}"}
            table.rules[each] = shapes.only_one_of(rule, others, stem) if element.is_choice else rule
            if element.is_choice:
                table.steps[each] = f"{stem}.ofType({structure.spoken_name(kind)})"
            elif each != name:
                table.steps[each] = name
    if element.minimum:
        table.required.append((stem, every))


def _properties(owner: Definition, element: Element, name: str, kind: str) -> dict[str, Rule]:
    """The rules of a property and, for a primitive, of the property that carries its extensions."""
    if element.maximum == 0:
        return {name: shapes.never, f"_{name}": shapes.never}
    value = _value(owner, element, kind)
    if not structure.is_primitive(kind):
        return {name: shapes.many(value, element.maximum) if element.many else value}
    # Neither an attribute nor XHTML takes extensions.
    if element.attribute or kind == "xhtml":
        return {name: value}
    extras = _object("Element")
    if not element.many:
        return {name: value, f"_{name}": shapes.beside(extras, name)}
    return {
        name: shapes.many_primitives(value, f"_{name}", element.maximum),
        f"_{name}": shapes.many_extensions(extras, name, element.maximum),
    }


def _value(owner: Definition, element: Element, kind: str) -> Rule:
    """The rule of one value of ``element`` when it is of type ``kind``."""
    if kind == ANY_TYPE:
        return _contained if element.name == "contained" else any_resource
    if structure.is_primitive(kind):
        if element.name == "id" and owner.kind != "resource":
            return primitives.element_id
        codes = structure.codes(element.codes) if kind == "code" and element.codes else None
        return primitives.RULES[kind] if codes is None else primitives.code_out_of(codes)
    if kind == "Reference":
        targets = element.targets.get(kind, frozenset([ANY_TYPE]))
        return _object(kind, _ANYTHING if ANY_TYPE in targets else targets)
    rule = _object(kind)
    systems = structure.code_systems(element.codes) if kind == "CodeableConcept" and element.codes else None
    return rule if systems is None else shapes.concept_out_of(rule, systems)


def _extension(described: Definition) -> shapes.Whole:
    """ext-1: an extension has a value or further extensions, never both, never neither."""
    names = next(each for each in described.elements if each.is_choice).json_names()
    values = frozenset(names) | {f"_{name}" for name in names}

    def check(value: dict[str, Any]) -> Faults | None:
        if ("extension" in value) != values.isdisjoint(value):
            return fault(
                "invariant",
                "phần mở rộng phải có hoặc value[x] hoặc extension, không cả hai (ext-1)",
                "an extension has either value[x] or extensions, not both (ext-1)",
            )
        return None

    return check
