"""The official definitions: every expression is understood, numbers never move, each type has one main date."""

from __future__ import annotations

import pytest

from hoaban.record.engine import placement, structure
from hoaban.record.engine.search import definitions, parameters
from hoaban.record.engine.search.fhirpath import Unreadable
from hoaban.record.engine.search.routes import Route, compile_expression

OFFICIAL = 1375


def test_every_official_expression_compiles_for_every_type_it_speaks_of() -> None:
    everything = definitions.load().parameters
    assert len(everything) == OFFICIAL
    for definition in everything:
        general = {"Resource", "DomainResource"}.intersection(definition.base)
        for kind in structure.resource_types() if general else definition.base:
            if not definition.expression:
                assert definition.code in {"_content", "_query", "_text"}
                continue
            routes = compile_expression(definition.expression, kind)
            assert routes, (definition.url, kind)
            for component in definition.component:
                for start in routes:
                    assert compile_expression(component.expression, kind, Route((), start.kind)), (
                        definition.url
                    )


def test_a_parameter_never_changes_its_number() -> None:
    numbers = definitions.parameter_numbers()
    assert len(set(numbers.values())) == len(numbers) == 448
    assert {definition.code for definition in definitions.load().parameters} <= numbers.keys()
    anchors = {"_content": 1, "code": 73, "patient": 274, "subject": 396, "name": 246, "date": 122}
    assert {code: numbers[code] for code in anchors} == anchors
    assert max(numbers.values()) < 1 << 15


def test_a_code_means_one_parameter_within_a_type() -> None:
    for kind in structure.resource_types():
        codes = [
            definition.code
            for definition in definitions.load().parameters
            if kind in definition.base or "Resource" in definition.base
        ]
        assert len(codes) == len(set(codes)), kind


def test_main_dates_name_date_parameters_with_one_value() -> None:
    for kind, codes in definitions.main_dates().items():
        for code in codes:
            parameter = parameters.of_type(kind)[code]
            assert parameter.type == "date"
            assert not any(route.many for route in parameter.routes), (kind, code)


def test_every_type_with_a_plain_date_has_a_main_date() -> None:
    for kind in structure.resource_types():
        dated = [
            parameter.code
            for parameter in parameters.supported(kind)
            if parameter.type == "date"
            and not parameter.column
            and not any(route.many for route in parameter.routes)
        ]
        assert not dated or kind in definitions.main_dates(), (kind, dated)


def test_what_is_usual_has_a_marker_of_its_own() -> None:
    for kind, code in definitions.usual():
        parameter = parameters.of_type(kind)[code]
        assert parameter.kept or parameter.gate, (kind, code)


def test_a_date_that_shares_its_place_is_marked_where_it_is() -> None:
    # order by such a date looks for the marker of presence, in rows of every version
    shared = {(kind, codes[0]) for kind, codes in definitions.main_dates().items() if len(codes) > 1}
    assert shared
    assert definitions.usual().isdisjoint(shared)


def test_the_patient_of_a_type_is_the_one_by_which_rows_are_placed() -> None:
    assert frozenset(placement._SUBJECT_ELEMENTS) == parameters.PATIENT_ELEMENTS
    found = {kind: parameters.patient_parameter(kind) for kind in structure.resource_types()}
    for kind in (
        "Observation",
        "Encounter",
        "Condition",
        "Claim",
        "Coverage",
        "MedicationRequest",
        "Specimen",
    ):
        parameter = found[kind]
        assert parameter is not None
        assert parameter.code == "patient"
    assert found["Patient"] is None
    assert found["Provenance"] is None


def test_values_are_not_kept_twice() -> None:
    observation = parameters.of_type("Observation")
    numbers = definitions.parameter_numbers()
    assert [source.number for source in observation["patient"].sources] == [numbers["subject"]]
    assert observation["patient"].gate == "Patient"
    assert {source.number for source in observation["combo-code"].sources} == {
        numbers["code"],
        numbers["component-code"],
    }
    assert not parameters.of_type("Patient")["phonetic"].kept
    for kind in structure.resource_types():
        found = parameters.of_type(kind)
        kept = {parameter.number: parameter for parameter in found.values() if parameter.kept}
        for parameter in found.values():
            assert {source.number for source in parameter.sources} <= kept.keys(), (kind, parameter.code)


