"""Searches that follow references, and resources that come along: only through what may be seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import include
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.shapes import Entry, Json, Page
from tests import cast

pytestmark = pytest.mark.django_db

HERE, ABOVE = places.organization_id(cast.PROVINCIAL), "so-y-te"
LOINC = "http://loinc.org"


def ref(kind: str, name: object) -> Json:
    return {"reference": f"{kind}/{name}"}


def observation(name: str, patient: str, visit: str, code: str, **more: Any) -> Json:
    return {
        "resourceType": "Observation", "id": name, "status": "final", "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": ref("Patient", patient), "encounter": ref("Encounter", visit), **more,
    }  # fmt: skip


def encounter(name: str, patient: str, **more: Any) -> Json:
    return {
        "resourceType": "Encounter", "id": name, "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": ref("Patient", patient), "serviceProvider": ref("Organization", HERE), **more,
    }  # fmt: skip


def patient(name: str, text: str, **more: Any) -> Json:
    return {"resourceType": "Patient", "id": name, "name": [{"text": text}], **more}


def condition(name: str, patient: str, visit: str, icd10: str) -> Json:
    coding = {"system": "http://hl7.org/fhir/sid/icd-10", "code": icd10}
    return {
        "resourceType": "Condition", "id": name, "subject": ref("Patient", patient),
        "encounter": ref("Encounter", visit), "code": {"coding": [coding]},
    }  # fmt: skip


VILLAGE: list[Json] = [
    {"resourceType": "Organization", "id": ABOVE, "name": "Sở Y tế Lai Châu"},
    {"resourceType": "Organization", "id": str(HERE), "name": "Bệnh viện đa khoa tỉnh", "partOf": ref("Organization", ABOVE)},
    {"resourceType": "Practitioner", "id": "bs", "name": [{"text": "Lò Văn Sĩ"}]},
    patient("an", "Đèo Thị An", managingOrganization=ref("Organization", HERE), gender="female"),
    patient("pao", "Giàng A Páo", generalPractitioner=[ref("Practitioner", "bs")], gender="male"),
    encounter("kham-an", "an"),
    encounter("kham-pao", "pao"),
    encounter("kin-pao", "pao", partOf=ref("Encounter", "kham-pao")),
    observation("an-1", "an", "kham-an", "718-7"),
    observation("pao-1", "pao", "kham-pao", "718-7", performer=[ref("Practitioner", "bs")]),
    observation("pao-2", "pao", "kham-pao", "4548-4", hasMember=[ref("Observation", "pao-1")]),
    observation("pao-kin", "pao", "kin-pao", "718-7"),
    condition("an-tha", "an", "kham-an", "I10"),
    condition("pao-hiv", "pao", "kin-pao", "B20"),
    {"resourceType": "List", "id": "theo-doi", "status": "current", "mode": "working",
     "entry": [{"item": ref("Observation", "an-1")}, {"item": ref("Observation", "pao-kin")}]},
    {"resourceType": "Provenance", "id": "nguon", "recorded": "2026-11-13T09:00:00+07:00",
     "target": [ref("Observation", "pao-1")], "agent": [{"who": ref("Practitioner", "bs")}]},
]  # fmt: skip


@pytest.fixture
def village() -> record.Door:
    door = of(cast.integration())
    door.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in VILLAGE])
    return door


def of(actor: Actor) -> record.Door:
    return record.open(actor, purpose=Purpose.TREATMENT)


def asked(query: str) -> list[tuple[str, str]]:
    return [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]  # type: ignore[misc]


def page(door: record.Door, query: str) -> Page:
    kind, _, rest = query.partition("?")
    return door.search(kind, asked(rest))


def ids(door: record.Door, query: str) -> set[str]:
    return {one.id for one in page(door, query).entries}


FOLLOWED: list[tuple[str, set[str]]] = [
    ("Observation?subject:Patient.name=deo", {"an-1"}),
    ("Observation?subject.name=pao", {"pao-1", "pao-2", "pao-kin"}),
    ("Observation?patient.gender=female", {"an-1"}),
    ("Observation?patient.gender:not=female", {"pao-1", "pao-2", "pao-kin"}),
    ("Observation?patient.organization.name=benh vien", {"an-1"}),
    ("Observation?patient.organization.partof.name=so y te", {"an-1"}),
    ("Observation?encounter.part-of.subject:Patient.general-practitioner.name=si", {"pao-kin"}),
    ("Observation?subject._id=an", {"an-1"}),
    ("Observation?patient.organization:missing=true", {"pao-1", "pao-2", "pao-kin"}),
    ("Observation?patient.name=deo&code=718-7", {"an-1"}),
    ("Observation?patient.name=deo,giang&code=4548-4", {"pao-2"}),
    ("Patient?_has:Observation:patient:code=4548-4", {"pao"}),
    ("Patient?_has:Observation:patient:code=718-7", {"an", "pao"}),
    ("Patient?_has:Encounter:patient:_has:Observation:encounter:code=718-7", {"an", "pao"}),
    ("Patient?_has:Condition:patient:code=I10", {"an"}),
    ("Encounter?_has:Observation:encounter:performer:Practitioner.name=si", {"kham-pao"}),
    ("Practitioner?_has:Patient:general-practitioner:_has:Observation:patient:code=4548-4", {"bs"}),
    ("Observation?_has:Provenance:target:agent:Practitioner.name=si", {"pao-1"}),
    ("Observation?performer:Practitioner._has:Patient:general-practitioner:name=pao", {"pao-1"}),
    ("Observation?_list=theo-doi", {"an-1", "pao-kin"}),
    ("Observation?_list=theo-doi&patient.name=deo", {"an-1"}),
    ('Observation?_filter=code eq 4548-4 or patient.name co "thi a"', {"an-1", "pao-2"}),
    ("Observation?_filter=subject:Patient[gender eq female].organization.name sw benh", {"an-1"}),
    ("Observation?_filter=not (patient.gender eq female) and code eq 718-7", {"pao-1", "pao-kin"}),
    ("Patient?_filter=_has:Observation:patient:code eq 4548-4", {"pao"}),
    ("Patient?_filter=general-practitioner re Practitioner/bs", {"pao"}),
    ("Observation?encounter=kham-pao", {"pao-1", "pao-2"}),
    ("Observation?encounter=Encounter/kham-an,Encounter/kin-pao", {"an-1", "pao-kin"}),
    ("Observation?subject=pao", {"pao-1", "pao-2", "pao-kin"}),
    ("Observation?subject=Patient/an,Group/pao", {"an-1"}),
    ("Observation?has-member=Observation/pao-1&code=4548-4", {"pao-2"}),
    ("Provenance?target=pao-1", {"nguon"}),
    ("Observation?_filter=encounter re Encounter/kham-an or code eq 4548-4", {"an-1", "pao-2"}),
]
_AS_BEFORE = """
insert into record_reference (type, param, target_type, target, rid)
select type, param, target_type, target, rid from record_link l
where param is not null and not exists (select from record_reference f where f.rid = l.rid and f.target = l.target
    and f.param = l.param);
