"""Facts out of the answers of a form: Observations by the codes of items, Conditions and Procedures by definition (SDC).

The same answers of the same response become the same resources, whoever asks and however often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.elements import ELEMENTS, MADE, concept, withdrawn
from hoaban.shared.forms.fhir.responding import About, name_of
from hoaban.shared.forms.fhir.shapes import Item, Kind, Value
from hoaban.shared.forms.fhir.sheet import Blank, Sheet

_AS_IT_IS = {"Boolean", "Integer", "String", "Time", "DateTime", "Quantity"}

IdOf = Callable[[str, str], str]
"""The id of the fact of a type at a place of this response: the same for the same."""


def extract(sheet: Sheet, about: About, id_of: IdOf) -> list[Json]:
    """Every fact that a settled sheet tells."""
    return [*_observations(sheet, about, id_of), *_described(sheet, about, id_of)]


def corrections(before: list[Json], after: list[Json]) -> list[Json]:
    """What to write when answers were amended: the facts as they are now, and those that were told in error."""
    now = {name_of(one) for one in after}
    return [*after, *(withdrawn(one) for one in before if name_of(one) not in now)]


def _observations(sheet: Sheet, about: About, id_of: IdOf) -> Iterator[Json]:
    """One for each answer; a coded group becomes one whose components are the coded questions right in it."""
    for blank in sheet.all():
        item = blank.item
        if not blank.is_open or not item.extracts or not item.codes or _is_component(blank):
            continue
        if item.kind is Kind.GROUP:
            found = [part for one in blank.blanks for part in _components(one)]
            if found:
                yield _observation(item, about, id_of("Observation", blank.place), {"component": found})
        else:
            for answer in blank.answers:
                uid = id_of("Observation", blank.place_of(answer.number))
                yield _observation(item, about, uid, _value(item, answer.value))


def _is_component(blank: Blank) -> bool:
    """Whether it is told within the Observation of the group that it stands in."""
    above = blank.parent.item if blank.parent else None
    return (
        above is not None
        and above.kind is Kind.GROUP
        and above.extracts
        and bool(above.codes)
        and blank.item.kind.is_question
    )


def _components(blank: Blank) -> Iterator[Json]:
    if blank.item.codes:
        for value in blank.values:
            yield {"code": _code(blank.item), **_value(blank.item, value)}


def _observation(item: Item, about: About, uid: str, value: Json) -> Json:
    made: Json = {"resourceType": "Observation", "id": uid, "status": "final"}
    if item.category:
        made["category"] = [item.category]
    made["code"] = _code(item)
    times = {"effectiveDateTime": about.at} if about.at else {}
    people = {"performer": [{"reference": about.author}]} if about.author else {}
    return {
        **made,
        **_whose(about),
        **times,
        **people,
        **value,
        "derivedFrom": [{"reference": about.reference}],
    }


def _code(item: Item) -> Json:
    return {"coding": list(item.codes), **({"text": item.words.vi} if item.words.vi else {})}


def _value(item: Item, value: Value) -> Json:
    """``value[x]`` as R4 allows it of an Observation; a number takes the unit of its question."""
    if value.type in ("Decimal", "Integer") and (value.type == "Decimal" or item.units):
        unit = item.units[0] if item.units else {}
        told = {"unit": unit.get("display"), "system": unit.get("system"), "code": unit.get("code")}
        number = {"value": Decimal(value.json) if value.type == "Decimal" else value.json}
        return {"valueQuantity": {**number, **{name: text for name, text in told.items() if text}}}
    if value.type == "Coding":
        return {"valueCodeableConcept": concept(value)}
    if value.type == "Date":
        return {"valueDateTime": value.json}
    return {f"value{value.type}" if value.type in _AS_IT_IS else "valueString": _text_of(value)}


def _text_of(value: Value) -> Any:
    """An address or a reference has no place of its own in an Observation: it is told in words."""
    if value.type in _AS_IT_IS or isinstance(value.json, str):
        return value.json
    told = (value.json.get(name) for name in ("display", "title", "reference", "url"))
    return next((one for one in told if one), "")


def _described(sheet: Sheet, about: About, id_of: IdOf) -> Iterator[Json]:
    """Conditions and Procedures: one for each occurrence of a group that makes them, once it says which (``code``)."""
    for blank in sheet.all():
        makes = blank.item.makes
        if not blank.is_open or not makes:
            continue
        made: Json = {"resourceType": makes, "id": id_of(makes, blank.place), **MADE[makes]()}
        for one in _inside(blank):
            path = one.item.definition.partition("#")[2]
            for value in one.values:
                if path.startswith(f"{makes}."):
                    ELEMENTS[path](made, path.split(".")[1], value)
        if "code" in made:
            yield {**made, **_whose(about), **_told(makes, about)}


def _inside(blank: Blank) -> Iterator[Blank]:
    """What stands in it and is asked, but not in what makes a resource of its own."""
    for one in blank.inside():
        if one.is_open and not one.item.makes:
            yield one
            yield from _inside(one)


def _told(makes: str, about: About) -> Json:
    """Who said it and when."""
    if makes == "Condition":
        who = {"recorder": {"reference": about.author}} if about.author else {}
        return {**({"recordedDate": about.at} if about.at else {}), **who}
    return {"performer": [{"actor": {"reference": about.author}}]} if about.author else {}


def _whose(about: About) -> Json:
    found = {"subject": {"reference": about.patient}}
    return {**found, "encounter": {"reference": about.encounter}} if about.encounter else found
