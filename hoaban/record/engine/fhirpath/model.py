"""Items and what is known of them.

An item is a value as the record holds it (a dict, str, bool, int or Decimal), a System value (``Temporal``,
``Quantity``), or a ``Node``: a FHIR value that carries its type, or a primitive that has extensions. Where the
compiler knows one type for a whole collection (``Patient.name``), items stay bare and cost nothing; where types
differ (``value[x]``, ``descendants()``, contained resources), every FHIR item is a Node and says its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import dates, errors, quantities
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.quantities import Quantity

Items = list[Any]
SYSTEM = "System."
ANY_SYSTEM = "System.Any"
BOOLEAN, STRING, INTEGER, DECIMAL, QUANTITY = (
    SYSTEM + name for name in ("Boolean", "String", "Integer", "Decimal", "Quantity")
)
DATE, DATETIME, TIME = SYSTEM + dates.DATE, SYSTEM + dates.DATETIME, SYSTEM + dates.TIME
SYSTEM_TYPES = frozenset({BOOLEAN, STRING, INTEGER, DECIMAL, QUANTITY, DATE, DATETIME, TIME})
_TEMPORAL_OF = {
    "date": dates.DATE, "dateTime": dates.DATETIME, "instant": dates.DATETIME, "time": dates.TIME,
}  # fmt: skip
_SYSTEM_OF = {
    "boolean": BOOLEAN, "integer": INTEGER, "unsignedInt": INTEGER, "positiveInt": INTEGER, "decimal": DECIMAL,
    "date": DATE, "dateTime": DATETIME, "instant": DATETIME, "time": TIME,
}  # fmt: skip
_PYTHON = {bool: BOOLEAN, str: STRING, int: INTEGER, Quantity: QUANTITY}


class Node:
    """A FHIR value with its type (``Quantity``, ``Patient.contact``, ``code``).

    ``value`` is None for a primitive that has only extensions; ``extras`` is the object beside a primitive (``_birthDate``).
    """

    __slots__ = ("extras", "type", "value")

    def __init__(self, value: Any, type_name: str, extras: dict[str, Any] | None = None) -> None:
        self.value = value
        self.type = type_name
        self.extras = extras


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """What ``type()`` answers."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What the compiler knows of a collection. ``types`` None: nothing; empty: the collection is always empty.

    ``bare``: items are of the one type named and carry no type of their own. ``single``: at most one item.
    """

    types: tuple[str, ...] | None
    bare: bool = False
    single: bool = False
    ordered: bool = True

    @property
    def type(self) -> str | None:
        """The one type of all items, if it is known."""
        return self.types[0] if self.types is not None and len(self.types) == 1 else None

    def one(self) -> Kind:
        return Kind(self.types, self.bare, single=True)

    def many(self) -> Kind:
        return Kind(self.types, self.bare, single=False, ordered=self.ordered)

    def may_be(self, *systems: str) -> bool:
        """Whether an item can convert to one of these System types."""
        if self.types is None:
            return True
        return not self.types or any(system_type(each) in systems or is_abstract(each) for each in self.types)


ANYTHING = Kind(None)
NOTHING = Kind((), bare=True, single=True)


def of_type(name: str, *, single: bool = True) -> Kind:
    return Kind((name,), bare=True, single=single)


@cache
def is_abstract(name: str) -> bool:
    """Resource, DomainResource, Element: an item is always of a narrower type."""
    return name in ("Resource", "DomainResource", "Element", "BackboneElement")


@cache
def base_of(name: str) -> str:
    if name.startswith(SYSTEM):
        return "" if name == ANY_SYSTEM else ANY_SYSTEM
    if structure.is_primitive(name):
        return structure.primitive(name).base
    try:
        return structure.definition(name).base
    except KeyError:
        return ""


@cache
def is_a(name: str, wanted: str) -> bool:
    """Whether type ``name`` is ``wanted`` or derives from it."""
    while name:
        if name == wanted:
            return True
        name = base_of(name)
    return False


@cache
def known_type(name: str) -> bool:
    """A FHIR type, resource type or backbone element of R4."""
    return structure.is_primitive(name) or bool(base_of(name)) or name == "Resource"


@cache
def type_names(written: str) -> tuple[str, ...]:
    """The types that a type specifier names: FHIR before System; ``Quantity`` is both. Empty: there is none."""
    namespace, _, rest = written.partition(".")
    if namespace == "System" and rest:
        return (written,)
    name = rest if namespace == "FHIR" and rest else written
    found = (name,) if known_type(name) else ()
    if namespace != "FHIR" and SYSTEM + written in SYSTEM_TYPES:
        found = (*found, SYSTEM + written)
    return found


@cache
def system_type(name: str) -> str | None:
    """The System type that values of a FHIR type convert to; None for other complex types."""
    if name in SYSTEM_TYPES:
        return name
    if structure.is_primitive(name):
        return _SYSTEM_OF.get(name, STRING)
    return QUANTITY if is_a(name, "Quantity") else None


def type_of(item: Any) -> str:
    """The type of an item that is a Node or a System value."""
    if item.__class__ is Node:
        name: str = item.type
        return name
    if item.__class__ is Temporal:
        return SYSTEM + str(item.kind)
    if item.__class__ is TypeInfo:
        return "System.TypeInfo"
    return DECIMAL if isinstance(item, Decimal) else _PYTHON.get(item.__class__, "")


def value_of(item: Any, type_name: str | None = None) -> Any:
    """The System value of an item, the dict of a complex one, None for a primitive without a value.

    ``type_name`` is the type of a bare item.
    """
    if item.__class__ is Node:
        type_name, item = item.type, item.value
    if type_name is None or item is None:
        return item
    kind = _TEMPORAL_OF.get(type_name)
    if kind is not None and item.__class__ is str:
        return dates.parse(kind, item) or item
    if item.__class__ is dict and system_type(type_name) == QUANTITY:
        return quantities.of_fhir(item) or item
    return item


def values_of(items: Iterable[Any], type_name: str | None) -> Items:
    """``value_of`` every item, those without a value left out."""
    return [value for item in items if (value := value_of(item, type_name)) is not None]


def boxed(items: Items, type_name: str) -> Items:
    """Bare items of one type as Nodes."""
    return [item if item.__class__ is Node else Node(item, type_name) for item in items]


def bare(items: Items) -> Items:
    """Items as plain values: what a caller gets."""
    return [item.value if item.__class__ is Node else item for item in items]


def only(items: Items) -> Any:
    """The one item, None if there is none. :raises errors.EvaluationFailed: there are several."""
    if not items:
        return None
    if len(items) > 1:
        raise errors.failed(
            f"cần một giá trị nhưng có {len(items)}", f"one item is needed, there are {len(items)}"
        )
    return items[0]
