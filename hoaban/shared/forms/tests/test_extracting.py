"""What answers tell becomes facts: Observations by code, Conditions and Procedures by definition; the same every time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hoaban.record import language
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.tests.test_reading import refused
from hoaban.shared.forms.tests.written import (
    DIAGNOSIS,
    EXTRACTED,
    LOINC,
    UCUM,
    coding,
    element,
    form,
    group,
    item,
    makes,
    response,
    said,
    unit,
    when,
)

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
ABOUT = fhir.About("r", "Patient/p", "Encounter/e", "Practitioner/d", "2026-11-30T10:00:00+07:00")


def told(questionnaire: dict[str, Any], *items: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts, each of them sound R4."""
    sheet = fhir.settle(fhir.read_form(questionnaire), response(*items), given={}, now=NOW)
    assert sheet.faults == []
    found = fhir.extract(
        sheet, ABOUT, lambda kind, place: f"{kind}-{place}".replace("/", ".").replace("#", ".")
    )
    assert [issue for one in found for issue in language.validate(one) or language.broken(one)] == []
    return found


class TestObservations:
    def test_a_coded_answer_becomes_one_with_its_unit_person_visit_and_source(self) -> None:
        asked = item(
            "w",
            "decimal",
            text="Cân nặng",
            code=[coding("29463-7", LOINC)],
            extension=[EXTRACTED, unit("kg", "kg")],
        )

        (found,) = told(form(asked), said("w", Decimal("61.50")))

        assert found == {
            "resourceType": "Observation", "id": "Observation-w", "status": "final",
            "code": {"coding": [coding("29463-7", LOINC)], "text": "Cân nặng"},
            "subject": {"reference": "Patient/p"}, "encounter": {"reference": "Encounter/e"},
            "effectiveDateTime": ABOUT.at, "performer": [{"reference": "Practitioner/d"}],
            "valueQuantity": {"value": Decimal("61.50"), "unit": "kg", "system": UCUM, "code": "kg"},
            "derivedFrom": [{"reference": "QuestionnaireResponse/r"}],
        }  # fmt: skip

    def test_a_coded_group_becomes_one_with_components(self) -> None:
        pressure = item(
            "bp", "group",
            item("s", "integer", code=[coding("8480-6", LOINC)], extension=[unit("mm[Hg]", "mmHg")]),
            item("d", "integer", code=[coding("8462-4", LOINC)], extension=[unit("mm[Hg]", "mmHg")]),
            code=[coding("85354-9", LOINC)], extension=[EXTRACTED],
        )  # fmt: skip

        (found,) = told(form(pressure), group("bp", said("s", 120), said("d", 80)))

        assert [part["valueQuantity"]["value"] for part in found["component"]] == [120, 80]
        assert found["code"]["coding"][0]["code"] == "85354-9"
        assert told(form(pressure)) == []

    def test_every_kind_of_answer_has_its_place(self) -> None:
        kinds = {
            "boolean": said("x", True), "integer": said("x", 3), "string": said("x", "ho"),
            "date": said("x", valueDate="2026-05-04"), "time": said("x", valueTime="08:00:00"),
            "dateTime": said("x", valueDateTime="2026-05-04T08:00:00+07:00"), "url": said("x", valueUri="urn:a"),
            "quantity": said("x", valueQuantity={"value": 3, "unit": "viên"}), "open-choice": said("x", coding("1")),
            "reference": said("x", valueReference={"reference": "Device/1"}),
        }  # fmt: skip
        names = {}
        for kind, answer in kinds.items():
            (found,) = told(form(item("x", kind, code=[coding("1")], extension=[EXTRACTED])), answer)
            names[kind] = next(name for name in found if name.startswith("value"))

        assert names == {
            "boolean": "valueBoolean", "integer": "valueInteger", "string": "valueString", "date": "valueDateTime",
            "time": "valueTime", "dateTime": "valueDateTime", "url": "valueString", "quantity": "valueQuantity",
            "open-choice": "valueCodeableConcept", "reference": "valueString",
        }  # fmt: skip

    def test_what_holds_for_a_group_holds_for_what_stands_in_it_unless_it_says_otherwise(self) -> None:
        category = {
            "coding": [coding("vital-signs", "http://terminology.hl7.org/CodeSystem/observation-category")]
        }
        inside = [
            item("a", "integer", code=[coding("1")]),
            item("b", "integer", code=[coding("2")], extension=[{**EXTRACTED, "valueBoolean": False}]),
            item("c", "integer"),
        ]
        above = [EXTRACTED, {"url": extensions.EXTRACT_CATEGORY, "valueCodeableConcept": category}]

        found = told(
            form(item("g", "group", *inside, extension=above)),
            group("g", said("a", 1), said("b", 2), said("c", 3)),
        )

        assert [(one["id"], one["category"]) for one in found] == [("Observation-g.a", [category])]

    def test_several_answers_become_several_and_what_is_not_asked_none(self) -> None:
        many = item("x", "integer", repeats=True, code=[coding("1")], extension=[EXTRACTED])
        closed = item("y", "integer", code=[coding("2")], extension=[EXTRACTED],
                      enableWhen=[when("x", "=", answerInteger=9)])  # fmt: skip

        found = told(form(many, closed), said("x", 1, 2), said("y", 3))

        assert [one["id"] for one in found] == ["Observation-x.1", "Observation-x.2"]


class TestDescribed:
    def test_each_occurrence_that_says_which_becomes_one(self) -> None:
        rows = [
            group("d", said("c", coding("J00")), said("o", valueDate="2026-05"), said("n", "nhẹ")),
            group("d", said("n", "?")),
        ]

        (found,) = told(form(DIAGNOSIS), *rows)

        assert (found["resourceType"], found["id"], found["onsetDateTime"]) == (
            "Condition",
            "Condition-d.1",
            "2026-05",
        )
        assert found["code"] == {"coding": [coding("J00")]}
        assert found["note"] == [{"text": "nhẹ"}]
        assert found["clinicalStatus"]["coding"][0]["code"] == "active"

    def test_a_procedure_is_done_unless_its_form_asks(self) -> None:
        asked = item(
            "p", "group", item("c", "string", definition=element("Procedure.code")),
            item("b", "string", definition=element("Procedure.bodySite"), repeats=True), extension=[makes("Procedure")],
        )  # fmt: skip

        (found,) = told(form(asked), group("p", said("c", "Khâu"), said("b", "tay", "chân")))

        assert (found["status"], found["code"], len(found["bodySite"])) == ("completed", {"text": "Khâu"}, 2)

    def test_what_could_go_nowhere_is_refused_with_the_form(self) -> None:
        inside = item("c", "string", definition=element("Condition.stage"))

        assert ("extraction", "c") in refused(item("g", "group", inside, extension=[makes("Condition")]))
        assert ("extraction", "g") in refused(item("g", "group", item("c"), extension=[makes("Patient")]))


def test_amended_answers_withdraw_what_no_longer_holds() -> None:
    asked = form(item("x", "integer", repeats=True, code=[coding("1")], extension=[EXTRACTED]), DIAGNOSIS)
    before = told(asked, said("x", 1, 2), group("d", said("c", coding("J00"))))
    after = told(asked, said("x", 7))

    found = {one["id"]: one for one in fhir.corrections(before, after)}

    assert [issue for one in found.values() for issue in language.validate(one) or language.broken(one)] == []
    assert found["Observation-x.1"]["valueInteger"] == 7
    assert found["Observation-x.2"]["status"] == "entered-in-error"
    assert found["Condition-d.1"]["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
    assert "clinicalStatus" not in found["Condition-d.1"]