update record_resource set patient_by = null, dossier_by = null
"""


@pytest.mark.parametrize(("query", "wanted"), FOLLOWED)
def test_a_search_follows_references_both_ways(village: record.Door, query: str, wanted: set[str]) -> None:
    assert ids(village, query) == wanted


def test_rows_whose_references_all_stand_beside_them_are_found_alike(village: record.Door) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_AS_BEFORE)
    assert {query: ids(village, query) for query, _ in FOLLOWED} == dict(FOLLOWED)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Observation?patient.name=pao", {"pao-1", "pao-2"}),
        ("Patient?_has:Condition:patient:code=B20", set()),
        ("Patient?_has:Observation:patient:_id=pao-kin", set()),
        ("Patient?_has:Encounter:patient:_id=kin-pao", set()),
        ("Encounter?_has:Encounter:part-of:_has:Condition:encounter:code=B20", set()),
        ("Observation?_list=theo-doi", set()),
        ("Practitioner?_has:Observation:performer:patient._has:Condition:patient:code=B20", set()),
    ],
)
def test_what_is_hidden_helps_to_find_nothing(village: record.Door, query: str, wanted: set[str]) -> None:
    assert ids(of(cast.doctor()), query) == wanted


def test_who_reaches_nobody_learns_nothing_by_way_of_a_register(village: record.Door) -> None:
    elsewhere = of(cast.doctor(cast.PHONG_THO))

    assert ids(village, "Practitioner?_has:Patient:general-practitioner:name=pao") == {"bs"}
    assert ids(elsewhere, "Practitioner?name=si") == {"bs"}
    assert ids(elsewhere, "Practitioner?_has:Patient:general-practitioner:name=pao") == set()


def included(door: record.Door, query: str) -> tuple[set[str], set[str]]:
    found = page(door, query)
    return {one.id for one in found.entries}, {one.id for one in found.included}


@pytest.mark.parametrize(
    ("query", "along"),
    [
        ("_include=Observation:subject", {"pao"}),
        ("_include=Observation:subject:Patient", {"pao"}),
        ("_include=Observation:subject:Group", set()),
        ("_include=Observation:patient&_include=Observation:encounter", {"pao", "kham-pao"}),
        ("_include=Observation:subject&_include=Patient:general-practitioner", {"pao"}),
        ("_include=Observation:subject&_include:iterate=Patient:general-practitioner", {"pao", "bs"}),
        ("_include=Observation:has-member&_include:iterate=Observation:performer", {"pao-1", "bs"}),
        ("_include=Observation:*", {"pao", "kham-pao", "pao-1"}),
        ("_include=*", {"pao", "kham-pao", "pao-1"}),
        ("_revinclude=Observation:has-member", set()),
        ("_include=Observation:has-member&_revinclude:iterate=Provenance:target", {"pao-1", "nguon"}),
        ("_include=Encounter:subject", set()),
    ],
)
def test_what_a_page_points_to_comes_along(village: record.Door, query: str, along: set[str]) -> None:
    assert included(village, f"Observation?_id=pao-2&{query}") == ({"pao-2"}, along)


def test_what_points_to_a_page_comes_along_once(village: record.Door) -> None:
    query = "Patient?_id=pao&_revinclude=Observation:patient&_revinclude=Observation:subject"
    assert included(village, query)[1] == {"pao-1", "pao-2", "pao-kin"}
    assert included(village, "Patient?_id=pao&_revinclude=*")[1] >= {"pao-1", "kham-pao", "pao-hiv"}


def test_what_is_hidden_does_not_come_along(village: record.Door) -> None:
    doctor = of(cast.doctor())
    assert included(doctor, "Patient?_id=pao&_revinclude=*")[1] == {"pao-1", "pao-2", "kham-pao"}
    assert included(doctor, "Practitioner?_id=bs&_revinclude=*")[1] == {"pao", "pao-1", "nguon"}


def test_a_page_says_when_something_was_left_out(
    village: record.Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(include, "MOST_INCLUDED", 2)
    found = page(
        village, "Patient?_id=pao&_include=Patient:general-practitioner&_revinclude=Observation:patient"
    )

    assert len(found.included) == 1
    (note,) = found.notes
    assert (note.severity, note.path) == ("warning", "_revinclude")
    assert "2" in note.message_en


def test_compartments_hold_what_belongs_to_one_patient(village: record.Door) -> None:
    def within(door: record.Door, kind: str, query: str = "") -> set[str]:
        return {
            one.id for one in door.search(kind, asked(query), within=Compartment("Patient", "pao")).entries
        }

    assert within(village, "Observation") == {"pao-1", "pao-2", "pao-kin"}
    assert within(village, "Observation", "code=4548-4") == {"pao-2"}
    assert within(village, "") == {
        "pao", "kham-pao", "kin-pao", "pao-1", "pao-2", "pao-kin", "pao-hiv",
    }  # fmt: skip
    assert within(of(cast.doctor()), "") == {"pao", "kham-pao", "pao-1", "pao-2"}


def test_several_types_are_searched_together(village: record.Door) -> None:
    assert ids(village, "?_type=Patient,Practitioner&_id=an,bs,kham-an") == {"an", "bs"}
    assert ids(village, "?_id=an,kham-an") == {"an", "kham-an"}
    assert ids(village, "?_type=Observation,Condition&code=718-7,I10&patient=an") == {"an-1", "an-tha"}
    with pytest.raises(SearchRefused):
        page(village, "?_type=Patient,Observation&gender=male")


def test_pages_of_several_types_follow_each_other(village: record.Door) -> None:
    seen: list[str] = []
    found = village.search("", asked("_type=Observation,Patient,Encounter&_count=2"))
    while True:
        seen += [one.id for one in found.entries]
        if not found.next:
            break
        found = village.search(
            "", [*asked("_type=Observation,Patient,Encounter&_count=2"), ("_page", found.next)]
        )

    assert len(seen) == len(set(seen)) == 9
