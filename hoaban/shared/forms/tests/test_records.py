"""The record forms of the law: known things stand in them, what is said becomes facts once, they print in the legal layout."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from hoaban.kernel.actor import Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.forms import api as forms
from hoaban.shared.forms.fhir import Blank
from hoaban.shared.forms.fhir.outline import ADDRESS
from hoaban.shared.forms.tests.visited import KEEPER, NOW, came, doctor, known
from hoaban.shared.forms.tests.written import coding, group, said
from hoaban.shared.visits import api as visits
from tests import cast

pytestmark = pytest.mark.django_db

GENERAL, TRADITIONAL = f"{ADDRESS}15-bv1", f"{ADDRESS}19-bv1"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def begun(visit: visits.Visit, url: str = GENERAL) -> forms.Opened:
    return forms.begin_answers(
        actor=doctor(),
        url=url,
        patient=f"Patient/{visit.patient}",
        encounter=f"Encounter/{visit.id}",
        now=NOW,
    )


def blank(opened: forms.Opened, name: str) -> Blank:
    return opened.sheet.of[name][0]


def text(opened: forms.Opened, name: str) -> Any:
    return next((one.json for one in blank(opened, name).values), None)


def filled(visit: visits.Visit, items: list[dict[str, Any]], url: str = GENERAL, *, done: bool = True) -> str:
    filling = forms.Filling(
        str(uuid4()), f"{url}|1", f"Patient/{visit.patient}", f"Encounter/{visit.id}", seen=0
    )
    act = forms.complete if done else forms.save_draft
    return act(actor=doctor(), filling=filling, items=items, now=NOW).response


def facts(kind: str, visit: visits.Visit) -> list[dict[str, Any]]:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT, now=NOW)
    return [one.json() for one in door.search(kind, [("encounter", f"Encounter/{visit.id}")]).entries]


ANSWERS = [said("reason", "Ho"), group("asking", said("course", "Ho ba ngày, sốt nhẹ."))]
EXAMINED = group(
    "examination",
    group("whole", said("general", "Tỉnh."), group("vitals", said("pulse", 84), said("weight", Decimal("52.5")))),
    group("diagnosed", group("diagnosis", said("diagnosis-code", coding("J00", "http://hl7.org/fhir/sid/icd-10")),
                             said("diagnosis-name", "Viêm mũi họng cấp"))),
)  # fmt: skip


class TestKnownThings:
    def test_who_came_and_why_stands_in_a_new_record(self) -> None:
        opened = begun(came())

        assert [text(opened, name) for name in ("name", "birth", "sex", "national-id", "reason")] == [
            "Lò Văn Inh", "1964-09-02", "Nam", "012064000103", "Ho, sốt 3 ngày",
        ]  # fmt: skip
        assert text(opened, "arrived") == "2026-11-30T08:15:00+07:00"
        assert opened.sheet.unsettled == []

    def test_what_was_measured_in_the_visit_is_shown_and_not_asked_again(self) -> None:
        visit = came()
        signs = {"coding": [{"system": _CATEGORY, "code": "vital-signs"}]}
        known(
            visit, "Observation", status="final", category=[signs],
            code={"coding": [coding("8867-4", "http://loinc.org")]}, effectiveDateTime="2026-11-30T08:16:00+07:00",
            valueQuantity={"value": 96, "unit": "/min"},
        )  # fmt: skip

        opened = begun(visit)

        assert text(opened, "pulse-known") == 96
        assert blank(opened, "vitals-shown").is_open
        assert not blank(opened, "vitals").is_open
        assert blank(begun(came(name="Vàng A Tủa")), "vitals").is_open

    def test_allergies_and_diagnoses_of_the_record_are_told(self) -> None:
        visit = came()
        active = {
            "coding": [coding("active", "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical")]
        }
        known(visit, "AllergyIntolerance", code={"text": "Penicillin"}, clinicalStatus=active)
        known(
            visit,
            "Condition",
            code={"coding": [coding("J00", "http://hl7.org/fhir/sid/icd-10")], "text": "Cảm"},
        )

        opened = begun(visit)

        assert text(opened, "allergies") == "Penicillin"
        assert text(opened, "diagnoses-shown") == "J00 Cảm"
        assert "diagnosis-code" not in opened.sheet.of


class TestFacts:
    def test_a_complete_record_tells_signs_findings_and_diagnoses(self) -> None:
        visit = came()

        filled(visit, [*ANSWERS, EXAMINED])

        codes = {one["code"]["coding"][0]["code"] for one in facts("Observation", visit)}
        (diagnosis,) = facts("Condition", visit)
        assert codes == {"8867-4", "29463-7", "10210-3"}
        assert (diagnosis["code"]["coding"][0]["code"], diagnosis["code"]["text"]) == (
            "J00",
            "Viêm mũi họng cấp",
        )

    def test_traditional_medicine_has_two_diagnoses(self) -> None:
        visit = came()
        modern = EXAMINED["item"][1]
        ours = group(
            "traditional-diagnosis",
            said("traditional-code", coding("U62.392.5.01", "https://hoaban.example/fhir/CodeSystem/ma-benh-yhct")),
            said("traditional-name", "Thấp tý"), said("pattern", "Phong hàn thấp"),
        )  # fmt: skip

        filled(visit, [*ANSWERS, modern, ours], TRADITIONAL)

        told = {one["code"]["text"]: one["code"]["coding"][0]["system"] for one in facts("Condition", visit)}
        assert told == {
            "Viêm mũi họng cấp": "http://hl7.org/fhir/sid/icd-10",
            "Thấp tý": "https://hoaban.example/fhir/CodeSystem/ma-benh-yhct",
        }


class TestWhichForms:
    def test_a_specialty_finds_its_own_first_and_no_other_ones(self) -> None:
        came()

        ours = forms.forms_for(use="record", specialty="traditional", on=NOW.date())
        others = forms.forms_for(use="record", specialty="internal", on=NOW.date())

        assert ours[0].url == TRADITIONAL
        assert GENERAL in {one.url for one in ours}
        assert TRADITIONAL not in {one.url for one in others}

    def test_installing_again_changes_nothing(self) -> None:
        came()

        assert forms.install_shipped(actor=KEEPER, starts_on=NOW.date(), now=NOW) == []


def words(pdf: bytes, folder: Path) -> str:
    """What a person reads on the paper (poppler)."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True
    ).stdout.decode()


