"""A form written in few words (TOML, ``data/``) as the Questionnaire that it means.

An outline says what people see and what it becomes; addresses, systems and extensions of FHIR follow from it, the same
from the same. Sections that several forms share stand in one file and are named by ``section``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import extensions

ADDRESS: Final = "https://hoaban.example/fhir/Questionnaire/"
_SYSTEM: Final = "https://hoaban.example/fhir/CodeSystem/form-"
LISTS: Final = "https://hoaban.example/fhir/ValueSet/"
_LAUNCH: Final = "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"
_LOINC, _UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"

_CONDITION: Final = re.compile(r"([\w.-]+)\s*(!=|>=|<=|=|>|<| exists )\s*(.*)")

Outline = Mapping[str, Any]


class OutlineInvalid(Exception):
    """An outline that names what there is not."""


def written(outline: Outline, sections: Outline) -> Json:
    """The Questionnaire of an outline. :raises OutlineInvalid: a section or question that there is not."""
    items = list(_spread(outline["items"], sections))
    known = {one["id"]: one for one in _all(items)}
    json: Json = {"resourceType": "Questionnaire", "extension": [*_launch(outline), *_signers(outline)]}
    json |= {"url": ADDRESS + outline["name"], "version": outline["version"]}
    json["name"] = "".join(part.capitalize() for part in outline["name"].split("-")) + "Form"
    if outline.get("number"):
        json["identifier"] = [{"system": extensions.NUMBERS, "value": outline["number"]}]
    json |= {**_said("title", outline["vi"], outline["en"]), "status": "draft", "subjectType": ["Patient"]}
    json |= {"useContext": list(_contexts(outline)), "item": [item(one, known) for one in items]}
    return {name: value for name, value in json.items() if value != []}


def _spread(items: list[Outline], sections: Outline) -> Iterator[Outline]:
    """The items with the shared sections in their places."""
    for one in items:
        if "section" in one:
            if one["section"] not in sections:
                raise OutlineInvalid(f"There is no section {one['section']}")
            yield from _spread(sections[one["section"]], sections)
        else:
            yield {**one, "items": list(_spread(one.get("items", []), sections))}


def _all(items: list[Outline]) -> Iterator[Outline]:
    for one in items:
        yield one
        yield from _all(one["items"])


def _said(name: str, vi: str, en: str) -> Json:
    """A text with its English beside it."""
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": en}]
    return {name: vi, f"_{name}": {"extension": [{"url": extensions.TRANSLATION, "extension": parts}]}}


def _launch(outline: Outline) -> Iterator[Json]:
    for name, kind in outline.get("given", {}).items():
        coding = {"system": _LAUNCH, "code": name}
        parts = [{"url": "name", "valueCoding": coding}, {"url": "type", "valueCode": kind}]
        yield {"url": extensions.LAUNCH, "extension": parts}


def _signers(outline: Outline) -> Iterator[Json]:
    for vi, en in outline.get("signers", ()):
        yield {"url": extensions.SIGNER, **_said("valueString", vi, en)}


def _contexts(outline: Outline) -> Iterator[Json]:
    codes = [("workflow", extensions.USES, outline["use"])]
    codes += [("user", extensions.SPECIALTIES, one) for one in outline.get("specialties", ())]
    for kind, system, code in codes:
        concept = {"coding": [{"system": system, "code": code}]}
        yield {"code": {"system": extensions.CONTEXTS, "code": kind}, "valueCodeableConcept": concept}


def item(one: Outline, known: Mapping[str, Outline]) -> Json:
    """One item with what stands in it. :raises OutlineInvalid: a condition names a question that is not ``known``."""
    json: Json = {"extension": [*_extensions(one)], "linkId": one["id"]}
    if "element" in one:
        kind = one["element"].split(".")[0]
        json["definition"] = f"http://hl7.org/fhir/StructureDefinition/{kind}#{one['element']}"
    if "code" in one:
        code, _, display = one["code"].partition("|")
        json["code"] = [{"system": _LOINC, "code": code, "display": display}]
    if "prefix" in one:
        json["prefix"] = one["prefix"]
    json |= _said("text", one.get("vi", ""), one.get("en", "")) if one.get("vi") else {}
    json["type"] = _kind(one)
    json |= _asked(one, known)
    if "options" in one:
        json["answerOption"] = [_option(one, *option) for option in one["options"]]
    if "list" in one:
        json["answerValueSet"] = one["list"] if "/" in one["list"] else LISTS + one["list"]
    below = [item(each, known) for each in one.get("items", ())]
    return {name: value for name, value in {**json, "item": below}.items() if value != []}


def _kind(one: Outline) -> str:
    default = "group" if one.get("items") else "choice" if "options" in one else "string"
    default = "text" if "normal" in one else "attachment" if "drawing" in one else default
    kind: str = one.get("kind", default)
    return kind


def _asked(one: Outline, known: Mapping[str, Outline]) -> Json:
    """When it is asked, how often, of whom."""
    found: Json = {}
    if "when" in one:
        found["enableWhen"] = [_condition(text, known) for text in one["when"].split(" & ")]
        if len(found["enableWhen"]) > 1:
            found["enableBehavior"] = "all"
    names = {"required": "required", "repeats": "repeats", "read": "readOnly", "longest": "maxLength"}
    return {**found, **{theirs: one[ours] for ours, theirs in names.items() if ours in one}}


def _condition(text: str, known: Mapping[str, Outline]) -> Json:
    """``question=code``, ``question!=true``, ``question>=38``, ``question exists true``."""
    read = _CONDITION.fullmatch(text.strip())
    if read is None or read[1] not in known:
        raise OutlineInvalid(f"There is no question {text}")
    asked: Json = {"question": read[1], "operator": read[2].strip()}
    kind = "boolean" if asked["operator"] == "exists" else _kind(known[read[1]])
    try:
        return {**asked, **_answer(kind, read[3].strip(), known[read[1]])}
    except (ValueError, InvalidOperation) as unreadable:
        raise OutlineInvalid(f"No answer to {read[1]}: {read[3]}") from unreadable


def _answer(kind: str, text: str, asked: Outline) -> Json:
    match kind:
        case "boolean":
            return {"answerBoolean": text == "true"}
        case "integer":
            return {"answerInteger": int(text)}
        case "decimal":
            return {"answerDecimal": Decimal(text.replace(",", "."))}
        case "date" | "dateTime" | "time" | "string":
            return {f"answer{kind[0].upper()}{kind[1:]}": text}
    return {"answerCoding": {"system": _system(asked), "code": text}}


def _system(one: Outline) -> str:
    name: str = one.get("system", one["id"])
    return name if "/" in name else _SYSTEM + name


def _option(one: Outline, code: str, vi: str, en: str) -> Json:
    return {"valueCoding": {"system": _system(one), "code": code, **_said("display", vi, en)}}


def _extensions(one: Outline) -> Iterator[Json]:
    yield from _facts(one)
    yield from _bounds(one)
    if one.get("hidden"):
        yield {"url": extensions.HIDDEN, "valueBoolean": True}
    for name, url in (
        ("calculated", extensions.CALCULATED),
        ("initial", extensions.INITIAL),
        ("asked_if", extensions.ENABLED),
    ):
        if name in one:
            yield {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": one[name]}}
    if "normal" in one:
        yield {"url": extensions.NORMAL, **_said("valueString", *one["normal"])}
    if "drawing" in one:
        yield {"url": extensions.DRAWING, "valueCode": one["drawing"]}
    for kind in one.get("targets", ()):
        yield {"url": extensions.TARGET, "valueCode": kind}
    for key, severity, expression, vi, en in one.get("checks", ()):
        parts = [
            {"url": "key", "valueId": key}, {"url": "severity", "valueCode": severity},
            {"url": "expression", "valueString": expression}, {"url": "human", **_said("valueString", vi, en)},
        ]  # fmt: skip
        yield {"url": extensions.CONSTRAINT, "extension": parts}


def _facts(one: Outline) -> Iterator[Json]:
    """What its answer becomes."""
    if one.get("extract"):
        yield {"url": extensions.EXTRACT, "valueBoolean": True}
        concept = {"coding": [{"system": _CATEGORIES, "code": one["extract"]}]}
        yield {"url": extensions.EXTRACT_CATEGORY, "valueCodeableConcept": concept}
    if "makes" in one:
        yield {"url": extensions.MAKES, "valueCode": one["makes"]}


def _bounds(one: Outline) -> Iterator[Json]:
    if "unit" in one:
        code, _, shown = one["unit"].partition("|")
        coding = {"system": _UCUM, "code": code, "display": shown or code}
        yield {"url": extensions.UNIT, "valueCoding": coding}
    kind = "Integer" if one.get("kind") == "integer" else "Decimal"
    for name, url in (("least", extensions.LEAST), ("most", extensions.MOST)):
        if name in one:
            yield {"url": url, f"value{kind}": one[name]}
    if "places" in one:
        yield {"url": extensions.DECIMAL_PLACES, "valueInteger": one["places"]}
    if "pattern" in one:
        yield {"url": extensions.PATTERN, "valueString": one["pattern"]}
    if "most_rows" in one:
        yield {"url": extensions.MAX_OCCURS, "valueInteger": one["most_rows"]}
