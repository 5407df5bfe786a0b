"""Questionnaires and responses as tests write them, in few words."""

from __future__ import annotations

from typing import Any

from hoaban.shared.forms.fhir import extensions

URL = "https://hoaban.example/fhir/Questionnaire/try"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
EXTRACTED = {"url": extensions.EXTRACT, "valueBoolean": True}


def item(link_id: str, kind: str = "string", *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {"linkId": link_id, "type": kind, "text": f"Câu {link_id}", **more}
    if not made["text"]:
        del made["text"]
    return {**made, "item": list(items)} if items else made


def form(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire", "url": URL, "version": "1", "title": "Phiếu thử", "status": "draft",
        "item": list(items), **more,
    }  # fmt: skip


def expression(url: str, text: str, **more: str) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": text, **more}}


def calculated(text: str) -> dict[str, Any]:
    return {"extension": [expression(extensions.CALCULATED, text)]}


def variable(name: str, text: str) -> dict[str, Any]:
    return expression(extensions.VARIABLE, text, name=name)


def constraint(key: str, text: str, severity: str = "error") -> dict[str, Any]:
    parts = [
        {"url": "key", "valueId": key}, {"url": "severity", "valueCode": severity},
        {"url": "expression", "valueString": text}, {"url": "human", "valueString": f"Sai {key}"},
    ]  # fmt: skip
    return {"url": extensions.CONSTRAINT, "extension": parts}


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def response(*items: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    made = {"resourceType": "QuestionnaireResponse", "questionnaire": f"{URL}|1", "status": status, **more}
    return {**made, "item": list(items)} if items else made


def said(link_id: str, *answers: Any, **typed: Any) -> dict[str, Any]:
    """An answered question: whole numbers, truths and texts by themselves, the rest as ``valueX=...``."""
    found = [_answer(one) for one in answers] + [{name: value} for name, value in typed.items()]
    return {"linkId": link_id, "answer": found}


def group(link_id: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "item": list(items)}


def coding(code: str, system: str = "urn:x") -> dict[str, Any]:
    return {"system": system, "code": code}


def _answer(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return (
            value
            if any(name.startswith("value") and name != "value" for name in value)
            else {"valueCoding": value}
        )
    return {
        {bool: "valueBoolean", int: "valueInteger", str: "valueString"}.get(
            type(value), "valueDecimal"
        ): value
    }


def unit(code: str, shown: str) -> dict[str, Any]:
    return {"url": extensions.UNIT, "valueCoding": {"system": UCUM, "code": code, "display": shown}}


def makes(kind: str) -> dict[str, Any]:
    return {"url": extensions.MAKES, "valueCode": kind}


def element(path: str) -> str:
    return f"http://hl7.org/fhir/StructureDefinition/{path.split('.')[0]}#{path}"


DIAGNOSIS = item(
    "d", "group",
    item("c", "open-choice", definition=element("Condition.code"), answerOption=[{"valueCoding": coding("J00")}]),
    item("o", "date", definition=element("Condition.onsetDateTime")),
    item("n", "text", definition=element("Condition.note.text")),
    repeats=True, extension=[makes("Condition")],
)  # fmt: skip
