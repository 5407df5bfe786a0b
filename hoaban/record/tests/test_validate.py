"""What the structural validator accepts and refuses, whole resources."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.record.engine import structure
from hoaban.record.engine.validate import MAX_ISSUES, validate
from hoaban.record.tests import sample_resources

Json = dict[str, Any]

PATIENT: Json = {
    "resourceType": "Patient",
    "id": "0197b2c4-5e6f-7a01-8b02-3c4d5e6f7a8b",
    "identifier": [{"system": "http://fhir.ehealth.gov.vn/core/sid/national_id", "value": "099000000001"}],
    "name": [{"use": "official", "text": "Lò Thị Hoa", "family": "Lò", "given": ["Thị", "Hoa"]}],
    "gender": "female",
    "birthDate": "1994-05-17",
    "contact": [{"name": {"text": "Lò Văn Minh"}, "telecom": [{"system": "phone", "value": "0100000001"}]}],
    "managingOrganization": {"reference": "Organization/tram-y-te"},
}
OBSERVATION: Json = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}], "text": "Huyết sắc tố"},
    "subject": {"reference": "Patient/1"},
    "effectiveDateTime": "2026-03-02T08:00:00+07:00",
    "valueQuantity": {"value": Decimal("128.50"), "unit": "g/L"},
    "component": [{"code": {"text": "x"}, "valueInteger": 3}],
}
STEM = "Observation.value"
VALUE = f"{STEM}.ofType(Quantity)"
EFFECTIVE = "Observation.effective.ofType(dateTime)"
ORGANIZATION = "Patient.managingOrganization"
REFERENCE = f"{ORGANIZATION}.reference"
EXTENSION = {"url": "https://hoaban.example/fhir/StructureDefinition/note", "valueString": "ghi chú"}


def found(resource: Any) -> set[tuple[str, str]]:
    """(code, path) of each issue."""
    return {(issue.code, issue.path) for issue in validate(resource)}


def changed(resource: Json, change: Callable[[Any], Any]) -> Json:
    made = copy.deepcopy(resource)
    change(made)
    return made


def put(*steps: Any) -> Callable[[Any], None]:
    """Set the value (last) at the path before it."""
    *path, last, value = steps

    def change(resource: Any) -> None:
        for step in path:
            resource = resource[step]
        resource[last] = value

    return change


def drop(*steps: Any) -> Callable[[Any], None]:
    *path, last = steps

    def change(resource: Any) -> None:
        for step in path:
            resource = resource[step]
        del resource[last]

    return change


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
    "reference",
    [
        "Organization/1",
        "Organization/1/_history/2",
        "https://benh-vien.example/fhir/Organization/1",
        "https://benh-vien.example/don-vi?ma=1",
        "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        "urn:oid:1.2.3",
        "#o",
        "Organization?identifier=http://x.example|1",
    ],
)
def test_every_official_form_of_reference_is_known(reference: str) -> None:
    assert validate(PATIENT | {"managingOrganization": {"reference": reference}}) == []


@pytest.mark.parametrize(
    "reference",
    [
        "Organization",
        "Organization/",
        "Organization/a b",
        "organization/1",
        "/Organization/1",
        "Patient/1",
        "Nothing/1",
        "https://benh-vien.example/fhir/Patient/1",
        "Patient?identifier=1",
        "urn:uuid:1",
        "#a/b",
        "",
        7,
    ],
)
def test_other_references_are_refused(reference: Any) -> None:
    assert validate(PATIENT | {"managingOrganization": {"reference": reference}})


@pytest.mark.parametrize(
    "nothing", [None, 1, "x", [], [PATIENT], {}, {"resourceType": 5}, {"resourceType": []}]
)
def test_what_is_no_resource_is_refused(nothing: Any) -> None:
    assert validate(nothing)


def test_nesting_has_a_limit_however_deep_the_text_goes() -> None:
    def questionnaire(levels: int) -> Json:
        item: Json = {"linkId": "1", "type": "group"}
        for _ in range(levels - 1):
            item = {"linkId": "1", "type": "group", "item": [item]}
        return {"resourceType": "Questionnaire", "status": "draft", "item": [item]}

    assert validate(questionnaire(49)) == []
    assert {issue.code for issue in validate(questionnaire(50))} == {"structure"}
    assert len(validate(questionnaire(5_000))) == 1


def test_the_number_of_issues_is_bounded() -> None:
    assert len(validate(PATIENT | {"name": [{"given": [1] * 5_000}] * 50})) == MAX_ISSUES
    assert len(validate(PATIENT | {f"x{number}": 1 for number in range(5_000)})) == MAX_ISSUES


def test_messages_are_in_two_languages_and_repeat_no_value() -> None:
    secrets = {
        "birthDate": "099000000001",
        "gender": "BÍMẬT",
        "Lò Thị Bí Mật": 1,
        "name": [{"given": [7654321]}],
    }
    said = validate(PATIENT | secrets)
    assert len(said) == 4
    for issue in said:
        assert issue.message_vi.startswith(issue.path)
        assert issue.message_en.startswith(issue.path)
        for secret in ("099000000001", "BÍMẬT", "Bí Mật", "7654321"):
            assert secret not in issue.message_vi + issue.message_en + issue.path


@pytest.mark.parametrize("name", structure.resource_types())
def test_made_up_resources_of_every_type_pass_and_fail_where_they_are_broken(name: str) -> None:
    for seed, richness in enumerate((0.0, 0.2, 0.6)):
        made = sample_resources.resource(name, Random(seed), richness=richness)  # noqa: S311 - a seed, no secret
        assert validate(made) == [], made
        assert ("structure", f"{name}.khongCo") in found(made | {"khongCo": 1})
    for element in structure.definition(name).elements:
        stem = element.name.removesuffix("[x]")
        if element.minimum:
            without = {key: value for key, value in made.items() if key not in element.json_names()}
            without = {key: value for key, value in without.items() if key[1:] not in element.json_names()}
            assert ("required", f"{name}.{stem}") in found(without)
        wrong: Any = 12345 if element.many else [["x"]]
        assert any(
            path.startswith(f"{name}.{stem}")
            for _, path in found(made | {next(iter(element.json_names())): wrong})
        )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(structure.resource_types()), st.integers(0, 9_999), st.data())
def test_any_value_swapped_for_another_never_raises(name: str, seed: int, data: st.DataObject) -> None:
    made = sample_resources.resource(name, Random(seed), richness=0.3)  # noqa: S311 - a seed, no secret
    holder: Any = made
    key: Any = data.draw(st.sampled_from(sorted(holder)))
    while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text() | st.floats()
    holder[key] = data.draw(
        st.recursive(scalars, lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=5)
    )
    for issue in validate(made):
        assert issue.severity == "error"
        assert issue.path


def test_first_use_by_many_threads_at_once_gives_no_false_alarm() -> None:
    from hoaban.record.engine.validate import tables

    tables._objects.clear()
    tables._resources.clear()
    said: list[Any] = []
    start = threading.Barrier(8)

    def check() -> None:
        start.wait()
        said.extend(validate(OBSERVATION) + validate(PATIENT))

    threads = [threading.Thread(target=check) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == []


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
