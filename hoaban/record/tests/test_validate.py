"""What the structural validator accepts and refuses, whole resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hoaban.record.engine.validate import validate
from hoaban.record.tests.validate_samples import (
    EFFECTIVE,
    EXTENSION,
    OBSERVATION,
    ORGANIZATION,
    PATIENT,
    REFERENCE,
    STEM,
    VALUE,
    Json,
    changed,
    drop,
    found,
    put,
)


@pytest.mark.parametrize("resource", [PATIENT, OBSERVATION])
def test_a_sound_resource_has_no_issue(resource: Json) -> None:
    assert validate(resource) == []


@pytest.mark.parametrize(
    ("resource", "change", "code", "path"),
    [
        (PATIENT, put("nickname", "x"), "structure", "Patient.nickname"),
        (PATIENT, put("contact", 0, "age", 5), "structure", "Patient.contact[0].age"),
        (PATIENT, put("name", {"text": "x"}), "structure", "Patient.name"),
        (PATIENT, put("name", 0, "given", "Hoa"), "structure", "Patient.name[0].given"),
        (PATIENT, put("gender", ["female"]), "structure", "Patient.gender"),
        (PATIENT, put("managingOrganization", []), "structure", ORGANIZATION),
        (PATIENT, put("birthDate", "17/05/1994"), "value", "Patient.birthDate"),
        (PATIENT, put("birthDate", "2025-02-30"), "value", "Patient.birthDate"),
        (PATIENT, put("birthDate", "2025-02-29"), "value", "Patient.birthDate"),
        (OBSERVATION, put("effectiveDateTime", "2025-02-30T08:00:00Z"), "value", EFFECTIVE),
        (OBSERVATION, drop("status"), "required", "Observation.status"),
        (OBSERVATION, drop("code"), "required", "Observation.code"),
        (OBSERVATION, drop("component", 0, "code"), "required", "Observation.component[0].code"),
        (PATIENT, put("gender", "nam"), "code-invalid", "Patient.gender"),
        (OBSERVATION, put("valueQuantity", "comparator", "~"), "code-invalid", f"{VALUE}.comparator"),
        (PATIENT, put("active", "true"), "structure", "Patient.active"),
        (PATIENT, put("active", 1), "structure", "Patient.active"),
        (PATIENT, put("telecom", [{"rank": -1}]), "value", "Patient.telecom[0].rank"),
        (PATIENT, put("telecom", [{"rank": True}]), "structure", "Patient.telecom[0].rank"),
        (PATIENT, put("name", []), "structure", "Patient.name"),
        (PATIENT, put("name", 0, "given", []), "structure", "Patient.name[0].given"),
        (OBSERVATION, put("valueString", "x"), "structure", VALUE),
        (OBSERVATION, put("_valueString", {"extension": [EXTENSION]}), "structure", f"{STEM}.ofType(string)"),
        (PATIENT, put("id", "có dấu"), "value", "Patient.id"),
        (PATIENT, put("id", "a" * 65), "value", "Patient.id"),
        (PATIENT, put("managingOrganization", "reference", "Patient/1"), "structure", REFERENCE),
        (PATIENT, put("managingOrganization", "reference", "Trạm y tế"), "value", REFERENCE),
        (PATIENT, put("maritalStatus", {}), "structure", "Patient.maritalStatus"),
        (PATIENT, put("maritalStatus", {"id": "x"}), "structure", "Patient.maritalStatus"),
        (PATIENT, put("maritalStatus", None), "structure", "Patient.maritalStatus"),
        (PATIENT, put("birthDate", None), "structure", "Patient.birthDate"),
        (PATIENT, put("name", 0, "family", ""), "value", "Patient.name[0].family"),
        (PATIENT, put("name", 0, "family", " \t"), "value", "Patient.name[0].family"),
        (PATIENT, put("name", 0, "given", 1, "a\x00b"), "value", "Patient.name[0].given[1]"),
        (PATIENT, put("name", 0, "given", 1, "\ud800"), "value", "Patient.name[0].given[1]"),
        (OBSERVATION, put("valueQuantity", "value", 128.5), "structure", f"{VALUE}.value"),
        (OBSERVATION, put("valueQuantity", "value", "128.5"), "structure", f"{VALUE}.value"),
        (OBSERVATION, put("status", "fin al"), "code-invalid", "Observation.status"),
        (OBSERVATION, put("code", "coding", 0, "code", " 718-7"), "value", "Observation.code.coding[0].code"),
        (PATIENT, put("resourceType", "Person2"), "not-supported", "Person2.resourceType"),
        (PATIENT, drop("resourceType"), "required", "Resource.resourceType"),
        (PATIENT, put("name", 0, "resourceType", "HumanName"), "structure", "Patient.name[0].resourceType"),
        (PATIENT, put("text", {"status": "generated", "div": "<p>x</p>"}), "value", "Patient.text.div"),
        (PATIENT, put("text", {"status": "generated", "div": "<divx>x</divx>"}), "value", "Patient.text.div"),
        (PATIENT, put("text", {"status": "generated"}), "required", "Patient.text.div"),
    ],
)  # fmt: skip
def test_each_mutation_is_caught_at_its_place(
    resource: Json, change: Callable[[Any], Any], code: str, path: str
) -> None:
    assert (code, path) in found(changed(resource, change))


@pytest.mark.parametrize(
    ("extension", "issue"),
    [
        ({"valueString": "x"}, ("required", "Patient.extension[0].url")),
        ({"url": "https://x.example/a b", "valueString": "x"}, ("value", "Patient.extension[0].url")),
        ({"url": "https://x.example"}, ("invariant", "Patient.extension[0]")),
        (EXTENSION | {"extension": [EXTENSION]}, ("invariant", "Patient.extension[0]")),
        (EXTENSION | {"valueCode": "x"}, ("structure", "Patient.extension[0].value.ofType(code)")),
        (EXTENSION | {"valueNothing": "x"}, ("structure", "Patient.extension[0].valueNothing")),
        (EXTENSION | {"_url": {"extension": [EXTENSION]}}, ("structure", "Patient.extension[0]._url")),
    ],
)
def test_a_broken_extension_is_refused(extension: Json, issue: tuple[str, str]) -> None:
    assert issue in found(PATIENT | {"extension": [extension]})


def test_extensions_may_hold_a_value_an_extended_primitive_or_further_extensions() -> None:
    good = [
        EXTENSION,
        {"url": "https://x.example", "extension": [EXTENSION]},
        {"url": "https://x.example", "_valueDate": {"extension": [EXTENSION]}},
        {"url": "inner", "valueAge": {"value": 3, "system": "http://unitsofmeasure.org", "code": "a"}},
    ]
    assert validate(PATIENT | {"extension": good, "modifierExtension": good}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"_birthDate": {"extension": [EXTENSION]}},
        {"birthDate": "1994", "_birthDate": {"id": "b1", "extension": [EXTENSION]}},
        {"name": [{"given": ["Hoa", None], "_given": [None, {"extension": [EXTENSION]}]}]},
        {"name": [{"_given": [{"extension": [EXTENSION]}]}]},
        {"name": [{"given": ["Hoa"], "_given": [{"id": "g", "extension": [EXTENSION]}]}]},
    ],
)
def test_primitives_may_carry_extensions(change: Json) -> None:
    assert validate(PATIENT | change) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"_birthDate": {}}, "Patient.birthDate"),
        ({"_birthDate": [{"extension": [EXTENSION]}]}, "Patient.birthDate"),
        ({"_birthDate": {"value": "x"}}, "Patient.birthDate.value"),
        ({"_nickname": {"extension": [EXTENSION]}}, "Patient._nickname"),
        ({"_id": {"extension": [EXTENSION]}}, "Patient._id"),
        ({"_name": [{"extension": [EXTENSION]}]}, "Patient._name"),
        ({"name": [{"given": ["Hoa", None]}]}, "Patient.name[0].given[1]"),
        ({"name": [{"given": ["Hoa", None], "_given": [None, None]}]}, "Patient.name[0].given[1]"),
        ({"name": [{"given": ["Hoa"], "_given": [None, {"id": "g"}]}]}, "Patient.name[0].given"),
        ({"name": [{"_given": [None, {"extension": [EXTENSION]}]}]}, "Patient.name[0].given[0]"),
        ({"name": [{"_given": {"extension": [EXTENSION]}}]}, "Patient.name[0].given"),
        ({"name": [None]}, "Patient.name[0]"),
    ],
)  # fmt: skip
def test_misplaced_primitive_extensions_and_nulls_are_refused(change: Json, path: str) -> None:
    assert ("structure", path) in found(PATIENT | change)


def test_a_required_element_may_be_given_by_an_extension_alone() -> None:
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    made = {key: value for key, value in OBSERVATION.items() if key != "status"}
    assert validate(made | {"_status": {"extension": [absent]}}) == []


def test_contained_resources_are_checked_as_their_own_type() -> None:
    inner: Json = {"resourceType": "Organization", "id": "o", "name": "Trạm Y tế"}
    good = PATIENT | {"contained": [inner], "managingOrganization": {"reference": "#o"}}
    assert validate(good) == []
    assert found(PATIENT | {"contained": [inner | {"gender": "male"}]}) == {
        ("structure", "Patient.contained[0].gender")
    }
    assert found(PATIENT | {"contained": [{"id": "o"}]}) == {
        ("required", "Patient.contained[0].resourceType")
    }


def test_a_contained_resource_contains_no_other() -> None:
    inner: Json = {"resourceType": "Organization", "id": "o", "name": "x"}
    nested = PATIENT | {"contained": [inner | {"contained": [inner]}]}
    assert found(nested) == {("structure", "Patient.contained[0].contained")}


def test_entries_of_a_bundle_are_checked_with_their_index() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": PATIENT, "request": {"method": "POST", "url": "Patient"}},
            {
                "resource": OBSERVATION | {"status": "xong"},
                "request": {"method": "POST", "url": "Observation"},
            },
        ],
    }
    assert found(bundle) == {("code-invalid", "Bundle.entry[1].resource.status")}


def test_a_simple_quantity_has_no_comparator() -> None:
    made = OBSERVATION | {"referenceRange": [{"low": {"value": 1, "comparator": "<"}}]}
    assert found(made) == {("structure", "Observation.referenceRange[0].low.comparator")}


@pytest.mark.parametrize(
    "status", [{"text": "đang bệnh"}, {"coding": [{"system": "urn:x", "code": "active"}]}]
)
def test_a_concept_bound_to_a_required_list_needs_a_coding_from_it(status: Json) -> None:
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/1"}}
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    assert found(condition | {"clinicalStatus": status}) == {("code-invalid", "Condition.clinicalStatus")}
    status.setdefault("coding", []).append({"system": system, "code": "active"})
    assert validate(condition | {"clinicalStatus": status}) == []


@pytest.mark.parametrize(
    ("extra", "sound"),
    [
        ({"birthDate": "1964", "_birthDate": {"id": "b"}}, True),
        ({"_birthDate": {"id": "b"}}, False),
        ({"birthDate": "1964", "_birthDate": {"id": 5}}, False),
        ({"birthDate": "1964", "_birthDate": {}}, False),
        ({"name": [{"given": ["A", None], "_given": [{"id": "a"}, {"id": "b"}]}]}, False),
        ({"name": [{"given": ["A", "B"], "_given": [{"id": "a"}, None]}]}, True),
    ],
)
def test_an_id_beside_a_value_names_it_and_alone_says_nothing(extra: dict[str, Any], sound: bool) -> None:
    assert (validate({"resourceType": "Patient", **extra}) == []) is sound
