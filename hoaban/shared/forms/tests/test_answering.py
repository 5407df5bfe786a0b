"""Answers through the record's door: drafts, completion, amendment; with all that they tell, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hoaban.kernel.actor import Actor, Purpose, Scope, system_actor
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record import language
from hoaban.record.shapes import Entry
from hoaban.shared.forms import api as forms
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.tests.written import (
    DIAGNOSIS,
    EXTRACTED,
    LOINC,
    URL,
    coding,
    constraint,
    expression,
    form,
    group,
    item,
    said,
    unit,
    when,
)  # fmt: skip
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
TODAY = date(2026, 11, 30)
KEEPER = system_actor("test", "forms.manage")
PATIENT, VISIT, RESPONSE = (UUID(int=(7 << 76) | (2 << 62) | number) for number in (1, 2, 3))
HERE = Scope("facility", cast.PROVINCIAL)
DOCTOR = cast.staff("bs.kham", ("record.read:TREAT", HERE), ("record.write:TREAT", HERE))
FILLING = forms.Filling(str(RESPONSE), f"{URL}|1", f"Patient/{PATIENT}", f"Encounter/{VISIT}")
LAUNCH = {"url": extensions.LAUNCH, "extension": [{"url": "name", "valueId": "patient"}]}


@pytest.fixture(autouse=True)
def _somebody_at_the_hospital() -> None:
    record.open(cast.integration(), purpose=Purpose.TREATMENT, now=NOW - timedelta(days=1)).transact(
        [Entry("PUT", "Patient", str(PATIENT), cast.patient(PATIENT)),
         Entry("PUT", "Encounter", str(VISIT), cast.encounter(VISIT, PATIENT))]
    )  # fmt: skip


def publish(*items: dict[str, Any], version: str = "1", starts_on: date = TODAY, **more: Any) -> None:
    body = language.dumps(form(*(items or SHEET), version=version, **more))
    forms.bring_form(actor=KEEPER, body=body, legal_basis="TT 32/2023/TT-BYT", now=NOW)
    forms.publish_form(actor=KEEPER, canonical=f"{URL}|{version}", starts_on=starts_on, now=NOW)


SHEET = (
    item("w", "decimal", required=True, code=[coding("29463-7", LOINC)], extension=[EXTRACTED, unit("kg", "kg")]),
    item("more", "boolean"),
    item("why", enableWhen=[when("more", "=", answerBoolean=True)]),
    item("double", "decimal", extension=[
        expression(extensions.CALCULATED, "%resource.item.where(linkId='w').answer.value * 2")]),
    DIAGNOSIS,
)  # fmt: skip
ANSWERS = [said("w", Decimal("61.5")), group("d", said("c", coding("J00")))]


def complete(items: list[dict[str, Any]], *, by: Actor = DOCTOR, **more: Any) -> forms.Kept:
    return forms.complete(actor=by, filling=replace(FILLING, **more), items=items, now=NOW)


def stored(kind: str = "QuestionnaireResponse") -> list[dict[str, Any]]:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT, now=NOW)
    return [one.json() for one in door.search(kind, [("subject", f"Patient/{PATIENT}")]).entries]


class TestCompleting:
    def test_answers_and_what_they_tell_are_written_together(self) -> None:
        publish()

        kept = complete(ANSWERS)

        (response,), (weight,), (diagnosis,) = stored(), stored("Observation"), stored("Condition")
        assert kept == forms.Kept(str(RESPONSE), 1)
        assert (response["status"], response["questionnaire"]) == ("completed", f"{URL}|1")
        assert response["item"][1] == {
            "linkId": "double",
            "text": "Câu double",
            "answer": [{"valueDecimal": 123}],
        }
        assert weight["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{RESPONSE}"}]
        assert weight["encounter"] == {"reference": f"Encounter/{VISIT}"}
        assert diagnosis["code"]["coding"][0]["code"] == "J00"

    def test_what_is_wrong_is_told_at_its_place_and_nothing_is_written(self) -> None:
        publish()

        with pytest.raises(forms.AnswersInvalid) as caught:
            complete([said("more", "yes")])

        assert {(one.code, one.place) for one in caught.value.faults} == {
            ("required", "w"),
            ("wrong-type", "more"),
        }
        assert stored() == stored("Observation") == []

    def test_what_nobody_asks_falls_away(self) -> None:
        publish()

        complete([*ANSWERS, said("more", False), said("why", "x")])

        assert "why" not in {one["linkId"] for one in stored()[0]["item"]}

    def test_a_warning_is_told_and_refuses_nothing(self) -> None:
        publish(item("a", "integer", extension=[constraint("big", "answer.value > 9", "warning")]))

        kept = complete([said("a", 3)])

        assert [(one.code, one.place) for one in kept.warnings] == [("big", "a")]

    def test_who_may_not_write_to_the_person_writes_nothing(self) -> None:
        publish()
        elsewhere = Scope("facility", cast.PHONG_THO)
        stranger = cast.staff("bs.khac", ("record.read:TREAT", elsewhere), ("record.write:TREAT", elsewhere))

        with pytest.raises(NotFound):
            complete(ANSWERS, by=stranger)
        assert stored() == []

    def test_a_visit_of_somebody_else_is_refused(self) -> None:
        publish()
        other, theirs = UUID(int=PATIENT.int + 100), UUID(int=VISIT.int + 100)
        record.open(cast.integration(), purpose=Purpose.TREATMENT, now=NOW).transact(
            [Entry("PUT", "Patient", str(other), cast.patient(other, "Giàng Thị Mai")),
             Entry("PUT", "Encounter", str(theirs), cast.encounter(theirs, other))]
        )  # fmt: skip

        with pytest.raises(forms.OtherVisit):
            complete(ANSWERS, encounter=f"Encounter/{theirs}")
        assert stored() == []

    def test_expressions_know_the_patient(self) -> None:
        asked = expression(extensions.CALCULATED, "%patient.birthDate")
        publish(item("a", "integer"), item("b", "date", extension=[asked]), extension=[LAUNCH])

        complete([said("a", 1)])

        assert stored()[0]["item"][1]["answer"] == [{"valueDate": "1964-09-02"}]


class TestCourse:
    def test_a_draft_keeps_what_is_written_and_tells_nothing_yet(self) -> None:
        publish()

        kept = forms.save_draft(actor=DOCTOR, filling=FILLING, items=[said("why", "x")], now=NOW)

        assert stored()[0]["item"] == [said("why", "x")]
        assert stored("Observation") == []
        again = forms.save_draft(
            actor=DOCTOR, filling=replace(FILLING, seen=kept.version), items=ANSWERS, now=NOW
        )
        assert complete(ANSWERS, seen=again.version).version == 3

    def test_a_complete_response_is_amended_and_the_old_one_stays_readable(self) -> None:
        publish()
        complete(ANSWERS)
        with pytest.raises(forms.Completed):
            forms.save_draft(actor=DOCTOR, filling=replace(FILLING, seen=1), items=ANSWERS, now=NOW)

        later = NOW + timedelta(hours=1)
        forms.amend(actor=DOCTOR, filling=replace(FILLING, seen=1), items=ANSWERS[:1], now=later)

        door = record.open(DOCTOR, purpose=Purpose.TREATMENT, now=later)
        assert [one.json()["status"] for one in door.history("QuestionnaireResponse", str(RESPONSE))] == [
            "amended",
            "completed",
        ]
        assert len(stored("Observation")) == 1
        assert stored("Condition")[0]["verificationStatus"]["coding"][0]["code"] == "entered-in-error"

    def test_a_response_is_opened_as_it_is_and_as_it_was(self) -> None:
        publish()
        complete(ANSWERS)
        forms.amend(
            actor=DOCTOR, filling=replace(FILLING, seen=1), items=ANSWERS[:1], now=NOW + timedelta(hours=1)
        )

        now = forms.open_answers(actor=DOCTOR, response=str(RESPONSE), now=NOW)
        was = forms.open_answers(actor=DOCTOR, response=str(RESPONSE), version=1, now=NOW)

        assert (now.version, now.status, len(now.sheet.of.get("c", []))) == (2, "amended", 0)
        assert (was.version, was.status, len(was.sheet.of["c"])) == (1, "completed", 1)
        assert was.canonical == f"{URL}|1"

    def test_a_new_one_begins_with_what_the_record_knows_and_writes_nothing(self) -> None:
        born = expression(extensions.INITIAL, "%patient.birthDate")
        publish(item("a", "date", extension=[born]), extension=[LAUNCH])

        begun = forms.begin_answers(actor=DOCTOR, url=URL, patient=f"Patient/{PATIENT}", now=NOW)

        assert (begun.version, begun.is_done, begun.canonical) == (0, False, f"{URL}|1")
        assert begun.sheet.of["a"][0].answers[0].value.json == "1964-09-02"
        assert stored() == []

    def test_only_what_is_complete_is_amended(self) -> None:
        publish()

        with pytest.raises(forms.NotCompleted):
            forms.amend(actor=DOCTOR, filling=FILLING, items=ANSWERS, now=NOW)

    def test_two_people_at_one_response_never_overwrite_each_other(self) -> None:
        publish()
        forms.save_draft(actor=DOCTOR, filling=FILLING, items=ANSWERS, now=NOW)

        with pytest.raises(forms.Changed):
            forms.save_draft(actor=DOCTOR, filling=FILLING, items=[], now=NOW)
        with pytest.raises(forms.Changed):
            complete(ANSWERS, seen=1, patient=f"Patient/{UUID(int=RESPONSE.int + 9)}")

    def test_a_response_is_begun_in_the_version_in_force_and_ends_in_its_own(self) -> None:
        publish()
        publish(*SHEET, item("new"), version="2", starts_on=date(2026, 12, 1))
        tomorrow = NOW + timedelta(days=1)
        forms.save_draft(actor=DOCTOR, filling=FILLING, items=[], now=NOW)

        other = replace(FILLING, response=str(UUID(int=RESPONSE.int + 1)))
        with pytest.raises(forms.NotInForce):
            forms.save_draft(actor=DOCTOR, filling=other, items=[], now=tomorrow)
        forms.complete(actor=DOCTOR, filling=replace(FILLING, seen=1), items=ANSWERS, now=tomorrow)

        assert stored()[0]["questionnaire"] == f"{URL}|1"


def test_code_lists_of_the_platform_are_asked() -> None:
    lists = forms.lists_on(TODAY)
    icd10 = "https://hoaban.example/fhir/ValueSet/icd10"

    assert lists("https://hoaban.example/fhir/ValueSet/ma-loai-kcb", coding("999")) is False
    assert lists(icd10, coding("J00")) is True
    assert lists("https://elsewhere.example/list", coding("1")) is None
    assert lists("https://hoaban.example/fhir/ValueSet/no-such-list", coding("1")) is None
