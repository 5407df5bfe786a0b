"""UCUM's own table of prefixes and units, read as published; a unit's meaning is worked out at its first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType

from lxml import etree

_NS = "{http://unitsofmeasure.org/ucum-essence}"


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: ``value`` times ``unit`` (an expression), or a base unit, or a measure of its own.

    ``function`` names the scale of a special unit.
    """

    code: str
    metric: bool
    own: bool
    value: Fraction = Fraction(1)
    unit: str = ""
    function: str = ""


@cache
def _root() -> etree._Element:
    data = resources.files("hoaban.record.data.ucum").joinpath("ucum-essence.xml").read_bytes()
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))


@cache
def version() -> str:
    """The release of UCUM that is in use."""
    return _root().get("version", "")


@cache
def prefixes() -> Mapping[str, Fraction]:
    """Prefix -> factor, the longer ones first."""
    found = {
        str(each.get("Code")): Fraction(str(each.find(f"{_NS}value").get("value")))  # type: ignore[union-attr]
        for each in _root().iterfind(f"{_NS}prefix")
    }
    return MappingProxyType(dict(sorted(found.items(), key=lambda pair: -len(pair[0]))))


@cache
def rows() -> Mapping[str, Row]:
    """Code -> unit."""
    base = {str(each.get("Code")): _base(each) for each in _root().iterfind(f"{_NS}base-unit")}
    return MappingProxyType(
        base | {str(each.get("Code")): _row(each) for each in _root().iterfind(f"{_NS}unit")}
    )


def _base(element: etree._Element) -> Row:
    return Row(str(element.get("Code")), metric=True, own=True)


def _row(element: etree._Element) -> Row:
    code, metric = str(element.get("Code")), element.get("isMetric") == "yes"
    value = element.find(f"{_NS}value")
    assert value is not None, code  # noqa: S101 - the file is ours and a test reads all of it
    function = value.find(f"{_NS}function")
    meaning = value if function is None else function
    unit = str(meaning.get("Unit"))
    # An arbitrary unit compares with nothing but what is defined by it ([IU] by [iU]).
    own = element.get("isArbitrary") == "yes" and unit == "1"
    name = "" if function is None else str(function.get("name"))
    return Row(code, metric, own, Fraction(str(meaning.get("value"))), unit, name)
