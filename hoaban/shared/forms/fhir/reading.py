"""A Questionnaire (R4) read into plain values, or refused with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hoaban.record import language
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import depending, extensions, sound
from hoaban.shared.forms.fhir.extensions import each, first, value_in, words
from hoaban.shared.forms.fhir.shapes import (
    Condition,
    Constraint,
    Fault,
    Form,
    FormInvalid,
    Formulas,
    Item,
    Kind,
    Limits,
    Option,
    Value,
    Variable,
    Words,
)


def read_form(questionnaire: Json) -> Form:
    """The form that a Questionnaire describes.

    :raises FormInvalid: it breaks R4, or could never be filled in; every fault is named at its place.
    """
    issues = language.validate(questionnaire)
    if not issues and questionnaire["resourceType"] != "Questionnaire":
        raise FormInvalid((Fault("not-a-form", "", "không phải Questionnaire", "not a Questionnaire"),))
    if issues:
        raise FormInvalid(tuple(Fault("r4", one.path, one.message_vi, one.message_en) for one in issues))
    form = _form(questionnaire)
    faults = [*_foreign(questionnaire), *sound.faults(form)]
    faults = faults or [
        Fault("r4", one.path, one.message_vi, one.message_en) for one in language.broken(questionnaire)
    ]
    if faults:
        raise FormInvalid(tuple(faults))
    return replace(form, order=tuple(depending.order(form)))


def _form(json: Json) -> Form:
    sets = {
        f"#{one.get('id')}": one for one in json.get("contained", ()) if one["resourceType"] == "ValueSet"
    }
    return Form(
        url=json.get("url", ""),
        version=json.get("version", ""),
        words=words(json, "title"),
        items=tuple(_item(one, sets) for one in json.get("item", ())),
        variables=_variables(json),
        constraints=_constraints(json),
        given=tuple(_given(json)),
        number=next(
            (one["value"] for one in json.get("identifier", ()) if one.get("system") == extensions.NUMBERS),
            "",
        ),
        use=next(_contexts(json, extensions.USES), ""),
        specialties=tuple(_contexts(json, extensions.SPECIALTIES)),
        signers=tuple(words(one, "valueString") for one in each(json, extensions.SIGNER)),
    )


def _contexts(json: Json, system: str) -> Iterator[str]:
    """The codes of a system among the contexts that a form is meant for."""
    for one in json.get("useContext", ()):
        for coding in one.get("valueCodeableConcept", {}).get("coding", ()):
            if coding.get("system") == system:
                yield coding.get("code", "")


def _item(json: Json, sets: dict[str, Json], above: Item | None = None) -> Item:
    """``above``: the item that it stands in, as far as that is read, for what holds in it too."""
    value_set = json.get("answerValueSet", "")
    options = tuple(_option(one) for one in json.get("answerOption", ()))
    if value_set in sets:
        options, value_set = tuple(_listed(sets[value_set])), ""
    told = first(json, extensions.EXTRACT)
    read = Item(
        link_id=json["linkId"],
        kind=Kind(json["type"]),
        words=words(json, "text"),
        prefix=json.get("prefix", ""),
        repeats=json.get("repeats", False),
        read_only=json.get("readOnly", False),
        hidden=first(json, extensions.HIDDEN) is True,
        limits=_limits(json),
        options=options,
        value_set=value_set,
        units=tuple(first({"extension": [one]}, one["url"]) for one in _units(json)),
        initial=tuple(found for one in json.get("initial", ()) if (found := value_in(one))),
        conditions=tuple(_condition(one) for one in json.get("enableWhen", ())),
        every_condition=json.get("enableBehavior") == "all",
        formulas=_formulas(json),
        codes=tuple(json.get("code", ())),
        definition=json.get("definition", ""),
        extracts=told is True or (told is None and above is not None and above.extracts),
        category=first(json, extensions.EXTRACT_CATEGORY) or (above.category if above else None),
        makes=first(json, extensions.MAKES) or "",
        normal=next((words(one, "valueString") for one in each(json, extensions.NORMAL)), None),
        drawing=first(json, extensions.DRAWING) or "",
        targets=tuple(str(first({"extension": [one]}, one["url"])) for one in each(json, extensions.TARGET)),
    )
    return replace(read, items=tuple(_item(one, sets, read) for one in json.get("item", ())))


def _condition(json: Json) -> Condition:
    return Condition(json["question"], json["operator"], value_in(json, "answer") or Value("", None))


def _option(json: Json) -> Option:
    value = value_in(json) or Value("", None)
    said = words(value.json, "display") if value.type == "Coding" else words(json, f"value{value.type}")
    shown = Words(str(said.vi or _code(value)), str(said.en or _code(value)))
    return Option(
        value, shown, first(json, extensions.OPTION_ALONE) is True, json.get("initialSelected", False)
    )


def _code(value: Value) -> Any:
    return value.json.get("code", "") if isinstance(value.json, dict) else value.json


def _listed(value_set: Json) -> Iterator[Option]:
    """The codes that a contained value set writes out."""
    for part in value_set.get("compose", {}).get("include", ()):
        for concept in part.get("concept", ()):
            told = {"system": part.get("system"), "code": concept["code"], "display": concept.get("display")}
            coding = {name: text for name, text in told.items() if text}
            said = words(concept, "display")
            english = next(
                (one["value"] for one in concept.get("designation", ()) if one.get("language") == "en"), ""
            )
            yield Option(
                Value("Coding", coding),
                Words(said.vi or concept["code"], english or said.en or concept["code"]),
            )


def _limits(json: Json) -> Limits:
    def bound(url: str) -> Value | None:
        return next((found for one in each(json, url) if (found := value_in(one))), None)

    return Limits(
        required=json.get("required", False),
        min_occurs=first(json, extensions.MIN_OCCURS),
        max_occurs=first(json, extensions.MAX_OCCURS),
        min_length=first(json, extensions.MIN_LENGTH),
        max_length=json.get("maxLength"),
        pattern=first(json, extensions.PATTERN) or "",
        least=bound(extensions.LEAST),
        most=bound(extensions.MOST),
        decimal_places=first(json, extensions.DECIMAL_PLACES),
    )


def _units(json: Json) -> Iterator[Json]:
    yield from each(json, extensions.UNIT)
    yield from each(json, extensions.UNIT_OPTION)


def _formulas(json: Json) -> Formulas:
    return Formulas(
        enabled=_expression(json, extensions.ENABLED),
        calculated=_expression(json, extensions.CALCULATED),
        initial=_expression(json, extensions.INITIAL),
        variables=_variables(json),
        constraints=_constraints(json),
    )


def _expression(json: Json, url: str) -> str:
    found = first(json, url)
    return str(found.get("expression", "")) if isinstance(found, dict) else ""


def _variables(json: Json) -> tuple[Variable, ...]:
    found = (first({"extension": [one]}, one["url"]) or {} for one in each(json, extensions.VARIABLE))
    return tuple(Variable(one.get("name", ""), one.get("expression", "")) for one in found)


def _constraints(json: Json) -> tuple[Constraint, ...]:
    return tuple(
        Constraint(
            key=first(one, "key") or "",
            expression=first(one, "expression") or "",
            words=_human(one),
            severity=first(one, "severity") or "error",
        )
        for one in each(json, extensions.CONSTRAINT)
    )


def _human(constraint: Json) -> Words:
    return next((words(one, "valueString") for one in each(constraint, "human")), Words("", ""))


def _given(json: Json) -> Iterator[str]:
    for one in each(json, extensions.LAUNCH):
        name = first(one, "name")
        yield str(name.get("code", "") if isinstance(name, dict) else name)


def _foreign(json: Json, place: str = "") -> Iterator[Fault]:
    """What would change the meaning of the form and is not understood here."""
    if json.get("modifierExtension"):
        vi, en = "có phần mở rộng đổi nghĩa mà hệ thống không hiểu", "a modifier extension is not understood"
        yield Fault("modifier-extension", place, vi, en)
    for url in (extensions.ENABLED, extensions.CALCULATED, extensions.INITIAL, extensions.VARIABLE):
        for one in each(json, url):
            said = first({"extension": [one]}, url)
            if not isinstance(said, dict) or said.get("language") != "text/fhirpath":
                vi, en = "biểu thức phải viết bằng FHIRPath", "an expression must be written in FHIRPath"
                yield Fault("expression-language", place, vi, en)
    for item in json.get("item", ()):
        yield from _foreign(item, item["linkId"])
