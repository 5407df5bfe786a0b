"""Less than the whole resource: ``_summary`` and ``_elements``. What is cut is marked SUBSETTED.

Elements of a summary are those that the definitions mark, at every depth; elements that must be there stay, so that
what is left still has the resource's shape. Rules: FHIR R4, search, 3.1.1.5.8-9.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search.query import Summary
from hoaban.record.engine.structure import Definition, Element
from hoaban.record.shapes import Stored

Json = dict[str, Any]
Cut = Callable[[Json, Definition], Json]
_ALWAYS = ("resourceType", "id", "meta")
_SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
    "display": "Resource encoded in summary mode",
}


def cut(stored: Stored, summary: Summary, elements: tuple[str, ...]) -> Stored:
    """A resource as much of it as was asked for; whole where that is all of it."""
    if summary in (Summary.FALSE, Summary.COUNT) and not elements:
        return stored
    whole = parse_json.loads(stored.body)
    described = structure.definition(whole["resourceType"])  # of what another contains not the row's
    if elements:
        left = _named(whole, described, elements)
    elif summary is Summary.TEXT:
        left = _named(whole, described, ("text",))
    elif summary is Summary.DATA:
        left = {name: value for name, value in whole.items() if name != "text"}
    else:
        left = _summary(whole, described) | {name: whole[name] for name in _ALWAYS if name in whole}
    return replace(stored, body=parse_json.dumps(_marked(left, whole)))


def _marked(left: Json, whole: Json) -> Json:
    meta = whole.get("meta", {})
    tags = [tag for tag in meta.get("tag", ()) if tag.get("code") != _SUBSETTED["code"]]
    marked = {**left, "meta": {**meta, "tag": [*tags, _SUBSETTED]}}
    first = [name for name in _ALWAYS if name in marked]
    return {name: marked[name] for name in [*first, *(name for name in marked if name not in first)]}


def _named(whole: Json, described: Definition, names: tuple[str, ...]) -> Json:
    """Elements by name, with those that must be there."""
    kept = {}
    for name, value in whole.items():
        element = _element(described, name)
        wanted = element is not None and (element.minimum > 0 or _stem(element) in names or name in names)
        if name in _ALWAYS or wanted:
            kept[name] = value
    return kept


def _summary(value: Json, described: Definition) -> Json:
    kept = {}
    for name, inner in value.items():
        element = _element(described, name)
        if element is None or not (element.summary or element.minimum > 0):
            continue
        left = _inside(inner, _type_of(element, name))
        if (
            left or left == inner
        ):  # what has nothing for a summary goes as a whole, for no element may be empty
            kept[name] = left
        elif element.minimum:
            kept[name] = inner
    return kept


def _inside(value: Any, kind: str) -> Any:
    if isinstance(value, list):
        return [left for each in value if (left := _inside(each, kind)) != {}]
    if not isinstance(value, dict):
        return value
    described = _definition(value.get("resourceType", kind))
    return _summary(value, described) if described else value


def _definition(kind: str) -> Definition | None:
    if structure.is_primitive(kind) or kind in (
        "xhtml",
        "Resource",
        "Extension",
    ):  # an extension is whole or not there
        return None
    try:
        return structure.definition(kind)
    except KeyError:
        return None


def _element(described: Definition, name: str) -> Element | None:
    """The element behind a JSON property; ``_x`` is what is said beside the value of ``x``."""
    return described.by_json_name.get(name.removeprefix("_"))


def _type_of(element: Element, name: str) -> str:
    return element.json_names().get(name.removeprefix("_"), element.types[0])


def _stem(element: Element) -> str:
    return element.name.removesuffix(structure.CHOICE)
