"""From a dossier to the record: the facts a clinician finds, their ids, and what bad input may not break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hoaban.connect.claims import Dossier, Row
from hoaban.shared.claims import fhir
from hoaban.shared.claims.fhir import units
from hoaban.shared.claims.tests import builders, stays

RECEIVED = datetime(2026, 11, 13, 4, 0, tzinfo=UTC)


class Names:
    """Lookups that know a few names."""

    def name(self, list_id: str, code: str, on: date) -> str | None:
        return {("ICD10", "I10"): "Bệnh lý tăng huyết áp", ("MA_KHOA", "K01"): "Khoa Khám bệnh"}.get(
            (list_id, code)
        )

    def commune_since(self, code: str, on: date) -> date | None:
        return date(2025, 7, 1)

    def facility_name(self, code: str, on: date) -> str | None:
        return {"12981": "Bệnh viện Đa khoa tỉnh"}.get(code)

    def station_commune(self, code: str, on: date) -> str | None:
        return {"12983": "03571"}.get(code)


def mapped(dossier: Dossier, **other: Any) -> list[dict[str, Any]]:
    settings_ = {
        "level": "1931",
        "original_sha256": "ab" * 32,
        "original_size": 1234,
        "received_at": RECEIVED,
        "lookups": Names(),
    }
    return fhir.map_dossier(dossier, **{**settings_, **other})


def of_type(resources: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in resources if one["resourceType"] == kind]


def values_in(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        for one in part.values():
            yield from values_in(one)
    elif isinstance(part, list):
        for one in part:
            yield from values_in(one)
    else:
        yield part


def test_a_visit_becomes_what_a_clinician_expects():
    resources = mapped(builders.teacher_visit())
    (encounter,) = of_type(resources, "Encounter")
    assert encounter["status"] == "finished"
    assert encounter["class"]["code"] == "AMB"
    assert encounter["period"] == {"start": "2026-11-13T08:55:00+07:00", "end": "2026-11-13T10:30:00+07:00"}
    main = of_type(resources, "Condition")[1]
    assert main["code"]["coding"] == [
        {"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10", "display": "Bệnh lý tăng huyết áp"}
    ]
    assert main["code"]["text"] == "Tăng huyết áp vô căn; Đái tháo đường týp 2"
    amlodipine = of_type(resources, "MedicationRequest")[0]
    assert amlodipine["medicationCodeableConcept"]["text"] == "Amlodipin DEMO 5mg"
    assert amlodipine["dosageInstruction"][0]["timing"]["repeat"]["frequency"] == 1
    glucose = of_type(resources, "Observation")[2]
    assert glucose["valueQuantity"] == {
        "value": Decimal("7.80"),
        "unit": "mmol/L",
        "system": "http://unitsofmeasure.org",
        "code": "mmol/L",
    }
    ecg = of_type(resources, "DiagnosticReport")[3]
    assert ecg["conclusion"] == "Điện tim trong giới hạn bình thường"


def test_the_bill_carries_every_line_and_amount_to_the_dong():
    (claim,) = of_type(mapped(builders.teacher_visit()), "Claim")
    assert len(claim["item"]) == 8
    assert claim["total"] == {"value": Decimal("412000.00"), "currency": "VND"}
    totals = {part["url"]: part["valueMoney"]["value"] for part in claim["extension"][0]["extension"]}
    assert totals["T_BHTT"] == Decimal("195700.00")
    assert totals["T_BNCCT"] == Decimal("216300.00")


def test_a_resource_comes_after_those_it_rests_on_except_where_they_name_each_other():
    resources = mapped(builders.teacher_visit())
    kinds = [one["resourceType"] for one in resources]
    assert kinds[0] == "Patient"
    assert kinds[-2:] == ["DocumentReference", "Provenance"]
    assert kinds.index("Encounter") < kinds.index("MedicationRequest") < kinds.index("MedicationDispense")


def test_every_local_reference_finds_its_resource():
    dossier = builders.teacher_visit()
    resources = mapped(dossier)
    resources += fhir.organizations(dossier, level="1931", lookups=Names())
    resources += fhir.practitioners(dossier, level="1931", lookups=Names())
    there = {f"{one['resourceType']}/{one['id']}" for one in resources}
    named = {
        value
        for value in values_in(resources)
        if isinstance(value, str) and "/" in value and value.split("/")[0] in {k.split("/")[0] for k in there}
    }
    assert named <= there


def test_all_but_shared_resources_name_the_visit():
    resources = mapped(builders.teacher_visit())
    (encounter,) = of_type(resources, "Encounter")
    visit = f"Encounter/{encounter['id']}"
    shared = {"Patient", "Coverage", "RelatedPerson", "Encounter"}
    by_its_request = {"Specimen"}
    for one in resources:
        if one["resourceType"] not in shared | by_its_request:
            assert visit in set(values_in(one)), one["resourceType"]


def test_the_same_dossier_again_gives_the_same_resources():
    assert mapped(builders.teacher_visit()) == mapped(builders.teacher_visit())


def test_rows_in_another_order_keep_their_ids():
    dossier = builders.teacher_visit()
    first = {one["id"] for one in mapped(dossier)}
    turned = {name: tuple(reversed(rows)) for name, rows in dossier.tables.items()}
    again = Dossier(**{**{name: getattr(dossier, name) for name in Dossier.__slots__}, "tables": turned})
    assert {one["id"] for one in mapped(again)} == first


def test_a_corrected_arrival_keeps_the_ids_under_the_first_anchor():
    before = mapped(builders.teacher_visit())
    first = datetime(2026, 11, 13, 1, 55, tzinfo=UTC)
    after = mapped(builders.teacher_visit(NGAY_VAO="202611130850"), anchor=first)
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert {one["id"] for one in mapped(builders.teacher_visit(NGAY_VAO="202611130850"))} != {
        one["id"] for one in before
    }


def test_no_number_passes_through_a_float():
    assert not [value for value in values_in(mapped(builders.teacher_visit())) if isinstance(value, float)]


def test_a_partial_birth_date_stays_partial():
    (patient,) = of_type(mapped(builders.teacher_visit(NGAY_SINH="196400000000")), "Patient")
    assert patient["birthDate"] == "1964"
    (patient,) = of_type(mapped(builders.teacher_visit(NGAY_SINH="196409000000")), "Patient")
    assert patient["birthDate"] == "1964-09"


def test_a_newborn_keeps_the_time_of_birth():
    (patient,) = of_type(mapped(builders.teacher_visit(NGAY_SINH="202611111341")), "Patient")
    assert patient["birthDate"] == "2026-11-11"
    assert patient["_birthDate"]["extension"][0]["valueDateTime"] == "2026-11-11T13:41:00+07:00"


def test_a_check_in_opens_the_visit_that_the_dossier_later_finishes():
    head = {
        **{k: v for k, v in builders.summary([], []).items() if k not in ("NGAY_RA", "KET_QUA_DTRI")},
        "MA_DICH_VU": "02.03.1896",
        "TEN_DICH_VU": "Khám Nội",
        "NGAY_YL": "202611130900",
    }
    resources = mapped(builders.dossier(XML0=[head]))
    (opened,) = of_type(resources, "Encounter")
    (closed,) = of_type(mapped(builders.teacher_visit()), "Encounter")
    assert opened["status"] == "in-progress"
    assert opened["id"] == closed["id"]


def test_a_stay_brings_its_papers_procedure_and_vital_signs():
    resources = mapped(stays.mother_stay())
    titles = [one["title"] for one in of_type(resources, "Composition")]
    assert titles == ["Diễn biến lâm sàng", "Điều trị và lời dặn", "Giấy ra viện", "Tóm tắt hồ sơ bệnh án"]
    (operation,) = of_type(resources, "Procedure")
    assert [one["code"] for one in operation["code"]["coding"]] == ["13.0007.0671", "74.1"]
    pressure = next(one for one in of_type(resources, "Observation") if one["code"]["text"] == "Huyết áp")
    assert [one["valueQuantity"]["value"] for one in pressure["component"]] == [Decimal(120), Decimal(70)]
    (encounter,) = of_type(resources, "Encounter")
    assert [one["class"]["code"] for one in encounter["classHistory"]] == ["AMB", "IMP"]


def test_a_referral_asks_the_facility_of_destination():
    resources = mapped(stays.mother_referred())
    (request,) = [
        one for one in of_type(resources, "ServiceRequest") if one["intent"] == "order" and "performer" in one
    ]
    assert request["performer"][0]["display"] == "Bệnh viện Đa khoa tỉnh"
    (encounter,) = of_type(resources, "Encounter")
    assert encounter["class"]["code"] == "IMP"
    assert request["performer"][0]["reference"] == encounter["hospitalization"]["destination"]["reference"]


def test_an_appointment_paper_and_the_day_of_the_summary_are_one_follow_up():
    requests = of_type(mapped(stays.mother_stay()), "ServiceRequest")
    assert [one["occurrenceDateTime"] for one in requests if one["intent"] == "plan"] == ["2026-12-15"]


def test_an_ended_pregnancy_is_coded_so_that_the_door_can_label_it():
    dossier = stays.mother_stay(
        {"XML7": {"MA_DINH_CHI_THAI": "1", "NGUYENNHAN_DINHCHI": "Thai lưu", "TUOI_THAI": "12"}}
    )
    coded = [c for one in of_type(mapped(dossier), "Condition") for c in one["code"].get("coding", [])]
    assert {"system": "https://hoaban.example/fhir/CodeSystem/ma-dinh-chi-thai", "code": "1"} in coded


def test_the_tables_of_the_original_are_coded_so_that_the_door_can_label_it():
    dossier = builders.teacher_visit()
    dossier.tables["XML6"] = (Row(values={"MA_LK": "DEMO-0001"}),)
    (original,) = of_type(mapped(dossier), "DocumentReference")
    assert "XML6" in {one["coding"][0]["code"] for one in original["category"]}


def test_a_card_shared_by_two_visits_is_one_coverage():
    first, second = (mapped(builders.teacher_visit(MA_LK=key)) for key in ("DEMO-0001", "DEMO-0002"))
    assert of_type(first, "Coverage") == of_type(second, "Coverage")
    assert of_type(first, "Patient") == of_type(second, "Patient")
    assert not {one["id"] for one in first} & {one["id"] for one in second} - {
        one["id"] for one in first if one["resourceType"] in ("Patient", "Coverage")
    }


def test_a_dossier_without_summary_or_check_in_cannot_be_mapped():
    with pytest.raises(fhir.NotMappable):
        mapped(builders.dossier(XML2=[builders.drug(1)]))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("mmol/L", "mmol/L"),
        ("µmol/L", "umol/L"),
        ("g/L", "g/L"),
        ("G/L", None),
        ("T/L", "10*12/L"),
        ("hạt", None),
    ],
)
def test_a_unit_gets_a_ucum_code_only_when_it_is_surely_the_same(written: str, code: str | None):
    assert units.ucum(written) == code
