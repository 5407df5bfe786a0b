"""Extraction: everything one resource can be found by, in one walk over the elements it has.

The routes of all parameters of a type are laid into one tree of JSON keys, once per type and process; a resource is
walked along it, so that only elements that are there cost anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from hoaban.record.engine.search import dates, keys, parameters
from hoaban.record.engine.search.composites import composite_leaf, ranged_leaf, telling_keys
from hoaban.record.engine.search.found import Found, Leaf
from hoaban.record.engine.search.leaves import address_leaf, gated_leaf, leaf
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.ranges import Stretch
from hoaban.record.engine.search.routes import Gate, Number, Route
from hoaban.record.engine.search.wording import content_keys

VERSION = 4
"""Changes when what is extracted changes; rows written under another version are to be indexed again."""

Json = dict[str, Any]


class Index(NamedTuple):
    """What one resource can be found by.

    ``keys``: sorted, unique, signed 64-bit (``keys.py``). ``strings``: (parameter, folded, exact or ""). ``dates``:
    (parameter, from, before) for all but the main date. ``references``: (parameter, target type, target uid), of
    canonical addresses (parameter, ``keys.BY_ADDRESS``, uid of the address); a definition has its own under ``url``.
    ``ranges``: (parameter, key of a composite's token or 0, range) of numbers, quantities and positions.
    ``main_lo``, ``main_hi``: the main date, never null: both ``dates.PAST`` where there is none.
    ``patient``: uid of the one Patient the resource names as the person it is about, if its type has such a parameter.
    """

    keys: list[int]
    strings: list[tuple[int, str, str]]
    dates: list[tuple[int, datetime, datetime]]
    references: list[tuple[int, int, UUID]]
    main_lo: datetime
    main_hi: datetime
    patient: UUID | None
    ranges: list[tuple[int, int, Stretch]]


_NO_DATE = (dates.PAST, dates.PAST)


def extract(resource: Json) -> Index:
    """The index of a resource that has passed validation. :raises KeyError: for an unknown ``resourceType``."""
    kind = resource["resourceType"]
    found = Found(resource)
    _tree(kind)(resource, found)
    found.keys.extend(content_keys(keys.prefix(kind, "_content"), found))
    if found.addresses:
        found.keys.extend(_unknown_pointers(found.addresses, found.followed))
    if "contained" in resource:
        for inside in resource["contained"]:
            found.keys.extend(_inside(inside))
    main = found.main
    lo, hi = main[min(main)] if main else _NO_DATE
    patient = found.patient
    if kind == "Patient" and "id" in resource:
        patient = keys.uid_of(kind, resource["id"])
    return Index(
        sorted(_marked(kind, set(found.keys))),
        _unique(found.strings) if found.strings else found.strings,
        list(dict.fromkeys(found.dates)) if found.dates else found.dates,
        _without_repeats(found.references) if len(found.references) > 1 else found.references,
        lo,
        hi,
        patient,
        list(dict.fromkeys(found.ranges)) if found.ranges else found.ranges,
    )


def _unknown_pointers(addresses: Sequence[str], followed: Sequence[str]) -> list[int]:
    """The keys of references that no parameter has followed."""
    known = followed if len(followed) <= 8 else set(followed)  # a few are compared faster than put into a set
    pointers = (keys.pointer(address) for address in addresses if address not in known)
    return [pointer for pointer in pointers if pointer is not None]


def _inside(contained: Json) -> list[int]:
    """Keys of a container by which a search for contained resources finds it."""
    return [keys.contains(contained["resourceType"]), *map(keys.inside, extract(contained).keys)]


def _marked(kind: str, held: set[int]) -> set[int]:
    """The keys, with absence marked in place of presence where presence is usual."""
    for present, absent in parameters.usual(kind).values():
        if present in held:
            held.remove(present)
        else:
            held.add(absent)
    return held


def _unique(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """One row for each (parameter, folded text), the one with an exact text before others."""
    kept: dict[tuple[int, str], str] = {}
    for number, folded, exact in rows:
        kept[number, folded] = kept.get((number, folded)) or exact
    return [(number, folded, exact) for (number, folded), exact in kept.items()]


def _without_repeats(rows: list[tuple[int, int, UUID]]) -> list[tuple[int, int, UUID]]:
    if len(rows) > 8:
        return list(dict.fromkeys(rows))
    return [
        row for at, row in enumerate(rows) if row not in rows[:at]
    ]  # for a few, cheaper than hashing UUIDs


class _Node:
    """A place in the tree while it is laid out: what to do with the value here, which keys go on, and which gates."""

    __slots__ = ("children", "gates", "leaves", "numbered")

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.children: dict[str, _Node] = {}
        self.numbered: dict[int, _Node] = {}
        self.gates: dict[Gate, _Node] = {}

    def place(self, route: Route) -> _Node:
        """The node at the end of a route, made if need be."""
        node = self
        for step in route.steps:
            if isinstance(step, str):
                node = node.children.setdefault(step, _Node())
            elif isinstance(step, Number):
                node = node.numbered.setdefault(step.number, _Node())
            else:
                node = node.gates.setdefault(step, _Node())
        return node

    def closure(self) -> Leaf:
        """The node and everything below it as one act on one value (``numbered`` is its parent's affair)."""
        acts = list(self.leaves)
        if self.children:
            acts.append(_descent(self.children))
        acts += [_gated(gate, beyond.closure()) for gate, beyond in self.gates.items()]
        return acts[0] if len(acts) == 1 else _all(tuple(acts))


def _all(acts: tuple[Leaf, ...]) -> Leaf:
    def read(value: Any, found: Found) -> None:
        for act in acts:
            act(value, found)

    return read


def _gated(gate: Gate, act: Leaf) -> Leaf:
    passes = gate.passes

    def read(value: Any, found: Found) -> None:
        if passes(value, found.root):
            act(value, found)

    return read


def _descent(children: dict[str, _Node]) -> Leaf:
    plain = {key: child.closure() for key, child in children.items()}
    numbered = {key: _numbered(child) for key, child in children.items() if child.numbered}
    act_for = plain.get

    def read(value: Any, found: Found) -> None:
        if type(value) is not dict:
            return
        for key, inner in value.items():
            act = act_for(key)
            if act is None:
                continue
            if type(inner) is list:
                for each in inner:
                    if each is not None:
                        act(each, found)
                if key in numbered:
                    numbered[key](inner, found)
            elif inner is not None:
                act(inner, found)

    return read


def _numbered(node: _Node) -> Leaf:
    beyond = {number: inner.closure() for number, inner in node.numbered.items()}

    def read(values: Any, found: Found) -> None:
        for number, act in beyond.items():
            if len(values) > number:
                act(values[number], found)

    return read


@cache
def _tree(resource_type: str) -> Leaf:
    top = _Node()
    whose = parameters.patient_parameter(resource_type)
    supported = parameters.supported(resource_type)
    address = parameters.address_parameter(resource_type)
    if address:
        top.place(address.routes[0]).leaves.append(address_leaf(address))
    for parameter in supported:
        if parameter.column or not (parameter.kept or parameter.gate):
            continue
        if parameter.type == "composite":
            for route, parts in zip(parameter.routes, parameter.parts, strict=True):
                if parameter.ranged and route.steps:
                    top.place(route).leaves.append(ranged_leaf(parameter, parts))
                if parameter.ranged:
                    continue
                _place_composite(top, route, composite_leaf(parameter, parts), telling_keys(parts))
            continue
        patient = whose is not None and (parameter.code == whose.code or _stands_for(parameter, whose))
        for route in parameter.routes:
            if not parameter.kept:
                ungated = replace(route, steps=route.steps[:-1])
                top.place(ungated).leaves.append(gated_leaf(parameter, patient=patient))
                continue
            act = leaf(parameter, route, patient=patient)
            if route.test is not None:
                top.leaves.append(_computed(route, act))
            else:
                top.place(route).leaves.append(act)
    return top.closure()


def _place_composite(top: _Node, route: Route, act: Leaf, telling: set[str] | None) -> None:
    """A composite of the resource itself waits at the keys without which it has no value."""
    if route.steps or telling is None:
        top.place(route).leaves.append(act)
        return
    for key in telling:
        top.children.setdefault(key, _Node()).leaves.append(lambda _value, found: act(found.root, found))


def _stands_for(parameter: Parameter, whose: Parameter) -> bool:
    return not whose.gate and whose.sources[0].number == parameter.number


def _computed(route: Route, act: Leaf) -> Leaf:
    def read(value: Any, found: Found) -> None:
        for each in route.values(value, found.root):
            act(each, found)

    return read
