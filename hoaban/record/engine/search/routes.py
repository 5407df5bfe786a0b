"""Expressions made into routes: for one resource type, the JSON keys and gates that lead to each value and its data type.

Choice elements are spelt out (``Observation.value as Quantity`` is the key ``valueQuantity``; ``Observation.effective`` is
four routes). An expression part about another resource type gives no route.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.search import fhirpath
from hoaban.record.engine.search.fhirpath import Node, Unreadable

_LOCAL = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?$")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Equals:
    """Goes on only if the element ``key`` equals ``value`` (or, negated, differs)."""

    key: str
    value: str | int | bool

    def passes(self, value: Any, _root: Json) -> bool:
        return isinstance(value, dict) and value.get(self.key) == self.value


@dataclass(frozen=True, slots=True)
class ResolvesTo:
    """Goes on only if the reference points to a resource of this type."""

    kind: str

    def passes(self, value: Any, root: Json) -> bool:
        return reference_type(value, root) == self.kind


@dataclass(frozen=True, slots=True)
class Number:
    """Takes the n-th of a list."""

    number: int


Gate = Equals | ResolvesTo
Step = str | Gate | Number
Test = Callable[[Json], bool | None]


@dataclass(frozen=True, slots=True)
class Route:
    """Steps from the resource (or, in a composite's part, from its element) to values of data type ``kind``.

    ``many``: it can yield several values. ``from_root``: a part of a composite that starts at the resource. ``system``:
    the one code system that a ``code`` here is bound to. ``test`` replaces the steps where the expression is a yes or no.
    """

    steps: tuple[Step, ...]
    kind: str
    many: bool = False
    from_root: bool = False
    system: str = ""
    test: Test | None = None

    @property
    def coded(self) -> bool:
        """Whether its codes belong to a system that is known, so that value sets mean something to them."""
        return self.kind in ("CodeableConcept", "Coding") or (self.kind == "code" and self.system != "")

    def values(self, start: Any, root: Json) -> list[Any]:
        """What stands at the end of the route, lists opened, absent and null things left out."""
        if self.test is not None:
            answer = self.test(root)
            return [] if answer is None else [answer]
        found = [root if self.from_root else start]
        for step in self.steps:
            found = list(_follow(step, found, root))
        return found


def compile_expression(expression: str, resource_type: str, start: Route | None = None) -> tuple[Route, ...]:
    """The routes of ``expression`` for ``resource_type``; ``start`` is the element a composite's part starts from.

    :raises Unreadable: for an element, type or function that is not known.
    """
    origin = start or Route((), resource_type)
    found = _Compiler(resource_type, origin).routes(fhirpath.parse(expression))
    unique: dict[tuple[tuple[Step, ...], str, bool], Route] = {}
    for route in found:
        unique.setdefault((route.steps, route.kind, route.from_root), route)
    return tuple(unique.values())


def reference_type(value: Any, root: Json) -> str | None:
    """The type a Reference (or an embedded resource) points to: by its address, its ``type``, or the contained resource."""
    if not isinstance(value, dict):
        return None
    if "resourceType" in value:
        return str(value["resourceType"])
    address = value.get("reference")
    if isinstance(address, str):
        if address.startswith("#"):
            inside = (each for each in root.get("contained", ()) if each.get("id") == address[1:])
            return next((str(each.get("resourceType")) for each in inside), None)
        if found := _type_in(address):
            return found
    kind = value.get("type")
    return kind if isinstance(kind, str) else None


@lru_cache(maxsize=1 << 14)
def _type_in(address: str) -> str | None:
    match = _LOCAL.search(address)
    return match[1] if match else None


def _follow(step: Step, values: list[Any], root: Json) -> Iterator[Any]:
    for value in values:
        if isinstance(step, Number):
            if len(values) > step.number:
                yield values[step.number]
            return
        if isinstance(step, str):
            inner = value.get(step) if isinstance(value, dict) else None
            if isinstance(inner, list):
                yield from (each for each in inner if each is not None)
            elif inner is not None:
                yield inner
        elif step.passes(value, root):
            yield value


class _Compiler:
    def __init__(self, resource_type: str, origin: Route) -> None:
        self._type = resource_type
        self._origin = origin

    def routes(self, node: Node) -> list[Route]:
        match node:
            case fhirpath.Name(name):
                return self._name(name)
            case fhirpath.Variable("resource"):
                return [Route((), self._type, from_root=True)]
            case fhirpath.Member(base, name):
                return [route for found in self.routes(base) for route in self._member(found, name)]
            case fhirpath.At(base, number):
                return [_add(route, Number(number)) for route in self.routes(base)]
            case fhirpath.Typed(base, "as", kind):
                return [route for route in self.routes(base) if route.kind.lower() == kind.lower()]
            case fhirpath.Binary("|", left, right):
                return [*self.routes(left), *self.routes(right)]
            case fhirpath.Call(base, name, arguments) if base is not None and name in ("where", "extension"):
                gate = self._gate(name, arguments)
                found = self.routes(base)
                if name == "extension":
                    found = [route for each in found for route in self._member(each, "extension")]
                return [_add(route, gate) for route in found]
            case fhirpath.Binary() | fhirpath.Call() | fhirpath.Typed():
                return [Route((), "boolean", test=self._test(node))]
        raise Unreadable(f"no value comes from {node}")

    def _name(self, name: str) -> list[Route]:
        if name in (self._type, "Resource", "DomainResource") and self._origin.kind == self._type:
            return [self._origin]
        if structure.is_resource_type(name):
            return []
        return self._member(self._origin, name)

    def _member(self, route: Route, name: str) -> list[Route]:
        element = structure.find_element(route.kind, name)
        if element is None:
            raise Unreadable(f"{route.kind} has no element {name}")
        system = _only_system(element.codes)
        many = route.many or element.many
        return [
            replace(route, steps=(*route.steps, key), kind=_plain(kind), many=many, system=system)
            for key, kind in element.json_names().items()
        ]

    def _gate(self, name: str, arguments: tuple[Node, ...]) -> Gate:
        if name == "extension":
            match arguments:
                case (fhirpath.Literal(value),):
                    return Equals("url", value)
        match arguments:
            case (fhirpath.Typed(fhirpath.Call(None, "resolve", ()), "is", kind),):
                return ResolvesTo(kind)
            case (fhirpath.Binary("=", fhirpath.Name(key), fhirpath.Literal(value)),):
                return Equals(key, value)
        raise Unreadable(f"{name}() with {arguments}")

    def _test(self, node: Node) -> Test:
        match node:
            case fhirpath.Call(base, "exists", ()) if base is not None:
                routes = self.routes(base)
                return lambda root: any(route.values(root, root) for route in routes)
            case fhirpath.Binary("and", left, right):
                first, second = self._test(left), self._test(right)
                return lambda root: _both(first(root), second(root))
            case fhirpath.Binary("or", left, right):
                first, second = self._test(left), self._test(right)
                return lambda root: _either(first(root), second(root))
            case fhirpath.Binary("=" | "!=" as operator, left, fhirpath.Literal(expected)):
                routes = self.routes(left)
                return lambda root: _compare(routes, expected, operator == "=", root)
        raise Unreadable(f"no yes or no comes from {node}")


def _only_system(value_set: str) -> str:
    systems = structure.code_systems(value_set) if value_set else None
    return next(iter(systems)) if systems and len(systems) == 1 else ""


def _plain(kind: str) -> str:
    return "Quantity" if kind == "SimpleQuantity" else kind


def _add(route: Route, step: Step) -> Route:
    many = route.many and not isinstance(step, Number)
    return replace(route, steps=(*route.steps, step), many=many)


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _either(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return None if first is None or second is None else False


def _compare(routes: list[Route], expected: str | int | bool, equal: bool, root: Json) -> bool | None:
    found = [value for route in routes for value in route.values(root, root)]
    if not found:
        return None
    same = len(found) == 1 and type(found[0]) is type(expected) and found[0] == expected
    return same is equal
