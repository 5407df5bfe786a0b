"""FHIRPath Patch (https://hl7.org/fhir/R4/fhirpatch.html): operations as a Parameters resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import structure
from hoaban.record.engine.patching import criteria, places, steps, values
from hoaban.record.engine.patching.json_patch import MAX_OPERATIONS
from hoaban.record.engine.patching.places import Criterion, Entry, Json, Place
from hoaban.record.engine.patching.problems import PatchFailed, PatchInvalid, PatchProblem
from hoaban.record.engine.patching.trees import Budget
from hoaban.record.engine.patching.values import Given
from hoaban.record.engine.structure import Element

_PARTS: Mapping[str, frozenset[str]] = {
    "add": frozenset({"type", "path", "name", "value"}),
    "insert": frozenset({"type", "path", "index", "value"}),
    "delete": frozenset({"type", "path"}),
    "replace": frozenset({"type", "path", "value"}),
    "move": frozenset({"type", "path", "source", "destination"}),
}
_TEXTS = ("valueCode", "valueString")
_NUMBERS = ("valueInteger", "valueUnsignedInt", "valuePositiveInt")


def apply_fhirpath_patch(resource: Json, parameters: Json, *, criterion: Criterion = criteria.meets) -> Json:
    """``resource`` after all operations of ``parameters``; neither argument is changed.

    ``criterion`` decides what stands in ``where(...)``.

    :raises PatchInvalid: an operation is not well formed.
    :raises PatchFailed: an operation cannot be done on this resource.
    """
    kind = resource.get("resourceType")
    if kind.__class__ is not str or not structure.is_resource_type(kind):
        raise PatchFailed("không phải tài nguyên của R4", "is no R4 resource")
    budget = Budget()
    patching = _Patching(places.root(kind, Budget().copy(resource, 1)), criterion, budget)
    for number, operation in enumerate(_operations(parameters)):
        try:
            patching.apply(_parts(operation))
        except Invalid as failure:
            # an evaluator of FHIRPath has failures of its own
            told = (
                failure
                if isinstance(failure, PatchProblem)
                else PatchInvalid(failure.message_vi, failure.message_en)
            )
            raise told.of(number, f"Parameters.parameter[{number}]") from None
    changed: Json = patching.resource.value
    return changed


def _operations(parameters: Any) -> list[Any]:
    is_patch = parameters.__class__ is dict and parameters.get("resourceType") == "Parameters"
    found = parameters.get("parameter") if is_patch else None
    if found.__class__ is not list:
        raise PatchInvalid(
            "bản vá phải là Parameters có các operation", "a patch must be Parameters with operations"
        )
    if len(found) > MAX_OPERATIONS:
        raise PatchInvalid(
            f"bản vá có quá {MAX_OPERATIONS} thao tác", f"a patch has more than {MAX_OPERATIONS} operations"
        )
    operations: list[Any] = found
    return operations


def _parts(operation: Any) -> Json:
    """The parts of one operation by name; those that its type needs are all there and no others."""
    if operation.__class__ is not dict or operation.get("name") != "operation":
        raise PatchInvalid("phải có name là operation", "must be named operation")
    found: Json = {}
    for part in operation["part"] if operation.get("part").__class__ is list else []:
        name = part.get("name") if part.__class__ is dict else None
        if name.__class__ is not str or name in found:
            raise PatchInvalid("part phải có name, mỗi tên một lần", "parts must have names, each once")
        found[name] = part
    kind = _text(found, "type")
    needed = _PARTS.get(kind)
    if needed is None:
        raise PatchInvalid(
            "type phải là add, insert, delete, replace hoặc move",
            "type must be add, insert, delete, replace or move",
        )
    if found.keys() != needed:
        wanted = ", ".join(sorted(needed))
        raise PatchInvalid(f"{kind} phải có đúng các part: {wanted}", f"{kind} must have the parts: {wanted}")
    return found


def _text(parts: Json, name: str) -> str:
    for each in _TEXTS:
        value = parts.get(name, {}).get(each)
        if value.__class__ is str:
            return str(value)
    raise PatchInvalid(f"{name} phải là chuỗi", f"{name} must be a string")


def _number(parts: Json, name: str) -> int:
    for each in _NUMBERS:
        value = parts[name].get(each)
        if value.__class__ is int and value >= 0:
            return int(value)
    raise PatchInvalid(f"{name} phải là số nguyên từ 0", f"{name} must be an integer of at least 0")


@dataclass(frozen=True, slots=True)
class _List:
    """A repeating element: property ``name`` of ``owner``, whether it is there yet or not."""

    owner: Json
    name: str
    element: Element
    depth: int

    def read(self) -> list[Entry]:
        return places.entries(self.owner, self.name)

    def write(self, entries: list[Entry]) -> None:
        places.put(self.owner, self.name, entries, many=True)


class _Patching:
    """One patch at work on its own copy of a resource."""

    def __init__(self, resource: Place, criterion: Criterion, budget: Budget) -> None:
        self.resource, self._criterion, self._budget = resource, criterion, budget

    def apply(self, parts: Json) -> None:
        act = {
            "add": self._add,
            "insert": self._insert,
            "delete": self._delete,
            "replace": self._replace,
            "move": self._move,
        }
        act[_text(parts, "type")](parts)

    def _places(self, path: list[steps.Step]) -> list[Place]:
        return places.find(self.resource, path, self._criterion, self._budget)

    def _one(self, path: list[steps.Step]) -> Place:
        found = self._places(path)
        if len(found) != 1:
            raise PatchFailed(
                f"đường dẫn phải chỉ đến đúng một phần tử, ở đây là {len(found)}",
                f"path must name exactly one element, here it names {len(found)}",
            )
        return found[0]

    def _list(self, parts: Json) -> _List:
        """The collection that a path names: the owner must be there, its elements need not be."""
        path = steps.parse(_text(parts, "path"))
        last = path[-1]
        if not isinstance(last, steps.Member):
            raise PatchInvalid("đường dẫn phải chỉ đến cả danh sách", "path must name a whole list")
        place = self._one(path[:-1])
        element = places.element_of(place.kind, last.name)
        if not element.many:
            raise PatchInvalid("phần tử này không lặp lại", "this element does not repeat")
        return _List(_filled(place), element.name, element, place.depth)

    def _given(self, parts: Json, element: Element, depth: int) -> Given:
        read = values.read(parts["value"], element)
        copied = [self._budget.copy(each, depth + 2) for each in (read.value, read.extras)]
        return Given(copied[0], copied[1], read.kind)

    def _add(self, parts: Json) -> None:
        place = self._one(steps.parse(_text(parts, "path")))
        element = places.element_of(place.kind, _text(parts, "name"))
        given = self._given(parts, element, place.depth)
        owner = _filled(place)
        if not element.many and values.is_there(owner, element):
            raise PatchFailed("phần tử đã có", "the element is there already")
        values.add(owner, element, given)

    def _insert(self, parts: Json) -> None:
        into, index = self._list(parts), _number(parts, "index")
        given = self._given(parts, into.element, into.depth)
        entries = into.read()
        if index > len(entries):
            raise PatchFailed("index vượt quá cuối danh sách", "index is beyond the end of the list")
        entries.insert(index, (given.value, given.extras))
        into.write(entries)

    def _delete(self, parts: Json) -> None:
        path = steps.parse(_text(parts, "path"))
        if self._places(path):
            _remove(self._one(path))

    def _replace(self, parts: Json) -> None:
        place = self._one(steps.parse(_text(parts, "path")))
        if place.owner is None or place.element is None:
            raise PatchFailed("không thể thay cả tài nguyên", "the whole resource cannot be replaced")
        given = self._given(parts, place.element, place.depth)
        entries = places.entries(place.owner, place.name)
        entries[place.index] = (given.value, given.extras)
        name = values.property_for(place.element, given)
        if name != place.name:
            places.put(place.owner, place.name, [], many=False)
        places.put(place.owner, name, entries, many=place.element.many)

    def _move(self, parts: Json) -> None:
        within = self._list(parts)
        source, destination = _number(parts, "source"), _number(parts, "destination")
        entries = within.read()
        if max(source, destination) >= len(entries):
            raise PatchFailed(
                "source hoặc destination vượt quá cuối danh sách",
                "source or destination is beyond the end of the list",
            )
        entries.insert(destination, entries.pop(source))
        within.write(entries)


def _filled(place: Place) -> Json:
    """The object with the children of ``place``; a primitive gets one beside it for its extensions."""
    holder = place.holder
    if holder is None and place.owner is not None and place.element is not None:
        holder = {}
        entries = places.entries(place.owner, place.name)
        entries[place.index] = (place.value, holder)
        places.put(place.owner, place.name, entries, many=place.element.many)
    if holder.__class__ is not dict:
        raise PatchFailed("phần tử ở đây không chứa phần tử khác", "what stands here has no elements")
    found: Json = holder
    return found


def _remove(place: Place) -> None:
    """Remove an element, and what holds nothing any more without it (ele-1: no element is empty)."""
    if place.owner is None or place.element is None or place.above is None:
        raise PatchFailed("không thể xóa cả tài nguyên", "the whole resource cannot be removed")
    entries = places.entries(place.owner, place.name)
    del entries[place.index]
    places.put(place.owner, place.name, entries, many=place.element.many)
    above = place.above
    if place.owner or above.owner is None or above.element is None:
        return
    if structure.is_primitive(above.kind) and above.value is not None:
        entries = places.entries(above.owner, above.name)
        entries[above.index] = (above.value, None)
        places.put(above.owner, above.name, entries, many=above.element.many)
    else:
        _remove(above)
