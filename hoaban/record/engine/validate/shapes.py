"""Rules for what holds other things: objects, arrays, primitives with extensions, choices, resources.

Each function returns a closure; the good path of a closure makes nothing but loop variables. ``depth`` is the
depth of the value in JSON terms (the resource itself is 1; arrays count).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hoaban.record.engine.validate.issues import MAX_ISSUES, Faults, fault, gather, shown
from hoaban.record.engine.validate.primitives import Rule, text_fault

MAX_DEPTH = 100

Whole = Callable[[dict[str, Any]], Faults | None]


@dataclass(slots=True)
class Table:
    """The rules of one kind of object; filled after its rule is made, since types refer to each other.

    ``steps`` gives the FHIRPath step of a property where it is not the property itself; ``required`` holds
    the required elements as (name, every property that satisfies it); ``whole`` checks the object as one.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    required: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    whole: Whole | None = None


def no_object() -> Faults:
    return fault("structure", "phải là một đối tượng JSON", "must be a JSON object")


def too_deep() -> Faults:
    return fault("structure", f"lồng sâu quá {MAX_DEPTH} cấp", f"is nested more than {MAX_DEPTH} levels deep")


def _unknown() -> Faults:
    return fault("structure", "phần tử không có trong R4", "is not an element that R4 knows here")


def _empty() -> Faults:
    return fault("structure", "không được rỗng", "must not be empty")


def _missing(step: str) -> Faults:
    return fault("required", "bắt buộc phải có", "is required", f".{step}")


def object_of(table: Table) -> Rule:
    """An object whose properties are checked by ``table``."""
    rule_of = table.rules.get
    required = table.required

    def check(value: Any, _parent: Any, depth: int) -> Faults | None:
        if value.__class__ is not dict:
            return no_object()
        if depth > MAX_DEPTH:
            return too_deep()
        faults: Faults | None = None
        below = depth + 1
        for name, item in value.items():
            rule = rule_of(name)
            found = _unknown() if rule is None else rule(item, value, below)
            if found is not None:
                faults = gather(faults, "." + (table.steps.get(name) or shown(name)), found)
                if len(faults) >= MAX_ISSUES:
                    return faults
        # ele-1: an id alone says nothing.
        if len(value) < 2 and (not value or "id" in value):
            return gather(faults, "", _empty())
        for step, names in required:
            if names.isdisjoint(value):
                faults = gather(faults, "", _missing(step))
        if table.whole is not None:
            found = table.whole(value)
            if found is not None:
                faults = gather(faults, "", found)
        return faults

    return check


def _list_fault(value: Any, largest: int | None) -> Faults | None:
    if value.__class__ is not list:
        return fault("structure", "phải là một mảng JSON", "must be a JSON array")
    if not value:
        return _empty()
    if largest is not None and len(value) > largest:
        return fault("structure", f"có quá {largest} giá trị", f"has more than {largest} values")
    return None


def many(item_rule: Rule, largest: int | None) -> Rule:
    """An array of objects."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        if value.__class__ is not list or not value or largest is not None:
            wrong = _list_fault(value, largest)
            if wrong is not None:
                return wrong
        faults: Faults | None = None
        below = depth + 1
        for index, item in enumerate(value):
            found = item_rule(item, parent, below)
            if found is not None:
                faults = gather(faults, f"[{index}]", found)
                if len(faults) >= MAX_ISSUES:
                    break
        return faults

    return check


def many_primitives(item_rule: Rule, shadow: str, largest: int | None) -> Rule:
    """An array of primitives. A null stands where only an extension is, in the array called ``shadow``."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        if value.__class__ is not list or not value or largest is not None:
            wrong = _list_fault(value, largest)
            if wrong is not None:
                return wrong
        faults: Faults | None = None
        for index, item in enumerate(value):
            found = _null_fault(parent.get(shadow), index) if item is None else item_rule(item, value, depth)
            if found is not None:
                faults = gather(faults, f"[{index}]", found)
                if len(faults) >= MAX_ISSUES:
                    break
        return faults

    return check


def _null_fault(extensions: Any, index: int) -> Faults | None:
    if extensions.__class__ is list and index < len(extensions) and extensions[index] is not None:
        return None
    return fault(
        "structure",
        "null chỉ được dùng khi có phần mở rộng ở cùng vị trí",
        "null is allowed only where an extension stands at the same place",
    )


def _is_id_of(item: Any, value: Any) -> bool:
    """An id alone says nothing (ele-1), but beside a value it names that value."""
    return value is not None and item.__class__ is dict and len(item) == 1 and "id" in item


def beside(rule: Rule, name: str) -> Rule:
    """What stands beside the primitive ``name``."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        if _is_id_of(value, parent.get(name)):
            found = text_fault(value["id"])
            return None if found is None else gather(None, ".id", found)
        return rule(value, parent, depth)

    return check


def many_extensions(item_rule: Rule, name: str, largest: int | None) -> Rule:
    """The array ``_name`` beside an array of primitives: same length, null where there is only a value."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        wrong = _list_fault(value, largest)
        if wrong is not None:
            return wrong
        values = parent.get(name)
        has_values = values.__class__ is list
        if has_values and len(values) != len(value):
            return fault(
                "structure",
                f"phải có cùng số phần tử với mảng {name}",
                f"must have as many entries as the array {name}",
            )
        faults: Faults | None = None
        for index, item in enumerate(value):
            if has_values and _is_id_of(item, values[index]):
                found = text_fault(item["id"])
            elif item is not None:
                found = item_rule(item, parent, depth + 1)
            elif not has_values:
                found = _empty()
            else:
                continue
            if found is not None:
                faults = gather(faults, f"[{index}]", found)
                if len(faults) >= MAX_ISSUES:
                    break
        return faults

    return check


def only_one_of(rule: Rule, others: frozenset[str], stem: str) -> Rule:
    """A member of a choice (value[x]): refused where another member is present."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        if not others.isdisjoint(parent):
            return fault("structure", f"chỉ được có một {stem}[x]", f"only one {stem}[x] is allowed")
        return rule(value, parent, depth)

    return check


def never(_value: Any, _parent: Any, _depth: int) -> Faults | None:
    """An element that the type forbids (SimpleQuantity.comparator)."""
    return fault("structure", "không được dùng ở đây", "is not allowed here")


def concept_out_of(rule: Rule, systems: Mapping[str, frozenset[str]]) -> Rule:
    """A CodeableConcept bound to a closed list: one of its codings must be from it."""

    def check(value: Any, parent: Any, depth: int) -> Faults | None:
        found = rule(value, parent, depth)
        if found is not None:
            return found
        for coding in value.get("coding", ()):
            if coding.get("code") in systems.get(coding.get("system"), ()):
                return None
        return fault(
            "code-invalid",
            "phải có một mã thuộc danh mục bắt buộc của FHIR R4",
            "needs a coding out of the value set that FHIR R4 requires here",
        )

    return check
