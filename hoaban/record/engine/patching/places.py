"""Places in a resource: what a FHIRPath names, as the object that holds it, the property and the index.

JSON keeps a primitive and its id and extensions apart (``given`` and ``_given``); here the two are one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.patching import steps
from hoaban.record.engine.patching.problems import PatchInvalid
from hoaban.record.engine.patching.steps import Step
from hoaban.record.engine.patching.trees import Budget
from hoaban.record.engine.structure import ANY_TYPE, CHOICE, Element

Json = dict[str, Any]
Entry = tuple[Any, Any]
"""A value and what stands beside it; the first is None where there is only an extension."""

Criterion = Callable[[str, str, Any], bool]
"""(expression, type of the element, element) -> whether it is true: the way in for an evaluator of FHIRPath."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One element. ``owner`` is None for the resource itself; ``index`` is 0 where the element does not repeat."""

    value: Any
    extras: Any
    kind: str
    owner: Json | None = None
    name: str = ""
    index: int = 0
    element: Element | None = None
    above: Place | None = None

    @property
    def depth(self) -> int:
        """How deep it stands in JSON, arrays counted."""
        return 1 if self.above is None else self.above.depth + 2

    @property
    def holder(self) -> Any:
        """The object that has its children: of a primitive the one beside it, None if there is none."""
        return self.extras if structure.is_primitive(self.kind) else self.value


def root(kind: str, resource: Any) -> Place:
    """The place of a whole resource, or of an element seen alone."""
    return Place(resource, None, kind)


def entries(owner: Json, name: str) -> list[Entry]:
    """What a property holds, one entry if it does not repeat."""
    values, extras = owner.get(name), owner.get(f"_{name}")
    return list(zip_longest(_as_list(values), _as_list(extras)))


def _as_list(value: Any) -> list[Any]:
    if value.__class__ is list:
        found: list[Any] = value
        return found
    return [] if value is None else [value]


def put(owner: Json, name: str, found: list[Entry], *, many: bool) -> None:
    """Make ``found`` what a property holds; nothing is left of it when there is none."""
    for key, side in ((name, 0), (f"_{name}", 1)):
        values = [entry[side] for entry in found]
        if all(value is None for value in values):
            owner.pop(key, None)
        else:
            owner[key] = values if many else values[0]


def element_of(kind: str, name: str) -> Element:
    """The element called ``name`` (a choice by its stem) of a type. :raises PatchInvalid: there is none."""
    described = structure.definition("Element" if structure.is_primitive(kind) else kind)
    found = described.by_json_name.get(name)
    if found is None or found.is_choice:
        stem = name.removesuffix(CHOICE)
        found = next((each for each in described.elements if each.name == stem + CHOICE), None)
    if found is None:
        raise PatchInvalid("phần tử không có trong R4", "an element that R4 does not know")
    return found


def children(place: Place, name: str) -> list[Place]:
    """The elements called ``name`` at ``place``."""
    element = element_of(place.kind, name)
    owner = place.holder
    if owner.__class__ is not dict:
        return []
    return [
        Place(value, extras, _kind(kind, value), owner, json_name, index, element, place)
        for json_name, kind in element.json_names().items()
        for index, (value, extras) in enumerate(entries(owner, json_name))
    ]


def _kind(kind: str, value: Any) -> str:
    """The type of a value; a contained resource says its own."""
    if kind == ANY_TYPE and value.__class__ is dict:
        name = value.get("resourceType")
        return name if name.__class__ is str and structure.is_resource_type(name) else kind
    return structure.spoken_name(kind)


def find(resource: Place, path: Iterable[Step], criterion: Criterion, budget: Budget) -> list[Place]:
    """All places that ``path`` names. :raises PatchInvalid: an element that does not exist in R4."""
    found = [resource]
    for number, step in enumerate(path):
        if number == 0 and isinstance(step, steps.Member) and step.name[:1].isupper():
            if step.name not in (resource.kind, ANY_TYPE, structure.definition(resource.kind).base):
                return []
        else:
            found = _after(found, step, criterion)
        budget.visit(len(found) + 1)
    return found


def _after(found: list[Place], step: Step, criterion: Criterion) -> list[Place]:
    if isinstance(step, steps.Member):
        return [child for each in found for child in children(each, step.name)]
    if isinstance(step, steps.At):
        return found[step.index :][:1] if step.index < 0 else found[step.index : step.index + 1]
    if isinstance(step, steps.Where):
        return [
            each
            for each in found
            if each.value is not None and criterion(step.criterion, each.kind, each.value)
        ]
    if isinstance(step, steps.OfType):
        return [each for each in found if each.kind == step.name]
    extensions = [child for each in found for child in children(each, "extension")]
    return [each for each in extensions if each.value.__class__ is dict and each.value.get("url") == step.url]
