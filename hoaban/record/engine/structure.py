"""FHIR R4 (4.0.1) as published: types, their elements, bound codes, reference targets, and our type numbers.

Read once from ``record/data/r4-structure.json.zst`` (made by ``tools/compile_structure.py``); a table becomes
objects when it is first asked for. Everything here is immutable and safe to share between threads.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = "hoaban.record.data"
ANY_TYPE = "Resource"
CHOICE = "[x]"


@dataclass(frozen=True, slots=True)
class Primitive:
    """A primitive type. ``regex`` is the published pattern, for information: the checks are ours."""

    name: str
    base: str
    regex: str
    max_length: int | None


@dataclass(frozen=True, slots=True)
class Element:
    """One child of a type or backbone element.

    ``name`` is as published (``value[x]``); ``types`` are FHIR type names, or, for a backbone element and for
    a content reference, the one path of the table that describes it (``Patient.contact``). ``maximum`` is
    None for "*". ``attribute``: an id or Extension.url, which takes no extension of its own. ``codes`` is the
    URL of the value set bound with strength *required*.
    """

    name: str
    minimum: int
    maximum: int | None
    types: tuple[str, ...]
    targets: Mapping[str, frozenset[str]]
    codes: str
    summary: bool
    modifier: bool
    attribute: bool

    @property
    def is_choice(self) -> bool:
        return self.name.endswith(CHOICE)

    @property
    def many(self) -> bool:
        """Whether JSON holds an array here."""
        return self.maximum is None or self.maximum > 1

    def json_names(self) -> dict[str, str]:
        """JSON property -> type name (``{"valueQuantity": "Quantity", ...}``); one if it is no choice."""
        if not self.is_choice:
            return {self.name: self.types[0]}
        stem = self.name.removesuffix(CHOICE)
        spoken = {name: spoken_name(name) for name in self.types}
        return {f"{stem}{spoken[name][0].upper()}{spoken[name][1:]}": name for name in self.types}


@dataclass(frozen=True, slots=True)
class Definition:
    """A resource, complex type or backbone element with its children in published order.

    ``kind`` is resource, complex or backbone; ``by_json_name`` finds the element behind a JSON property
    (``valueQuantity`` -> ``value[x]``).
    """

    name: str
    kind: str
    base: str
    abstract: bool
    elements: tuple[Element, ...]
    by_json_name: Mapping[str, Element] = field(repr=False)


def spoken_name(type_name: str) -> str:
    """The name a type has in JSON properties and FHIRPath: SimpleQuantity, a profile, speaks as Quantity."""
    return "Quantity" if type_name == "SimpleQuantity" else type_name


@cache
def _data() -> dict[str, Any]:
    packed = resources.files(DATA).joinpath("r4-structure.json.zst").read_bytes()
    loaded: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(packed))
    return loaded


@cache
def _numbers() -> dict[str, int]:
    text = resources.files(DATA).joinpath("types.csv").read_text(encoding="utf-8")
    return {row["type"]: int(row["number"]) for row in csv.DictReader(text.splitlines())}


@cache
def _names() -> dict[int, str]:
    return {number: name for name, number in _numbers().items()}


def resource_types() -> tuple[str, ...]:
    """All concrete resource types of R4, in the order of their numbers (146)."""
    return tuple(_numbers())


def type_names() -> tuple[str, ...]:
    """Everything that has a table: resources, complex types, backbone elements."""
    return tuple(_data()["types"])


def is_resource_type(name: str) -> bool:
    return name in _numbers()


def type_number(name: str) -> int:
    """The stable number of a resource type, as stored in rows. :raises KeyError: not an R4 resource type."""
    return _numbers()[name]


def type_name(number: int) -> str:
    """The resource type behind a stored number. :raises KeyError: no such number."""
    return _names()[number]


@cache
def general_types() -> frozenset[int]:
    """Types that never speak about a patient (registers, definitions); readable by whoever may read anything."""
    names = resources.files(DATA).joinpath("general_types.csv").read_text(encoding="utf-8").split()
    return frozenset(map(type_number, names))


def about() -> dict[str, str]:
    """Source, version and licence of the definitions."""
    return dict(_data()["about"])


def is_primitive(name: str) -> bool:
    return name in _data()["primitives"]


def primitive(name: str) -> Primitive:
    """:raises KeyError: not a primitive type."""
    row = _data()["primitives"][name]
    return Primitive(name, row["base"], row.get("regex", ""), row.get("max_length"))


@cache
def definition(name: str) -> Definition:
    """The table of a type (``Patient``, ``HumanName``) or backbone element (``Patient.contact``).

    :raises KeyError: no such type.
    """
    row = _data()["types"][name]
    elements = tuple(_element(name, each) for each in row["elements"])
    by_json_name = {json_name: each for each in elements for json_name in each.json_names()}
    return Definition(
        name,
        row["kind"],
        row["base"],
        row.get("abstract", False),
        elements,
        MappingProxyType(by_json_name),
    )


def _element(owner: str, row: dict[str, Any]) -> Element:
    types: tuple[str, ...] = (row["like"],) if "like" in row else tuple(row["types"])
    if types in (("BackboneElement",), ("Element",)):
        types = (f"{owner}.{row['name']}",)
    targets = {kind: frozenset(names) for kind, names in row.get("targets", {}).items()}
    return Element(
        name=row["name"],
        minimum=row.get("min", 0),
        maximum=None if row["max"] == "*" else int(row["max"]),
        types=types,
        targets=MappingProxyType(targets),
        codes=row.get("codes", ""),
        summary=row.get("summary", False),
        modifier=row.get("modifier", False),
        attribute=row.get("bare", False),
    )


def find_element(type_name: str, path: str) -> Element | None:
    """The element at ``path`` below a type: ``("Encounter", "participant.individual")``.

    Each step may be the published name (``value[x]``), its stem (``value``) or the JSON property
    (``valueQuantity``). A leading type name (``Encounter.participant``) is allowed.
    """
    steps = path.split(".")
    if steps[0] == type_name:
        steps = steps[1:]
    owner, found = type_name, None
    for step in steps:
        if owner not in _data()["types"]:
            return None
        found = _child(definition(owner), step)
        if found is None:
            return None
        owner = found.json_names().get(step, found.types[0])
    return found


def _child(owner: Definition, step: str) -> Element | None:
    found = owner.by_json_name.get(step)
    if found is not None:
        return found
    stem = step.removesuffix(CHOICE)
    return next((each for each in owner.elements if each.name == stem + CHOICE), None)


def reference_targets(type_name: str, path: str) -> frozenset[str]:
    """Resource types a Reference at ``path`` may point to; all of them where R4 says "any"; empty when none.

    :raises KeyError: there is no such element.
    """
    found = find_element(type_name, path)
    if found is None:
        raise KeyError(f"{type_name}.{path}")
    if "Reference" not in found.types:
        return frozenset()
    targets = found.targets.get("Reference", frozenset([ANY_TYPE]))
    return frozenset(resource_types()) if ANY_TYPE in targets else targets


@cache
def code_systems(value_set: str) -> Mapping[str, frozenset[str]] | None:
    """The codes of a required value set by code system; None where there is no closed list (UCUM)."""
    listed = _data()["codes"].get(value_set)
    if listed is None:
        return None
    return MappingProxyType({system: frozenset(codes) for system, codes in listed.items()})


@cache
def codes(value_set: str) -> frozenset[str] | None:
    """All codes of a required value set, whatever their system; None where R4 gives no closed list."""
    systems = code_systems(value_set)
    return None if systems is None else frozenset[str]().union(*systems.values())
