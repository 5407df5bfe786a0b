"""The invariants of R4 as they meet resources: which are kept, which are broken, where, and in which words."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.record.engine import fhirpath, structure
from hoaban.record.engine.fhirpath import Asking, parser
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.validate import invariant_rules, invariants, validate
from hoaban.record.tests import sample_resources

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


def broken(resource: dict[str, Any]) -> list[str]:
    """Key and path of each broken invariant of a resource whose structure is sound."""
    assert validate(resource) == []
    return [f"{each.message_en.rsplit('(', 1)[1][:-1]} {each.path}" for each in invariants.broken(resource)]


def observation(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "mạch"}, **more}


def patient(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", **more}


def bundle(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", **more}


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (patient(contact=[{"gender": "male"}]), ["pat-1 Patient.contact[0]"]),
        (patient(contact=[{"gender": "male", "name": {"text": "Lò Văn A"}}]), []),
        (patient(telecom=[{"value": "0912"}]), ["cpt-2 Patient.telecom[0]"]),
        (patient(name=[{"period": {"start": "2026", "end": "2025"}}]), ["per-1 Patient.name[0].period"]),
        (patient(name=[{"period": {"start": "2026", "end": "2026-05"}}]), []),
        (patient(photo=[{"data": "AAAA"}]), ["att-1 Patient.photo[0]"]),
        (patient(generalPractitioner=[{"reference": "#x"}]), ["ref-1 Patient.generalPractitioner[0]"]),
        (patient(contained=[{"resourceType": "Organization", "id": "x", "name": "X"}]), ["dom-3 Patient"]),
        (
            patient(
                contained=[{"resourceType": "Organization", "id": "x", "name": "X"}],
                managingOrganization={"reference": "#x"},
            ),
            [],
        ),
        (
            patient(contained=[{"resourceType": "Organization", "id": "x", "partOf": {"reference": "#"}}]),
            ["org-1 Patient.contained[0]"],
        ),
        (
            patient(
                contained=[{"resourceType": "Organization", "id": "x", "name": "X", "meta": {"versionId": "1"}}],
                managingOrganization={"reference": "#x"},
            ),
            ["dom-4 Patient"],
        ),
        (patient(text={"status": "generated", "div": DIV.format("Lan")}), []),
        (patient(text={"status": "generated", "div": DIV.format("<script>1</script>")}), ["txt-1 Patient.text.div"]),
        (patient(text={"status": "generated", "div": DIV.format("<b onclick='f()'>1</b>")}), ["txt-1 Patient.text.div"]),
        (patient(text={"status": "generated", "div": DIV.format("  ")}), ["txt-1 Patient.text.div"]),
        (patient(text={"status": "generated", "div": DIV.format("<a href='javascript:f()'>1</a>")}), ["txt-1 Patient.text.div"]),
        (patient(text={"status": "generated", "div": DIV.format("a&nbsp;b<br/><p>c</p>")}), []),
        (
            patient(extension=[{"url": "http://a.example", "valuePeriod": {"start": "2026", "end": "2025"}}]),
            ["per-1 Patient.extension[0].value.ofType(Period)"],
        ),
        (
            patient(
                birthDate="2000",
                _birthDate={"extension": [{"url": "http://a.example", "valuePeriod": {"start": "2026", "end": "2025"}}]},
            ),
            ["per-1 Patient.birthDate.extension[0].value.ofType(Period)"],
        ),
        (observation(valueString="60", dataAbsentReason={"text": "?"}), ["obs-6 Observation"]),
        (observation(referenceRange=[{"appliesTo": [{"text": "x"}]}]), ["obs-3 Observation.referenceRange[0]"]),
        (
            observation(valueQuantity={"value": Decimal("60.0"), "code": "/min"}),
            ["qty-3 Observation.value.ofType(Quantity)"],
        ),
        (
            observation(referenceRange=[{"low": {"value": 9}, "age": {"low": {"value": 5}, "high": {"value": 3}}}]),
            ["rng-2 Observation.referenceRange[0].age"],
        ),
        (
            {"resourceType": "Organization", "name": "Trạm", "telecom": [{"system": "phone", "use": "home"}]},
            ["org-3 Organization.telecom[0]"],
        ),
        (bundle(total=1), ["bdl-1 Bundle"]),
        (bundle(entry=[{"link": [{"relation": "self", "url": "x"}]}]), ["bdl-5 Bundle.entry[0]"]),
        (
            bundle(type="transaction", entry=[{"resource": patient(telecom=[{"value": "1"}])}]),
            ["bdl-3 Bundle", "cpt-2 Bundle.entry[0].resource.telecom[0]"],
        ),
    ],
)  # fmt: skip
def test_a_broken_invariant_is_told_with_its_place(resource: dict[str, Any], found: list[str]) -> None:
    assert sorted(broken(resource)) == sorted(found)


def test_an_invariant_speaks_both_languages_and_never_repeats_a_value() -> None:
    issue = invariants.broken(patient(telecom=[{"value": "0912345678"}]))[0]

    assert (issue.severity, issue.code, issue.path) == ("error", "invariant", "Patient.telecom[0]")
    assert issue.message_vi == "Patient.telecom[0]: liên lạc có value thì phải có system (cpt-2)"
    assert (
        issue.message_en
        == "Patient.telecom[0]: A system is required if a value is provided (cpt-2)".replace(". (", " (")
    )
    assert "0912345678" not in issue.message_vi + issue.message_en


def test_best_practice_is_told_only_when_asked_for_and_never_as_an_error() -> None:
    assert invariants.broken(patient()) == []

    told = invariants.broken(patient(), warnings=True)

    assert [(each.severity, each.message_en.rsplit(" ", 1)[1]) for each in told] == [("warning", "(dom-6)")]


def test_a_questionnaire_may_ask_whether_an_answer_exists() -> None:
    item = {
        "linkId": "2",
        "type": "string",
        "enableWhen": [{"question": "1", "operator": "exists", "answerBoolean": True}],
    }
    first = {"linkId": "1", "type": "string"}

    assert broken({"resourceType": "Questionnaire", "status": "draft", "item": [first, item]}) == []
    item["enableWhen"] = [{"question": "1", "operator": "exists", "answerString": "x"}]
    assert broken({"resourceType": "Questionnaire", "status": "draft", "item": [first, item]}) == [
        "que-7 Questionnaire.item[1].enableWhen[0]"
    ]


@pytest.mark.parametrize("row", invariant_rules.rows(), ids=lambda row: f"{row['on'][0]}-{row['key']}")
def test_every_invariant_of_r4_is_read_and_stands_on_something(row: dict[str, Any]) -> None:
    assert parser.parse(row["expression"])
    assert row["on"]
    assert row["severity"] in ("error", "warning")


def test_a_resource_with_thousands_of_contained_ones_is_checked_in_one_go() -> None:
    inside = [{"resourceType": "Organization", "id": f"o{n}", "name": "X"} for n in range(5_000)]
    holder = patient(contained=inside, generalPractitioner=[{"reference": f"#o{n}"} for n in range(4_999)])

    assert [each.path for each in invariants.broken(holder)] == ["Patient"]


@given(st.sampled_from(structure.resource_types()), st.integers(0, 2**32))
@settings(max_examples=150, deadline=10_000)
def test_any_sound_resource_is_judged_without_failing(name: str, seed: int) -> None:
    resource = sample_resources.resource(name, Random(seed), richness=0.4)  # noqa: S311 - a seed that can be tried again

    for issue in invariants.broken(resource, warnings=True):
        assert "FHIRPath" not in issue.message_en
        assert issue.path.startswith(name)


@pytest.mark.parametrize("key", invariant_rules.SPECIALISED)
def test_a_rule_written_by_hand_agrees_with_the_published_expression(key: str) -> None:
    inside = {"resourceType": "Organization", "id": "x", "name": "X"}
    named = {"reference": "#x"}
    asked: list[dict[str, Any]] = [
        patient(),
        patient(contained=[inside]),
        patient(contained=[inside], managingOrganization=named),
        patient(contained=[inside], generalPractitioner=[{"reference": "#y"}]),
        patient(contained=[{**inside, "partOf": {"reference": "#"}}]),
        patient(generalPractitioner=[{"reference": "Practitioner/x"}, {"reference": "#"}]),
        {**observation(), "contained": [inside], "performer": [named, {"display": "X"}]},
    ]
    row = next(each for each in invariant_rules.rows() if each["key"] == key)
    for resource in asked:
        items = [resource] if key == "dom-3" else _references(resource)
        for item in items:
            name = "Reference" if key == "ref-1" else resource["resourceType"]
            published = fhirpath.compile(row["expression"], type_name=name, loose_as=True)
            expected = published.boolean(item, Asking(resource=resource)) is not False
            assert invariant_rules.SPECIALISED[key]([item], Env(resource)) is expected


def _references(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found = [
        resource.get("managingOrganization"),
        *resource.get("generalPractitioner", ()),
        *resource.get("performer", ()),
    ]
    return [each for each in found if each is not None]
