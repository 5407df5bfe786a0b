"""Random FHIR R4 resources for Hypothesis, generated from the definitions: every one of them is valid structure.

``resources()`` draws any type; ``resources("Patient")`` one. They hold what examples seldom do: primitives that
are only an extension, arrays with nulls, contained resources, every member of a choice, numbers with trailing
zeros, text in many scripts. ``hoaban/record/tests/test_strategies.py`` proves them against ``validate``.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.structure import ANY_TYPE, Definition, Element

Json = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

DEEPEST = 5
"""Below this many objects only what is required is drawn."""

_letters = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
_words = st.text(_letters | st.sampled_from("àđệ<&>\"'中"), min_size=1, max_size=8)
_texts = st.builds("{}{}{}".format, _words, st.sampled_from(["", " ", "\n", "\t", "\r\n", "  "]), _words)
_ids = st.from_regex(r"[A-Za-z0-9\-.]{1,20}", fullmatch=True)
_paths = st.text("abcxyz019-._~%/", max_size=12)
_uris = st.sampled_from(["http://example.org/", "urn:x:", "https://hoaban.example/"]).flatmap(
    lambda stem: _paths.map(lambda path: f"{stem}{path}x")
)
_days = st.dates().map(str)
_clocks = st.times().map(lambda time: f"{time:%H:%M:%S}") | st.just("23:59:60.000")
_zones = st.sampled_from(["Z", "+07:00", "-11:30", "+14:00"])
_instants = st.builds("{}T{}{}".format, _days, _clocks, _zones)
_decimals = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.integers(0, 10**20),
    st.sampled_from(["", ".0", ".10", ".000", ".5", ".123456789012345678901234567890"]),
    st.sampled_from(["", "", "", "e5", "E-7", "e+30"]),
).map(parse_json.number)
_insides = st.sampled_from(
    ["", "<p>à</p>", "a<br></br>b<br/>", "&#233; &amp; é", "<!-- x --><b title='>'>1</b>", "\n <i>\r\n</i>\n"]
)
_narratives = _insides.map(
    lambda inside: f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}<div>.</div></div>'
)

PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "base64Binary": st.binary(min_size=1, max_size=30).map(lambda data: base64.b64encode(data).decode()),
    "boolean": st.booleans(),
    "canonical": _uris,
    "code": _words,
    "date": _days | _days.map(lambda day: day[:7]) | _days.map(lambda day: day[:4]),
    "dateTime": _instants | _days | _days.map(lambda day: day[:7]) | _days.map(lambda day: day[:4]),
    "decimal": _decimals,
    "id": _ids,
    "instant": _instants,
    "integer": st.integers(-(2**31), 2**31 - 1),
    "markdown": _texts,
    "oid": st.just("urn:oid:1.2.840.0.3"),
    "positiveInt": st.integers(1, 2**31 - 1),
    "string": _texts | _words,
    "time": _clocks,
    "unsignedInt": st.integers(0, 2**31 - 1),
    "uri": _uris,
    "url": _uris,
    "uuid": st.uuids().map(lambda each: f"urn:uuid:{each}"),
    "xhtml": _narratives,
}  # fmt: skip


@st.composite
def resources(draw: Draw, name: str = "") -> Json:
    """One resource, of any type or of the type ``name``."""
    kind = name or draw(st.sampled_from(structure.resource_types()))
    return _resource(draw, kind, 0)


def _resource(draw: Draw, name: str, depth: int) -> Json:
    made: Json = {"resourceType": name, "id": draw(_ids)}
    _fill(draw, made, structure.definition(name), depth)
    return made


def _fill(draw: Draw, made: Json, described: Definition, depth: int) -> None:
    """Draw what is required and a few of the other elements."""
    optional = [
        each for each in described.elements if not each.minimum and _may_stand(each, described, depth)
    ]
    chosen: set[str] = set()
    if depth < DEEPEST and optional:
        few = st.lists(st.sampled_from(optional), max_size=4 if depth == 0 else 2)
        chosen = {each.name for each in draw(few)}
    for element in described.elements:
        if element.maximum != 0 and element.name not in made and (element.minimum or element.name in chosen):
            _element(draw, made, element, depth)
    if len(made) < 2 and (not made or "id" in made):  # ele-1: an object says something besides its id
        _element(draw, made, next(each for each in described.elements if each.name == "extension"), depth)


def _may_stand(element: Element, owner: Definition, depth: int) -> bool:
    """Contained resources contain none (dom-2); an extension has a value or extensions, here a value (ext-1)."""
    return (
        element.name != "contained"
        if depth
        else not (owner.name == "Extension" and element.name == "extension")
    )


def _element(draw: Draw, made: Json, element: Element, depth: int) -> None:
    names = element.json_names()
    if depth >= DEEPEST:
        names = {name: kind for name, kind in names.items() if structure.is_primitive(kind)} or names
    name, kind = draw(st.sampled_from(sorted(names.items())))
    count = draw(st.integers(1, min(element.maximum or 3, 3))) if depth < DEEPEST else 1
    values = [_value(draw, element, kind, depth) for _ in range(count if element.many else 1)]
    bare = not structure.is_primitive(kind) or element.attribute or kind == "xhtml"
    extras = [None if bare else _extras(draw, depth) for _ in values]
    for place, extra in enumerate(extras):
        if extra is not None and draw(st.booleans()):
            values[place] = None  # nothing but an extension
    if any(each is not None for each in values):
        made[name] = values if element.many else values[0]
    if any(each is not None for each in extras):
        made[f"_{name}"] = extras if element.many else extras[0]


def _extras(draw: Draw, depth: int) -> Json | None:
    """Seldom: the id and extension of a primitive."""
    if depth >= DEEPEST - 1 or draw(st.integers(0, 7)):
        return None
    made: Json = {"id": draw(_ids)} if draw(st.booleans()) else {}
    made["extension"] = [_object(draw, "Extension", depth + 1)]
    return made


def _value(draw: Draw, element: Element, kind: str, depth: int) -> Any:
    if kind == ANY_TYPE:
        names = structure.resource_types() if depth < DEEPEST else ("Basic", "Binary")
        return _resource(draw, draw(st.sampled_from(names)), depth + 2)
    if structure.is_primitive(kind):
        return _primitive(draw, element, kind)
    if kind == "Reference":
        return _reference(draw, element)
    if kind == "CodeableConcept" and element.codes and (systems := structure.code_systems(element.codes)):
        system = draw(st.sampled_from(sorted(systems)))
        return {"coding": [{"system": system, "code": draw(st.sampled_from(sorted(systems[system])))}]}
    return _object(draw, kind, depth + 1)


def _object(draw: Draw, kind: str, depth: int) -> Json:
    described, made = structure.definition(kind), {}
    if kind == "Extension":
        value = next(each for each in described.elements if each.is_choice)
        made["url"] = draw(_uris)
        while not any(name.startswith(("value", "_value")) for name in made):
            _element(draw, made, value, depth)
        return made
    _fill(draw, made, described, depth)
    return made


def _primitive(draw: Draw, element: Element, kind: str) -> Any:
    if kind == "code" and element.codes and (listed := structure.codes(element.codes)):
        return draw(st.sampled_from(sorted(listed)))
    return draw(_ids if element.name == "id" else PRIMITIVES[kind])


def _reference(draw: Draw, element: Element) -> Json:
    targets = element.targets.get("Reference", frozenset([ANY_TYPE]))
    kinds = structure.resource_types() if ANY_TYPE in targets else tuple(sorted(targets))
    return {"reference": f"{draw(st.sampled_from(kinds))}/{draw(_ids)}"}