class TestPapers:
    def test_a_record_prints_in_the_legal_layout(self, tmp_path: Path) -> None:
        visit = came()
        response = filled(visit, [*ANSWERS, EXAMINED])

        shown = words(forms.paper(actor=doctor(), response=response, now=NOW), tmp_path)

        for text in (
            "MS: 15/BV1", "BỆNH ÁN NGOẠI TRÚ CHUNG", f"Bệnh viện {cast.PROVINCIAL}", visit.number, "Lò Văn Inh", "02/09/1964",
            "Ho ba ngày, sốt nhẹ.", "Mạch: 84 lần/phút", "J00", "Viêm mũi họng cấp", "Bác sĩ khám bệnh",
            "Ngày 30 tháng 11 năm 2026",
        ):  # fmt: skip
            assert text in shown
        assert "Bản nháp" not in shown
        assert "1/" in shown

    def test_a_draft_says_so_and_the_same_response_gives_the_same_bytes(self, tmp_path: Path) -> None:
        visit = came()
        response = filled(visit, [said("reason", "Ho")], done=False)
        first, again = (forms.paper(actor=doctor(), response=response, now=NOW) for _ in range(2))

        assert first == again
        assert "Bản nháp, chưa hoàn tất." in words(first, tmp_path)
        assert "Reason for the visit" in words(
            forms.paper(actor=doctor(), response=response, now=NOW, language="en"), tmp_path
        )

    def test_a_doctor_of_another_hospital_gets_none(self) -> None:
        response = filled(came(), ANSWERS)

        with pytest.raises(NotFound):
            forms.paper(actor=doctor(Scope("facility", cast.PHONG_THO)), response=response, now=NOW)