def test_what_is_supported_is_told_with_its_modifiers() -> None:
    told = {parameter.code: parameter for parameter in parameters.supported("Observation")}
    assert told["code"].modifiers == ("missing", "not", "text", "in", "not-in", "above", "below")
    assert told["identifier"].modifiers == ("missing", "not", "text", "of-type")
    assert told["date"].comparators == ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
    assert {"_id", "_lastUpdated", "_tag", "code-value-concept"} <= told.keys()
    assert told["value-quantity"].comparators == told["date"].comparators
    assert "_query" not in told
    assert parameters.known("Observation", "_query")
    assert not parameters.known("Observation", "colour")


@pytest.mark.parametrize(
    "expression",
    [
        "Patient.colour",
        "Patient.name.first()",
        "Patient.name.where(use)",
        "Patient.name[",
        "Patient..name",
        "1 + 1",
        "'x'",
    ],
)
def test_an_expression_outside_the_known_part_is_named_not_guessed(expression: str) -> None:
    with pytest.raises(Unreadable):
        compile_expression(expression, "Patient")


@pytest.mark.parametrize(
    ("expression", "resource", "values"),
    [
        ("Observation.value as Quantity", {"valueQuantity": {"value": 1}}, [{"value": 1}]),
        ("(Observation.value as Quantity)", {"valueString": "x"}, []),
        ("Observation.effective", {"effectiveDateTime": "2024"}, ["2024"]),
        (
            "Observation.value.as(string) | (Observation.value as CodeableConcept).text",
            {"valueString": "a"},
            ["a"],
        ),
        ("Observation.subject.where(resolve() is Patient)", {"subject": {"reference": "Group/1"}}, []),
        ("Observation.component.code.text", {"component": [{"code": {"text": "a"}}, {"code": {}}]}, ["a"]),
        (
            "Observation.component[1].code.text",
            {"component": [{"code": {"text": "a"}}, {"code": {"text": "b"}}]},
            ["b"],
        ),
        (
            "Observation.extension('urn:a').value.as(string)",
            {"extension": [{"url": "urn:a", "valueString": "v"}]},
            ["v"],
        ),
        ("Observation.extension.where(url='urn:b').value.as(string)", {"extension": [{"url": "urn:a"}]}, []),
        ("Observation.value.exists() and Observation.value != false", {"valueBoolean": False}, [False]),
        ("Observation.value.exists() and Observation.value != false", {"valueDateTime": "2024"}, [True]),
        ("Observation.value.exists() and Observation.value != false", {}, [False]),
        ("Patient.name | Observation.code.text", {"code": {"text": "a"}}, ["a"]),
    ],
)
def test_an_expression_yields_what_fhirpath_says(
    expression: str, resource: dict[str, object], values: list[object]
) -> None:
    whole = {"resourceType": "Observation", **resource}
    found = [
        value
        for route in compile_expression(expression, "Observation")
        for value in route.values(whole, whole)
    ]
    assert found == values


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ({"reference": "Patient/1"}, True),
        ({"reference": "Patient/1/_history/2"}, True),
        ({"reference": "https://elsewhere.example/fhir/Patient/1"}, True),
        ({"reference": "#p"}, True),
        ({"reference": "#q"}, False),
        ({"type": "Patient", "identifier": {"value": "1"}}, True),
        ({"reference": "urn:uuid:0190b3b0-0000-7000-8000-000000000001"}, False),
    ],
)
def test_a_reference_counts_as_patient_by_address_type_or_contained_resource(
    reference: dict[str, object], found: bool
) -> None:
    whole = {
        "resourceType": "Observation",
        "contained": [{"resourceType": "Patient", "id": "p"}, {"resourceType": "Device", "id": "q"}],
        "subject": reference,
    }
    routes = compile_expression("Observation.subject.where(resolve() is Patient)", "Observation")
    assert bool([value for route in routes for value in route.values(whole, whole)]) is found
